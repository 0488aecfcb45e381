"""Enrols, lists and revokes at a running hub: drivers' phones (`main.py phone`), keys of shops and
scripts (`main.py key`), desks of the office (`main.py desk`) and people (`main.py user`)."""

import argparse
import asyncio
import ssl
import sys
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

import aiohttp
import msgspec

from core.hub.api_keys import ListedKey, MadeKey
from core.hub.desks import ListedDesk, MadeDesk
from core.hub.enrol_asking import NotDone, asked, shown
from core.hub.enrolled_phone import EnrolledPhone, ListedPhone
from core.hub.networks import is_this_machine
from core.hub.trust import HubUntrusted, away_words, context_for, http_beside, untrusted_words
from core.hub.user_command import with_people


def run(options: argparse.Namespace) -> int:
    """Do what is wanted and print it; the exit code."""
    kinds = {
        "phone": _with_phones,
        "key": _with_keys,
        "desk": _with_desks,
        "user": with_people,
        "erase": _erase,
    }
    do = kinds[options.kind]
    try:
        words = asyncio.run(_connected(options, shown(options), do))
    except (NotDone, HubUntrusted) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except aiohttp.ClientConnectorCertificateError as error:
        sys.stderr.write(f"{_untrusted(error, options.hub)}\n")
        return 1
    except (aiohttp.ClientError, OSError) as error:
        sys.stderr.write(f"{away_words(error, options.hub)}\n")
        return 1
    sys.stdout.write(f"{words}\n")
    return 0


def _untrusted(error: aiohttp.ClientConnectorCertificateError, where: str) -> str:
    cause = error.certificate_error
    if isinstance(cause, ssl.SSLCertVerificationError):
        return untrusted_words(cause, where)
    return away_words(cause, where)


async def _connected(
    options: argparse.Namespace,
    credentials: tuple[str, str],
    do: Callable[[argparse.Namespace, aiohttp.ClientSession], Awaitable[str]],
) -> str:
    """`credentials` are the token, and the authority that is trusted."""
    token, authority = credentials
    connector = aiohttp.TCPConnector(ssl=context_for(authority))
    async with aiohttp.ClientSession(
        http_beside(options.hub),
        headers={"Authorization": f"Bearer {token}"},
        timeout=aiohttp.ClientTimeout(total=options.wait),
        connector=connector,
    ) as session:
        return await do(options, session)


async def _with_phones(options: argparse.Namespace, session: aiohttp.ClientSession) -> str:
    if options.enrol:
        wanted = {"depot": options.depot, "driver_id": options.enrol, "name": options.name}
        body = await asked(session.post("/phones", json=wanted))
        return settings_words(msgspec.json.decode(body, type=EnrolledPhone))
    if options.revoke:
        await asked(session.delete(f"/phones/{options.depot}/{options.revoke}"))
        return f"The phone {options.revoke} is revoked."
    body = await asked(session.get("/phones", params={"depot": options.depot}))
    return _listed(msgspec.json.decode(body, type=list[ListedPhone]))


async def _with_keys(options: argparse.Namespace, session: aiohttp.ClientSession) -> str:
    if options.make:
        wanted = {"depot": options.depot, "name": options.make, "shop": options.shop}
        scopes = {"scopes": options.scope} if options.scope else {}
        body = await asked(session.post("/api-keys", json=wanted | scopes))
        made = msgspec.json.decode(body, type=MadeKey)
        return f"Key {made.id}, shown this once:\n{made.key}"
    if options.revoke:
        await asked(session.delete(f"/api-keys/{options.depot}/{options.revoke}"))
        return f"The key {options.revoke} is revoked."
    body = await asked(session.get("/api-keys", params={"depot": options.depot}))
    keys = msgspec.json.decode(body, type=list[ListedKey])
    lines = [
        f"{key.id}  {key.made_at:%Y-%m-%d %H:%M} by {key.made_by}  {key.name}  "
        f"{key.shop or 'every shop'}  {' '.join(key.scopes)}"
        for key in keys
    ]
    return "\n".join(lines) or "There is no key."


async def _with_desks(options: argparse.Namespace, session: aiohttp.ClientSession) -> str:
    if options.make:
        wanted = {"depot": options.depot, "name": options.make, "role": options.role}
        made = msgspec.json.decode(await asked(session.post("/desks", json=wanted)), type=MadeDesk)
        whose = f"Desk {made.id} of {options.make}, {options.role}"
        return f"{whose}; its token, shown this once:\n{made.token}"
    if options.revoke:
        await asked(session.delete(f"/desks/{options.depot}/{options.revoke}"))
        return f"The desk {options.revoke} is revoked."
    body = await asked(session.get("/desks", params={"depot": options.depot}))
    lines = [
        f"{desk.id}  {desk.role:16}  {desk.made_at:%Y-%m-%d %H:%M} by {desk.made_by}  {desk.name}"
        for desk in msgspec.json.decode(body, type=list[ListedDesk])
    ]
    return "\n".join(lines) or "There is no desk."


async def _erase(options: argparse.Namespace, session: aiohttp.ClientSession) -> str:
    kind = "customer" if options.customer else "driver"
    wanted = {"depot": options.depot, "kind": kind, "person_id": options.customer or options.driver}
    await asked(session.post("/erasures", json=wanted))
    return (
        f"The {kind} {wanted['person_id']} is erased: key, texts, photos and tracks are destroyed. "
        "Copies made by `main.py backup` before still hold them."
    )


def settings_words(phone: EnrolledPhone) -> str:
    """What to type into each program; the token is said this once."""
    words = "\n".join(
        (
            f"Phone {phone.id} of driver {phone.driver_id}. The token is shown this once.",
            "",
            f"Traccar Client   Server URL         {phone.traccar_url}",
            f"                 Device identifier  {phone.token}",
            f"OsmAnd           Web address        {phone.osmand_url}",
            f"OwnTracks        Mode               HTTP, {phone.owntracks_url}",
            f"                 User, password     {phone.driver_id}, {phone.token}",
        )
    )
    is_reached = not is_this_machine(urlsplit(phone.traccar_url).hostname or "")
    return words if is_reached else f"{words}\n\n{NOT_REACHED}"


NOT_REACHED = (
    "No phone reaches this address: it is the hub's own computer. Let the hub listen on an address "
    "of the network (--listen 0.0.0.0:8765) or set public_url, then enrol again."
)


def _listed(phones: list[ListedPhone]) -> str:
    lines = [
        f"{phone.id}  {phone.driver_id:12}  {phone.made_at:%Y-%m-%d %H:%M} by {phone.made_by}  "
        f"{phone.name}".rstrip()
        for phone in phones
    ]
    return "\n".join(lines) or "No phone is enrolled."

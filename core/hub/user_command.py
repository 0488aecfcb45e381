"""Looks after people at a running hub: `main.py user`, for who has an administrator's token.

The token beside the database is one, so that the first administrator is made here at set-up.
"""

import argparse

import aiohttp
import msgspec

from core.hub.enrol_asking import asked
from core.hub.people import Shown
from core.hub.people_routes import Made


async def with_people(options: argparse.Namespace, session: aiohttp.ClientSession) -> str:
    """Do what is wanted of one person, or list everybody; what to print."""
    if options.add:
        depots = options.at or [options.depot or "*"]
        wanted = {"name": options.add, "role": options.role or "dispatcher", "depots": depots}
        body = await asked(session.post("/people", json=wanted | {"shown_name": options.shown}))
        return _first_words(msgspec.json.decode(body, type=Made))
    if options.reset:
        body = await asked(session.post(f"/people/{options.reset}/reset"))
        return _first_words(msgspec.json.decode(body, type=Made))
    if options.erase:
        if not options.yes:
            return (
                f"Nothing is done yet. Password, whole name and sign-ins of {options.erase}, and "
                "texts with the whole name, would be destroyed for good; what was decided stays "
                f"under {options.erase}. If that is wanted, say it again with --yes."
            )
        await asked(session.post(f"/people/{options.erase}/erase"))
        return (
            f"{options.erase} is erased. What was decided stays under that name, nobody's by now."
        )
    for name, change, done in (
        (options.set_role, {"role": options.role}, f"is {options.role} now"),
        (options.lock, {"is_locked": True}, "is locked and signed out"),
        (options.unlock, {"is_locked": False}, "may sign in again"),
    ):
        if name:
            await asked(session.patch(f"/people/{name}", json=change))
            return f"{name} {done}."
    for name, path, done in (
        (options.sign_out, "/sessions", "is signed out everywhere"),
        (options.drop_app, "/app", "signs in without a code, or sets a new app up"),
        (options.remove, "", "is removed"),
    ):
        if name:
            await asked(session.delete(f"/people/{name}{path}"))
            return f"{name} {done}."
    people = msgspec.json.decode(await asked(session.get("/people")), type=list[Shown])
    return "\n".join(map(_line, people)) or "Nobody can sign in yet. --add NAME lets somebody in."


def _first_words(made: Made) -> str:
    person = made.person
    return (
        f"{person.name}, {person.role} of {_depots(person)}. The first password, shown this once "
        f"and to be replaced within a week:\n{made.first_password}"
    )


def _line(person: Shown) -> str:
    marks = [
        "locked" if person.is_locked else "",
        "code" if person.has_totp else "",
        "first password" if person.must_change else "",
        f"signed in at {len(person.sessions)}" if person.sessions else "",
    ]
    return (
        f"{person.name:16} {person.role:16} {_depots(person):16} "
        f"{', '.join(mark for mark in marks if mark)}"
    ).rstrip()


def _depots(person: Shown) -> str:
    return ", ".join("every depot" if depot == "*" else depot for depot in person.depots)

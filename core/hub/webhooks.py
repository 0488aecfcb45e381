"""Tells shops and scripts by webhook what happens, in order, until they have taken it.

    commit → follower wakes → events after the cursor → notices → POST, signed → cursor moves

Each webhook goes at its own pace; one that does not answer holds up nobody else and loses nothing,
since it is only a cursor into the log. Belongs to the hub's event loop.
"""

import asyncio
import logging
import socket
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from msgspec.structs import replace

from core.hub import webhook_words as w
from core.hub.clock import wall_clock
from core.hub.log import LogUnavailable
from core.hub.networks import Network
from core.hub.open_depot import OpenDepot
from core.hub.shop_protocol import KEY, SIGNATURE, signature
from core.hub.webhook_address import checked, is_allowed
from core.hub.webhook_book import Key, WebhookBook, key_of
from core.model import ActorId, DepotId
from core.rules.lookups import Refused

TIMEOUT_S = 10.0
AT_ONCE = 16
"""Requests under way to all webhooks together."""
GATHER_S = 0.2
"""Commits come in bursts; what happened meanwhile goes in one request."""
READ_AT_ONCE = 500
LOOK_AGAIN_S = 30.0
"""A webhook that the store would not let on is tried again after so many seconds."""

_log = logging.getLogger(__name__)


class Webhooks:
    """Serves every webhook of the hub's depots."""

    def __init__(
        self,
        book: WebhookBook,
        *,
        networks: Sequence[Network] = (),
        has_key: Callable[[DepotId, str], bool],
        now: Callable[[], datetime] = wall_clock,
        pause_after: Callable[[int], timedelta] = w.pause_after,
    ) -> None:
        """`networks` are private ones that may be reached; `has_key` says whether a key is good."""
        self.book = book
        self.networks = tuple(networks)
        self._has_key = has_key
        self._now = now
        self._pause_after = pause_after
        self._opened: dict[DepotId, OpenDepot] = {}
        self._tasks: dict[Key, asyncio.Task[None]] = {}
        self._due: dict[Key, asyncio.Event] = {}
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._session: aiohttp.ClientSession | None = None

    def how_they_do(self, depot: DepotId) -> Counter[str]:
        """How many of a depot are on, failing and off."""
        each = (self.book.progress(key_of(webhook)) for webhook in self.book.of(depot))
        return Counter("off" if p.off else "failing" if p.failing_since else "on" for p in each)

    def follow(self, opened: OpenDepot) -> None:
        """Tell of this depot from now on, beginning with what an earlier run left open."""
        self._opened[opened.id] = opened
        opened.followers.append(lambda _: self._wake(opened.id))
        for webhook in self.book.of(opened.id):
            self.begin(key_of(webhook))

    def begin(self, key: Key) -> None:
        """Serve a webhook; one that is served already is looked after at once."""
        due = self._due.setdefault(key, asyncio.Event())
        due.set()
        task = self._tasks.get(key)
        if task is None or task.done():
            self._tasks[key] = asyncio.create_task(self._serve(key, due), name=f"webhook {key}")

    async def stop(self) -> None:
        """Let go. How far each has got is kept, so that the next run goes on from there."""
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)
        if self._session is not None:
            await self._session.close()
        await self.book.keep_rest()

    def _wake(self, depot: DepotId) -> None:
        for key, due in self._due.items():
            if key[0] == depot:
                due.set()

    async def _serve(self, key: Key, due: asyncio.Event) -> None:
        """Until the webhook is deleted."""
        while (webhook := self.book.get(key)) is not None:
            try:
                pause_s = await self._go_on(webhook)
            except LogUnavailable as error:
                _log.warning("The webhook %s waits: %s", key, error)
                pause_s = LOOK_AGAIN_S
            except Exception:
                _log.exception("The webhook %s could not be served", key)
                pause_s = LOOK_AGAIN_S
            if pause_s is None:
                await due.wait()
                await asyncio.sleep(GATHER_S)
            elif pause_s > 0:
                # Only the office or the shop shortens a pause; a commit does not.
                await self._rest(key, pause_s)
            due.clear()
        self._due.pop(key, None)

    async def _rest(self, key: Key, pause_s: float) -> None:
        before, ends = self.book.get(key), time.monotonic() + pause_s
        while (left := ends - time.monotonic()) > 0:
            with suppress(TimeoutError):
                async with asyncio.timeout(left):
                    await self._due[key].wait()
                    self._due[key].clear()
            if self.book.get(key) is not before:
                return

    async def _go_on(self, webhook: w.Webhook) -> float | None:
        """One step; seconds until the next, or None until something happens."""
        key, opened = key_of(webhook), self._opened[webhook.depot]
        progress = self.book.progress(key)
        if progress.off:
            return None
        if not self._has_key(webhook.depot, webhook.key_id):
            await self._switch_off(webhook, progress, "The key that it was made with is revoked.")
            return None
        head = opened.gate.state.seq
        if progress.cursor > head:
            # The log was restored from a copy: what it does not know is not told again.
            progress = replace(progress, cursor=head)
            await self.book.move(key, progress)
        if progress.cursor == head:
            return None
        records = await asyncio.to_thread(opened.gate.read_after, progress.cursor, READ_AT_ONCE)
        if not records:
            return None
        cursor, notices = w.next_delivery(webhook, records, opened.gate.state)
        if not notices:
            self.book.skip(key, replace(progress, cursor=cursor))
            return 0
        delivery = await self._delivered(webhook, notices)
        after = w.after(progress, delivery, cursor)
        kept = self.book.get(key)
        if kept is None or kept.made_at != webhook.made_at:
            return 0
        if after.off:
            self._say(webhook, after.off)
        await self.book.move(key, after)
        return 0 if delivery.is_taken else self._pause_after(after.tries).total_seconds()

    async def _switch_off(self, webhook: w.Webhook, progress: w.Progress, words: str) -> None:
        self._say(webhook, words)
        await self.book.move(key_of(webhook), replace(progress, off=words))

    def _say(self, webhook: w.Webhook, words: str) -> None:
        whose = f" of {webhook.shop}" if webhook.shop else ""
        self._opened[webhook.depot].alarm(
            ActorId(f"key:{webhook.key_id}"),
            f"The webhook {webhook.id}{whose} is off. {words} What happens since waits for it.",
        )

    # One request.

    async def _delivered(self, webhook: w.Webhook, notices: tuple[w.Notice, ...]) -> w.Delivery:
        at, since = self._now(), time.perf_counter()
        async with self._turns:
            status, words = await self._posted(webhook, w.body_of(webhook, notices), notices[0].id)
        return w.Delivery(
            at=at,
            first=notices[0].id,
            notices=len(notices),
            is_taken=status is not None and 200 <= status < 300,
            status=status,
            took_ms=round((time.perf_counter() - since) * 1000),
            words=words,
        )

    async def _posted(self, webhook: w.Webhook, body: bytes, first: str) -> tuple[int | None, str]:
        """The answer's status, and what went wrong in words."""
        now = self._now()
        newest, *older = w.secrets_of(webhook, now)
        headers = {
            "Content-Type": "application/json",
            KEY: first,
            SIGNATURE: signature(newest, body, now, *older),
        }
        try:
            url = checked(webhook.url, self.networks)
            async with self._http().post(
                url, data=body, headers=headers, allow_redirects=False
            ) as response:
                status = response.status
        except Refused as refused:
            return None, str(refused)
        except TimeoutError:
            return None, f"No answer within {TIMEOUT_S:.0f} seconds."
        except (aiohttp.ClientError, OSError) as error:
            return None, _why(error)
        return status, "" if 200 <= status < 300 else f"It answered {status}."

    def _http(self) -> aiohttp.ClientSession:
        if self._session is None:
            resolver = _Careful(self.networks)
            connector = aiohttp.TCPConnector(resolver=resolver, limit=AT_ONCE, use_dns_cache=False)
            timeout = aiohttp.ClientTimeout(total=TIMEOUT_S)
            self._session = aiohttp.ClientSession(
                connector=connector,
                timeout=timeout,
                trust_env=False,
                auto_decompress=False,
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session


class _Careful(AbstractResolver):
    """Names lead only where a webhook may go, at the moment of each connection."""

    def __init__(self, networks: tuple[Network, ...]) -> None:
        self._networks = networks
        self._usual = aiohttp.ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._usual.resolve(host, port, family)
        allowed = [each for each in found if is_allowed(each["host"], self._networks)]
        if not allowed:
            raise OSError(None, f"{host} leads to no public address.")
        return allowed

    async def close(self) -> None:
        await self._usual.close()


def _why(error: Any) -> str:
    """Short, and nothing of what the other side wrote."""
    if isinstance(error, aiohttp.ClientConnectorCertificateError | aiohttp.ClientConnectorSSLError):
        return "Its certificate is not accepted."
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return str(error.os_error.strerror or "Its name leads nowhere.")
    if isinstance(error, aiohttp.ClientConnectorError):
        return f"It cannot be reached: {error.os_error.strerror or error.os_error}."
    return f"The connection broke: {type(error).__name__}."

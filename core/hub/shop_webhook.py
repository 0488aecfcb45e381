"""Tells shops by webhook what to refund, until they answer, and takes the answers they send later.

What has to be sent follows from the state, so nothing is lost with the process: every refund that
is asked for and not settled is sent, with one key for ever, at growing intervals of the hub's
clock. It is claimed in the log before it leaves for the first time. A shop's answer is a command
like any other; the second one settles nothing.
"""

import asyncio
import hashlib
import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import aiohttp
from aiohttp import web
from msgspec import Struct

from core import commands as c
from core.access import EVERY_DEPOT, Actor, Role
from core.hub import protocol as p
from core.hub.clock import wall_clock
from core.hub.open_depot import OpenDepot
from core.hub.shop_file import ShopAddress
from core.hub.shop_protocol import (
    KEY,
    LONGEST_ANSWER,
    SIGNATURE,
    ShopAnswer,
    answer_of,
    body_of,
    is_signed,
    signature,
)
from core.model import ActorId, DepotId, OrderId
from core.rules.instructions import BY_WEBHOOK, Instruction, open_instructions

FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=1)
TIMEOUT_S = 15.0
LOOK_AGAIN_S = 5.0
"""However the clock runs, it is looked at again after so many real seconds."""
GATHER_S = 0.2
"""Commits come in bursts; the orders are looked through once for all of them."""
SHOPS = Actor(ActorId("shops"), Role.SYSTEM, frozenset({EVERY_DEPOT}))
DECIDED = {"confirmed": True, "refused": False}

_log = logging.getLogger(__name__)


class _Tried(Struct, frozen=True):
    times: int
    due: datetime


class ShopWebhook:
    """Serves every shop of the file, each at its own pace. Belongs to the hub's event loop."""

    def __init__(
        self, shops: Mapping[str, ShopAddress], depot: Callable[[DepotId], OpenDepot | None]
    ) -> None:
        self._shops = shops
        self._depot = depot
        self._tasks: list[asyncio.Task[None]] = []
        self._session: aiohttp.ClientSession | None = None

    def routes(self) -> list[web.RouteDef]:
        """Where shops answer by themselves."""
        return [web.post("/shops/{depot}/refunds", self._hear)]

    def follow(self, opened: OpenDepot) -> list["asyncio.Task[None]"]:
        """Send this depot's refunds from now on, beginning with what an earlier run left open."""
        begun = []
        for shop in self._shops.values():
            is_due = asyncio.Event()
            is_due.set()
            opened.followers.append(lambda _, due=is_due: due.set())  # type: ignore[misc]
            begun.append(asyncio.create_task(self._serve(opened, shop, is_due)))
        self._tasks += begun
        return begun

    async def stop(self) -> None:
        """Let go; what is open is sent after the next start."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    # Sending.

    async def _serve(self, opened: OpenDepot, shop: ShopAddress, is_due: asyncio.Event) -> None:
        tried: dict[str, _Tried] = {}
        while True:
            await asyncio.sleep(GATHER_S)
            is_due.clear()
            waiting = [each for each in _waiting(opened) if each.shop == shop.name]
            tried = {each.key: tried[each.key] for each in waiting if each.key in tried}
            for each in waiting:
                before = tried.get(each.key)
                if before is not None and opened.clock.now() < before.due:
                    continue
                if not await self._tell(opened, shop, each):
                    times = before.times + 1 if before is not None else 1
                    tried[each.key] = _Tried(times, opened.clock.now() + pause_after(times))
            try:
                async with asyncio.timeout(_seconds(opened, tried)):
                    await is_due.wait()
            except TimeoutError:
                continue

    async def _tell(self, opened: OpenDepot, shop: ShopAddress, told: Instruction) -> bool:
        """Send one instruction; whether that settled it."""
        if not await self._claim(opened, told):
            return False
        answer = await self._send(shop, told)
        if answer is None or answer.status not in DECIDED:
            return False
        return await self._settle(opened, told.order_id, told.key, answer) == ""

    async def _claim(self, opened: OpenDepot, told: Instruction) -> bool:
        """Before it leaves for the first time the log says so; a run of the office comes first."""
        refund = opened.gate.state.orders[told.order_id].refund
        if refund is not None and refund.instructed_at is not None:
            return refund.run == BY_WEBHOOK
        answer = await opened.gate.ask(
            SHOPS, _command_id("tell", told.key), c.InstructRefunds((told.order_id,))
        )
        return isinstance(answer, p.Accepted)

    async def _send(self, shop: ShopAddress, told: Instruction) -> ShopAnswer | None:
        """The shop's answer; None for silence, outages and whatever is no answer."""
        body = body_of(told)
        headers = {
            "Content-Type": "application/json",
            KEY: told.key,
            SIGNATURE: signature(shop.secret, body, wall_clock()),
        }
        try:
            async with self._http().post(
                shop.url, data=body, headers=headers, allow_redirects=False
            ) as response:
                said = await response.content.read(LONGEST_ANSWER)
                status = response.status
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            _log.warning("%s did not take the refund %s: %r", shop.name, told.key, error)
            return None
        answer = answer_of(said) if status in (200, 201, 202, 409, 422) else None
        if answer is None:
            _log.warning("%s answered the refund %s with %d", shop.name, told.key, status)
        return answer

    def _http(self) -> aiohttp.ClientSession:
        if self._session is None:
            timeout = aiohttp.ClientTimeout(total=TIMEOUT_S)
            self._session = aiohttp.ClientSession(timeout=timeout, trust_env=False)
        return self._session

    async def _settle(
        self, opened: OpenDepot, order_id: OrderId, key: str, answer: ShopAnswer
    ) -> str | None:
        """Record what the shop decided: nothing, or why it was refused. None: try again later."""
        command = c.SettleRefund(
            order_id, DECIDED[answer.status], words=answer.words[:400].strip(), key=key
        )
        command_id = _command_id(answer.status, key)
        settled = await opened.gate.ask(SHOPS, command_id, command)
        if isinstance(settled, p.Accepted):
            return ""
        return None if settled.is_temporary else settled.words

    # Hearing.

    async def _hear(self, request: web.Request) -> web.Response:
        """A shop answers by itself, later, perhaps more than once."""
        opened = self._depot(DepotId(request.match_info["depot"]))
        body = await request.read()
        answer = answer_of(body) if len(body) <= LONGEST_ANSWER else None
        shop = self._shops.get(answer.shop) if answer is not None else None
        header = request.headers.get(SIGNATURE, "")
        if (
            opened is None
            or answer is None
            or shop is None
            or not is_signed(shop.secret, body, header, wall_clock())
        ):
            raise web.HTTPForbidden(text="The answer is not signed by a shop that is known here.")
        told = next((each for each in open_instructions(opened.gate.state)
                     if (each.key, each.shop) == (answer.key, shop.name)), None)  # fmt: skip
        if told is None:
            raise web.HTTPConflict(text="No refund of this key waits for an answer.")
        if answer.status not in DECIDED:
            return web.Response(text="Noted.")
        words = await self._settle(opened, told.order_id, told.key, answer)
        if words is None:
            raise web.HTTPServiceUnavailable(text="The hub cannot record it now. Send it again.")
        if words:
            raise web.HTTPConflict(text=words)
        return web.Response(text="Recorded.")


def _seconds(opened: OpenDepot, tried: Mapping[str, _Tried]) -> float | None:
    """Real seconds until something is due; None when only a commit can bring something."""
    if not tried:
        return None
    left = min(each.due for each in tried.values()) - opened.clock.now()
    if opened.clock.rate <= 0:
        return LOOK_AGAIN_S
    return min(LOOK_AGAIN_S, max(0.0, left.total_seconds() / opened.clock.rate))


def pause_after(times: int) -> timedelta:
    """How long to wait after so many attempts."""
    return min(LONGEST_PAUSE, FIRST_PAUSE * (1 << min(times - 1, 20)))


def _waiting(opened: OpenDepot) -> tuple[Instruction, ...]:
    orders = opened.gate.state.orders
    return tuple(
        each
        for each in open_instructions(opened.gate.state)
        if (refund := orders[each.order_id].refund) is not None and refund.run == BY_WEBHOOK
    )


def _command_id(what: str, key: str) -> str:
    return f"refund-{what}:{hashlib.sha256(key.encode()).hexdigest()[:32]}"

"""Tells customers: writes down what is due, hands it over, and writes down how that went.

The log is the outbox. A message that is written down and not settled is tried again, with growing
pauses, by this hub or the next one, until it left or has become useless. When a hub is killed
between a hand-over and its record the message is tried once more under the same id.
"""

import asyncio
import logging
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

from core import commands as c
from core import customer_words, message_words
from core.access import EVERY_DEPOT, Actor, Role
from core.honest_window import UNLEARNED
from core.hub import protocol as p
from core.hub.customer_links import Link
from core.hub.gate import Committed
from core.hub.letters import Channel, Letter, NeverSent, TryLater
from core.hub.open_depot import OpenDepot
from core.messages import Wanted, due_messages
from core.model import (
    ActorId,
    Depot,
    DepotId,
    Message,
    MessageId,
    MessageKind,
    MessageStatus,
    Order,
    OrderId,
    ServiceDay,
    TextRef,
)
from core.receipt_words import receipt_fields
from core.rules.counter import fetched_at, fetched_from, kept_until
from core.state import State

if TYPE_CHECKING:
    from core.hub.arrivals import Arrivals
    from core.planning.travel import TravelMatrix

_log = logging.getLogger(__name__)

HUB = Actor(ActorId("hub"), Role.SYSTEM, frozenset({EVERY_DEPOT}))
LOOK_EVERY_S = 5.0
USEFUL_FOR = timedelta(hours=24)
GRACE_S = 5.0
"""How long a hub that stops waits for the hand-overs under way."""
AT_ONCE = 8
"""Messages handed over side by side."""


def pause_s(tries: int) -> float:
    """Seconds until the next try after that many: 5, 10, 20 … up to a quarter of an hour."""
    return min(900.0, 5.0 * 2.0 ** min(tries - 1, 10))


class _Tried(Struct):
    """How often a message was tried by this hub, and when it is tried next (monotonic seconds)."""

    count: int = 0
    next_s: float = 0.0


class _Following:
    """A depot whose customers are told."""

    def __init__(self, opened: OpenDepot) -> None:
        self.opened = opened
        self.is_due = asyncio.Event()
        self.tried: dict[MessageId, _Tried] = {}
        self.arrivals: Arrivals | None = None
        """From the moment on that there are travel times to ask with."""


class Messenger:
    """Belongs to the hub's event loop. Without channels nobody is told anything."""

    def __init__(
        self,
        channels: Sequence[Channel],
        *,
        times: "Callable[[DepotId], TravelMatrix | None]",
        link: Callable[[OpenDepot, OrderId], Link],
        look_every_s: float = LOOK_EVERY_S,
        pause_s: Callable[[int], float] = pause_s,
    ) -> None:
        """`times` are a depot's travel times, as far as they are known; `link` opens an order's
        page to its customer."""
        self._channels = channels
        self._times = times
        self._link = link
        self._look_every_s = look_every_s
        self._pause_s = pause_s
        self._is_stopping = False
        self._following: list[_Following] = []
        self._tasks: list[asyncio.Task[None]] = []

    def follow(self, opened: OpenDepot) -> None:
        """Tell this depot's customers from now on."""
        if not self._channels:
            return
        following = _Following(opened)
        self._following.append(following)
        opened.followers.append(lambda committed: _note(following, committed))
        task = asyncio.create_task(self._serve(following), name=f"messages of {opened.id}")
        self._tasks.append(task)

    async def stop(self) -> None:
        """Write down how the hand-overs under way went, and begin no more; the rest waits.

        One that takes longer than `GRACE_S` is tried once more by the next hub.
        """
        self._is_stopping = True
        for following in self._following:
            following.is_due.set()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=GRACE_S)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, following: _Following) -> None:
        while not self._is_stopping:
            try:
                await self._write_down(following)
                await self._hand_over(following)
            except Exception:
                _log.exception("Customers of %s could not be told", following.opened.id)
            with suppress(TimeoutError):
                async with asyncio.timeout(self._look_every_s):
                    await following.is_due.wait()
            following.is_due.clear()

    # What is due.

    async def _write_down(self, following: _Following) -> None:
        opened = following.opened
        state, now = opened.gate.state, opened.clock.now()
        if state.depot is None or not state.depot.messages.is_on:
            return
        matrix = self._times(opened.id)
        arrivals: Mapping[OrderId, datetime] = {}
        if matrix is not None:
            arrivals = await asyncio.to_thread(_arrivals, following, state, matrix, now)
        spread = matrix.learned.spread if matrix is not None else UNLEARNED
        due = due_messages(state, arrivals, now, spread)
        if not due:
            return
        news, texts = [], {}
        for wanted in due:
            link = self._link(opened, wanted.order_id)
            is_in = _words(state.depot).has_link(wanted.kind)
            ref = TextRef(f"message:{wanted.id}")
            texts[ref] = self._text(state, wanted, link, now)
            news.append(
                c.NewMessage(
                    wanted.id,
                    wanted.order_id,
                    wanted.kind,
                    ref,
                    wanted.window,
                    link.until if is_in else None,
                )
            )
        command = c.TellCustomers(tuple(news), texts)
        answer = await opened.gate.ask(HUB, uuid.uuid4().hex, command)
        if isinstance(answer, p.Refused):
            _log.debug("Messages of %s were not written down: %s", opened.id, answer.words)

    def _text(self, state: State, wanted: Wanted, link: Link, now: datetime) -> str:
        assert state.depot is not None
        depot, order = state.depot, state.orders[wanted.order_id]
        words = _words(depot)
        dates = customer_words.shipped()[_language(depot)]
        window = wanted.window
        reason = order.attempts[-1].reason if order.attempts else "other"
        fields = {
            "order": order.id,
            "shop": order.shop or depot.name,
            "depot": depot.name,
            "day": dates.day(ServiceDay(order.day)),
            "window": dates.window(window, depot.zone) if window is not None else words.any_time,
            "reason": dates.reason(reason),
            "amount": _money(order, depot),
            "place": ", ".join(part for part in fetched_at(state, order) if part),
            "from": _moment(dates, fetched_from(order, now), now, depot),
            "until": _moment(dates, kept_until(state, order), now, depot),
            "link": link.url,
        }
        if wanted.kind is MessageKind.RECEIPT:
            fields |= receipt_fields(state, order, words.goods, dates)
        return words.text(wanted.kind, fields)

    # What is written down.

    async def _hand_over(self, following: _Following) -> None:
        now_s = time.monotonic()
        waiting = [
            (order, message)
            for order in following.opened.gate.state.orders.values()
            for message in order.messages
            if message.status is MessageStatus.WAITING
            and following.tried.setdefault(message.id, _Tried()).next_s <= now_s
        ]
        for start in range(0, len(waiting), AT_ONCE):
            if self._is_stopping:
                return
            some = waiting[start : start + AT_ONCE]
            await asyncio.gather(*(self._try(following, *each) for each in some))

    async def _try(self, following: _Following, order: Order, message: Message) -> None:
        tried = following.tried[message.id]
        try:
            words = await self._sent_by(following.opened, order, message)
            is_sent = True
        except TryLater as later:
            self._put_off(tried)
            _log.info("%s is tried again: %s", message.id, later)
            return
        except NeverSent as never:
            words, is_sent = str(never)[:300], False
        except Exception:  # Whatever is wrong with this one, the others leave.
            self._put_off(tried)
            _log.exception("%s could not be handed over; it is tried again", message.id)
            return
        # Until this is written down the message is tried again, by its own id.
        command = c.SettleMessage(order.id, message.id, is_sent, words)
        answer = await following.opened.gate.ask(HUB, f"{message.id}#{uuid.uuid4().hex}", command)
        if isinstance(answer, p.Refused):
            self._put_off(tried)
        else:
            following.tried.pop(message.id, None)

    def _put_off(self, tried: _Tried) -> None:
        tried.count += 1
        tried.next_s = time.monotonic() + self._pause_s(tried.count)

    async def _sent_by(self, opened: OpenDepot, order: Order, message: Message) -> str:
        """By which way it left: the first that can. Raises `TryLater` or `NeverSent`."""
        now = opened.clock.now()
        is_over = message.window is not None and message.window.closes < now
        if is_over or now - message.at > USEFUL_FOR:
            raise NeverSent("It could not be sent in time.")
        if message.kind is MessageKind.COUNTER and not _still_waits(opened, order.id):
            raise NeverSent("It is not to be fetched at the counter any more.")
        letter = _letter(opened, order, message)
        why_not = []
        for channel in self._channels:
            if channel.takes(letter):
                try:
                    await channel.send(letter)
                except NeverSent as never:
                    why_not.append(str(never))
                else:
                    return channel.name
        words = " ".join(why_not)
        raise NeverSent(words or "The customer has no address that messages can be sent to.")


def _note(following: _Following, committed: Committed) -> None:
    if committed.state.orders is not committed.before.orders:
        following.is_due.set()


def _still_waits(opened: OpenDepot, order_id: OrderId) -> bool:
    return opened.gate.state.orders[order_id].waits_at_counter


def _letter(opened: OpenDepot, order: Order, message: Message) -> Letter:
    state, texts = opened.gate.state, opened.gate.texts
    assert state.depot is not None
    customer = state.customers[order.customer_id]
    fields = {"order": order.id, "shop": order.shop or state.depot.name, "depot": state.depot.name}
    return Letter(
        id=f"{opened.id}/{message.id}",
        phone=texts.get(customer.phone_ref or "", ""),
        email=texts.get(customer.email_ref or "", ""),
        subject=_words(state.depot).subject_of(fields),
        text=texts.get(message.text_ref, ""),
    )


def _arrivals(
    following: _Following, state: State, matrix: "TravelMatrix", now: datetime
) -> dict[OrderId, datetime]:
    """In a thread of its own, which may take its time to load the planning."""
    from core.hub.arrivals import Arrivals

    if following.arrivals is None:
        following.arrivals = Arrivals()
    return following.arrivals.of(state, matrix, now)


def _language(depot: Depot) -> str:
    chosen = depot.messages.language
    known = chosen in message_words.shipped() and chosen in customer_words.shipped()
    return chosen if known else customer_words.DEFAULT


def _words(depot: Depot) -> message_words.MessageWords:
    return message_words.shipped()[_language(depot)]


def _moment(
    dates: customer_words.CustomerWords, at: datetime | None, now: datetime, depot: Depot
) -> str:
    return dates.moment(at, now, depot.zone) if at is not None else ""


def _money(order: Order, depot: Depot) -> str:
    if order.refund is None:
        return ""
    value = order.refund.amount_minor / 10**depot.minor_digits
    return f"{depot.currency} {value:,.{depot.minor_digits}f}"

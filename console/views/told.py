"""What a customer was promised and told, and how that went. Pure."""

import re
from collections.abc import Sequence

from console.view import Tone
from console.views.moment import Moment
from console.views.wording import count
from core.model import Depot, Message, MessageKind, MessageStatus, Order
from core.rules.lookups import pending_stops

_LINK = re.compile(r"https?://\S+")
KIND_WORDS = {
    MessageKind.FAILED: "Told of the failed visit",
    MessageKind.BOOKED: "Told the new day",
    MessageKind.COMING: "Told that the van comes again",
    MessageKind.MOVED: "Told another time",
    MessageKind.RECEIPT: "Sent the receipt",
    MessageKind.READY: "Told where it can be fetched",
    MessageKind.COUNTER: "Told that it can be fetched at the depot",
    MessageKind.TO_POINT: "Told that it goes to a collection point",
    MessageKind.NO_PICKUP: "Told not to come for it",
    MessageKind.REFUND_REQUESTED: "Told that the refund is asked for",
    MessageKind.REFUNDED: "Told that the money is back",
}


def promise_words(moment: Moment, order: Order) -> tuple[str, Tone]:
    """`Promised 10:40–11:05 · expected 11:20`; empty while nobody was told a window."""
    if order.promise is None:
        return "", Tone.MUTED
    window = moment.wording.window(order.promise.opens, order.promise.closes)
    day = moment.wording.today(order.promise.opens)
    is_today = day == moment.wording.today(moment.now)
    words = f"Promised {window if is_today else f'{moment.wording.day(day)}, {window}'}"
    for stop in pending_stops(moment.state, order.id)[-1:]:
        times = moment.times.get(stop.route_id)
        found = times.of_visits().get(stop.id) if times is not None else None
        if found is not None:
            tone = Tone.BAD if found.begins > order.promise.closes else Tone.MUTED
            return f"{words} · expected {moment.wording.clock(found.begins)}", tone
    return words, Tone.MUTED


def consequence_words(depot: Depot | None, late_s: Sequence[int]) -> str:
    """`Breaks 2 promises, 1 text goes out`: what visits that come so late mean for customers.

    A text goes out only to whom more is owed than the depot's setting; empty when nobody waits.
    """
    if not late_s:
        return ""
    breaks = f"Breaks {count(len(late_s), 'promise')}"
    if depot is None or not depot.messages.is_on:
        return f"{breaks}; messages are off"
    texts = sum(late > depot.messages.moved_min * 60 for late in late_s)
    go = "1 text goes out" if texts == 1 else f"{texts or 'no'} texts go out"
    return f"{breaks}, {go}"


def told_words(moment: Moment, order: Order) -> tuple[str, ...]:
    """A line for each message, the newest first, with its text below."""
    return tuple(_line(moment, message) for message in reversed(order.messages))


def _line(moment: Moment, message: Message) -> str:
    at = moment.wording.clock(message.settled_at or message.at)
    head = f"{at} · {KIND_WORDS[message.kind]} · {_how(message)}"
    # A link is a word of sixty letters: it says nothing here and no card could wrap it.
    text = _LINK.sub("[link]", moment.text(message.text_ref))
    return f"{head}\n   “{text}”" if text else head


def _how(message: Message) -> str:
    if message.status is MessageStatus.WAITING:
        return "waits to be sent"
    if message.status is MessageStatus.FAILED:
        return f"not sent: {message.words}"
    return message.words or "sent"

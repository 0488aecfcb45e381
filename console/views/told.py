"""What a customer was promised and told, and how that went. Pure."""

import re
from collections.abc import Sequence

from console.hub_words import in_words
from console.tongue import tr
from console.view import Tone
from console.views.moment import Moment
from core.model import Depot, Message, MessageKind, MessageStatus, Order
from core.rules.lookups import pending_stops

_LINK = re.compile(r"https?://\S+")
KIND_WORDS = {
    MessageKind.FAILED: tr("Told of the failed visit"),
    MessageKind.BOOKED: tr("Told the new day"),
    MessageKind.COMING: tr("Told that the van comes again"),
    MessageKind.MOVED: tr("Told another time"),
    MessageKind.RECEIPT: tr("Sent the receipt"),
    MessageKind.READY: tr("Told where it can be fetched"),
    MessageKind.COUNTER: tr("Told that it can be fetched at the depot"),
    MessageKind.TO_POINT: tr("Told that it goes to a collection point"),
    MessageKind.NO_PICKUP: tr("Told not to come for it"),
    MessageKind.REFUND_REQUESTED: tr("Told that the refund is asked for"),
    MessageKind.REFUNDED: tr("Told that the money is back"),
}


def promise_words(moment: Moment, order: Order) -> tuple[str, Tone]:
    """`Promised 10:40–11:05 · expected 11:20`; empty while nobody was told a window."""
    if order.promise is None:
        return "", Tone.MUTED
    window = moment.wording.window(order.promise.opens, order.promise.closes)
    day = moment.wording.today(order.promise.opens)
    is_today = day == moment.wording.today(moment.now)
    words = tr(
        "Promised {window}", window=window if is_today else f"{moment.wording.day(day)}, {window}"
    )
    for stop in pending_stops(moment.state, order.id)[-1:]:
        times = moment.times.get(stop.route_id)
        found = times.of_visits().get(stop.id) if times is not None else None
        if found is not None:
            tone = Tone.BAD if found.begins > order.promise.closes else Tone.MUTED
            return tr(
                "{words} · expected {clock}", words=words, clock=moment.wording.clock(found.begins)
            ), tone
    return words, Tone.MUTED


def consequence_words(depot: Depot | None, late_s: Sequence[int]) -> str:
    """`Breaks 2 promises, 1 text goes out`: what visits that come so late mean for customers.

    A text goes out only to whom more is owed than the depot's setting; empty when nobody waits.
    """
    if not late_s:
        return ""
    breaks = tr("Breaks {promise}", promise=tr("{n} promise", "{n} promises", len(late_s)))
    if depot is None or not depot.messages.is_on:
        return tr("{breaks}; messages are off", breaks=breaks)
    texts = sum(late > depot.messages.moved_min * 60 for late in late_s)
    go = (
        tr("1 text goes out")
        if texts == 1
        else tr("{texts} texts go out", texts=texts or tr("no", "texts"))
    )
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
        return tr("waits to be sent")
    if message.status is MessageStatus.FAILED:
        return tr("not sent: {words}", words=in_words(message.words))
    return message.words or tr("sent")

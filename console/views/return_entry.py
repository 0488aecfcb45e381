"""What may be sent back of an order, and what its shop's policy says to it, in words. Pure."""

from datetime import date

from msgspec import Struct

from console.hub_words import in_words
from console.tongue import tr
from console.view import Tone
from console.views.moment import Moment
from console.views.policies import policy_words
from core import commands as c
from core.access import Role
from core.model import ItemId, OrderId, ServiceDay, TimeWindow
from core.rules.answers import offers_of, slot_window
from core.rules.lookups import Refused
from core.rules.return_entry import (
    entered_return,
    returnable,
    why_not_exchanged,
    why_not_returned,
)

INSTEAD_WORDS = tr("The same goods are sent anew; nothing is refunded.")
MISSING_WORDS = tr("Choose what comes back and why; the shop's policy then says whether it does.")


class LineView(Struct, frozen=True):
    """Goods of which so many are left with the customer."""

    item_id: ItemId
    words: str
    left: int
    each: str


class WhenView(Struct, frozen=True):
    """A day, or a part of it."""

    words: str
    day: ServiceDay
    window: TimeWindow | None = None


class ReturnView(Struct, frozen=True):
    """An order of which something may be sent back."""

    order_id: OrderId
    customer: str
    lines: tuple[LineView, ...]
    days: tuple[WhenView, ...]
    bought_on: date
    today: date


def may_be_returned(moment: Moment, order_id: OrderId) -> bool:
    """Whether the card offers to take something back."""
    return not why_not_returned(moment.state, moment.state.orders[order_id])


def return_view(moment: Moment, order_id: OrderId) -> ReturnView:
    """What the dialog begins with."""
    order = moment.state.orders[order_id]
    left = returnable(moment.state, order)
    today = moment.wording.today(moment.now)
    return ReturnView(
        order_id=order.id,
        customer=moment.customer(order),
        lines=tuple(
            LineView(
                item.id,
                item.description,
                left[item.id],
                moment.wording.money(item.unit_value_minor),
            )
            for item in order.items
            if item.id in left
        ),
        days=_days(moment, today),
        bought_on=min(date.fromisoformat(order.day), date.fromisoformat(today)),
        today=date.fromisoformat(today),
    )


def ruling_words(moment: Moment, command: c.EnterReturn | None) -> tuple[str, Tone, bool]:
    """The policy's sentence or the refusal, its tone, and whether it can be entered."""
    if command is None:
        return MISSING_WORDS, Tone.MUTED, False
    try:
        made = entered_return(moment.state, command, moment.now)
    except Refused as refused:
        return in_words(str(refused)), Tone.BAD, False
    words, tone = policy_words(moment, made)
    if not command.is_exchange:
        return words, tone, True
    if moment.role is Role.CUSTOMER_SERVICE:
        return tr("Ask a dispatcher to send other goods; enter the return alone."), Tone.WARN, False
    why_not = why_not_exchanged(moment.state, command, moment.now)
    if why_not:
        return in_words(why_not), Tone.BAD, False
    ruled = words.splitlines()[:1]
    return " ".join([*ruled, INSTEAD_WORDS]), tone, True


def _days(moment: Moment, today: ServiceDay) -> tuple[WhenView, ...]:
    """The open days from today on, each as a whole and in its parts that are not over."""
    depot = moment.state.depot
    found = []
    for day in sorted(moment.state.days):
        if depot is None or day < today:
            continue
        label = moment.wording.day_label(day, moment.now)
        found.append(WhenView(tr("{label}, any time", label=label), day))
        for hours in offers_of(moment.state).slots:
            window = slot_window(depot.zone, day, hours)
            if window.closes > moment.now:
                words = moment.wording.window(window.opens, window.closes)
                found.append(WhenView(f"{label}, {words}", day, window))
    return tuple(found)

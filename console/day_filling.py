"""What is put into a day beside the orders that it has: rows to choose from, the commands for what
was chosen, and their way back. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

from msgspec.structs import replace

from console.filling_view import FillingGroup, FillingRow
from console.hub_words import in_words
from console.inverses import MakeCommands
from console.placing_many import put_all_back
from console.tongue import tr
from console.undo import Pair
from console.views.moment import Moment
from console.views.queue_rows import REQUESTS, order_value
from console.views.wording import begun, calendar_words, day_words
from core import commands as c
from core.erasure import name_of
from core.model import CollectionRound, OrderId, OrderKind, RoundId, ServiceDay
from core.rules.carrying import LeftOver, left_over
from core.rules.lookups import active_case
from core.rules.rounds import due_rounds, order_id_of
from core.state import State

LEFT_OVER, ROUNDS = tr("left over"), "rounds"
AT_ONCE = 400
"""Orders that one command carries."""
_Id = TypeVar("_Id")
_KINDS = {
    OrderKind.DELIVERY: tr("Delivery"),
    OrderKind.RETURN: tr("Return to collect"),
    OrderKind.CONTAINER: tr("Containers to collect"),
    OrderKind.EXCHANGE: tr("Exchange", "a kind"),
}


def left_over_group(moment: Moment, day: ServiceDay) -> FillingGroup:
    """What earlier days left over, the dearest of each day first."""
    found = sorted(
        left_over(moment.state, day, moment.now),
        key=lambda each: (each.day, -order_value(moment.order(each.order_id))),
    )
    rows = tuple(_left_over_row(moment, each) for each in found)
    return FillingGroup(LEFT_OVER, tr("Left over from earlier days"), rows)


def carrying(state: State, day: ServiceDay, order_ids: Sequence[OrderId]) -> Pair:
    """`state` is the one before it. Orders that were on a route go back onto it."""
    from_days = {order_id: state.orders[order_id].day for order_id in order_ids}
    put_back = put_all_back(state, order_ids)

    def over(now: State) -> tuple[c.Command, ...]:
        return tuple(c.CarryOver(day, part) for part in _parts(order_ids))

    def back(now: State) -> tuple[c.Command, ...]:
        parts = tuple(c.CarryOver(day, part, is_undo=True) for part in _parts(order_ids))
        return (*parts, *put_back(_as_it_will_be(now, from_days)))

    words = tr(
        "{order} carried over into {day_words}",
        order=tr("{n} order", "{n} orders", len(order_ids)),
        day_words=day_words(day),
    )
    return Pair(words, over, back)


def rounds_group(state: State, texts: Mapping[str, str], day: ServiceDay) -> FillingGroup:
    """Collection rounds that are due on the day and not in it, by their names."""
    rows = [_round_row(state, texts, each) for each in due_rounds(state, day)]
    rows.sort(key=lambda row: (row.source.casefold(), row.title.casefold()))
    return FillingGroup(ROUNDS, tr("Collection rounds that are due"), tuple(rows))


def putting_in(state: State, day: ServiceDay, round_ids: Sequence[RoundId]) -> Pair:
    """Rounds into the day, and out of it again as far as nothing has come of them."""
    orders = tuple(order_id_of(state.rounds[round_id], day) for round_id in round_ids)
    words = tr(
        "{round} put into {day_words}",
        round=tr("{n} round", "{n} rounds", len(round_ids)),
        day_words=day_words(day),
    )
    return Pair(
        words,
        lambda _: tuple(c.PutRoundsIn(day, part) for part in _parts(round_ids)),
        lambda _: tuple(c.TakeBackOrders(part) for part in _parts(orders)),
    )


def all_of(pairs: Sequence[Pair]) -> Pair:
    """Several changes that are taken back together."""

    def made(makes: Sequence[MakeCommands], now: State) -> tuple[c.Command, ...]:
        return tuple(command for make in makes for command in make(now))

    return Pair(
        ", ".join(pair.words for pair in pairs),
        lambda now: made([pair.do for pair in pairs], now),
        lambda now: made([pair.undo for pair in reversed(pairs)], now),
    )


def _left_over_row(moment: Moment, found: LeftOver) -> FillingRow:
    order = moment.order(found.order_id)
    case = active_case(moment.state, order.id)
    what = _KINDS[order.kind]
    if case is not None:
        what = moment.reason(case.reason) if case.reason else REQUESTS[case.kind]
    value = moment.wording.whole_money(order_value(order))
    return FillingRow(
        key=order.id,
        title=f"{order.id}  {moment.customer(order)}",
        detail=f"{what}, {in_words(found.words)}",
        value=value,
        source=begun(tr("from {day_words}", day_words=day_words(found.day))),
        is_ticked=found.is_due,
        refusal=found.refusal,
    )


def _round_row(state: State, texts: Mapping[str, str], each: CollectionRound) -> FillingRow:
    customer = state.customers[each.customer_id]
    window = (each.opens_min, each.closes_min)
    hours = tr("any time")
    if window != (None, None):
        hours = "–".join(f"{at // 60:02}:{at % 60:02}" if at is not None else "…" for at in window)
    return FillingRow(
        key=each.id,
        title=texts.get(customer.name_ref, "") or each.customer_id,
        detail=f"{each.quantity} × {each.goods}, {hours} · {state.places[each.place_id].address}",
        source=" · ".join(filter(None, (name_of(each, texts), calendar_words(each.calendar)))),
    )


def _parts(ids: Sequence[_Id]) -> Iterator[tuple[_Id, ...]]:
    for at in range(0, len(ids), AT_ONCE):
        yield tuple(ids[at : at + AT_ONCE])


def _as_it_will_be(now: State, days: dict[OrderId, ServiceDay]) -> State:
    """With these orders back on their days."""
    back = {order_id: replace(now.orders[order_id], day=day) for order_id, day in days.items()}
    return replace(now, orders=now.orders | back)

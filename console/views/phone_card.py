"""An order on one card for whoever is on the telephone: where it is, what happened, what can be
promised. Pure."""

from collections.abc import Sequence

from msgspec import Struct

from console.tongue import tr
from console.view import Picture, Tone
from console.views.case_history import RESOLUTIONS
from console.views.inspections import custody_words
from console.views.moment import Moment
from console.views.parts import part_words
from console.views.places import door_words
from console.views.proofs import proof_pictures, proof_words
from console.views.return_entry import may_be_returned
from console.views.told import promise_words, told_words
from console.views.verdicts import fetching_words
from console.views.wording import ago
from core.honest_window import honest_window
from core.model import (
    AddressChange,
    Call,
    CallOutcome,
    CaseId,
    CaseStatus,
    HeldPlace,
    Order,
    OrderId,
    OrderKind,
    OrderStatus,
    RouteId,
    ServiceDay,
    Stop,
    StopStatus,
    TimeWindow,
)
from core.planning.slots import PricedSlot
from core.rules.calls import is_contact_tried
from core.rules.lookups import pending_stops

KINDS = {
    OrderKind.DELIVERY: tr("Delivery"),
    OrderKind.EXCHANGE: tr("Exchange", "a kind"),
    OrderKind.RETURN: tr("Return"),
    OrderKind.CONTAINER: tr("Containers"),
}
OUTCOMES = {
    CallOutcome.REACHED: tr("reached"),
    CallOutcome.NO_ANSWER: tr("no answer"),
    CallOutcome.WRONG_NUMBER: tr("wrong number"),
}


class PhoneRow(Struct, frozen=True):
    """An order that was found."""

    order_id: OrderId
    title: str
    words: str


class SlotRow(Struct, frozen=True):
    """A slot with what it would cost; `why_not` when no route can keep it."""

    day: ServiceDay
    window: TimeWindow
    words: str
    money: str
    route_id: RouteId | None = None
    why_not: str = ""
    place: HeldPlace | None = None
    """Where on the route; None where it takes a hand-over, which is made by hand."""


class PhoneCard(Struct, frozen=True):
    """Everything that is said within ten seconds of the ring."""

    order_id: OrderId
    title: str
    customer: str
    phone: str
    address: str
    where: str
    tone: Tone
    promise: str
    promise_tone: Tone
    happened: tuple[str, ...]
    has_case: bool
    may_move: bool
    door: str = ""
    """What was learned about it, a line each."""
    may_return: bool = False
    proof: str = ""
    """What shows that the last visit was made."""
    pictures: tuple[Picture, ...] = ()
    held: str = ""
    """The slot that is kept for the caller, until when and by whom; or that it is no more."""
    has_run_out: bool = False


def phone_row(moment: Moment, order_id: OrderId) -> PhoneRow:
    """Number, customer and address, and how it stands."""
    order = moment.state.orders[order_id]
    where, _ = _where(moment, order)
    return PhoneRow(
        order_id,
        f"{order.id} · {moment.customer(order)}, {moment.address(order)}",
        f"{KINDS[order.kind]} · {where}",
    )


def phone_card(moment: Moment, order_id: OrderId) -> PhoneCard:
    """The card of an order."""
    order = moment.state.orders[order_id]
    where, tone = _where(moment, order)
    promise, promise_tone = _promise(moment, order)
    return PhoneCard(
        order_id=order.id,
        title=" · ".join(part for part in (KINDS[order.kind], str(order.id), order.shop) if part),
        customer=moment.customer(order),
        phone=moment.customer_phone(order),
        address=moment.address(order),
        where=where,
        tone=tone,
        promise=promise,
        promise_tone=promise_tone,
        happened=_happened(moment, order),
        door=door_words(moment, order),
        has_case=CaseId(f"case-{order.id}") in moment.state.cases,
        may_move=_may_move(order),
        may_return=may_be_returned(moment, order.id),
        proof=proof_words(moment, order),
        pictures=proof_pictures(moment, order),
        held=held_words(moment, order),
        has_run_out=has_run_out(moment, order),
    )


def _may_move(order: Order) -> bool:
    """Whether a van can be promised: not for what is over, or somebody else's to bring or fetch."""
    is_over = order.status in (OrderStatus.DONE, OrderStatus.CLOSED)
    return not is_over and order.partner is None and not order.waits_at_counter


def slot_rows(moment: Moment, slots: Sequence[PricedSlot]) -> tuple[SlotRow, ...]:
    """Slots in the order of time."""
    return tuple(_slot(moment, each) for each in slots)


def _slot(moment: Moment, priced: PricedSlot) -> SlotRow:
    wording, (day, window) = moment.wording, (priced.slot.day, priced.slot.window)
    words = f"{wording.day_label(day, moment.now)}, {wording.window(window.opens, window.closes)}"
    if priced.way is None:
        return SlotRow(day, window, words, "", why_not=tr("no route can keep it"))
    route = moment.state.routes[priced.way.route_id]
    money = wording.money(priced.way.option.cost_minor)
    place = None
    if priced.way.hand_over is None and priced.way.index is not None:
        before = route.stop_ids[: priced.way.index]
        place = HeldPlace(before[-1] if before else None)
    return SlotRow(day, window, f"{words} · {route.name}", money, route.id, place=place)


def _where(moment: Moment, order: Order) -> tuple[str, Tone]:
    """Where the goods or the van are, in a sentence."""
    stops = pending_stops(moment.state, order.id)
    if stops:
        return _on_route(moment, stops[-1])
    if fetching := fetching_words(moment, order):
        return fetching, Tone.GOOD
    if order.items:
        words = custody_words(moment, order.items[0])
        tone = Tone.BAD if order.status is OrderStatus.FAILED else Tone.MUTED
        return f"{_STATUS[order.status]}, {words}", tone
    return _STATUS[order.status], Tone.MUTED


_STATUS = {
    OrderStatus.WAITING: tr("Waits for a route"),
    OrderStatus.PLANNED: tr("Planned"),
    OrderStatus.FAILED: tr("Could not be served"),
    OrderStatus.DONE: tr("Done", "an order"),
    OrderStatus.CLOSED: tr("Closed"),
}


def _on_route(moment: Moment, stop: Stop) -> tuple[str, Tone]:
    route = moment.state.routes[stop.route_id]
    who = f"{route.name}, {moment.driver_name(route.driver_id)}"
    if stop.status is StopStatus.ARRIVED:
        return tr("{who} is at the door", who=who), Tone.GOOD
    if stop.status is StopStatus.EN_ROUTE:
        return tr("{who} is on the way there", who=who), Tone.GOOD
    if route.started_at is None:
        return tr(
            "On {who}, {day_label}",
            who=who,
            day_label=moment.wording.day_label(route.day, moment.now),
        ), Tone.MUTED
    before = route.stop_ids[: route.stop_ids.index(stop.id)]
    left = sum(not moment.state.stops[stop_id].status.is_ended for stop_id in before)
    return tr(
        "On {who}, {stop} before it", who=who, stop=tr("{n} stop", "{n} stops", left)
    ), Tone.ACCENT


def _promise(moment: Moment, order: Order) -> tuple[str, Tone]:
    """What was told, and what can honestly be told now."""
    told, tone = promise_words(moment, order)
    for stop in pending_stops(moment.state, order.id)[-1:]:
        times = moment.times.get(stop.route_id)
        found = times.of_visits().get(stop.id) if times is not None else None
        route = moment.state.routes[stop.route_id]
        if found is None or route.started_at is None:
            continue
        window = honest_window(found.begins, moment.now, moment.spread)
        can = tr(
            "You can promise {window}", window=moment.wording.window(window.opens, window.closes)
        )
        return (f"{can}. {told}" if told else can), tone
    if told or order.window is None:
        return told, tone
    words = moment.wording.window(order.window.opens, order.window.closes)
    return tr(
        "Ordered for {day_label}, {words}",
        day_label=moment.wording.day_label(order.day, moment.now),
        words=words,
    ), tone


def _happened(moment: Moment, order: Order) -> tuple[str, ...]:
    """Visits and calls, then what was written, the newest of each first."""
    visits = [
        f"{moment.wording.clock(attempt.at)} · {moment.driver_name(attempt.driver_id)}: "
        f"{moment.reason(attempt.reason)}"
        for attempt in reversed(order.attempts)
    ]
    calls = [_call(moment, call) for call in reversed(order.calls)]
    tried = [tr("Contact was tried")] if order.calls and is_contact_tried(order) else []
    moved = [_moved(moment, change) for change in reversed(order.addresses)]
    parts = [words] if (words := part_words(moment, order)) else []
    return (
        *parts,
        *_decided(moment, order),
        *moved,
        *tried,
        *calls,
        *visits,
        *told_words(moment, order),
    )


def _decided(moment: Moment, order: Order) -> tuple[str, ...]:
    """`Decided at 14:02 by Ana: back to the depot`, or that nothing is; none without a case."""
    case = moment.state.cases.get(CaseId(f"case-{order.id}"))
    if case is None or case.status is CaseStatus.CLOSED:
        return ()
    if case.decision is None:
        return (tr("Nothing is decided yet"),) if order.status is OrderStatus.FAILED else ()
    at, who = moment.wording.clock(case.decision.at), moment.actor(case.decision.by)
    return (
        tr(
            "Decided at {at} by {who}: {resolutions}",
            at=at,
            who=who,
            resolutions=RESOLUTIONS[case.decision.resolution],
        ),
    )


def _moved(moment: Moment, change: AddressChange) -> str:
    old = moment.state.places[change.place_id].address
    when = f"{moment.wording.clock(change.at)}, {ago(moment.age_s(change.at))}"
    return tr(
        "{when} · New address by {actor}, before: {old}",
        when=when,
        actor=moment.actor(change.by),
        old=old,
    )


def has_run_out(moment: Moment, order: Order) -> bool:
    """Whether the caller thought for longer than a slot is held."""
    return order.hold is not None and moment.now >= order.hold.until


def held_words(moment: Moment, order: Order) -> str:
    """Which slot is held until when, or that its time is over; empty while none was chosen."""
    hold = order.hold
    if hold is None:
        return ""
    window = moment.wording.window(hold.window.opens, hold.window.closes)
    until = moment.wording.clock(hold.until)
    day = moment.wording.day_label(hold.day, moment.now)
    if has_run_out(moment, order):
        return tr(
            "Held no more since {until}: {day}, {window}. Choose it again",
            until=until,
            day=day,
            window=window,
        )
    return tr(
        "Held until {until} by {actor}: {day}, {window}",
        until=until,
        actor=moment.actor(hold.by),
        day=day,
        window=window,
    )


def _call(moment: Moment, call: Call) -> str:
    note = moment.text(call.note_ref)
    said = f": “{note}”" if note else ""
    when = f"{moment.wording.clock(call.at)}, {ago(moment.age_s(call.at))}"
    return tr(
        "{when} · Call by {actor}, {outcomes}{said}",
        when=when,
        actor=moment.actor(call.by),
        outcomes=OUTCOMES[call.outcome],
        said=said,
    )

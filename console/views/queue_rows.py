"""The queue as rows: which cases, in which words, ranked by money and age. Pure."""

from typing import assert_never

from msgspec.structs import replace

from console.hub_words import in_words
from console.tongue import tr
from console.view import QueueGroup, QueueRow, Tone
from console.views.customer_answers import answer_words
from console.views.moment import Moment
from console.views.wording import ago, begun, duration
from core.case_groups import CaseGroup, case_groups
from core.model import (
    ActorId,
    Case,
    CaseKind,
    CaseStatus,
    Order,
    Rates,
    Resolution,
    WaitingFor,
)
from core.money import Stake, rank, severity, stake
from core.opening import served_window
from core.rules.answers import is_unheard
from core.rules.carrying import carried_words
from core.severity import Severity

GROUPS = {
    CaseKind.FAILED_DELIVERY: QueueGroup.FAILED,
    CaseKind.FAILED_COLLECTION: QueueGroup.FAILED,
    CaseKind.RETURN_REQUEST: QueueGroup.RETURNS,
    CaseKind.CONTAINER_COLLECTION: QueueGroup.CONTAINERS,
    CaseKind.UNPLANNED_DELIVERY: QueueGroup.UNPLANNED,
}
REQUESTS = {
    CaseKind.RETURN_REQUEST: tr("Return to collect"),
    CaseKind.CONTAINER_COLLECTION: tr("Containers to collect"),
    CaseKind.UNPLANNED_DELIVERY: tr("Delivery without a route"),
    CaseKind.FAILED_DELIVERY: tr("Delivery failed"),
    CaseKind.FAILED_COLLECTION: tr("Collection failed"),
}
WEIGHTS = {
    CaseStatus.OPEN: 1.0,
    CaseStatus.ACKNOWLEDGED: 0.8,
    CaseStatus.DECIDED: 0.01,
    CaseStatus.ON_ITS_WAY: 0.001,
    CaseStatus.CLOSED: 0.0001,
}
WAITS_FOR = {
    WaitingFor.CUSTOMER: tr("customer"),
    WaitingFor.DRIVER: tr("driver"),
    WaitingFor.SHOP: tr("shop"),
    WaitingFor.PARTNER: tr("partner"),
}
ON_TOP = 1e15
"""Added to the rank of what comes back from waiting."""
WARN_AT = 0.7
UNDECIDED = (CaseStatus.OPEN, CaseStatus.ACKNOWLEDGED)
AGEING_PER = 3.0
"""Deadlines that must pass before a row has its full tint."""
SETTLED = (CaseStatus.ON_ITS_WAY, CaseStatus.CLOSED)
CLOSED_SHOWN_S = 24 * 3600


def queue_rows(moment: Moment) -> tuple[QueueRow, ...]:
    """A row for every case that is not over, and for those that were closed lately."""
    rows = [
        _row(moment, case, moment.order(case.order_id))
        for case in moment.state.cases.values()
        if case.closed_at is None or moment.age_s(case.closed_at) < CLOSED_SHOWN_S
    ]
    return _grouped(moment, rows)


def _grouped(moment: Moment, rows: list[QueueRow]) -> tuple[QueueRow, ...]:
    """Rows of one cause know their group."""
    at = {row.case_id: place for place, row in enumerate(rows)}
    for group in case_groups(moment.state, moment.now):
        places = [at[case_id] for case_id in group.case_ids]
        value = sum(rows[place].value_minor for place in places)
        for place in places:
            rows[place] = replace(
                rows[place],
                group=group.id,
                group_reason=moment.reason(group.reason),
                group_words=_group_words(moment, group),
                group_value=moment.wording.narrow_money(value),
            )
    return tuple(rows)


def _group_words(moment: Moment, group: CaseGroup) -> str:
    """Where: the building, the route, or that it is an area."""
    state = moment.state
    first = state.cases[group.case_ids[0]]
    if group.is_building:
        return moment.address(moment.order(first.order_id))
    stops = [state.cases[case_id].stop_id for case_id in group.case_ids]
    routes = {state.routes[state.stops[stop].route_id].name for stop in stops if stop is not None}
    return (
        routes.pop() if len(routes) == 1 else tr("{routes} routes in one area", routes=len(routes))
    )


def order_value(order: Order) -> int:
    """What the order's goods are worth in minor units."""
    return sum(item.quantity * item.unit_value_minor for item in order.items)


def urgency(case: Case, moment: Moment) -> float:
    """Share of the time until the deadline that has passed; 1 and more is too late."""
    whole = (case.deadline - case.opened_at).total_seconds()
    return moment.age_s(case.opened_at) / whole if whole > 0 else 1.0


def urgency_tone(share: float) -> Tone:
    if share >= 1:
        return Tone.BAD
    return Tone.WARN if share >= WARN_AT else Tone.GOOD


def case_reason(case: Case, moment: Moment) -> str:
    """Why the case exists, in words, and which day has left it over."""
    because, carried = case.reopened_because, _carried(case, moment)
    if because and because != carried:
        return begun(
            tr("reopened {because}", because=in_words(because))
            if because.startswith("by ")
            else in_words(because)
        )
    reason = moment.reason(case.reason) if case.reason else REQUESTS[case.kind]
    return f"{reason}, {in_words(carried)}" if carried else reason


def _carried(case: Case, moment: Moment) -> str:
    order = moment.order(case.order_id)
    return carried_words(order.carried_from[-1]) if order.carried_from else ""


def due_words(case: Case, moment: Moment) -> str:
    """`42 min left`, `12 min over`; between ten hours and two days, whole ones.

    What waits is due when the waiting ends; what is settled, no more.
    """
    if case.status in SETTLED:
        return (
            tr("at {clock}", clock=moment.wording.clock(case.closed_at))
            if case.closed_at
            else tr("agreed")
        )
    is_waiting = case.waiting is not None and case.waits_at(moment.now)
    pickup = moment.order(case.order_id).counter
    due = case.waiting.until if case.waiting and is_waiting else case.deadline
    left = -moment.age_s(pickup.until if pickup is not None else due)
    words = f"{int(abs(left) // 3600)} h" if 36_000 <= abs(left) < 172_800 else duration(abs(left))
    return tr("{words} left", words=words) if left >= 0 else tr("{words} over", words=words)


def window_words(order: Order, moment: Moment, anytime: str = tr("any time")) -> str:
    """The promised window, or that there is none, with its day when that is not today."""
    wording = moment.wording
    window = served_window(moment.state, order, moment.now)
    words = wording.window(window.opens, window.closes) if window else anytime
    if order.day == wording.today(moment.now):
        return words
    return f"{wording.day(order.day)} {words}".rstrip()


def severity_of(moment: Moment, case: Case, at_stake: Stake) -> Severity:
    """How serious it is at this moment; what is settled is not."""
    if case.status in SETTLED or moment.order(case.order_id).waits_at_counter:
        return Severity.USUAL
    depot = moment.state.depot
    rates = depot.rates if depot is not None else Rates()
    return severity(case, moment.order(case.order_id), at_stake, rates, moment.now)


def owner_of(case: Case) -> ActorId | None:
    """Who has it now."""
    return case.owner or case.acknowledged_by


def case_state(case: Case, moment: Moment) -> tuple[str, Tone]:
    """Who has it and how far it is."""
    if is_unheard(moment.order(case.order_id), case):
        return tr("answered"), Tone.ACCENT
    if case.waiting is not None:
        whom = WAITS_FOR[case.waiting.whom]
        if case.waits_at(moment.now):
            return tr("waits for {whom}", whom=whom), Tone.MUTED
        return tr("{whom} due", whom=whom), Tone.WARN
    match case.status:
        case CaseStatus.OPEN:
            if case.reopened_because and case.reopened_because == _carried(case, moment):
                return tr("left over"), Tone.WARN
            if case.before_move is not None:
                return tr("moved"), Tone.ACCENT
            return (tr("reopened"), Tone.BAD) if case.reopened else (tr("new"), Tone.ACCENT)
        case CaseStatus.ACKNOWLEDGED:
            mine = owner_of(case) == moment.me
            return (tr("yours") if mine else moment.actor(owner_of(case)), Tone.GOOD)
        case CaseStatus.DECIDED:
            decided = case.decision.resolution if case.decision is not None else None
            return _DECIDED.get(decided, tr("waits for driver")), Tone.MUTED
        case CaseStatus.ON_ITS_WAY:
            partner = moment.order(case.order_id).partner
            return tr("with {partner_name}", partner_name=partner.name) if partner else tr(
                "on its way"
            ), Tone.GOOD
        case CaseStatus.CLOSED:
            return tr("closed"), Tone.MUTED
        case _:
            assert_never(case.status)


_DECIDED: dict[Resolution | None, str] = {
    Resolution.RETURN_TO_DEPOT: tr("comes back"),
    Resolution.REFUND: tr("refunding"),
    Resolution.REPLACE: tr("replaced"),
    Resolution.KEEP_IT: tr("refunding"),
    Resolution.HAND_TO_PARTNER: tr("with a partner"),
    Resolution.KEEP_AT_COUNTER: tr("counter"),
}


def _row(moment: Moment, case: Case, order: Order) -> QueueRow:
    share = urgency(case, moment)
    at_stake = stake(moment.state, case, moment.now)
    near = moment.near_m(case) if case.status in UNDECIDED else None
    state, state_tone = case_state(case, moment)
    answer = answer_words(moment, order)
    customer, address = moment.customer(order), moment.address(order)
    reason = case_reason(case, moment)
    is_resting = case.status not in UNDECIDED or case.waits_at(moment.now)
    tone = Tone.MUTED if is_resting else urgency_tone(share)
    is_answered = is_unheard(order, case)
    is_back = is_answered or (case.waiting is not None and not case.waits_at(moment.now))
    age = duration(moment.age_s(case.opened_at))
    return QueueRow(
        case_id=case.id,
        order_id=order.id,
        kind=case.kind,
        title=str(order.id),
        customer=customer,
        address=address,
        reason=reason,
        window=window_words(order, moment),
        due=due_words(case, moment),
        age=age,
        urgency=0.0 if case.status in SETTLED else min(max(share, 0.0), 1.0),
        urgency_tone=tone,
        value=moment.wording.narrow_money(at_stake.total_minor),
        value_minor=at_stake.total_minor,
        opened_at=case.opened_at,
        deadline=case.deadline,
        status=case.status,
        state=state,
        state_tone=state_tone,
        rank=rank(at_stake, case.deadline, moment.now, is_near=near is not None)
        * WEIGHTS[case.status]
        + (ON_TOP if is_back else 0),
        severity=severity_of(moment, case, at_stake),
        near="" if near is None else f"{near} m",
        ageing=0.0 if tone is Tone.MUTED else min(max(share - WARN_AT, 0.0) / AGEING_PER, 1.0),
        day=order.day,
        groups=_groups(case, order, moment),
        is_draggable=case.status in UNDECIDED and not moment.held,
        is_back=is_back,
        explanation=(
            f"{reason} · {order.id}",
            f"{customer}, {address}",
            *((answer,) if answer else ()),
            tr(
                "Opened {ago}, {due_words}",
                ago=ago(moment.age_s(case.opened_at)),
                due_words=due_words(case, moment),
            ),
            *(() if is_resting else (_decide_by(moment, case, order),)),
            tr(
                "{money} at stake, {state}",
                money=moment.wording.money(at_stake.total_minor),
                state=state,
            ),
        ),
        search=" ".join((str(order.id), customer, address, reason, order.shop)).casefold(),
    )


def _decide_by(moment: Moment, case: Case, order: Order) -> str:
    """What the minutes of the column *Due* count to: it is not the window below them."""
    return tr(
        "To be decided by {clock}; the customer's window: {window}",
        clock=moment.wording.clock_on(case.deadline, moment.wording.today(moment.now)),
        window=window_words(order, moment),
    )


def _groups(case: Case, order: Order, moment: Moment) -> frozenset[QueueGroup]:
    mine = {QueueGroup.MINE} if owner_of(case) == moment.me else set()
    if case.waits_at(moment.now):
        return frozenset({QueueGroup.WAITING, *mine})
    if case.status in SETTLED:
        return frozenset({QueueGroup.CLOSED})
    if case.status is CaseStatus.DECIDED:
        # A customer's answer can change what was decided, so it is looked at again.
        again = {QueueGroup.ALL, GROUPS[case.kind]} if is_unheard(order, case) else set()
        return frozenset({QueueGroup.DECIDED, *again, *mine})
    new = {QueueGroup.OPEN} if case.status is CaseStatus.OPEN else set()
    return frozenset({QueueGroup.ALL, GROUPS[case.kind], *new, *mine})

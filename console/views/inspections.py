"""The inspector's case and route, in words. Pure."""

from collections.abc import Sequence
from typing import assert_never

from msgspec.structs import replace

from console.hub_words import in_words
from console.tongue import tr
from console.view import (
    ActionView,
    AttemptLine,
    CaseAction,
    CaseView,
    GoodsLine,
    LoadGauge,
    NoteLine,
    OptionRow,
    RouteAction,
    RouteStopRow,
    RouteView,
    SumLine,
    Tone,
    TrayState,
)
from console.views.allowed import as_allowed
from console.views.attempts import attempt_words
from console.views.case_actions import case_actions
from console.views.customer_answers import answer_tone, answer_words
from console.views.customer_links import link_words, live_links
from console.views.lanes import STATUS_WORDS, tray_state
from console.views.moment import Moment, StopTimes
from console.views.parts import part_words
from console.views.places import door_words, pin_actions, pin_words
from console.views.policies import policy_words, receipt_words
from console.views.proofs import proof_pictures, proof_words
from console.views.queue_rows import (
    SETTLED,
    UNDECIDED,
    WAITS_FOR,
    case_state,
    due_words,
    order_value,
    owner_of,
    severity_of,
    urgency,
    urgency_tone,
    window_words,
)
from console.views.told import promise_words, told_words
from console.views.verdicts import (
    fetching_words,
    refund_words,
    replacement_words,
    verdict_words,
    way_out_rows,
)
from console.views.wording import ago, begun, calendar_words, duration, extra
from core import commands as c
from core.decide import RULES
from core.erasure import name_of
from core.honest_window import CHANCE_PCT
from core.model import (
    Attempt,
    Case,
    CaseKind,
    CaseNote,
    CaseStatus,
    CustodyKind,
    CustomerId,
    Item,
    Load,
    Option,
    Order,
    OrderKind,
    OrderStatus,
    PlaceId,
    Route,
    ServiceDay,
    Stop,
    StopKind,
    StopStatus,
    VehicleId,
    kind_of,
)
from core.money import Stake, stake
from core.rules.carrying import carried_words
from core.rules.parts import MISSING
from core.rules.policy import ruling
from core.rules.refunds import is_refunded, refund_owed
from core.rules.reports import is_looked_for
from core.rules.rounds import round_of
from core.rules.taken_back import why_not_withdrawn
from core.severity import Severity
from core.verdict import Verdict

HEADLINES = {
    CaseKind.FAILED_DELIVERY: tr("Delivery failed"),
    CaseKind.FAILED_COLLECTION: tr("Collection failed"),
    CaseKind.RETURN_REQUEST: tr("Return to collect"),
    CaseKind.CONTAINER_COLLECTION: tr("Containers to collect"),
    CaseKind.UNPLANNED_DELIVERY: tr("Delivery without a route"),
}
SHOWN_OPTIONS = 5
COLLECTED = (OrderKind.RETURN, OrderKind.CONTAINER)


def case_view(
    moment: Moment,
    case: Case,
    options: Sequence[Option] | None = None,
    options_note: str = "",
    next_day: ServiceDay | None = None,
    found: Verdict | None = None,
) -> CaseView:
    """A case with the options computed for it; None: they are not known yet."""
    order = moment.order(case.order_id)
    state, state_tone = case_state(case, moment)
    last = order.attempts[-1] if order.attempts else None
    own = own_route(moment, order)
    at_stake = stake(moment.state, case, moment.now)
    is_taken = order.status is OrderStatus.DONE and order.kind in COLLECTED
    shown = option_rows(moment, () if is_taken else options or (), own)
    policy, policy_tone = policy_words(moment, order)
    ways_out = way_out_rows(moment, found) if found is not None else ()
    promise, promise_tone = promise_words(moment, order)
    plausible, plausible_tone = attempt_words(moment, order)
    return CaseView(
        case_id=case.id,
        order_id=order.id,
        kind=case.kind,
        title=str(order.id),
        headline=(tr("Goods taken") if is_taken else HEADLINES[case.kind])
        + (f": {moment.reason(case.reason)}" if case.reason else ""),
        customer=moment.customer(order),
        phone=moment.customer_phone(order),
        address=moment.address(order),
        shop=order.shop,
        state=state,
        state_tone=state_tone,
        window=window_words(order, moment, anytime=""),
        due=due_words(case, moment),
        due_tone=_due_tone(moment, case),
        value=moment.wording.money(order_value(order)),
        reason=_lines(
            _story(moment, case, last),
            _of_round(moment, order),
            part_words(moment, order),
            refund_words(moment, case),
            fetching_words(moment, order),
            replacement_words(moment, case),
        ),
        note=moment.text(last.note_ref) if last else "",
        photo=last.photo if last else None,
        reopened=_again(case, order),
        answer=answer_words(moment, order),
        answer_tone=answer_tone(case, order),
        attempts=tuple(_attempt(moment, attempt) for attempt in order.attempts[:-1]),
        goods=tuple(_goods(moment, item) for item in order.items),
        proof=proof_words(moment, order),
        pictures=proof_pictures(moment, order),
        ways_out=ways_out,
        verdict=verdict_words(moment, found) if found is not None else "",
        options=shown[:SHOWN_OPTIONS],
        options_note="" if is_taken else options_note or _options_note(options, shown),
        actions=as_allowed(
            moment.role,
            case_actions(case, own, None if options is None else shown, next_day, moment, ways_out),
            moment.held,
        ),
        sums=sum_lines(moment, at_stake),
        place_hint=door_words(moment, order),
        pin_words=pin_words(moment, order),
        doubt=tr("Suspect attempt: ask the driver first") if plausible_tone is Tone.BAD else "",
        plausible=plausible,
        plausible_tone=plausible_tone,
        near=_near(moment, case),
        next_step=_next_step(moment, case),
        severity=_severity(moment, case, at_stake),
        waits=_waits(moment, case),
        waits_tone=Tone.MUTED if case.waits_at(moment.now) else Tone.WARN,
        notes=tuple(_note(moment, note) for note in case.notes),
        handling=as_allowed(moment.role, _handling(moment, case), moment.held),
        links=link_words(moment, order),
        policy=policy,
        policy_tone=policy_tone,
        receipt=receipt_words(moment, order),
        promise=promise,
        promise_tone=promise_tone,
        told=told_words(moment, order),
    )


def _again(case: Case, order: Order) -> str:
    """Why it is here once more."""
    carried = carried_words(order.carried_from[-1]) if order.carried_from else ""
    times = len(order.carried_from)
    twice = tr(", {times} times by now", times=times) if times > 1 else ""
    because = case.reopened_because or ""
    if case.before_move is not None:
        return _lines(
            f"{begun(in_words(carried))}{twice}" if carried else "", begun(in_words(because))
        )
    lines = (
        f"{begun(in_words(carried))}{twice}" if carried else "",
        tr("Reopened: {because}", because=in_words(because))
        if because and because != carried
        else "",
    )
    return _lines(*lines)


def _of_round(moment: Moment, order: Order) -> str:
    """Which round asked for it, and how often that is made."""
    each = round_of(moment.state, order)
    if each is None:
        return ""
    return tr(
        "Round {each_name}, {calendar_words}",
        each_name=name_of(each, moment.texts) or each.id,
        calendar_words=calendar_words(each.calendar),
    )


def _due_tone(moment: Moment, case: Case) -> Tone:
    is_calm = case.status in SETTLED or moment.order(case.order_id).waits_at_counter
    return Tone.MUTED if is_calm else urgency_tone(urgency(case, moment))


def sum_lines(moment: Moment, at_stake: Stake) -> tuple[SumLine, ...]:
    """What is at stake, line by line; what comes back is told with what it loses by the day."""
    money = moment.wording.money
    back = SumLine(tr("Goods would bring"), money(at_stake.recovery_minor))
    if at_stake.decay_minor:
        daily = money(at_stake.decay_minor)
        back = replace(back, words=tr("Goods would bring, −{daily} a day", daily=daily))
    owed = (
        (tr("Refund due"), at_stake.refund_minor),
        (tr("Letting the customer down again"), at_stake.penalty_minor),
        (tr("Another attempt"), at_stake.attempt_minor),
    )
    told = [SumLine(words, money(amount)) for words, amount in owed if amount]
    total = SumLine(tr("At stake"), money(at_stake.total_minor), is_total=True)
    return (back, *told, total) if at_stake.is_collected else (*told, total, back)


def _next_step(moment: Moment, case: Case) -> str:
    step = moment.next_steps.get(case.reason or "")
    return (
        tr("Usually: {step}{step_2}", step=step[0].lower(), step_2=step[1:])
        if step and case.status in UNDECIDED
        else ""
    )


def _near(moment: Moment, case: Case) -> str:
    metres = moment.near_m(case)
    if metres is None or case.status not in (CaseStatus.OPEN, CaseStatus.ACKNOWLEDGED):
        return ""
    driver_id = moment.order(case.order_id).attempts[-1].driver_id
    return tr(
        "{driver_name} is {metres} m away, {heard}",
        driver_name=moment.driver_name(driver_id),
        metres=metres,
        heard=moment.heard(driver_id),
    )


def _severity(moment: Moment, case: Case, at_stake: Stake) -> str:
    """How serious, with what makes it so."""
    order = moment.order(case.order_id)
    level = severity_of(moment, case, at_stake)
    if level is Severity.USUAL:
        return ""
    why = (
        [tr("{attempts} failed attempts", attempts=len(order.attempts))]
        if len(order.attempts) > 1
        else []
    )
    if at_stake.refund_minor and not at_stake.recovery_minor:
        why.append(tr("nothing to bring back"))
    if moment.now >= case.deadline:
        why.append(tr("overdue"))
    if case.reopened:
        why.append(tr("reopened"))
    return tr(
        "{level}: {why}",
        level=in_words(level.value.capitalize()),
        why=", ".join(why) or tr("much at stake"),
    )


def _waits(moment: Moment, case: Case) -> str:
    waiting = case.waiting
    if waiting is None:
        return ""
    until = moment.wording.clock_on(waiting.until, moment.wording.today(moment.now))
    whom = WAITS_FOR[waiting.whom]
    if not case.waits_at(moment.now):
        return tr("Waited for the {whom} until {until}. Your move.", whom=whom, until=until)
    return tr(
        "Waits for the {whom} until {until} ({actor})",
        whom=whom,
        until=until,
        actor=moment.actor(waiting.by),
    )


def _note(moment: Moment, note: CaseNote) -> NoteLine:
    return NoteLine(
        who=moment.actor(note.by),
        when=moment.wording.clock_on(note.at, moment.wording.today(moment.now)),
        words=moment.text(note.text_ref, tr("The note was erased")),
    )


def _erasing(moment: Moment, case: Case) -> tuple[ActionView, ...]:
    """For who may destroy what says who the customer is, once everything is over."""
    customer = moment.state.customers[moment.order(case.order_id).customer_id]
    may_erase = moment.role in RULES[c.ErasePerson].roles and customer.erased_at is None
    return (ActionView(CaseAction.ERASE, tr("Erase this customer…"), ""),) if may_erase else ()


def _handling(moment: Moment, case: Case) -> tuple[ActionView, ...]:
    if case.status is CaseStatus.CLOSED:
        return _erasing(moment, case)
    found = []
    if case.waits_at(moment.now):
        found.append(ActionView(CaseAction.REOPEN, tr("Go on with it"), "O"))
    elif case.status in (CaseStatus.OPEN, CaseStatus.ACKNOWLEDGED):
        found.append(ActionView(CaseAction.WAIT, tr("Let it wait"), "P"))
    owner = owner_of(case)
    if case.status is not CaseStatus.OPEN and owner not in (None, moment.me):
        found.append(ActionView(CaseAction.TAKE_OVER, tr("Take over"), "A"))
    found.append(ActionView(CaseAction.HAND, tr("Hand on"), "H"))
    found.append(ActionView(CaseAction.COPY_LINK, tr("Customer's link"), "C"))
    if live_links(moment, moment.order(case.order_id)):
        found.append(ActionView(CaseAction.REVOKE_LINK, tr("Revoke a link…"), "Shift+C"))
    found.append(ActionView(CaseAction.ANSWER, tr("Customer says…"), "I"))
    found.append(ActionView(CaseAction.LEARN, tr("About this door…"), "Shift+D"))
    found += pin_actions(moment, case)
    is_looked = is_looked_for(moment.state, case)
    if is_looked and case.status in UNDECIDED:
        found.append(ActionView(CaseAction.FOUND_AT_DEPOT, tr("Found, to the depot"), "K"))
        found.append(ActionView(CaseAction.CUSTOMER_HAS_IT, tr("Customer has it"), "U"))
        if moment.order(case.order_id).kind is OrderKind.DELIVERY:
            found.append(ActionView(CaseAction.LOCATE, tr("It lies at…"), "Shift+K"))
    is_lost = case.reason == "lost" or (is_looked and kind_of(case.reason) == MISSING)
    if case.reason is not None and not is_lost and case.status in UNDECIDED:
        found.append(ActionView(CaseAction.REPORT_LOST, tr("Lost"), "Q"))
    order = moment.order(case.order_id)
    may_refund = case.status in UNDECIDED and not case.waits_at(moment.now)
    if may_refund and refund_owed(moment.state, order) and not is_refunded(order):
        found.append(ActionView(CaseAction.REFUND_PART, tr("Refund part…"), "Z"))
    ruled = ruling(moment.state, order)
    if ruled is not None and not ruled.is_accepted and case.status in UNDECIDED:
        found.append(ActionView(CaseAction.EXCEPTION, tr("Make an exception…"), "V"))
    if order.exception is not None and not why_not_withdrawn(moment.state, order):
        found.append(ActionView(CaseAction.NO_EXCEPTION, tr("Withdraw the exception"), "V"))
    return tuple(found)


def own_route(moment: Moment, order: Order) -> Route | None:
    """The route whose van holds the goods of a failed delivery."""
    for item in order.items:
        custody = moment.state.custody.get(item.id)
        if custody is not None and custody.kind is CustodyKind.VEHICLE:
            for route in moment.state.routes.values():
                if route.vehicle_id == custody.holder and route.day == order.day:
                    return route
    return None


def option_rows(
    moment: Moment, options: Sequence[Option], own: Route | None
) -> tuple[OptionRow, ...]:
    """Options from the best to the worst, the impossible ones last."""
    colours = moment.colours()
    ordered = sorted(options, key=lambda o: (not o.is_feasible, o.cost_minor, o.extra_s))
    return tuple(
        _option(moment, option, place, colours[option.route_id], own)
        for place, option in enumerate(ordered, start=1)
    )


def _option(
    moment: Moment, option: Option, place: int, colour: int, own: Route | None
) -> OptionRow:
    route = moment.state.routes[option.route_id]
    is_own = own is not None and own.id == route.id
    fits = tr("keeps every window") if not is_own else tr("the goods are in this van")
    return OptionRow(
        route_id=route.id,
        route=route.name,
        driver=moment.driver_name(route.driver_id),
        colour=colour,
        minutes=extra(option.extra_s),
        distance=moment.wording.distance(option.extra_metres),
        money=moment.wording.money(option.cost_minor),
        words=in_words(option.words) or fits,
        tone=Tone.MUTED if option.is_feasible else Tone.WARN,
        rank=place if place <= 3 and option.is_feasible else None,
        is_own_van=is_own,
        is_feasible=option.is_feasible,
    )


def _options_note(options: Sequence[Option] | None, shown: Sequence[OptionRow]) -> str:
    if options is None:
        return tr("Working out what every route would need…")
    if not options:
        return tr("No route of this day can be asked.")
    feasible = sum(row.is_feasible for row in shown)
    return tr(
        "{feasible} of {route} can take it without breaking anything",
        feasible=feasible,
        route=tr("{n} route", "{n} routes", len(shown)),
    )


def _lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part)


def _story(moment: Moment, case: Case, last: Attempt | None) -> str:
    if last is None:
        return tr("Opened {ago}", ago=ago(moment.age_s(case.opened_at)))
    where = ""
    if (heard := (last.received_at - last.at).total_seconds()) >= 60:
        where = tr(", received {duration} later", duration=duration(heard))
    return tr(
        "{driver_name} at {clock}, {ago}{where}",
        driver_name=moment.driver_name(last.driver_id),
        clock=moment.wording.clock(last.at),
        ago=ago(moment.age_s(last.at)),
        where=where,
    )


def _attempt(moment: Moment, attempt: Attempt) -> AttemptLine:
    return AttemptLine(
        when=moment.wording.clock(attempt.at),
        driver=moment.driver_name(attempt.driver_id),
        reason=moment.reason(attempt.reason),
        note=moment.text(attempt.note_ref),
        photo=attempt.photo,
    )


def _goods(moment: Moment, item: Item) -> GoodsLine:
    value = moment.wording.money(item.quantity * item.unit_value_minor)
    return GoodsLine(item.quantity, item.description, value, custody_words(moment, item))


def _holder(moment: Moment, holder: str) -> str:
    """Who had goods that are missing: a van, a place, the depot or the customer."""
    state = moment.state
    van, place = state.vehicles.get(VehicleId(holder)), state.places.get(PlaceId(holder))
    if van is not None:
        return van.name
    if place is not None:
        return place.address
    if state.depot is not None and state.depot.id == holder:
        return tr("the depot")
    return tr("the customer") if CustomerId(holder) in state.customers else holder


def custody_words(moment: Moment, item: Item) -> str:
    """Where an item is and since when."""
    custody = moment.state.custody.get(item.id)
    if custody is None:
        return tr("whereabouts not recorded")
    since = tr("since {clock}", clock=moment.wording.clock(custody.since))
    vehicles = {str(vehicle.id): vehicle.name for vehicle in moment.state.vehicles.values()}
    match custody.kind:
        case CustodyKind.CUSTOMER:
            return tr("with the customer {since}", since=since)
        case CustodyKind.VEHICLE:
            return tr(
                "in {vehicles} {since}",
                vehicles=vehicles.get(custody.holder, custody.holder),
                since=since,
            )
        case CustodyKind.DEPOT:
            return tr("at the depot {since}", since=since)
        case CustodyKind.PARTNER:
            place = moment.state.places.get(PlaceId(custody.holder))
            return (
                tr("at {address} {since}", address=place.address, since=since)
                if place
                else tr("with {holder} {since}", holder=custody.holder, since=since)
            )
        case CustodyKind.DISPOSED:
            return tr("disposed of {since}", since=since)
        case CustodyKind.MISSING:
            holder = _holder(moment, custody.holder)
            return tr("missing {since}, last held by {holder}", since=since, holder=holder)
        case _:
            assert_never(custody.kind)


def route_view(moment: Moment, route: Route) -> RouteView:
    """A route with every stop."""
    state, tone = route_state(moment, route)
    vehicle = moment.state.vehicles.get(route.vehicle_id)
    times = moment.times.get(route.id)
    table = times.table if times else None
    return RouteView(
        route_id=route.id,
        name=route.name,
        driver=moment.driver_name(route.driver_id),
        vehicle=vehicle.name if vehicle else str(route.vehicle_id),
        phone=moment.driver_phone(route.driver_id),
        colour=moment.colours()[route.id],
        summary=_summary(moment, route),
        state=state,
        state_tone=tone,
        stops=_stop_rows(moment, route),
        loads=_gauges(moment, route),
        violations=tuple(in_words(violation.words) for violation in table.violations)
        if table
        else (),
        actions=as_allowed(moment.role, _route_actions(moment, route), moment.held),
    )


def route_state(moment: Moment, route: Route) -> tuple[str, Tone]:
    """What the driver is doing."""
    if route.ended_at is not None:
        return tr(
            "back at {clock_on}", clock_on=moment.wording.clock_on(route.ended_at, route.day)
        ), Tone.MUTED
    if route.started_at is None:
        return tr(
            "starts {clock_on}", clock_on=moment.wording.clock_on(route.starts_at, route.day)
        ), Tone.MUTED
    if route.stranded is not None:
        clock = moment.wording.clock(route.stranded.at)
        return tr("cannot go on since {clock}", clock=clock), Tone.BAD
    if route.break_since is not None:
        return tr(
            "on a break since {clock}", clock=moment.wording.clock(route.break_since)
        ), Tone.MUTED
    if moment.is_stale(route.driver_id):
        return moment.heard(route.driver_id), Tone.WARN
    return tr("on the road"), Tone.GOOD


def _summary(moment: Moment, route: Route) -> str:
    stops = [moment.state.stops[id_] for id_ in route.stop_ids]
    over = sum(stop.status.is_ended for stop in stops)
    words = [tr("{over} of {stop} over", over=over, stop=tr("{n} stop", "{n} stops", len(stops)))]
    times = moment.times.get(route.id)
    if times is not None:
        words.append(tr("{distance} to go", distance=moment.wording.distance(times.table.metres)))
        back = moment.wording.clock_on(times.at(times.table.finish_s), route.day)
        words.append(tr("back {back}", back=back))
    words.append(
        tr("shift ends {clock_on}", clock_on=moment.wording.clock_on(route.ends_at, route.day))
    )
    return " · ".join(words)


def _stop_rows(moment: Moment, route: Route) -> tuple[RouteStopRow, ...]:
    places, wording = moment.state.places, moment.wording
    start, end = places.get(route.start_place_id), places.get(route.end_place_id)
    agreed = frozenset(route.manifest)
    rows = [
        _depot_row(
            0, start.address if start else tr("Start"), wording.clock(route.starts_at), route
        )
    ]
    rows += [
        _stop_row(moment, route, stop, times, at + 1, is_pending=stop.id not in agreed)
        for at, (stop, times) in enumerate(moment.stop_times(route))
    ]
    times = moment.times.get(route.id)
    back = wording.clock_on(times.at(times.table.finish_s), route.day) if times else ""
    rows.append(_depot_row(len(rows), end.address if end else tr("End"), back, route))
    return tuple(rows)


def _depot_row(number: int, address: str, time: str, route: Route) -> RouteStopRow:
    is_over = route.started_at is not None if number == 0 else route.ended_at is not None
    status = StopStatus.COMPLETED if is_over else StopStatus.PLANNED
    return RouteStopRow(None, number, address, tr("Depot"), time, None, None, status)


def _stop_row(
    moment: Moment,
    route: Route,
    stop: Stop,
    times: StopTimes,
    number: int,
    *,
    is_pending: bool,
) -> RouteStopRow:
    order = moment.order(stop.order_id)
    words = [moment.task(stop)]
    tone = Tone.MUTED
    if stop.status is not StopStatus.PLANNED:
        words.append(STATUS_WORDS[stop.status])
        tone = Tone.BAD if stop.status is StopStatus.FAILED else Tone.MUTED
    elif times.late_s > 0:
        words.append(tr("late by {duration}", duration=duration(times.late_s)))
        tone = Tone.BAD
    if stop.problem and not stop.status.is_ended:
        words.append(tr("problem: {reason}", reason=moment.reason(stop.problem)))
        tone = Tone.WARN
    if is_pending and not stop.status.is_ended:
        words.append(tr("not agreed yet"))
        tone = Tone.ACCENT if tone is Tone.MUTED else tone
    at = moment.state.places.get(stop.place_id)
    is_meeting = stop.kind in (StopKind.GIVE, StopKind.TAKE, StopKind.FETCH)
    title = at.address if is_meeting and at else moment.address(order)
    words.append(moment.customer(order))
    if order.answer is not None and not stop.status.is_ended and not is_meeting:
        words.append(answer_words(moment, order))
        tone = Tone.ACCENT if tone is Tone.MUTED else tone
    if probably := moment.probably(stop, times.begins):
        words.append(tr("{probably} ({chance} %)", probably=probably, chance=CHANCE_PCT))
    return RouteStopRow(
        stop_id=stop.id,
        number=number,
        title=title,
        subtitle=" · ".join(words),
        time=moment.wording.clock_on(times.begins, route.day),
        kind=moment.shown_kind(stop),
        order_kind=order.kind,
        status=stop.status,
        tone=tone,
        is_pending=is_pending and not stop.status.is_ended,
        is_locked=stop.is_locked,
    )


def _gauges(moment: Moment, route: Route) -> tuple[LoadGauge, ...]:
    times = moment.times.get(route.id)
    if times is None or not times.table.loads:
        return ()
    wording, capacity = moment.wording, times.route.capacity
    loads = times.table.loads
    peak = Load(
        max(load.weight_g for load in loads),
        max(load.volume_ml for load in loads),
        max(load.slots for load in loads),
    )
    number = wording.number
    gauges = [
        (tr("Weight"), peak.weight_g, capacity.weight_g, 1000, "kg"),
        (tr("Volume"), peak.volume_ml, capacity.volume_ml, 1_000_000, "m³"),
        (tr("Slots"), peak.slots, capacity.slots, 1, ""),
    ]
    return tuple(
        LoadGauge(
            label,
            f"{number(used / unit, digits)} / {number(limit / unit, digits)} {name}".strip(),
            used / limit,
        )
        for label, used, limit, unit, name in gauges
        for digits in [1 if name == "m³" else 0]
        if limit
    )


def _route_actions(moment: Moment, route: Route) -> tuple[ActionView, ...]:
    if route.ended_at is not None:
        return ()
    locked = tr("The route is locked.") if route.is_locked else ""
    pending = tray_state(route, moment) is TrayState.PENDING
    return (
        ActionView(
            RouteAction.SEND,
            tr("Send changes"),
            "S",
            pending,
            "" if pending else tr("Nothing to send."),
        ),
        ActionView(RouteAction.OPTIMIZE, tr("Better sequence"), "Q", not locked, locked),
        ActionView(RouteAction.UNLOCK, tr("Unlock"), "L")
        if route.is_locked
        else ActionView(RouteAction.LOCK, tr("Lock"), "L"),
    )

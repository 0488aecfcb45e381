"""Figures of the day, trays and alerts, in words. Pure."""

from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from console.hub_words import in_words
from console.tongue import tr
from console.view import AlertRow, KpiTile, KpiView, Tone, TrayRow, TrayState, TrayView
from console.views.lanes import tray_state, tray_words
from console.views.moment import Moment
from console.views.queue_rows import order_value
from console.views.wording import ago, begun, duration
from core.catalogue import shipped
from core.model import (
    CaseKind,
    CaseStatus,
    OrderId,
    Refusal,
    Route,
    RouteId,
    ServiceDay,
    Stop,
    StopId,
    StopStatus,
)
from core.rules.approvals import about, is_same_person
from core.rules.lookups import case_id_of
from core.rules.refusals import refusal_by
from core.rules.tray import has_unsent, tray_of
from core.rules.wording import decline_words

OPEN = (CaseStatus.OPEN, CaseStatus.ACKNOWLEDGED)
SEVERAL = 3
"""From as many drivers on, all silent at once: what is silent is the line to them."""


class Tally(Struct, frozen=True):
    """The day's figures as numbers; a history of them draws the trends."""

    drivers_live: int = 0
    drivers_out: int = 0
    open_cases: int = 0
    new_cases: int = 0
    at_stake_minor: int = 0
    on_time: int = 0
    served: int = 0
    at_risk: int = 0
    is_risk_known: bool = True
    """Not before the first timetable of a day that has something ahead."""
    done: int = 0
    failed: int = 0
    stops: int = 0


def tally(moment: Moment, day: ServiceDay) -> Tally:
    """Count one service day."""
    state = moment.state
    routes = [route for route in state.routes.values() if route.day == day]
    out = [r for r in routes if r.started_at is not None and r.ended_at is None]
    cases = [case for case in state.cases.values() if case.status in OPEN]
    stops = [state.stops[id_] for route in routes for id_ in route.stop_ids]
    served = [stop for stop in stops if stop.status is StopStatus.COMPLETED]
    return Tally(
        drivers_live=sum(not moment.is_stale(route.driver_id) for route in out),
        drivers_out=len(out),
        open_cases=len(cases),
        new_cases=sum(case.status is CaseStatus.OPEN for case in cases),
        at_stake_minor=sum(order_value(state.orders[case.order_id]) for case in cases),
        on_time=sum(_was_on_time(moment, stop) for stop in served),
        served=len(served),
        at_risk=sum(_late_ahead(moment, route) for route in routes),
        is_risk_known=any(route.id in moment.times for route in routes)
        or all(stop.status.is_ended for stop in stops),
        done=sum(stop.status.is_ended for stop in stops),
        failed=sum(stop.status is StopStatus.FAILED for stop in stops),
        stops=len(stops),
    )


def _was_on_time(moment: Moment, stop: Stop) -> bool:
    window = moment.state.orders[stop.order_id].due_window
    began = stop.arrived_at or stop.ended_at
    return window is None or began is None or began <= window.closes


def _late_ahead(moment: Moment, route: Route) -> int:
    times = moment.times.get(route.id)
    return sum(late > 0 for late in times.table.lateness_s) if times else 0


def kpis(moment: Moment, history: Sequence[Tally]) -> KpiView:
    """Tiles of the newest tally with the trend of all; no tile before the first."""
    if not history:
        return KpiView()
    now = history[-1]
    quiet = now.drivers_out - now.drivers_live
    on_time = _share(now)
    money = moment.wording.money(now.at_stake_minor)
    short = moment.wording.rough_money(now.at_stake_minor)
    return KpiView(
        (
            KpiTile(
                "drivers",
                "truck",
                tr("Drivers live"),
                f"{now.drivers_live} / {now.drivers_out}",
                _drivers_note(now, is_fresh=moment.is_fresh),
                Tone.WARN if quiet and not moment.is_fresh else Tone.MUTED,
                Tone.GOOD,
                tuple(float(t.drivers_live) for t in history),
                tr("Drivers on the road whose position is younger than two minutes."),
            ),
            KpiTile(
                "cases",
                "package-x",
                tr("Open cases"),
                str(now.open_cases),
                tr("{new_cases} new · {short}", new_cases=now.new_cases, short=short)
                if now.open_cases
                else tr("nothing at stake"),
                Tone.MUTED,
                Tone.REQUEST,
                tuple(float(t.open_cases) for t in history),
                tr("Cases without a decision; their goods are worth {money}.", money=money),
            ),
            KpiTile(
                "on_time",
                "clock",
                tr("Served on time"),
                f"{moment.wording.number(on_time, 1)} %" if now.served else "–",
                tr("{served} served", served=now.served)
                if now.served
                else tr("nothing served yet"),
                Tone.MUTED,
                Tone.ACCENT,
                tuple(_share(t) for t in history),
                tr(
                    "Of the stops served until now, those that began before their window closed. "
                    "One without a window is never late, one that failed is not served. “On time "
                    "in full” in the reports is stricter: promises to customers, and failed ones "
                    "count."
                ),
            ),
            KpiTile(
                "at_risk",
                "circle-alert",
                tr("At risk"),
                str(now.at_risk) if now.is_risk_known else "–",
                _risk_note(now),
                Tone.BAD if now.at_risk else Tone.MUTED,
                _risk_tone(now),
                tuple(float(t.at_risk) for t in history),
                tr("Stops ahead that are expected after their window."),
            ),
            KpiTile(
                "done",
                "list-checks",
                tr("Done"),
                f"{now.done} / {now.stops}",
                tr("{failed} failed", failed=now.failed) if now.failed else tr("none failed"),
                Tone.MUTED,
                Tone.GOOD,
                tuple(float(t.done) for t in history),
                tr(
                    "Stops over, of all stops of the day, with those that failed. The queue counts "
                    "cases instead: those of earlier days are among them, those that are decided "
                    "are not."
                ),
            ),
        )
    )


def _risk_note(figures: Tally) -> str:
    if not figures.is_risk_known:
        return tr("not known yet")
    return tr("will be late") if figures.at_risk else tr("none late")


def _risk_tone(figures: Tally) -> Tone:
    if not figures.is_risk_known:
        return Tone.MUTED
    return Tone.BAD if figures.at_risk else Tone.GOOD


def _drivers_note(figures: Tally, *, is_fresh: bool) -> str:
    quiet = figures.drivers_out - figures.drivers_live
    if figures.drivers_out == 0:
        return tr("nobody on the road")
    if quiet and is_fresh:
        return tr("{quiet} not heard yet", quiet=quiet)
    if quiet == figures.drivers_out >= SEVERAL:
        return tr("nobody is heard")
    return tr("{quiet} silent", quiet=quiet) if quiet else tr("all live")


def _share(figures: Tally) -> float:
    return 100.0 * figures.on_time / figures.served if figures.served else 100.0


class Declined(Struct, frozen=True):
    """What a driver has declined and nobody has taken up since: the last reason, and which orders
    since when."""

    reason: str
    orders: Mapping[OrderId, str]


def declined_by_route(moment: Moment) -> dict[RouteId, Declined]:
    """Refusals of orders whose case is nobody's yet, while the route is on."""
    found: dict[RouteId, dict[OrderId, Refusal]] = {}
    state = moment.state
    for case in state.cases.values():
        order = state.orders[case.order_id]
        if case.status is not CaseStatus.OPEN or not order.refusals:
            continue
        for refusal in order.refusals:
            route = state.routes.get(refusal.route_id)
            is_on = route is not None and route.ended_at is None
            if is_on and refusal_by(state, order, refusal.route_id) is not None:
                found.setdefault(refusal.route_id, {})[order.id] = refusal
    return {route_id: _declined(moment, refusals) for route_id, refusals in found.items()}


def _declined(moment: Moment, refusals: Mapping[OrderId, Refusal]) -> Declined:
    last = max(refusals.values(), key=lambda each: each.at)
    return Declined(
        in_words(decline_words(last.reason, shipped())),
        {order_id: moment.wording.clock(each.at) for order_id, each in refusals.items()},
    )


def tray_view(
    moment: Moment,
    declined: Mapping[str, str] = {},
    automatic: str = "",
    automatic_share: float = 0.0,
    left_s: Mapping[RouteId, int] = {},
    *,
    refused: Mapping[RouteId, Mapping[OrderId, str]] = {},
) -> TrayView:
    """Every driver with something unsent or unanswered; `declined` are reasons by route id,
    `left_s` are seconds until trays leave by themselves, where that differs, `refused` the times
    since which orders are back in the queue."""
    colours = moment.colours()
    rows = []
    for route in moment.state.routes.values():
        if tray_state(route, moment) is TrayState.NONE and route.id not in declined:
            continue
        row = _tray_row(moment, route, colours[route.id])
        if route.id in declined and row.state in (TrayState.NONE, TrayState.PENDING):
            phone = moment.driver_phone(route.driver_id)
            row = _refused(row, declined[route.id], refused.get(route.id, {}), phone)
        if route.id in left_s:
            left = left_s[route.id]
            words = tr("{words} · leaves in {left} s", words=row.state_words, left=left)
            row = replace(row, state_words=words)
        rows.append(row)
    rows.sort(key=lambda row: (_ORDER[row.state], row.name))
    return TrayView(tuple(rows), automatic, automatic_share)


_ORDER = {
    TrayState.NO_ANSWER: 0,
    TrayState.DECLINED: 1,
    TrayState.PENDING: 2,
    TrayState.SENT: 3,
    TrayState.ACCEPTED: 4,
    TrayState.NONE: 5,
}


def _tray_row(moment: Moment, route: Route, colour: int) -> TrayRow:
    state = tray_state(route, moment)
    return TrayRow(
        route_id=route.id,
        name=route.name,
        driver=moment.driver_name(route.driver_id),
        colour=colour,
        state=state,
        state_words=tray_words(route, moment),
        differences=differences(moment, route),
        phone=moment.driver_phone(route.driver_id) if state is TrayState.NO_ANSWER else "",
        can_send=has_unsent(moment.state, route),
    )


def _refused(row: TrayRow, reason: str, orders: Mapping[OrderId, str], phone: str) -> TrayRow:
    """What he declined, and since when it waits again; what is unsent stays to be sent."""
    back = tuple(
        tr("{order_id} is back in the queue since {time}", order_id=order_id, time=since)
        for order_id, since in orders.items()
    )
    return replace(
        row,
        state=TrayState.DECLINED,
        state_words=tr("declined: {reason}", reason=reason),
        differences=(
            *back,
            *((tr("Still to be sent:"),) if row.differences else ()),
            *row.differences,
        ),
        phone=phone,
        refused=tuple(orders),
    )


def differences(moment: Moment, route: Route) -> tuple[str, ...]:
    """The net difference between the plan and what the driver agreed to, a line per stop."""
    added, removed, moved = tray_of(moment.state, route)
    lines = [f"+ {_stop_words(moment, id_)}" for id_ in added]
    lines += [f"− {_stop_words(moment, id_)}" for id_ in removed]
    lines += [tr("Moved: {stop_words}", stop_words=_stop_words(moment, id_)) for id_ in moved]
    if route.offer is not None and not lines:
        return (tr("Takes back what was sent"),)
    return tuple(lines)


def _stop_words(moment: Moment, stop_id: StopId) -> str:
    """A hand-over is where the vans meet, not at the customer's."""
    stop = moment.state.stops[stop_id]
    place = moment.state.places.get(stop.place_id)
    return (
        f"{moment.task(stop)} {stop.order_id}, {place.address if place else tr('unknown address')}"
    )


def alert_rows(moment: Moment) -> tuple[AlertRow, ...]:
    """What does not go as planned: open answers, silent drivers, late stops, forgotten cases."""
    found = [*_open_answers(moment), *_silent_drivers(moment), *_late_routes(moment)]
    return (*found, *_sent_back(moment), *_overdue_cases(moment))


def _open_answers(moment: Moment) -> list[AlertRow]:
    return [
        AlertRow(
            f"answer {route.id}",
            "phone",
            Tone.BAD,
            tr(
                "{route} {driver_name} does not answer",
                route=route.name,
                driver_name=moment.driver_name(route.driver_id),
            ),
            tr("Changes were sent and neither accepted nor declined."),
            duration(moment.age_s(route.offer.sent_at)),
            moment.driver_phone(route.driver_id),
            route.id,
        )
        for route in moment.state.routes.values()
        if route.offer is not None and tray_state(route, moment) is TrayState.NO_ANSWER
    ]


def _silent_drivers(moment: Moment) -> list[AlertRow]:
    """One for each; where nobody at all is heard it is not the drivers, and one says so."""
    routes = moment.state.routes.values()
    out = [r for r in routes if r.started_at is not None and r.ended_at is None]
    silent = [
        route
        for route in out
        if moment.is_stale(route.driver_id)
        and not (moment.is_fresh and route.driver_id not in moment.fixes)
    ]
    if len(silent) == len(out) >= SEVERAL:
        return [_nobody_heard(moment, silent)]
    return [
        AlertRow(
            f"silent {route.id}",
            "wifi-off",
            Tone.WARN,
            tr(
                "{route} {driver_name} is silent",
                route=route.name,
                driver_name=moment.driver_name(route.driver_id),
            ),
            begun(moment.heard(route.driver_id)),
            _silence(moment, route),
            moment.driver_phone(route.driver_id),
            route.id,
        )
        for route in silent
    ]


def _nobody_heard(moment: Moment, routes: Sequence[Route]) -> AlertRow:
    heard = [moment.fixes.get(each.driver_id) or each.started_at for each in routes]
    last = max((at for at in heard if at is not None), default=None)
    return AlertRow(
        "silent",
        "wifi-off",
        Tone.WARN,
        tr("Nobody on the road is heard"),
        tr(
            "No word from {n} drivers: rather the hub's line to their phones than the drivers. "
            "They report by themselves once it is back.",
            n=len(routes),
        ),
        duration(moment.age_s(last)) if last is not None else "",
    )


def _silence(moment: Moment, route: Route) -> str:
    at = moment.fixes.get(route.driver_id) or route.started_at
    return duration(moment.age_s(at)) if at is not None else ""


def _late_routes(moment: Moment) -> list[AlertRow]:
    rows = []
    for route in moment.state.routes.values():
        late = _late_ahead(moment, route)
        times = moment.times.get(route.id)
        if not late or times is None or route.ended_at is not None:
            continue
        worst = max(times.table.lateness_s)
        rows.append(
            AlertRow(
                f"late {route.id}",
                "clock",
                Tone.WARN,
                tr(
                    "{route} {driver_name} will miss {window}",
                    route=route.name,
                    driver_name=moment.driver_name(route.driver_id),
                    window=tr("{n} window", "{n} windows", late),
                ),
                tr("The worst by {duration}.", duration=duration(worst)),
                "",
                "",
                route.id,
            )
        )
    return rows


def _sent_back(moment: Moment) -> list[AlertRow]:
    """What I asked for, was sent back today, and stands until I change it myself."""
    today = moment.wording.today(moment.now)
    return [
        AlertRow(
            f"sent back {each.id}",
            "rotate-ccw",
            Tone.WARN,
            tr(
                "{actor} sent back {about}",
                actor=moment.actor(each.ended_by),
                about=in_words(about(moment.state, each)),
            ),
            f"{each.stands} {moment.text(each.note_ref)}".strip(),
            ago(moment.age_s(each.ended_at)),
            "",
            each.route_id,
            case_id_of(each.order_id) if each.order_id is not None else None,
        )
        for each in moment.state.approvals.values()
        if each.stands
        and each.ended_at is not None
        and is_same_person(each.by, moment.me)
        and moment.wording.today(each.ended_at) == today
    ]


def _overdue_cases(moment: Moment) -> list[AlertRow]:
    return [
        AlertRow(
            f"case {case.id}",
            "hourglass",
            Tone.BAD,
            tr("{order_id} is past its deadline", order_id=case.order_id),
            _HEADLINES[case.kind],
            ago(moment.age_s(case.deadline)),
            "",
            None,
            case.id,
        )
        for case in moment.state.cases.values()
        if case.status in OPEN and moment.now > case.deadline
    ]


_HEADLINES = {
    CaseKind.FAILED_DELIVERY: tr("A failed delivery nobody has decided on"),
    CaseKind.FAILED_COLLECTION: tr("A failed collection nobody has decided on"),
    CaseKind.RETURN_REQUEST: tr("A return nobody has planned"),
    CaseKind.CONTAINER_COLLECTION: tr("Containers nobody has planned"),
    CaseKind.UNPLANNED_DELIVERY: tr("A delivery nobody has planned"),
}

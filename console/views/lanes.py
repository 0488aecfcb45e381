"""The route board's lanes, day tabs and cost chips. Pure."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from msgspec import Struct
from msgspec.structs import replace

from console.hub_words import in_words
from console.plain_words import natural
from console.tongue import tr
from console.view import BreakBar, CostChip, DayTab, LaneView, StopBar, Tone, TrayState
from console.views.moment import NO_ANSWER_AFTER_S, Moment, RouteTimes, StopTimes
from console.views.wording import Wording, ago, begun, duration, extra
from core.model import Option, Order, Route, RouteId, Stop, StopId, StopKind, StopStatus
from core.opening import served_window
from core.planning.moves import STAYS
from core.route_changes import routes_touched
from core.rules.tray import has_unsent
from core.state import State

STATUS_WORDS = {
    StopStatus.PLANNED: tr("planned"),
    StopStatus.EN_ROUTE: tr("the van is on its way"),
    StopStatus.ARRIVED: tr("the van is at the door"),
    StopStatus.COMPLETED: tr("done"),
    StopStatus.FAILED: tr("failed"),
    StopStatus.SKIPPED: tr("skipped"),
    StopStatus.CANCELLED: tr("cancelled"),
}


class KnownBar(Struct, frozen=True):
    """A bar and what it was built from."""

    stop: Stop
    order: Order
    times: StopTimes
    rest: tuple[int, bool, bool, str]
    bar: StopBar


class KnownLane(Struct, frozen=True):
    """A lane and what it was built from, beside the route with its stops and orders."""

    basis: tuple[object, ...]
    lane: LaneView


class Memo(Struct):
    """What was built at the moment before; its owner keeps it between calls of `lanes`."""

    names: tuple[str, ...] = ()
    wording: Wording = Wording()
    held: str = ""
    state: State = State()
    lanes: dict[RouteId, KnownLane] = {}
    bars: dict[StopId, KnownBar] = {}

    def stand_on(self, moment: Moment) -> None:
        """Forget what something has happened to; everything when words are others now, or when what
        could be moved cannot, and again."""
        state, before = moment.state, self.state
        names, held = moment.names(), moment.held
        if (names, moment.wording, held) != (self.names, self.wording, self.held):
            self.lanes.clear()
            self.bars.clear()
        elif state.drivers is not before.drivers or state.vehicles is not before.vehicles:
            self.lanes.clear()
        for route_id in routes_touched(before, state):
            self.lanes.pop(route_id, None)
        self.names, self.wording, self.held, self.state = names, moment.wording, held, state


def lanes(moment: Moment, memo: Memo | None = None) -> tuple[LaneView, ...]:
    """Every open day's routes, by day and name. The caller keeps `memo` between calls."""
    known = Memo() if memo is None else memo
    known.stand_on(moment)
    colours = moment.colours()
    routes = sorted(moment.state.routes.values(), key=_by_day_and_number)
    return tuple(_known_lane(moment, route, colours[route.id], known) for route in routes)


def lane_of(moment: Moment, route_id: RouteId) -> LaneView:
    """One route's lane, made anew."""
    route = moment.state.routes[route_id]
    return _lane(moment, route, moment.colours()[route_id], Memo())


def _by_day_and_number(route: Route) -> tuple[str, tuple[tuple[int, str], ...]]:
    """`Route 2` comes before `Route 10`."""
    return route.day, natural(route.name)


ROOM_FOR_DATES = 2
"""With more days, today and tomorrow are called that and no more."""


def day_tabs(moment: Moment) -> tuple[DayTab, ...]:
    """The open days, earliest first."""
    routes = moment.state.routes.values()
    days = sorted(moment.state.days)
    labels = [moment.wording.day_label(day, moment.now) for day in days]
    if len(days) > ROOM_FOR_DATES:
        labels = [label.partition(",")[0] for label in labels]
    return tuple(
        DayTab(
            day,
            label,
            sum(route.day == day for route in routes),
        )
        for day, label in zip(days, labels, strict=True)
    )


def tray_state(route: Route, moment: Moment) -> TrayState:
    """Where the route's changes stand."""
    if route.ended_at is not None:
        return TrayState.NONE
    if route.offer is not None:
        late = moment.age_s(route.offer.sent_at) > NO_ANSWER_AFTER_S
        return TrayState.NO_ANSWER if late else TrayState.SENT
    return TrayState.PENDING if has_unsent(moment.state, route) else TrayState.NONE


def tray_words(route: Route, moment: Moment) -> str:
    """`changes not sent yet`, `sent 2 min ago, waits for the answer`."""
    words = _tray_words(route, moment)
    is_changed_again = route.offer is not None and has_unsent(moment.state, route)
    return tr("{words}; changed again since", words=words) if is_changed_again else words


def _tray_words(route: Route, moment: Moment) -> str:
    match tray_state(route, moment):
        case TrayState.PENDING:
            return tr("changes not sent yet")
        case TrayState.SENT if route.offer:
            return tr(
                "sent {ago}, waits for the answer", ago=ago(moment.age_s(route.offer.sent_at))
            )
        case TrayState.NO_ANSWER if route.offer:
            return tr(
                "no answer for {duration}", duration=duration(moment.age_s(route.offer.sent_at))
            )
        case _:
            return ""


def cost_chips(
    moment: Moment, options: Sequence[Option], indexes: Mapping[RouteId, int]
) -> dict[str, CostChip]:
    """What each option costs, the best three ranked; `indexes` are the best places.

    Where every way breaks something, the cheapest three of those stand out.
    """
    possible = [o for o in options if o.route_id in indexes and o.words != STAYS]
    fitting = [option for option in possible if option.is_feasible] or possible
    best = sorted(fitting, key=lambda option: (option.cost_minor, option.extra_s))
    ranks = {option.route_id: place for place, option in enumerate(best[:3], start=1)}
    return {
        option.route_id: _chip(
            moment, option, ranks.get(option.route_id), indexes.get(option.route_id)
        )
        for option in options
    }


def _chip(moment: Moment, option: Option, rank: int | None, index: int | None) -> CostChip:
    if index is None:
        return CostChip(in_words(option.words) or tr("cannot take it"), Tone.BAD)
    if option.words == STAYS:
        return CostChip(in_words(STAYS), Tone.MUTED, index)
    sums, far = _sums(moment, option)
    if option.is_feasible:
        return CostChip(
            sums, Tone.GOOD, index, rank, hand_over=in_words(option.words), distance=far
        )
    return CostChip(f"{sums} · {in_words(option.words)}", Tone.WARN, index, rank, distance=far)


def _sums(moment: Moment, option: Option) -> tuple[str, str]:
    """What ranks follow stands on the chip: money, or the way where nothing costs any."""
    far = moment.wording.distance(option.extra_metres)
    money = moment.wording.money(option.cost_minor) if option.cost_minor else ""
    return f"{extra(option.extra_s)} · {money or far}", far if money else ""


def _known_lane(moment: Moment, route: Route, colour: int, known: Memo) -> LaneView:
    """The lane of before while nothing is told that could read otherwise."""
    times = moment.times.get(route.id)
    is_ended = route.ended_at is not None
    basis = (
        colour,
        times,
        None if times is not None or is_ended else moment.now,
        tray_state(route, moment) if route.offer is not None else None,
        _asked_ago(route, moment),
        None if is_ended or route.started_at is None else moment.heard(route.driver_id),
        moment.is_stale(route.driver_id),
    )
    was = known.lanes.get(route.id)
    if was is not None and was.basis == basis:
        return was.lane
    lane = _lane(moment, route, colour, known)
    is_linked = any(bar.kind in (StopKind.GIVE, StopKind.TAKE) for bar in lane.stops)
    # The other half of a hand-over lies on another route, and what has no times hangs on the clock.
    if not is_linked and (times is None or _is_timed(moment, route, times)):
        known.lanes[route.id] = KnownLane(basis, lane)
    return lane


def _is_timed(moment: Moment, route: Route, times: RouteTimes) -> bool:
    """Whether the timetable, or what drivers reported, has every stop of the route."""
    planned = frozenset(times.route.stop_ids)
    stops = [moment.state.stops[stop_id] for stop_id in route.stop_ids]
    return all(s.id in planned or s.status.is_ended or s.arrived_at for s in stops)


def _asked_ago(route: Route, moment: Moment) -> str:
    return "" if route.offer is None else duration(moment.age_s(route.offer.sent_at))


def _lane(moment: Moment, route: Route, colour: int, known: Memo) -> LaneView:
    vehicle = moment.state.vehicles.get(route.vehicle_id)
    served = moment.stop_times(route)
    agreed = frozenset(route.manifest)
    bars = tuple(
        _known_bar(moment, known.bars, stop, times, at + 1, stop.id not in agreed, route)
        for at, (stop, times) in enumerate(served)
    )
    times = moment.times.get(route.id)
    back = times.at(times.table.finish_s) if times else None
    share = times.load_share() if times else 0.0
    lane = LaneView(
        route_id=route.id,
        day=route.day,
        name=route.name,
        driver=moment.driver_name(route.driver_id),
        vehicle=vehicle.name if vehicle else str(route.vehicle_id),
        colour=colour,
        starts_at=route.starts_at,
        ends_at=route.ends_at,
        stops=bars,
        breaks=_breaks(route, moment),
        back_at=route.ended_at or back,
        load_share=share,
        load=tr("{share} full at its peak", share=f"{share:.0%}"),
        is_locked=route.is_locked,
        stranded=_stranded(moment, route),
        tray=tray_state(route, moment),
        tray_words=tray_words(route, moment),
        is_stale=route.started_at is not None and moment.is_stale(route.driver_id),
        is_ended=route.ended_at is not None,
        done=sum(bar.status.is_ended for bar in bars),
        late=sum(bar.late_s > 0 and not bar.status.is_ended for bar in bars),
        tooltip=(),
    )
    return _with_tooltip(moment, route, lane)


def _with_tooltip(moment: Moment, route: Route, lane: LaneView) -> LaneView:
    wording = moment.wording
    lines = [f"{lane.name} · {lane.driver} · {lane.vehicle}"]
    lines.append(
        tr(
            "{done} of {stop} over, {load}",
            done=lane.done,
            stop=tr("{n} stop", "{n} stops", len(lane.stops)),
            load=lane.load,
        )
    )
    if lane.back_at:
        lines.append(
            tr(
                "Back {clock_on}, shift ends {clock_on_2}",
                clock_on=wording.clock_on(lane.back_at, route.day),
                clock_on_2=wording.clock_on(route.ends_at, route.day),
            )
        )
    if lane.late:
        lines.append(tr("{stop} late", stop=tr("{n} stop", "{n} stops", lane.late)))
    if lane.stranded:
        lines.append(lane.stranded)
    if route.is_locked:
        lines.append(
            tr("Locked by {actor}", actor=moment.actor(route.locked_by) or tr("the office"))
        )
    if lane.tray_words:
        lines.append(lane.tray_words.capitalize())
    if route.started_at is not None and route.ended_at is None:
        lines.append(begun(moment.heard(route.driver_id)))
    return replace(lane, tooltip=tuple(lines))


def _stranded(moment: Moment, route: Route) -> str:
    if route.stranded is None:
        return ""
    since = moment.wording.clock(route.stranded.at)
    return tr(
        "Cannot go on since {since}: {reason}",
        since=since,
        reason=moment.reason(route.stranded.reason).lower(),
    )


def _breaks(route: Route, moment: Moment) -> tuple[BreakBar, ...]:
    """As the timetable places them; without one, at their earliest."""
    times = moment.times.get(route.id)
    if times is None:
        return tuple(
            BreakBar(pause.earliest, pause.earliest + timedelta(seconds=pause.duration_s))
            for pause in route.breaks
        )
    return tuple(
        BreakBar(times.at(placed.begins_s), times.at(placed.ends_s))
        for placed in times.table.breaks
    )


def _known_bar(
    moment: Moment,
    known: dict[StopId, KnownBar],
    stop: Stop,
    times: StopTimes,
    number: int,
    is_pending: bool,
    route: Route,
) -> StopBar:
    order = moment.order(stop.order_id)
    rest = (number, is_pending, route.is_locked, moment.customer(order))
    was = known.get(stop.id)
    if (
        was is not None
        and was.stop is stop
        and was.order is order
        and was.times == times
        and was.rest == rest
        and stop.linked_stop_id is None
    ):
        return was.bar
    bar = _bar(moment, stop, times, number, is_pending=is_pending, route=route)
    known[stop.id] = KnownBar(stop, order, times, rest, bar)
    return bar


def _bar(
    moment: Moment, stop: Stop, times: StopTimes, number: int, *, is_pending: bool, route: Route
) -> StopBar:
    order = moment.order(stop.order_id)
    is_visit = stop.kind not in (StopKind.GIVE, StopKind.TAKE, StopKind.FETCH)
    window = served_window(moment.state, order, moment.now) if is_visit else None
    is_open = stop.status is StopStatus.PLANNED
    bar = StopBar(
        id=stop.id,
        order_id=order.id,
        kind=moment.shown_kind(stop),
        order_kind=order.kind,
        status=stop.status,
        number=number,
        label=moment.customer(order),
        begins=times.begins,
        ends=times.ends,
        arrives=times.arrives,
        opens=window.opens if window else None,
        closes=window.closes if window else None,
        late_s=times.late_s,
        is_locked=stop.is_locked,
        is_pending=is_pending and not stop.status.is_ended,
        is_movable=is_open and not (stop.is_locked or route.is_locked or moment.held),
        has_problem=stop.problem is not None,
    )
    return replace(bar, tooltip=_stop_tooltip(moment, stop, order, bar, route))


def _stop_tooltip(
    moment: Moment, stop: Stop, order: Order, bar: StopBar, route: Route
) -> tuple[str, ...]:
    wording = moment.wording
    lines = [f"{bar.number}. {bar.label} · {order.id}", moment.address(order)]
    lines.append(f"{moment.task(stop)}, {STATUS_WORDS[stop.status]}")
    when = f"{wording.clock_on(bar.begins, route.day)}–{wording.clock(bar.ends)}"
    promised = (
        tr(", promised {window}", window=wording.window(bar.opens, bar.closes))
        if bar.opens and bar.closes
        else ""
    )
    lines.append(when + promised)
    if bar.late_s > 0 and not stop.status.is_ended:
        lines.append(tr("Late by {duration}", duration=duration(bar.late_s)))
    if bar.arrives and (wait := (bar.begins - bar.arrives).total_seconds()) >= 60:
        lines.append(tr("Waits {duration} for the window", duration=duration(wait)))
    if stop.problem:
        lines.append(tr("Problem at the door: {reason}", reason=moment.reason(stop.problem)))
    if bar.is_pending:
        lines.append(tr("The driver has not agreed to it yet"))
    if stop.is_locked:
        lines.append(tr("Locked: keeps its place"))
    return tuple(lines)

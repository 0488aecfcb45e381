"""Everything the window shows of one moment, computed beside the Qt thread. Pure.

`look_at` takes what the hub told and what is selected, and returns finished values for every
panel; the window only hands them on.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import chain

from msgspec import Struct, field

from console.desk_view import DeskList, DeskView
from console.hub_words import in_words
from console.map.day_scene import day_scene
from console.map.look import Look
from console.map.route_marks import FindPath, SceneMemo
from console.map.scene import Ghost, HeatLegend, HeatSpot, Kind, Ref, Scene
from console.palette import route_colour
from console.tongue import tr
from console.view import (
    AlertRow,
    CasesView,
    CaseView,
    DayTab,
    DoorRow,
    KpiView,
    LaneView,
    QueueRow,
    RouteView,
    TalkRow,
    TrayView,
)
from console.views.desk_rows import desk_view, desk_words
from console.views.doors import door_rows
from console.views.inspections import case_view, route_view
from console.views.lanes import Memo, day_tabs, lanes
from console.views.many_cases import cases_view
from console.views.moment import Moment, RouteTimes
from console.views.queue_rows import queue_rows
from console.views.short_messages import talk_rows
from console.views.strips import Tally, alert_rows, declined_by_route, kpis, tally, tray_view
from console.views.wording import Wording, wording_of
from core.access import Role
from core.catalogue import Catalogue
from core.catalogue_edits import of_depot
from core.honest_window import UNLEARNED
from core.hub.protocol import DriverFix
from core.model import ActorId, CaseStatus, Option, OrderId, Position, RouteId, ServiceDay, StopId
from core.planning.learned import Spread
from core.planning.ways import DayPlan, Way, serving_day
from core.position_source import as_of, source_words
from core.state import State
from core.verdict import verdict

URGENT_WITHIN_S = 600


class Chosen(Struct, frozen=True):
    """What the person looks at."""

    day: ServiceDay | None = None
    case_of: OrderId | None = None
    many: tuple[OrderId, ...] = ()
    """several orders, whose cases are looked at together"""
    stops: tuple[StopId, ...] = ()
    """several stops that were drawn around on the map"""
    route: RouteId | None = None
    hovered: Ref | None = None
    is_dark: bool = True
    options_of: OrderId | None = None
    ways: tuple[Way, ...] | None = None
    to_points: tuple[Way, ...] = ()
    """and those that end at a collection point"""
    back_at: datetime | None = None
    """when the van that has the goods will be back"""
    ghosts: tuple[Ghost, ...] = ()
    heat: tuple[HeatSpot, ...] = ()
    heat_legend: HeatLegend = HeatLegend()
    desk: DeskList | None = None
    """the list of the supervisor's desk, while that is looked at"""
    helpers: frozenset[RouteId] = frozenset()
    """routes that the map shows alone, when somebody asks who could help"""


class Automatic(Struct, frozen=True):
    """When trays leave by themselves, in words and as the share of the pause that has passed."""

    words: str = ""
    share: float = 0.0
    left_s: tuple[tuple[RouteId, int], ...] = ()
    """of each tray, where there are several"""


class Screen(Struct, frozen=True):
    """Finished values for every panel."""

    seq: int
    moment: Moment
    queue: tuple[QueueRow, ...]
    lanes: tuple[LaneView, ...]
    days: tuple[DayTab, ...]
    day: ServiceDay | None
    inspected: CaseView | CasesView | RouteView | None
    kpis: KpiView
    tray: TrayView
    alerts: tuple[AlertRow, ...]
    doors: tuple[DoorRow, ...]
    talks: tuple[TalkRow, ...]
    figures: Tally | None
    desk: DeskView | None = None
    desk_words: str = ""
    """for the button of the desk; empty for who has nothing to do there"""


def moment_of(
    state: State,
    texts: Mapping[str, str],
    fixes: Mapping[str, DriverFix],
    now: datetime,
    plans: Mapping[ServiceDay, DayPlan],
    *,
    me: str,
    role: Role = Role.ADMIN,
    catalogue: Catalogue,
    held: str = "",
    spread: Spread = UNLEARNED,
    is_fresh: bool = False,
) -> Moment:
    """What the views are built from."""
    times = {
        each.route.route_id: RouteTimes(plan.problem.origin, each.route, each.table)
        for plan in plans.values()
        for each in plan.previews.passes
    }
    catalogue = of_depot(catalogue, state.depot)
    return Moment(
        state=state,
        now=now,
        wording=wording_of(state.depot) or Wording(),
        texts=texts,  # type: ignore[arg-type]
        times=times,
        next_steps={
            code: in_words(reason.next_step) for code, reason in catalogue.failures.items()
        },
        reasons={code: in_words(reason.words) for code, reason in catalogue.failures.items()},
        ready={code: in_words(each.words) for code, each in catalogue.short_messages.items()},
        me=ActorId(me),
        role=role,
        held=held,
        is_fresh=is_fresh,
        spread=spread,
        actors={ActorId("office"): tr("the office")},
        positions={driver_id: Position(fix.lat, fix.lon) for driver_id, fix in fixes.items()},  # type: ignore[misc]
        fixes={d: as_of(fix.source, fix.at, fix.received_at) for d, fix in fixes.items()},  # type: ignore[misc]
        sources={d: in_words(source_words(fix.source, fix.battery)) for d, fix in fixes.items()},  # type: ignore[misc]
    )


class Picture(Struct, frozen=True):
    """What the map shows, which comes before everything else."""

    seq: int
    scene: Scene


class Expected(Struct, frozen=True):
    """What one timetable says on the map."""

    times: RouteTimes
    words: dict[StopId, str]
    late: tuple[StopId, ...]
    load_share: float


class Sketch(Struct):
    """What `picture_of` made before; its owner keeps it between calls."""

    marks: SceneMemo = field(default_factory=SceneMemo)
    expected: dict[RouteId, Expected] = {}


def look_at(
    moment: Moment,
    chosen: Chosen,
    *,
    history: Sequence[Tally],
    automatic: Automatic,
    memo: Memo | None = None,
) -> Screen:
    """Everything but the map at this moment; the caller keeps `memo` between calls."""
    state = moment.state
    tabs = day_tabs(moment)
    days = [tab.day for tab in tabs]
    day = day_shown(moment, chosen)
    figures = tally(moment, day) if day is not None else None
    tallies = [*history, figures] if figures is not None else list(history)
    declined = declined_by_route(moment)
    return Screen(
        seq=state.seq,
        moment=moment,
        queue=queue_rows(moment),
        lanes=lanes(moment, memo),
        days=tabs,
        day=day,
        inspected=_inspected(moment, chosen, days),
        kpis=kpis(moment, tallies),
        tray=tray_view(
            moment,
            {route_id: each.reason for route_id, each in declined.items()},
            automatic.words,
            automatic.share,
            dict(automatic.left_s),
            refused={route_id: each.orders for route_id, each in declined.items()},
        ),
        alerts=alert_rows(moment),
        doors=door_rows(moment),
        talks=talk_rows(moment),
        figures=figures,
        desk=desk_view(moment, chosen.desk, day) if chosen.desk is not None else None,
        desk_words=desk_words(moment),
    )


def day_shown(moment: Moment, chosen: Chosen) -> ServiceDay | None:
    """The day that was chosen, else today, else the first one that is open."""
    days = sorted(moment.state.days)
    if chosen.day in days:
        return chosen.day
    today = moment.wording.today(moment.now)
    return today if today in days else next(iter(days), None)


def _inspected(
    moment: Moment, chosen: Chosen, days: Sequence[ServiceDay]
) -> CaseView | CasesView | RouteView | None:
    state = moment.state
    if len(chosen.many) > 1:
        first = min(serving_day(state, state.orders[id_]) for id_ in chosen.many)
        next_day = next((day for day in sorted(days) if day > first), None)
        many = cases_view(moment, chosen.many, next_day)
        if many is not None:
            return many
    if chosen.case_of is not None:
        case = next((c for c in state.cases.values() if c.order_id == chosen.case_of), None)
        if case is not None:
            order = state.orders[case.order_id]
            order_day = serving_day(state, order)
            ways = chosen.ways if chosen.options_of == chosen.case_of else None
            options = [way.option for way in ways] if ways is not None else None
            later = next((day for day in sorted(days) if day > order_day), None)
            here = None if options is None else [o for o in options if _is_of(state, o, order_day)]
            is_open = case.status in (CaseStatus.OPEN, CaseStatus.ACKNOWLEDGED)
            found = None
            if ways is not None and is_open:
                found = verdict(
                    state, case, ways, moment.now, chosen.to_points, back_at=chosen.back_at
                )
            return case_view(moment, case, here, next_day=later, found=found)
    route = state.routes.get(chosen.route) if chosen.route is not None else None
    return route_view(moment, route) if route is not None else None


def _is_of(state: State, option: Option, day: ServiceDay) -> bool:
    return state.routes[option.route_id].day == day


def picture_of(
    moment: Moment,
    fixes: Mapping[str, DriverFix],
    chosen: Chosen,
    find_path: FindPath,
    sketch: Sketch | None = None,
) -> Picture:
    """The map at this moment. Times may be of a moment before: what has ended is not expected."""
    day = day_shown(moment, chosen)
    if day is None:
        return Picture(moment.state.seq, Scene())
    known = Sketch() if sketch is None else sketch
    expected = [_expected(moment, route_id, known) for route_id in moment.times]
    look = Look(
        now=moment.now,
        day=day,
        colours={
            route_id: route_colour(place, is_dark=chosen.is_dark)
            for route_id, place in moment.colours().items()
        },
        eta_words=dict(chain.from_iterable(each.words.items() for each in expected)),
        late=frozenset(chain.from_iterable(each.late for each in expected)),
        load_shares={
            route_id: each.load_share for route_id, each in zip(moment.times, expected, strict=True)
        },
        selected=_selected(moment, chosen),
        hovered=chosen.hovered,
        focus=chosen.helpers if chosen.route is None else frozenset({chosen.route}),
        urgent=frozenset(
            case.id
            for case in moment.state.cases.values()
            if (case.deadline - moment.now).total_seconds() < URGENT_WITHIN_S
        ),
        is_held=bool(moment.held),
        ghosts=chosen.ghosts,
        heat=chosen.heat,
        heat_legend=chosen.heat_legend,
    )
    scene = day_scene(moment.state, moment.texts, fixes, look, find_path, known.marks)
    return Picture(moment.state.seq, scene)


def _expected(moment: Moment, route_id: RouteId, sketch: Sketch) -> Expected:
    """Words are made once per timetable."""
    times = moment.times[route_id]
    known = sketch.expected.get(route_id)
    if known is None or known.times != times:
        visits = times.of_visits()
        known = Expected(
            times,
            {stop_id: moment.wording.clock(at.begins) for stop_id, at in visits.items()},
            tuple(stop_id for stop_id, at in visits.items() if at.late_s > 0),
            min(1.0, times.load_share()),
        )
        sketch.expected[route_id] = known
    return known


def _selected(moment: Moment, chosen: Chosen) -> tuple[Ref, ...]:
    orders = chosen.many or ((chosen.case_of,) if chosen.case_of is not None else ())
    if orders or chosen.stops:
        wanted = frozenset(orders)
        cases = moment.state.cases.values()
        return (
            *(Ref(Kind.CASE, case.id) for case in cases if case.order_id in wanted),
            *(Ref(Kind.STOP, stop_id) for stop_id in chosen.stops),
        )
    return (Ref(Kind.ROUTE, chosen.route),) if chosen.route is not None else ()

"""The dispatcher's own thinking: timetables, previews and better sequences, off the Qt thread.

Works on the replica and the travel times held here, so it goes on while the hub is away. One
background thread plans and prepares the panels, another the map, which never waits for a plan: it
shows today's state with the newest timetables there are. OR-Tools answers from a process of its
own.
"""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import CancelledError, Future
from datetime import datetime
from functools import partial
from math import inf
from threading import Lock

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from console.background import Background
from console.hub_link import Live
from console.hub_words import in_words
from console.map.route_marks import FindPath
from console.plan_search import PlanSearch
from console.screen import (
    Automatic,
    Chosen,
    Picture,
    Screen,
    Sketch,
    look_at,
    moment_of,
    picture_of,
)
from console.tongue import tr
from console.views.lanes import Memo
from console.views.moment import Moment
from console.views.plan_cards import ghost_lanes
from console.views.strips import Tally
from core.catalogue import Catalogue
from core.honest_window import UNLEARNED
from core.model import CaseKind, Order, OrderId, PlaceId, RouteId, ServiceDay, StopId
from core.planning import compiled
from core.planning.breakdown import Share, Split, share_out, split
from core.planning.day import DayProblem, Grids, legs_like, problem_of, steady_origin
from core.planning.day_plans import NoPlan, PlanOffer, Question, Style, question, with_neighbours
from core.planning.fleet_solver import make_ready, placed
from core.planning.insertion import PreviewIndex
from core.planning.moves import Move
from core.planning.on_the_way import Looked, Pickup, look, pickups
from core.planning.packed_gaps import Scan
from core.planning.problem import Problem, part_of
from core.planning.proposal import Proposal, SolverOptions
from core.planning.relaxations import Relaxation, Relief, relaxations, relief
from core.planning.resources import Resources, resources
from core.planning.slots import PricedSlot, priced_slots
from core.planning.split_plan import better_split
from core.planning.travel import TravelMatrix
from core.planning.waiting_orders import waiting_on
from core.planning.ways import DayPlan, Way, back_at, visit_on, way_at, ways_of, ways_to_points
from core.planning.whole_route import Transfer, transfers
from core.planning.worker import SolverFailed, SolverWorker
from core.rules.lookups import active_case
from core.state import State

FRESH_S = 30.0
"""Within it drivers may be heard for the first time, after the day has come into view."""
HISTORY_EVERY_S = 120
"""Depot seconds between two points of the figures' trend."""
HISTORY_KEPT = 60
_log = logging.getLogger(__name__)


FindWay = Callable[[RouteId, int], Way]


class Wish(Struct, frozen=True):
    """What is to find a place: a waiting order, or a planned stop that is to move.

    `exactly` asks for one place of one route too: its index, counted without a stop that moves.
    `why` asks what would have to give for one route to take it.
    """

    order_id: OrderId
    stop_id: StopId | None = None
    exactly: tuple[RouteId, int] | None = None
    why: RouteId | None = None


class Found(Struct, frozen=True):
    """The ways to fulfil a wish, and the event they were computed after."""

    wish: Wish
    seq: int
    ways: tuple[Way, ...]
    to_points: tuple[Way, ...] = ()
    """were the order brought to a collection point instead"""
    back_at: datetime | None = None
    """when the van that has the goods will be back"""
    relaxed: tuple[Relaxation, ...] = ()
    """what would have to give for the route that was asked about"""
    relief: Relief | None = None
    """or what that one could give away"""

    def way(self, route_id: RouteId) -> Way | None:
        """That of one route."""
        return next((way for way in self.ways if way.route_id == route_id), None)

    def way_to(self, point_id: PlaceId, route_id: RouteId) -> Way | None:
        """That of one route to a collection point."""
        wanted = (point_id, route_id)
        return next((w for w in self.to_points if (w.point_id, w.route_id) == wanted), None)


class Transferred(Struct, frozen=True):
    """What the open work of a route would cost on these others: on those of its day that are not
    over, and nothing without travel times."""

    from_id: RouteId
    to_ids: tuple[RouteId, ...]
    transfers: tuple[Transfer, ...] = ()


class Better(Struct, frozen=True):
    """A better sequence for a route, or the news that there is none."""

    route_id: RouteId
    version: int
    is_better: bool
    words: str
    stop_ids: tuple[StopId, ...]
    """The whole route, ended stops included."""
    moved: tuple[StopId, ...]
    saved_s: int


class Audited(Struct, frozen=True, eq=False):
    """OR-Tools' opinion on a plan: for each route whether it can be driven, or why it said none."""

    offer: PlanOffer
    verdicts: tuple[bool, ...] = ()
    failure: str = ""


class Planner(QObject):
    """Signals: `picture_ready` (Picture), `screen_ready` (Screen), `ways_found` (Found), `proposed`
    (Better), `unanswered` (id of a route that gets no Better), `resources_found` (Resources or
    None), `split_found` (Split or None), `slots_found` (OrderId, PricedSlots), `pickups_found`
    (Pickups), `pickups_shared` (Shares), `transferred` (Transferred), `audited` (Audited),
    `ghosts_made` (PlanOffer, GhostLanes), `failed` (words), `busy_changed`; those of plans for the
    day are `plans`'."""

    picture_ready = Signal(object)
    screen_ready = Signal(object)
    ways_found = Signal(object)
    proposed = Signal(object)
    unanswered = Signal(str)
    resources_found = Signal(object)
    split_found = Signal(object)
    slots_found = Signal(object, object)
    pickups_found = Signal(object)
    pickups_shared = Signal(object)
    transferred = Signal(object)
    audited = Signal(object)
    ghosts_made = Signal(object, object)
    failed = Signal(str)
    busy_changed = Signal(bool)
    _solved = Signal(object, object, object)
    _judged = Signal(object, object)

    def __init__(self, catalogue: Catalogue, solver_ms: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._catalogue = catalogue
        self._options = SolverOptions(time_limit_ms=solver_ms)
        self._background = Background("planner", self)
        self._background.failed.connect(self.failed)
        self._background.busy_changed.connect(self.busy_changed)
        self._drawing = Background("map", self)
        self._drawing.failed.connect(self.failed)
        self._solver: SolverWorker | None = None
        self._starting = Lock()
        self._is_closed = False
        self._waiting: dict[RouteId, Future[Proposal]] = {}
        self._solved.connect(self._tell)
        self._judged.connect(self._tell_audit)
        self.plans = PlanSearch(self._warm_solver, self)
        self._draw_again: Callable[[], None] = lambda: None
        self._plans: Mapping[ServiceDay, DayPlan] = {}
        """Made on the background thread, read by the map's too: replaced, never changed."""
        self._sketch = Sketch()
        """Belongs to the map's thread."""
        self._fresh_until_s = inf
        """When nobody can be just about to be heard for the first time any more."""
        # What follows belongs to the background thread.
        self._basis: tuple[int, TravelMatrix, datetime] | None = None
        self._grids: tuple[TravelMatrix, Grids] | None = None
        self._made: dict[ServiceDay, DayProblem] = {}
        self._lanes = Memo()
        self._looked: dict[ServiceDay, tuple[object, Looked]] = {}
        """With what the legs of that look were like."""
        self._is_compiled_wanted = False
        self._scan: Scan | None = None
        self._history: list[Tally] = []
        self._history_at: datetime | None = None

    def draw(self, live: Live, now: datetime, chosen: Chosen, find_path: FindPath) -> None:
        """Prepare the map for this moment; done once more when timetables have followed."""
        self._draw_again = lambda: self._drawing.post(
            "picture",
            lambda: self._picture(live, now, chosen, find_path),
            self.picture_ready.emit,
        )
        self._draw_again()

    def refresh(self, live: Live, now: datetime, chosen: Chosen, automatic: Automatic) -> None:
        """Prepare the panels for this moment; a newer wish replaces one that still waits."""
        self._background.post(
            "screen", lambda: self._screen(live, now, chosen, automatic), self._show
        )

    def find_ways(self, live: Live, now: datetime, wish: Wish) -> None:
        """Price an order on every route of the open days, or a stop on those of its own day."""
        self._background.post(
            f"ways {wish}",
            lambda: self._ways(live, now, wish),
            self.ways_found.emit,
            is_urgent=True,
        )

    def find_resources(
        self, live: Live, now: datetime, day: ServiceDay, order_id: OrderId | None
    ) -> None:
        """Everyone who could help on a day; what they would cost for an order, if one is named."""
        self._background.post(
            "resources",
            lambda: self._resources(live, now, day, order_id),
            self.resources_found.emit,
        )

    def find_pickups(self, live: Live, now: datetime, day: ServiceDay) -> None:
        """What vans pass anyway; only what changed is looked at again."""
        self._background.post(
            "pickups", lambda: self._pickups(live, now, day), self.pickups_found.emit
        )

    def share_pickups(self, live: Live, now: datetime, day: ServiceDay) -> None:
        """A route for each of them, one after the other."""
        self._background.post(
            "share",
            lambda: self._shared(live, now, day),
            self.pickups_shared.emit,
            is_urgent=True,
        )

    def find_transfers(
        self, live: Live, now: datetime, from_id: RouteId, to_ids: tuple[RouteId, ...]
    ) -> None:
        """Price all open stops of a route on each of these others."""
        self._background.post(
            f"transfers {from_id} {to_ids}",
            lambda: self._transfers(live, now, from_id, to_ids),
            self.transferred.emit,
            is_urgent=True,
        )

    def find_split(self, live: Live, now: datetime, route_id: RouteId) -> None:
        """Vans for everything that waits because a route cannot go on."""
        self._background.post(
            "split",
            lambda: self._split(live, now, route_id),
            self.split_found.emit,
            is_urgent=True,
        )

    def find_slots(self, live: Live, now: datetime, order_id: OrderId) -> None:
        """Price every slot that the order's customer could be offered."""
        self._background.post(
            "slots",
            lambda: self._slots(live, now, order_id),
            lambda slots: self.slots_found.emit(order_id, slots),
            is_urgent=True,
        )

    def improve(self, live: Live, now: datetime, *route_ids: RouteId) -> None:
        """Look for a better sequence of each of these routes; of one route the newest question
        wins."""
        self._background.post(
            f"improve {route_ids}",
            lambda: [(each, self._plan_with(live, now, each)) for each in route_ids],
            partial(self._ask_solver, live.state),
            is_urgent=True,
        )

    def search_plans(
        self,
        live: Live,
        now: datetime,
        day: ServiceDay,
        styles: Sequence[Style],
        *,
        around: frozenset[RouteId] = frozenset(),
        orders: frozenset[OrderId] | None = None,
    ) -> None:
        """Look for better plans of a day, or `around` a route, or of several routes and no other;
        only these orders are placed."""

        def found(plans: Mapping[ServiceDay, DayPlan]) -> None:
            self.plans.start(
                lambda: _day_question(live, now, day, plans, around=around, orders=orders), styles
            )

        self.plans.expect()
        self.warm_up()
        self._background.post("plans", lambda: self._planned(live, now), found, is_urgent=True)

    def audit(self, offer: PlanOffer) -> None:
        """Ask OR-Tools whether the changed routes can be driven as planned; `audited` answers."""
        self._background.post(
            "audit", offer.parts, lambda parts: self._ask_audit(offer, parts), is_urgent=True
        )

    def make_ghosts(self, moment: Moment, offer: PlanOffer) -> None:
        """The lanes that a plan changes, as they would be."""
        self._background.post(
            "ghosts",
            lambda: ghost_lanes(moment, offer),
            lambda lanes: self.ghosts_made.emit(offer, lanes),
            is_urgent=True,
        )

    def warm_up(self) -> None:
        """Start the solver's process, which takes a second of the processor to load."""
        if not self._is_closed:
            self._warm_solver()

    def _warm_solver(self) -> SolverWorker:
        with self._starting:
            if self._solver is None:
                self._solver = SolverWorker()
            return self._solver

    def load_engine(self) -> None:
        """Load the fleet engine beside the window, or have it compiled in a process of its own."""
        self._background.post("engine", self._load_engine, lambda _: None)

    def close(self) -> None:
        """End threads and process; what was to be begun a moment later is not begun any more."""
        self._is_closed = True
        self.plans.close()
        self._background.close()
        self._drawing.close()
        if self._solver is not None:
            self._solver.close()

    # On the map's thread.

    def _picture(self, live: Live, now: datetime, chosen: Chosen, find_path: FindPath) -> Picture:
        moment = self._moment(live, now, self._plans)
        return picture_of(moment, live.fixes, chosen, find_path, self._sketch)

    def _moment(self, live: Live, now: datetime, plans: Mapping[ServiceDay, DayPlan]) -> Moment:
        return moment_of(
            live.state,
            live.texts,
            live.fixes,
            now,
            plans,
            me=live.actor_id,
            role=live.role,
            held=live.held,
            spread=live.travel.learned.spread if live.travel is not None else UNLEARNED,
            catalogue=self._catalogue,
            is_fresh=time.monotonic() < self._fresh_until_s,
        )

    # On the background thread.

    def _load_engine(self) -> None:
        self._is_compiled_wanted = True
        make_ready()

    def _compiled_scan(self) -> Scan | None:
        """The preview's kernel, from the moment on at which it is there."""
        if self._scan is None and self._is_compiled_wanted:
            self._scan = compiled.scan()
        return self._scan

    def _screen(self, live: Live, now: datetime, chosen: Chosen, automatic: Automatic) -> Screen:
        if live.state.depot is not None and self._fresh_until_s == inf:
            self._fresh_until_s = time.monotonic() + FRESH_S
        screen = look_at(
            self._moment(live, now, self._planned(live, now)),
            chosen,
            history=self._history,
            automatic=automatic,
            memo=self._lanes,
        )
        self._remember(screen, now)
        return screen

    def _remember(self, screen: Screen, now: datetime) -> None:
        if screen.figures is None:
            return
        last = self._history_at
        if last is None or (now - last).total_seconds() >= HISTORY_EVERY_S:
            self._history = [*self._history, screen.figures][-HISTORY_KEPT:]
            self._history_at = now

    def _planned(self, live: Live, now: datetime) -> Mapping[ServiceDay, DayPlan]:
        """Every open day as a problem: only what changed, or what the clock moves, is done anew."""
        travel = live.travel
        if travel is None or live.state.depot is None:
            return {}
        now = now.replace(microsecond=0)
        basis = (live.state.seq, travel, now)
        if basis == self._basis:
            return self._plans
        if self._grids is None or self._grids[0] is not travel:
            self._grids = (travel, Grids(travel))
        plans = {}
        self._made = {day: each for day, each in self._made.items() if day in live.state.days}
        for day in sorted(live.state.days):
            made = self._made[day] = problem_of(
                live.state,
                day,
                travel,
                now,
                grids=self._grids[1],
                origin=steady_origin(now),
                known=self._made[day].known if day in self._made else None,
            )
            before = self._plans.get(day)
            known = before.previews if before is not None else None
            previews = PreviewIndex(made.problem, known, self._compiled_scan())
            plans[day] = DayPlan(day, made.problem, previews)
        self._plans, self._basis = plans, basis
        return plans

    def _ways(self, live: Live, now: datetime, wish: Wish) -> Found:
        """No ways for what has left the board, or has no travel times yet."""
        plans, state, travel = self._planned(live, now), live.state, live.travel
        order = state.orders.get(wish.order_id)
        if order is None or travel is None:
            return Found(wish, state.seq, ())
        move = None
        try:
            if wish.stop_id is None:
                ways = ways_of(state, order, plans, travel)
                find: FindWay = partial(way_at, state, order, plans, travel)
            else:
                move = Move(state, state.stops[wish.stop_id], plans, travel)
                ways, find = move.ways(), move.way_at
            exact = find(*wish.exactly) if wish.exactly is not None else None
        except KeyError:
            return Found(wish, state.seq, ())
        there = exact.route_id if exact is not None else None
        found = (exact if exact and way.route_id == there else way for way in ways)
        is_new = wish.stop_id is None and _is_tried(state, order)
        to_points = ways_to_points(state, order, plans, travel) if is_new else ()
        back = back_at(state, order, plans) if is_new else None
        answer = Found(wish, state.seq, tuple(found), to_points, back)
        return self._explained(answer, state, plans, travel, move) if wish.why else answer

    @staticmethod
    def _explained(
        found: Found,
        state: State,
        plans: Mapping[ServiceDay, DayPlan],
        travel: TravelMatrix,
        move: Move | None,
    ) -> Found:
        """With what would have to give, where the route could have the goods by itself."""
        assert found.wish.why is not None
        way, plan = found.way(found.wish.why), plans.get(state.routes[found.wish.why].day)
        if way is None or plan is None or way.option.is_feasible or way.hand_over is not None:
            return found
        if move is not None and move.without.day == plan.day:
            plan, visit = move.without, move.visit
        else:
            visit = visit_on(state, state.orders[found.wish.order_id], plan, travel)
        relaxed = relaxations(state, plan, visit, way.route_id)
        given = relief(plan, visit, way.route_id) if relaxed else None
        return replace(found, relaxed=relaxed, relief=given)

    def _slots(self, live: Live, now: datetime, order_id: OrderId) -> tuple[PricedSlot, ...]:
        plans, order = self._planned(live, now), live.state.orders.get(order_id)
        if order is None or live.travel is None:
            return ()
        return priced_slots(live.state, order, plans, live.travel, now)

    def _resources(
        self, live: Live, now: datetime, day: ServiceDay, order_id: OrderId | None
    ) -> Resources | None:
        plan = self._planned(live, now).get(day)
        if plan is None or live.travel is None or self._grids is None:
            return None
        order = live.state.orders.get(order_id) if order_id is not None else None
        grids = self._grids[1]
        return resources(live.state, plan, live.travel, now, order=order, grids=grids)

    def _pickups(self, live: Live, now: datetime, day: ServiceDay) -> tuple[Pickup, ...]:
        plan = self._planned(live, now).get(day)
        if plan is None or live.travel is None:
            return ()
        most_s = _detour_s(live.state)
        legs = (live.travel.edition, legs_like(live.state, day, live.travel, now))
        before = self._looked.get(day)
        known = before[1] if before is not None and before[0] == legs else None
        looked = look(live.state, plan, live.travel, most_s, known)
        self._looked[day] = (legs, looked)
        return pickups(live.state, looked)

    def _shared(self, live: Live, now: datetime, day: ServiceDay) -> tuple[Share, ...]:
        plan = self._planned(live, now).get(day)
        if plan is None or live.travel is None or self._grids is None:
            return ()
        found = self._pickups(live, now, day)
        orders = [live.state.orders[each.order_id] for each in found]
        most_s = _detour_s(live.state)
        return share_out(live.state, orders, plan, live.travel, self._grids[1], most_s)[0]

    def _transfers(
        self, live: Live, now: datetime, from_id: RouteId, to_ids: tuple[RouteId, ...]
    ) -> Transferred:
        plan = self._plan_with(live, now, from_id)
        if plan is None or live.travel is None or self._grids is None:
            return Transferred(from_id, to_ids)
        known = {route.route_id for route in plan.problem.routes}
        there = [route_id for route_id in to_ids if route_id in known]
        found = transfers(live.state, from_id, plan, live.travel, self._grids[1], there)
        return Transferred(from_id, to_ids, found)

    def _split(self, live: Live, now: datetime, route_id: RouteId) -> Split | None:
        plan = self._planned(live, now).get(live.state.routes[route_id].day)
        if plan is None or live.travel is None or self._grids is None:
            return None
        if not compiled.is_ready():
            return split(live.state, route_id, plan, live.travel, self._grids[1])
        return better_split(
            live.state, route_id, plan, live.travel, now, improve=placed, grids=self._grids[1]
        )

    def _plan_with(self, live: Live, now: datetime, route_id: RouteId) -> DayPlan | None:
        plans = self._planned(live, now)
        route = live.state.routes.get(route_id)
        plan = plans.get(route.day) if route is not None else None
        if plan is None or not any(r.route_id == route_id for r in plan.problem.routes):
            return None
        return plan

    # On the Qt thread.

    def _show(self, screen: Screen) -> None:
        self.screen_ready.emit(screen)
        self._draw_again()

    def _ask_solver(self, state: State, asked: Sequence[tuple[RouteId, DayPlan | None]]) -> None:
        for route_id, plan in asked:
            if plan is None:
                self.unanswered.emit(route_id)
                continue
            solver = self._warm_solver()
            if route_id in self._waiting:
                solver.cancel(self._waiting[route_id])
            problem = part_of(plan.problem, [plan.problem.route(route_id)])
            future = self._waiting[route_id] = solver.submit(problem, self._options)
            future.add_done_callback(partial(self._tell_later, state, route_id))

    def _tell_later(self, state: State, route_id: RouteId, future: "Future[Proposal]") -> None:
        self._solved.emit(future, state, route_id)

    def _ask_audit(self, offer: PlanOffer, parts: Sequence[Problem]) -> None:
        solver = self._warm_solver()
        each = zip(parts, offer.excuses, strict=True)
        futures = [solver.audit(part, (excuse,)) for part, excuse in each]
        # They are answered one by one, so the last one is done when all are.
        futures[-1].add_done_callback(lambda _: self._judged.emit(futures, offer))

    def _tell_audit(self, futures: "Sequence[Future[tuple[bool, ...]]]", offer: PlanOffer) -> None:
        try:
            verdicts = tuple(all(future.result()) for future in futures)
        except CancelledError:
            self.audited.emit(Audited(offer, failure=tr("The solver was ended meanwhile.")))
        except SolverFailed as error:
            self.audited.emit(Audited(offer, failure=in_words(str(error))))
        else:
            self.audited.emit(Audited(offer, verdicts))

    def _tell(self, future: "Future[Proposal]", state: State, route_id: RouteId) -> None:
        if self._waiting.get(route_id) is future:
            del self._waiting[route_id]
        try:
            answer = future.result().routes[0]
        except CancelledError:
            return
        except SolverFailed as error:
            self.failed.emit(tr("The solver gave no answer: {error}", error=in_words(str(error))))
            self.unanswered.emit(route_id)
            return
        route = state.routes[route_id]
        new = iter(answer.stop_ids)
        visited = set(answer.stop_ids)
        self.proposed.emit(
            Better(
                route_id=route_id,
                version=route.version,
                is_better=answer.is_better,
                words=answer.words,
                stop_ids=tuple(next(new) if s in visited else s for s in route.stop_ids),
                moved=answer.moved,
                saved_s=answer.saved_s,
            )
        )


def _day_question(
    live: Live,
    now: datetime,
    day: ServiceDay,
    plans: Mapping[ServiceDay, DayPlan],
    *,
    around: frozenset[RouteId],
    orders: frozenset[OrderId] | None,
) -> Question:
    """On the search's own thread: pricing what waits takes a moment."""
    plan, travel = plans.get(day), live.travel
    if plan is None or travel is None:
        raise NoPlan(tr("There are no travel times for this day yet. Try again in a moment."))
    waiting = waiting_on(live.state, plans, day, travel, now, only=orders)
    return question(
        live.state,
        day,
        plan.problem,
        waiting,
        now,
        only=_changing(plan.problem, around),
        travel=travel,
        previews=plan.previews,
    )


def _changing(problem: Problem, around: frozenset[RouteId]) -> frozenset[RouteId] | None:
    """Several routes for themselves, one with its neighbours; None: all of them."""
    if len(around) == 1:
        (alone,) = around
        return with_neighbours(problem, alone)
    return around or None


def _is_tried(state: State, order: Order) -> bool:
    """Whether its customer might fetch it now: somebody has been there in vain."""
    case = active_case(state, order.id)
    return case is not None and case.kind is CaseKind.FAILED_DELIVERY


def _detour_s(state: State) -> int:
    """How long a detour may be for something on the way."""
    return 60 * (state.depot.rates.detour_min if state.depot is not None else 0)

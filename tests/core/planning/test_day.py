"""From the shared small day to the planner's problem: where vans are, what they carry."""

from contextlib import suppress
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from msgspec.structs import replace

from core import commands as c
from core.model import (
    AnswerKind,
    Break,
    Cleanliness,
    ClosureId,
    Load,
    OpenHours,
    OrderId,
    PlaceId,
    Position,
    RouteId,
    Sender,
    ServiceDay,
    StopId,
    StopKind,
)
from core.planning.day import (
    DayProblem,
    Grids,
    avoided,
    first_half,
    index_in_route,
    legs_like,
    problem_of,
    steady_origin,
    visit_in,
    visit_of,
)
from core.planning.known_routes import KnownDay
from core.planning.learned import Learned, Speeds
from core.planning.problem import GoodsFrom, Pause, PlannedRoute, Problem, Visit, Window
from core.planning.schedule import timetable
from core.planning.travel import ClosedLegs
from core.rules.lookups import Refused
from core.state import State
from tests.builders import (
    A1,
    A2,
    ANA,
    B1,
    B2,
    LUIS,
    MORNING,
    NOON,
    R1,
    R2,
    TODAY,
    TOMORROW,
    W1,
    W3,
    Board,
    after,
    handing_over,
    make_order,
    make_window,
    placing,
    running_day,
    small_day,
)
from tests.core.planning.days import problem_at
from tests.fetches import fetch, located
from tests.one_road import KM, one_road
from tests.senders import FROM, S1, sent_order, with_sent

BOOKS = Load(2_000, 3_000, 1)
A1_STOP, A2_STOP = StopId("a1.1"), StopId("a2.1")
PLACES = [PlaceId(name) for name in KM]


def problem(board: Board) -> DayProblem:
    return problem_of(board.state, TODAY, one_road(), board.now)


def planned(board: Board, route_id: RouteId = R1) -> PlannedRoute:
    return problem(board).problem.route(route_id)


def visits(board: Board, route_id: RouteId = R1) -> dict[str, Visit]:
    return {visit.stop_id: visit for visit in planned(board, route_id).visits}


def promise(board: Board, order_id: OrderId, opens: float, closes: float) -> None:
    """The order gets a window, in minutes after the morning."""
    order = replace(board.order(order_id), window=make_window(opens, closes))
    board.state = replace(board.state, orders={**board.state.orders, order_id: order})


def rest(board: Board, *breaks: Break) -> None:
    route = replace(board.route(R1), breaks=breaks)
    board.state = replace(board.state, routes={**board.state.routes, R1: route})


def test_a_van_that_has_not_left_begins_empty_at_its_shift() -> None:
    board = small_day()
    board.now = after(-30)
    route = planned(board)
    assert (route.anchor_place, route.anchor_s, route.has_left) == (0, 30 * 60, False)
    assert route.anchor_load == Load()
    assert route.shift_end_s == (30 + 9 * 60) * 60
    assert visits(board)[A1_STOP].goods_from is GoodsFrom.DEPOT
    board.now = NOON
    assert planned(board).anchor_s == 0, "late already, so at once"


def test_a_van_on_the_road_carries_what_it_left_with() -> None:
    route = planned(running_day())
    assert (route.anchor_place, route.anchor_s, route.has_left) == (0, 0, True)
    assert route.anchor_load == BOOKS + BOOKS
    assert [visit.stop_id for visit in route.visits] == ["a1.1", "a2.1", "a3.1"]
    assert {visit.goods_from for visit in route.visits} == {GoodsFrom.VAN}
    assert (route.cost_per_km_minor, route.cost_per_hour_minor) == (240, 7_200)


def test_what_has_ended_is_left_out_and_the_van_stands_there() -> None:
    board = running_day()
    board.complete(A1_STOP)
    board.now = after(5, NOON)
    board.complete(A2_STOP)
    route = planned(board)
    assert [visit.stop_id for visit in route.visits] == ["a3.1"]
    assert (route.anchor_place, route.anchor_s) == (PLACES.index(PlaceId("p-a2")), 0)
    assert route.anchor_load == Load()


def test_each_order_is_loaded_and_unloaded_by_its_kind() -> None:
    first, second, third = (visits(running_day(), R2)[f"b{n}.1"] for n in (1, 2, 3))
    assert (first.deliver, first.collect) == (BOOKS, Load())
    assert (second.deliver, second.collect) == (BOOKS, BOOKS)
    assert (third.deliver, third.collect) == (Load(), BOOKS)
    assert (second.order_id, second.label) == (B2, "b2 Calle b2")


def test_a_van_on_its_way_comes_no_earlier_than_now() -> None:
    board = running_day()
    board.ask(c.StartStop(A2_STOP, NOON), LUIS)
    board.now = after(1, NOON)
    route = planned(board)
    assert (route.visits[0].stop_id, route.fixed_prefix) == (A2_STOP, 1)
    assert (route.anchor_place, route.anchor_s) == (0, -60), "four minutes away, one is gone"
    board.now = after(30, NOON)
    assert planned(board).anchor_s == -4 * 60, "it is at the door by now at the latest"


def test_the_stop_under_way_comes_first_wherever_the_plan_has_it() -> None:
    board = running_day()
    board.ask(c.StartStop(A2_STOP, NOON), LUIS)
    mixed = replace(board.route(), stop_ids=(A1_STOP, A2_STOP, StopId("a3.1")))
    board.state = replace(board.state, routes={**board.state.routes, R1: mixed})
    assert [visit.stop_id for visit in planned(board).visits] == ["a2.1", "a1.1", "a3.1"]


def test_a_van_at_the_door_is_free_after_the_service() -> None:
    board = running_day()
    board.ask(c.ArriveAtStop(A1_STOP, NOON), LUIS)
    board.now = after(2, NOON)
    route = planned(board)
    assert [visit.stop_id for visit in route.visits] == ["a2.1", "a3.1"]
    assert (route.anchor_place, route.anchor_s) == (1, 3 * 60)
    assert (route.anchor_load, route.fixed_prefix) == (BOOKS, 0)
    board.now = after(20, NOON)
    assert planned(board).anchor_s == 60, "over time: about to leave"


def test_a_van_at_the_door_waits_for_the_window_and_for_the_office() -> None:
    board = running_day()
    promise(board, A1, 4 * 60 + 30, 6 * 60)
    board.ask(c.ArriveAtStop(A1_STOP, NOON), LUIS)
    assert planned(board).anchor_s == 35 * 60
    board.ask(c.ReportProblem(A1_STOP, "recipient_absent", NOON), LUIS)
    board.ask(c.AnswerProblem(A1_STOP, AnswerKind.WAIT, wait_min=50), ANA)
    assert planned(board).anchor_s == 50 * 60


def test_windows_count_from_the_problem_s_origin() -> None:
    board = running_day()
    promise(board, A2, 3 * 60, 5 * 60)
    assert visits(board)[A2_STOP].window == Window(-3600, 3600)
    assert visits(board)[A1_STOP].window is None


@pytest.mark.parametrize(("stood_min", "is_left"), [(29, True), (30, False)])
def test_a_break_is_taken_when_the_van_stood_still_for_it(stood_min: int, is_left: bool) -> None:
    board = running_day()
    rest(board, Break(NOON, after(120, NOON), 30 * 60))
    board.complete(A1_STOP)
    board.now = after(stood_min, NOON)
    assert planned(board).breaks, "it may still drive on"
    board.ask(c.StartStop(A2_STOP, board.now), LUIS)
    assert bool(planned(board).breaks) is is_left


def test_standing_still_before_the_break_may_begin_is_not_the_break() -> None:
    board = running_day()
    rest(board, Break(after(20, NOON), after(120, NOON), 30 * 60))
    board.complete(A1_STOP)
    board.now = after(40, NOON)
    board.ask(c.StartStop(A2_STOP, board.now), LUIS)
    assert len(planned(board).breaks) == 1, "only twenty of the forty minutes count"


def test_driving_to_the_first_stop_is_no_break() -> None:
    board = running_day()
    rest(board, Break(MORNING, after(120, NOON), 30 * 60))
    board.ask(c.StartStop(A1_STOP, NOON), LUIS)
    assert len(planned(board).breaks) == 1


def test_a_break_whose_time_is_over_is_not_planned_any_more() -> None:
    board = running_day()
    rest(board, Break(after(300), after(400), 600), Break(after(60), after(120), 900))
    assert planned(board).breaks == (Pause(3600, 160 * 60, 600),)


def test_a_hand_over_is_two_linked_visits_and_a_delivery_after_them() -> None:
    board = running_day()
    board.fail(A1_STOP)
    board.ask(handing_over(board, A1, R1, R2, give=1, take=0, visit=1))
    (give,) = [v for v in visits(board).values() if v.kind is StopKind.GIVE]
    (take,) = [v for v in visits(board, R2).values() if v.kind is StopKind.TAKE]
    (visit,) = [v for v in visits(board, R2).values() if v.after is not None]
    assert (give.linked_to, take.linked_to) == (take.stop_id, give.stop_id)
    assert (give.deliver, give.collect) == (BOOKS, Load())
    assert (take.deliver, take.collect) == (Load(), BOOKS)
    assert (visit.order_id, visit.after) == (A1, take.stop_id)
    assert visit.goods_from is GoodsFrom.TAKE
    assert take.goods_from is GoodsFrom.VAN, "nobody has to fetch anything from the depot"
    assert take.earliest_s is not None, "it waits for its give"


@pytest.mark.parametrize(("route_id", "change"), [(R1, -1), (R2, 1)])
def test_a_van_at_the_meeting_place_will_have_given_or_taken(
    route_id: RouteId, change: int
) -> None:
    board = running_day()
    board.fail(A1_STOP)
    board.ask(handing_over(board, A1, R1, R2, give=1, take=0, visit=1))
    for each in (R1, R2):
        board.send(each)
        board.accept(each)
    before = planned(board, route_id).anchor_load
    half = next(v for v in planned(board, route_id).visits if v.linked_to is not None)
    board.ask(c.ArriveAtStop(half.stop_id, NOON), board.driver(route_id))
    after_it = planned(board, route_id).anchor_load
    assert after_it.slots - before.slots == change


def test_goods_that_another_van_holds_would_have_to_come_through_the_depot() -> None:
    board = running_day()
    held = replace(board.custody("b1-out"), holder="v1")
    items = board.order(B1).items
    board.state = replace(board.state, custody={**board.state.custody, items[0].id: held})
    assert visits(board, R2)["b1.1"].goods_from is GoodsFrom.DEPOT


def test_only_the_routes_of_the_day_that_have_not_ended_are_planned() -> None:
    board = running_day()
    for stop_id in ("a1.1", "a2.1", "a3.1"):
        board.complete(stop_id)
    board.ask(c.EndRoute(R1, NOON), LUIS)
    assert [route.route_id for route in problem(board).problem.routes] == [R2]
    later = problem_of(board.state, TOMORROW, one_road(), NOON, Grids(one_road()))
    assert [route.route_id for route in later.problem.routes] == ["t1", "t2"]


def test_what_needs_a_place_without_travel_times_is_left_out_and_named() -> None:
    board = running_day()
    far = PlaceId("nowhere")
    moved = replace(board.stop(A1_STOP), place_id=far)
    away = replace(board.route(R2), end_place_id=PlaceId("elsewhere"))
    board.state = replace(
        board.state,
        stops={**board.state.stops, A1_STOP: moved},
        routes={**board.state.routes, R2: away},
    )
    found = problem(board)
    assert found.missing == {far, "elsewhere"}
    (route,) = found.problem.routes
    assert [visit.stop_id for visit in route.visits] == ["a2.1", "a3.1"]


def test_one_more_visit_counts_its_window_only_while_it_can_be_met() -> None:
    state, times = small_day().state, one_road()
    order = state.orders[W3]
    open_ended = visit_of(state, order, times, NOON)
    assert (open_ended.kind, open_ended.window) == (StopKind.DELIVER, None)
    assert (open_ended.deliver, open_ended.goods_from) == (BOOKS, GoodsFrom.VAN)
    ahead = replace(order, window=make_window(5 * 60, 6 * 60))
    assert visit_of(state, ahead, times, NOON).window == Window(3600, 7200)
    over = replace(order, window=make_window(60, 120))
    assert visit_of(state, over, times, NOON).window is None
    with pytest.raises(KeyError):
        visit_of(state, make_order("x1"), times, NOON)
    assert visit_of(state, state.orders[W1], times, NOON, GoodsFrom.DEPOT).collect == BOOKS


def test_a_position_is_an_index_among_the_stops_that_are_left() -> None:
    board = running_day()
    board.complete(A1_STOP)
    route = planned(board)
    indices = [index_in_route(board.state, R1, route, position) for position in range(3)]
    assert indices == [1, 2, 3]
    empty = replace(route, visits=())
    assert index_in_route(board.state, R1, empty, 0) == 3


def test_empties_take_room_from_the_delivery_on_until_the_depot() -> None:
    board = running_day()
    customer = board.state.customers[board.order(A1).customer_id]
    holding = board.state.customers | {customer.id: replace(customer, empties=3)}
    board.state = replace(board.state, customers=holding)
    route = problem_of(board.state, TODAY, one_road(), board.now).problem.route(R1)
    assert route.visits[0].collect.slots == 3
    board.ask(c.CompleteStop(StopId("a1.1"), board.now, empties=3), LUIS)
    after = problem_of(board.state, TODAY, one_road(), board.now).problem.route(R1)
    assert after.anchor_load.slots == route.anchor_load.slots - 1 + 3


def test_what_is_clean_and_dirty_is_known_of_visits_and_vans() -> None:
    board = running_day()

    def soiled(order_id: OrderId, what: Cleanliness) -> None:
        order = board.order(order_id)
        items = tuple(replace(item, cleanliness=what) for item in order.items)
        orders = board.state.orders | {order_id: replace(order, items=items)}
        board.state = replace(board.state, orders=orders)

    soiled(A1, Cleanliness.CLEAN)
    soiled(OrderId("a3"), Cleanliness.DIRTY)
    route = problem_of(board.state, TODAY, one_road(), board.now).problem.route(R1)
    assert [v.brings_clean for v in route.visits] == [True, False, False]
    assert [v.takes_dirty for v in route.visits] == [False, False, True]
    assert (route.has_dirty, route.is_divided) == (False, False)
    board.ask(c.StartStop(StopId("a3.1"), board.now), LUIS)
    board.ask(c.ArriveAtStop(StopId("a3.1"), board.now), LUIS)
    at_door = problem_of(board.state, TODAY, one_road(), board.now).problem.route(R1)
    assert at_door.has_dirty
    board.ask(c.CompleteStop(StopId("a3.1"), board.now), LUIS)
    after = problem_of(board.state, TODAY, one_road(), board.now).problem.route(R1)
    assert after.has_dirty


def test_goods_are_fetched_where_they_lie_at_any_time_and_take_room() -> None:
    board = located("p-m1")
    travel = one_road()
    visit = visit_of(board.state, board.order(A1), travel, board.now)
    assert (visit.kind, visit.place) == (StopKind.FETCH, travel.index(PlaceId("p-m1")))
    assert (visit.deliver, visit.window) == (Load(), None)
    assert visit.collect == board.order(A1).items[0].load
    stop_id = fetch(board)
    planned_visit = problem_of(board.state, TODAY, travel, board.now).problem.route(R1).visits[0]
    assert (planned_visit.stop_id, planned_visit.kind) == (stop_id, StopKind.FETCH)
    assert (planned_visit.deliver, planned_visit.collect) == (Load(), visit.collect)
    assert planned_visit.goods_from is GoodsFrom.VAN


def test_a_day_is_planned_around_the_streets_that_are_closed_then() -> None:
    board = running_day()
    z1, z2 = ClosureId("z1"), ClosureId("z2")
    line = (Position(-29.9, -71.2), Position(-29.91, -71.2))
    usual = one_road()
    rows, columns = (np.array([n], "<i4").tobytes() for n in (1, 2))
    legs = np.array([[900], [9000]], "<f4").tobytes()
    travel = usual.with_closed([ClosedLegs((z1,), rows, columns, legs)])
    grids = Grids(travel)

    def leg(day: ServiceDay) -> tuple[int, int]:
        found = problem_of(board.state, day, travel, NOON, grids).problem
        return int(found.seconds[1, 2]), int(found.metres[1, 2])

    assert leg(TODAY) == (120, 2000)
    board.ask(c.CloseStreet(z1, "Balmaceda", line, "", until=NOON + timedelta(hours=1)))
    assert leg(TODAY) == (900, 9000)
    assert avoided(board.state, TODAY, travel, NOON) == {z1}
    assert leg(TOMORROW) == (120, 2000)
    board.ask(c.CloseStreet(z2, "Cordovez", line, ""))
    assert leg(TODAY) == (120, 2000), "until those times are computed"
    assert avoided(board.state, TODAY, travel, NOON) == frozenset()


def test_a_day_is_driven_at_the_pace_of_its_hours() -> None:
    board = running_day()
    speeds = Speeds()
    local = NOON.astimezone(ZoneInfo("America/Santiago"))
    hour = 24 * local.weekday() + local.hour
    for _ in range(2000):
        speeds = speeds.with_leg(hour, 900, 600).with_leg(hour + 6, 600, 600)
    travel = one_road().with_learned(Learned(speeds))

    def pace(day: ServiceDay, at: datetime = NOON) -> float:
        return legs_like(board.state, day, travel, at)[1]

    now, evening = pace(TODAY), pace(TODAY, NOON + timedelta(hours=6))
    assert now > evening, "the next hours count"
    assert pace(TOMORROW) > 1
    found = problem_of(board.state, TODAY, travel, NOON).problem
    assert int(found.seconds[1, 2]) == round(120 * now)
    assert int(found.metres[1, 2]) == 2000
    assert pace(ServiceDay("2026-12-24")) == 1, "nobody drives"
    assert legs_like(State(), TODAY, travel, NOON) == (frozenset(), 1.0)


def moves_on(board: Board, dice: Random) -> None:
    """Something that a driver, the office or a customer does; much of it is refused."""
    route_id = dice.choice((R1, R2))
    stop_id = dice.choice(sorted(board.state.stops))
    stop = board.stop(stop_id)
    driver = board.driver(stop.route_id) if stop.route_id in (R1, R2) else LUIS
    route = board.route(route_id)
    command, actor = dice.choice(
        (
            (c.StartRoute(route_id, board.now), board.driver(route_id)),
            (c.StartStop(stop.id, board.now), driver),
            (c.ArriveAtStop(stop.id, board.now), driver),
            (c.ReportProblem(stop.id, "recipient_absent", board.now), driver),
            (c.CompleteStop(stop.id, board.now), driver),
            (c.FailStop(stop.id, "recipient_absent", board.now), driver),
            (placing(dice.choice((W1, W3)), route, len(route.stop_ids)), ANA),
            (c.LockStop(stop.id), ANA),
            (c.LockRoute(route_id), ANA),
        )
    )
    with suppress(Refused):
        board.ask(command, actor)


def test_what_is_known_of_the_moment_before_makes_the_same_day() -> None:
    spans = ((9 * 60, 9 * 60 + 40), (10 * 60, 13 * 60))
    hours = tuple(OpenHours(day, *span) for day in range(7) for span in spans)
    kept = 0
    for seed in range(30):
        dice = Random(seed)
        board = small_day()
        rest(board, Break(after(200), after(260), 1800), Break(after(20), after(30), 600))
        shops = [
            replace(p, known=replace(p.known, hours=hours)) for p in board.state.places.values()
        ]
        board.state = replace(board.state, places={p.id: p for p in shops})
        travel = one_road()
        known: KnownDay | None = None
        before: tuple[PlannedRoute, ...] = ()
        grids = Grids(travel)
        for _ in range(25):
            board.now += timedelta(seconds=dice.choice((0, 1, 1, 60, 1500)))
            if dice.random() < 0.6:
                moves_on(board, dice)
            origin = steady_origin(board.now)
            args = (board.state, TODAY, travel, board.now, grids)
            fresh = problem_of(*args, origin=origin)
            again = problem_of(*args, origin=origin, known=known)
            assert again.problem.routes == fresh.problem.routes
            assert (again.missing, again.problem.now) == (fresh.missing, board.now)
            usual = problem_of(*args).problem
            assert moments(again.problem) == moments(usual), "whatever the seconds count from"
            kept += sum(
                route is was for route, was in zip(again.problem.routes, before, strict=False)
            )
            known, before = again.known, again.problem.routes
    assert kept > 250, "and most of it is not made anew"


def moments(of: Problem) -> list[list[datetime]]:
    """When every visit begins."""
    tables = [timetable(route, of) for route in of.routes]
    return [[of.origin + timedelta(seconds=s) for s in table.starts_s] for table in tables]


def test_a_visit_is_asked_for_at_a_problems_moment() -> None:
    board = running_day()
    problem = problem_of(board.state, TODAY, one_road(), NOON, origin=steady_origin(NOON)).problem
    assert (problem.origin, problem.now) == (NOON - timedelta(hours=3), NOON)
    order = replace(board.order(W1), window=make_window(300, 360))
    visit = visit_in(board.state, order, one_road(), problem)
    assert visit.window == Window(4 * 3600, 5 * 3600)
    over = replace(order, window=make_window(60, 120))
    assert visit_in(board.state, over, one_road(), problem).window is None


STARTS_S = 5 * 3600
"""Seconds from the problem's origin to the start of routes."""


def test_what_a_sender_gives_is_taken_in_his_hours_and_brought_after() -> None:
    board = with_sent(sent_order(sender=Sender(FROM, 240, make_window(60, 120))))
    board.place(S1, R1, 0)
    problem = problem_at(board.state, TODAY, one_road(), board.now)
    take, visit = problem.route(R1).visits[:2]
    assert (take.kind, take.opens_s, take.closes_s) == (
        StopKind.TAKE,
        STARTS_S + 3600,
        STARTS_S + 7200,
    )
    assert (take.collect, visit.deliver) == (Load(2_000, 3_000, 1), Load(2_000, 3_000, 1))
    assert (visit.after, visit.goods_from) == (take.stop_id, GoodsFrom.TAKE)


def test_the_first_half_of_an_order_on_no_route_keeps_a_window_that_is_not_over() -> None:
    board = with_sent(sent_order(sender=Sender(FROM, 240, make_window(60, 120))))
    problem = problem_at(board.state, TODAY, one_road(), board.now)
    order = board.order(S1)
    visit = visit_in(board.state, order, one_road(), problem)
    assert first_half(board.state, order, one_road(), problem, visit).opens_s == STARTS_S + 3600
    later = replace(problem, now_s=STARTS_S + 7200)
    assert first_half(board.state, order, one_road(), later, visit).window is None
    any_time = replace(order, sender=Sender(FROM, 240))
    half = first_half(board.state, any_time, one_road(), problem, visit)
    assert (half.window, half.service_s, half.collect) == (None, 240, visit.deliver)

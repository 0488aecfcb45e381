"""The work of a van that cannot go on is split over its neighbours, by hand-checkable sums."""

from msgspec.structs import replace

from core import commands as c
from core.model import DriverId, OrderStatus, PlaceId, Position, RouteId, VehicleId
from core.planning.breakdown import Split, all_at_once, share_out, split, stranded_orders
from core.planning.insertion import PreviewIndex
from core.planning.travel import TravelMatrix
from core.planning.ways import DayPlan, ways_of
from tests.builders import A1, A2, A3, R1, R2, SYSTEM, TODAY, Board, fleet, running_day
from tests.core.planning.days import problem_at
from tests.one_road import one_road

TRAVEL = one_road()


def proposal(board: Board, travel: TravelMatrix = TRAVEL) -> Split:
    problem = problem_at(board.state, TODAY, travel, board.now)
    return split(board.state, R1, DayPlan(TODAY, problem, PreviewIndex(problem)), travel)


def broken_down() -> Board:
    """Van 1 has delivered a1 and stands at its door."""
    board = running_day()
    board.complete("a1.1")
    board.ask(c.ReportBreakdown(R1))
    return board


def test_everything_finds_a_van_and_one_command_does_it() -> None:
    board = broken_down()
    found = proposal(board)
    assert {share.order_id for share in found.shares} == {A2, A3}
    assert found.left == ()
    assert found.route_ids == (R2,)
    assert found.extra_s > 0
    assert found.cost_minor == sum(s.way.option.cost_minor for s in found.shares) > 0
    board.ask(found.command())
    assert board.order(A2).status is OrderStatus.PLANNED
    fetched = [board.stop(s) for s in board.route(R2).stop_ids if board.stop(s).order_id == A2]
    assert [stop.place_id for stop in fetched] == ["p-a1", "p-a2"]
    assert stranded_orders(board.state, R1) == ()


def test_each_next_way_is_that_of_the_board_with_the_ways_before() -> None:
    board = broken_down()
    first, second = proposal(board).shares
    board.ask(all_at_once([first]))
    problem = problem_at(board.state, TODAY, TRAVEL, board.now)
    plans = {TODAY: DayPlan(TODAY, problem, PreviewIndex(problem))}
    ways = ways_of(board.state, board.order(second.order_id), plans, TRAVEL)
    assert [way for way in ways if way.route_id == R2] == [second.way]


def test_what_nobody_can_take_is_left_with_the_reason() -> None:
    board = broken_down()
    locked = replace(board.route(R2), is_locked=True)
    board.state = replace(board.state, routes=board.state.routes | {R2: locked})
    found = proposal(board)
    assert found.shares == ()
    assert dict(found.left)[A3] == "Route 2 is locked"
    assert found.cost_minor == 0


def test_without_travel_times_to_the_spot_the_load_stays() -> None:
    board = running_day()
    board.ask(c.ReportBreakdown(R1, position=Position(-29.9, -71.2)))
    found = proposal(board)
    words = "the goods are in the van of Route 1, which cannot go on"
    assert dict(found.left) == {A1: words, A2: words}
    assert [share.order_id for share in found.shares] == [A3]


def test_a_place_without_travel_times_is_left() -> None:
    board = broken_down()
    far = replace(board.order(A3), place_id=PlaceId("moon"))
    board.state = replace(board.state, orders=board.state.orders | {A3: far})
    assert dict(proposal(board).left)[A3] == "no travel times yet"


def test_orders_that_somebody_has_decided_are_left_alone() -> None:
    board = broken_down()
    board.ask(c.HandToPartner(A3, "courier", 4_900))  # type: ignore[arg-type]
    assert [order.id for order in stranded_orders(board.state, R1)] == [A2]


def test_what_had_failed_before_is_fetched_too() -> None:
    board = running_day()
    board.fail("a1.1")
    board.ask(c.ReportBreakdown(R1))
    assert {order.id for order in stranded_orders(board.state, R1)} == {A1, A2, A3}


def test_a_refusal_of_the_rules_leaves_the_order() -> None:
    board = broken_down()
    problem = problem_at(board.state, TODAY, TRAVEL, board.now)
    plan = DayPlan(TODAY, problem, PreviewIndex(problem))
    newer = replace(board.route(R2), version=board.route(R2).version + 1)
    moved = replace(board.state, routes=board.state.routes | {RouteId(R2): newer})
    found = split(moved, R1, plan, TRAVEL)
    assert any("changed since you looked" in words for _, words in found.left)


def test_who_loses_most_by_waiting_goes_first() -> None:
    board = broken_down()
    board.ask(fleet(3), SYSTEM)
    board.ask(c.CallStandby(TODAY, DriverId("d3"), VehicleId("v3")))
    found = proposal(board)
    assert {share.order_id for share in found.shares} == {A2, A3}
    board.ask(found.command())
    assert board.order(A3).status is OrderStatus.PLANNED


def test_an_order_that_would_delay_a_van_for_too_long_is_left() -> None:
    board = broken_down()
    problem = problem_at(board.state, TODAY, TRAVEL, board.now)
    plan = DayPlan(TODAY, problem, PreviewIndex(problem))
    orders = stranded_orders(board.state, R1)
    shares, left = share_out(board.state, orders, plan, TRAVEL, most_s=-10_000)
    assert shares == ()
    assert dict(left) == {order.id: "no van passes it any more" for order in orders}

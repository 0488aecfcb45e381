"""Everyone who could help, on a day checkable by hand."""

from msgspec.structs import replace

from core.model import Load, OrderId, Place, PlaceId
from core.planning.insertion import PreviewIndex
from core.planning.resources import ResourceKind, Resources, resources
from core.planning.ways import DayPlan
from tests.builders import (
    A1,
    SYSTEM,
    TODAY,
    W1,
    W3,
    Board,
    add_orders,
    fleet,
    make_order,
    running_day,
)
from tests.core.planning.days import problem_at
from tests.one_road import one_road

TRAVEL = one_road()


def table_of(board: Board, order_id: OrderId | None = None) -> Resources:
    state = board.state
    problem = problem_at(state, TODAY, TRAVEL, board.now)
    plan = DayPlan(TODAY, problem, PreviewIndex(problem))
    order = state.orders[order_id] if order_id is not None else None
    return resources(state, plan, TRAVEL, board.now, order=order)


def board_with_standby() -> Board:
    board = running_day()
    board.ask(fleet(3), SYSTEM)
    return board


def test_vans_standby_and_partners_stand_in_one_table() -> None:
    table = table_of(board_with_standby())
    kinds = [(row.name, row.kind) for row in table.rows]
    assert kinds == [
        ("Route X3", ResourceKind.STANDBY),
        ("Route 1", ResourceKind.VAN),
        ("Route 2", ResourceKind.VAN),
        ("Elqui Couriers", ResourceKind.PARTNER),
        ("Counter Centro", ResourceKind.PARTNER),
    ]
    assert all(row.cost_minor is None and not row.is_able for row in table.rows)


def test_a_van_tells_its_room_now_and_when_it_is_emptiest() -> None:
    row = table_of(running_day()).row("r1")
    assert row is not None
    assert row.free_now == Load(796_000, 5_994_000, 10)
    assert row.free_most == Load(800_000, 6_000_000, 12)
    assert row.left_s == 5 * 3600
    assert row.to_place_s is None


def test_who_can_take_an_order_is_sorted_by_cost() -> None:
    table = table_of(board_with_standby(), W1)
    assert table.order_id == W1
    assert all(row.is_able for row in table.rows)
    costs = [row.cost_minor or 0 for row in table.rows]
    assert costs == sorted(costs)
    first = table.rows[0]
    assert (first.name, first.to_place_s) == ("Route 1", 180)
    standby = table.row("2026-11-23-d3-v3-1")
    assert standby is not None
    assert standby.to_place_s == 23 * 60


def test_who_cannot_says_why_and_comes_last() -> None:
    table = table_of(board_with_standby(), W3)
    able = [row.key for row in table.rows if row.is_able]
    assert able == ["counter", "courier", "2026-11-23-d3-v3-1"]
    gone = table.row("r1")
    assert gone is not None
    assert gone.words == "has left the depot, and the goods are not aboard"
    assert gone.cost_minor is None
    assert table.row("nobody") is None


def test_what_a_partner_may_not_take_is_said() -> None:
    board = running_day()
    board.fail("a1.1")
    row = table_of(board, A1).row("courier")
    assert row is not None
    assert row.words == "the goods are not at the depot but in Van 1"


def test_a_place_without_travel_times_has_no_minutes_and_no_price() -> None:
    board = running_day()
    order = make_order("far", place_id=PlaceId("moon"))
    command = replace(add_orders(order), places=(Place(PlaceId("moon"), "Moon", 0.0, 0.0),))
    board.ask(command, SYSTEM)
    row = table_of(board, order.id).row("r1")
    assert row is not None
    assert (row.to_place_s, row.cost_minor) == (None, None)


def test_a_depot_that_is_not_known_has_no_partners() -> None:
    board = running_day()
    problem = problem_at(board.state, TODAY, TRAVEL, board.now)
    plan = DayPlan(TODAY, problem, PreviewIndex(problem))
    table = resources(replace(board.state, depot=None), plan, TRAVEL, board.now)
    assert [row.key for row in table.rows] == ["r1", "r2"]

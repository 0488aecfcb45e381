"""What a planned route has read, and what of it is another object by now."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from core.model import ItemId, VehicleId
from core.planning.day import problem_of, steady_origin
from core.planning.known_routes import Carried, KnownDay, Read, read_for
from core.state import State
from tests.builders import A1, NOON, R1, R2, TODAY, W1, Board, make_item, running_day
from tests.one_road import one_road

V1 = VehicleId("v1")


def known(board: Board) -> KnownDay:
    origin = steady_origin(NOON)
    return problem_of(board.state, TODAY, one_road(), NOON, origin=origin).known


def with_order(state: State, **changes: object) -> State:
    order = replace(state.orders[A1], **changes)
    return replace(state, orders={**state.orders, A1: order})


def test_nothing_is_new_on_the_same_board() -> None:
    board = running_day()
    day = known(board)
    assert day.since(board.state) == Read()
    assert day.has_same_goods(board.state, Read())


@pytest.mark.parametrize("table", ["stops", "orders", "places", "customers", "custody", "vehicles"])
def test_what_is_another_object_is_new_to_the_routes_that_read_it(table: str) -> None:
    board = running_day()
    day = known(board)
    rows = getattr(board.state, table)
    mine = {
        "stops": "a1.1",
        "orders": A1,
        "places": board.order(A1).place_id,
        "customers": board.order(A1).customer_id,
        "custody": board.order(A1).items[0].id,
        "vehicles": board.route(R1).vehicle_id,
    }[table]
    changed = replace(board.state, **{table: {**rows, mine: replace(rows[mine])}})
    since = day.since(changed)
    assert day.routes[R1].read.meets(since)
    assert not day.routes[R2].read.meets(since)
    gone = replace(board.state, **{table: {k: v for k, v in rows.items() if k != mine}})
    assert day.routes[R1].read.meets(day.since(gone))


def test_what_is_carried_hangs_on_items_and_custody() -> None:
    board = running_day()
    day = known(board)
    later = with_order(board.state, service_s=7)
    assert day.has_same_goods(later, day.since(later))
    other = with_order(board.state, items=(make_item("a1-1"),))
    assert not day.has_same_goods(other, day.since(other))
    gone = replace(board.state, orders={k: v for k, v in board.state.orders.items() if k != W1})
    assert not day.has_same_goods(gone, day.since(gone))
    assert not known(Board(gone)).has_same_goods(board.state, Read(orders=frozenset({W1})))
    held = next(iter(board.state.custody))
    moved = {**board.state.custody, held: replace(board.state.custody[held])}
    elsewhere = replace(board.state, custody=moved)
    assert not day.has_same_goods(elsewhere, day.since(elsewhere))


def test_a_route_stays_until_opening_hours_run_out_or_it_carries_something_else() -> None:
    board = running_day()
    route = known(board).routes[R1]
    assert route.is_still(board.route(R1), route.carried, NOON)
    assert not route.is_still(replace(board.route(R1)), route.carried, NOON)
    assert not route.is_still(board.route(R1), Carried(route.carried.load, True), NOON)
    shop = replace(route, until=NOON)
    assert not shop.is_still(board.route(R1), route.carried, NOON)
    assert shop.is_still(board.route(R1), route.carried, NOON - timedelta(seconds=1))


def test_what_has_ended_is_read_no_more() -> None:
    board = running_day()
    before = read_for(board.state, board.route(R1))
    board.complete("a1.1")
    after = read_for(board.state, board.route(R1))
    assert after.stops == before.stops
    assert before.orders - after.orders == {A1}
    assert ItemId("a1-1") not in after.items


def test_other_streets_another_depot_or_another_origin_are_read_anew() -> None:
    board = running_day()
    travel, origin = one_road(), steady_origin(NOON)
    known = problem_of(board.state, TODAY, travel, NOON, origin=origin).known
    assert known.is_about(board.state, travel, origin)
    assert not known.is_about(board.state, one_road(), origin)
    assert not known.is_about(board.state, travel, NOON)
    assert board.state.depot is not None
    renamed = replace(board.state, depot=replace(board.state.depot, name="Another"))
    assert not known.is_about(renamed, travel, origin)

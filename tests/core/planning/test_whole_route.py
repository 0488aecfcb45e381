"""All open work of a route on another: what goes, what stays and why, by hand-checkable sums."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from core import commands as c
from core.model import CustodyKind, Knowledge, OrderStatus, PlaceId, RouteId, StopKind
from core.opening import parse_hours
from core.planning.day import Grids, problem_of, steady_origin
from core.planning.insertion import PreviewIndex
from core.planning.schedule import timetable
from core.planning.travel import TravelMatrix
from core.planning.ways import DayPlan
from core.planning.whole_route import Transfer, transfers
from tests.builders import (
    A1,
    A2,
    A3,
    R1,
    R2,
    TODAY,
    W1,
    Board,
    handing_over,
    make_window,
    running_day,
    small_day,
)
from tests.one_road import one_road
from tests.senders import S1, with_pair

TRAVEL = one_road()


def day_plan(board: Board, travel: TravelMatrix = TRAVEL) -> DayPlan:
    made = problem_of(board.state, TODAY, travel, board.now, origin=steady_origin(board.now))
    return DayPlan(TODAY, made.problem, PreviewIndex(made.problem))


def onto(board: Board, from_id: RouteId = R1, to_id: RouteId = R2) -> Transfer:
    plan = day_plan(board)
    (found,) = transfers(board.state, from_id, plan, TRAVEL, Grids(TRAVEL), [to_id])
    return found


def sums(board: Board) -> tuple[int, int]:
    """When the vans are back, in sum, and how far they drive."""
    problem = day_plan(board).problem
    tables = [timetable(route, problem) for route in problem.routes]
    return sum(t.finish_s for t in tables), sum(t.metres for t in tables)


def change(board: Board, route_id: RouteId = R1, **values: Any) -> None:
    changed = replace(board.route(route_id), **values)
    board.state = replace(board.state, routes=board.state.routes | {route_id: changed})


def change_stop(board: Board, stop_id: str, **values: Any) -> None:
    changed = replace(board.stop(stop_id), **values)
    board.state = replace(board.state, stops=board.state.stops | {changed.id: changed})


def test_before_the_vans_leave_all_of_it_goes_and_costs_what_the_timetables_say() -> None:
    board = small_day()
    found = onto(board)
    assert found.moved == (A1, A2, A3)
    assert (found.handed, found.stays) == ((), ())
    assert found.route_id == R2
    before = sums(board)
    assert found.command is not None
    board.ask(found.command)
    assert board.route(R1).stop_ids == ()
    assert {"a1.1", "a2.1", "a3.1"} < set(board.route(R2).stop_ids)
    after = sums(board)
    option = found.option
    assert (option.extra_s, option.extra_metres) == (after[0] - before[0], after[1] - before[1])
    assert option.is_feasible is (not found.broken)


def test_every_other_route_of_the_day_is_tried_if_none_is_named() -> None:
    board = small_day()
    found = transfers(board.state, R1, day_plan(board), TRAVEL, Grids(TRAVEL))
    assert [each.route_id for each in found] == [R2]


def test_on_the_road_what_is_aboard_passes_from_van_to_van() -> None:
    board = running_day()
    found = onto(board)
    assert found.handed == (A1, A2)
    assert found.moved == (A1, A2, A3)
    before = sums(board)
    assert found.command is not None
    board.ask(found.command)
    kinds = [board.stop(stop_id).kind for stop_id in board.route(R1).stop_ids]
    assert kinds == [StopKind.GIVE, StopKind.GIVE]
    assert board.order(A1).status is OrderStatus.PLANNED
    after = sums(board)
    assert (found.option.extra_s, found.option.extra_metres) == (
        after[0] - before[0],
        after[1] - before[1],
    )


def test_what_breaks_is_told_and_how_late_it_is() -> None:
    board = small_day()
    change(board, R2, ends_at=board.now + timedelta(minutes=70))
    for order_id in (A1, A2, A3):
        order = replace(board.order(order_id), window=make_window(0, 1))
        board.state = replace(board.state, orders=board.state.orders | {order_id: order})
    found = onto(board)
    assert not found.option.is_feasible
    assert len(found.broken) > 2
    assert found.option.words.endswith(f"; and {len(found.broken) - 2} more")
    assert found.late_s
    assert all(late > 0 for late in found.late_s)


def test_a_place_that_is_closed_then_is_told() -> None:
    board = small_day()
    board.ask(c.LearnPlace(A3, hours=parse_hours("Mon 7-7:30; Tue 9-18")))
    assert any("Calle a3 is closed at" in words for words in onto(board).broken)


def test_a_driver_who_has_declined_one_of_them_is_told() -> None:
    board = running_day()
    board.place(W1, R2, 3)
    board.send(R2)
    board.decline(R2, "shift_over")
    board.place(W1, R1, 3)
    found = onto(board)
    assert W1 in found.moved
    assert "declined at 12:00: shift is over" in found.broken


def test_what_is_at_the_depot_stays_when_the_other_van_has_left() -> None:
    board = small_day()
    board.start(R2)
    found = onto(board)
    assert found.moved == (A3,)
    assert {stay.order_id for stay in found.stays} == {A1, A2}
    assert all(stay.words.startswith("Route 2 has left") for stay in found.stays)
    assert found.command is not None
    board.ask(found.command)
    assert set(board.route(R1).stop_ids) == {"a1.1", "a2.1"}


def loaded(board: Board) -> None:
    """The goods are in van 1, which stands at the depot."""
    custody = {
        item.id: replace(board.custody(item.id), kind=CustodyKind.VEHICLE, holder="v1")
        for order_id in (A1, A2)
        for item in board.order(order_id).items
    }
    board.state = replace(board.state, custody=board.state.custody | custody)


def test_what_another_van_cannot_get_stays_with_the_reason() -> None:
    board = small_day()
    loaded(board)
    board.start(R2)
    stays = {stay.order_id: stay.words for stay in onto(board).stays}
    assert set(stays) == {A1, A2}
    assert stays[A1] == "has left the depot, and the goods are not aboard"


def test_what_the_rules_refuse_stays_with_their_words() -> None:
    board = running_day()
    replaced = replace(board.order(A1), replaced_by=W1)
    board.state = replace(board.state, orders=board.state.orders | {A1: replaced})
    found = onto(board)
    assert {s.order_id: s.words for s in found.stays} == {A1: "Order a1 is replaced by order w1."}
    assert found.handed == (A2,)


def test_what_stops_in_front_of_a_locked_one_would_move_it_so_all_come_behind() -> None:
    board = small_day()
    board.ask(c.LockStop(board.stop("b2.1").id))
    found = onto(board)
    assert found.command is not None
    board.ask(found.command)
    assert board.route(R2).stop_ids[:2] == ("b1.1", "b2.1")


def test_a_hand_over_under_way_stays_and_its_third_van_is_counted() -> None:
    board = running_day()
    board.fail("a1.1")
    board.ask(handing_over(board, A1, R1, R2, give=2, take=1, visit=3))
    found = onto(board, R2, R1)
    assert (A1, "it belongs to a hand-over") in {(s.order_id, s.words) for s in found.stays}
    assert A1 not in found.moved


def test_what_a_sender_gives_goes_with_its_delivery_and_is_no_hand_over() -> None:
    board = with_pair()
    before = sums(board)
    found = onto(board)
    assert (found.moved, found.handed, found.stays) == ((A1, A2, S1, A3), (), ())
    assert found.command is not None
    board.ask(found.command)
    assert board.route(R1).stop_ids == ()
    there = [board.stop(stop_id) for stop_id in board.route(R2).stop_ids]
    assert [stop.kind for stop in there if stop.order_id == S1] == [
        StopKind.TAKE,
        StopKind.DELIVER,
    ]
    after = sums(board)
    assert (found.option.extra_s, found.option.extra_metres) == (
        after[0] - before[0],
        after[1] - before[1],
    )


@pytest.mark.parametrize("half", ["s1.1", "s1.2"])
def test_neither_half_goes_when_one_is_locked(half: str) -> None:
    board = with_pair()
    board.ask(c.LockStop(board.stop(half).id))
    found = onto(board)
    assert [(s.order_id, s.words) for s in found.stays] == [(S1, "it is locked")]
    assert found.moved == (A1, A2, A3)


@pytest.mark.parametrize("half", ["s1.1", "s1.2"])
def test_the_hours_of_who_gives_and_of_who_gets_it_both_count(half: str) -> None:
    board = with_pair()
    place = board.state.places[board.stop(half).place_id]
    closed = replace(place, known=Knowledge(hours=parse_hours("Mon 7-7:30; Tue 9-18")))
    board.state = replace(board.state, places=board.state.places | {place.id: closed})
    assert any(f"{place.address} is closed" in words for words in onto(board).broken)


def test_a_place_without_travel_times_stays() -> None:
    board = small_day()
    change_stop(board, "a1.1", place_id=PlaceId("moon"))
    far = replace(board.state.places[PlaceId("p-a1")], id=PlaceId("moon"))
    board.state = replace(board.state, places=board.state.places | {far.id: far})
    found = onto(board)
    assert (A1, "no travel times yet") in {(s.order_id, s.words) for s in found.stays}
    assert found.moved == (A2, A3)


@pytest.mark.parametrize("locked", [R1, R2])
def test_a_locked_route_gives_and_takes_nothing(locked: RouteId) -> None:
    board = small_day()
    change(board, locked, is_locked=True)
    found = onto(board)
    assert found.command is None
    assert not found.option.is_feasible
    assert found.option.words == f"Route {locked[1]} is locked"


def test_a_stop_under_way_a_locked_one_and_one_with_a_problem_stay() -> None:
    board = running_day()
    board.ask(c.StartStop(board.stop("a1.1").id, board.now), board.driver(R1))
    board.ask(c.LockStop(board.stop("a2.1").id))
    found = onto(board)
    assert {(stay.order_id, stay.words) for stay in found.stays} == {
        (A1, "the driver is on the way there"),
        (A2, "it is locked"),
    }
    assert found.moved == (A3,)


def test_nothing_left_to_do_is_said() -> None:
    board = small_day()
    change(board, stop_ids=())
    assert onto(board).option.words == "nothing is left to do"
    board = small_day()
    for stop_id in ("a1.1", "a2.1", "a3.1"):
        board.ask(c.LockStop(board.stop(stop_id).id))
    assert onto(board).option.words == "it is locked"


def test_a_stop_whose_driver_waits_for_an_answer_stays() -> None:
    board = running_day()
    board.ask(c.ArriveAtStop(board.stop("a1.1").id, board.now), board.driver(R1))
    change_stop(board, "a2.1", problem="premises_closed", problem_at=board.now)
    found = onto(board)
    assert {(s.order_id, s.words) for s in found.stays} == {
        (A1, "the driver is on the way there"),
        (A2, "the driver waits for an answer there"),
    }

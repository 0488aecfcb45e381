"""One cause, one group: by route or area for breakdowns and weather, by building for the rest."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from core import commands as c
from core.case_groups import CaseGroup, case_groups
from core.model import CaseId, OrderId, WaitingFor
from core.state import State
from tests.builders import A1, A2, B1, NOON, R1, Board, after, running_day

FAR = 0.02
"""Degrees: about two kilometres."""


def moved(state: State, order_id: OrderId, lat: float) -> State:
    place = state.places[state.orders[order_id].place_id]
    return replace(state, places={**state.places, place.id: replace(place, lat=place.lat + lat)})


def failing(*stop_ids: str, reason: str, apart_min: float = 5) -> Board:
    board = running_day()
    for stop_id in stop_ids:
        board.fail(stop_id, reason)
        board.now += timedelta(minutes=apart_min)
    return board


def sizes(state: State) -> list[int]:
    return [len(group.case_ids) for group in case_groups(state, NOON)]


def test_a_broken_down_vans_stops_are_one_group_however_far_apart() -> None:
    state = moved(failing("a1.1", "a2.1", reason="vehicle_breakdown").state, A1, FAR)
    assert case_groups(state, NOON) == (
        CaseGroup(
            "group-case-a1", "vehicle_breakdown", False, (CaseId("case-a1"), CaseId("case-a2"))
        ),
    )


@pytest.mark.parametrize(("lat", "found"), [(0.005, [2]), (FAR, [])])
def test_a_closed_road_strikes_other_routes_nearby(lat: float, found: list[int]) -> None:
    state = failing("a1.1", "b1.1", reason="road_closed").state
    assert sizes(moved(state, B1, lat)) == found


@pytest.mark.parametrize(("lat", "found"), [(0.0002, [2]), (0.0004, [])])
def test_no_access_is_one_cause_within_a_building_only(lat: float, found: list[int]) -> None:
    state = failing("a1.1", "b1.1", reason="access_denied").state
    assert sizes(moved(state, B1, lat)) == found


def test_one_place_is_one_building() -> None:
    state = failing("a1.1", "a2.1", reason="access_denied").state
    stop = state.stops[state.cases[CaseId("case-a2")].stop_id]  # type: ignore[index]
    there = state.orders[A1].place_id
    one = replace(state, stops={**state.stops, stop.id: replace(stop, place_id=there)})
    (group,) = case_groups(one, NOON)
    assert group.is_building


def test_what_is_half_an_hour_apart_is_no_longer_one_cause() -> None:
    assert sizes(failing("a1.1", "a2.1", reason="weather", apart_min=31).state) == []


def test_a_failure_between_two_groups_makes_them_one() -> None:
    board = failing("a1.1", "b1.1", reason="road_closed")
    board.fail("a2.1", "road_closed")
    state = moved(moved(board.state, A1, 0.012), B1, -0.004)
    assert sizes(state) == [3]
    assert sizes(moved(state, A2, 1)) == [2], "of one route still"


def test_other_reasons_and_requests_and_what_waits_or_is_decided_stand_alone() -> None:
    board = failing("a1.1", "a2.1", reason="access_denied")
    board.fail("b1.1", "recipient_absent")
    assert sizes(board.state) == [2]
    case_id = CaseId("case-a2")
    waits = Board(board.state, board.now)
    waits.ask(c.LetCaseWait(case_id, WaitingFor.CUSTOMER, after(600)))
    assert sizes(waits.state) == []
    board.ask(c.ReturnToDepot(case_id))
    assert sizes(board.state) == []


def test_what_had_failed_before_stands_with_what_the_breakdown_struck() -> None:
    board = running_day()
    board.fail("a1.1")
    board.place(A1, R1, 3)
    board.now += timedelta(hours=2)
    board.ask(c.ReportBreakdown(R1))
    (group,) = case_groups(board.state, board.now)
    assert CaseId("case-a1") in group.case_ids
    assert len(group.case_ids) == 3

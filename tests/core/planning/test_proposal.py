"""Proposals: what is offered, what is not, and how it is said."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model import RouteId, StopId
from core.planning.problem import PlannedRoute, Window
from core.planning.proposal import Order, RouteProposal, judged, moved_stops
from tests.core.planning.days import HOUR, MINUTE, make_problem, make_route, make_visit

R7 = RouteId("r7")


def order(*names: str) -> Order:
    return tuple(StopId(name) for name in names)


def zigzag(**values: Any) -> PlannedRoute:
    """3, 1, 2 along the street; in order it saves 20 min and 10 km."""
    return make_route([make_visit(str(place), place) for place in (3, 1, 2)], **values)


def offered(route: PlannedRoute, *orders: Order) -> RouteProposal:
    return judged(make_problem(route), {R7: orders}).routes[0]


def test_a_shorter_sequence_is_offered_with_what_it_saves() -> None:
    proposal = offered(zigzag(version=4), order("1", "2", "3"))
    assert proposal == RouteProposal(
        route_id=R7,
        version=4,
        stop_ids=order("1", "2", "3"),
        is_better=True,
        saved_s=20 * MINUTE,
        saved_metres=10_000,
        saved_minor=700,
        moved=order("3"),
    )
    assert proposal.words == "Saves 20 min and 10.0 km, moves 1 stop"


def test_the_best_of_several_sequences_is_offered_whatever_their_order() -> None:
    better, best = order("2", "1", "3"), order("1", "2", "3")
    assert offered(zigzag(), better, best).stop_ids == best
    assert offered(zigzag(), best, better).stop_ids == best


@pytest.mark.parametrize(
    "answers",
    [(), (("3", "1", "2"),), (("3", "2", "1", "0"),), (("1", "2"),), (("1", "3", "2", "2"),)],
)
def test_no_answer_and_no_proper_answer_leave_the_route_as_it_is(
    answers: tuple[Order, ...],
) -> None:
    proposal = offered(zigzag(), *answers)
    assert not proposal.is_better
    assert proposal.stop_ids == order("3", "1", "2")
    assert proposal.words == "No better sequence found"


def test_a_shorter_sequence_that_misses_a_window_is_not_offered() -> None:
    first = make_visit("3", 3, window=Window(0, 30 * MINUTE))
    route = make_route([first, make_visit("1", 1), make_visit("2", 2)])
    assert not offered(route, order("1", "2", "3")).is_better


def test_locked_and_fixed_stops_keep_their_place() -> None:
    assert not offered(zigzag(fixed_prefix=1), order("1", "2", "3")).is_better
    assert not offered(zigzag(is_locked=True), order("1", "2", "3")).is_better
    locked = make_route(
        [make_visit("3", 3), make_visit("1", 1), make_visit("2", 2, is_locked=True)]
    )
    assert not offered(locked, order("1", "2", "3")).is_better
    assert offered(locked, order("1", "3", "2")).stop_ids == order("1", "3", "2")


def test_punctuality_may_cost_distance() -> None:
    urgent = make_visit("3", 3, window=Window(0, 30 * MINUTE))
    route = make_route([make_visit("1", 1), make_visit("2", 2), urgent])
    proposal = offered(route, order("3", "1", "2"))
    assert proposal.is_better
    assert proposal.saved_metres < 0
    assert proposal.words == "Saves 10 min of lateness, moves 1 stop"


def test_three_gains_are_listed() -> None:
    proposal = RouteProposal(
        R7, 1, (), True, saved_s=60, saved_metres=3_240, saved_lateness_s=120, moved=order("a", "b")
    )
    assert proposal.words == "Saves 2 min of lateness, 1 min and 3.2 km, moves 2 stops"


def test_a_gain_too_small_for_words_is_a_little() -> None:
    assert RouteProposal(R7, 1, (), True, moved=order("a")).words == "Saves a little, moves 1 stop"


def test_a_proposal_is_better_if_one_of_its_routes_is() -> None:
    problem = make_problem(zigzag(), make_route(route_id=RouteId("r9")))
    assert judged(problem, {R7: [order("1", "2", "3")]}).is_better
    assert not judged(problem, {}).is_better


def test_overtime_counts_as_lateness() -> None:
    proposal = offered(zigzag(shift_end_s=HOUR), order("1", "2", "3"))
    assert proposal.saved_lateness_s == 20 * MINUTE


@given(st.permutations(list("abcdefg")))
def test_putting_the_moved_stops_back_by_hand_gives_the_new_sequence(after: list[str]) -> None:
    before, wanted = order(*"abcdefg"), order(*after)
    moved = moved_stops(before, wanted)
    stays = [stop for stop in wanted if stop not in moved]
    assert stays == [stop for stop in before if stop not in moved]
    assert (not moved) == (before == wanted)


@pytest.mark.parametrize(
    ("after", "moved"), [("abcd", ""), ("bcda", "a"), ("dabc", "d"), ("badc", "ac"), ("", "")]
)
def test_the_fewest_stops_are_said_to_move(after: str, moved: str) -> None:
    assert len(moved_stops(order(*sorted(after)), order(*after))) == len(moved)

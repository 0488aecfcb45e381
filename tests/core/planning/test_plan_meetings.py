"""Goods that a plan leaves in a van are given to another one where that is worth it."""

from msgspec.structs import replace

from core.model import RouteId
from core.planning.insertion import PreviewIndex
from core.planning.plan_meetings import MOST_ASKED, Met, meetings_for
from core.planning.waiting_orders import Candidate, waiting_on
from core.planning.ways import DayPlan
from tests.builders import A1, R1, R2, TODAY, W1, Board, running_day
from tests.core.planning.days import problem_at
from tests.one_road import one_road


def failed() -> Board:
    board = running_day()
    board.fail("a1.1")
    return board


def candidates(board: Board) -> tuple[Candidate, ...]:
    problem = problem_at(board.state, TODAY, one_road(), board.now)
    plans = {TODAY: DayPlan(TODAY, problem, PreviewIndex(problem))}
    only = frozenset({A1, W1})
    return waiting_on(board.state, plans, TODAY, one_road(), board.now, only=only).candidates


def met(
    board: Board,
    left: tuple[Candidate, ...],
    *,
    worth_minor: int | None = None,
    may_change: frozenset[RouteId] = frozenset({R1, R2}),
    change_minor: int = 0,
) -> Met:
    return meetings_for(
        board.state,
        problem_at(board.state, TODAY, one_road(), board.now),
        [replace(each, worth_minor=worth_minor) for each in left],
        one_road(),
        day=TODAY,
        may_change=may_change,
        change_minor=change_minor,
        now=board.now,
    )


def test_goods_in_a_van_are_given_to_another_one_and_the_rules_take_it() -> None:
    board = failed()
    found = met(board, candidates(board))
    (placing,) = found.placements
    assert (placing.order_id, placing.route_id) == (A1, R2)
    assert placing.considered
    board.ask(placing)
    now = problem_at(board.state, TODAY, one_road(), board.now)
    assert found.problem.routes == now.routes
    assert found.state.routes[R1].stop_ids == board.route(R1).stop_ids


def test_a_meeting_must_be_worth_its_way_and_two_changed_lists() -> None:
    board = failed()
    (placing,) = met(board, candidates(board)).placements
    found = met(board, candidates(board), worth_minor=5_000)
    assert found.placements == (placing,)
    assert met(board, candidates(board), worth_minor=5_000, change_minor=2_500).placements == ()
    assert met(board, candidates(board), worth_minor=0).placements == ()


def test_only_routes_that_may_change_meet() -> None:
    board = failed()
    for only in (frozenset({R1}), frozenset({R2})):
        assert met(board, candidates(board), may_change=only).placements == ()


def test_what_a_rule_forbids_after_all_is_left_out() -> None:
    board = failed()
    found = met(board, candidates(board) * 2)
    assert [each.order_id for each in found.placements] == [A1]


def test_so_many_are_asked_and_no_more() -> None:
    board = failed()
    (aboard,) = [each for each in candidates(board) if each.routes is not None]
    unable = replace(aboard, visit=replace(aboard.visit, needs=frozenset({"a crane"})))
    assert met(board, (*(unable,) * (MOST_ASKED - 1), aboard)).placements != ()
    assert met(board, (*(unable,) * MOST_ASKED, aboard)).placements == ()

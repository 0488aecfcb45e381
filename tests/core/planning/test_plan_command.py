"""What a plan's sequences ask for puts every stop where the plan has it."""

from core import commands as c
from core.model import StopId
from core.planning.insertion import PreviewIndex
from core.planning.plan_command import asked_for, named, renamed
from core.planning.problem import PlannedRoute
from core.planning.waiting_orders import Candidate, waiting_on
from core.planning.ways import DayPlan
from tests.builders import A2, A3, R1, R2, TODAY, W1, Board, running_day
from tests.core.planning.days import problem_at
from tests.one_road import one_road


def broken_down() -> Board:
    """Van 1 stands at a1's door with the goods for a2, and a3 waits for somebody else."""
    board = running_day()
    board.complete("a1.1")
    board.ask(c.ReportBreakdown(R1))
    return board


def names_of(board: Board) -> dict[StopId, Candidate]:
    problem = problem_at(board.state, TODAY, one_road(), board.now)
    plans = {TODAY: DayPlan(TODAY, problem, PreviewIndex(problem))}
    only = frozenset({A2, A3, W1})
    waiting = waiting_on(board.state, plans, TODAY, one_road(), board.now, only=only)
    return {visit.stop_id: each for each in waiting.candidates for visit in each.visits}


def sequence(board: Board, names: dict[StopId, Candidate], *wanted: str) -> PlannedRoute:
    planned = problem_at(board.state, TODAY, one_road(), board.now).route(R2)
    known = {visit.stop_id: visit for visit in planned.visits}
    known |= {visit.stop_id: visit for each in names.values() for visit in each.visits}
    return planned.with_visits(known[StopId(stop_id)] for stop_id in wanted)


def test_takes_visits_and_old_stops_end_where_the_plan_has_them() -> None:
    board = broken_down()
    names = names_of(board)
    wanted = ("b2.1", "a2.new:take", "w1.new", "b1.1", "a3.new", "a2.new", "b3.1")
    planned = sequence(board, names, *wanted)
    sequences, placements = asked_for(board.state, [planned], names)
    assert [each.stop_ids for each in sequences] == [("b2.1", "b1.1", "b3.1")]
    events = board.ask(c.Replan(sequences, placements))
    there = named(planned, renamed(events, names))
    assert board.route(R2).stop_ids == there.stop_ids
    take = next(visit for visit in there.visits if visit.stop_id == "a2.2")
    (after,) = [visit for visit in there.visits if visit.after is not None]
    assert (after.stop_id, after.after) == ("a2.3", take.stop_id)


def test_a_route_that_only_gets_something_keeps_its_sequence() -> None:
    board = broken_down()
    names = names_of(board)
    planned = sequence(board, names, "b1.1", "w1.new", "b2.1", "b3.1")
    sequences, (placing,) = asked_for(board.state, [planned], names)
    assert sequences == ()
    assert (placing.order_id, placing.index, placing.hand_over) == (W1, 1, None)
    assert placing.considered

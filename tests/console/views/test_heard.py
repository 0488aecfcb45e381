"""What makes a sound, on the shared small day of `tests.builders`."""

from datetime import timedelta

from console.views.doors import door_rows
from console.views.heard import heard
from console.views.moment import Moment
from console.views.queue_rows import queue_rows
from core import commands as c
from core.model import AnswerKind, StopId, WaitingFor
from tests.builders import LUIS, W1, W2, W3, Board, running_day


def now(board: Board) -> set[tuple[str, str]]:
    moment = Moment(board.state, board.now)
    return set(heard(queue_rows(moment), door_rows(moment)))


def test_new_cases_are_heard_until_somebody_has_them() -> None:
    board = running_day()
    asked = {("case", f"case-{order_id}") for order_id in (W1, W2, W3)}
    assert now(board) == asked
    board.ask(c.AcknowledgeCase(board.case(W1).id))
    assert now(board) == asked - {("case", "case-w1")}


def test_what_has_one_cause_is_heard_once_however_it_grows() -> None:
    board = running_day()
    before = now(board)
    board.fail("a1.1", "weather")
    one = now(board) - before
    board.fail("a2.1", "weather")
    assert one == {("case", "case-a1")}
    assert now(board) - before == one


def test_a_driver_at_a_door_is_heard_until_he_is_answered() -> None:
    board = running_day()
    stop_id = StopId("a1.1")
    board.ask(c.StartStop(stop_id, board.now), LUIS)
    board.ask(c.ArriveAtStop(stop_id, board.now), LUIS)
    board.ask(c.ReportProblem(stop_id, "recipient_absent", board.now), LUIS)
    assert ("door", "a1.1") in now(board)
    board.ask(c.AnswerProblem(stop_id, AnswerKind.WAIT, 5))
    assert ("door", "a1.1") not in now(board)


def test_what_waited_is_heard_when_it_is_due() -> None:
    board = running_day()
    case_id = board.case(W1).id
    until = board.now + timedelta(minutes=10)
    board.ask(c.LetCaseWait(case_id, WaitingFor.CUSTOMER, until))
    assert ("back", case_id) not in now(board)
    board.now = until
    assert ("back", case_id) in now(board)

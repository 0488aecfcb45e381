"""Short messages: who may say what to whom, in which order, and what counts as read."""

from datetime import timedelta

from core import commands as c
from core.model import DriverId, StopId, TextRef
from tests.builders import ANA, EVA, LUIS, MORNING, Board, running_day

D1, D2 = DriverId("d1"), DriverId("d2")


def tell(**changes: object) -> c.SendShortMessage:
    return c.SendShortMessage(D1, **({"preset": "traffic"} | changes))  # type: ignore[arg-type]


def talk(board: Board) -> None:
    """The driver writes twice, the office answers."""
    board.ask(tell(stop_id=StopId("a1.1")), LUIS)
    board.ask(tell(preset="", note="note:1"), LUIS)
    board.ask(tell(preset="seen"))


def test_both_sides_write_into_the_drivers_row() -> None:
    board = running_day()
    talk(board)
    first, second, answer = board.state.short_messages[D1]
    assert [message.number for message in (first, second, answer)] == [1, 2, 3]
    assert (first.by_driver, first.preset, first.stop_id) == (True, "traffic", "a1.1")
    assert (second.text_ref, second.by) == (TextRef("note:1"), LUIS.id)
    assert (answer.by_driver, answer.by, answer.preset) == (False, ANA.id, "seen")


def test_a_message_that_waited_on_a_phone_keeps_its_time_but_not_its_turn() -> None:
    board = running_day()
    board.now += timedelta(hours=1)
    early = board.now - timedelta(minutes=30)
    board.ask(tell(said_at=early), LUIS)
    board.ask(tell(said_at=early - timedelta(minutes=5)), LUIS)
    board.ask(tell(preset="seen", said_at=MORNING))
    first, second, answer = board.state.short_messages[D1]
    assert (first.at, first.received_at, first.said_at) == (early, board.now, early)
    assert (second.said_at, answer.said_at) == (early - timedelta(minutes=5), None)
    assert second.at == early
    assert answer.at == board.now


def test_nonsense_is_refused_in_words() -> None:
    board = running_day()
    assert board.refusal(tell(preset=""), LUIS).startswith("An empty message says nothing.")
    assert "no ready message “seen”" in board.refusal(tell(preset="seen"), LUIS)
    assert "no ready message “traffic”" in board.refusal(tell())
    assert "no ready message “sing”" in board.refusal(tell(preset="sing"))
    assert "no stop" in board.refusal(tell(stop_id=StopId("x")), LUIS).lower()
    assert board.refusal(tell(), EVA) == "These messages are another driver's."
    nobody = c.SendShortMessage(DriverId("d9"), "seen")
    assert board.refusal(nobody) == "There is no driver d9."


def test_each_side_reads_what_the_other_wrote() -> None:
    board = running_day()
    talk(board)
    assert board.ask(c.ReadShortMessages(D1, 1)) != ()
    assert [m.read_at is not None for m in board.state.short_messages[D1]] == [True, False, False]
    board.ask(c.ReadShortMessages(D1, 3), LUIS)
    assert [m.read_at is not None for m in board.state.short_messages[D1]] == [True, False, True]
    board.ask(c.ReadShortMessages(D1, 3))
    assert all(message.read_at for message in board.state.short_messages[D1])


def test_reading_again_changes_nothing() -> None:
    board = running_day()
    assert board.ask(c.ReadShortMessages(D1, 1)) == ()
    talk(board)
    board.ask(c.ReadShortMessages(D1, 2))
    assert board.ask(c.ReadShortMessages(D1, 2)) == ()
    assert board.refusal(c.ReadShortMessages(D2, 1), LUIS) == "These messages are another driver's."

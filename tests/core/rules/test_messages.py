"""Messages are written down once and settled once."""

from core import commands as c
from core import events as e
from core.model import MessageId, MessageKind, MessageStatus, TextRef
from tests.builders import A1, SYSTEM, TOMORROW, Board, make_window, small_day

FIRST = MessageId("a1/moved/1")
WINDOW = make_window(0, 60)


def told() -> Board:
    board = small_day()
    board.ask(tell(), SYSTEM)
    return board


def tell() -> c.TellCustomers:
    new = c.NewMessage(FIRST, A1, MessageKind.MOVED, TextRef("m1"), WINDOW)
    return c.TellCustomers((new, new))


def test_the_same_message_is_written_down_once() -> None:
    board = told()
    (message,) = board.order(A1).messages[:1]
    assert (message.status, message.window) == (MessageStatus.WAITING, WINDOW)
    assert board.ask(tell(), SYSTEM) == ()


def test_a_window_that_was_sent_is_the_promise_until_the_day_changes() -> None:
    board = told()
    assert board.order(A1).promise is None
    board.ask(c.SettleMessage(A1, FIRST, is_sent=True, words="by mail"), SYSTEM)
    assert board.order(A1).promise == WINDOW
    assert board.order(A1).messages[0].words == "by mail"
    assert board.ask(c.SettleMessage(A1, FIRST, is_sent=False), SYSTEM) == ()
    board.ask(c.RescheduleOrder(A1, TOMORROW))
    assert board.order(A1).promise is None


def test_what_could_not_be_sent_promises_nothing() -> None:
    board = told()
    (event,) = board.ask(c.SettleMessage(A1, FIRST, is_sent=False, words="no phone"), SYSTEM)
    assert event == e.MessageSettled(A1, FIRST, MessageStatus.FAILED, board.now, "no phone")
    assert board.order(A1).promise is None


def test_only_messages_that_exist_are_settled_and_only_by_the_hub() -> None:
    board = told()
    unknown = c.SettleMessage(A1, MessageId("x"), is_sent=True)
    assert board.refusal(unknown, SYSTEM) == "Order a1 has no message x."
    assert "may not" in board.refusal(tell())

"""What was promised and told, in words, on the shared small day of `tests.builders`."""

import pytest
from msgspec.structs import replace

from console.view import Tone
from console.views.moment import Moment
from console.views.told import consequence_words, promise_words, told_words
from console.views.wording import Wording
from core.model import Message, MessageId, MessageKind, MessageStatus, TextRef, TimeWindow
from tests.builders import A1, NOON, Board, after, running_day

WINDOW = TimeWindow(after(60, NOON), after(90, NOON))


def moment(board: Board) -> Moment:
    wording = Wording(zone="America/Santiago", currency="CLP", minor_digits=0)
    return Moment(board.state, board.now, wording=wording, texts={TextRef("t1"): "We come again."})


def told(status: MessageStatus, words: str = "") -> Message:
    return Message(
        MessageId("m1"), MessageKind.COMING, NOON, TextRef("t1"), WINDOW, status, words=words
    )


def test_a_promise_is_shown_once_somebody_was_told() -> None:
    board = running_day()
    assert promise_words(moment(board), board.order(A1)) == ("", Tone.MUTED)
    order = replace(board.order(A1), promise=WINDOW)
    words, tone = promise_words(moment(board), order)
    assert words.startswith("Promised 13:00–13:30")
    assert tone is Tone.MUTED
    tomorrow = TimeWindow(after(24 * 60, NOON), after(25 * 60, NOON))
    words, _ = promise_words(moment(board), replace(order, promise=tomorrow))
    assert words.startswith("Promised Tue 24 Nov, 12:00–13:00")


@pytest.mark.parametrize(
    ("message", "how"),
    [
        (told(MessageStatus.WAITING), "waits to be sent"),
        (told(MessageStatus.SENT, "mail"), "mail"),
        (told(MessageStatus.FAILED, "nobody"), "not sent: nobody"),
    ],
)
def test_each_message_says_how_it_went_and_what_it_said(message: Message, how: str) -> None:
    board = running_day()
    order = replace(board.order(A1), messages=(message,))
    (line,) = told_words(moment(board), order)
    assert line == f"12:00 · Told that the van comes again · {how}\n   “We come again.”"
    forgotten = replace(message, text_ref=TextRef("t9"))
    (line,) = told_words(moment(board), replace(order, messages=(forgotten,)))
    assert "“" not in line


def test_every_kind_of_message_has_words() -> None:
    board = running_day()
    for kind in MessageKind:
        order = replace(board.order(A1), messages=(replace(told(MessageStatus.SENT), kind=kind),))
        assert told_words(moment(board), order)


def test_a_link_is_told_as_one_because_no_card_could_wrap_it() -> None:
    board = running_day()
    order = replace(board.order(A1), messages=(told(MessageStatus.SENT),))
    texts = {TextRef("t1"): "Choose: https://orders.example.com/c/coquimbo/AQBrDYxUMTAz Thanks."}
    (line,) = told_words(replace(moment(board), texts=texts), order)
    assert line.endswith("“Choose: [link] Thanks.”")


def test_what_late_visits_mean_for_customers_is_said_in_one_line() -> None:
    depot = running_day().state.depot
    assert depot is not None
    limit_s = depot.messages.moved_min * 60
    assert consequence_words(depot, ()) == ""
    assert consequence_words(depot, (60,)) == "Breaks 1 promise, no texts go out"
    assert consequence_words(depot, (60, limit_s + 1)) == "Breaks 2 promises, 1 text goes out"
    late_s = (limit_s + 1, limit_s + 9, limit_s)
    assert consequence_words(depot, late_s) == "Breaks 3 promises, 2 texts go out"
    silent = replace(depot, messages=replace(depot.messages, is_on=False))
    assert consequence_words(silent, (60,)) == "Breaks 1 promise; messages are off"
    assert consequence_words(None, (60,)) == "Breaks 1 promise; messages are off"

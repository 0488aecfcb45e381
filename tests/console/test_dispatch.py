"""Trays leave by themselves after a pause, once per change."""

from console.dispatch import SendTimer, unsent_routes
from console.screen import Automatic
from tests.builders import R1, R2, W1, W2, running_day


class Watch:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_tray_is_due_when_nothing_changed_for_the_pause() -> None:
    board, watch = running_day(), Watch()
    timer = SendTimer(40, watch)
    timer.watch(board.state)
    assert timer.words() == Automatic()
    board.place(W1, R1, 3)
    timer.watch(board.state)
    watch.now = 30
    assert timer.due() == ()
    assert timer.words() == Automatic("Leaves by itself in 10 s", 0.75)
    board.place(W2, R1, 3)
    timer.watch(board.state)
    watch.now = 60
    assert timer.due() == (), "the pause began anew"
    watch.now = 70
    assert timer.due() == (R1,)
    assert timer.due() == ()


def test_several_trays_say_each_for_itself_when_it_leaves() -> None:
    board, watch = running_day(), Watch()
    timer = SendTimer(40, watch)
    board.place(W1, R1, 3)
    timer.watch(board.state)
    watch.now = 30
    board.place(W2, R2, 3)
    timer.watch(board.state)
    words = "The first leaves by itself in 10 s"
    assert timer.words() == Automatic(words, 0.75, ((R1, 10), (R2, 40)))


def test_a_tray_that_was_not_sent_is_due_again_with_its_next_change() -> None:
    board, watch = running_day(), Watch()
    timer = SendTimer(40, watch)
    board.place(W1, R1, 3)
    timer.watch(board.state)
    watch.now = 40
    assert timer.due() == (R1,)
    board.place(W2, R1, 3)
    timer.watch(board.state)
    watch.now = 80
    assert timer.due() == (R1,)


def test_without_a_pause_trays_leave_by_key_only() -> None:
    board, watch = running_day(), Watch()
    timer = SendTimer(0, watch)
    board.place(W1, R1, 3)
    timer.watch(board.state)
    watch.now = 1000
    assert timer.due() == ()
    assert timer.words() == Automatic()
    assert set(unsent_routes(board.state)) == {R1}


def test_what_was_sent_is_forgotten() -> None:
    board, watch = running_day(), Watch()
    timer = SendTimer(40, watch)
    board.place(W1, R2, 3)
    timer.watch(board.state)
    board.send(R2)
    timer.watch(board.state)
    watch.now = 100
    assert timer.due() == ()

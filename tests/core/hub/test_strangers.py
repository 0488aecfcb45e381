"""Who shows tokens that nobody has waits; who is ours, and one a second elsewhere, does not."""

from core.hub.access_log import Note
from core.hub.strangers import Strangers


class Clock:
    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def test_an_address_that_fails_is_listened_to_once_a_second() -> None:
    noted: list[Note] = []
    clock = Clock()
    strangers = Strangers(noted.append, clock)
    waits = [strangers.failed("10.0.0.7") for _ in range(7)]
    assert waits == [0, 0, 0, 0, 1, 2, 4]
    assert strangers.wait_s("10.0.0.7") == 4
    assert strangers.wait_s("10.0.0.8") == 0
    clock.now_s = 1.0
    assert [strangers.wait_s("10.0.0.7") for _ in range(2)] == [0, 3]
    assert len(noted) == 7


def test_where_somebody_of_ours_is_it_is_listened_to() -> None:
    strangers = Strangers(lambda note: None, Clock())
    strangers.known("10.0.0.7")
    for _ in range(9):
        strangers.failed("10.0.0.7")
    assert strangers.wait_s("10.0.0.7") == 0


def test_homes_are_bounded() -> None:
    strangers = Strangers(lambda note: None, Clock())
    for number in range(20_001):
        strangers.known(str(number))
    for _ in range(9):
        strangers.failed("0")
    assert strangers.wait_s("0") > 0


def test_a_stranger_cannot_go_on_under_the_next_address_of_his_network() -> None:
    strangers = Strangers(lambda note: None, Clock())
    waits = [strangers.failed(f"2001:db8:1:2::{n}") for n in range(1, 8)]
    assert waits == [0, 0, 0, 0, 1, 2, 4]
    assert strangers.wait_s("2001:db8:1:2:ffff::9") == 4
    assert strangers.wait_s("2001:db8:1:3::1") == 0
    strangers.known("2001:db8:1:2::1")
    assert strangers.wait_s("2001:db8:1:2:ffff::9") == 0

"""A device that puts together what it is sent has the driver's list, whatever has happened."""

from collections.abc import Sequence

import pytest

from core import commands as c
from core.driver_news import SeenList
from core.driver_view import SeenStop, SeenStops, Text, driver_view
from core.hub import protocol as p
from core.model import DriverId, StopId
from core.state import State, apply
from tests.builders import running_day
from tests.core.test_driver_view import ECHO
from tests.golden.everything import lived

LUIS = DriverId("d1")


class Device:
    """What a driver's page makes of the frames that it gets."""

    def __init__(self, name: str, takes_changes: bool) -> None:
        self.name = DriverId(name)
        self.takes_changes = takes_changes
        self.seen = SeenList()
        self.view: p.DriverView | None = None
        self.parts = 0
        self.wholes = 0

    def show(self, state: State, texts: dict[str, str]) -> bool:
        """Whether there was anything new."""
        frame = self.seen.news(state, texts, self.name, takes_changes=self.takes_changes)
        if frame is None:
            return False
        told = p.decode_from_hub(frame)
        if isinstance(told, p.DriverStops):
            assert self.view is not None
            assert told.stops
            self.parts += 1
            self.view = told.in_view(self.view)
        else:
            assert isinstance(told, p.DriverView)
            self.wholes += 1
            self.view = told
        return True


def test_what_a_device_puts_together_is_the_list_made_anew() -> None:
    happened, _ = lived()
    state = State()
    devices = [Device(n, takes) for n in ("d1", "d2", "d3") for takes in (False, True)]
    for event in happened:
        state = apply(state, event)
        for device in devices:
            before = device.view
            fresh = driver_view(state, ECHO, device.name)
            is_new = device.show(state, ECHO)
            assert device.view == fresh
            assert is_new == (fresh != before), "nothing is sent twice"
    whole, some = devices[0], devices[1]
    assert whole.parts == 0
    assert some.parts >= 10
    assert some.wholes + some.parts == whole.wholes


def test_only_the_stop_that_is_another_is_sent_of_a_long_list() -> None:
    board = running_day()
    device = Device("d1", takes_changes=True)
    assert device.show(board.state, {})
    first, *_ = board.route().manifest
    board.ask(c.ArriveAtStop(first, board.now), board.driver(board.route().id))
    frame = device.seen.news(board.state, {}, LUIS, takes_changes=True)
    assert frame is not None
    told = p.decode_from_hub(frame)
    assert isinstance(told, p.DriverStops)
    assert [stop.id for stop in told.stops] == [first]


def test_the_stops_of_a_list_are_gone_through_once(monkeypatch: pytest.MonkeyPatch) -> None:
    gone_through: list[int] = []
    go_through = SeenStops.seen

    def counted(
        seen: SeenStops, state: State, text: Text, stop_ids: Sequence[StopId]
    ) -> list[SeenStop]:
        gone_through.append(len(stop_ids))
        return go_through(seen, state, text, stop_ids)

    monkeypatch.setattr(SeenStops, "seen", counted)
    board = running_day()
    device = Device("d1", takes_changes=True)
    assert device.show(board.state, {})
    manifest = board.route().manifest
    assert gone_through == [len(manifest)], "the first time, which is a whole list"
    board.ask(c.ArriveAtStop(manifest[0], board.now), board.driver(board.route().id))
    assert device.show(board.state, {})
    assert gone_through == [len(manifest)] * 2


def test_a_text_that_nobody_shows_is_no_news() -> None:
    board = running_day()
    device = Device("d1", takes_changes=True)
    assert device.show(board.state, {})
    assert not device.show(board.state, {"message:1": "We are on our way"})


def test_a_name_that_is_known_again_is_a_whole_list() -> None:
    board = running_day()
    device = Device("d1", takes_changes=True)
    assert device.show(board.state, {})
    name_ref = board.state.drivers[LUIS].name_ref
    assert device.show(board.state, {name_ref: "Luis"})
    assert (device.wholes, device.parts) == (2, 0)
    assert device.view is not None
    assert device.view.driver == "Luis"


def test_who_drives_nowhere_is_told_so_once() -> None:
    device = Device("d9", takes_changes=True)
    assert device.show(running_day().state, {})
    assert not device.show(running_day().state, {})

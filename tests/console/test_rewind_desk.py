"""Rewinding shows what was, hands moments on, and comes back; answers that are late are dropped."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest
from msgspec import Raw
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from console.hub_link import HubLink, Live
from console.panels.rewind_bar import STEPS, RewindBar
from console.rewind_desk import REWOUND, RewindDesk
from console.theme import Theme
from console.views.moment import Moment
from console.views.wording import Wording
from core.access import Role
from core.hub.gate import encode_state
from core.hub.protocol import DriverFix
from core.hub.replica import ClockReading
from core.model import DriverId, OrderId
from core.rewind import RewindEvents, RewindStart, Tracks
from core.tape import Tape
from tests.builders import MORNING, TODAY
from tests.core.test_tape import BASE, EVENTS, records

LAST = BASE.seq + len(EVENTS)
FIX = DriverFix(DriverId("d1"), MORNING, MORNING + timedelta(minutes=2), -29.9, -71.2)


class FakeLink:
    """Answers from the tape's events, at once or when told to."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.status = 200
        self.last = LAST

    def call(
        self, method: str, path: str, body: object, answered: Callable[[int, bytes], None]
    ) -> None:
        self.asked.append(path)
        if self.status != 200:
            answered(self.status, b"The hub does not answer.")
            return
        parts = urlsplit(path)
        answer: object
        if parts.path.endswith("/events"):
            after = int(parse_qs(parts.query)["after"][0])
            later = [each for each in records(EVENTS) if each.seq > after]
            answer = RewindEvents(tuple(later[:150]))
        elif parts.path.endswith("/positions"):
            answer = Tracks((FIX,))
        else:
            answer = RewindStart(BASE.seq, BASE.seq, self.last, Raw(encode_state(BASE)))
        answered(200, msgspec.json.encode(answer))


class Screened:
    """As much of a screen as is looked at."""

    day = TODAY

    def __init__(self) -> None:
        self.moment = Moment(BASE, MORNING, Wording("America/Santiago", "CLP", 0))


class Room:
    """A desk with everything around it."""

    def __init__(self, qtbot: QtBot, theme: Theme, role: Role = Role.ADMIN) -> None:
        self.bar = RewindBar(theme)
        qtbot.addWidget(self.bar)
        self.link = FakeLink()
        live = Live(state=BASE, clock=ClockReading(MORNING, 1.0, 0.0), role=role)
        screen = cast(Any, Screened())
        self.owner = QObject()
        self.desk = RewindDesk(
            self.bar,
            cast(HubLink, self.link),
            lambda: live,
            lambda: screen,
            lambda: OrderId("a1"),
            self.owner,
        )
        self.shown: list[Live | None] = []
        self.said: list[str] = []
        self.wanted: list[str] = []
        self.desk.order_wanted.connect(self.wanted.append)
        self.desk.shown.connect(self.shown.append)
        self.desk.said.connect(lambda words, is_bad: self.said.append(words))

    @property
    def seq(self) -> int:
        live = self.shown[-1]
        assert live is not None
        return live.state.seq


@pytest.fixture
def room(qtbot: QtBot, theme: Theme) -> Any:
    room = Room(qtbot, theme)
    yield room
    room.desk.close()


def rewound(qtbot: QtBot, room: Room) -> Room:
    room.desk.toggle()
    qtbot.waitUntil(lambda: bool(room.shown))
    return room


def test_it_begins_at_the_newest_event_and_slides_to_any_other(qtbot: QtBot, room: Room) -> None:
    rewound(qtbot, room)
    assert room.seq == LAST
    assert sum("/events" in path for path in room.link.asked) == 2
    room.bar.slider.setValue(0)
    assert room.seq == BASE.seq + 1
    live = room.shown[-1]
    assert live is not None
    assert live.clock is not None
    assert (live.clock.rate, live.clock.now, live.fixes) == (
        0.0,
        MORNING + timedelta(minutes=1),
        {},
    )
    slider = room.bar.slider
    QTest.mouseClick(slider, Qt.MouseButton.LeftButton, pos=slider.rect().center())
    assert abs(slider.value() - STEPS // 2) < STEPS // 50
    live = room.shown[-1]
    assert live is not None
    assert live.fixes == {"d1": FIX}
    assert BASE.seq + 1 < live.state.seq < LAST


def test_what_is_shown_says_that_nothing_can_be_changed(qtbot: QtBot, room: Room) -> None:
    live = rewound(qtbot, room).shown[-1]
    assert live is not None
    assert live.held == REWOUND


def test_it_steps_event_by_event_and_not_beyond_the_day(qtbot: QtBot, room: Room) -> None:
    rewound(qtbot, room)
    room.bar.stepped.emit(-1)
    assert room.seq == LAST - 1
    room.bar.stepped.emit(5)
    assert room.seq == LAST


def test_it_plays_to_the_end_and_stops(qtbot: QtBot, room: Room) -> None:
    rewound(qtbot, room)
    room.bar.slider.setValue(STEPS - 30)
    room.bar.play.setChecked(True)
    qtbot.waitUntil(lambda: not room.bar.play.isChecked(), timeout=20_000)
    assert room.seq == LAST


def test_a_moment_is_handed_on_and_opened(qtbot: QtBot, room: Room) -> None:
    rewound(qtbot, room)
    room.desk.open_link(f"backhaul:coquimbo@{BASE.seq + 3}/a1")
    assert room.seq == BASE.seq + 3
    room.bar.link_copied.emit()
    assert QGuiApplication.clipboard().text() == f"backhaul:coquimbo@{BASE.seq + 3}/a1"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("yesterday", "is no moment"),
        ("backhaul:helsinki@3", "of the depot helsinki"),
        ("backhaul:coquimbo@999999", "has not happened"),
    ],
)
def test_a_link_that_leads_nowhere_is_refused_in_words(
    qtbot: QtBot, room: Room, text: str, words: str
) -> None:
    rewound(qtbot, room)
    room.desk.open_link(text)
    assert words in room.said[-1]
    assert room.seq == LAST


def test_a_moment_of_another_day_rewinds_that_day(qtbot: QtBot, room: Room) -> None:
    rewound(qtbot, room)
    room.desk._tape = Tape(BASE)
    room.desk.open_link(f"backhaul:coquimbo@{BASE.seq + 2}/a1")
    qtbot.waitUntil(lambda: room.shown[-1] is not None and room.seq == BASE.seq + 2)
    assert room.wanted == ["a1"]


def test_leaving_shows_now_and_drops_what_was_still_coming(qtbot: QtBot, room: Room) -> None:
    rewound(qtbot, room)
    room.desk.toggle()
    assert room.shown[-1] is None
    assert not room.desk.is_rewound
    assert not room.desk.is_showing


def test_a_day_without_events_cannot_be_rewound(qtbot: QtBot, room: Room) -> None:
    room.link.last = BASE.seq
    room.desk.toggle()
    qtbot.waitUntil(lambda: bool(room.said))
    assert "nothing has happened" in room.said[-1]
    assert not room.desk.is_rewound


def test_a_hub_that_does_not_answer_is_named(qtbot: QtBot, room: Room) -> None:
    room.link.status = 0
    room.desk.toggle()
    assert "does not answer" in room.said[-1]
    assert not room.desk.is_rewound


def test_an_auditor_sees_no_positions(qtbot: QtBot, theme: Theme) -> None:
    room = Room(qtbot, theme, Role.AUDITOR)
    rewound(qtbot, room)
    assert not any("/positions" in path for path in room.link.asked)
    room.desk.close()

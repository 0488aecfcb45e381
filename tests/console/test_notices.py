"""What the desktop is told: only what is new and wanted, in one sentence."""

from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from console.notices import DesktopNotices, Notices, notice_words
from console.screen import Automatic, Chosen, look_at
from tests.console.sample_day import SampleDay


class Talk(Struct):
    driver_id: str
    news: int


def test_new_cases_are_told_once_and_what_was_there_is_not() -> None:
    moment = SampleDay(routes=6, stops=12).moment()
    screen = look_at(moment, Chosen(), history=(), automatic=Automatic())
    told: list[str] = []
    notices = Notices({"case", "message"}, told.append)
    few = replace(screen, queue=screen.queue[4:])
    notices.listen(few)
    assert told == []
    notices.listen(screen)
    notices.listen(screen)
    assert len(told) == 1
    assert "decision" in told[0]
    talks: Any = (Talk("ana", 2),)
    notices.listen(replace(screen, talks=talks))
    assert told[1:] == ["1 new message of a driver"]


def test_what_is_not_wanted_is_not_told() -> None:
    screen = look_at(SampleDay().moment(), Chosen(), history=(), automatic=Automatic())
    told: list[str] = []
    notices = Notices((), told.append)
    notices.listen(replace(screen, queue=()))
    notices.listen(screen)
    assert told == []
    notices.wanted = frozenset({"case"})
    notices.listen(screen)
    assert told == []


def test_several_kinds_are_one_sentence_the_most_pressing_first() -> None:
    assert notice_words(["case", "door", "case"]) == (
        "1 driver at a door waits for a word; 2 new cases need a decision"
    )
    assert notice_words([]) == ""


def test_a_desktop_without_notices_is_no_fault(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    DesktopNotices(window)("1 new case needs a decision")

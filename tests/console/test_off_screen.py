"""Without a display the pictures show a day, also where it takes long to open."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from console import off_screen
from console.off_screen import OffScreen
from console.theme import Scheme
from main import make_parser


class Opening:
    """As much of a console as is looked at; its day is there when `screen` is set."""

    def __init__(self, window: QWidget) -> None:
        self.window = window
        self.screen: Any = None
        self.map: Any = None
        self.is_complete = True
        self.panels = SimpleNamespace(keeps_last=True)
        self.schemes: list[Scheme] = []

    def set_scheme(self, scheme: Scheme) -> None:
        self.schemes.append(scheme)

    def is_all_there(self) -> bool:
        return self.screen is not None and self.is_complete

    def summary(self) -> str:
        return "No day was shown." if self.screen is None else "A day."


@pytest.fixture
def console(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[Opening, OffScreen]:
    monkeypatch.setattr(off_screen, "FOLDER", tmp_path)
    for name, length in (("MINUTE_MS", 200), ("LOOK_MS", 20), ("ASK_MS", 10), ("PAINT_MS", 5)):
        monkeypatch.setattr(off_screen, name, length)
    monkeypatch.setattr(off_screen, "LONGEST_WAIT_MS", 1_000)
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    opening = Opening(window)
    return opening, OffScreen(cast(Any, opening), make_parser().parse_args([]))


def test_the_first_picture_waits_for_the_day(
    console: tuple[Opening, OffScreen], qtbot: QtBot, tmp_path: Path
) -> None:
    opening, pictures = console
    pictures.begin()
    qtbot.waitUntil(lambda: pictures._waited_ms >= 300)
    assert list(tmp_path.iterdir()) == []
    opening.screen = SimpleNamespace(queue=())
    qtbot.waitUntil(lambda: (tmp_path / "console_dark.png").exists())
    assert opening.window.isVisible()
    qtbot.waitUntil(lambda: not opening.window.isVisible())
    assert opening.schemes == [Scheme.LIGHT]
    assert (tmp_path / "summary.txt").read_text(encoding="utf-8") == "A day.\n"
    assert pictures.code == 0


def test_a_day_that_never_comes_is_not_waited_for_without_end(
    console: tuple[Opening, OffScreen], qtbot: QtBot, tmp_path: Path
) -> None:
    opening, pictures = console
    pictures.begin()
    qtbot.waitUntil(lambda: not opening.window.isVisible())
    assert (tmp_path / "console_dark.png").exists()
    assert pictures.code == 1


class PaintedMap(QObject):
    """Says that it is painted when the test lets it."""

    settled = Signal()
    is_ready = True

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0

    def settle(self) -> None:
        self.asked += 1


def test_each_picture_waits_until_the_map_is_painted(
    console: tuple[Opening, OffScreen], qtbot: QtBot, tmp_path: Path
) -> None:
    opening, pictures = console
    opening.map = PaintedMap()
    opening.screen = SimpleNamespace(queue=())
    opening.is_complete = False  # ways are still looked for
    pictures.begin()
    qtbot.waitUntil(lambda: pictures._waited_ms >= 100)
    assert opening.map.asked == 0
    opening.is_complete = True
    for number, name in enumerate(("console_dark.png", "console_light.png"), start=1):
        qtbot.waitUntil(lambda: opening.map.asked == number)  # noqa: B023
        assert not (tmp_path / name).exists()
        opening.map.settled.emit()
        qtbot.waitUntil(lambda: (tmp_path / name).exists())  # noqa: B023
    qtbot.waitUntil(lambda: not opening.window.isVisible())


def test_a_map_that_never_is_painted_is_not_waited_for_without_end(
    console: tuple[Opening, OffScreen],
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opening, pictures = console
    monkeypatch.setattr(off_screen, "LONGEST_WAIT_MS", 100)
    opening.map = PaintedMap()
    opening.screen = SimpleNamespace(queue=())
    pictures.begin()
    qtbot.waitUntil(lambda: not opening.window.isVisible())
    assert (tmp_path / "console_light.png").exists()


def test_a_window_for_pictures_leaves_the_kept_layout_alone(
    console: tuple[Opening, OffScreen], qtbot: QtBot
) -> None:
    opening, pictures = console
    opening.screen = SimpleNamespace(queue=())
    assert opening.panels.keeps_last
    pictures.begin()
    assert not opening.panels.keeps_last
    qtbot.waitUntil(lambda: not opening.window.isVisible())

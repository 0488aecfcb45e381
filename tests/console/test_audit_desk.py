"""The log is saved with how far it is, a clear end, and nothing half done left behind."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QFileDialog, QMessageBox, QProgressDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from console.audit_desk import AuditDesk
from console.hub_link import GIVEN_UP, HubLink, Live, Target
from core.access import Role
from core.hub.access_log import Kind
from core.hub.audit import check_export
from core.model import ActorId
from tests.builders import running_day
from tests.core.hub.hub_builders import ANA, DEPOT, RunningHub, running_hub, trail_of

AUDITOR = replace(ANA, id=ActorId("uma"), role=Role.AUDITOR)


class Link:
    """A line on which a test says what comes."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Path]] = []
        self.given_up = 0

    def save(
        self,
        path: str,
        file: Path,
        heard: Callable[[float], None],
        ended: Callable[[str, str], None],
    ) -> Callable[[], None]:
        self.asked.append((path, file))
        self.heard, self.ended = heard, ended
        return self.give_up

    def give_up(self) -> None:
        self.given_up += 1


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return window


def desk_of(window: QWidget) -> tuple[AuditDesk, Link]:
    link = Link()
    live = Live(state=running_day().state)
    return AuditDesk(window, link, lambda: live, window), link  # type: ignore[arg-type]


def box_of(window: QWidget) -> QMessageBox:
    (box,) = [each for each in window.findChildren(QMessageBox) if each.isVisible()]
    return box


def choose_csv(desk: AuditDesk, window: QWidget, file: Path) -> None:
    desk.ask()
    (dialog,) = [each for each in window.findChildren(QFileDialog) if each.isVisible()]
    dialog.selectNameFilter("CSV (*.csv)")
    dialog.fileSelected.emit(str(file))
    dialog.close()


def test_where_to_is_asked_and_how_far_it_is_shown(
    window: QWidget, tmp_path: Path, qtbot: QtBot
) -> None:
    desk, link = desk_of(window)
    choose_csv(desk, window, tmp_path / "log")
    assert link.asked == [("/audit/coquimbo?format=csv", tmp_path / "log.csv")]
    (progress,) = window.findChildren(QProgressDialog)
    link.heard(0.25)
    assert progress.value() == 250
    assert progress.labelText() == "Saving log.csv: 25%"
    assert progress.isVisible()
    # One at a time.
    desk.ask()
    assert len(link.asked) == 1
    link.ended("coquimbo 12 ab", "")
    box = box_of(window)
    assert box.text() == f"Saved as {tmp_path / 'log.csv'}."
    assert "coquimbo: 12 events, the chain ends in ab" in box.informativeText()
    qtbot.waitUntil(lambda: not window.findChildren(QProgressDialog))
    choose_csv(desk, window, tmp_path / "log")
    assert len(link.asked) == 2
    link.ended("", "The line to the hub broke.")


def test_what_went_wrong_is_said(window: QWidget, tmp_path: Path) -> None:
    desk, link = desk_of(window)
    desk.save(tmp_path / "log.jsonl")
    link.ended("", "uma may not export the log of coquimbo.")
    box = box_of(window)
    assert box.text() == "The log was not saved."
    assert box.informativeText() == "uma may not export the log of coquimbo."


def test_it_can_be_given_up(window: QWidget, tmp_path: Path) -> None:
    desk, link = desk_of(window)
    desk.save(tmp_path / "log.jsonl")
    (progress,) = window.findChildren(QProgressDialog)
    (button,) = progress.findChildren(QPushButton)
    assert button.text() == "Give up"
    button.click()
    assert link.given_up == 1
    link.heard(0.5)
    assert not progress.isVisible()
    link.ended("", GIVEN_UP)
    assert not [each for each in window.findChildren(QMessageBox) if each.isVisible()]


def names(folder: Path, ending: str) -> list[str]:
    return [each.name for each in folder.iterdir() if each.name.endswith(ending)]


class Saved:
    """What a link said of one export."""

    def __init__(self) -> None:
        self.shares: list[float] = []
        self.end: tuple[str, str] | None = None

    def ended(self, heads: str, wrong: str) -> None:
        self.end = (heads, wrong)


async def saved(hub: RunningHub, actor: Any, file: Path, *, given_up: bool = False) -> Saved:
    link = HubLink(Target(address=hub.address(actor)))
    link._token = hub.address(actor).token
    link._url = lambda path: hub.server.http_url + path  # type: ignore[method-assign]
    said = Saved()
    stop = threading.Event()
    if given_up:
        stop.set()
    await link._save(f"/audit/{DEPOT}", file, said.shares.append, said.ended, stop)
    return said


async def test_a_file_from_a_hub_is_whole(qapp: Any, tmp_path: Path) -> None:
    file = tmp_path / "log.jsonl"
    file.write_text("of last month")
    async with running_hub(tmp_path) as hub:
        said = await saved(hub, AUDITOR, file)
        assert said.end is not None
        assert said.end[0].startswith(f"{DEPOT} ")
        assert said.end[1] == ""
        assert said.shares[-1] == 1.0
        assert check_export(file, hub.log) == 0
        assert [note.kind for note in trail_of(hub)] == [Kind.EXPORTED]
    assert names(tmp_path, ".part") == []


async def test_what_does_not_come_leaves_the_old_file(qapp: Any, tmp_path: Path) -> None:
    file = tmp_path / "log.jsonl"
    file.write_text("of last month")
    async with running_hub(tmp_path) as hub:
        given_up = await saved(hub, AUDITOR, file, given_up=True)
        assert given_up.end == ("", GIVEN_UP)
        refused = await saved(hub, ANA, file)
        assert refused.end is not None
        assert "may not export" in refused.end[1]
        nowhere = await saved(hub, AUDITOR, tmp_path / "gone" / "log.jsonl")
        assert nowhere.end is not None
        assert "Choose another folder" in nowhere.end[1]
    assert file.read_text() == "of last month"
    assert names(tmp_path, ".part") == []

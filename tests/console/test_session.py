"""After a bad end the window shows again what it showed."""

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.screen import Chosen
from console.session import Session, SessionKeeper
from core.model import OrderId, RouteId, ServiceDay

CHOSEN = Chosen(day=ServiceDay("2026-11-30"), case_of=OrderId("1043"))


def test_what_was_chosen_comes_back_once_after_a_bad_end(tmp_path: Path, qtbot: QtBot) -> None:
    file, owner = tmp_path / "session.json", QObject()
    keeper = SessionKeeper(file, lambda: CHOSEN, owner)
    assert keeper.take() is None
    keeper._soon.setInterval(0)
    keeper.note()
    keeper.note()
    qtbot.waitUntil(file.exists)
    later = SessionKeeper(file, Chosen, owner)
    assert later.take() == Session(CHOSEN.day, CHOSEN.case_of)
    assert later.take() is None


def test_a_good_end_leaves_nothing(tmp_path: Path, qapp: QApplication) -> None:
    file, owner = tmp_path / "session.json", QObject()
    keeper = SessionKeeper(file, lambda: Chosen(route=RouteId("r1")), owner)
    keeper.keep()
    assert file.stat().st_mode & 0o077 == 0
    keeper.note()
    keeper.end()
    assert not file.exists()
    assert SessionKeeper(file, Chosen, owner).take() is None


def test_a_broken_file_and_a_disk_that_refuses_stop_nothing(
    tmp_path: Path, qapp: QApplication
) -> None:
    file, owner = tmp_path / "session.json", QObject()
    file.write_text("{")
    assert SessionKeeper(file, Chosen, owner).take() is None
    (tmp_path / "folder").mkdir()
    lost = SessionKeeper(tmp_path / "folder", Chosen, owner)
    lost.keep()
    lost.end()

"""Files are looked for where people keep theirs."""

from pathlib import Path

import pytest
from PySide6.QtCore import QDir, QStandardPaths
from PySide6.QtWidgets import QFileDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from console import file_places
from console.file_places import ask_where, ask_which, ask_which_ones, begin_instead_of, named


@pytest.fixture
def documents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _: str(folder))
    return folder


def test_a_dialog_does_not_begin_in_the_programs_folder(documents: Path, tmp_path: Path) -> None:
    assert begin_instead_of(QDir.current()) == str(documents)
    assert begin_instead_of(QDir(str(tmp_path))) == str(tmp_path), "where the last one was"


def test_without_documents_it_begins_at_home(documents: Path) -> None:
    documents.rmdir()
    assert begin_instead_of(QDir.current()) == QDir.homePath()


KINDS = ("JSON lines (*.jsonl)", "Tables (*.csv *.txt)")


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    return window


def dialog_in(window: QWidget) -> QFileDialog:
    (dialog,) = window.findChildren(QFileDialog)
    assert dialog.directory() != QDir.current()
    return dialog


def test_a_dialog_speaks_the_consoles_language(
    window: QWidget, monkeypatch: pytest.MonkeyPatch
) -> None:
    spanish = {"&Look in:": "&Buscar en:", "Files of &type:": "&Tipo de archivo:"}
    monkeypatch.setattr(file_places, "tr", spanish.__getitem__)
    ask_which(window, "Abrir", KINDS, print)
    labels = {label.text() for label in dialog_in(window).findChildren(QLabel)}
    assert labels >= set(spanish.values())


def test_where_to_write_begins_with_a_name_and_the_ending_of_its_kind(window: QWidget) -> None:
    chosen: list[Path] = []
    ask_where(window, "Save", "log.jsonl", KINDS, chosen.append)
    dialog = dialog_in(window)
    assert dialog.selectedFiles() == [dialog.directory().filePath("log.jsonl")]
    assert dialog.defaultSuffix() == "jsonl"
    dialog.selectNameFilter(KINDS[1])
    dialog.filterSelected.emit(KINDS[1])
    assert dialog.defaultSuffix() == "csv"
    dialog.fileSelected.emit("/a/log")
    assert chosen == [Path("/a/log.csv")]
    dialog.close()


def test_what_to_read_must_be_there(window: QWidget, qtbot: QtBot) -> None:
    one: list[Path] = []
    ask_which(window, "Read", KINDS, one.append)
    dialog = dialog_in(window)
    assert dialog.fileMode() == QFileDialog.FileMode.ExistingFile
    dialog.fileSelected.emit("/a/log.csv")
    dialog.close()
    qtbot.waitUntil(lambda: not window.findChildren(QFileDialog))
    many: list[list[Path]] = []
    ask_which_ones(window, "Read", KINDS, many.append)
    dialog = dialog_in(window)
    assert dialog.fileMode() == QFileDialog.FileMode.ExistingFiles
    dialog.filesSelected.emit(["/a/1.csv", "/a/2.csv"])
    dialog.close()
    assert (one, many) == ([Path("/a/log.csv")], [[Path("/a/1.csv"), Path("/a/2.csv")]])


def test_a_file_gets_the_ending_of_the_kind_that_was_chosen() -> None:
    assert named(Path("/a/log"), KINDS[0], KINDS) == Path("/a/log.jsonl")
    assert named(Path("/a/log"), KINDS[1], KINDS) == Path("/a/log.csv")
    assert named(Path("/a/log.v2"), KINDS[1], KINDS) == Path("/a/log.v2.csv")
    assert named(Path("/a/log.csv"), KINDS[0], KINDS) == Path("/a/log.csv")
    assert named(Path("/a/LOG.CSV"), KINDS[0], KINDS) == Path("/a/LOG.CSV")


def test_a_file_that_is_there_is_not_written_over_unasked(
    window: QWidget, tmp_path: Path, qtbot: QtBot
) -> None:
    there = tmp_path / "log.v2.jsonl"
    there.touch()
    chosen: list[Path] = []
    ask_where(window, "Save", "log", KINDS, chosen.append)
    dialog = dialog_in(window)
    dialog.fileSelected.emit(str(tmp_path / "log.v2"))
    dialog.close()
    assert chosen == []
    qtbot.waitUntil(lambda: len(window.findChildren(QFileDialog)) == 1)
    (again,) = window.findChildren(QFileDialog)
    assert again is not dialog
    assert again.selectedFiles() == [str(there)], "Qt asks once this is confirmed"
    again.fileSelected.emit(str(there))
    again.close()
    assert chosen == [there]

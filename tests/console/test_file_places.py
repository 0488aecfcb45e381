"""Files are looked for where people keep theirs."""

from pathlib import Path

import pytest
from PySide6.QtCore import QDir, QStandardPaths
from pytestqt.qtbot import QtBot

from console.file_places import begin_instead_of, usual_folder


@pytest.fixture
def documents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _: str(folder))
    return folder


def test_a_dialog_does_not_begin_in_the_programs_folder(
    documents: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    assert begin_instead_of(QDir.current()) == str(documents)
    assert begin_instead_of(QDir(str(tmp_path))) == str(tmp_path), "where the last one was"
    assert usual_folder() != QDir.currentPath()


def test_without_documents_it_begins_at_home(documents: Path) -> None:
    documents.rmdir()
    assert begin_instead_of(QDir.current()) == QDir.homePath()

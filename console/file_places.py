"""Asks for files: beginning where the last dialog was, and the first one in the user's documents.

Qt begins in the folder that the program was started from, which is often the program's own.
"""

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QDir, QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from console.tongue import tr

FIRST_ENDING = re.compile(r"\*\.([\w.]+)")


def ask_where(
    parent: QWidget, title: str, name: str, kinds: Sequence[str], then: Callable[[Path], None]
) -> None:
    """Where to write a file that is to be called `name`; `then` gets what was chosen.

    A name with none of the kinds' endings gets the one of the kind that was chosen, as in
    `CSV tables (*.csv)`.
    """
    dialog = _dialog(parent, title, kinds)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.filterSelected.connect(lambda kind: dialog.setDefaultSuffix(_ending(kind)))
    dialog.setDefaultSuffix(_ending(kinds[0]))
    dialog.selectFile(name)

    def take(chosen: str) -> None:
        file = named(Path(chosen), dialog.selectedNameFilter(), kinds)
        if file != Path(chosen) and file.exists():
            # Nobody was asked about that one yet.
            ask_where(parent, title, str(file), kinds, then)
        else:
            then(file)

    dialog.fileSelected.connect(take)
    dialog.open()


def ask_which(
    parent: QWidget, title: str, kinds: Sequence[str], then: Callable[[Path], None]
) -> None:
    """Which file to read; `then` gets what was chosen."""
    dialog = _dialog(parent, title, kinds)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.fileSelected.connect(lambda chosen: then(Path(chosen)))
    dialog.open()


def ask_which_ones(
    parent: QWidget, title: str, kinds: Sequence[str], then: Callable[[list[Path]], None]
) -> None:
    """Which files to read, one or many; `then` gets what was chosen."""
    dialog = _dialog(parent, title, kinds)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.filesSelected.connect(lambda chosen: then([Path(name) for name in chosen]))
    dialog.open()


def _dialog(parent: QWidget, title: str, kinds: Sequence[str]) -> QFileDialog:
    dialog = QFileDialog(parent, title)
    # WORKAROUND: Qt's own catalogues do not know these two with their keys (Qt 6.11, qtbase_es).
    dialog.setLabelText(QFileDialog.DialogLabel.LookIn, tr("&Look in:"))
    dialog.setLabelText(QFileDialog.DialogLabel.FileType, tr("Files of &type:"))
    dialog.setDirectory(begin_instead_of(dialog.directory()))
    dialog.setNameFilters(list(kinds))
    dialog.finished.connect(dialog.deleteLater)
    return dialog


def named(chosen: Path, kind: str, kinds: Sequence[str]) -> Path:
    """With the ending of the kind that was chosen, unless it has one of them."""
    if chosen.suffix.removeprefix(".").lower() in map(_ending, kinds):
        return chosen
    return chosen.with_name(f"{chosen.name}.{_ending(kind)}")


def _ending(kind: str) -> str:
    found = FIRST_ENDING.search(kind)
    return found[1] if found else ""


def begin_instead_of(qts: QDir) -> str:
    """Where Qt would begin, unless that is where the program was started."""
    if qts != QDir.current():
        return qts.absolutePath()
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return place if place and QDir(place).exists() else QDir.homePath()

"""Where file dialogs begin: where the last one was, and the first one in the user's documents.

Qt begins in the folder that the program was started from, which is often the program's own.
"""

import shiboken6
from PySide6.QtCore import QDir, QStandardPaths
from PySide6.QtWidgets import QFileDialog


def usual_folder() -> str:
    """For a dialog that is about to be opened."""
    probe = QFileDialog()
    folder = begin_instead_of(probe.directory())
    shiboken6.delete(probe)
    return folder


def begin_instead_of(qts: QDir) -> str:
    """Where Qt would begin, unless that is where the program was started."""
    if qts != QDir.current():
        return qts.absolutePath()
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return place if place and QDir(place).exists() else QDir.homePath()

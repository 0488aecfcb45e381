"""Photos of a line of goods: those from the door, and those the depot takes while it looks.

Pictures are chosen from files, dropped, or pasted; nothing is read or drawn here. The bytes go to
the hub, which draws each one anew before anybody sees it. Signals: `wanted(blob_id)`,
`opened(blob_id)`, `files_given(paths)`, `picture_given(QImage)`, `changed` after a photo came or
was taken off.
"""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData, QSize, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QIcon,
    QImage,
    QKeyEvent,
    QKeySequence,
    QPixmap,
)
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from console.file_places import ask_which_ones
from console.plain_words import as_letters
from console.theme import Theme
from console.tongue import tr

THUMB = 72
MOST = 8
"""Photos of one inspection."""
FILES = tr("Pictures (*.jpg *.jpeg *.png *.webp)")


class _Thumb(QPushButton):
    """One photo; Delete takes off what was taken here."""

    removed = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Delete):
            self.removed.emit()
            return
        super().keyPressEvent(event)


class PhotoStrip(QWidget):
    """`own()` are the photos that go with the inspection."""

    wanted = Signal(str)
    opened = Signal(str)
    files_given = Signal(list)
    picture_given = Signal(QImage)
    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._own: list[str] = []
        self._door: tuple[str, ...] = ()
        self._thumbs: dict[str, _Thumb] = {}
        self._known: dict[str, QIcon] = {}
        self.add = QPushButton(tr("Add photos…"))
        self._row = QHBoxLayout(self)
        self._build()

    def own(self) -> tuple[str, ...]:
        """Taken here, in the order in which they came."""
        return tuple(self._own)

    def show_photos(self, door: Sequence[str], own: Sequence[str]) -> None:
        """These, and no others."""
        self._door, self._own = tuple(dict.fromkeys(door)), list(dict.fromkeys(own))
        self._rebuild()

    def attach(self, blob_id: str) -> None:
        """The hub has it: it goes with the inspection once that is recorded."""
        if blob_id not in self._own and len(self._own) < MOST:
            self._own.append(blob_id)
            self._rebuild()
            self.changed.emit()

    def show_picture(self, blob_id: str, content: bytes) -> None:
        """The bytes of a photo that was wanted."""
        pixmap = QPixmap()
        if blob_id in self._thumbs and pixmap.loadFromData(content):
            self._known[blob_id] = QIcon(pixmap)
            self._draw(blob_id)

    def allow(self, is_open: bool) -> None:
        """Nothing is added to a line that cannot be changed any more."""
        self.add.setEnabled(is_open and len(self._own) < MOST)

    def paste(self) -> bool:
        """Whether the clipboard held a picture."""
        return self._take(QGuiApplication.clipboard().mimeData())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.add.isEnabled() and _holds_pictures(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if self._take(event.mimeData()):
            event.acceptProposedAction()

    def _build(self) -> None:
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setAlignment(Qt.AlignmentFlag.AlignLeft)
        self.add.setProperty("role", "chip")
        self.add.setIcon(self._theme.icon("image", "muted", 14))
        self.add.setToolTip(tr("Ctrl+P; or drop pictures here, or paste one (Ctrl+V)"))
        self.add.setShortcut(QKeySequence("Ctrl+P"))
        self.add.clicked.connect(self._choose)
        self._row.addWidget(self.add)
        self.setAcceptDrops(True)

    def _choose(self) -> None:
        ask_which_ones(self, tr("Photos of the goods"), [FILES], self._give)

    def _give(self, files: list[Path]) -> None:
        self.files_given.emit([str(file) for file in files])

    def _take(self, given: QMimeData) -> bool:
        if not self.add.isEnabled():
            return False
        files = [url.toLocalFile() for url in given.urls() if url.isLocalFile()]
        if files:
            self.files_given.emit(files)
            return True
        picture = given.imageData() if given.hasImage() else None
        if isinstance(picture, QImage) and not picture.isNull():
            self.picture_given.emit(picture)
            return True
        return False

    def _rebuild(self) -> None:
        for button in self._thumbs.values():
            self._row.removeWidget(button)
            button.deleteLater()
        self._thumbs = {}
        for at, blob_id in enumerate(dict.fromkeys((*self._door, *self._own))):
            self._thumbs[blob_id] = self._thumb(blob_id)
            self._row.insertWidget(at, self._thumbs[blob_id])
            if blob_id not in self._known:
                self.wanted.emit(blob_id)
        self._known = {id_: icon for id_, icon in self._known.items() if id_ in self._thumbs}
        self.allow(self.add.isEnabled() or len(self._own) < MOST)

    def _thumb(self, blob_id: str) -> _Thumb:
        is_own = blob_id in self._own
        button = _Thumb("…")
        button.setFixedSize(THUMB, THUMB)
        button.setIconSize(QSize(THUMB - 8, THUMB - 8))
        button.setAutoDefault(False)
        button.setAccessibleName(
            tr("Photo of the inspection") if is_own else tr("Photo from the door")
        )
        taken = (
            tr("Taken here; Delete or a right click takes it off")
            if is_own
            else tr("From the door")
        )
        button.setToolTip(as_letters(tr("{taken}, a click opens it", taken=taken)))
        button.clicked.connect(partial(self.opened.emit, blob_id))
        if is_own:
            button.removed.connect(partial(self._remove, blob_id))
            button.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            button.customContextMenuRequested.connect(lambda _: self._remove(blob_id))
        if blob_id in self._known:
            button.setIcon(self._known[blob_id])
            button.setText("")
        return button

    def _draw(self, blob_id: str) -> None:
        self._thumbs[blob_id].setIcon(self._known[blob_id])
        self._thumbs[blob_id].setText("")

    def _remove(self, blob_id: str) -> None:
        if blob_id in self._own and self.add.isVisible():
            self._own.remove(blob_id)
            self._rebuild()
            self.changed.emit()


def _holds_pictures(given: QMimeData) -> bool:
    return given.hasImage() or any(url.isLocalFile() for url in given.urls())

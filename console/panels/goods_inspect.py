"""Inspecting: what waits at the left, the line that is looked at at the right.

Signals: `line_chosen(item_id)`, `inspected(item_id, grade, disposition, note, recovered, photos)`
with the money as it was typed, `undo_asked(item_id)`, `photo_wanted(blob_id)`,
`photo_opened(blob_id)`, `files_given(item_id, paths)`, `picture_given(item_id, QImage)`.
"""

from functools import partial

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from console.goods_view import InspectedView, InspectView, WayOnward
from console.panels.goods_table import GoodsTable
from console.panels.photo_strip import PhotoStrip
from console.theme import Theme
from console.tongue import tr
from console.view import Tone
from core.model import Grade

WAITING = (
    (tr("Line"), 116),
    (tr("Goods"), 180),
    (tr("Why it is back"), 140),
    (tr("Worth"), 84),
    (tr("Since"), 92),
)
DONE = (
    (tr("Line"), 116),
    (tr("Goods"), 180),
    (tr("Grade"), 48),
    (tr("Onward"), 130),
    (tr("Brings"), 84),
    (tr("Lot"), 60),
)
GRADES = {
    Grade.A: tr("A · as new"),
    Grade.B: tr("B · used, complete"),
    Grade.C: tr("C · damaged"),
    Grade.D: tr("D · worthless"),
}


class GoodsInspect(QWidget):
    """Grade by A to D, record by Enter; the next line follows by itself."""

    line_chosen = Signal(str)
    inspected = Signal(str, str, str, str, str, tuple)
    undo_asked = Signal(str)
    photo_wanted = Signal(str)
    photo_opened = Signal(str)
    files_given = Signal(str, list)
    picture_given = Signal(str, QImage)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._line: InspectedView | None = None
        self.waiting = GoodsTable(
            theme,
            tr("Waits for an inspection"),
            WAITING,
            numbers=(3,),
            empty=(
                "circle-check",
                tr("Nothing to inspect"),
                tr("Returned goods are listed here once their van is counted."),
            ),
        )
        self.done = GoodsTable(
            theme,
            tr("Inspected"),
            DONE,
            numbers=(4,),
            empty=(
                "list-checks",
                tr("Nothing was inspected yet"),
                tr("What you record is listed here."),
            ),
        )
        self.grades = {grade: QPushButton(words) for grade, words in GRADES.items()}
        self.ways = QComboBox()
        self.money = QLineEdit()
        self.note = QLineEdit()
        self.record = QPushButton(tr("Record"))
        self.undo = QPushButton(tr("Inspect again"))
        self._title = QLabel()
        self._about = QLabel()
        self._hint = QLabel()
        self._words = QLabel()
        self.photos = PhotoStrip(theme)
        self._form = QWidget()
        self.tabs = QTabWidget()
        self._build()

    def show_view(self, view: InspectView) -> None:
        """Show the lists and the chosen line; what is being typed of it stays."""
        key = str(view.line.item_id) if view.line is not None else ""
        self.waiting.show_rows(view.waiting, key)
        self.done.show_rows(view.done, key)
        self.tabs.setTabText(
            0,
            tr("To inspect · {waiting}", waiting=len(view.waiting))
            if view.waiting
            else tr("To inspect"),
        )
        line, was = view.line, self._line
        is_other = line is None or was is None or line.item_id != was.item_id
        is_settled = not is_other and line is not None and was is not None and line.done != was.done
        self._line = line
        if is_other or is_settled:
            self._show_line(line)

    def show_photo(self, blob_id: str, content: bytes) -> None:
        """A picture of the line has come."""
        self.photos.show_picture(blob_id, content)

    def attach(self, item_id: str, blob_id: str) -> None:
        """A photo is at the hub; one of a line that was left meanwhile is nobody's."""
        if self._line is not None and self._line.item_id == item_id:
            self.photos.attach(blob_id)

    def finish(self) -> None:
        """As its main button does."""
        self._record()

    def focus(self) -> None:
        self.waiting.setFocus()

    def _show_line(self, line: InspectedView | None) -> None:
        self._form.setVisible(line is not None)
        self._title.setText(line.title if line is not None else "")
        self._about.setText("\n".join(line.about) if line is not None else "")
        if line is None:
            return
        self.ways.blockSignals(True)
        self.ways.clear()
        for way in line.ways:
            self.ways.addItem(way.words, way.code)
        self.ways.blockSignals(False)
        group = self._group
        group.setExclusive(False)
        for grade, button in self.grades.items():
            button.setChecked(grade == line.grade)
        group.setExclusive(True)
        self.ways.setCurrentIndex(self.ways.findData(line.disposition) if line.disposition else -1)
        self.money.setText(line.recovered)
        self.money.setPlaceholderText("")
        self.note.setText(line.note)
        self.undo.setVisible(bool(line.done))
        self.record.setText(tr("Record") if not line.done else tr("Record anew"))
        for widget in (*self.grades.values(), self.ways, self.money, self.note, self.record):
            widget.setEnabled(not line.locked)
        self.undo.setEnabled(not line.locked)
        self.photos.show_photos(line.photos, line.own)
        self.photos.allow(not line.locked)
        self._check()

    def _grade(self) -> Grade | None:
        return next((grade for grade, button in self.grades.items() if button.isChecked()), None)

    def _choose_grade(self, grade: Grade) -> None:
        """What it suggests is chosen with it."""
        if self._line is None or self._line.locked:
            return
        self.grades[grade].setChecked(True)
        code = dict(self._line.suggested)[grade]
        self.ways.setCurrentIndex(self.ways.findData(code))
        self._price()
        self._check()

    def _choose_way(self, _: int) -> None:
        self._price()
        self._check()

    def _price(self) -> None:
        way = self._way()
        if way is not None:
            self.money.setText(way.amount)
            self.money.setPlaceholderText(way.brings)

    def _way(self) -> WayOnward | None:
        if self._line is None:
            return None
        code = self.ways.currentData()
        return next((way for way in self._line.ways if way.code == code), None)

    def _is_override(self) -> bool:
        grade = self._grade()
        if self._line is None or grade is None:
            return False
        return dict(self._line.suggested)[grade] != str(self.ways.currentData())

    def _check(self) -> None:
        line, way = self._line, self._way()
        self._hint.setText(way.hint if way is not None else "")
        is_ready = line is not None and self._grade() is not None and way is not None
        needs_note = self._is_override() and not self.note.text().strip()
        self.record.setEnabled(bool(is_ready and not needs_note and line and not line.locked))
        words, tone = "", Tone.MUTED
        if line is not None and line.locked:
            words = line.locked
        elif line is not None and self._grade() is None:
            words = tr("Press A, B, C or D.")
        elif needs_note:
            words, tone = (
                tr("Not what the grade suggests: say why. A supervisor looks at it."),
                Tone.WARN,
            )
        elif self._is_override():
            words, tone = tr("A supervisor looks at it."), Tone.WARN
        elif line is not None and line.done:
            words = line.done
        elif is_ready:
            words = tr("Enter records it.")
        self._words.setText(words)
        self._words.setStyleSheet(f"color: {self._theme.tone(tone).name()}; font-size: 12px;")

    def _record(self) -> None:
        grade = self._grade()
        if self._line is None or grade is None or not self.record.isEnabled():
            return
        code = str(self.ways.currentData())
        note, money = self.note.text().strip(), self.money.text().strip()
        photos = self.photos.own()
        self.inspected.emit(str(self._line.item_id), str(grade), code, note, money, photos)

    def _give(self, signal: SignalInstance, given: object) -> None:
        if self._line is not None:
            signal.emit(str(self._line.item_id), given)

    def _undo(self) -> None:
        if self._line is not None:
            self.undo_asked.emit(str(self._line.item_id))

    def _build(self) -> None:
        self._group = QButtonGroup(self)
        row = QHBoxLayout()
        row.setSpacing(6)
        for grade, button in self.grades.items():
            button.setCheckable(True)
            button.setProperty("role", "chip")
            button.setAccessibleName(tr("Grade {grades}", grades=GRADES[grade]))
            button.clicked.connect(partial(self._choose_grade, grade))
            self._group.addButton(button)
            row.addWidget(button)
            QShortcut(QKeySequence(str(grade)), self, partial(self._choose_grade, grade))
        row.addStretch(1)
        self.ways.setAccessibleName(tr("What becomes of it"))
        self.ways.activated.connect(self._choose_way)
        self.money.setAccessibleName(tr("What it brings"))
        self.money.setMaxLength(12)
        self.money.setMaximumWidth(160)
        self.note.setPlaceholderText(tr("What you saw; needed where you decide otherwise"))
        self.note.setAccessibleName(tr("Note"))
        self.note.setMaxLength(400)
        self.note.textChanged.connect(self._check)
        for field in (self.money, self.note):
            field.returnPressed.connect(self._record)
        self.record.setProperty("role", "primary")
        self.record.clicked.connect(self._record)
        self.undo.clicked.connect(self._undo)
        self._title.setProperty("role", "title")
        self._about.setProperty("role", "muted")
        self._hint.setProperty("role", "muted")
        for label in (self._title, self._about, self._hint, self._words):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        for table in (self.waiting, self.done):
            table.chosen.connect(self.line_chosen)
            table.entered.connect(lambda _: self._record())
        photos = self.photos
        photos.wanted.connect(self.photo_wanted)
        photos.opened.connect(self.photo_opened)
        photos.files_given.connect(lambda files: self._give(self.files_given, files))
        photos.picture_given.connect(lambda picture: self._give(self.picture_given, picture))
        paste = QShortcut(QKeySequence.StandardKey.Paste, self, photos.paste)
        paste.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        form = QFormLayout()
        form.setVerticalSpacing(10)
        form.setHorizontalSpacing(12)
        form.addRow(tr("Grade"), row)
        form.addRow(tr("Onward"), self.ways)
        form.addRow("", self._hint)
        form.addRow(tr("Brings"), self.money)
        form.addRow(tr("Note"), self.note)
        foot = QHBoxLayout()
        foot.addWidget(self._words, 1)
        foot.addWidget(self.undo)
        foot.addWidget(self.record)
        inside = QVBoxLayout(self._form)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(10)
        inside.addWidget(self.photos)
        inside.addLayout(form)
        inside.addLayout(foot)
        inside.addStretch(1)
        card = QFrame()
        card.setProperty("card", True)
        right = QVBoxLayout(card)
        right.setContentsMargins(14, 10, 14, 12)
        right.setSpacing(8)
        right.addWidget(self._title)
        right.addWidget(self._about)
        right.addWidget(self._form, 1)
        right.addStretch(0)
        left = QFrame()
        left.setProperty("card", True)
        lists = QVBoxLayout(left)
        lists.setContentsMargins(8, 8, 1, 1)
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.waiting, tr("To inspect"))
        self.tabs.addTab(self.done, tr("Inspected"))
        lists.addWidget(self.tabs)
        halves = QSplitter(Qt.Orientation.Horizontal)
        halves.setHandleWidth(8)
        halves.setChildrenCollapsible(False)
        halves.addWidget(left)
        halves.addWidget(card)
        halves.setStretchFactor(0, 11)
        halves.setStretchFactor(1, 9)
        halves.setSizes([690, 570])
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(halves)

"""A list in a file, looked at before anything is written: how each column is read, what becomes
of each row, every problem in its cell.

Signals: `file_chosen(path)`, `read_wanted` (something is to be read otherwise), `kind_chosen` (the
rows are something else), `mend_wanted(row)` (where is it?), `import_wanted`, `stop_wanted`,
`plan_wanted`. It shows what it is told and decides nothing.
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from PySide6.QtCore import QDate, QModelIndex, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QKeySequence,
    QShortcut,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QDateEdit,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from console.file_places import ask_which
from console.hub_words import in_words
from console.models.import_model import Becomes, ImportModel
from console.panels.elided_label import ElidedLabel
from console.panels.wrapping_label import WrappingLabel
from console.plain_words import as_letters
from console.theme import Theme
from console.tongue import tr
from console.view import Tone
from console.views.wording import whole
from core.exchange.csv_table import DELIMITERS, ENCODINGS
from core.exchange.list_kinds import ListKind, one, titles
from core.exchange.lists import AnyImport
from core.exchange.order_columns import Field, Mapped
from core.exchange.order_file import ENDINGS
from core.exchange.order_import import Fate, other_way_round
from core.exchange.tables import Problem, Table, cell_name

MANY_COLUMNS = 12
PLACE = (Field.ADDRESS, Field.LAT, Field.LON)
"""What is wrong there is put right by finding the address."""
FATE_PX, CELL_PX, WIDEST_PX, ROW_PX = 84, 136, 280, 26
MEASURED_ROWS = 24
MANY_ROWS = 2_000
"""From then on looking at them is shown as it goes."""
GUESSED = tr("As guessed")


def importable(paths: Sequence[str]) -> Path | None:
    """The one file that can be imported; None for anything else."""
    if len(paths) != 1 or not paths[0].lower().endswith(ENDINGS):
        return None
    return Path(paths[0])


class ImportDialog(QDialog):
    """`mapped`, `day`, `prefix`, `sheet`, `encoding` and `delimiter` are what is chosen now."""

    file_chosen = Signal(Path)
    read_wanted = Signal()
    compare_wanted = Signal()
    kind_chosen = Signal()
    mend_wanted = Signal(int)
    import_wanted = Signal()
    stop_wanted = Signal()
    plan_wanted = Signal()

    def __init__(self, theme: Theme, day: date, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.mapped: Mapped = {}
        self._table = Table("", (), (), ())
        self._problems: tuple[Problem, ...] = ()
        self._at = -1
        self.is_busy = False
        self.model = ImportModel(theme, self)
        self.view = QTableView()
        self.name = QLabel(tr("Import a list"))
        self.choose = QPushButton(tr("Choose a file…"))
        self.kinds = QComboBox()
        self.sheets = QComboBox()
        self.encodings = QComboBox()
        self.delimiters = QComboBox()
        self.day_field = QDateEdit(QDate(day.year, day.month, day.day))
        self.prefix_field = QLineEdit()
        self.only_read = QCheckBox(tr("Only what is &read"))
        self.notes = ElidedLabel()
        self.problem = WrappingLabel()
        self.next = QPushButton(tr("Next (F8)"))
        self.swap = QPushButton(tr("&Swap latitude and longitude"))
        self.mend = QPushButton(tr("Find the address… (Ctrl+M)"))
        self.counts = QLabel()
        self.progress = QProgressBar()
        self.stop = QPushButton(tr("Stop"))
        self.leave = QPushButton(tr("Close"))
        self.plan = QPushButton(tr("Plan the day…"))
        self.start = QPushButton(tr("Import"))
        self._pages = QStackedWidget()
        self._empty_words = QLabel()
        self._options: list[tuple[QLabel, QWidget]] = []
        self.setWindowTitle(tr("Import"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAcceptDrops(True)
        self.resize(min(1180, parent.width() - 60), min(760, parent.height() - 60))
        self._build()
        self._connect()
        self.show_nothing("")

    @property
    def day(self) -> date:
        """For orders whose row names none."""
        found = self.day_field.date()
        return date(found.year(), found.month(), found.day())

    @property
    def prefix(self) -> str:
        """What is put in front of order numbers."""
        return self.prefix_field.text().strip()

    @property
    def kind(self) -> ListKind:
        """What the rows are."""
        return ListKind(self.kinds.currentData())

    @property
    def sheet(self) -> str:
        """Empty: the one with orders."""
        return self.sheets.currentText() if self.sheets.count() else ""

    @property
    def encoding(self) -> str:
        """Empty: as guessed."""
        return str(self.encodings.currentData() or "")

    @property
    def delimiter(self) -> str:
        """Empty: as guessed."""
        return str(self.delimiters.currentData() or "")

    # Showing.

    def show_nothing(self, words: str) -> None:
        """No file, or one that cannot be read."""
        self._table = Table("", (), (), ())
        self.model.show_table(self._table, {}, {})
        usual = tr(
            "Choose a CSV or XLSX file with orders, drivers, vans or customers, or a plan in "
            "VROOM's JSON, or drop it here."
        )
        self._empty_words.setText(in_words(words) or usual)
        colour = self._theme.tone(Tone.BAD if words else Tone.MUTED).name()
        self._empty_words.setStyleSheet(f"color: {colour};")
        self._pages.setCurrentIndex(0)
        self.notes.setText("")
        self.swap.hide()
        self.say_problems(())
        self.show_counts("")
        self.start.setText(tr("Import"))
        self._draw()

    def show_reading(self, name: str) -> None:
        """It is being read."""
        self.name.setText(name)
        self.counts.setText(tr("Reading…"))
        self.start.setEnabled(False)

    def show_file(self, sheets: Sequence[str], sheet: str, *, is_text: bool) -> None:
        """What can be chosen for this file."""
        self.sheets.blockSignals(True)
        self.sheets.clear()
        self.sheets.addItems(list(sheets))
        self.sheets.setCurrentText(sheet)
        self.sheets.blockSignals(False)
        for label, widget in self._options:
            is_for_text = widget in (self.encodings, self.delimiters)
            is_wanted = is_text if is_for_text else len(sheets) > 1
            if widget in (self.encodings, self.delimiters, self.sheets):
                label.setVisible(is_wanted)
                widget.setVisible(is_wanted)

    def show_kind(self, kind: ListKind) -> None:
        """What the list was taken for."""
        self.kinds.blockSignals(True)
        self.kinds.setCurrentIndex(self.kinds.findData(kind))
        self.kinds.blockSignals(False)

    def show_table(self, table: Table, mapped: Mapped, *, is_other: bool) -> None:
        """The rows as they are read now."""
        self._table, self.mapped = table, mapped
        self.model.show_table(table, mapped, _titles(self.kind))
        if is_other:
            self.only_read.setChecked(len(table.header) > MANY_COLUMNS)
        self._hide_columns()
        self._pages.setCurrentIndex(1)
        self.view.setColumnWidth(0, FATE_PX)
        if is_other:
            self._size_columns()
        self.notes.setText("; ".join(map(in_words, table.notes)))
        self._draw()

    def show_found(self, found: AnyImport, becomes: Becomes, lacking: Sequence[str]) -> None:
        """What would become of it."""
        self.model.show_becomes(becomes)
        notes = [in_words(each) for each in (*self._table.notes, *found.notes)]
        self.notes.setText("; ".join(notes))
        self.notes.setToolTip(as_letters("\n".join(notes)))
        self.say_problems(found.problems)
        self.swap.setVisible(found.is_swapped)
        if found.is_swapped:
            self._set_problem(tr("Latitude and longitude are swapped all over the list."), Tone.BAD)
        if lacking:
            self._set_problem(
                tr(
                    "No column is read as: {lacking}. Click the head of the column that holds it.",
                    lacking=", ".join(map(in_words, lacking)),
                ),
                Tone.BAD,
            )
        todo = found.counts[Fate.NEW] + found.counts[Fate.CHANGED]
        names = {
            Fate.NEW: tr("new", "many"),
            Fate.CHANGED: tr("changed", "many"),
            Fate.SAME: tr("the same"),
        }
        parts = [f"{whole(found.counts[fate])} {name}" for fate, name in names.items()]
        self.show_counts(
            "   ·   ".join(
                (*parts, tr("{counts} refused", counts=whole(found.counts[Fate.REFUSED])))
            )
        )
        what = in_words(one(self.kind, todo))
        self.start.setText(tr("Import {todo} {one}", todo=whole(todo), one=what))
        self.start.setEnabled(todo > 0 and not lacking and not self.is_busy)

    def show_counts(self, words: str) -> None:
        """In the foot."""
        self.counts.setText(words)

    def show_comparing(self, done: int, total: int) -> None:
        """How far it is; closing the dialog gives it up."""
        is_long = total >= MANY_ROWS and done < total
        self.progress.setVisible(is_long)
        if is_long:
            self.progress.setRange(0, total)
            self.progress.setValue(done)
            self.show_counts(
                tr("{done} of {total} looked at", done=whole(done), total=whole(total))
            )

    def show_progress(self, done: int, total: int) -> None:
        """While it is sent."""
        self.is_busy = True
        self.progress.setRange(0, max(1, total))
        self.progress.setValue(done)
        self.show_counts(tr("{done} of {total} sent", done=whole(done), total=whole(total)))
        self._draw()

    def show_end(self, words: str, tone: Tone, *, may_plan: bool) -> None:
        """It is over: all, some, or nothing was imported."""
        self.is_busy = False
        self._draw()
        self.start.setEnabled(False)
        self.counts.setText(words)
        self.counts.setStyleSheet(f"color: {self._theme.tone(tone).name()};")
        self.plan.setVisible(may_plan)

    def say_problems(self, problems: tuple[Problem, ...]) -> None:
        """How many there are, those that keep a row out first."""
        self._problems = problems
        self._at = -1
        self.mend.setEnabled(True)
        self.next.setVisible(bool(problems))
        many = tr("{n} problem", "{n} problems", len(problems))
        self._set_problem(
            f"{many}; {self.next_words()}" if problems else "",
            Tone.WARN if problems else Tone.MUTED,
        )

    def next_words(self) -> str:
        """What the key does."""
        return tr("F8 goes to each")

    def go_to_next(self) -> None:
        """Show the next problem and its cell."""
        if not self._problems:
            return
        self._at = (self._at + 1) % len(self._problems)
        problem = self._problems[self._at]
        self._say_problem(problem)
        row = self.model.row_of(problem.row)
        index = self.model.index(row, max(0, problem.column + 1))
        if problem.column >= 0 and self.view.isColumnHidden(problem.column + 1):
            self.view.setColumnHidden(problem.column + 1, False)
        self.view.setCurrentIndex(index)
        # What the row becomes stays in sight as long as there is room for it and the cell.
        across = self.view.horizontalScrollBar()
        across.setValue(0)
        self.view.scrollTo(index)
        far = across.value()
        self.view.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)
        across.setValue(far)

    def _swap(self) -> None:
        """Read each coordinate from the other one's column."""
        self.mapped = other_way_round(self.mapped)
        self.swap.hide()
        self.compare_wanted.emit()

    def _tell_of_cell(self, index: QModelIndex | QPersistentModelIndex) -> None:
        """What is wrong with the cell that was chosen, or with its row; `F8` goes on from there."""
        if not index.isValid() or index.row() >= len(self._table.numbers):
            return
        number, column = self._table.numbers[index.row()], index.column() - 1
        of_row = [at for at, each in enumerate(self._problems) if each.row == number]
        of_cell = [at for at in of_row if self._problems[at].column == column]
        if not of_row:
            self.mend.setEnabled(True)
        if self._at in of_cell or not of_row:
            return
        self._at = (of_cell or of_row)[0]
        self._say_problem(self._problems[self._at])

    def _say_problem(self, problem: Problem) -> None:
        self.mend.setEnabled(self.mapped.get(problem.column) in (None, *PLACE))
        where = in_words(cell_name(self._table.name, problem))
        words = f"{where}: {in_words(problem.words)}"
        self._set_problem(
            tr(
                "{at} of {problems}   {words}",
                at=whole(self._at + 1),
                problems=whole(len(self._problems)),
                words=words,
            ),
            Tone.BAD if problem.is_blocking else Tone.WARN,
        )

    # Building.

    def _build(self) -> None:
        self.name.setProperty("role", "title")
        self.name.setTextFormat(Qt.TextFormat.PlainText)
        self.start.setProperty("role", "primary")
        self.choose.setProperty("role", "narrow")
        self.next.setProperty("role", "narrow")
        self.swap.setProperty("role", "narrow")
        self.swap.hide()
        self.mend.setProperty("role", "narrow")
        self.mend.setToolTip(tr("Where the row that is chosen is: choose, or put a pin on the map"))
        self.day_field.setCalendarPopup(True)
        self.day_field.setDisplayFormat("ddd d MMM yyyy")
        self.prefix_field.setPlaceholderText(tr("none"))
        self.prefix_field.setFixedWidth(92)
        self.prefix_field.setMaxLength(20)
        self.prefix_field.setToolTip(tr("Keeps two shops apart that count alike, as CN-"))
        self.encodings.addItem(GUESSED, "")
        for encoding in ENCODINGS:
            self.encodings.addItem(encoding, encoding)
        self.delimiters.addItem(GUESSED, "")
        for sign, name in DELIMITERS.items():
            self.delimiters.addItem(in_words(name), sign)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.name, 1)
        these = QLabel(tr("&These are"))
        these.setProperty("role", "muted")
        these.setBuddy(self.kinds)
        self._options.append((these, self.kinds))
        for part in (these, self.kinds, self.choose):
            head.addWidget(part)
        options = QHBoxLayout()
        options.setSpacing(8)
        for kind in ListKind:
            self.kinds.addItem(in_words(kind.value), kind)
        for words, widget in (
            (tr("&Sheet"), self.sheets),
            (tr("&Encoding"), self.encodings),
            (tr("&Between cells"), self.delimiters),
            (tr("&Day if none is named"), self.day_field),
            (tr("&Prefix of numbers"), self.prefix_field),
        ):
            label = QLabel(words)
            label.setProperty("role", "muted")
            label.setBuddy(widget)
            self._options.append((label, widget))
            options.addWidget(label)
            options.addWidget(widget)
            options.addSpacing(6)
        options.addStretch(1)
        options.addWidget(self.only_read)
        self.notes.setProperty("role", "muted")
        self._build_view()
        self._empty_words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty_words.setWordWrap(True)
        self._pages.addWidget(self._empty_words)
        self._pages.addWidget(self.view)
        problems = QHBoxLayout()
        problems.addWidget(self.problem, 1)
        problems.addWidget(self.swap)
        problems.addWidget(self.mend)
        problems.addWidget(self.next)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.counts, 1)
        foot.addWidget(self.progress, 1)
        for button in (self.stop, self.plan, self.start, self.leave):
            foot.addWidget(button)
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 14, 16, 14)
        box.setSpacing(8)
        box.addLayout(head)
        box.addLayout(options)
        box.addWidget(self.notes)
        box.addWidget(self._pages, 1)
        box.addLayout(problems)
        box.addLayout(foot)

    def _build_view(self) -> None:
        view = self.view
        view.setModel(self.model)
        view.selectionModel().currentChanged.connect(self._tell_of_cell)
        view.setAccessibleName(tr("Rows of the file, and what becomes of each"))
        view.setWordWrap(False)
        view.setShowGrid(True)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        across, down = view.horizontalHeader(), view.verticalHeader()
        across.setDefaultSectionSize(CELL_PX)
        across.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        across.setSectionsClickable(True)
        across.setFixedHeight(46)
        across.setTextElideMode(Qt.TextElideMode.ElideNone)
        across.setResizeContentsPrecision(MEASURED_ROWS)
        view.setCornerButtonEnabled(False)
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setDefaultSectionSize(ROW_PX)
        down.setMinimumWidth(52)

    def _connect(self) -> None:
        self.choose.clicked.connect(self._ask_for_file)
        self.view.horizontalHeader().sectionClicked.connect(self._offer_fields)
        self.sheets.currentIndexChanged.connect(self.read_wanted)
        self.encodings.currentIndexChanged.connect(self.read_wanted)
        self.delimiters.currentIndexChanged.connect(self.read_wanted)
        self.kinds.currentIndexChanged.connect(self.kind_chosen)
        self.day_field.dateChanged.connect(self.compare_wanted)
        self.prefix_field.editingFinished.connect(self.compare_wanted)
        self.only_read.toggled.connect(self._hide_columns)
        self.next.clicked.connect(self.go_to_next)
        self.swap.clicked.connect(self._swap)
        self.mend.clicked.connect(self._ask_to_mend)
        self.view.doubleClicked.connect(lambda _: self._ask_to_mend())
        QShortcut(QKeySequence("Ctrl+M"), self, self.mend.click)
        self.start.clicked.connect(self.import_wanted)
        self.stop.clicked.connect(self.stop_wanted)
        self.leave.clicked.connect(self.reject)
        self.plan.clicked.connect(self.plan_wanted)
        QShortcut(QKeySequence("F8"), self, self.go_to_next)
        QShortcut(QKeySequence("Ctrl+O"), self, self._ask_for_file)
        QShortcut(QKeySequence("Alt+M"), self, self._offer_current)
        QShortcut(QKeySequence("Ctrl+Return"), self, self.start.click)

    def _draw(self) -> None:
        self.counts.setStyleSheet("")
        self.progress.setVisible(self.is_busy)
        self.stop.setVisible(self.is_busy)
        self.leave.setVisible(not self.is_busy)
        self.plan.setVisible(False)
        self.start.setVisible(not self.is_busy)
        has_table = bool(self._table.header)
        for label, widget in self._options:
            if not has_table:
                label.setVisible(False)
                widget.setVisible(False)
            elif widget in (self.day_field, self.prefix_field):
                is_for_orders = self.kind is ListKind.ORDERS
                label.setVisible(is_for_orders)
                widget.setVisible(is_for_orders)
            elif widget is self.kinds:
                label.setVisible(True)
                widget.setVisible(True)
            widget.setEnabled(not self.is_busy)
        self.only_read.setVisible(has_table)
        self.mend.setVisible(has_table and Field.ADDRESS in self.mapped.values())
        self.choose.setEnabled(not self.is_busy)
        if not has_table:
            self.start.setEnabled(False)

    def _set_problem(self, words: str, tone: Tone) -> None:
        self.problem.setText(words)
        self.problem.setStyleSheet(f"color: {self._theme.tone(tone).name()};")

    def _hide_columns(self) -> None:
        is_short = self.only_read.isChecked()
        for column in range(len(self._table.header)):
            self.view.setColumnHidden(column + 1, is_short and column not in self.mapped)

    def _size_columns(self) -> None:
        """By what they hold, within reason."""
        for column in range(1, self.model.columnCount()):
            if not self.view.isColumnHidden(column):
                self.view.resizeColumnToContents(column)
                width = min(max(self.view.columnWidth(column) + 8, 84), WIDEST_PX)
                self.view.setColumnWidth(column, width)

    # What is done.

    def _ask_for_file(self) -> None:
        kinds = [
            tr("Tables ({words})", words=" ".join(f"*{ending}" for ending in ENDINGS)),
            tr("Any file (*)"),
        ]
        ask_which(self, tr("Import a list"), kinds, self.file_chosen.emit)

    def _ask_to_mend(self) -> None:
        """Where the row that is chosen is; `mend_wanted` gets its place in the table."""
        row = self.view.currentIndex().row()
        if row >= 0 and not self.is_busy and Field.ADDRESS in self.mapped.values():
            self.mend_wanted.emit(row)

    def _offer_current(self) -> None:
        self._offer_fields(max(1, self.view.currentIndex().column()))

    def _offer_fields(self, section: int) -> None:
        """What a column can be read as."""
        column = section - 1
        if column < 0 or self.is_busy:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        now = self.mapped.get(column)
        action = menu.addAction(tr("Not read"))
        action.setCheckable(True)
        action.setChecked(now is None)
        action.triggered.connect(lambda: self._read_as(column, None))
        menu.addSeparator()
        taken = set(self.mapped.values())
        for field, words in _titles(self.kind).items():
            is_elsewhere = field in taken and field is not now
            action = menu.addAction(
                tr("{words}  (from another column)", words=words) if is_elsewhere else words
            )
            action.setCheckable(True)
            action.setChecked(field is now)
            action.triggered.connect(lambda _=False, chosen=field: self._read_as(column, chosen))
        header = self.view.horizontalHeader()
        at = QPoint(header.sectionViewportPosition(section), header.height())
        menu.popup(header.mapToGlobal(at))

    def _read_as(self, column: int, field: Field | None) -> None:
        kept = {at: each for at, each in self.mapped.items() if at != column and each is not field}
        self.mapped = kept if field is None else {**kept, column: field}
        self.compare_wanted.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        paths = [url.toLocalFile() for url in event.mimeData().urls()]
        if not self.is_busy and importable(paths) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = importable([url.toLocalFile() for url in event.mimeData().urls()])
        if path is not None:
            event.acceptProposedAction()
            self.file_chosen.emit(path)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.stop_wanted.emit()
        super().closeEvent(event)

    def reject(self) -> None:
        self.stop_wanted.emit()
        super().reject()


def _titles(kind: ListKind) -> dict[Field, str]:
    """What columns can be read as, in the reader's language."""
    return {field: in_words(words) for field, words in titles(kind).items()}

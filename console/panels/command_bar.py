"""The command line over the window: a field, and below it how the line could go on.

Signals: `typed(text)` when other suggestions are wanted, `chosen(act)` for what is to be done,
`given_up` when it closes without one.
"""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QLineEdit,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from console.command_words import MOST_SHOWN, Suggestion
from console.models.value_list import VALUE, Index, ValueList
from console.panels.row_paint import paint_ground, write
from console.theme import Theme
from console.tongue import tr

WIDTH, ROW_HEIGHT, PAD = 620, 34, 12
TOP = 84
LONGEST_LINE = 120
HINT = tr("Enter does it · Tab completes · Esc closes")


class CommandBar(QFrame):
    """Hidden until it is opened; it never changes what is typed but by Tab."""

    typed = Signal(str)
    chosen = Signal(object)
    given_up = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._complaint = ""
        self.field = QLineEdit()
        self.model = ValueList(_key, _aloud, self)
        self.rows = QListView()
        self._foot = QLabel(HINT)
        self.setObjectName("command-bar")
        self.setAccessibleName(tr("Command line"))
        self._build()
        parent.installEventFilter(self)
        self.hide()

    def open(self, text: str = "") -> None:
        """Over everything else, with the line empty or begun."""
        self.field.setText(text)
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.typed.emit(text)

    def show_suggestions(
        self, found: Sequence[Suggestion], complaint: str, *, is_more: bool = False
    ) -> None:
        """Of the newest line; `complaint` is said when Enter finds nothing to do. `is_more`: of
        the same line, whose chosen row stays chosen."""
        self._complaint = complaint
        self.model.show(found)
        if found and not (is_more and self.rows.currentIndex().isValid()):
            self.rows.setCurrentIndex(self.model.index(0))
        self.rows.setVisible(bool(found))
        self._foot.setText(HINT if found else complaint or HINT)
        self._place()

    def text(self) -> str:
        return self.field.text()

    def _build(self) -> None:
        self.field.setPlaceholderText(
            tr("retry 1043 @12 · lock 7 · why 1043 @7 · or what you look for")
        )
        self.field.setAccessibleName(tr("Command"))
        self.field.setMaxLength(LONGEST_LINE)
        self.field.textEdited.connect(self.typed)
        self.field.installEventFilter(self)
        self.rows.setModel(self.model)
        self.rows.setItemDelegate(_Rows(self._theme, self.rows))
        self.rows.setAccessibleName(tr("Suggestions"))
        self.rows.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.rows.setMouseTracking(True)
        self.rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.rows.clicked.connect(self._do)
        self._foot.setProperty("role", "muted")
        box = QVBoxLayout(self)
        box.setContentsMargins(10, 10, 10, 8)
        box.setSpacing(6)
        box.addWidget(self.field)
        box.addWidget(self.rows)
        box.addWidget(self._foot)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and isinstance(event, QKeyEvent):
            if event.type() is QEvent.Type.ShortcutOverride:
                # Keys of the window sleep while somebody types here.
                event.accept()
                return True
            if event.type() is QEvent.Type.KeyPress:
                return self._key(event)
        if watched is self.field and event.type() is QEvent.Type.FocusOut and self.isVisible():
            self._give_up()
        if watched is self.parent() and event.type() is QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        key, at = event.key(), self.rows.currentIndex().row()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self.model.rowCount():
            step = 1 if key == Qt.Key.Key_Down else -1
            self.rows.setCurrentIndex(self.model.index((at + step) % self.model.rowCount()))
        elif key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self._complete(self.rows.currentIndex())
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._do(self.rows.currentIndex())
        elif key == Qt.Key.Key_Escape:
            self._give_up()
        else:
            return False
        return True

    def _complete(self, index: QModelIndex) -> None:
        if index.isValid():
            text = index.data(VALUE).text
            self.field.setText(text)
            self.typed.emit(text)

    def _do(self, index: QModelIndex) -> None:
        suggestion = index.data(VALUE) if index.isValid() else None
        if suggestion is None:
            self._foot.setText(self._complaint or HINT)
        elif suggestion.act is None:
            self._complete(index)
        else:
            self.hide()
            self.chosen.emit(suggestion.act)

    def _give_up(self) -> None:
        self.hide()
        self.given_up.emit()

    def _place(self) -> None:
        parent = self.parentWidget()
        assert parent is not None
        width = min(WIDTH, parent.width() - 40)
        self.rows.setFixedHeight(ROW_HEIGHT * min(self.model.rowCount(), MOST_SHOWN))
        self.setFixedWidth(width)
        self.adjustSize()
        self.move((parent.width() - width) // 2, min(TOP, max(0, parent.height() - self.height())))


class _Rows(QStyledItemDelegate):
    """The words, what they mean in a quieter colour, and the key at the right."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(80, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        suggestion: Suggestion = index.data(VALUE)
        theme = self._theme
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_ground(painter, theme, option)
        box = option.rect.adjusted(PAD, 0, -PAD, 0)
        muted = theme.colour("muted")
        right = write(painter, box, suggestion.keys, theme.font(12, 600), muted, is_right=True)
        box.setRight(box.right() - right)
        left = write(painter, box, suggestion.title, theme.font(13, 600), theme.colour("text"))
        box.setLeft(box.left() + left + PAD)
        write(painter, box, suggestion.detail, theme.font(12), muted)
        painter.restore()


def _key(suggestion: Suggestion) -> str:
    return f"{suggestion.title}\n{suggestion.text}"


def _aloud(suggestion: Suggestion) -> str:
    return " ".join(part for part in (suggestion.title, suggestion.detail, suggestion.keys) if part)

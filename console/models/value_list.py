"""A list of frozen values as a Qt model, rows by key, for lists that a delegate paints."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from console.models.row_moves import Insert, Move, Remove, steps

Index = QModelIndex | QPersistentModelIndex
VALUE = Qt.ItemDataRole.UserRole
"""The value itself, for the delegate."""


class ValueList(QAbstractListModel):
    """Values in the order given. `key` tells which is which, `words` reads one aloud.

    Signal: `shown` after all that one `show` has changed, if it changed anything."""

    shown = Signal()

    def __init__(
        self,
        key: Callable[[Any], str],
        words: Callable[[Any], str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._key = key
        self._words = words
        self._values: list[Any] = []

    def value(self, at: int) -> Any:
        return self._values[at]

    def find(self, key: str) -> int | None:
        return next((i for i, v in enumerate(self._values) if self._key(v) == key), None)

    def show(self, values: Sequence[Any]) -> None:
        """Replay the difference; equal rows are not touched."""
        by_key = {self._key(value): value for value in values}
        old = [self._key(value) for value in self._values]
        nowhere = QModelIndex()
        is_other = self._values != list(values)
        for step in steps(old, list(by_key)):
            match step:
                case Remove(index):
                    self.beginRemoveRows(nowhere, index, index)
                    del self._values[index]
                    self.endRemoveRows()
                case Move(source, target):
                    below = target + 1 if target > source else target
                    self.beginMoveRows(nowhere, source, source, nowhere, below)
                    self._values.insert(target, self._values.pop(source))
                    self.endMoveRows()
                case Insert(index, id_):
                    self.beginInsertRows(nowhere, index, index)
                    self._values.insert(index, by_key[id_])
                    self.endInsertRows()
        for at, value in enumerate(self._values):
            if by_key[self._key(value)] != value:
                self._values[at] = by_key[self._key(value)]
                self.dataChanged.emit(self.index(at), self.index(at))
        if is_other:
            self.shown.emit()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._values)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        value = self._values[index.row()]
        if role == VALUE:
            return value
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._words(value)
        return None

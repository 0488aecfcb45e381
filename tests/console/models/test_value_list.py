"""Values by key as a Qt list."""

from msgspec import Struct
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from console.models.value_list import VALUE, ValueList

FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal


class Named(Struct, frozen=True):
    key: str
    words: str = ""


def make() -> ValueList:
    return ValueList(lambda value: value.key, lambda value: value.words)


def test_it_stays_valid_while_values_come_move_and_go() -> None:
    model = make()
    QAbstractItemModelTester(model, FATAL, model)
    for keys in ("abc", "cab", "b", "", "bd"):
        values = [Named(key) for key in keys]
        model.show(values)
        assert [model.value(at) for at in range(model.rowCount())] == values


def test_a_changed_value_is_told_alone() -> None:
    model = make()
    model.show([Named("a"), Named("b")])
    told: list[int] = []
    model.dataChanged.connect(lambda first, _: told.append(first.row()))
    model.show([Named("a"), Named("b", "new")])
    assert told == [1]


def test_values_are_found_and_read_aloud() -> None:
    model = make()
    model.show([Named("a", "first")])
    assert model.find("a") == 0
    assert model.find("z") is None
    assert model.index(0).data() == "first"
    assert model.index(0).data(VALUE) == Named("a", "first")
    assert model.index(0).data(Qt.ItemDataRole.ToolTipRole) is None
    assert model.data(QModelIndex()) is None

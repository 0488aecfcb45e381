"""The desk's lists as a Qt table: rows that stay keep their place, columns sort."""

from msgspec.structs import replace
from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from console.desk_view import DeskRow
from console.models.desk_model import AGE, ASKED_BY, VALUE, WHAT, DeskModel
from console.theme import Theme
from console.view import Tone

TITLES = ("What", "About", "Value", "Age", "Asked by", "With")


def row(key: str, value: float, age: float, by: str = "ana") -> DeskRow:
    return DeskRow(
        key, "banknote", Tone.ACCENT, "Refund", f"order {key}", f"${value:g}", f"{age:g} s", by,
        "any supervisor", (value, age), ("Refund", "over the limit"),
    )  # fmt: skip


ROWS = (row("a", 30, 1, "carl"), row("b", 10, 3, "ana"), row("c", 20, 2, "bea 10"))


def keys(model: DeskModel) -> str:
    return "".join(model.row(at).key for at in range(model.rowCount()))


def test_rows_come_as_given_and_sort_by_number_and_by_words(theme: Theme) -> None:
    model = DeskModel(theme)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    assert model.show(TITLES, ROWS)
    assert keys(model) == "abc"
    kept = QPersistentModelIndex(model.index(0, 0))
    model.sort(VALUE)
    assert (keys(model), kept.row()) == ("bca", 2)
    model.sort(AGE, Qt.SortOrder.DescendingOrder)
    assert keys(model) == "bca"
    model.sort(ASKED_BY)
    assert keys(model) == "bca"
    model.sort(ASKED_BY, Qt.SortOrder.DescendingOrder)
    assert keys(model) == "acb"
    model.sort(-1)
    assert keys(model) == "abc"


def test_only_what_changed_is_told(theme: Theme) -> None:
    model = DeskModel(theme)
    model.show(TITLES, ROWS)
    told: list[int] = []
    model.dataChanged.connect(lambda first, _: told.append(first.row()))
    assert not model.show(TITLES, (ROWS[0], replace(ROWS[1], age="9 s"), ROWS[2]))
    assert told == [1]
    assert model.show(TITLES, ROWS[:1])
    assert (model.find("a"), model.find("b")) == (0, None)


def test_cells_say_what_they_hold(theme: Theme) -> None:
    model = DeskModel(theme)
    model.show(TITLES, ROWS)
    role = Qt.ItemDataRole
    assert model.headerData(VALUE, Qt.Orientation.Horizontal) == "Value"
    assert model.headerData(VALUE, Qt.Orientation.Vertical) is None
    assert model.headerData(0, Qt.Orientation.Horizontal, role.DecorationRole) is None
    index = model.index(0, VALUE)
    assert model.data(index) == "$30"
    assert model.data(index, role.AccessibleTextRole) == "Value: $30"
    assert "over the limit" in model.data(index, role.ToolTipRole)
    assert model.data(index, role.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight
    assert model.data(model.index(0, WHAT), role.DecorationRole) is not None
    assert model.data(model.index(0, AGE), role.ForegroundRole) == theme.tone(Tone.MUTED)
    assert model.data(index, role.CheckStateRole) is None
    assert model.data(model.index(-1, 0)) is None

"""The model of finished words: what Qt asks of it, ticks as wishes, selections that survive."""

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QColor
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from console.goods_view import TableRow
from console.models.table_rows import TableRows
from console.theme import Theme
from console.view import Tone

ONE = TableRow("a", ("a1", "3"), (Tone.BAD,), ("About a1",), is_ticked=False, is_strong=True)
TWO = TableRow("b", ("b1",), is_ticked=None)


@pytest.fixture
def model(theme: Theme) -> TableRows:
    made = TableRows(theme, ("Line", "Pieces"), numbers=(1,))
    made.show((ONE, TWO))
    return made


def test_the_model_keeps_qts_rules(model: TableRows, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]


def test_words_tones_and_alignments(model: TableRows, theme: Theme) -> None:
    first, pieces = model.index(0, 0), model.index(0, 1)
    assert model.data(first) == "a1"
    assert model.data(model.index(1, 1)) == "", "a cell that is not there"
    assert model.data(first, Qt.ItemDataRole.ForegroundRole) == theme.tone(Tone.BAD)
    assert isinstance(model.data(pieces, Qt.ItemDataRole.ForegroundRole), QColor)
    right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    assert model.data(pieces, Qt.ItemDataRole.TextAlignmentRole) == right
    assert model.data(first, Qt.ItemDataRole.AccessibleTextRole) == "Line: a1"
    assert "About a1" in model.data(first, Qt.ItemDataRole.ToolTipRole)
    assert model.data(model.index(1, 0), Qt.ItemDataRole.ToolTipRole) is None
    assert model.data(QModelIndex()) is None
    assert model.headerData(1, Qt.Orientation.Horizontal) == "Pieces"
    assert model.headerData(0, Qt.Orientation.Vertical) is None


def test_a_tick_is_a_wish(model: TableRows, qtbot: QtBot) -> None:
    first = model.index(0, 0)
    assert model.flags(first) & Qt.ItemFlag.ItemIsUserCheckable
    assert not model.flags(model.index(1, 0)) & Qt.ItemFlag.ItemIsUserCheckable
    role = Qt.ItemDataRole.CheckStateRole
    with qtbot.waitSignal(model.ticked) as told:
        assert not model.setData(first, Qt.CheckState.Checked.value, role)
    assert told.args == ["a", True]
    assert model.data(first, role) is Qt.CheckState.Unchecked, "until the answer comes"
    assert not model.setData(model.index(1, 0), Qt.CheckState.Checked.value, role)
    assert not model.setData(first, "x")


def test_rows_that_stay_are_changed_in_place(model: TableRows, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(model.modelReset), qtbot.waitSignal(model.dataChanged):
        model.show((TableRow("a", ("a2",)), TWO))
    with qtbot.assertNotEmitted(model.dataChanged):
        model.show((TableRow("a", ("a2",)), TWO))
    with qtbot.waitSignal(model.modelReset):
        model.show((TWO,))
    assert (model.find("b"), model.find("a")) == (0, None)
    assert model.row(0) is TWO


def test_many_changed_rows_are_told_in_one_word(model: TableRows) -> None:
    model.show(tuple(TableRow(str(n), (f"{n}", "1 h")) for n in range(500)))
    told: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda first, last: told.append((first.row(), last.row())))
    model.show(tuple(TableRow(str(n), (f"{n}", "2 h" if n else "1 h")) for n in range(500)))
    assert told == [(1, 499)]

"""Tables leave as text and as CSV, and what a customer wrote is never a formula."""

import pytest
from PySide6.QtGui import QGuiApplication, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QLineEdit, QListView, QTableView
from pytestqt.qtbot import QtBot

from console.table_copy import as_csv, as_text, copy_table, rows_of, table_of


@pytest.fixture
def table(qtbot: QtBot) -> QTableView:
    view = QTableView()
    model = QStandardItemModel(3, 3, view)
    model.setHorizontalHeaderLabels(["Order", "Customer", "Due"])
    for row, cells in enumerate(
        (("1", "Ana", "10:00"), ("2", "=SUM(A1)", "a\nb"), ("3", "", "-5"))
    ):
        for column, words in enumerate(cells):
            model.setItem(row, column, QStandardItem(words))
    view.setModel(model)
    view.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
    qtbot.addWidget(view)
    return view


def test_all_rows_are_copied_unless_several_are_chosen(table: QTableView) -> None:
    assert [row[0] for row in rows_of(table)] == ["Order", "1", "2", "3"]
    table.selectRow(1)
    assert len(rows_of(table)) == 4
    table.setSelectionMode(QTableView.SelectionMode.MultiSelection)
    table.selectRow(2)
    assert [row[0] for row in rows_of(table)] == ["Order", "2", "3"]


def test_columns_are_those_in_sight_in_their_order(table: QTableView) -> None:
    table.hideColumn(0)
    table.horizontalHeader().moveSection(2, 1)
    assert rows_of(table)[0] == ["Due", "Customer"]
    table.hideRow(0)
    assert len(rows_of(table)) == 3


def test_text_has_one_line_per_row(table: QTableView) -> None:
    assert as_text(rows_of(table)).splitlines()[2] == "2\t=SUM(A1)\ta b"


def test_csv_marks_what_would_be_a_formula(table: QTableView) -> None:
    assert as_csv(rows_of(table)) == (
        'Order,Customer,Due\r\n1,Ana,10:00\r\n2,\'=SUM(A1),"a\nb"\r\n3,,-5\r\n'
    )


def test_the_table_with_the_keyboard_is_copied(table: QTableView, qtbot: QtBot) -> None:
    table.show()
    table.activateWindow()
    table.setFocus()
    qtbot.waitUntil(table.hasFocus)
    assert copy_table(is_csv=False) == "3 rows copied"
    assert QGuiApplication.clipboard().text().startswith("Order\tCustomer\tDue\n1\tAna")
    assert copy_table(is_csv=True) == "3 rows copied as CSV"
    assert table_of(table.horizontalHeader()) is table


def test_without_a_table_it_is_said_what_to_do(qtbot: QtBot) -> None:
    field = QLineEdit()
    qtbot.addWidget(field)
    assert table_of(field) is None
    assert copy_table(is_csv=False).startswith("Click into a table")
    bare = QListView()
    qtbot.addWidget(bare)
    assert table_of(bare) is bare


def test_a_list_has_no_titles(qtbot: QtBot) -> None:
    view = QListView()
    model = QStandardItemModel(view)
    model.appendRow(QStandardItem("Nobody there"))
    view.setModel(model)
    qtbot.addWidget(view)
    assert rows_of(view) == [["Nobody there"]]

"""A table of the goods view follows the theme also while it is not seen."""

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QStackedWidget, QWidget
from pytestqt.qtbot import QtBot

from console.goods_view import TableRow
from console.panels.goods_day_end import VANS
from console.panels.goods_table import GoodsTable
from console.theme import Scheme, Theme


def test_a_chosen_row_has_the_colours_of_the_scheme_in_which_it_is_seen(
    theme: Theme, qtbot: QtBot
) -> None:
    theme.set_scheme(Scheme.DARK)
    pages = QStackedWidget()
    qtbot.addWidget(pages)
    table = GoodsTable(theme, "Lots", (("Lot", 60), ("Goods", 100)))
    pages.addWidget(QWidget())
    pages.addWidget(table)
    table.show_rows((TableRow("1", ("1", "Books")),), "1")
    pages.resize(400, 200)
    pages.show()
    qtbot.waitExposed(pages)
    pages.setCurrentWidget(table)
    table.grab()
    pages.setCurrentIndex(0)
    theme.set_scheme(Scheme.LIGHT)
    pages.setCurrentWidget(table)
    row = table.visualRect(table.model().index(0, 1))
    seen = table.viewport().grab().toImage().pixelColor(row.topRight() + QPoint(-3, 5))
    assert seen.name() == theme.colour("select").name()


def test_in_little_room_no_column_loses_its_title(theme: Theme, qtbot: QtBot) -> None:
    table = GoodsTable(
        theme, "Vans of the day", VANS, numbers=(2, 3, 4, 5, 6, 7, 8, 9), stretched=10
    )
    qtbot.addWidget(table)
    table.show_rows((TableRow("1", ("Route 1",) * 11),), "1")
    table.resize(745, 200)
    table.show()
    qtbot.waitExposed(table)
    head = table.horizontalHeader()
    assert table.columnWidth(10) >= 80
    assert table.columnWidth(0) >= 60
    for column, (title, width) in enumerate(VANS[:10]):
        assert head.fontMetrics().horizontalAdvance(title) < table.columnWidth(column) <= width
    table.resize(1200, 200)
    assert [table.columnWidth(column) for column in range(10)] == [wide for _, wide in VANS[:10]]


def test_in_hardly_any_room_sums_stay_whole_and_what_says_nothing_is_left_out(
    theme: Theme, qtbot: QtBot
) -> None:
    columns = (("Line", 80), ("Goods", 100), ("Worth", 90), ("Counted", 80))
    table = GoodsTable(theme, "Lines", columns, numbers=(2, 3))
    qtbot.addWidget(table)
    table.show_rows((TableRow("1", ("1043-2", "Kettle", "$249,990", "–")),))
    table.resize(270, 200)
    table.show()
    qtbot.waitExposed(table)
    assert table.columnWidth(2) > table.fontMetrics().horizontalAdvance("$249,990") + 16
    assert table.isColumnHidden(3)
    table.show_rows((TableRow("1", ("1043-2", "Kettle", "$249,990", "1")),))
    assert not table.isColumnHidden(3)
    table.show_rows((TableRow("1", ("1043-2", "Kettle", "$249,990", "–")),))
    table.resize(600, 200)
    assert not table.isColumnHidden(3), "there is room for it"

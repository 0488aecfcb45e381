"""How tables and the queue look is kept, and comes back."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot

from console.column_choice import ColumnChoice
from console.filter_desk import FilterDesk
from console.models.queue_filter import QueueColumn, QueueFilter
from console.panels.goods_table import GoodsTable
from console.panels.queue_panel import QueuePanel
from console.theme import Theme
from console.view import QueueGroup
from console.view_memory import LOOKS, MOST_FILTERS, Looks, TableLook, ViewMemory
from console.views.queue_rows import queue_rows
from tests.console.panels.conftest import shown as shown
from tests.console.sample_day import SampleDay

Show = Callable[[QWidget, int, int], None]
FAILED = QueueFilter(QueueGroup.FAILED, ("nobody",), QueueColumn.VALUE, True)


@pytest.fixture
def memory(tmp_path: Path) -> ViewMemory:
    return ViewMemory(tmp_path / LOOKS)


def again(memory: ViewMemory) -> Looks:
    """As the next start reads it."""
    return ViewMemory(memory._file).looks


def test_sorting_lasts_and_what_hides_cases_does_not(memory: ViewMemory) -> None:
    memory.keep_queue(FAILED)
    assert again(memory).queue == QueueFilter(column=QueueColumn.VALUE, is_descending=True)


def test_filters_have_names_and_the_oldest_goes(memory: ViewMemory) -> None:
    for number in range(MOST_FILTERS + 1):
        memory.keep_filter(f"{number}", FAILED)
    assert list(again(memory).filters) == [str(n) for n in range(1, MOST_FILTERS + 1)]
    memory.forget_filter("1")
    assert "1" not in again(memory).filters


def test_a_broken_file_and_a_full_disk_stop_nothing(tmp_path: Path) -> None:
    (tmp_path / LOOKS).write_text("{")
    memory = ViewMemory(tmp_path / LOOKS)
    assert memory.looks == Looks()
    lost = ViewMemory(tmp_path / "missing" / LOOKS)
    lost.keep_table("vans", TableLook(("Phone",)))
    assert lost.looks.tables["vans"].hidden == ("Phone",)


def table(theme: Theme) -> GoodsTable:
    made = GoodsTable(theme, "vans", [("Van", 80), ("Driver", 80), ("Load", 80)])
    made.setSortingEnabled(True)
    return made


def test_columns_that_were_hidden_stay_hidden(
    theme: Theme, memory: ViewMemory, qtbot: QtBot
) -> None:
    first, second = table(theme), table(theme)
    qtbot.addWidget(first)
    qtbot.addWidget(second)
    choice = ColumnChoice(first, "vans", memory)
    choice.toggle(2)
    first.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    assert again(memory).tables == {"vans": TableLook(("Load",), "Driver", True)}
    ColumnChoice(second, "vans", ViewMemory(memory._file))
    assert [second.isColumnHidden(column) for column in range(3)] == [False, False, True]
    assert second.horizontalHeader().sortIndicatorSection() == 1
    choice.toggle(2)
    assert again(memory).tables["vans"].hidden == ()


def test_the_menu_of_the_head_never_hides_the_first_column(
    theme: Theme, memory: ViewMemory, shown: Show
) -> None:
    made = table(theme)
    shown(made, 400, 200)
    ColumnChoice(made, "vans", memory).show_menu(made.rect().topLeft())
    (menu,) = made.findChildren(QMenu)
    assert [(a.text(), a.isEnabled(), a.isChecked()) for a in menu.actions()] == [
        ("Van", False, True),
        ("Driver", True, True),
        ("Load", True, True),
    ]
    menu.actions()[1].trigger()
    assert made.isColumnHidden(1)
    menu.close()


def test_a_kept_filter_comes_back_with_what_it_hides(
    theme: Theme, memory: ViewMemory, shown: Show
) -> None:
    queue = QueuePanel(theme)
    shown(queue, 400, 600)
    queue.show_rows(queue_rows(SampleDay(routes=6, stops=12).moment()))
    desk = FilterDesk(queue, memory, queue)
    everything = queue.model.rowCount()
    queue.choose_group(QueueGroup.FAILED)
    desk.keep("  my \n failures ", queue.asked())
    few = queue.model.rowCount()
    assert 0 < few < everything
    queue.ask(QueueFilter())
    assert queue.model.rowCount() == everything
    desk.show_menu(queue.rect().topLeft())
    menu = next(m for m in queue.findChildren(QMenu) if m.isVisible())
    entry = menu.actions()[0]
    shows, total = queue.effect_of(memory.looks.filters["my failures"])
    assert entry.text() == f"my failures\tshows {shows}, hides {total - shows}"
    entry.trigger()
    menu.close()
    assert queue.asked().group is QueueGroup.FAILED
    assert queue.model.rowCount() == few


def test_the_queue_is_sorted_as_it_was_left(theme: Theme, memory: ViewMemory, shown: Show) -> None:
    memory.keep_queue(FAILED)
    queue = QueuePanel(theme)
    shown(queue, 400, 600)
    FilterDesk(queue, memory, queue)
    assert queue.asked() == QueueFilter(column=QueueColumn.VALUE, is_descending=True)
    header = queue.table.horizontalHeader()
    title = queue.model.headerData(QueueColumn.VALUE, Qt.Orientation.Horizontal)
    assert title == "At stake ↓"
    assert header.sortIndicatorSection() == QueueColumn.VALUE

"""A file is looked at before anything is written, sent piece by piece, and the same again does
nothing."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot

from console.hub_link import Live
from console.import_desk import ImportDesk, address_in
from console.panels.import_dialog import ImportDialog, importable
from console.theme import Theme
from console.undo import Pair
from core import commands as c
from core.access import Role
from core.exchange.list_kinds import ListKind
from core.exchange.order_columns import Field
from core.exchange.order_file import Memory
from core.exchange.region_places import RegionPlaces
from core.exchange.tables import Table
from core.hub.replica import ClockReading
from core.model import OrderId, OrderStatus, VehicleId
from core.rules.lookups import Refused
from tests.builders import MORNING, SYSTEM, Board, small_day

HEADER = "Order,Customer,Address,Lat,Lon,Goods,Phone"
ROWS = (
    "n1,Ana Soto,Balmaceda 12,-29.91,-71.25,Lamp,123",
    "n2,Eva Rojas,Balmaceda 14,-71.25,-29.91,Lamp,124",
    "n3,Ida Soto,Balmaceda 16,-29.92,-71.25,Lamp,125",
)


class Office:
    """What is sent is decided at once; texts are kept as the hub keeps them."""

    def __init__(self, theme: Theme, folder: Path, qtbot: QtBot) -> None:
        self.window = QWidget()
        self.window.resize(1200, 800)
        qtbot.addWidget(self.window)
        self.board: Board = small_day()
        self.texts: dict[str, str] = {}
        self.sent: list[c.Command] = []
        self.pairs: list[Pair] = []
        self.asked: list[tuple[str, Callable[[float, float], None]]] = []
        self.said: list[str] = []
        self.role = Role.ADMIN
        self.refuse = ""
        self.folder = folder
        self.desk = ImportDesk(
            self.window,
            theme,
            self._send,
            self.live,
            RegionPlaces(None),
            Memory(folder / "columns.json"),
            self.window,
            remember=self.pairs.append,
            ask_where=lambda address, find, put, over: self.asked.append((address, put)),
        )
        self.desk.said.connect(lambda words, _: self.said.append(words))
        self._qtbot = qtbot

    def live(self) -> Live:
        clock = ClockReading(MORNING, 0.0, 0.0)
        return Live(state=self.board.state, texts=self.texts, clock=clock, role=self.role)

    def _send(self, command: c.Command, answered: Callable[[str | None], None]) -> None:
        assert isinstance(command, c.ImportOrders | c.RegisterFleet)
        self.sent.append(command)
        if self.refuse:
            answered(self.refuse)
            return
        try:
            self.board.ask(replace(command, texts={}), SYSTEM)
        except Refused as refused:
            answered(str(refused))
            return
        self.texts |= {str(ref): text for ref, text in command.texts.items()}
        answered(None)

    def write(self, *lines: str, name: str = "orders.csv") -> Path:
        path = self.folder / name
        path.write_text("\n".join(lines), encoding="utf-8")
        return path

    def open(self, path: Path) -> ImportDialog:
        self.desk.open(path)
        dialog = self.dialog()
        self._qtbot.waitUntil(lambda: "refused" in dialog.counts.text())
        return dialog

    def dialog(self) -> ImportDialog:
        (found,) = self.window.findChildren(ImportDialog)
        return found


@pytest.fixture
def office(theme: Theme, tmp_path: Path, qtbot: QtBot) -> Iterator[Office]:
    made = Office(theme, tmp_path, qtbot)
    yield made
    made.desk.close()


def test_the_next_problem_leaves_what_a_row_becomes_in_sight(office: Office, qtbot: QtBot) -> None:
    dialog = office.open(office.write(HEADER, *ROWS))
    view, cell = dialog.view, dialog.model.index(1, 4)
    view.setColumnWidth(3, 500)
    view.setColumnWidth(7, 900)
    across = view.horizontalScrollBar()
    qtbot.waitUntil(lambda: across.maximum() > 0)
    across.setValue(across.maximum())
    dialog.go_to_next()
    assert view.currentIndex() == cell
    assert across.value() == 0
    assert view.visualRect(cell).right() < view.viewport().width()


def test_the_reason_of_a_red_cell_is_read_beneath_when_it_is_chosen(office: Office) -> None:
    rows = (ROWS[0], ROWS[1], ROWS[1].replace("n2", "n9"))
    dialog = office.open(office.write(HEADER, *rows))
    assert [dialog.model.index(row, 0).data() for row in range(3)] == ["new", "refused", "refused"]
    dialog.view.setCurrentIndex(dialog.model.index(2, 4))
    assert "orders!D4" in dialog.problem.text()
    dialog.view.setCurrentIndex(dialog.model.index(1, 0))
    assert "orders!D3" in dialog.problem.text()
    dialog.view.setCurrentIndex(dialog.model.index(0, 1))
    assert "orders!D3" in dialog.problem.text(), "nothing is wrong there"
    seen = set()
    for _ in dialog._problems:
        dialog.go_to_next()
        seen.add(dialog._at)
    assert seen == set(range(len(dialog._problems)))


def test_a_file_is_compared_marked_and_imported(office: Office, qtbot: QtBot) -> None:
    dialog = office.open(office.write(HEADER, *ROWS))
    assert "2 new" in dialog.counts.text()
    assert "1 refused" in dialog.counts.text()
    assert dialog.start.text() == "Import 2 orders"
    model = dialog.model
    assert [model.index(row, 0).data() for row in range(3)] == ["new", "refused", "new"]
    marked = model.index(1, 4)
    assert marked.data(Qt.ItemDataRole.BackgroundRole) is not None
    assert "swapped" in marked.data(Qt.ItemDataRole.ToolTipRole)
    dialog.go_to_next()
    assert "orders!D3" in dialog.problem.text()
    assert dialog.view.currentIndex() == marked
    QTest.mouseClick(dialog.start, Qt.MouseButton.LeftButton)
    assert office.said == ["2 of 2 orders imported · Ctrl+Z takes it back"]
    assert {"n1", "n3"} <= office.board.state.orders.keys()
    assert "n2" not in office.board.state.orders
    assert not dialog.plan.isHidden()
    qtbot.waitUntil(lambda: model.index(0, 0).data() == "same")
    assert dialog.counts.text().startswith("2 of 2 orders imported")


def test_cells_of_a_file_are_letters_under_the_pointer(office: Office) -> None:
    note = "<img src='file:///dev/zero'>"
    header, row = HEADER.replace("Phone", note), ROWS[0].replace("Lamp", note)
    model = office.open(office.write(header, row, *ROWS[1:])).model
    role, across = Qt.ItemDataRole.ToolTipRole, Qt.Orientation.Horizontal
    tips = [model.index(0, column).data(role) for column in range(model.columnCount())]
    tips += [model.headerData(column, across, role) for column in range(model.columnCount())]
    assert sum("&lt;img" in tip for tip in tips if tip) == 2
    assert not any("<img" in tip for tip in tips if tip)


def test_an_import_is_taken_back_and_can_be_done_again(office: Office) -> None:
    dialog = office.open(office.write(HEADER, *ROWS))
    dialog.start.click()
    (pair,) = office.pairs
    for command in pair.undo(office.board.state):
        office.board.ask(command)
    assert office.board.order(OrderId("n1")).status is OrderStatus.CLOSED
    for command in pair.do(office.board.state):
        office.board.ask(replace(command, texts={}))
    assert office.board.order(OrderId("n1")).status is OrderStatus.WAITING


def test_whoever_waits_for_the_dialog_hears_that_it_is_closed(office: Office, qtbot: QtBot) -> None:
    dialog = office.open(office.write(HEADER, *ROWS))
    with qtbot.waitSignal(office.desk.closed):
        QTest.keyClick(dialog, Qt.Key.Key_Escape)


def test_a_list_of_vans_is_told_apart_and_registered(office: Office, qtbot: QtBot) -> None:
    dialog = office.open(office.write("Plate,Van,Payload kg", "AB-12,Sprinter,1200", name="v.csv"))
    assert dialog.kind is ListKind.VANS
    assert dialog.start.text() == "Import 1 van"
    assert dialog.prefix_field.isHidden()
    dialog.start.click()
    assert office.board.state.vehicles[VehicleId("ab-12")].capacity.weight_g == 1_200_000
    assert dialog.plan.isHidden()
    qtbot.waitUntil(lambda: dialog.model.index(0, 0).data() == "same")


def test_a_list_can_be_taken_for_something_else(office: Office, qtbot: QtBot) -> None:
    dialog = office.open(office.write("Number,Name", "7,Ana Soto", name="people.csv"))
    dialog.kinds.setCurrentIndex(dialog.kinds.findData(ListKind.DRIVERS))
    qtbot.waitUntil(lambda: dialog.start.text() == "Import 1 driver")
    office.role = Role.DISPATCHER
    dialog.start.click()
    assert "Ask " in dialog.counts.text()
    assert office.sent == []


def test_an_address_that_is_not_found_is_put_right_and_its_row_comes_in(
    office: Office, qtbot: QtBot
) -> None:
    rows = ("n1,Ana Soto,Nowhere 5,,,Lamp,", "n2,Eva,Balmaceda 14,-29.91,-71.25,Lamp,")
    dialog = office.open(office.write(HEADER, *rows))
    assert "1 refused" in dialog.counts.text()
    dialog.go_to_next()
    QTest.mouseClick(dialog.mend, Qt.MouseButton.LeftButton)
    (address, put) = office.asked.pop()
    assert address == "Nowhere 5"
    put(-29.912, -71.251)
    qtbot.waitUntil(lambda: dialog.model.index(0, 0).data() == "new")
    dialog.start.click()
    place = office.board.state.places[office.board.order(OrderId("n1")).place_id]
    assert (place.address, place.lat) == ("Nowhere 5", -29.912)


def test_an_address_is_no_cure_for_what_is_wrong_elsewhere(office: Office) -> None:
    header = "Order,Customer,Address,Lat,Lon,Goods,Quantity"
    rows = ("n1,Ana Soto,Balmaceda 14,-29.91,-71.25,Lamp,two", "n2,Eva,Nowhere 5,,,Lamp,1")
    dialog = office.open(office.write(header, *rows))
    dialog.go_to_next()
    assert "'two' is no number" in dialog.problem.text()
    assert not dialog.mend.isEnabled()
    dialog.go_to_next()
    assert "Nowhere 5" in dialog.problem.text()
    assert dialog.mend.isEnabled()


def test_every_row_of_an_order_that_stays_out_says_so(office: Office) -> None:
    too_long = "x" * 201
    rows = ("n1,Ana Soto,Calle 1,-29.91,-71.25,Lamp,", f"n1,,,,,{too_long},", "n1,,,,,Shoe,")
    dialog = office.open(office.write(HEADER, *rows))
    assert [dialog.model.index(row, 0).data() for row in range(3)] == ["refused"] * 3


def test_an_address_is_read_from_its_own_row_alone() -> None:
    table = Table("T", ("Address", "Lat"), (("Balmaceda 12", "-29,91"), ()), (2, 3))
    assert address_in(table, {0: Field.ADDRESS, 1: Field.LAT}, 0) == "Balmaceda 12"


def test_the_same_file_again_has_nothing_to_do(office: Office, qtbot: QtBot) -> None:
    path = office.write(HEADER, *ROWS)
    dialog = office.open(path)
    dialog.start.click()
    dialog.reject()
    qtbot.waitUntil(lambda: not office.window.findChildren(ImportDialog))
    again = office.open(path)
    assert "2 the same" in again.counts.text()
    assert not again.start.isEnabled()
    assert len(office.sent) == 1


def test_a_column_is_read_as_something_else_and_remembered(office: Office, qtbot: QtBot) -> None:
    path = office.write(HEADER.replace("Customer", "Who"), *ROWS)
    dialog = office.open(path)
    assert "Customer's name" in dialog.problem.text()
    assert not dialog.start.isEnabled()
    dialog._offer_fields(2)
    (menu,) = dialog.findChildren(QMenu)
    (action,) = [each for each in menu.actions() if each.text() == "Customer's name"]
    action.trigger()
    menu.close()
    qtbot.waitUntil(lambda: dialog.start.isEnabled())
    dialog.start.click()
    dialog.reject()
    qtbot.waitUntil(lambda: not office.window.findChildren(ImportDialog))
    assert office.open(path).mapped[1] is Field.CUSTOMER


def test_a_refusal_ends_the_import_and_says_how_far_it_came(office: Office) -> None:
    dialog = office.open(office.write(HEADER, *ROWS))
    office.refuse = "The hub is full."
    dialog.start.click()
    assert dialog.counts.text() == "0 of 2 orders imported. The hub is full."
    assert dialog.plan.isHidden()


def test_what_cannot_be_read_is_said_in_the_dialog(office: Office, qtbot: QtBot) -> None:
    office.desk.open(office.write("", name="empty.csv"))
    dialog = office.dialog()
    qtbot.waitUntil(lambda: "empty" in dialog._empty_words.text())
    assert not dialog.start.isEnabled()


def test_a_file_that_cannot_be_read_has_nothing_to_import(office: Office, qtbot: QtBot) -> None:
    dialog = office.open(office.write(HEADER, *ROWS))
    assert dialog.start.text() == "Import 2 orders"
    office.desk.open(office.write("", name="empty.csv"))
    qtbot.waitUntil(lambda: "empty" in dialog._empty_words.text())
    assert (dialog.start.text(), dialog.start.isEnabled()) == ("Import", False)


def test_every_kind_of_file_that_can_be_chosen_is_named(office: Office) -> None:
    office.desk.open()
    words = office.dialog()._empty_words.text()
    assert all(kind in words for kind in ("CSV", "XLSX", "JSON"))


def test_who_may_not_import_is_told(office: Office) -> None:
    office.role = Role.AUDITOR
    office.desk.open()
    assert office.window.findChildren(ImportDialog) == []
    assert office.said[0].startswith("Ask ")


def test_only_one_table_can_be_dropped() -> None:
    assert importable(["/tmp/Orders.CSV"]) == Path("/tmp/Orders.CSV")
    assert importable(["/tmp/a.csv", "/tmp/b.csv"]) is None
    assert importable(["/tmp/photo.png"]) is None


def test_orders_of_the_list_have_the_day_that_is_chosen(office: Office) -> None:
    dialog = office.open(office.write(HEADER, ROWS[0]))
    assert dialog.day == date(2026, 11, 24)
    dialog.start.click()
    assert office.board.order(OrderId("n1")).day == "2026-11-24"


def test_swapped_coordinates_are_put_right_with_one_button(office: Office, qtbot: QtBot) -> None:
    rows = [row.replace("-29.9", "-71.2X").replace("-71.25", "-29.9") for row in ROWS[::2]]
    rows = [row.replace("-71.2X", "-71.2") for row in rows]
    dialog = office.open(office.write(HEADER, *rows))
    assert dialog.counts.text().endswith("2 refused")
    assert dialog.problem.text() == "Latitude and longitude are swapped all over the list."
    assert not dialog.swap.isHidden()
    dialog.swap.click()
    qtbot.waitUntil(lambda: "0 refused" in dialog.counts.text())
    assert dialog.swap.isHidden()
    assert "2 new" in dialog.counts.text()
    dialog.start.click()
    assert office.board.state.orders[OrderId("n1")].source != ""

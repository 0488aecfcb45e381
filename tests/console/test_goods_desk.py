"""The Goods view worked by hand: scans, ticks, keys and buttons, each with its way back."""

import hashlib
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from console.gestures import Gestures
from console.goods_desk import GoodsDesk
from console.goods_view import GoodsView
from console.hub_link import Live
from console.panels.goods_panel import GoodsPanel
from console.picture_bytes import NoPicture
from console.screen import Automatic, Chosen, Screen, look_at, moment_of
from console.theme import Theme
from core import commands as c
from core.catalogue import shipped
from core.hub.blobs import MAX_BLOB_BYTES
from core.hub.replica import ClockReading
from core.model import CustodyKind, Grade, ItemId, LotId
from core.rules.counting import short_of
from tests.builders import R1, R2, TODAY, running_day
from tests.pictures import drawing

A1_OUT, A3_IN = ItemId("a1-out"), ItemId("a3-in")


class Office:
    """Van 1 is back; what is asked is decided at once."""

    def __init__(self, window: QWidget, theme: Theme) -> None:
        self.window = window
        self.board = running_day()
        self.board.fail("a1.1")
        for stop_id in ("a2.1", "a3.1"):
            self.board.complete(stop_id)
        self.board.end(R1)
        self.said: list[str] = []
        self.gestures = Gestures(lambda: self.board.state, self.ask, window)
        self.gestures.said.connect(lambda words, _: self.said.append(words))
        self.panel = GoodsPanel(theme)
        self.panel.setParent(window)
        self.panel.resize(1200, 700)
        self.prepared: list[Callable[[], None]] = []
        self.is_prompt = True
        self.sent: list[bytes] = []
        self.desk = GoodsDesk(
            self.panel,
            self.panel.setVisible,
            self.gestures,
            self.live,
            self.screen,
            self.prepare,
            self.send_photo,
            window,
        )

    def prepare(self, job: Callable[[], GoodsView], show: Callable[[GoodsView], None]) -> None:
        """At once, or when the test says that the other thread is done."""
        if self.is_prompt:
            show(job())
        else:
            self.prepared.append(lambda: show(job()))

    def send_photo(self, read: Callable[[], bytes], sent: Callable[[str, str], None]) -> None:
        """As the link does, without a hub."""
        try:
            content = read()
        except NoPicture as error:
            sent("", str(error))
        else:
            self.sent.append(content)
            sent(hashlib.sha256(content).hexdigest(), "")

    def live(self) -> Live:
        clock = ClockReading(self.board.now, 0, time.monotonic())
        return Live(state=self.board.state, clock=clock, actor_id="ana")

    def screen(self) -> Screen:
        moment = moment_of(
            self.board.state, {}, {}, self.board.now, {}, me="ana", catalogue=shipped()
        )
        return look_at(moment, Chosen(day=TODAY), history=[], automatic=Automatic())

    def ask(self, command: c.Command, answered: Callable[[str | None], None]) -> None:
        self.board.answer(command, answered)
        self.desk.refresh(is_forced=True)

    def scan(self, code: str) -> None:
        QTest.keyClicks(self.panel.receive.scan, code)
        QTest.keyClick(self.panel.receive.scan, Qt.Key.Key_Return)

    def answer(self) -> str:
        return self.panel.receive._answer.text()

    def press(self, button: QPushButton) -> None:
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def yes(self) -> None:
        """To the question that is asked."""
        (box,) = (b for b in self.panel.findChildren(QMessageBox) if b.isVisible())
        accept = next(
            b for b in box.buttons() if box.buttonRole(b) is QMessageBox.ButtonRole.AcceptRole
        )
        self.press(accept)  # type: ignore[arg-type]

    def undo(self) -> None:
        self.gestures.history.undo()

    def counted(self) -> dict[str, int]:
        return {str(i): n for i, n in self.board.state.receivings[R1].counted.items()}


@pytest.fixture
def office(qtbot: QtBot, theme: Theme) -> Office:
    window = QWidget()
    window.resize(1200, 700)
    qtbot.addWidget(window)
    made = Office(window, theme)
    window.show()
    made.panel.hide()
    made.desk.toggle()
    return made


def test_the_view_comes_and_goes(office: Office) -> None:
    shown = [office.desk.is_shown]
    assert office.panel.tabs.tabText(0) == "Receive · 1"
    for leave in (office.desk.toggle, office.desk.toggle, office.panel.closed.emit):
        leave()
        office.desk.refresh()
        shown.append(office.desk.is_shown)
    assert shown == [True, False, True, False]


def test_scans_are_told_beside_the_field_and_taken_back(office: Office) -> None:
    office.scan("a1-out")
    assert office.answer() == "a1-out · 2 × Books · 2 left"
    office.scan("a1-out")
    assert office.answer() == "a1-out, Books, is counted already."
    office.scan("nonsense")
    assert "Nothing at this depot has the code nonsense" in office.answer()
    office.scan("a3")
    assert office.answer() == "a3 · 2 × Books · all there"
    office.scan("BOOK")
    assert office.answer() == "BOOK · belongs to no line of this van: over"
    office.scan("b1-out")
    assert office.answer() == "b1-out · 2 × Books · not expected of this van: over"
    for _ in range(4):
        office.undo()
    assert office.counted() == {}
    assert office.panel.receive.scan.text() == ""
    office.scan("")
    assert office.counted() == {}


def test_a_scanner_need_not_look_where_the_focus_is(office: Office) -> None:
    receive = office.panel.receive
    receive.vans.setFocus()
    QTest.keyClicks(receive.vans, "a")
    QTest.keyClicks(receive.scan, "1-out")
    QTest.keyClick(receive.scan, Qt.Key.Key_Return)
    assert office.counted() == {"a1-out": 2}
    receive.vans.selectRow(1)
    QTest.keyClicks(receive.vans, "a")
    assert receive.scan.text() == ""


def test_lines_are_ticked_and_all_of_them_by_one_key(office: Office) -> None:
    lines = office.panel.receive.lines
    lines.selectRow(0)
    QTest.keyClick(lines, Qt.Key.Key_Space)
    assert office.counted() == {"a1-out": 2}
    lines.selectRow(lines.rows.find("a1-out") or 0)
    QTest.keyClick(lines, Qt.Key.Key_Space)
    assert office.counted() == {}
    office.press(office.panel.receive.all)
    assert office.counted() == {"a1-out": 2, "a3-in": 2}
    office.undo()
    assert office.counted() == {}
    office.desk.tick(R1, "unknown", True)
    assert office.counted() == {}


def test_a_line_that_is_ticked_stays_where_it_is(office: Office) -> None:
    """The next one is ticked below it; what a scan has found goes to the end as ever."""
    lines = office.panel.receive.lines

    def order() -> list[str]:
        return [lines.rows.row(at).key for at in range(lines.rows.rowCount())]

    first, second = order()
    lines.ticked.emit(first, True)
    assert office.counted() == {first: 2}
    assert order() == [first, second]
    lines.ticked.emit(second, True)
    assert order() == [first, second]
    lines.ticked.emit(second, False)
    office.scan("BOOK")
    assert order()[-1] == first


def test_a_difference_asks_for_its_reason_before_it_is_accepted(office: Office) -> None:
    receive = office.panel.receive
    office.scan("a3")
    assert receive.close_it.text() == "Accept as it is"
    receive.finish()
    assert office.answer() == "2 pieces short. Count on, or say why."
    QTest.keyClicks(receive.note, "never loaded")
    QTest.keyClick(receive.note, Qt.Key.Key_Return)
    assert office.board.custody(A1_OUT).kind is CustodyKind.MISSING
    office.undo()
    assert office.board.custody(A1_OUT).kind is CustodyKind.VEHICLE
    assert office.counted() == {"a3-in": 2}


def test_a_whole_van_is_closed_and_counted_again(office: Office) -> None:
    receive = office.panel.receive
    office.press(receive.close_whole)
    assert office.panel._said.text() == "No van is counted in full yet."
    office.press(receive.all)
    assert receive.close_it.text() == "Close the count"
    office.press(receive.close_whole)
    assert office.board.state.receivings[R1].closed_at is not None
    office.press(receive.reopen)
    assert office.board.state.receivings[R1].closed_at is None
    receive.finish()
    assert office.board.custody(A1_OUT).kind is CustodyKind.DEPOT


def test_containers_are_counted(office: Office) -> None:
    empties = office.panel.receive.empties
    empties.setValue(3)
    empties.editingFinished.emit()
    assert office.board.state.receivings[R1].empties_counted == 3
    empties.editingFinished.emit()
    office.undo()
    assert office.board.state.receivings[R1].empties_counted == 0


def test_another_van_is_looked_at(office: Office) -> None:
    receive = office.panel.receive
    receive.vans.selectRow(1)
    assert receive._van is not None
    assert receive._van.route_id == R2
    assert not receive.close_it.isVisible()
    office.desk.refresh(is_forced=True)
    receive.finish()
    receive.focus()


def received(office: Office) -> None:
    office.press(office.panel.receive.all)
    office.panel.receive.finish()
    office.board.ask(c.CancelOrder(office.board.stop("a1.1").order_id, "note:1"))
    office.desk.refresh(is_forced=True)


def test_goods_are_graded_by_key_and_the_next_line_follows(office: Office, qtbot: QtBot) -> None:
    received(office)
    inspect = office.panel.inspect
    office.panel.turn_to(inspect)
    assert inspect._line is not None
    first = inspect._line.item_id
    assert not inspect.record.isEnabled()
    QTest.keyClick(inspect.waiting, Qt.Key.Key_Return)
    office.press(inspect.grades[Grade.B])
    assert inspect.ways.currentData() == "refurbish"
    assert inspect.money.text() == "1350"
    QTest.keyClick(inspect.note, Qt.Key.Key_Return)
    assert office.board.state.inspections[first].disposition == "refurbish"
    assert inspect._line.item_id != first
    office.undo()
    assert office.board.state.inspections == {}


def test_another_way_needs_a_word_and_money_must_be_money(office: Office) -> None:
    received(office)
    inspect = office.panel.inspect
    office.panel.turn_to(inspect)
    assert inspect._line is not None
    line = inspect._line.item_id
    office.press(inspect.grades[Grade.C])
    inspect.ways.setCurrentIndex(inspect.ways.findData("donate"))
    inspect.ways.activated.emit(inspect.ways.currentIndex())
    assert not inspect.record.isEnabled()
    QTest.keyClicks(inspect.note, "still good")
    assert inspect.record.isEnabled()
    inspect.money.setText("=1+1")
    inspect.finish()
    assert office.panel._said.text() == "“=1+1” is no amount of money."
    inspect.money.setText("")
    inspect.finish()
    assert office.board.state.inspections[line].is_override
    inspect.tabs.setCurrentIndex(1)
    inspect.done.selectRow(0)
    assert inspect._line is not None
    assert inspect._line.done
    office.press(inspect.grades[Grade.D])
    inspect.finish()
    assert office.board.state.inspections[line].disposition == "scrap"
    office.undo()
    assert office.board.state.inspections[line].disposition == "donate"
    inspect.done.selectRow(0)
    office.press(inspect.undo)
    assert line not in office.board.state.inspections
    office.undo()
    assert line in office.board.state.inspections
    office.desk.inspect_again("nothing")


def test_photos_are_given_as_files_dropped_pasted_and_taken_off(
    office: Office, tmp_path: Path, qtbot: QtBot
) -> None:
    received(office)
    office.panel.turn_to(office.panel.inspect)
    strip, inspect = office.panel.inspect.photos, office.panel.inspect
    first, second = tmp_path / "one.jpg", tmp_path / "two.png"
    first.write_bytes(drawing("JPEG"))
    second.write_bytes(drawing("PNG"))
    dropped = QMimeData()
    dropped.setUrls([QUrl.fromLocalFile(str(file)) for file in (first, second)])
    strip.dropEvent(
        QDropEvent(
            QPointF(1, 1), Qt.DropAction.CopyAction, dropped,
            Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
        )
    )  # fmt: skip
    assert office.sent == [first.read_bytes(), second.read_bytes()]
    picture = QImage(8, 6, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.red)
    QGuiApplication.clipboard().setImage(picture)
    assert strip.paste()
    assert office.sent[2].startswith(b"\xff\xd8")
    ids = [hashlib.sha256(content).hexdigest() for content in office.sent]
    assert strip.own() == tuple(ids)
    wanted: list[str] = []
    inspect.photo_wanted.connect(wanted.append)
    inspect.show_photo(ids[0], office.sent[0])
    thumb = strip._thumbs[ids[0]]
    assert thumb.text() == ""
    QTest.keyClick(strip._thumbs[ids[1]], Qt.Key.Key_Delete)
    assert strip.own() == (ids[0], ids[2])
    line = inspect._line
    assert line is not None
    office.press(inspect.grades[Grade.B])
    inspect.finish()
    assert office.board.state.inspections[line.item_id].photos == (ids[0], ids[2])
    office.desk._look(item_id=line.item_id)
    assert strip.own() == (ids[0], ids[2])


def test_photos_are_chosen_from_files(office: Office, tmp_path: Path) -> None:
    received(office)
    office.panel.turn_to(office.panel.inspect)
    strip = office.panel.inspect.photos
    file = tmp_path / "one.jpg"
    file.write_bytes(drawing("JPEG"))
    strip.add.click()
    (dialog,) = strip.findChildren(QFileDialog)
    dialog.filesSelected.emit([str(file)])
    assert len(strip.own()) == 1
    dialog.reject()


def test_a_file_that_is_no_photo_is_told_and_nothing_is_attached(
    office: Office, tmp_path: Path
) -> None:
    received(office)
    office.panel.turn_to(office.panel.inspect)
    line = str(office.panel.inspect._line.item_id) if office.panel.inspect._line else ""
    office.desk.add_files(line, [str(tmp_path / "gone.jpg")])
    assert "gone.jpg cannot be read" in office.panel._said.text()
    huge = tmp_path / "huge.jpg"
    with huge.open("wb") as file:
        file.truncate(MAX_BLOB_BYTES + 1)
    office.desk.add_files(line, [str(huge)])
    assert "huge.jpg has 16 MB; a photo has up to 16." in office.panel._said.text()
    office.desk.add_picture(line, QImage())
    assert "clipboard" in office.panel._said.text()
    QGuiApplication.clipboard().setText("no picture")
    assert not office.panel.inspect.photos.paste()
    assert office.panel.inspect.photos.own() == ()


def test_a_photo_of_a_line_that_was_left_is_nobodys(office: Office) -> None:
    received(office)
    office.panel.turn_to(office.panel.inspect)
    office.panel.inspect.attach("another", "1" * 64)
    assert office.panel.inspect.photos.own() == ()


def test_nothing_is_computed_on_the_screens_own_thread_and_the_newest_choice_wins(
    office: Office,
) -> None:
    office.is_prompt = False
    office.desk._look(route_id=R2)
    office.desk._look(route_id=R1)
    older, newer = office.prepared
    newer()
    shown = office.panel.receive.vans.current()
    older()
    assert office.panel.receive.vans.current() == shown == "r1"


def test_lots_are_closed_printed_opened_and_sent(office: Office, tmp_path: Path) -> None:
    received(office)
    office.board.ask(c.InspectGoods(A3_IN, Grade.B, "refurbish"))
    office.desk.refresh(is_forced=True)
    lots = office.panel.lots
    office.panel.turn_to(lots)
    office.press(lots.close_it)
    assert office.said[-1] == "1 refused. Say who takes lot 1."
    QTest.keyClicks(lots.destination, "Workshop")
    QTest.keyClick(lots.destination, Qt.Key.Key_Return)
    lot = office.board.state.lots[LotId("lot-1")]
    assert (lot.destination, lots.paper.text()) == ("Workshop", "Packing list (PDF)…")
    assert office.desk._looked_at.lot_id == lot.id
    office.desk.write(tmp_path / "lot.pdf", "<p>1</p>", "Packing list of lot 1")
    assert (tmp_path / "lot.pdf").exists()
    office.desk.write(tmp_path / "none" / "lot.pdf", "<p>1</p>", "x")
    assert "was not written" in office.panel._said.text()
    office.press(lots.reopen)
    assert office.board.state.lots[lot.id].closed_at is None
    office.undo()
    office.press(lots.send)
    office.yes()
    assert office.board.custody(A3_IN).holder == "Workshop"


def test_a_find_is_matched_with_what_is_missing(office: Office) -> None:
    office.board.ask(c.ScanGoods(R1, "BOOK*6"))
    office.board.ask(c.CountGoods(R1, {A1_OUT: 0}))
    office.board.ask(c.CloseReceiving(R1, "note:1"))
    office.desk.refresh(is_forced=True)
    shelf = office.panel.shelf
    office.panel.turn_to(shelf)
    assert not shelf.match.isEnabled()
    shelf.found.selectRow(0)
    shelf.missing.selectRow(0)
    office.press(shelf.match)
    office.yes()
    assert office.board.custody(A1_OUT).kind is CustodyKind.DEPOT


def test_the_day_is_closed_and_opened_again(office: Office) -> None:
    board, end = office.board, office.panel.day_end
    received(office)
    office.panel.turn_to(end)
    assert not end.close_it.isEnabled()
    for stop_id in ("b1.1", "b2.1", "b3.1"):
        board.complete(stop_id)
    board.end(R2)
    office.desk.refresh(is_forced=True)
    end.vans.selectRow(1)
    QTest.keyClick(end.vans, Qt.Key.Key_Return)
    assert office.panel.receive._van is not None
    assert office.panel.receive._van.route_id == R2
    board.receive(R2)
    office.desk.refresh(is_forced=True)
    office.panel.turn_to(end)
    QTest.keyClicks(end.note, "Van 2 squeaks")
    office.panel.finish()
    assert board.state.days[TODAY].closing is not None
    office.undo()
    assert board.state.days[TODAY].closing is None
    office.press(end.close_it)
    office.press(end.reopen)
    assert board.state.days[TODAY].closing is None
    end.days.setCurrentIndex(1)
    end.days.activated.emit(1)
    assert end._view.day != TODAY
    assert short_of(board.state, R1) == {}

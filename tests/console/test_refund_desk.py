"""A run is made at the hub before its file is written; an answer with a problem settles nothing."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QFileDialog, QMenu, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from console.refund_desk import RefundDesk
from core import commands as c
from core.model import RefundStatus
from core.policy_file import DEMO_POLICIES
from core.refund_run import run_csv
from core.rules.lookups import Refused
from core.state import State
from tests.builders import ANA, SYSTEM, W1, W3, Board, running_day


class Desk:
    """Two refunds wait; what is asked is decided at once."""

    def __init__(self, window: QWidget) -> None:
        self.window = window
        self.board: Board = running_day()
        for order_id in (W1, W3):
            self.board.ask(c.RefundOrder(self.board.case(order_id).id))
        self.said: list[str] = []
        self.actor = ANA
        self.desk = RefundDesk(
            window, self._ask, lambda words, _: self.said.append(words), self.state, window
        )

    def state(self) -> State:
        return self.board.state

    def _ask(self, command: c.Command, answered: Callable[[str | None], None]) -> None:
        try:
            self.board.ask(command, self.actor)
        except Refused as refused:
            answered(str(refused))
        else:
            self.desk.watch(self.board.state)
            answered(None)

    def dialog(self) -> QFileDialog:
        (found,) = [d for d in self.window.findChildren(QFileDialog) if d.isVisible()]
        return found

    def box(self) -> QMessageBox:
        (found,) = [b for b in self.window.findChildren(QMessageBox) if b.isVisible()]
        return found


@pytest.fixture
def office(qtbot: QtBot) -> Desk:
    window = QWidget()
    qtbot.addWidget(window)
    return Desk(window)


def test_a_run_is_made_and_then_written(office: Desk, tmp_path: Path) -> None:
    office.desk.make_run()
    dialog = office.dialog()
    assert dialog.windowTitle() == "Write refund run 1"
    file = tmp_path / "out.csv"
    dialog.fileSelected.emit(str(file))
    dialog.reject()
    assert file.read_text() == run_csv(office.state(), 1).replace("\r\n", "\n")
    assert office.said == ["Run 1 is in out.csv"]
    office.desk.make_run()
    assert office.said[-1] == "No refund waits to be sent to a shop."
    office.desk.watch(office.state())


def test_a_file_that_cannot_be_written_is_said(office: Desk, tmp_path: Path) -> None:
    office.desk.write(1, tmp_path / "nowhere" / "out.csv")
    assert office.said[0].startswith("Run 1 was not written:")


def filled(office: Desk, tmp_path: Path, status: str = "paid") -> Path:
    office.board.ask(c.InstructRefunds(is_run=True))
    head, first, second = run_csv(office.state(), 1).splitlines()
    file = tmp_path / "back.csv"
    file.write_text("\n".join([head, f"{first[:-2]},{status},", f"{second[:-2]},refused,gone"]))
    return file


def test_answers_are_recorded_when_they_were_confirmed(office: Desk, tmp_path: Path) -> None:
    office.desk.read(filled(office, tmp_path))
    box = office.box()
    assert box.text() == "back.csv: 1 paid, 1 refused. Record it?"
    box.buttons()[0].click()
    assert office.said == ["2 answers recorded"]
    status = [office.board.order(o).refund.status for o in (W1, W3)]  # type: ignore[union-attr]
    assert status == [RefundStatus.CONFIRMED, RefundStatus.FAILED]


def test_what_was_settled_meanwhile_is_refused_and_said(office: Desk, tmp_path: Path) -> None:
    office.desk.read(filled(office, tmp_path))
    office.board.ask(c.SettleRefund(W1, is_paid=True))
    office.box().buttons()[0].click()
    assert office.said == ["1 of 2 recorded. The refund of order w1 is confirmed already."]


def test_every_problem_is_shown_and_nothing_recorded(office: Desk, tmp_path: Path) -> None:
    office.desk.read(filled(office, tmp_path, status="perhaps"))
    box = office.box()
    assert box.text() == "back.csv has one problem. Nothing was recorded."
    assert box.informativeText().startswith("Row 2: the status 'perhaps'")
    box.reject()


def test_many_problems_are_all_there_behind_the_first(office: Desk, tmp_path: Path) -> None:
    file = tmp_path / "back.csv"
    file.write_text("key,status\n" + "x,paid\n" * 20)
    office.desk.read(file)
    box = office.box()
    assert len(box.informativeText().splitlines()) == 12
    assert len(box.detailedText().splitlines()) == 20
    box.reject()


def test_a_file_without_answers_or_that_is_no_text_is_said(office: Desk, tmp_path: Path) -> None:
    empty = tmp_path / "empty.csv"
    empty.write_text("key,status\n")
    office.desk.read(empty)
    strange = tmp_path / "strange.csv"
    strange.write_bytes(b"\xff\xfe\x00")
    office.desk.read(strange)
    office.desk.read(tmp_path / "nowhere.csv")
    assert office.said[0] == "empty.csv answers nothing yet."
    assert all("cannot be read" in words for words in office.said[1:])


def test_the_menu_offers_runs_to_write_again(office: Desk) -> None:
    office.board.ask(c.InstructRefunds(is_run=True))
    office.desk.show_menu(QPoint(0, 0))
    (menu,) = office.window.findChildren(QMenu)
    texts = [action.text() for action in menu.actions() if action.text()]
    assert texts == [
        "Put 0 refunds in a run…",
        "Write run 1 again…",
        "Read the shops' answers…",
        "Return policies…",
        "Read return policies from a file…",
        "Read stock…",
    ]
    assert not menu.actions()[0].isEnabled()
    menu.actions()[1].trigger()
    office.dialog().reject()
    menu.close()
    office.desk.choose("Read stock", "CSV tables (*.csv)", office.desk.read_stock)
    office.dialog().reject()


def test_policies_and_stock_are_read_whole_or_not_at_all(office: Desk, tmp_path: Path) -> None:
    office.actor = SYSTEM
    office.desk.read_policies(DEMO_POLICIES)
    assert office.said == ["The return policies of 4 shops count from now on"]
    wrong = tmp_path / "policies.toml"
    wrong.write_text("[[policy]]\nshop = 1")
    office.desk.read_policies(wrong)
    assert "entry 1" in office.box().informativeText()
    office.box().reject()
    stock = tmp_path / "stock.csv"
    stock.write_text("sku,count\nBOOK,3\n")
    office.desk.read_stock(stock)
    assert office.state().stock == {"BOOK": 3}
    assert office.said[-1] == "The stock of 1 items is set"
    stock.write_text("sku,count\nBOOK,-3\n")
    office.desk.read_stock(stock)
    assert office.box().informativeText().startswith("Row 2: the count '-3'")
    office.box().reject()
    office.desk.read_stock(tmp_path / "nowhere.csv")
    assert "cannot be read" in office.said[-1]

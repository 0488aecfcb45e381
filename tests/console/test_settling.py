"""A plan and what it leaves out as one gesture: each order by its own command, one undo for all."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QObject

from console.gestures import Gestures
from console.replanning import replanned
from console.settling import refusal_words, take_and_settle
from core import commands as c
from core.decide import decide
from core.model import CaseId, OrderId, OrderStatus, Resolution, WayOut
from core.planning.settling import Settlement, settlements
from core.planning.waiting_orders import LeftOut
from core.rules.lookups import Refused
from core.state import State
from tests.builders import (
    A1,
    ANA,
    COURIER,
    R1,
    T1,
    TODAY,
    TOMORROW,
    W1,
    W2,
    W3,
    Board,
    placing,
)
from tests.counters import failed


class Settling(QObject):
    """Somebody at a board who takes a plan that places w1, with what becomes of others."""

    def __init__(self, board: Board) -> None:
        super().__init__()
        self.board = board
        self.asked: list[c.Command] = []
        self.said: list[str] = []
        self.followed = 0
        self.between: Callable[[c.Command], None] = lambda _: None
        """What somebody else does before a command arrives."""
        self.gestures = Gestures(lambda: self.board.state, self._ask, self)
        self.gestures.said.connect(lambda words, _: self.said.append(words))

    def _ask(self, command: c.Command, answered: Callable[[str | None], None]) -> None:
        self.between(command)
        self.asked.append(command)
        self.board.answer(command, answered)

    def take(self, *ways_out: tuple[OrderId, WayOut | None]) -> None:
        before = self.board.state
        plan = c.Replan((), (placing(W1, self.board.route(R1), 3),))
        after = self.board_with(plan)
        pair = replanned(plan, before, after, "Planned anew")
        rest, refused = self.rest(*ways_out), self.is_refused
        take_and_settle(self.gestures, plan, pair, rest, self._follow, is_refused=refused)

    def is_refused(self, state: State, command: c.Command) -> bool:
        try:
            decide(state, command, ANA, self.board.now)
        except Refused:
            return True
        return False

    def rest(self, *ways_out: tuple[OrderId, WayOut | None]) -> tuple[Settlement, ...]:
        left = [LeftOut(order_id, "no room", out, is_weighed=True) for order_id, out in ways_out]
        return settlements(self.board.state, left, self.board.now)

    def board_with(self, plan: c.Command) -> State:
        kept = self.board.state
        self.board.ask(plan, ANA)
        after, self.board.state = self.board.state, kept
        return after

    def _follow(self) -> None:
        self.followed += 1


LATER = WayOut(Resolution.COLLECT, (), R1, TOMORROW)
REFUND = WayOut(Resolution.REFUND, ())
COUNTER = WayOut(Resolution.KEEP_AT_COUNTER, (), day=TODAY)
PARTNER = WayOut(Resolution.HAND_TO_PARTNER, (), partner_id=COURIER.id)
OTHER = WayOut(Resolution.REPLACE, (), day=TODAY)


def in_queue(board: Board) -> dict[OrderId, object]:
    """What an undo has to bring back."""
    orders = board.state.orders
    return {
        id_: (
            orders[id_].status,
            orders[id_].day,
            orders[id_].partner,
            orders[id_].waits_at_counter,
        )
        for id_ in (A1, W1, W2, W3)
    }


def test_plan_and_rest_are_taken_and_taken_back_and_done_again_in_one_go() -> None:
    board = failed()
    office, before = Settling(board), in_queue(board)
    office.take((A1, None), (W2, LATER), (W3, PARTNER))
    assert [type(each) for each in office.asked] == [
        c.Replan,
        c.ReturnToDepot,
        c.RescheduleOrder,
        c.HandToPartner,
    ]
    assert office.followed == 1
    assert office.said == ["Planned anew, 3 orders settled · Ctrl+Z undoes it"]
    settled = in_queue(board)
    assert board.order(W1).status is OrderStatus.PLANNED
    assert board.order(W2).day == TOMORROW
    assert board.case(A1).decision is not None
    for _ in range(2):
        office.gestures.history.undo()
        assert in_queue(board) == before
        assert board.case(A1).decision is None
        office.gestures.history.redo()
        assert in_queue(board) == settled
        assert board.case(A1).decision is not None
    assert office.gestures.history.changes() == (["Planned anew, 3 orders settled"], 1)


@pytest.mark.parametrize(
    ("order_id", "out"),
    [(A1, COUNTER), (W3, OTHER), (W2, LATER), (W2, PARTNER), (A1, None)],
)
def test_each_way_out_has_its_way_back(order_id: OrderId, out: WayOut | None) -> None:
    board = failed()
    board.state = replace(board.state, stock=dict.fromkeys(_skus(board), 9))
    office, before = Settling(board), in_queue(board)
    office.take((order_id, out))
    assert len(office.asked) == 2
    assert in_queue(board) != before or board.case(order_id).decision is not None
    office.gestures.history.undo()
    assert in_queue(board) == before
    assert board.case(order_id).decision is None
    assert office.said[-1] == "Undone: Planned anew, 1 order settled"


def test_refunds_stay_asked_and_the_words_say_so() -> None:
    board = failed()
    office = Settling(board)
    office.take((W3, REFUND), (W2, LATER))
    assert office.said == [
        "Planned anew, 2 orders settled (1 refund stays asked) · Ctrl+Z undoes it"
    ]
    office.gestures.history.undo()
    assert board.order(W3).refund is not None
    assert (board.order(W2).day, board.order(W1).status) == (TODAY, OrderStatus.WAITING)
    office.gestures.history.redo()
    assert (board.order(W2).day, board.order(W1).status) == (TOMORROW, OrderStatus.PLANNED)
    assert sum(isinstance(each, c.RefundOrder) for each in office.asked) == 1


def test_a_refusal_is_told_by_name_and_the_others_stand() -> None:
    board = failed()
    office = Settling(board)

    def colleague(command: c.Command) -> None:
        if isinstance(command, c.ReturnToDepot):
            board.ask(command, ANA)

    office.between = colleague
    office.take((A1, None), (W2, LATER))
    assert board.order(W2).day == TOMORROW
    assert office.said == [
        "Planned anew, 1 order settled · Ctrl+Z undoes it",
        "1 order stays in the queue. a1: Order a1 has been decided already. Reopen the case first.",
    ]


def test_of_many_refusals_the_first_ones_say_why_and_all_are_named() -> None:
    refused = [(OrderId(f"o{n}"), "It is closed.") for n in range(5)]
    assert refusal_words(refused) == (
        "5 orders stay in the queue. o0: It is closed. o1: It is closed. o2: It is closed."
        "; also o3, o4"
    )


def test_a_refused_plan_takes_nothing_along() -> None:
    board = failed()
    office = Settling(board)
    office.between = lambda _: _lock(board)
    office.take((A1, None), (W2, LATER))
    assert [type(each) for each in office.asked] == [c.Replan]
    assert (office.followed, office.said) == (0, ["Route 1 is locked by ana. Unlock it first."])
    assert not office.gestures.history.stack.canUndo()


def test_what_a_colleague_has_decided_since_stays_and_is_named() -> None:
    board = failed()
    office = Settling(board)
    office.take((A1, None), (W2, LATER), (W3, PARTNER))
    board.ask(c.ReopenCase(CaseId("case-a1")), ANA)
    board.ask(c.RescheduleOrder(A1, TOMORROW), ANA)
    board.ask(c.SettlePartner(W3, is_done=False, words="no room"), ANA)
    office.gestures.history.undo()
    assert (board.order(W2).day, board.order(W1).status) == (TODAY, OrderStatus.WAITING)
    assert (board.order(A1).day, board.order(W3).partner) == (TOMORROW, None)
    assert office.said[-1] == (
        "Undone: Planned anew, 3 orders settled; changed since, so left as it is: a1"
    ), "w3 is in the queue again as it was"


def test_what_the_rules_would_not_take_back_stops_nothing_else() -> None:
    """The order that was sent instead has found its route."""
    board = failed()
    board.state = replace(board.state, stock=dict.fromkeys(_skus(board), 9))
    office = Settling(board)
    office.take((W2, LATER), (W3, OTHER))
    new = board.order(W3).replaced_by
    assert new is not None
    board.place(new, T1, 0)
    office.gestures.history.undo()
    assert (board.order(W2).day, board.order(W1).status) == (TODAY, OrderStatus.WAITING)
    assert board.order(W3).replaced_by == new
    assert office.said[-1].endswith("; changed since, so left as it is: w3")


def test_a_plan_that_cannot_be_taken_back_keeps_all_of_it() -> None:
    board = failed()
    office = Settling(board)
    office.take((W2, LATER))
    board.ask(c.WithdrawOrder(W1), ANA)
    office.gestures.history.undo()
    assert office.said[-1].startswith("Not undone: Route 1 was changed since")
    assert board.order(W2).day == TOMORROW


def _lock(board: Board) -> None:
    board.ask(c.LockRoute(R1), ANA)


def _skus(board: Board) -> set[str]:
    return {item.sku for order in board.state.orders.values() for item in order.items}

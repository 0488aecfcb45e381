"""Who was erased cannot be told any more, and nobody is erased while somebody is on the way."""

from datetime import date

import pytest
from msgspec.structs import replace

from core import commands as c
from core import events as e
from core.access import Role
from core.model import (
    ActorId,
    Calendar,
    Case,
    CaseId,
    CaseKind,
    CollectionRound,
    CustomerId,
    DriverId,
    OrderStatus,
    PersonKind,
    RoundId,
    TextRef,
)
from core.state import State
from tests.builders import A1, ANA, R1, Board, running_day

SUE = replace(ANA, id=ActorId("sue"), role=Role.SUPERVISOR)


def customer_of(board: Board) -> CustomerId:
    return board.order(A1).customer_id


def erase(board: Board) -> c.ErasePerson:
    return c.ErasePerson(PersonKind.CUSTOMER, customer_of(board))


@pytest.fixture
def board() -> Board:
    """A1 was delivered and its customer waits for nothing else."""
    board = running_day()
    customer_id = customer_of(board)
    orders = {
        id_: replace(order, status=OrderStatus.DONE) if order.customer_id == customer_id else order
        for id_, order in board.state.orders.items()
    }
    board.state = replace(board.state, orders=orders)
    return board


def test_a_customer_is_erased_once(board: Board) -> None:
    customer_id = customer_of(board)
    known = replace(board.state.customers[customer_id], email_ref=TextRef("email"))
    board.state = replace(board.state, customers={**board.state.customers, customer_id: known})
    assert board.ask(erase(board), SUE) == (
        e.PersonErased(PersonKind.CUSTOMER, customer_id, SUE.id, board.now),
    )
    after = board.state.customers[customer_id]
    assert (after.erased_at, after.phone_ref, after.email_ref) == (board.now, None, None)
    assert after.name_ref == known.name_ref
    assert board.ask(erase(board), SUE) == ()


def test_an_order_that_is_open_keeps_its_customer() -> None:
    board = running_day()
    assert board.refusal(erase(board), SUE) == (
        "Order a1 of this customer is still open. Finish or cancel it first."
    )


def test_a_case_that_is_open_keeps_its_customer(board: Board) -> None:
    case = Case(CaseId("case-a1"), CaseKind.FAILED_DELIVERY, A1, board.now, deadline=board.now)
    board.state = replace(board.state, cases={case.id: case})
    assert "still open" in board.refusal(erase(board), SUE)
    board.state = replace(board.state, cases={case.id: replace(case, closed_at=board.now)})
    assert len(board.ask(erase(board), SUE)) == 1


def test_a_driver_is_erased_after_his_route(board: Board) -> None:
    route = board.state.routes[R1]
    wanted = c.ErasePerson(PersonKind.DRIVER, route.driver_id)
    assert board.refusal(wanted, SUE) == (
        f"{route.name} is this driver's and not over. Give it to somebody else first."
    )
    routes = {
        id_: replace(each, ended_at=board.now) if each.driver_id == route.driver_id else each
        for id_, each in board.state.routes.items()
    }
    board.state = replace(board.state, routes=routes)
    board.ask(wanted, SUE)
    assert board.state.drivers[DriverId(route.driver_id)].erased_at == board.now


@pytest.mark.parametrize("kind", PersonKind)
def test_nobody_is_refused(board: Board, kind: PersonKind) -> None:
    words = board.refusal(c.ErasePerson(kind, "nobody"), SUE)
    assert words == f"There is no {kind} nobody."


def test_only_who_answers_for_it_may(board: Board) -> None:
    assert board.refusal(erase(board), ANA) == "A dispatcher may not do this."
    assert board.state != State()


def test_nobody_is_erased_to_whom_a_round_still_goes(board: Board) -> None:
    each = CollectionRound(
        RoundId("crates"),
        customer_of(board),
        board.order(A1).place_id,
        Calendar((0,), date(2026, 11, 1)),
    )
    board.state = replace(board.state, rounds={each.id: each})
    assert "The round crates still goes" in board.refusal(erase(board), SUE)
    board.state = replace(board.state, rounds={each.id: replace(each, is_off=True)})
    assert board.ask(erase(board), SUE)

"""Containers are asked for where a depot's rules say that it is worth a way."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from core import commands as c
from core.model import (
    Customer,
    CustomerId,
    Depot,
    Item,
    ItemId,
    Load,
    OrderKind,
    OrderStatus,
    Rates,
    TextRef,
)
from core.rules.empties_orders import due
from tests.builders import A1, TODAY, W1, Board, running_day, small_day

KIOSK = CustomerId("kiosk")


def with_kiosk(board: Board, **holds: object) -> Board:
    """A kiosk beside the place of w1 that holds seven containers since ten days, with no order."""
    place_id = board.order(W1).place_id
    values = {"empties": 7, "empties_since": board.now - timedelta(days=10), "place_id": place_id}
    kiosk = Customer(KIOSK, TextRef("name-kiosk"), **(values | holds))  # type: ignore[arg-type]
    board.state = replace(board.state, customers=board.state.customers | {KIOSK: kiosk})
    return board


def rated(board: Board, **rates: int) -> Board:
    depot = board.state.depot
    assert isinstance(depot, Depot)
    depot = replace(depot, rates=replace(depot.rates, **rates))
    board.state = replace(board.state, depot=depot)
    return board


@pytest.fixture
def board() -> Board:
    return with_kiosk(running_day())


@pytest.mark.parametrize(
    ("rates", "is_due"),
    [
        ({}, False),
        ({"empties_from": 8}, False),
        ({"empties_from": 7}, True),
        ({"empties_after_days": 11}, False),
        ({"empties_after_days": 10}, True),
    ],
)
def test_number_and_age_decide(board: Board, rates: dict[str, int], is_due: bool) -> None:
    assert (KIOSK in due(rated(board, **rates).state, board.now)) == is_due


def test_without_a_day_to_plan_nothing_is_due(board: Board) -> None:
    rated(board, empties_from=1)
    assert due(replace(board.state, days={}), board.now) == ()
    assert due(replace(board.state, depot=None), board.now) == ()
    board.state = replace(board.state, days={})
    words = board.refusal(c.CollectEmpties(KIOSK))
    assert words == "No day is open for planning. Open one first."


def test_a_day_that_is_over_gets_nothing() -> None:
    board = rated(with_kiosk(small_day()), empties_from=1)
    assert due(board.state, board.now + timedelta(days=30)) == ()


def test_of_unknown_age_is_not_old(board: Board) -> None:
    with_kiosk(rated(board, empties_after_days=1), empties_since=None)
    assert due(board.state, board.now) == ()


def test_a_collection_waits_in_the_queue_with_all_that_is_there(board: Board) -> None:
    rated(board, container_minor=600)
    board.ask(c.CollectEmpties(KIOSK))
    order = board.state.orders[next(o for o in board.state.orders if o.startswith("kiosk"))]
    (item,) = order.items
    assert (order.id, order.kind, order.day) == ("kiosk-e1", OrderKind.CONTAINER, TODAY)
    assert (item.quantity, item.load.slots, item.unit_value_minor) == (7, 7, 600)
    assert board.state.cases[f"case-{order.id}"].order_id == order.id  # type: ignore[index]
    assert KIOSK not in due(rated(board, empties_from=1).state, board.now)
    words = board.refusal(c.CollectEmpties(KIOSK))
    assert words == "Order kiosk-e1 goes to customer kiosk and brings them along."


def test_they_are_as_the_last_that_was_brought() -> None:
    board = running_day()
    order = board.order(A1)
    crates = Item(ItemId("crates"), "CR", "Beverage crate", 4, 900, Load(10_000, 120_000, 4))
    done = replace(order, items=(crates,), status=OrderStatus.DONE)
    board.state = replace(
        board.state,
        orders=board.state.orders | {A1: done},
        customers=board.state.customers
        | {
            order.customer_id: replace(board.state.customers[order.customer_id], empties=2),
        },
    )
    board.ask(c.CollectEmpties(order.customer_id))
    made = board.state.orders[f"{order.customer_id}-e1"]  # type: ignore[index]
    (item,) = made.items
    assert made.place_id == order.place_id
    assert (item.sku, item.quantity, item.unit_value_minor) == ("CR", 2, 900)
    assert item.load == Load(5_000, 60_000, 2)


def test_what_cannot_be_collected_is_said(board: Board) -> None:
    unknown = c.CollectEmpties(CustomerId("nobody"))
    assert board.refusal(unknown) == "There is no customer nobody."
    with_kiosk(board, empties=0)
    assert board.refusal(c.CollectEmpties(KIOSK)).startswith("Customer kiosk holds no containers")
    with_kiosk(board, place_id=None)
    assert board.refusal(c.CollectEmpties(KIOSK)) == (
        "Nobody knows where customer kiosk is: there was no order yet."
    )
    assert due(rated(board, empties_from=1).state, board.now) == ()


def test_another_id_is_found_when_one_is_used() -> None:
    board = with_kiosk(running_day())
    board.ask(c.CollectEmpties(KIOSK))
    order = next(o for o in board.state.orders.values() if o.customer_id == KIOSK)
    gone = replace(order, status=OrderStatus.CLOSED)
    board.state = replace(board.state, orders=board.state.orders | {order.id: gone})
    board.ask(c.CollectEmpties(KIOSK))
    assert "kiosk-e2" in board.state.orders


def test_rates_begin_without_asking() -> None:
    assert (Rates().empties_from, Rates().empties_after_days) == (0, 0)

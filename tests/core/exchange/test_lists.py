"""Any kind of list: read, compared, and brought by commands."""

from datetime import date

from core import commands as c
from core.exchange.list_kinds import ListKind, guess
from core.exchange.lists import (
    DEPOTS_GO,
    AnyImport,
    blocking_first,
    compared,
    lacking,
    of_depots,
    pieces,
)
from core.exchange.order_import import Board, Fate, Spot
from core.exchange.tables import Table
from tests.builders import NOON, small_day


def found(kind: ListKind, header: str, *rows: str) -> AnyImport:
    cells = tuple(tuple(row.split(",")) for row in rows)
    table = Table("T", tuple(header.split(",")), cells, tuple(range(2, 2 + len(rows))))
    spot = Spot(-29.91, -71.25)
    board = Board(small_day().state, {}, NOON, date(2026, 11, 24), lambda _: spot)
    return compared(table, guess(table, kind), kind, "X-", board)


def test_orders_come_by_one_command_and_vans_by_another() -> None:
    orders = found(ListKind.ORDERS, "Order,Name,Address", "7,Ana Soto,Calle 1")
    ((rows, command),) = pieces(orders)
    assert rows == 1
    assert isinstance(command, c.ImportOrders)
    assert command.orders[0].id == "X-7"
    ((rows, command),) = pieces(found(ListKind.VANS, "Plate,kg", "AB12,800", "AB13,900"))
    assert rows == 2
    assert isinstance(command, c.RegisterFleet)


def test_comparing_can_be_given_up() -> None:
    table = Table("T", ("Order", "Name", "Address"), (("7", "Ana", "Calle 1"),), (2,))
    board = Board(small_day().state, {}, NOON, date(2026, 11, 24), lambda _: None)
    mapped = guess(table, ListKind.ORDERS)
    given_up = compared(table, mapped, ListKind.ORDERS, "", board, is_over=lambda: True)
    assert (given_up.entries, given_up.counts[Fate.NEW]) == ((), 0)


def test_what_keeps_a_row_out_is_said_first() -> None:
    odd = found(ListKind.ORDERS, "Order,Name,Address,Phone", "7,Ana,Calle 1,abc", "8,,Calle 1,")
    first, *_ = blocking_first(odd).problems
    assert first.words == "the customer's name is missing"


def test_a_list_of_depots_is_told_where_it_goes() -> None:
    assert DEPOTS_GO in found(ListKind.ORDERS, "Depot,Address,Vans", "Norte,Calle 1,3").notes
    whole = found(ListKind.ORDERS, "Order,Name,Address,Branch", "7,Ana,Calle 1,Norte")
    assert DEPOTS_GO not in whole.notes, "orders may name theirs"
    assert of_depots(Table("Filialen", ("Name", "Adresse"), (), ())) == (DEPOTS_GO,)
    assert of_depots(Table("Fahrer", ("Name",), (), ())) == ()


def test_what_is_lacking_depends_on_the_kind() -> None:
    assert "Order number" in lacking(ListKind.ORDERS, {})
    assert lacking(ListKind.DRIVERS, {}) == ("Driver's name",)

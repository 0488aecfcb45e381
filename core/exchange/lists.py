"""A list of whatever kind beside what the depot knows, and the commands that bring it. Pure."""

from collections.abc import Callable, Iterator, Mapping

from msgspec.structs import replace

from core import commands as c
from core.exchange import order_import, order_rows, records
from core.exchange.list_kinds import ListKind
from core.exchange.order_columns import Field
from core.exchange.order_import import Board, Entry, Import
from core.exchange.records import RecordEntry
from core.exchange.tables import Table

AnyImport = Import[Entry] | Import[RecordEntry]
Piece = tuple[int, records.Bringing]
"""How many rows a command is of, and the command."""
WRITES: dict[ListKind, type[c.Command]] = {
    ListKind.ORDERS: c.ImportOrders,
    ListKind.CUSTOMERS: c.ImportOrders,
    ListKind.DRIVERS: c.RegisterFleet,
    ListKind.VANS: c.RegisterFleet,
    ListKind.ROUNDS: c.KeepRounds,
}
"""What somebody must be allowed to bring a list of that kind."""


def compared(
    table: Table,
    mapped: Mapping[int, Field],
    kind: ListKind,
    prefix: str,
    board: Board,
    *,
    is_over: Callable[[], bool] = lambda: False,
) -> AnyImport:
    """What would become of each row; `is_over` is asked at each order and gives it up."""
    if kind is not ListKind.ORDERS:
        return records.compare(table, mapped, kind, board)
    drafts = order_rows.read_orders(table, mapped, prefix)
    return order_import.compare(table, mapped, drafts, board, is_over=is_over)


def blocking_first(found: AnyImport) -> AnyImport:
    """Problems that keep a row out before those that are only said."""
    return replace(found, problems=tuple(sorted(found.problems, key=lambda p: not p.is_blocking)))


def lacking(kind: ListKind, mapped: Mapping[int, Field]) -> tuple[str, ...]:
    """What no column says and no row can do without, in words."""
    if kind is ListKind.ORDERS:
        return order_rows.missing(mapped)
    return records.missing(kind, mapped)


def pieces(found: AnyImport) -> Iterator[Piece]:
    """What is to be done, in commands that fit into a frame."""
    orders = (each for each in found.to_do if isinstance(each, Entry))
    yield from ((len(command.orders), command) for command in order_import.commands(orders))
    yield from records.commands(each for each in found.to_do if isinstance(each, RecordEntry))

"""A list of whatever kind beside what the depot knows, and the commands that bring it. Pure."""

import re
from collections.abc import Callable, Iterator, Mapping

from msgspec.structs import replace

from core import commands as c
from core.exchange import order_import, order_rows, records
from core.exchange.list_kinds import ListKind
from core.exchange.order_columns import Field, words_of
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
_DEPOTS = re.compile(
    r"\b(depots?|standorte?|filialen?|sucursal(es)?|bodegas?|branch(es)?|currency|moneda|wahrung)\b"
)
DEPOTS_GO = (
    "These rows look like depots. Each has a region and a database of its own, so no import takes "
    "them: main.py depot import FILE --region NAME sets them up."
)


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
    found = _compared(table, mapped, kind, prefix, board, is_over)
    if lacking(kind, mapped):
        return replace(found, notes=(*found.notes, *of_depots(table)))
    return found


def _compared(
    table: Table,
    mapped: Mapping[int, Field],
    kind: ListKind,
    prefix: str,
    board: Board,
    is_over: Callable[[], bool],
) -> AnyImport:
    if kind is not ListKind.ORDERS:
        return records.compare(table, mapped, kind, board)
    drafts = order_rows.read_orders(table, mapped, prefix)
    return order_import.compare(table, mapped, drafts, board, is_over=is_over)


def of_depots(table: Table) -> tuple[str, ...]:
    """Where its rows go, if the name or a heading of a list that lacks something is of depots."""
    names = (table.name, *table.header)
    return (DEPOTS_GO,) if any(_DEPOTS.search(words_of(name)) for name in names) else ()


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

"""A table of what the depot has to send, as CSV: `sku,count`. Pure.

Every problem is told with its row; a table with a problem sets nothing.
"""

import csv

from msgspec import Struct

MOST = 1_000_000_000
LONGEST_SKU = 80


class Stock(Struct, frozen=True):
    """What a file says. With problems there are no counts."""

    counts: dict[str, int] = {}
    problems: tuple[str, ...] = ()


def read_stock(text: str) -> Stock:
    """The counts by SKU, or everything that is wrong with the file."""
    try:
        rows = list(csv.reader(text.lstrip("\ufeff").splitlines(keepends=True), strict=True))
    except csv.Error as error:
        return Stock(problems=(f"This is no CSV table: {error}.",))
    if not rows or [name.strip().lower() for name in rows[0]] != ["sku", "count"]:
        return Stock(problems=("Row 1: it must say sku,count.",))
    counts: dict[str, int] = {}
    problems = []
    for number, cells in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        words = _problem([cell.strip() for cell in cells], counts)
        if words:
            problems.append(f"Row {number}: {words}.")
        else:
            counts[cells[0].strip()] = int(cells[1])
    return Stock(problems=tuple(problems)) if problems else Stock(counts)


def _problem(cells: list[str], known: dict[str, int]) -> str:
    if len(cells) != 2 or not 0 < len(cells[0]) <= LONGEST_SKU:
        return "it is not a SKU and a count"
    sku, count = cells
    if not (count.isascii() and count.isdigit()) or int(count[:12]) > MOST:
        return f"the count {count[:20]!r} of {sku} is no whole number up to {MOST}"
    return f"{sku} stands there twice" if sku in known else ""

"""A table that somebody else made: its header, its rows, and where each problem stands. Pure.

Cells are texts; what they mean is found out by `order_rows.py`. Problems name their cell as a
spreadsheet does (`Orders!D17`).
"""

import re
from collections.abc import Callable, Container, Sequence

from msgspec import Struct

LONGEST_CELL = 32_767
"""As in a spreadsheet; more is no cell but a file that went wrong."""
MOST_ROWS = 100_000
MOST_COLUMNS = 400
LOOK_FOR_HEADER = 15
NumberedRow = tuple[int, tuple[str, ...]]


class TableError(Exception):
    """The file cannot be read at all; the sentence says why, and what to do."""


class Problem(Struct, frozen=True):
    """What is wrong with a cell, or with a row (`column` -1). A row that is blocked stays out."""

    row: int
    column: int
    words: str
    is_blocking: bool = True


class Table(Struct, frozen=True):
    """`numbers` are those of the rows in the file; `notes` say what was guessed."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    def problems_in(self, columns: Container[int]) -> tuple[Problem, ...]:
        """Those of whole rows and of these columns: what is not read cannot be wrong."""
        return tuple(each for each in self.problems if each.column < 0 or each.column in columns)


def letters(column: int) -> str:
    """0 is A, 26 is AA."""
    name, number = "", column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


def cell_name(table: str, problem: Problem) -> str:
    """Where it is, as `Orders!D17`."""
    if problem.column < 0:
        return f"{table}, row {problem.row}"
    return f"{table}!{letters(problem.column)}{problem.row}"


def told(table: str, problem: Problem) -> str:
    """The whole sentence."""
    return f"{cell_name(table, problem)}: {problem.words}"


def make_table(
    name: str,
    rows: Sequence[NumberedRow],
    known: Callable[[str], bool],
    *,
    notes: tuple[str, ...] = (),
    problems: tuple[Problem, ...] = (),
) -> Table:
    """Find the header, the row with the most words that are `known`; raises `TableError`."""
    filled = [(number, cells) for number, cells in rows if any(cells)]
    if not filled:
        raise TableError(f"{name} is empty. Choose a file or a sheet with a header and rows.")
    if len(filled) > MOST_ROWS:
        raise TableError(
            f"{name} has {len(filled):,} rows; {MOST_ROWS:,} are read at once. Split the file."
        )
    at = _header_at(filled, known)
    is_bare = _is_bare(filled[at][1], known)
    if is_bare:
        first = next(n for n, (_, cells) in enumerate(filled) if sum(map(bool, cells)) > 1)
        is_bare = _is_bare(filled[first][1], known)
        at = first - is_bare
    names, is_double = ((), False) if is_bare else _names(filled, at)
    width = max(len(names), max(len(cells) for _, cells in filled[max(0, at) :]))
    if width > MOST_COLUMNS:
        raise TableError(f"{name} has {width:,} columns; {MOST_COLUMNS} are read. Delete some.")
    if is_bare:
        names = tuple(map(letters, range(width)))
    names = (*names, *("" for _ in range(width - len(names))))
    said = list(notes)
    if is_bare:
        said.append("there is no header: say of each column what it holds")
    elif at - is_double:
        said.append(f"{_rows_words(at - is_double)} above the header skipped")
    if is_double:
        said.append("the header has two rows, read as one")
    body = [_sound(number, cells, width) for number, cells in filled[at + 1 :]]
    return Table(
        name=name,
        header=tuple(names),
        rows=tuple(cells for _, cells, _ in body),
        numbers=tuple(number for number, _, _ in body),
        notes=tuple(said),
        problems=(*problems, *(each for _, _, found in body for each in found)),
    )


def _sound(
    number: int, cells: tuple[str, ...], width: int
) -> tuple[int, tuple[str, ...], tuple[Problem, ...]]:
    """The row as wide as the table, without cells that nobody can have meant."""
    if max(map(len, cells)) > LONGEST_CELL:
        found = tuple(
            Problem(
                number, at, f"the cell holds {len(cell):,} characters; {LONGEST_CELL:,} at most"
            )
            for at, cell in enumerate(cells)
            if len(cell) > LONGEST_CELL
        )
        cells = tuple(cell if len(cell) <= LONGEST_CELL else "" for cell in cells)
    else:
        found = ()
    return number, cells + ("",) * (width - len(cells)), found


def _header_at(rows: Sequence[NumberedRow], known: Callable[[str], bool]) -> int:
    scores = [sum(bool(c) and known(c) for c in cells) for _, cells in rows[:LOOK_FOR_HEADER]]
    best = max(scores)
    if best > 0:
        return scores.index(best)
    wide = [sum(map(bool, cells)) > 1 for _, cells in rows[:LOOK_FOR_HEADER]]
    return wide.index(True) if True in wide else 0


def _is_bare(cells: Sequence[str], known: Callable[[str], bool]) -> bool:
    """Whether what stands where the header should is a row like the others: numbers among words."""
    figures = sum(re.fullmatch(r"[+-]?\d[\d.,:/-]*", cell.strip()) is not None for cell in cells)
    return figures > 1 and sum(bool(cell) and known(cell) for cell in cells) <= 1


def _names(rows: Sequence[NumberedRow], at: int) -> tuple[tuple[str, ...], bool]:
    """The header's words; a row of groups right above it is put in front of them."""
    names = tuple(" ".join(cell.split()) for cell in rows[at][1])
    above = rows[at - 1][1] if at and rows[at - 1][0] == rows[at][0] - 1 else ()
    if sum(map(bool, above)) < 2:
        return names, False
    joined, group = [], ""
    for column, name in enumerate(names):
        group = (above[column] if column < len(above) else "") or group
        joined.append(f"{' '.join(group.split())} {name}".strip())
    return tuple(joined), True


def _rows_words(number: int) -> str:
    return "1 row" if number == 1 else f"{number} rows"

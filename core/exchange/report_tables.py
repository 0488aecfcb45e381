"""Reports as CSV and as a workbook: the only place that writes either.

CSV cells that a spreadsheet would take for a formula are defused; a workbook's cells say themselves
what they are, so there a text stays a text.
"""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

Cell = str | float
Table = Sequence[Sequence[Cell]]
"""A heading, then rows; the first cell of the heading names the table."""

_STARTS = ("=", "+", "-", "@", "\t", "\r")
LONGEST_NAME = 31
_NOT_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


def defused(cell: Cell) -> Cell:
    """A text that a spreadsheet would calculate is quoted by an apostrophe, numbers stay."""
    if isinstance(cell, str) and cell.startswith(_STARTS):
        return f"'{cell}"
    return cell


def csv_text(tables: Sequence[Table]) -> str:
    """All tables below each other, an empty line between them."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    for at, table in enumerate(tables):
        if at:
            writer.writerow([])
        writer.writerows([defused(cell) for cell in row] for row in table)
    return text.getvalue()


def write_csv(file: Path, tables: Sequence[Table]) -> None:
    """In UTF-8 with its mark, without which spreadsheets misread names. Raises `OSError`."""
    file.write_text(csv_text(tables), encoding="utf-8-sig", newline="")


def write_workbook(file: Path, title: str, tables: Sequence[Table]) -> None:
    """A sheet for each table. Raises `OSError`."""
    # In memory first: a disk that is full must not leave half a workbook.
    file.write_bytes(workbook(title, [(str(table[0][0]), table) for table in tables]))


def workbook(title: str, tables: Sequence[tuple[str, Table]]) -> bytes:
    """A sheet for each table, under its name."""
    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    # Imported late: who exports nothing opens sooner.
    from xlsxwriter import Workbook

    with Workbook(content, options) as book:
        heading = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        taken: set[str] = set()
        for wanted, table in tables:
            name = _sheet_name(wanted, taken)
            sheet = book.add_worksheet(name)
            sheet.set_column(0, 0, 34)
            sheet.set_column(1, 6, 18)
            sheet.freeze_panes(1, 1)
            sheet.set_header(f"&L{title.replace('&', '&&')}&R{name.replace('&', '&&')}")
            sheet.set_paper(9)
            for at, row in enumerate(table):
                for column, cell in enumerate(row):
                    if isinstance(cell, str):
                        sheet.write_string(at, column, cell, heading if at == 0 else None)
                    else:
                        sheet.write_number(at, column, cell)
            sheet.autofilter(0, 0, max(1, len(table) - 1), max(1, len(table[0])) - 1)
    return content.getvalue()


def _sheet_name(wanted: str, taken: set[str]) -> str:
    """No sheet may have an empty name, or that of another."""
    base = wanted.translate(_NOT_IN_NAMES).strip(" '")[:LONGEST_NAME] or "Report"
    name, number = base, 2
    while name.lower() in taken:
        name = f"{base[: LONGEST_NAME - 4]} {number}"
        number += 1
    taken.add(name.lower())
    return name

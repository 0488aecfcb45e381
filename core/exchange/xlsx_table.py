"""Reads the sheets of a workbook (XLSX) as tables; the only door to the library that does.

A workbook is an archive, and an archive can hold far more than it weighs: it is unpacked within
limits first, and only what was unpacked is read.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import NoReturn

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from core.exchange.tables import NumberedRow, Problem, Table, TableError, letters, make_table

MOST_UNPACKED = 400_000_000
"""Bytes; 50,000 rows of 30 columns are about 120 million."""
PIECE = 1 << 20
MOST_AROUND = 20_000_000
"""Cells of the box around a sheet's filled ones: it is read whole, however few are filled."""
SMALL = 30_000_000
"""Bytes of a sheet up to which that box is looked at, and of any sheet of a file that is small
itself; what is larger belongs into a process whose memory is bounded."""
SMALL_FILE = 200_000
_CELL = re.compile(rb"<(?:\w+:)?c\b[^>]*?\br\s*=\s*[\"']([A-Z]{1,3})(\d{1,7})[\"'][^>]*(?<!/)>")
_PARTS = ("xl/", "_rels/", "docProps/", "[Content_Types].xml")
"""Of a workbook; with others the library might take the archive for one of another kind."""
_FORMULA = re.compile(rb"<c r=\"([A-Z]+)(\d+)\"[^>]*><f\b[^>]*(?:/>|>[^<]*</f>)(?!<v>[^<])")
_SHEET = re.compile(r"xl/worksheets/sheet(\d+)\.xml")
MOST_NAMED = 200
"""Formulas without a value that are named one by one."""


class Workbook:
    """An unpacked workbook; raises `TableError` when it cannot be one."""

    def __init__(self, name: str, content: bytes) -> None:
        self._name = name
        self._formulas: dict[int, tuple[tuple[str, int], ...]] = {}
        self.longest_part = 0
        """In bytes, unpacked."""
        unpacked = self._unpacked(content)
        try:
            self._book = CalamineWorkbook.from_filelike(io.BytesIO(unpacked))
        except PasswordError:
            raise TableError(f"{name} is locked by a password. Save it without one.") from None
        except (CalamineError, ValueError, OSError) as error:
            raise TableError(
                f"{name} is no workbook that can be read: {error}. Open it in a spreadsheet and "
                "save it as .xlsx."
            ) from None
        self.sheets = tuple(self._book.sheet_names)

    def table(self, sheet: str, known: Callable[[str], bool]) -> Table:
        """One sheet; raises `TableError`."""
        try:
            found = self._book.get_sheet_by_name(sheet)
            rows: list[NumberedRow] = [
                (number, tuple(map(_text, cells)))
                for number, cells in enumerate(found.to_python(skip_empty_area=False), start=1)
            ]
        except (CalamineError, ValueError, OSError, IndexError) as error:
            raise TableError(
                f"The sheet {sheet} of {self._name} cannot be read: {error}."
            ) from None
        problems = (*self._empty_formulas(sheet), *_merged(found))
        made = make_table(sheet, rows, known)
        first = made.numbers[0] if made.numbers else 0
        kept = tuple(each for each in problems if each.row >= first)
        return Table(
            made.name, made.header, made.rows, made.numbers, made.notes, (*made.problems, *kept)
        )

    def _empty_formulas(self, sheet: str) -> tuple[Problem, ...]:
        """Formulas that no program has worked out: their cells would be read as empty."""
        found = self._formulas.get(self.sheets.index(sheet) + 1, ())
        return tuple(
            Problem(row, _column(name), "a formula without a result: open and save the file once")
            for name, row in found
        )

    def _unpacked(self, content: bytes) -> bytes:
        """The same archive with nothing packed, so that its size is what it says."""
        target = io.BytesIO()
        left = MOST_UNPACKED
        try:
            with (
                zipfile.ZipFile(io.BytesIO(content)) as source,
                zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as kept,
            ):
                for info in source.infolist():
                    if not info.filename.startswith(_PARTS) or info.filename.endswith(".bin"):
                        continue
                    body = self._member(source, info, left)
                    left -= len(body)
                    self.longest_part = max(self.longest_part, len(body))
                    if len(body) <= SMALL or len(content) < SMALL_FILE:
                        self._must_be_near(body)
                    kept.writestr(info.filename, body)
                    sheet = _SHEET.fullmatch(info.filename)
                    if sheet is not None:
                        self._note_formulas(int(sheet[1]), body)
        except (
            zipfile.BadZipFile,
            zlib.error,
            RuntimeError,
            NotImplementedError,
            EOFError,
        ) as error:
            raise TableError(
                f"{self._name} is no whole XLSX file ({error}). Save it again as .xlsx."
            ) from None
        return target.getvalue()

    def _member(self, source: zipfile.ZipFile, info: zipfile.ZipInfo, left: int) -> bytes:
        if info.file_size > left:
            self._refuse_bomb()
        pieces, size = [], 0
        with source.open(info) as packed:
            while piece := packed.read(PIECE):
                size += len(piece)
                if size > left:
                    self._refuse_bomb()
                pieces.append(piece)
        return b"".join(pieces)

    def _refuse_bomb(self) -> NoReturn:
        raise TableError(
            f"{self._name} unpacks to more than {MOST_UNPACKED // 1_000_000} MB. A list of orders "
            "does not: nothing was read."
        )

    def _must_be_near(self, body: bytes) -> None:
        if b"sheetData" not in body:
            return
        refs = [each.groups() for each in _CELL.finditer(body)]
        row = max((int(row) for _, row in refs), default=0)
        name = max((name.decode() for name in {name for name, _ in refs}), key=_column, default="")
        if row * (_column(name) + 1) > MOST_AROUND:
            raise TableError(
                f"{self._name} has a sheet that goes down to row {row:,} and on to column {name}. "
                "Delete what stands so far away, or save the rows as CSV."
            )

    def _note_formulas(self, sheet: int, body: bytes) -> None:
        if b"<f" in body:
            found = islice(_FORMULA.finditer(body), MOST_NAMED)
            self._formulas[sheet] = tuple((each[1].decode(), int(each[2])) for each in found)


def _merged(sheet: CalamineSheet) -> tuple[Problem, ...]:
    """Only the first cell of merged ones has a value, which the rows below would lack."""
    ranges = sheet.merged_cell_ranges or []
    return tuple(
        Problem(
            first_row + 1,
            first_column,
            f"merged with the cells down to {letters(last_column)}{last_row + 1}; only the first "
            "row has its value",
            is_blocking=False,
        )
        for (first_row, first_column), (last_row, last_column) in ranges
        if last_row > first_row
    )


def _column(name: str) -> int:
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _text(value: object) -> str:
    """As it would be written into a CSV file."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if value.time() == time() else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60:02}:{minutes % 60:02}"
    return str(value).strip()

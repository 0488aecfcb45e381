"""A file with orders: its sheets, how it is read, and which columns were chosen for such files."""

import logging
import re
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from core.exchange import order_columns
from core.exchange.csv_table import read_csv
from core.exchange.list_kinds import ListKind, guess, guess_kind, is_known
from core.exchange.order_columns import Field, Mapped
from core.exchange.tables import Table, TableError
from core.exchange.xlsx_table import SMALL, Workbook
from core.json_faults import NOT_JSON
from core.private_files import replace_file

LONGEST_FILE = 60_000_000
MOST_REMEMBERED = 200
PLAN = ".json"
"""Ending of a plan in VROOM's format, read by `vroom_day.py`."""
ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", PLAN)
"""Of files that may be imported."""
_WEB_PAGE = re.compile(rb"(\xef\xbb\xbf)?\s*(<!--.*?-->\s*)*<(!doctype html|html\b)", re.I | re.S)
_log = logging.getLogger(__name__)


class OrderFile:
    """Opened once, read as often as somebody chooses otherwise. Raises `TableError`."""

    def __init__(self, path: Path, content: bytes | None = None) -> None:
        """`content` is what it holds, where it came otherwise than as a file."""
        self.path = path
        self._content = content if content is not None else self._read()
        if not self._content.strip():
            raise TableError(f"{path.name} is empty.")
        self._book = self._opened()
        self.sheets = self._book.sheets if self._book is not None else ()

    def _read(self) -> bytes:
        path = self.path
        try:
            size = path.stat().st_size
            if size > LONGEST_FILE:
                raise TableError(
                    f"{path.name} has {size / 1e6:,.0f} MB; {LONGEST_FILE // 10**6} MB are read at "
                    "most. Split the file."
                )
            return path.read_bytes()
        except OSError as error:
            raise TableError(f"{path.name} cannot be read: {error.strerror or error}.") from None

    @property
    def is_text(self) -> bool:
        """Whether encoding and delimiter can be chosen."""
        return self._book is None

    @property
    def is_bulky(self) -> bool:
        """Whether reading it may need memory without bounds."""
        return self._book is not None and self._book.longest_part > SMALL

    def table(self, sheet: str = "", encoding: str = "", delimiter: str = "") -> Table:
        """One sheet, the first with orders in it if none is named."""
        if self._book is None:
            return read_csv(
                self.path.stem,
                self._content,
                is_known,
                encoding=encoding,
                delimiter=delimiter,
            )
        if sheet:
            if sheet not in self.sheets:
                raise TableError(f"There is no sheet {sheet}. There are: {', '.join(self.sheets)}.")
            return self._book.table(sheet, is_known)
        return self._fullest(self._book)

    def _fullest(self, book: Workbook) -> Table:
        best: tuple[int, Table] | None = None
        wrong: TableError | None = None
        lists: list[str] = []
        for sheet in self.sheets:
            try:
                table = book.table(sheet, is_known)
            except TableError as error:
                wrong = wrong or error
                continue
            fits = len(guess(table, guess_kind(table))) if table.rows else 0
            lists += [sheet] if fits > 1 else []
            if best is None or fits > best[0]:
                best = (fits, table)
        if best is None:
            raise wrong or TableError(f"{self.path.name} has no sheet.")
        table = best[1]
        others = ", ".join(sheet for sheet in lists if sheet != table.name)
        words = f"only the sheet {table.name} was read, not {others}: choose it, or save it apart"
        return replace(table, notes=(*table.notes, words)) if others else table

    def _opened(self) -> Workbook | None:
        if self._content.startswith(b"PK\x03\x04"):
            return Workbook(self.path.name, self._content)
        if self._content.startswith(b"\xd0\xcf\x11\xe0"):
            raise TableError(
                f"{self.path.name} is an old or locked workbook. Save it as .xlsx, without a "
                "password."
            )
        if self.path.suffix.lower() in (".xlsx", ".xlsm"):
            raise TableError(
                f"{self.path.name} is no workbook, whatever its name says. Open it in a "
                "spreadsheet and save it as .xlsx, or name it .csv if it is a text."
            )
        if _WEB_PAGE.match(self._content):
            raise TableError(
                f"{self.path.name} is a web page, whatever its name says: maybe that of a sign-in. "
                "If it shows the list, open it in a spreadsheet and save it as .xlsx."
            )
        if self._content.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff")):
            raise TableError(f"{self.path.name} is no table. Choose a CSV or XLSX file.")
        return None


class Remembered(Struct, frozen=True):
    """How columns were read, and what was put in front of order numbers."""

    columns: tuple[tuple[int, Field], ...]
    prefix: str = ""
    kind: ListKind = ListKind.ORDERS


class Memory:
    """How columns were read before, by the header's signature; losing it loses only a choice."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def recall(self, table: Table) -> Remembered | None:
        """What was chosen for a table with these headers."""
        return self._read().get(order_columns.signature(table))

    def keep(
        self,
        table: Table,
        mapped: Mapped,
        prefix: str = "",
        kind: ListKind = ListKind.ORDERS,
    ) -> None:
        """Remember it; the oldest of too many are forgotten."""
        known = self._read()
        own = order_columns.signature(table)
        known.pop(own, None)
        known[own] = Remembered(tuple(mapped.items()), prefix, kind)
        kept = dict(list(known.items())[-MOST_REMEMBERED:])
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            replace_file(self._file, msgspec.json.encode(kept))
        except OSError as error:
            _log.warning("How columns are read was not remembered: %s", error)

    def _read(self) -> dict[str, Remembered]:
        try:
            return msgspec.json.decode(self._file.read_bytes(), type=dict[str, Remembered])
        except (OSError, *NOT_JSON):
            return {}

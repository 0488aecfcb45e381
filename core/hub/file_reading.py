"""Reads a whole file that came over the API, and compares it with what the depot knows.

Loaded when the first file comes, because readers of workbooks and of addresses come with it. Must
not be called in the hub's loop.
"""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from msgspec import Struct

from core import commands as c
from core.exchange.list_kinds import ListKind, guess, guess_kind, titles
from core.exchange.lists import AnyImport, compared, lacking, of_depots, pieces
from core.exchange.order_columns import Mapped, chosen_by_hand
from core.exchange.order_file import PLAN, OrderFile
from core.exchange.order_import import Fate
from core.exchange.region_places import RegionPlaces
from core.exchange.tables import Table, TableError, cell_name
from core.exchange.vroom_day import VroomDay, commands, document_of, vroom_day
from core.exchange.vroom_reader import Json, Mistake
from core.hub.file_words import MOST_ROWS, MOST_VANS, NewFile, ToldColumn, ToldFile, ToldProblem
from core.hub.gate import Gate
from core.region.region import Region

MOST_TOLD = 500
"""Problems; how many more there are is told, too."""


class ListRead(Struct, frozen=True):
    """A list that was compared."""

    table: Table
    kind: ListKind
    mapped: Mapped
    found: AnyImport
    is_plan: ClassVar[bool] = False
    is_refused: ClassVar[bool] = False
    """Its rows are, each for itself."""

    def asked(self) -> Iterable[tuple[int, c.Command]]:
        """What is to be written, each with how many rows it is of."""
        return pieces(self.found)

    def told(self, imported: int = 0) -> ToldFile:
        """With every problem in its cell."""
        table, found, names = self.table, self.found, titles(self.kind)
        columns = tuple(
            ToldColumn(header, field.value if field else "", names.get(field, "") if field else "")
            for header, field in ((h, self.mapped.get(at)) for at, h in enumerate(table.header))
        )
        problems = tuple(
            ToldProblem(cell_name(table.name, each), each.words, each.is_blocking)
            for each in found.problems[:MOST_TOLD]
        )
        return ToldFile(
            kind=self.kind.value,
            new=found.counts[Fate.NEW],
            changed=found.counts[Fate.CHANGED],
            same=found.counts[Fate.SAME],
            refused=found.counts[Fate.REFUSED],
            imported=imported,
            columns=columns,
            notes=(*table.notes, *found.notes),
            problems=problems,
            more_problems=max(0, len(found.problems) - MOST_TOLD),
        )


class PlanRead(Struct, frozen=True):
    """A plan; with a mistake nothing of it comes in."""

    day: VroomDay | None
    told_of: tuple[Mistake, ...]
    """Why it is none; of a day what is only said."""
    is_plan: ClassVar[bool] = True

    @property
    def is_refused(self) -> bool:
        return self.day is None

    def asked(self) -> Iterable[tuple[int, c.Command]]:
        """What is to be written, each with how many orders it is of."""
        return commands(self.day) if self.day is not None else ()

    def told(self, imported: int = 0) -> ToldFile:
        """With every problem at its path."""
        day = self.day
        notes: tuple[str, ...] = ()
        if day is not None:
            notes = (f"{day.day}: {len(day.routes)} routes with {day.planned} of the orders",)
        return ToldFile(
            kind="plan",
            new=len(day.orders) if day is not None else 0,
            changed=0,
            same=0,
            refused=0,
            imported=imported,
            notes=notes,
            problems=tuple(
                ToldProblem(each.path, each.words, self.is_refused)
                for each in self.told_of[:MOST_TOLD]
            ),
            more_problems=max(0, len(self.told_of) - MOST_TOLD),
        )


FileRead = ListRead | PlanRead


class FileReader:
    """Files for the depots of one region. Asked from one thread at a time."""

    def __init__(self, region: Region | None) -> None:
        self._places = RegionPlaces(region)

    def read(self, new: NewFile, gate: Gate, now: datetime) -> FileRead:
        """Raises `TableError` or `ValueError` in words."""
        state = gate.state
        if state.depot is None:
            raise TableError("There is no depot yet. Register it first.")
        board = self._places.board(state, gate.texts, now, new.day)
        path = Path(new.name)
        if path.suffix.lower() == PLAN:
            document = document_of(new.content)
            _must_be_short(new.name, document)
            found = vroom_day(document, board, new.prefix)
            if isinstance(found, VroomDay):
                return PlanRead(found, found.notices)
            return PlanRead(None, found)
        file = OrderFile(path, new.content)
        if file.is_bulky:
            raise TableError(f"{new.name} is too bulky unpacked. Split it, or save it as CSV.")
        table = file.table(new.sheet, new.encoding, new.delimiter)
        if len(table.rows) > MOST_ROWS:
            raise TableError(
                f"{new.name} has {len(table.rows):,} rows; {MOST_ROWS:,} are taken at once. Split "
                "it, or use main.py import."
            )
        kind = new.kind or guess_kind(table, path.stem)
        wanted = [f"{header}={field}" for header, field in new.columns.items()]
        mapped = chosen_by_hand(table, wanted, guess(table, kind))
        left = lacking(kind, mapped)
        if left:
            words = f"No column holds: {', '.join(left)}. Say it in `columns`."
            raise TableError(" ".join([words, *of_depots(table)]))
        return ListRead(table, kind, mapped, compared(table, mapped, kind, new.prefix, board))


def _must_be_short(name: str, document: Json) -> None:
    for part, most in (("jobs", MOST_ROWS), ("shipments", MOST_ROWS), ("vehicles", MOST_VANS)):
        each = document.get(part) if isinstance(document, dict) else None
        if isinstance(each, list) and len(each) > most:
            raise TableError(
                f"{name} has {len(each):,} {part}; {most:,} are taken at once. Split it, or use "
                "main.py import."
            )

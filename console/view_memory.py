"""How somebody likes tables and the queue: columns, sorting, filters; kept for the next start.

One small file in the data folder; one that is missing or broken means that nothing was kept.
"""

import logging
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from console.models.queue_filter import QueueFilter
from core.private_files import private_file

LOOKS = "looks.json"
MOST_FILTERS = 12
LONGEST_NAME = 40
_log = logging.getLogger(__name__)


class TableLook(Struct, frozen=True):
    """One table, columns by their titles: those that are hidden, the one it is sorted by."""

    hidden: tuple[str, ...] = ()
    sorted_by: str = ""
    is_descending: bool = False


class Looks(Struct, frozen=True):
    """All that is kept."""

    tables: dict[str, TableLook] = {}
    queue: QueueFilter = QueueFilter()
    """how the queue was sorted last"""
    filters: dict[str, QueueFilter] = {}
    """those that somebody gave a name"""


class ViewMemory:
    """Invariant: the file holds what `looks` holds, as far as the disk allows."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.looks = _read(file)

    def keep_table(self, name: str, look: TableLook) -> None:
        """A table's columns and sorting."""
        self._change(replace(self.looks, tables={**self.looks.tables, name: look}))

    def keep_queue(self, asked: QueueFilter) -> None:
        """How the queue is sorted. What a search or a group hides must not be hidden still, when
        somebody else begins his shift."""
        lasting = QueueFilter(column=asked.column, is_descending=asked.is_descending)
        self._change(replace(self.looks, queue=lasting))

    def keep_filter(self, name: str, asked: QueueFilter) -> None:
        """Under a name; the oldest goes when there are too many."""
        filters = {key: each for key, each in self.looks.filters.items() if key != name}
        filters[name] = asked
        while len(filters) > MOST_FILTERS:
            del filters[next(iter(filters))]
        self._change(replace(self.looks, filters=filters))

    def forget_filter(self, name: str) -> None:
        """Take it out of the menu."""
        filters = {key: each for key, each in self.looks.filters.items() if key != name}
        self._change(replace(self.looks, filters=filters))

    def _change(self, looks: Looks) -> None:
        if looks == self.looks:
            return
        self.looks = looks
        try:
            fresh = self._file.with_suffix(".new")
            private_file(fresh)
            fresh.write_bytes(msgspec.json.encode(looks))
            fresh.replace(self._file)
        except OSError as error:
            _log.warning("How tables look cannot be kept: %s", error)


def _read(file: Path) -> Looks:
    try:
        return msgspec.json.decode(file.read_bytes(), type=Looks)
    except FileNotFoundError:
        return Looks()
    except (OSError, msgspec.DecodeError) as error:
        _log.warning("How tables looked cannot be read: %s", error)
        return Looks()

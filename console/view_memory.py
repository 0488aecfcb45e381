"""How somebody likes tables and the queue: columns, sorting, filters; kept for the next start.

One small file in the data folder; one that is missing or broken means that nothing was kept.
"""

import logging
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from console.kept import read_kept, with_name, without_name
from console.models.queue_filter import QueueFilter
from core.private_files import replace_file

LOOKS = "looks.json"
MOST_FILTERS = 12
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
        self.looks = read_kept(file, Looks) or Looks()

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
        filters = with_name(self.looks.filters, name, asked, MOST_FILTERS)
        self._change(replace(self.looks, filters=filters))

    def forget_filter(self, name: str) -> None:
        """Take it out of the menu."""
        self._change(replace(self.looks, filters=without_name(self.looks.filters, name)))

    def _change(self, looks: Looks) -> None:
        if looks == self.looks:
            return
        self.looks = looks
        try:
            replace_file(self._file, msgspec.json.encode(looks))
        except OSError as error:
            _log.warning("How tables look cannot be kept: %s", error)

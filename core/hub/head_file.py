"""Where each stream of a log ended, kept in a file of its own: what shows that a tail was cut.

Whoever cuts the newest events off a log and its note of where it ends leaves a chain that is whole.
Only a head that was noted elsewhere tells: here, in every backup, and in each console's memory.
"""

import logging
from collections.abc import Mapping
from pathlib import Path

import msgspec
from msgspec import Struct

from core.hub.endpoint import write_private
from core.hub.log import EventLog, Head

NAME = "heads.json"
"""In a backup's folder."""

_log = logging.getLogger(__name__)


class HeadsUnreadable(Exception):
    """The file is there and says nothing; the text says which."""


class _Noted(Struct):
    seq: int
    hash: str


class HeadFile:
    """Heads by stream in one file, replaced in one step whenever they have moved."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._noted: dict[str, Head] = {}

    @classmethod
    def beside(cls, database: Path) -> "HeadFile":
        """Where a hub keeps the heads of that database."""
        return cls(database.with_name(f"{database.name}.{NAME}"))

    def note(self, heads: Mapping[str, Head]) -> None:
        """Keep the heads of what is committed; blocks. Raises `OSError`."""
        found = {stream: head for stream, head in heads.items() if head != Head()}
        if found == self._noted:
            return
        noted = {name: _Noted(head.seq, head.hash.hex()) for name, head in found.items()}
        write_private(self.path, msgspec.json.encode(noted))
        self._noted = found

    def note_of(self, log: EventLog) -> None:
        """Keep where the log's streams end now; blocks. Raises `LogUnavailable` and `OSError`."""
        self.note(log.heads())

    def read(self) -> dict[str, Head]:
        """What was noted last; nothing without a file. Raises `HeadsUnreadable`."""
        try:
            noted = msgspec.json.decode(self.path.read_bytes(), type=dict[str, _Noted])
            return {name: Head(each.seq, bytes.fromhex(each.hash)) for name, each in noted.items()}
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            raise HeadsUnreadable(f"The heads in {self.path} cannot be read: {error}.") from None

    def set_aside(self) -> Path | None:
        """Out of the way, and still there to be looked at; where it is now, if there was one."""
        if not self.path.exists():
            return None
        aside = self.path.with_name(f"{self.path.name}.was")
        self.path.replace(aside)
        return aside


def cut_off(log: EventLog, noted: Mapping[str, Head]) -> list[str]:
    """The streams that do not hold the event which was their last, in words. A quick look: the
    chain itself is checked by `verify`. Raises `LogUnavailable`."""
    found = []
    for stream, head in noted.items():
        event = next(iter(log.read(stream, head.seq - 1, 1)), None)
        if event is None or (event.seq, event.hash) != (head.seq, head.hash):
            found.append(
                f"The log of {stream} does not hold event {head.seq} as it was noted: its end was "
                "cut off, or an older copy was put in its place. Look after it before you go on."
            )
    return found

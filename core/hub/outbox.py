"""Commands that wait for the hub's answer, kept in a file that survives a crash.

A command is here from before it is first sent until it is answered. It is sent under the same
id as often as it takes, in the order of composing; the hub makes that exactly-once. One process
at a time uses a file.
"""

import sqlite3
import weakref
from contextlib import suppress
from pathlib import Path

import msgspec
from msgspec import Struct

from core.commands import Command
from core.private_files import private_file


class OutboxUnavailable(Exception):
    """The file cannot be read or written; the text says what, where and what to do."""


class OutboxTaken(OutboxUnavailable):
    """Another process uses the file."""


class Pending(Struct, frozen=True):
    """A command on its way. `after` is the id of an earlier one that it builds on."""

    id: str
    command: Command
    based_on: int = 0
    after: str = ""
    photo: bytes | None = None
    """To be uploaded before the command is sent."""


MOST_BESIDE = 20
"""Consoles on one data folder."""
_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Command)


class Outbox:
    """The pending commands, oldest first. Each change is on disk when the method returns."""

    def __init__(self, path: Path | None) -> None:
        """Open or make the file; None keeps everything in memory, for tools and tests.

        Raises `OutboxUnavailable`.
        """
        self._name = str(path or "memory")
        try:
            if path is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
                private_file(path)
            self._connection = sqlite3.connect(
                path or ":memory:", timeout=0.2, isolation_level=None, check_same_thread=False
            )
        except (sqlite3.Error, OSError) as error:
            raise self._unavailable(error) from error
        try:
            # One writer in one thread, so a rollback journal is as fast and leaves one file.
            self._connection.execute("PRAGMA synchronous=FULL")
            self._connection.execute("PRAGMA locking_mode=EXCLUSIVE")
            # Taken now and kept until the end of the process, however that comes.
            self._connection.execute("BEGIN EXCLUSIVE")
            self._connection.execute("COMMIT")
            self._connection.execute(
                "CREATE TABLE IF NOT EXISTS pending (position INTEGER PRIMARY KEY AUTOINCREMENT,"
                " id TEXT NOT NULL UNIQUE, body BLOB NOT NULL, based_on INTEGER NOT NULL,"
                " after TEXT NOT NULL, photo BLOB)"
            )
            self._entries = {pending.id: pending for pending in self._read()}
        except (sqlite3.Error, msgspec.DecodeError) as error:
            self._connection.close()
            raise self._unavailable(error) from error
        if path is None:
            # Nobody owns one in memory: it ends with the client that made it.
            weakref.finalize(self, self._connection.close)

    @classmethod
    def first_free(cls, path: Path | None) -> "Outbox":
        """The outbox at `path`, or at `path` with a number when other consoles use that.

        What a console that is gone left in an outbox beside it is taken over, ids and order kept.
        Raises `OutboxUnavailable`.
        """
        if path is None:
            return cls(None)
        beside = [path.with_name(f"{path.stem}~{n}{path.suffix}") for n in range(2, MOST_BESIDE)]
        for each in (path, *beside):
            with suppress(OutboxTaken):
                own = cls(each)
                for other in (path, *beside):
                    if other != each and other.exists():
                        own.adopt(other)
                return own
        return cls(path)

    def adopt(self, file: Path) -> None:
        """Take over what waits in another outbox, unless its console still runs.

        Each command is kept here before it leaves there; one that is in both is sent once.
        """
        try:
            left = Outbox(file)
        except OutboxUnavailable:
            return
        for pending in left.pending():
            if pending.id not in self:
                self.put(pending)
            left.remove(pending.id)
        left.close()
        file.unlink(missing_ok=True)

    def put(self, pending: Pending) -> None:
        """Keep a command until it is answered. Raises `OutboxUnavailable`."""
        row = (
            pending.id,
            _encoder.encode(pending.command),
            pending.based_on,
            pending.after,
            pending.photo,
        )
        self._write(
            "INSERT INTO pending (id, body, based_on, after, photo) VALUES (?, ?, ?, ?, ?)", row
        )
        self._entries[pending.id] = pending

    def remove(self, pending_id: str) -> None:
        """Forget an answered command.

        Raises `OutboxUnavailable` when the file still has it: it is sent again after a restart.
        """
        self._entries.pop(pending_id, None)
        self._write("DELETE FROM pending WHERE id = ?", (pending_id,))

    def pending(self) -> list[Pending]:
        """Everything unanswered, oldest first."""
        return list(self._entries.values())

    def get(self, pending_id: str) -> Pending | None:
        """The unanswered command with that id."""
        return self._entries.get(pending_id)

    def __contains__(self, pending_id: object) -> bool:
        return pending_id in self._entries

    def __len__(self) -> int:
        return len(self._entries)

    def close(self) -> None:
        """Give the file back."""
        self._connection.close()

    def _read(self) -> list[Pending]:
        rows = self._connection.execute(
            "SELECT id, body, based_on, after, photo FROM pending ORDER BY position"
        )
        return [
            Pending(id_, _decoder.decode(body), based_on, after, photo)
            for id_, body, based_on, after, photo in rows
        ]

    def _write(self, statement: str, values: tuple[object, ...]) -> None:
        try:
            self._connection.execute(statement, values)
        except sqlite3.Error as error:
            raise self._unavailable(error) from error

    def _unavailable(self, error: Exception) -> OutboxUnavailable:
        is_taken = isinstance(error, sqlite3.OperationalError) and "locked" in str(error)
        return (OutboxTaken if is_taken else OutboxUnavailable)(
            f"The outbox {self._name} cannot be used ({error}). Check that its folder is writable "
            "and the disk not full, and that no other Backhaul uses it."
        )

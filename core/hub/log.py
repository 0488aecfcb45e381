"""The seam of the event log: what the hub stores, and what it is promised in return.

Value types and the `EventLog` protocol only, so the gate, the server and their tests never see
a database. `sql_log.py` implements it; another store (a replicated stream) would stand beside it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from core.access import Actor
from core.reports.facts import CaseFilter, CaseList, Facts, Period

GENESIS = bytes(32)
"""The hash before the first event of a stream."""

ReadValue = str | int | float | bool | datetime | None

# gc=False below: thousands a second are made and dropped, none can be part of a cycle, and looking
# after them took the garbage collector a quarter of what an append costs.


class DraftEvent(Struct, frozen=True, gc=False):
    """One event as decided: `body` is the JSON that will be stored and hashed as it is."""

    type: str
    version: int
    body: bytes


class StoredEvent(Struct, frozen=True, gc=False):
    """One event as it stands in the log, chained to the one before by `hash`."""

    stream: str
    seq: int
    type: str
    version: int
    body: bytes
    recorded_at: datetime
    command_id: str
    actor_id: str
    hash: bytes


class PersonalText(Struct, frozen=True, gc=False):
    """A name, phone or note that lives beside the log, encrypted with the key of `person`.

    A text stored again under the same `ref` of the same stream replaces the earlier one.
    """

    ref: str
    person: str
    text: str


class ReadRow(Struct, frozen=True, gc=False):
    """A row of a read table to insert, or to change in the columns that `values` names."""

    table: str
    values: Mapping[str, ReadValue]
    """Always holds the table's key columns, `depot` among them."""


class Append(Struct, frozen=True, gc=False):
    """The whole effect of one command on one stream.

    `expected_seq` is the head it was decided on; within a group, the head that the appends before
    it leave behind. `answer` is what the asker is told, also when the command is repeated.
    """

    stream: str
    expected_seq: int
    command_id: str
    actor_id: str
    recorded_at: datetime
    events: tuple[DraftEvent, ...]
    answer: bytes
    personal: tuple[PersonalText, ...] = ()
    forgotten: tuple[str, ...] = ()
    """Persons whose keys and texts go with it, in every stream."""
    forgotten_texts: tuple[str, ...] = ()
    """Texts of the stream that go with it while those whom they are about stay."""
    read_rows: tuple[ReadRow, ...] = ()


class Head(Struct, frozen=True, gc=False):
    """Where a stream ends; an empty stream has seq 0 and `GENESIS`."""

    seq: int = 0
    hash: bytes = GENESIS


class Snapshot(Struct, frozen=True):
    """A folded state as of `seq`, to start from instead of replaying everything."""

    stream: str
    seq: int
    fold_version: int
    body: bytes


class StoredFix(Struct, frozen=True):
    """One position of a driver. `at` is the device's clock, `received_at` the depot's."""

    depot: str
    driver_id: str
    at: datetime
    received_at: datetime
    lat: float
    lon: float
    speed_mps: float | None = None
    heading: float | None = None
    accuracy_m: float | None = None


class Device(Struct, frozen=True):
    """A credential: whoever shows the token acts as `actor`, until `expires_at`.

    Devices of drivers and sessions of consoles alike. The token itself is never stored.
    """

    token_sha256: str
    device_id: str
    actor: Actor
    expires_at: datetime | None = None


class TravelRow(Struct, frozen=True):
    """One row of a travel-time matrix as an opaque blob; `fingerprint` names engine and data."""

    fingerprint: str
    index: int
    place_id: str
    body: bytes


class VerifyReport(Struct, frozen=True):
    """What checking a stream's hash chain over the stored bytes has found."""

    stream: str
    events: int
    head: Head
    problems: tuple[str, ...]
    """In words; empty when the stream is sound."""

    @property
    def is_sound(self) -> bool:
        """Whether every event is there, unchanged and in its place."""
        return not self.problems


class ConflictError(Exception):
    """The stream has moved on since the append was decided; nothing of the group was stored."""


class RepeatedCommandError(ConflictError):
    """The actor's command id is in the log already; nothing of the group was stored.

    `answer` is what the command was answered then.
    """

    def __init__(self, words: str, answer: bytes) -> None:
        super().__init__(words)
        self.answer = answer


class LogUnavailable(Exception):
    """The log cannot be opened, read or written; the text says what, where and what to do.

    After a failed `append` nothing may be acknowledged and the outcome can be unknown (a commit
    whose answer was lost): read `head` and `answer_of` again before deciding anything more.
    """


class EventLog(Protocol):
    """One durable log of many streams. Methods may be called from any thread.

    Every method raises `LogUnavailable` when the store does not answer. Whatever a writing method
    has returned from survives a crash of the process, the machine and its power.
    """

    def append(self, appends: Sequence[Append]) -> list[tuple[StoredEvent, ...]]:
        """Store all of them in one transaction, or none; blocks until they are durable.

        Raises `ConflictError` when a stream's head is not the expected one and its subclass
        `RepeatedCommandError` when a command id is known.
        """

    def read(self, stream: str, after_seq: int, limit: int = 1000) -> list[StoredEvent]:
        """Events with a seq above `after_seq` in order; fewer than `limit` only at the end."""

    def read_naming(
        self, stream: str, words: Sequence[bytes], since: datetime | None = None
    ) -> list[StoredEvent]:
        """Events whose body holds one of the words, recorded at `since` or later, in order."""

    def head(self, stream: str) -> Head: ...

    def heads(self) -> dict[str, Head]:
        """Where every stream ends, in one look."""

    def streams(self) -> list[str]:
        """Every stream that has been appended to."""

    def answer_of(self, stream: str, command_id: str, actor_id: str) -> bytes | None:
        """What the command was answered, or None if it is new.

        Ids are the actor's own: nobody can use up an id of somebody else.
        """

    def answers_of(
        self, asked: Mapping[str, Collection[tuple[str, str]]]
    ) -> dict[str, dict[tuple[str, str], bytes]]:
        """By stream the answers of those (actor id, command id) that are not new, in one look."""

    def save_snapshot(self, stream: str, seq: int, fold_version: int, body: bytes) -> None: ...

    def latest_snapshot(self, stream: str, fold_version: int) -> Snapshot | None:
        """The newest undamaged snapshot of that fold whose event is in this very log."""

    def snapshot_at(self, stream: str, fold_version: int, seq: int) -> Snapshot | None:
        """The newest undamaged snapshot of that fold that holds nothing after the event `seq`."""

    def personal(self, stream: str, refs: Sequence[str]) -> dict[str, str]:
        """The texts by ref; a ref that is unknown or whose person was forgotten is left out."""

    def all_personal(self, stream: str) -> dict[str, str]:
        """Every readable text of the stream by ref."""

    def owners_of(self, stream: str, refs: Sequence[str]) -> dict[str, str]:
        """Under whom the texts are sealed; a ref that is unknown is left out."""

    def forget(self, person: str) -> int:
        """Destroy the person's key and texts in every stream; how many texts are gone."""

    def forget_texts(self, stream: str, refs: Sequence[str]) -> int:
        """Delete single texts (retention); how many are gone."""

    def store_positions(self, fixes: Sequence[StoredFix], late: Sequence[StoredFix] = ()) -> None:
        """Keep them; the last of a driver in arrival order becomes the driver's position.

        Those of `late` only join the track.
        """

    def last_positions(self, depot: str) -> list[StoredFix]: ...

    def positions(self, depot: str, driver_id: str, since: datetime) -> list[StoredFix]:
        """A driver's track in arrival order, received at `since` or later."""

    def positions_between(self, depot: str, since: datetime, until: datetime) -> list[StoredFix]:
        """Everybody's, in arrival order, received from `since` on and before `until`."""

    def drop_positions(self, before: datetime, depot: str = "") -> int:
        """Delete tracks received before that moment (retention), of one depot or of all; how many
        positions are gone."""

    def drop_track(self, depot: str, driver_id: str) -> int:
        """Delete every position of a driver; how many there were."""

    def save_device(self, device: Device) -> None:
        """Add a credential, or replace the one with the same token."""

    def device_by_token(self, token_sha256: str) -> Device | None: ...

    def devices(self) -> list[Device]:
        """Every credential, expired ones too."""

    def revoke_device(self, device_id: str) -> int:
        """Forget every token of the device; how many there were."""

    def revoke_token(self, token_sha256: str) -> None:
        """Forget this one token, if there is such a one."""

    def put_meta(self, key: str, value: bytes) -> None: ...

    def get_meta(self, key: str) -> bytes | None: ...

    def save_travel_rows(self, rows: Sequence[TravelRow], *, instead: bool = False) -> None:
        """Add rows, or replace those of the same fingerprint and index; `instead` of all that the
        same fingerprints have."""

    def travel_rows(self, fingerprint: str, after: int = -1) -> list[TravelRow]:
        """Rows with an index above `after`, by index."""

    def replace_read_rows(self, depot: str, rows: Iterable[ReadRow]) -> None:
        """Empty the depot's read tables and fill them anew, in one transaction."""

    def read_table(self, table: str, depot: str) -> list[dict[str, ReadValue]]:
        """A depot's rows of a read table by key."""

    def report_facts(self, depot: str, period: Period) -> Facts:
        """What the reports of a period are made of; the writer goes on meanwhile."""

    def report_cases(self, depot: str, wanted: CaseFilter) -> CaseList:
        """The newest cases behind a part of a report."""

    def verify(self, stream: str, anchor: Head | None = None) -> VerifyReport:
        """Check the chain; `anchor` is a head noted earlier that must still be in the log."""

    def size_bytes(self) -> int:
        """How much room the database takes, for whoever watches it."""

    def close(self) -> None: ...


def depots_of(log: EventLog) -> list[str]:
    """The streams that are a depot's; those of the hub itself begin with `@`."""
    return [stream for stream in log.streams() if not stream.startswith("@")]

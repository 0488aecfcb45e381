"""The one gate of a depot: every change is a command that passes here, in order.

    submit → (writer thread, one batch at a time) known? → authorize → plain text → shelter
           → decide → apply on the batch's own state → append, one transaction for all depots
           → (event loop) publish the new state, answer, announce

While a batch is being made durable the next one gathers, so the disk's pace sets the size of the
batches; `group_commit.py` puts those of all depots into one transaction. If the append fails, the
batch's own state is dropped and everybody in it is refused: nothing was decided.
"""

import asyncio
import hashlib
import logging
from collections import ChainMap, OrderedDict, deque
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Raw, Struct
from msgspec.structs import replace

from core import commands as c
from core import events
from core.access import Actor
from core.bounds import fault_of
from core.decide import RULES, Refused, decide
from core.erasure import (
    ERASED,
    namesakes,
    owner_of,
    person_of,
    refs_that_name,
    text_refs,
    with_erased,
)
from core.hub import protocol as p
from core.hub.group_commit import CommandKey, GroupCommit, Stored
from core.hub.log import (
    Append,
    ConflictError,
    DraftEvent,
    EventLog,
    LogUnavailable,
    PersonalText,
    ReadRow,
    StoredEvent,
)
from core.hub.plain_text import plain_command
from core.hub.read_tables import rows_of
from core.hub.report_rows import Recorded
from core.hub.shelter import UnknownReference, shelter
from core.model import ActorId, BlobId, DepotId, TextRef
from core.rules.lookups import NotYours
from core.rules.wording import somebody, whom_to_ask
from core.state import FOLD_VERSION, State, apply

SNAPSHOT_EVERY = 2000
"""Events between two snapshots; a start replays at most these and what came since."""
MAX_BATCH = 500
LONGEST_REFUSAL = 1000
"""Names that a client sent may stand in it, each as long as a frame, and refusals are kept."""
ANSWERS_KEPT = 20_000
RECENT_KEPT = 5000
"""Events kept at hand for consoles that were away for a moment."""

_log = logging.getLogger(__name__)
_encoder = msgspec.json.Encoder(order="deterministic")

Answer = p.Accepted | p.Refused


class _Forgotten(Struct):
    """What goes for good."""

    persons: list[str] = []
    """whose keys and texts go"""
    texts: list[str] = []
    """of others, who stay, and about nobody"""


_Decided = tuple[tuple[DraftEvent, ...], tuple[PersonalText, ...], tuple[ReadRow, ...], _Forgotten]


class Committed(Struct, frozen=True):
    """What became true at once, for everybody who follows the depot."""

    before: State
    state: State
    records: tuple[p.EventRecord, ...]
    events: tuple[events.Event, ...]
    """Those of the records, which hold them as they are stored."""
    texts: dict[str, str]
    erased: tuple[str, ...] = ()
    """References of texts that are gone, in every console, too."""


class _Asked(Struct):
    """A command on its way through the gate."""

    actor: Actor
    ask: p.Ask
    answer: "asyncio.Future[Answer]"


class _KeptAnswer(Struct, frozen=True, omit_defaults=True, gc=False):
    """What the log keeps of an answer, and of which body it was the answer to."""

    digest: str
    seq: int
    refused: str = ""

    def to(self, frame_id: str) -> Answer:
        if self.refused:
            return p.Refused(frame_id, self.refused)
        return p.Accepted(frame_id, self.seq)


class _Carried(Struct):
    """A batch as it is being carried out, in the writer thread."""

    state: State
    now: datetime
    stored: Mapping[CommandKey, bytes] = {}
    """answers that the log has to commands of this batch"""
    appends: list[Append] = []
    kept: dict[tuple[str, str], _KeptAnswer] = {}
    answers: list[Answer] = []
    records: list[p.EventRecord] = []
    happened: list[events.Event] = []
    """of the records"""
    texts: dict[str, str] = {}
    erased: tuple[str, ...] = ()
    """references of texts that went with somebody's key"""
    alarms: list[tuple[ActorId, str]] = []
    forbidden: list[tuple[ActorId, str]] = []
    failure: str | None = None
    """why nothing could be recorded; empty when it was; None when nothing had to be"""


class Gate:
    """The way into one depot's stream. Its methods belong to the hub's event loop.

    `state`, `texts` and `recent` show what is committed, never what is being decided.
    """

    def __init__(
        self,
        depot: DepotId,
        log: EventLog,
        writer: GroupCommit,
        *,
        now: Callable[[], datetime],
        has_photo: Callable[[BlobId], bool],
        announce: Callable[[Committed], None] = lambda committed: None,
        tried: Callable[[str], None] = lambda failure: None,
        alarmed: Callable[[ActorId, str], None] = lambda actor_id, words: None,
        forbade: Callable[[ActorId, str], None] = lambda actor_id, words: None,
    ) -> None:
        """All gates of a hub share its `writer`. On the loop `announce` is called after each
        commit, `tried` after each try to record with what went wrong, if anything, `alarmed` when
        somebody uses the id of one command for another, and `forbade` when he may not ask."""
        self.depot = depot
        self.state = State()
        self.texts: dict[str, str] = {}
        self.recent: deque[p.EventRecord] = deque(maxlen=RECENT_KEPT)
        self.head_hash = ""
        """Of the chain up to `state.seq`."""
        self.announce = announce
        self.tried = tried
        self.alarmed = alarmed
        self.forbade = forbade
        self._log = log
        self._writer = writer
        self._now = now
        self._has_photo = has_photo
        self._answers: OrderedDict[tuple[str, str], _KeptAnswer] = OrderedDict()
        self._snapshot_seq = 0
        self._keeping: asyncio.Task[None] | None = None
        """The snapshot that is being made."""
        self._in_doubt = False
        self._waiting: deque[_Asked] = deque()
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def load(self) -> None:
        """Start from the newest snapshot and the events after it; blocks.

        Raises `LogUnavailable`, also for events that this release cannot read.
        """
        snapshot = self._log.latest_snapshot(self.depot, FOLD_VERSION)
        try:
            if snapshot is not None:
                self.state = msgspec.json.decode(snapshot.body, type=State)
                self._snapshot_seq = snapshot.seq
            self.state, records, _ = self._tail(self.state)
        except ValueError as error:
            raise LogUnavailable(f"The log of {self.depot} cannot be read. {error}") from error
        self.recent.extend(records)
        self.head_hash = self._log.head(self.depot).hash.hex()
        self.texts = with_erased(self.state, self._log.all_personal(self.depot))

    def start(self) -> "asyncio.Task[None]":
        """Begin to work on what is submitted; the task ends only by `stop` or a fault."""
        self._task = asyncio.create_task(self._work(), name=f"gate of {self.depot}")
        return self._task

    async def stop(self) -> None:
        """Finish what was submitted, then keep a snapshot."""
        if self._task is None:
            return
        while self._waiting and not self._task.done():
            watched: set[asyncio.Future[Any]] = {self._task, self._waiting[0].answer}
            await asyncio.wait(watched, return_when=asyncio.FIRST_COMPLETED)
        self._give_up_waiting()
        self._task.cancel()
        await asyncio.wait([self._task])
        self._task = None
        if self._keeping is not None:
            await self._keeping
        await self._writer.run(self._keep_snapshot, self.state)

    def _give_up_waiting(self) -> None:
        """After a fault nobody works any more: what waits may be asked again of the next hub."""
        while self._waiting:
            asked = self._waiting.popleft()
            if not asked.answer.done():
                asked.answer.set_result(_fault_of_ours(asked.ask))

    def submit(self, actor: Actor, ask: p.Ask) -> "asyncio.Future[Answer]":
        """Queue a command; commands are decided in the order of submission."""
        asked = _Asked(actor, ask, asyncio.get_running_loop().create_future())
        self._waiting.append(asked)
        self._wake.set()
        return asked.answer

    async def ask(self, actor: Actor, frame_id: str, command: c.Command) -> Answer:
        """Submit and wait for the answer."""
        return await self.submit(actor, p.Ask(frame_id, command, self.state.seq))

    def read_after(self, seq: int, limit: int) -> list[p.EventRecord]:
        """Committed events from disk; blocks."""
        return [record_of(stored) for stored in self._log.read(self.depot, seq, limit)]

    async def _work(self) -> None:
        while True:
            await self._wake.wait()
            batch = list(self._waiting)[:MAX_BATCH]
            work = _Batch(self, self.state, [(asked.actor, asked.ask) for asked in batch])
            try:
                await self._writer.commit(work)
                carried = work.carried
            except Exception:
                _log.exception("A batch of %d commands could not be carried out", len(batch))
                self._in_doubt = True
                carried = _Carried(self.state, self._now())
                carried.answers = [_fault_of_ours(asked.ask) for asked in batch]
            before = self.state
            if carried.records:
                self._publish(carried)
            for asked, answer in zip(batch, carried.answers, strict=True):
                self._waiting.popleft()
                if not asked.answer.done():
                    asked.answer.set_result(answer)
            # After the answers, so that a driver's answer and his new list go out as one.
            self._tell(before, carried)
            if not self._waiting:
                self._wake.clear()
            if self.state.seq - self._snapshot_seq >= SNAPSHOT_EVERY and self._keeping is None:
                self._keeping = asyncio.create_task(self._keep_aside(self.state))

    def _publish(self, carried: _Carried) -> None:
        self.state = carried.state
        if carried.texts:
            self.texts = self.texts | carried.texts
        if carried.erased:
            self.texts = self.texts | dict.fromkeys(carried.erased, ERASED)
        self.recent.extend(carried.records)
        self.head_hash = carried.records[-1].hash

    def _tell(self, before: State, carried: _Carried) -> None:
        if carried.records:
            records = tuple(carried.records)
            happened = tuple(carried.happened)
            self.announce(
                Committed(before, self.state, records, happened, carried.texts, carried.erased)
            )
        if carried.failure is not None:
            self.tried(carried.failure)
        for actor_id, words in carried.alarms:
            self.alarmed(actor_id, words)
        for actor_id, words in carried.forbidden:
            self.forbade(actor_id, words)

    async def _keep_aside(self, state: State) -> None:
        """Keep a snapshot while reports go on: a state takes as long as a hundred of them."""
        try:
            await self._writer.run_aside(self._keep_snapshot, state)
        except Exception:
            _log.exception("No snapshot of %s at %d", self.depot, state.seq)
            self._snapshot_seq = state.seq
        finally:
            self._keeping = None

    # What follows runs in the writer thread.

    def _answer(self, carried: _Carried, actor: Actor, ask: p.Ask) -> Answer:
        """Decide one command on the batch's state, or say what was said when it came first."""
        digest = _digest(ask.command)
        known = self._known(carried, actor, ask)
        if known is not None and known.digest == digest:
            return known.to(ask.id)
        if known is not None:
            words = (
                f"{actor.id} sent {events_words(type(ask.command).__name__)} under the number "
                f"{ask.id}, which it had used for something else. A copied device or a broken one."
            )
            carried.alarms.append((actor.id, words))
            return p.Refused(
                ask.id,
                f"The id {ask.id} was used for another command already. Send this one under a "
                "new id.",
            )
        try:
            words = self._forbidden(actor, ask.command)
            if words:
                carried.forbidden.append((actor.id, words))
                return p.Refused(ask.id, words)
            drafts, texts, rows, forgotten = self._decide(carried, actor, ask)
            kept = _KeptAnswer(digest, carried.state.seq)
        except Refused as refused:
            if isinstance(refused, NotYours):
                carried.forbidden.append((actor.id, str(refused)))
            drafts, texts, rows, forgotten = (), (), (), _Forgotten()
            said = str(refused)[:LONGEST_REFUSAL]
            kept = _KeptAnswer(digest, carried.state.seq, refused=said)
        except UnknownReference as unknown:
            return p.Refused(ask.id, str(unknown)[:LONGEST_REFUSAL])
        except (LogUnavailable, ConflictError):
            raise
        except Exception:
            _log.exception("The rule for %s failed", type(ask.command).__name__)
            return _fault_of_ours(ask)
        carried.appends.append(
            Append(
                stream=self.depot,
                expected_seq=carried.state.seq - len(drafts),
                command_id=ask.id,
                actor_id=actor.id,
                recorded_at=carried.now,
                events=drafts,
                answer=msgspec.json.encode(kept),
                personal=texts,
                forgotten=tuple(forgotten.persons),
                forgotten_texts=tuple(forgotten.texts),
                read_rows=rows,
            )
        )
        carried.kept[actor.id, ask.id] = kept
        return kept.to(ask.id)

    def _decide(self, carried: _Carried, actor: Actor, ask: p.Ask) -> _Decided:
        """Decide and fold; raises before `carried` is touched, or not at all."""
        fault = fault_of(ask.command)
        if fault:
            raise Refused(f"This cannot be kept: {fault}.")
        sheltered = shelter(
            plain_command(ask.command),
            TextRef(f"note:{actor.id}:{ask.id}"),
            carried.state,
            ChainMap(carried.texts, self.texts),
        )
        decided = decide(carried.state, sheltered.command, actor, carried.now)
        state = carried.state
        drafts: list[DraftEvent] = []
        rows: list[ReadRow] = []
        records: list[p.EventRecord] = []
        forgotten = _Forgotten()
        for event in decided:
            if isinstance(event, events.PersonErased):
                self._forget(forgotten, carried, event)
            seq = state.seq + 1
            state = apply(state, event)
            draft = DraftEvent(events.type_of(event), events.VERSION, events.encode(event))
            drafts.append(draft)
            rows += rows_of(event, state, Recorded(self.depot, seq, actor.id, carried.now))
            records.append(
                p.EventRecord(seq, draft.version, carried.now, ask.id, actor.id, Raw(draft.body))
            )
        carried.state = state
        carried.records += records
        carried.happened += decided
        carried.texts |= {text.ref: text.text for text in sheltered.texts}
        return tuple(drafts), sheltered.texts, tuple(rows), forgotten

    def _forget(
        self, forgotten: _Forgotten, carried: _Carried, erased: events.PersonErased
    ) -> None:
        """Add what goes with the person: also what is about others or about nobody (a closed
        street, a fence, a day), where it says the name. That goes text by text, because other
        depots keep what they have of such a day under the same key."""
        own = owner_of(erased.kind, erased.person_id)
        person = person_of(carried.state, erased.kind, erased.person_id)
        assert person is not None
        texts = self.texts | carried.texts
        known = [texts.get(ref, "") for ref in text_refs(person)]
        naming = list(refs_that_name(texts, known))
        owners = self._log.owners_of(self.depot, naming)
        owners |= {text.ref: text.person for append in carried.appends for text in append.personal}
        others = {*namesakes(carried.state, texts, person), own}
        forgotten.persons.append(own)
        forgotten.texts += (ref for ref in naming if owners.get(ref, own) not in others)

    def _find_erased(self, carried: _Carried) -> None:
        """What was readable until now and is not any more. Raises `LogUnavailable`."""
        before = self.texts.keys() | carried.texts.keys()
        left = with_erased(carried.state, self._log.all_personal(self.depot))
        carried.texts = {ref: text for ref, text in carried.texts.items() if ref in left}
        gone = {ref for ref in before if left.get(ref, ERASED) == ERASED}
        carried.erased = tuple(sorted(gone))

    def _forbidden(self, actor: Actor, command: c.Command) -> str:
        """Why the actor may not ask this at all, or nothing."""
        roles = RULES[type(command)].roles
        if actor.role not in roles:
            named = events_words(type(command).__name__)
            return f"{somebody(actor.role)} may not {named}. Ask {whom_to_ask(roles)}."
        if not actor.may_touch(self.depot):
            return f"{actor.id} has no access to the depot {self.depot}."
        if isinstance(command, c.RegisterDepot) and command.depot.id != self.depot:
            return f"This is the depot {self.depot}, not {command.depot.id}."
        single = (getattr(command, name, None) for name in ("photo", "signature"))
        for photo in (*single, *getattr(command, "photos", ())):
            if photo is not None and not self._has_photo(photo):
                return f"The photo {photo} is not here yet. Upload it, then send the report again."
        return ""

    def _known(self, carried: _Carried, actor: Actor, ask: p.Ask) -> _KeptAnswer | None:
        key = (actor.id, ask.id)
        kept = carried.kept.get(key) or self._answers.get(key)
        if kept is not None:
            return kept
        stored = carried.stored.get(key)
        return msgspec.json.decode(stored, type=_KeptAnswer) if stored is not None else None

    def _remember(self, kept: dict[tuple[str, str], _KeptAnswer]) -> None:
        self._answers.update(kept)
        while len(self._answers) > ANSWERS_KEPT:
            self._answers.popitem(last=False)

    def _catch_up(self, carried: _Carried) -> None:
        """After a failed append its outcome is unknown: go by what the log really holds."""
        carried.state, records, happened = self._tail(carried.state)
        carried.records += records
        carried.happened += happened
        if records:
            carried.texts = with_erased(carried.state, self._log.all_personal(self.depot))
        self._in_doubt = False

    def _tail(self, state: State) -> tuple[State, list[p.EventRecord], list[events.Event]]:
        """What the log holds after the state, which is the one after it."""
        records: list[p.EventRecord] = []
        happened: list[events.Event] = []
        while batch := self._log.read(self.depot, state.seq):
            for stored in batch:
                event = events.decode(stored.body, stored.version)
                state = apply(state, event)
                happened.append(event)
            records += map(record_of, batch)
        return state, records, happened

    def _keep_snapshot(self, state: State) -> None:
        """In any thread, but one at a time."""
        if state.seq <= self._snapshot_seq:
            return
        try:
            self._log.save_snapshot(self.depot, state.seq, FOLD_VERSION, encode_state(state))
        except LogUnavailable as error:
            # Costs a longer start at worst; the events are safe.
            _log.warning("No snapshot at %d: %s", state.seq, error)
        self._snapshot_seq = state.seq


class _Batch:
    """Commands of one gate on their way through a transaction."""

    def __init__(self, gate: Gate, state: State, batch: Sequence[tuple[Actor, p.Ask]]) -> None:
        self.carried = _Carried(state, gate._now())
        self._gate = gate
        self._batch = batch
        self._caught_up = _Carried(state, self.carried.now)
        """What is true in any case: with what an earlier transaction had stored after all."""

    @property
    def stream(self) -> str:
        return self._gate.depot

    def asked(self) -> set[CommandKey]:
        """Those that are not among the newest answers."""
        newest = self._gate._answers
        # Not by a difference of sets: that walks through all newest answers.
        return {k for actor, ask in self._batch if (k := (str(actor.id), ask.id)) not in newest}

    def decide(self, known: Mapping[CommandKey, bytes]) -> list[Append]:
        gate, carried = self._gate, self.carried
        if gate._in_doubt:
            gate._catch_up(carried)
            self._caught_up.state = carried.state
            self._caught_up.records, self._caught_up.texts = [*carried.records], {**carried.texts}
            self._caught_up.happened = [*carried.happened]
        carried.stored = known
        carried.answers = []
        for actor, ask in self._batch:
            carried.answers.append(gate._answer(carried, actor, ask))
        return carried.appends

    def stored(self, stored: Stored) -> None:
        gate, carried = self._gate, self.carried
        if carried.appends:
            carried.records = _with_hashes(carried.records, stored)
            carried.failure = ""
            if any(append.forgotten for append in carried.appends):
                gate._find_erased(carried)
        gate._remember(carried.kept)

    def failed(self, error: LogUnavailable | ConflictError) -> None:
        _log.debug("Nothing of %d commands was recorded: %s", len(self._batch), error)
        self._gate._in_doubt = True
        self.carried = self._caught_up
        if isinstance(error, LogUnavailable):
            self.carried.failure = str(error)
        self.carried.answers = [p.Refused(ask.id, str(error), True) for _, ask in self._batch]


def refusal_of(stored: bytes) -> str:
    """Why a command was refused whose answer the log has kept; empty if it was accepted."""
    return msgspec.json.decode(stored, type=_KeptAnswer).refused


def encode_state(state: State) -> bytes:
    """The state as JSON; equal states give equal bytes."""
    return _encoder.encode(state)


def record_of(stored: StoredEvent) -> p.EventRecord:
    """A stored event as clients get it."""
    return p.EventRecord(
        seq=stored.seq,
        version=stored.version,
        recorded_at=stored.recorded_at,
        command_id=stored.command_id,
        actor_id=ActorId(stored.actor_id),
        body=Raw(stored.body),
        hash=stored.hash.hex(),
    )


def _with_hashes(
    records: list[p.EventRecord], stored: Sequence[tuple[StoredEvent, ...]]
) -> list[p.EventRecord]:
    """What was decided, with the chain that storing has made of it."""
    hashes = {event.seq: event.hash.hex() for events_ in stored for event in events_}
    return [replace(r, hash=hashes.get(r.seq, r.hash)) for r in records]


def _digest(command: c.Command) -> str:
    return hashlib.sha256(_encoder.encode(command)).hexdigest()


def _fault_of_ours(ask: p.Ask) -> p.Refused:
    return p.Refused(
        ask.id,
        f"The hub could not {events_words(type(ask.command).__name__)}: a fault of the program, "
        "which stands in the hub's log. Nothing changed.",
    )


def events_words(name: str) -> str:
    """`PlaceOrder` → `place order`, for a sentence."""
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name).strip()

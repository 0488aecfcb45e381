"""One transaction for the batches of all depots, and the fault of one is nobody else's."""

import asyncio
import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from msgspec.structs import replace

from core import commands as c
from core.access import Actor, Role
from core.hub import group_commit
from core.hub import protocol as p
from core.hub.gate import Gate
from core.hub.group_commit import CommandKey, GroupCommit, Stored
from core.hub.log import (
    Append,
    ConflictError,
    LogUnavailable,
    PersonalText,
    ReadRow,
    RepeatedCommandError,
)
from core.hub.sql_log import SqlLog
from core.model import ActorId, DepotId
from tests.core.hub.hub_builders import MORNING, FailingLog, day_commands
from tests.core.hub.log_builders import make_append


class Wanted:
    """A batch of one append that notes what became of it."""

    def __init__(self, append: Append, *, decides: Callable[[], None] = lambda: None) -> None:
        self.stream = append.stream
        self.known: Mapping[CommandKey, bytes] = {}
        self.seqs: list[int] = []
        self.error: Exception | None = None
        self._append = append
        self._decides = decides

    def asked(self) -> Collection[CommandKey]:
        return [(self._append.actor_id, self._append.command_id)]

    def decide(self, known: Mapping[CommandKey, bytes]) -> Sequence[Append]:
        self.known = known
        self._decides()
        return [] if known else [self._append]

    def stored(self, stored: Stored) -> None:
        self.seqs = [event.seq for events in stored for event in events]

    def failed(self, error: LogUnavailable | ConflictError) -> None:
        self.error = error


@pytest.fixture
def writer() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as writer:
        yield writer


@pytest.fixture
def failing(tmp_path: Path) -> Iterator[FailingLog]:
    log = FailingLog(str(tmp_path / "log.db"))
    yield log
    log.close()


async def together(
    log: SqlLog, writer: ThreadPoolExecutor, *batches: Wanted
) -> list[BaseException | None]:
    """Let them gather behind another one; how each of them ended."""
    commits, may_go = GroupCommit(log, writer), threading.Event()
    writer.submit(may_go.wait)
    first = asyncio.create_task(commits.commit(Wanted(make_append("first"))))
    await asyncio.sleep(0)
    tasks = [asyncio.create_task(commits.commit(batch)) for batch in batches]
    await asyncio.sleep(0)
    may_go.set()
    await first
    return await asyncio.gather(*tasks, return_exceptions=True)


async def test_what_all_depots_have_waiting_is_one_transaction(
    failing: FailingLog, writer: ThreadPoolExecutor
) -> None:
    batches = [Wanted(make_append(f"depot{n}", events=n)) for n in range(1, 6)]
    assert await together(failing, writer, *batches) == [None] * 5
    assert failing.transactions == 2
    for n, batch in enumerate(batches, start=1):
        assert batch.seqs == list(range(1, n + 1))
        report = failing.verify(batch.stream)
        assert report.is_sound
        assert report.events == n


async def test_it_is_quiet_a_moment_after_the_last_group(
    log: SqlLog, writer: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(group_commit, "QUIET_S", 0.0)
    commits, may_go = GroupCommit(log, writer), threading.Event()
    seen = [commits.is_quiet]
    writer.submit(may_go.wait)
    task = asyncio.create_task(commits.commit(Wanted(make_append("depot"))))
    await asyncio.sleep(0)
    seen.append(commits.is_quiet)
    may_go.set()
    await task
    seen.append(commits.is_quiet)
    monkeypatch.setattr(group_commit, "QUIET_S", 3600.0)
    seen.append(commits.is_quiet)
    assert seen == [True, False, True, False]


async def test_a_batch_that_does_not_fit_fails_alone(
    log: SqlLog, writer: ThreadPoolExecutor
) -> None:
    log.append([make_append("moved")])
    late = Wanted(make_append("moved", command_id="late"))
    others = [Wanted(make_append("depot1")), Wanted(make_append("depot2", events=2))]
    await together(log, writer, others[0], late, others[1])
    assert isinstance(late.error, ConflictError)
    assert [other.seqs for other in others] == [[1], [1, 2]]
    assert [log.head(name).seq for name in ("depot1", "moved", "depot2")] == [1, 1, 2]
    assert all(log.verify(name).is_sound for name in ("depot1", "moved", "depot2"))


async def test_two_batches_with_one_command_store_it_once(
    log: SqlLog, writer: ThreadPoolExecutor
) -> None:
    twins = [Wanted(make_append("depot1", command_id="same")) for _ in range(2)]
    await together(log, writer, *twins)
    assert [twin.seqs for twin in twins] == [[1], []]
    assert isinstance(twins[1].error, RepeatedCommandError)
    assert log.head("depot1").seq == 1


async def test_a_fault_of_the_program_in_one_batch_is_its_own(
    log: SqlLog, writer: ThreadPoolExecutor
) -> None:
    def breaks() -> None:
        raise ZeroDivisionError

    undecided = Wanted(make_append("depot1"), decides=breaks)
    odd = ReadRow("stops", {"depot": "depot2", "stop_id": "s1", "no_such_column": 1})
    unstorable = Wanted(make_append("depot2", read_rows=(odd,)))
    good = Wanted(make_append("depot3"))
    ended = await together(log, writer, undecided, unstorable, good)
    assert isinstance(ended[0], ZeroDivisionError)
    assert isinstance(ended[1], Exception)
    assert ended[2] is None
    assert good.seqs == [1]
    assert log.streams() == ["depot3", "first"]


async def test_when_the_log_is_away_nobody_is_told_that_it_is_stored(
    failing: FailingLog, writer: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    append, calls = failing.append, list[int]()

    def away_once(appends: Sequence[Append]) -> object:
        calls.append(len(appends))
        failing.fails_before = len(calls) == 2
        return append(appends)

    monkeypatch.setattr(failing, "append", away_once)
    batches = [Wanted(make_append(f"depot{n}")) for n in range(3)]
    assert await together(failing, writer, *batches) == [None] * 3
    assert calls == [1, 3]
    assert all(isinstance(batch.error, LogUnavailable) for batch in batches)
    assert failing.streams() == ["first"]

    again = [Wanted(make_append(f"depot{n}")) for n in range(3)]
    commits = GroupCommit(failing, writer)
    await asyncio.gather(*(commits.commit(batch) for batch in again))
    assert [batch.seqs for batch in again] == [[1]] * 3


async def test_when_answers_cannot_be_looked_up_all_fail(
    log: SqlLog, writer: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise LogUnavailable("The database went away.")

    monkeypatch.setattr(log, "answers_of", away)
    batch = Wanted(make_append("depot1"))
    await GroupCommit(log, writer).commit(batch)
    assert isinstance(batch.error, LogUnavailable)
    assert log.streams() == []


async def test_a_log_that_goes_away_for_one_batch_fails_that_one(
    log: SqlLog, writer: ThreadPoolExecutor
) -> None:
    def away() -> None:
        raise LogUnavailable("The database went away.")

    torn, good = Wanted(make_append("depot1"), decides=away), Wanted(make_append("depot2"))
    assert await together(log, writer, torn, good) == [None, None]
    assert isinstance(torn.error, LogUnavailable)
    assert good.seqs == [1]


async def test_known_answers_come_to_the_stream_they_belong_to(
    log: SqlLog, writer: ThreadPoolExecutor
) -> None:
    log.append([make_append("depot1", command_id="1", answer=b"hers")])
    resent = Wanted(make_append("depot1", 1, command_id="1"))
    elsewhere = Wanted(make_append("depot2", command_id="1"))
    await together(log, writer, resent, elsewhere)
    assert resent.known == {("ana", "1"): b"hers"}
    assert (resent.seqs, elsewhere.seqs) == ([], [1])


async def test_who_is_forgotten_is_not_brought_back_by_another_depots_batch(
    failing: FailingLog, writer: ThreadPoolExecutor
) -> None:
    text = PersonalText("r1", "c1", "Aino")
    failing.append([make_append("depot1", personal=(text,))])
    forgetting = Wanted(replace(make_append("depot1", 1), forgotten=("c1",)))
    writing = Wanted(make_append("depot2", personal=(text,)))
    before = failing.transactions
    await together(failing, writer, forgetting, writing)
    assert (forgetting.seqs, writing.seqs) == ([2], [1])
    assert failing.all_personal("depot1") == failing.all_personal("depot2") == {}
    assert failing.transactions - before == 3, (
        "the first batch, the writing one, and the forgetting"
    )


async def test_whoever_is_alone_never_waits(
    log: SqlLog, writer: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(group_commit, "PACE_S", 3600)
    commits = GroupCommit(log, writer)
    for seq in range(3):
        batch = Wanted(make_append("depot1", seq))
        async with asyncio.timeout(10):
            await commits.commit(batch)
        assert batch.seqs == [seq + 1]


async def test_after_the_writer_has_ended_it_is_said_at_once(log: SqlLog) -> None:
    writer = ThreadPoolExecutor(1)
    writer.shutdown()
    commits = GroupCommit(log, writer)
    for _ in range(2):
        with pytest.raises(RuntimeError):
            await commits.commit(Wanted(make_append("depot1")))


async def test_depots_that_are_set_up_at_once_keep_their_own_order_and_chain(
    log: SqlLog, writer: ThreadPoolExecutor
) -> None:
    commits = GroupCommit(log, writer)
    names = [DepotId(f"depot{n}") for n in range(4)]
    gates = {
        name: Gate(name, log, commits, now=lambda: MORNING, has_photo=lambda photo: True)
        for name in names
    }
    admin = Actor(ActorId("ada"), Role.SYSTEM, frozenset(names))
    asked = []
    for gate in gates.values():
        gate.load()
        gate.start()
    for number, command in enumerate(day_commands(2, 3)):
        for name, gate in gates.items():
            own = command
            if isinstance(command, c.RegisterDepot):
                own = replace(command, depot=replace(command.depot, id=name))
            asked.append(gate.submit(admin, p.Ask(f"setup:{number}", own)))
    answers = await asyncio.gather(*asked)
    assert all(isinstance(answer, p.Accepted) for answer in answers), answers
    for gate in gates.values():
        await gate.stop()
    heads = log.heads()
    assert {heads[name].seq for name in names} == {gates[names[0]].state.seq}
    assert all(log.verify(name).is_sound for name in names)
    assert [gates[name].head_hash for name in names] == [heads[name].hash.hex() for name in names]
    assert len({heads[name].hash for name in names}) == len(names)

"""The one gate: in order, exactly once, all or nothing."""

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from core import commands as c
from core import events as e
from core.access import Actor, Role
from core.driver_view import driver_view
from core.hub import protocol as p
from core.hub.gate import LONGEST_REFUSAL, Committed, Gate, encode_state
from core.hub.group_commit import GroupCommit
from core.hub.log import DraftEvent, LogUnavailable
from core.hub.sql_log import SqlLog
from core.model import (
    ActorId,
    BlobId,
    DepotId,
    DriverId,
    OrderId,
    PlaceId,
    Position,
    RouteId,
    StopId,
    TextRef,
)
from core.rules.wording import somebody
from core.state import FOLD_VERSION, State
from tests.core.hub.hub_builders import (
    ANA,
    DEPOT,
    EVA,
    MORNING,
    SYSTEM,
    FailingLog,
    day_commands,
    driver_actor,
    fill,
    open_gate,
    reports,
    until,
)
from tests.core.hub.log_builders import make_append

LOCK = c.LockRoute(RouteId("r1"))


@pytest.fixture
def failing(tmp_path: Path) -> Iterator[FailingLog]:
    log = FailingLog(str(tmp_path / "log.db"))
    yield log
    log.close()


def words(answer: p.Accepted | p.Refused) -> str:
    assert isinstance(answer, p.Refused), answer
    return answer.words


async def test_an_accepted_command_is_stored_published_and_announced(log: SqlLog) -> None:
    async with open_gate(log) as opened:
        await opened.set_up()
        before = opened.gate.state
        answer = await opened.ask(ANA, LOCK)
        assert answer == p.Accepted(answer.id, before.seq + 1)
        assert opened.gate.state.routes[RouteId("r1")].locked_by == "ana"
        assert log.head(DEPOT).seq == opened.gate.state.seq
        last = opened.announced[-1]
        assert (last.before, last.state) == (before, opened.gate.state)
        assert [record.actor_id for record in last.records] == ["ana"]
        assert last.records[0].recorded_at == MORNING


async def test_the_same_id_has_one_effect_and_the_same_answer(log: SqlLog) -> None:
    async with open_gate(log) as opened:
        await opened.set_up()
        first = await opened.ask(ANA, LOCK, "q1")
        assert await opened.ask(ANA, LOCK, "q1") == first
        seq = opened.gate.state.seq
    async with open_gate(log) as reopened:
        assert await reopened.ask(ANA, LOCK, "q1") == first
        assert reopened.gate.state.seq == seq


async def test_a_refusal_is_remembered_as_well(log: SqlLog) -> None:
    late = c.StartStop(StopId("s1_1"), MORNING)
    async with open_gate(log) as opened:
        await opened.set_up()
        refused = await opened.ask(driver_actor(1), late, "q1")
        words(refused)
        await opened.ask(driver_actor(1), c.StartRoute(RouteId("r1"), MORNING))
        assert await opened.ask(driver_actor(1), late, "q1") == refused


async def test_ids_are_the_actors_own(log: SqlLog) -> None:
    async with open_gate(log) as opened:
        await opened.set_up()
        await opened.ask(ANA, LOCK, "q1")
        ben = Actor(ActorId("ben"), Role.SUPERVISOR, frozenset({DEPOT}))
        answer = await opened.ask(ben, c.UnlockRoute(RouteId("r1")), "q1")
        assert isinstance(answer, p.Accepted)


async def test_an_id_cannot_be_used_for_another_command(log: SqlLog) -> None:
    async with open_gate(log) as opened:
        await opened.set_up()
        await opened.ask(ANA, LOCK, "q1")
        seq = opened.gate.state.seq
        alarms: list[tuple[str, str]] = []
        opened.gate.alarmed = lambda actor_id, words: alarms.append((actor_id, words))
        answer = await opened.ask(ANA, c.LockRoute(RouteId("r2")), "q1")
        ((who, what),) = alarms
        assert who == "ana"
        assert what.startswith("ana sent lock route under the number q1, which it had used")
        assert "used for another command" in words(answer)
        assert opened.gate.state.seq == seq


async def test_a_devices_number_is_answered_once_for_all(
    log: SqlLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The driver's page numbers what it sends: `page:DEVICE.EPOCH.N`."""
    # Nothing is remembered in memory: as after a restart, by the log alone.
    monkeypatch.setattr("core.hub.gate.ANSWERS_KEPT", 0)
    start, driver = c.StartRoute(RouteId("r1"), MORNING), driver_actor(1)
    async with open_gate(log) as opened:
        await opened.set_up()
        first = await opened.ask(driver, start, "page:a1.1.7")
        assert isinstance(first, p.Accepted)
    async with open_gate(log) as opened:
        seq = opened.gate.state.seq
        alarms: list[tuple[str, str]] = []
        opened.gate.alarmed = lambda actor_id, words: alarms.append((actor_id, words))
        # A duplicate is acknowledged again.
        assert await opened.ask(driver, start, "page:a1.1.7") == first
        assert alarms == []
        # The number with another body is refused and an alarm.
        other = c.StartStop(StopId("s1_1"), MORNING)
        assert "used for another command" in words(await opened.ask(driver, other, "page:a1.1.7"))
        assert [who for who, _ in alarms] == ["d1"]
        assert opened.gate.state.seq == seq
        # A page whose store was cleared counts anew in another epoch.
        assert isinstance(await opened.ask(driver, other, "page:a1.2.7"), p.Accepted)


async def test_what_queues_up_is_stored_in_few_transactions(failing: FailingLog) -> None:
    async with open_gate(failing) as opened:
        await opened.set_up()
        before = failing.transactions
        commands = [*reports(1), *reports(2)]
        answers = await asyncio.gather(
            *(opened.ask(driver_actor(1), command) for command in reports(1)),
            *(opened.ask(driver_actor(2), command) for command in reports(2)),
        )
        assert all(isinstance(answer, p.Accepted) for answer in answers), answers
        assert failing.transactions - before <= 2 < len(commands)


async def test_a_batch_is_decided_in_order_on_what_the_batch_has_done(log: SqlLog) -> None:
    async with open_gate(log) as opened:
        await opened.set_up()
        version = opened.gate.state.routes[RouteId("r1")].version
        drop = c.PlaceOrder(OrderId("w1"), RouteId("r1"), 3, version)
        stale = c.PlaceOrder(OrderId("w2"), RouteId("r1"), 3, version)
        first, second = await asyncio.gather(opened.ask(ANA, drop), opened.ask(ANA, stale))
        assert isinstance(first, p.Accepted)
        words(second)


async def test_when_nothing_could_be_stored_everybody_is_refused(failing: FailingLog) -> None:
    async with open_gate(failing) as opened:
        await opened.set_up()
        before = opened.gate.state
        failing.fails_before = True
        answers = await asyncio.gather(
            opened.ask(ANA, LOCK, "q1"), opened.ask(ANA, c.LockRoute(RouteId("r2")), "q2")
        )
        assert {words(answer) for answer in answers} == {"The disk is full. Free some space."}
        assert all(isinstance(a, p.Refused) and a.is_temporary for a in answers)
        assert opened.gate.state is before
        assert isinstance(await opened.ask(ANA, LOCK, "q1"), p.Accepted)


async def test_a_commit_whose_answer_was_lost_still_counts(failing: FailingLog) -> None:
    async with open_gate(failing) as opened:
        await opened.set_up()
        seq = opened.gate.state.seq
        failing.fails_after = True
        assert "went away" in words(await opened.ask(ANA, LOCK, "q1"))
        again = await opened.ask(ANA, LOCK, "q1")
        assert again == p.Accepted("q1", seq + 1)
        assert [r.seq for r in opened.announced[-1].records] == [seq + 1]
        assert [type(event) for event in opened.announced[-1].events] == [e.RouteLocked]
        assert opened.gate.state.seq == failing.head(DEPOT).seq == seq + 1


async def test_what_is_announced_is_what_the_records_hold(failing: FailingLog) -> None:
    async with open_gate(failing) as opened:
        await opened.set_up()
        failing.fails_after = True
        await opened.ask(ANA, LOCK, "q1")
        await asyncio.gather(
            *(opened.ask(driver_actor(n), report) for n in (1, 2) for report in reports(n))
        )
    assert len(opened.announced) > 5
    for committed in opened.announced:
        held = [e.decode(bytes(r.body), r.version) for r in committed.records]
        assert [*committed.events] == held


async def test_a_start_is_the_snapshot_and_the_tail(log: SqlLog) -> None:
    async with open_gate(log) as opened:
        await opened.set_up()
        await opened.gate.stop()
        opened.gate.start()
        await opened.ask(ANA, LOCK)
        expected = opened.gate.state
        texts = opened.gate.texts
        async with open_gate(log) as reopened:
            assert encode_state(reopened.gate.state) == encode_state(expected)
            assert [record.seq for record in reopened.gate.recent] == [expected.seq]
            assert reopened.gate.texts == texts


async def test_a_role_may_do_only_what_the_rules_say(log: SqlLog) -> None:
    async with open_gate(log) as opened:
        await opened.set_up()
        for actor in (driver_actor(1), EVA, SYSTEM):
            assert f"{somebody(actor.role)} may not lock route" in words(
                await opened.ask(actor, LOCK)
            )
        stranger = Actor(ActorId("zoe"), Role.DISPATCHER, frozenset({DepotId("oslo")}))
        assert "no access" in words(await opened.ask(stranger, LOCK))
        assert "may not" in words(await opened.ask(ANA, c.StartRoute(RouteId("r1"), MORNING)))


async def test_a_driver_reports_only_on_the_own_route(log: SqlLog) -> None:
    async with open_gate(log) as opened:
        await opened.set_up()
        words(await opened.ask(driver_actor(2), c.StartRoute(RouteId("r1"), MORNING)))


async def test_a_report_may_cite_only_a_photo_that_is_here(log: SqlLog) -> None:
    photo = BlobId("a" * 64)
    report = c.CompleteStop(StopId("s1_1"), MORNING, photo=photo)
    async with open_gate(log, photos={photo}) as opened:
        await opened.set_up()
        other = c.CompleteStop(StopId("s1_1"), MORNING, photo=BlobId("b" * 64))
        assert "Upload it" in words(await opened.ask(driver_actor(1), other))
        signed = c.CompleteStop(StopId("s1_1"), MORNING, signature=BlobId("c" * 64))
        assert "Upload it" in words(await opened.ask(driver_actor(1), signed))
        assert "photo" not in words(await opened.ask(driver_actor(1), report))


async def test_a_note_is_kept_beside_the_log_and_never_in_it(log: SqlLog) -> None:
    async with open_gate(log) as opened:
        await opened.set_up()
        for command in list(reports(1))[:3]:
            await opened.ask(driver_actor(1), command)
        fail = c.FailStop(StopId("s1_1"), "recipient_absent", MORNING, note="Ana is in hospital")
        assert isinstance(await opened.ask(driver_actor(1), fail), p.Accepted)
        stored = b"".join(event.body for event in log.read(DEPOT, 0))
        assert b"hospital" not in stored
        assert "Ana is in hospital" in opened.gate.texts.values()
        assert list(opened.announced[-1].texts.values()) == ["Ana is in hospital"]
        assert log.all_personal(DEPOT) == opened.gate.texts


async def test_what_opens_a_door_is_kept_beside_the_log_and_never_in_it(log: SqlLog) -> None:
    async with open_gate(log) as opened:
        await opened.set_up()
        learned = c.LearnPlace(OrderId("o1_1"), gate_code="4711", neighbour="Rosa Soto")
        assert isinstance(await opened.ask(ANA, learned), p.Accepted)
        stored = b"".join(event.body for event in log.read(DEPOT, 0))
        assert b"4711" not in stored
        assert b"Rosa" not in stored
        assert set(opened.announced[-1].texts.values()) == {"4711", "Rosa Soto"}
        known = opened.gate.state.places[PlaceId("p1_1")].known
        assert opened.gate.texts[known.refs[0]] == "4711"
        driver = driver_view(opened.gate.state, opened.gate.texts, DriverId("d1"))
        hints = {stop.place_hint for stop in driver.stops}
        assert "Gate code 4711 · A neighbour accepts: Rosa Soto" in hints


async def test_what_misleads_is_taken_out_of_a_note_at_the_gate(log: SqlLog) -> None:
    async with open_gate(log) as opened:
        await opened.set_up()
        for command in list(reports(1))[:3]:
            await opened.ask(driver_actor(1), command)
        note = "Ring at \u202egate\x07\nsecond line"
        problem = c.ReportProblem(StopId("s1_1"), "recipient_absent", MORNING, note)
        answer = await opened.ask(driver_actor(1), problem)
        assert isinstance(answer, p.Accepted), answer
        assert "Ring at gate\nsecond line" in opened.gate.texts.values()
        assert not any("\u202e" in text for text in opened.gate.texts.values())


async def test_a_text_of_nobody_is_refused(log: SqlLog) -> None:
    async with open_gate(log) as opened:
        await opened.set_up()
        stray = c.AddOrders((), (), (), {TextRef("x"): "secret"})
        assert "belongs to nobody" in words(await opened.ask(SYSTEM, stray))


async def test_what_no_depot_has_is_refused_before_it_is_kept(log: SqlLog) -> None:
    driver = driver_actor(1)
    async with open_gate(log) as opened:
        await opened.set_up()
        never = datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14)))
        refused = await opened.ask(driver, c.StartRoute(RouteId("r1"), never))
        assert words(refused) == ("This cannot be kept: the time is not in the years 1969 to 2089.")
        await opened.ask(driver, c.StartRoute(RouteId("r1"), MORNING))
        await opened.ask(driver, c.StartStop(StopId("s1_1"), MORNING))
        seq = opened.gate.state.seq
        off = c.ArriveAtStop(StopId("s1_1"), MORNING, Position(1e308, 0))
        assert "the lat is beyond" in words(await opened.ask(driver, off))
        assert opened.gate.state.seq == seq


async def test_a_refusal_does_not_repeat_a_long_name_at_length(log: SqlLog) -> None:
    async with open_gate(log) as opened:
        await opened.set_up()
        refused = await opened.ask(ANA, c.LockRoute(RouteId("r" * 50_000)), "q1")
        assert len(words(refused)) <= LONGEST_REFUSAL
        assert await opened.ask(ANA, c.LockRoute(RouteId("r" * 50_000)), "q1") == refused


async def test_another_depot_is_not_registered_here(log: SqlLog) -> None:
    async with open_gate(log) as opened:
        register = day_commands()[0]
        assert isinstance(register, c.RegisterDepot)
        oslo = c.RegisterDepot(
            type(register.depot)(DepotId("oslo"), "Oslo", register.place.id, "UTC", "NOK"),
            register.place,
        )
        assert "helsinki, not oslo" in words(await opened.ask(SYSTEM, oslo))


async def test_a_fault_in_a_rule_is_told_and_stops_nobody_else(
    log: SqlLog, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(state: State, command: c.Command, *_: object) -> tuple[object, ...]:
        if isinstance(command, c.LockRoute):
            raise ZeroDivisionError
        return ()

    async with open_gate(log) as opened:
        await opened.set_up()
        monkeypatch.setattr("core.hub.gate.decide", broken)
        answers = await asyncio.gather(
            opened.ask(ANA, LOCK), opened.ask(ANA, c.UnlockRoute(RouteId("r1")))
        )
        assert "fault of the program" in words(answers[0])
        assert isinstance(answers[1], p.Accepted)
        assert "The rule for LockRoute failed" in caplog.text


async def test_a_batch_that_breaks_is_told_and_the_next_one_works(
    log: SqlLog, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(appends: object) -> None:
        raise ZeroDivisionError

    async with open_gate(log) as opened:
        await opened.set_up()
        with monkeypatch.context() as patch:
            patch.setattr(log, "append", broken)
            assert "fault of the program" in words(await opened.ask(ANA, LOCK, "q1"))
        assert "could not be carried out" in caplog.text
        assert isinstance(await opened.ask(ANA, LOCK, "q1"), p.Accepted)


async def test_while_the_database_is_away_everything_is_refused_for_the_moment(
    failing: FailingLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise LogUnavailable("The database is away.")

    async with open_gate(failing) as opened:
        await opened.set_up()
        with monkeypatch.context() as patch:
            patch.setattr(failing, "append", away)
            patch.setattr(failing, "read", away)
            for name in ("q1", "q1", "q2"):
                refused = await opened.ask(ANA, LOCK, name)
                assert isinstance(refused, p.Refused)
                assert refused.is_temporary
                assert refused.words == "The database is away."
        assert isinstance(await opened.ask(ANA, LOCK, "q1"), p.Accepted)


async def test_a_snapshot_that_cannot_be_kept_costs_nothing_but_a_longer_start(
    log: SqlLog, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_: object) -> None:
        raise LogUnavailable("The disk is full.")

    monkeypatch.setattr(log, "save_snapshot", full)
    async with open_gate(log) as opened:
        await opened.set_up()
    assert "No snapshot" in caplog.text
    async with open_gate(log) as again:
        assert again.gate.state.seq == log.head(DEPOT).seq


async def test_old_answers_are_looked_up_in_the_log(
    log: SqlLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.hub.gate.ANSWERS_KEPT", 1)
    async with open_gate(log) as opened:
        await opened.set_up()
        first = await opened.ask(ANA, LOCK, "q1")
        await opened.ask(ANA, c.LockRoute(RouteId("r2")), "q2")
        assert await opened.ask(ANA, LOCK, "q1") == first


async def test_a_snapshot_is_taken_on_the_way_and_holds_nobody_up(
    log: SqlLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.hub.gate.SNAPSHOT_EVERY", 5)
    may_go = threading.Event()
    kept = log.save_snapshot

    def slow(*snapshot: Any) -> None:
        assert may_go.wait(60)
        kept(*snapshot)

    monkeypatch.setattr(log, "save_snapshot", slow)
    async with open_gate(log) as opened:
        try:
            await opened.set_up()
            assert isinstance(await opened.ask(ANA, LOCK), p.Accepted)
            assert log.latest_snapshot(DEPOT, FOLD_VERSION) is None
        finally:
            may_go.set()
        async with asyncio.timeout(10):
            await until(lambda: log.latest_snapshot(DEPOT, FOLD_VERSION))


async def test_a_gate_that_stops_waits_for_the_snapshot_that_is_being_made(
    log: SqlLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.hub.gate.SNAPSHOT_EVERY", 5)
    is_making, may_go = threading.Event(), threading.Event()
    seqs: list[int] = []

    def slow(stream: str, seq: int, *_: object) -> None:
        seqs.append(seq)
        is_making.set()
        assert may_go.wait(60)

    monkeypatch.setattr(log, "save_snapshot", slow)
    async with open_gate(log) as opened:
        await opened.set_up()
        await opened.ask(ANA, LOCK)
        await until(is_making.is_set)
        stopping = asyncio.create_task(opened.gate.stop())
        await asyncio.wait([stopping], timeout=0.2)
        meanwhile = len(seqs)
        may_go.set()
        await stopping
        assert meanwhile == 1, "one at a time"
        assert seqs[1:] == [opened.gate.state.seq]


async def test_a_fault_in_a_snapshot_is_the_end_of_nothing(
    log: SqlLog, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("core.hub.gate.SNAPSHOT_EVERY", 5)

    def broken(*_: object) -> None:
        raise ZeroDivisionError

    async with open_gate(log) as opened:
        with monkeypatch.context() as meanwhile:
            meanwhile.setattr(log, "save_snapshot", broken)
            await opened.set_up()
            await until(lambda: caplog.text.count("ZeroDivisionError"))
        assert isinstance(await opened.ask(ANA, LOCK), p.Accepted)


def test_a_log_of_a_newer_release_is_not_opened(log: SqlLog) -> None:
    newer = DraftEvent("route_flown", 99, b"{}")
    log.append([replace(make_append(DEPOT), events=(newer,))])
    gate = Gate(DEPOT, log, None, now=lambda: MORNING, has_photo=bool)  # type: ignore[arg-type]
    with pytest.raises(LogUnavailable, match="Install the release that wrote it"):
        gate.load()


async def test_stopping_a_gate_that_never_started_is_harmless(log: SqlLog) -> None:
    gate = Gate(DEPOT, log, None, now=lambda: MORNING, has_photo=bool)  # type: ignore[arg-type]
    await gate.stop()


async def test_a_gate_that_broke_in_telling_stops_and_answers_what_waits(log: SqlLog) -> None:
    await fill(log)

    def announce(committed: Committed) -> None:
        raise RuntimeError("nobody can be told")

    with ThreadPoolExecutor(1) as writer:
        gate = Gate(
            DEPOT,
            log,
            GroupCommit(log, writer),
            now=lambda: MORNING,
            has_photo=lambda _: True,
            announce=announce,
        )
        gate.load()
        task = gate.start()
        async with asyncio.timeout(10):
            stored = await gate.submit(ANA, p.Ask("w1", LOCK, 0))
            await asyncio.wait([task])
            waits = gate.submit(ANA, p.Ask("w2", LOCK, 0))
            await gate.stop()
        assert isinstance(task.exception(), RuntimeError)
        assert isinstance(stored, p.Accepted), "it stands in the log, whoever can be told"
        assert isinstance(await waits, p.Refused)

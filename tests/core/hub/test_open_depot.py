"""Who is shown what at an open depot."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace

from core import commands as c
from core.driver_view import driver_view
from core.hub import protocol as p
from core.hub.clock import DepotClock, SavedClock
from core.hub.log import LogUnavailable, StoredFix
from core.hub.mailbox import Mailbox
from core.hub.member import Member
from core.hub.open_depot import Facts, OpenDepot, drivers_concerned
from core.hub.sql_log import SqlLog
from core.model import ActorId, Driver, DriverId, OrderId, RouteId, TextRef
from tests.builders import A1, running_day
from tests.core.hub.hub_builders import (
    ANA,
    DEPOT,
    EVA,
    MORNING,
    SYSTEM,
    FailingLog,
    driver_actor,
    open_gate,
    reports,
)
from tests.core.hub.taken import taken
from tests.returns import LATE, RET, SHOES, at_the_door, request


async def test_a_commit_concerns_the_drivers_whose_routes_it_touches(log: SqlLog) -> None:
    async with open_gate(log) as opened:
        await opened.set_up()
        await opened.ask(driver_actor(1), next(reports(1)))
        started = opened.announced[-1]
        assert drivers_concerned(started.before, started.state) == {"d1"}
        place = c.PlaceOrder(OrderId("w1"), RouteId("r2"), 0, 1)
        await opened.ask(ANA, place)
        placed = opened.announced[-1]
        assert drivers_concerned(placed.before, placed.state) == {"d2"}
        phone = TextRef("phone:1")
        fleet = c.RegisterFleet((Driver(DriverId("d1"), TextRef("driver:1"), phone),), ())
        await opened.ask(SYSTEM, fleet)
        renamed = opened.announced[-1]
        assert drivers_concerned(renamed.before, renamed.state) == {"d1", "d2"}


def test_what_is_known_of_a_customer_or_a_place_concerns_who_goes_there() -> None:
    board = running_day()
    before = board.state
    order = before.orders[A1]
    customer = replace(before.customers[order.customer_id], empties=7)
    balance = {**before.customers, customer.id: customer}
    assert drivers_concerned(before, replace(before, customers=balance)) == {"d1"}
    place = replace(before.places[order.place_id], lat=1.0)
    pins = {**before.places, place.id: place}
    assert drivers_concerned(before, replace(before, places=pins)) == {"d1"}
    assert before.depot is not None
    depot = replace(before.places[before.depot.place_id], lat=1.0)
    moved = {**before.places, depot.id: depot}
    assert drivers_concerned(before, replace(before, places=moved)) == {"d1", "d2"}


@pytest.mark.parametrize("takes_changes", [False, True])
async def test_a_driver_is_shown_what_is_new_and_the_whole_list_if_he_takes_nothing_less(
    log: SqlLog, tmp_path: Path, takes_changes: bool
) -> None:
    with ThreadPoolExecutor(1) as writer:
        async with open_gate(log) as opened:
            await opened.set_up()
            depot = OpenDepot(
                opened.gate, DepotClock(SavedClock(MORNING, 0)), log, writer, Facts("http://x")
            )
            box = Mailbox()
            member = Member(
                driver_actor(1), box, cut=lambda words: None, takes_changes=takes_changes
            )
            await depot.join(member, 0)
            sent = [p.decode_from_hub(frame) for frame in [await taken(box), *box.rest(2**20)]]
            (view,) = [frame for frame in sent if isinstance(frame, p.DriverView)]
            for command in list(reports(1))[:3]:
                await opened.ask(driver_actor(1), command)
                frames = [p.decode_from_hub(frame) for frame in box.rest(2**20)]
                (frame,) = frames
                is_part = isinstance(frame, p.DriverStops)
                assert is_part == (takes_changes and not isinstance(command, c.StartRoute))
                if isinstance(frame, p.DriverStops):
                    frame = frame.in_view(view)
                assert isinstance(frame, p.DriverView)
                view = frame
                assert view == driver_view(opened.gate.state, opened.gate.texts, DriverId("d1"))
            depot._show(member)
            assert box.rest(2**20) == [], "nothing is another"


async def test_a_member_that_does_not_keep_up_is_cut_with_words() -> None:
    cut: list[str] = []
    member = Member(ANA, Mailbox(max_bytes=3), cut.append)
    member.send(b"1234")
    assert "too slowly" in cut[0]


async def test_a_simulated_clock_starts_after_everything_that_has_happened(log: SqlLog) -> None:
    async with open_gate(log) as opened:
        opened.now = MORNING.replace(hour=9)
        await opened.set_up()
    with ThreadPoolExecutor(1) as writer:
        async with open_gate(log) as again:
            clock = DepotClock(SavedClock(MORNING, 0))
            depot = OpenDepot(again.gate, clock, log, writer, Facts("http://x"))
            assert not again.gate.recent, "a snapshot covers every event"
            depot.load()
            assert clock.now() == MORNING.replace(hour=9)
            late = MORNING.replace(hour=11)
            log.store_positions([StoredFix(DEPOT, "d1", late, late, 60, 25)])
            depot.load()
            assert clock.now() == late


async def told(member_box: Mailbox) -> p.WriteTrouble:
    while True:
        frame = p.decode_from_hub(await asyncio.wait_for(taken(member_box), 10))
        if isinstance(frame, p.WriteTrouble):
            return frame


async def test_consoles_are_told_once_that_nothing_is_saved_and_once_that_it_is_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    log = FailingLog(str(tmp_path / "log.db"))
    with closing(log), ThreadPoolExecutor(1) as writer:
        async with open_gate(log) as opened:
            await opened.set_up()
            clock = DepotClock(SavedClock(MORNING, 0))
            depot = OpenDepot(opened.gate, clock, log, writer, Facts("http://x"))
            early, late = Mailbox(), Mailbox()
            await depot.join(Member(ANA, early, cut=lambda words: None), 0)
            for command in (c.LockRoute(RouteId("r1")), c.LockRoute(RouteId("r2"))):
                log.fails_before = True
                await opened.ask(ANA, command)
            trouble = await told(early)
            assert trouble == p.WriteTrouble("The disk is full. Free some space.", MORNING)
            await depot.join(Member(ANA, late, cut=lambda words: None), 0)
            assert await told(late) == trouble
            await opened.ask(ANA, c.LockRoute(RouteId("r1")))
            assert (await told(early)).words == ""
            assert (await told(late)).words == ""
    assert caplog.text.count("The disk is full") == 1


async def test_a_clock_that_cannot_be_kept_is_trouble_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = FailingLog(str(tmp_path / "log.db"))
    with closing(log), ThreadPoolExecutor(1) as writer:
        async with open_gate(log) as opened:
            await opened.set_up()
            clock = DepotClock(SavedClock(MORNING, 1))
            depot = OpenDepot(opened.gate, clock, log, writer, Facts("http://x"))
            box = Mailbox()
            await depot.join(Member(ANA, box, cut=lambda words: None), 0)
            with monkeypatch.context() as full:
                full.setattr(log, "put_meta", disk_full)
                await depot.store()
            assert (await told(box)).words == "The disk is full."
            await depot.store()
            assert (await told(box)).words == ""


async def test_a_disk_that_is_full_now_and_then_does_not_flood_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    log = FailingLog(str(tmp_path / "log.db"))
    passed_s = [0.0]
    with closing(log), ThreadPoolExecutor(1) as writer:
        async with open_gate(log) as opened:
            clock = DepotClock(SavedClock(MORNING, 0))
            facts = Facts("http://x")
            depot = OpenDepot(opened.gate, clock, log, writer, facts, monotonic=lambda: passed_s[0])
            for _ in range(130):
                depot.tried("The disk is full.")
                depot.tried("")
                passed_s[0] += 1
    assert caplog.text.count("The disk is full.") == 3


def disk_full(*_: object) -> None:
    raise LogUnavailable("The disk is full.")


def test_a_table_of_policies_and_an_exception_concern_who_would_look_at_the_goods() -> None:
    board = at_the_door(request(LATE), replace(SHOES, window_days=99))
    before = board.state
    board.ask(c.SetPolicies((SHOES,)), SYSTEM)
    assert drivers_concerned(before, board.state) == {"d1", "d2"}
    before = board.state
    board.ask(c.MakeException(RET, "note:1"))
    assert drivers_concerned(before, board.state) == {"d1"}


async def test_an_alarm_reaches_the_office_now_and_whoever_comes_later(tmp_path: Path) -> None:
    log = SqlLog(str(tmp_path / "log.db"))
    with closing(log), ThreadPoolExecutor(1) as writer:
        async with open_gate(log) as opened:
            await opened.set_up()
            depot = OpenDepot(opened.gate, DepotClock(), log, writer, Facts("http://x"))
            boxes = [Mailbox() for _ in range(3)]
            for box, actor in zip(boxes, (ANA, EVA), strict=False):
                await depot.join(Member(actor, box, cut=lambda words: None), 0)
            opened.gate.alarmed(ActorId("d1"), "d1 contradicts itself.")
            await depot.join(Member(ANA, boxes[2], cut=lambda words: None), 0)
            ana, eva, late = [await alarms(box) for box in boxes]
    assert [alarm.words for alarm in ana] == ["d1 contradicts itself."]
    assert late == ana
    assert eva == []


async def test_a_device_that_goes_mad_is_one_alarm_a_minute(tmp_path: Path) -> None:
    log = SqlLog(str(tmp_path / "log.db"))
    now = [0.0]
    written: list[int] = []
    with closing(log), ThreadPoolExecutor(1) as writer:
        async with open_gate(log) as opened:
            await opened.set_up()
            facts = Facts("http://x")
            depot = OpenDepot(
                opened.gate, DepotClock(), log, writer, facts, monotonic=lambda: now[0]
            )
            depot.alarmed = lambda actor_id, words, count: written.append(count)
            box = Mailbox()
            await depot.join(Member(ANA, box, cut=lambda words: None), 0)
            await opened.ask(ANA, c.LockRoute(RouteId("r1")), "q1")
            for _ in range(500):
                await opened.ask(ANA, c.LockRoute(RouteId("r2")), "q1")
            await depot.store()
            (first,) = await alarms(box)
            now[0] = 60.0
            await depot.store()
            (rest,) = await alarms(box)
    assert first.words.startswith("ana sent lock route under the number q1")
    assert rest.words.endswith("There were 499 of these within a minute.")
    assert written == [1, 499]


async def alarms(box: Mailbox) -> list[p.Alarm]:
    """Those that wait to be sent, after everything before them."""
    box.put(b"end")
    found: list[p.Alarm] = []
    while (frame := await taken(box)) != b"end":
        decoded = p.decode_from_hub(frame)
        found += [decoded] if isinstance(decoded, p.Alarm) else []
    return found

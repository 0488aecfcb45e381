"""A rebuild gives the same rows as living through the day, and a check says what is wrong."""

import argparse
import sqlite3
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from msgspec.structs import replace

from core import events
from core.events import Event
from core.hub import maintenance
from core.hub.head_file import HeadFile
from core.hub.log import Append, DraftEvent, Head, ReadRow, ReadValue, StoredEvent
from core.hub.maintenance import KEYS, differences, rebuild_read_tables
from core.hub.migrations.tables import READ_TABLES
from core.hub.read_tables import rows_of
from core.hub.report_rows import Recorded
from core.hub.sql_log import SqlLog
from core.model import (
    Custody,
    CustodyKind,
    Customer,
    CustomerId,
    Driver,
    DriverId,
    Load,
    OrderStatus,
    Place,
    PlaceId,
    StopStatus,
    TextRef,
    Vehicle,
    VehicleId,
)
from core.state import State, apply
from tests.core.hub.log_builders import NOW, make_append
from tests.core.hub.test_read_tables import (
    ANA,
    ATTEMPT,
    CASE,
    DAY,
    DECISION,
    DEPOT,
    HOUR,
    ITEMS,
    ORDER,
    RETRY,
    ROUTE,
    STOP,
)

HELD = {item.id: Custody(CustodyKind.DEPOT, "helsinki", NOW) for item in ITEMS}
PLACES = (Place(PlaceId("p0"), "Depot", 60.2, 24.9), Place(PlaceId("p1"), "Home", 60.1, 24.9))
STORY: tuple[Event, ...] = (
    events.DepotRegistered(DEPOT, PLACES[0]),
    events.FleetRegistered(
        (Driver(DriverId("d1"), TextRef("t1")),), (Vehicle(VehicleId("v1"), "Van 1", Load()),)
    ),
    events.OrdersAdded(PLACES[1:], (Customer(CustomerId("c1"), TextRef("t2")),), (ORDER,), HELD),
    events.DayOpened(DAY, NOW, (ROUTE,), (STOP,)),
    events.RouteStarted(ROUTE.id, NOW),
    events.CustodyChanged(tuple(HELD), Custody(CustodyKind.VEHICLE, "v1", NOW)),
    events.StopStarted(STOP.id, NOW),
    events.StopArrived(STOP.id, NOW + HOUR),
    events.StopFailed(STOP.id, ATTEMPT),
    events.CaseOpened(CASE),
    events.CaseAcknowledged(CASE.id, ANA, NOW + HOUR),
    events.OrderPlaced(ORDER.id, (events.Placement(RETRY, 1),)),
    events.CaseDecided(CASE.id, DECISION),
    events.OrderWithdrawn(ORDER.id, (RETRY.id,), OrderStatus.FAILED),
    events.CaseReopened(CASE.id, "declined: full", NOW + HOUR),
    events.CustodyChanged((ITEMS[1].id,), Custody(CustodyKind.MISSING, "v1", NOW + HOUR)),
    events.OrderClosed(ORDER.id),
    events.CaseClosed(CASE.id, NOW + 2 * HOUR),
)


def live_through(log: SqlLog) -> None:
    """What the gate does with each command, one event each."""
    state = State()
    for seq, event in enumerate(STORY, start=1):
        state = replace(apply(state, event), seq=seq)
        recorded = Recorded("helsinki", seq, "ana", NOW + seq * timedelta(minutes=1))
        append = Append(
            stream="helsinki",
            expected_seq=seq - 1,
            command_id=f"c{seq}",
            actor_id="ana",
            recorded_at=recorded.recorded_at,
            events=(DraftEvent(events.type_of(event), events.VERSION, events.encode(event)),),
            answer=b"{}",
            read_rows=rows_of(event, state, recorded),
        )
        log.append([append])


def read_all(log: SqlLog) -> dict[str, list[dict[str, ReadValue]]]:
    return {name: log.read_table(name, "helsinki") for name in READ_TABLES}


def test_rebuilt_tables_equal_those_that_were_written_live(log: SqlLog) -> None:
    live_through(log)
    live = read_all(log)
    assert {name: len(found) for name, found in live.items()} == {
        "cases": 1,
        "stops": 2,
        "attempts": 1,
        "custody": 2,
        "money": 2,
        "routes": 1,
        "containers": 0,
        "approvals": 0,
    }
    log.replace_read_rows("helsinki", [])
    assert not any(read_all(log).values())
    assert rebuild_read_tables(log, "helsinki") == len(STORY)
    assert read_all(log) == live


def test_the_story_ends_with_a_closed_case_without_a_decision(log: SqlLog) -> None:
    live_through(log)
    (case,) = log.read_table("cases", "helsinki")
    assert (case["status"], case["reopened"], case["resolution"]) == ("closed", 1, None)
    first, retry = log.read_table("stops", "helsinki")
    assert (first["status"], retry["status"]) == (
        StopStatus.FAILED.value,
        StopStatus.CANCELLED.value,
    )


def test_a_long_log_is_rebuilt_in_pieces(log: SqlLog, monkeypatch: pytest.MonkeyPatch) -> None:
    live_through(log)
    live = read_all(log)
    read = log.read
    asked: list[int] = []

    def read_three(stream: str, after_seq: int, limit: int = 3) -> list[StoredEvent]:
        asked.append(after_seq)
        return read(stream, after_seq, limit)

    monkeypatch.setattr(log, "read", read_three)
    rebuild_read_tables(log, "helsinki")
    assert read_all(log) == live
    assert [later - earlier for earlier, later in pairwise(asked)] == [3] * (len(STORY) // 3)


def test_rebuilding_an_empty_depot_is_harmless(log: SqlLog) -> None:
    assert rebuild_read_tables(log, "turku") == 0


def test_the_keys_are_those_of_the_tables() -> None:
    assert {name: ("depot", *key) for name, key in KEYS.items()} == {
        name: tuple(column.name for column in table.primary_key)
        for name, table in READ_TABLES.items()
    }


def test_tables_that_agree_with_the_log_have_no_differences(log: SqlLog) -> None:
    live_through(log)
    assert list(differences(log, "helsinki")) == []


def test_tables_that_were_changed_differ_from_the_log(log: SqlLog) -> None:
    live_through(log)
    invented: dict[str, ReadValue] = {"depot": "helsinki", "case_id": "k0", "status": "open"}
    log.replace_read_rows("helsinki", [ReadRow("cases", invented)])
    found = list(differences(log, "helsinki"))
    assert "cases k0 is not in the log." in found
    assert "cases k1 is missing." in found
    assert "money 13/1 is missing." in found


def test_a_changed_column_is_named_with_both_values(log: SqlLog) -> None:
    live_through(log)
    changed: dict[str, ReadValue] = {"depot": "helsinki", "item_id": "i1", "holder": "mallory"}
    forged = (ReadRow("custody", changed),)
    log.append([make_append(expected_seq=18, command_id="c", events=0, read_rows=forged)])
    assert list(differences(log, "helsinki")) == ["custody i1: holder is mallory, the log says v1."]


# -- from the command line ------------------------------------------------------------------


def command(name: str, db: object, heads: Path | None = None) -> int:
    asked = argparse.Namespace(log_command=name, db=str(db), heads=heads, export=None)
    return maintenance.run(asked)


@pytest.fixture
def lived(tmp_path: Path) -> Path:
    """The database of a hub that was stopped after the story."""
    log = SqlLog(str(tmp_path / "log.db"))
    live_through(log)
    log.close()
    return tmp_path / "log.db"


def change(path: Path, statement: str) -> None:
    with sqlite3.connect(path) as outside:
        outside.execute(statement)
    outside.close()


def test_a_sound_log_is_said_to_be_sound(lived: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command("verify", lived) == 0
    assert "helsinki: 18 events, sound; the chain ends in" in capsys.readouterr().out


TAMPERINGS = {
    "flip": "UPDATE events SET body = CAST(replace(body, ':', ';') AS BLOB) WHERE seq = {seq}",
    "delete": "DELETE FROM events WHERE seq = {seq}",
    "forge the time": "UPDATE events SET recorded_at = datetime(recorded_at, '+1 hour') "
    "|| '.000000' WHERE seq = {seq}",
    "forge the actor": "UPDATE events SET actor_id = actor_id || 'x' WHERE seq = {seq}",
    "reorder": "UPDATE events SET seq = -1 WHERE seq = {seq};"
    "UPDATE events SET seq = {seq} WHERE seq = {seq} % 18 + 1;"
    "UPDATE events SET seq = {seq} % 18 + 1 WHERE seq = -1",
    "cut the tail": "DELETE FROM events WHERE seq >= {seq}",
}


@pytest.mark.parametrize("tampering", TAMPERINGS)
def test_no_entry_of_the_log_can_be_tampered_with_unseen(lived: Path, tampering: str) -> None:
    """Every entry, one after the other, each time on the log as it was."""
    whole = lived.read_bytes()
    for seq in range(1, 19):
        lived.write_bytes(whole)
        with sqlite3.connect(lived) as outside:
            outside.executescript(TAMPERINGS[tampering].format(seq=seq))
        outside.close()
        log = SqlLog(str(lived), read_only=True)
        assert not log.verify("helsinki").is_sound, f"{tampering} of event {seq}"
        log.close()
    lived.write_bytes(whole)
    assert command("verify", lived) == 0


CUT = """
    DELETE FROM events WHERE seq > 15;
    DELETE FROM commands WHERE command_id NOT IN (SELECT command_id FROM events);
    UPDATE streams SET seq = 15, hash = (SELECT hash FROM events WHERE seq = 15);
"""
"""By somebody who knows the tables: what is left is whole, chain, answers and head."""


def cut_tail(path: Path) -> None:
    with sqlite3.connect(path) as outside:
        outside.executescript(CUT)
    outside.close()
    assert command("rebuild", path) == 0


def test_a_tail_that_was_cut_without_a_trace_is_missed_by_the_head_beside_the_log(
    lived: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = SqlLog(str(lived))
    HeadFile.beside(lived).note_of(log)
    log.close()
    assert command("verify", lived) == 0
    assert "sound, and holds event 18 as noted" in capsys.readouterr().out
    copy = lived.with_name("elsewhere.json")
    copy.write_bytes(HeadFile.beside(lived).path.read_bytes())
    cut_tail(lived)
    assert command("verify", lived) == 1
    words = "The head noted at event 18 is not in the log: its end was cut off"
    assert words in capsys.readouterr().out
    HeadFile.beside(lived).path.unlink()
    assert command("verify", lived) == 0, "nothing but the noted head can tell"
    assert command("verify", lived, copy) == 1
    assert words in capsys.readouterr().out


def test_a_stream_that_is_gone_and_heads_that_cannot_be_read_are_said(
    lived: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    noted = HeadFile.beside(lived)
    noted.note({"oslo": Head(7, bytes(range(32)))})
    assert command("verify", lived) == 1
    assert "oslo: NOT sound\n  It is not in the log" in capsys.readouterr().out
    for content in (b"", b"[]", b'{"oslo": {"seq": 7, "hash": "no"}}'):
        noted.path.write_bytes(content)
        assert command("verify", lived) == 1
        assert "cannot be read" in capsys.readouterr().err
    assert command("verify", lived, lived.with_name("none.json")) == 1
    assert "There is no file" in capsys.readouterr().err


def test_a_log_can_be_checked_while_its_hub_runs(
    lived: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hub = SqlLog(str(lived))
    assert command("verify", lived) == 0
    assert command("rebuild", lived) == 1
    assert "in use by another hub" in capsys.readouterr().err
    hub.close()


def test_a_forged_event_fails_the_check(lived: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(lived, "UPDATE events SET actor_id = 'mallory' WHERE seq = 13")
    assert command("verify", lived) == 1
    said = capsys.readouterr().out
    assert "NOT sound" in said
    assert "Event 13 (case_decided)" in said


def test_wrong_tables_fail_the_check_until_they_are_rebuilt(
    lived: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(lived, "UPDATE money SET amount_minor = 1")
    assert command("verify", lived) == 1
    assert "amount_minor is 1, the log says 480" in capsys.readouterr().out
    assert command("rebuild", lived) == 0
    assert "rebuilt from 18 events" in capsys.readouterr().out
    assert command("verify", lived) == 0


def test_many_differences_are_counted(lived: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(lived, "UPDATE cases SET shop='?', kind='?', status='?', reason='?', order_kind='?'")
    change(lived, "UPDATE stops SET shop='?', kind='?', status='?', route='?', place_id='?'")
    change(lived, "UPDATE custody SET sku='?', holder='?', kind='?', quantity=0, currency='?'")
    assert command("verify", lived) == 1
    assert "And 5 more." in capsys.readouterr().out


def test_tables_are_not_compared_with_a_log_that_keeps_moving(
    lived: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    heads = iter(range(100))
    monkeypatch.setattr(maintenance, "differences", lambda log, stream: ["cases k1 is missing."])
    monkeypatch.setattr(SqlLog, "head", lambda self, stream: Head(next(heads)))
    assert command("verify", lived) == 1
    assert "A hub kept writing" in capsys.readouterr().out


def test_an_event_of_a_newer_release_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = SqlLog(str(tmp_path / "log.db"))
    newer = (DraftEvent("stop_teleported", 99, b"{}"),)
    log.append([replace(make_append(), events=newer)])
    log.close()
    assert command("rebuild", tmp_path / "log.db") == 1
    assert "an event of version 99" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["verify", "rebuild"])
def test_what_is_no_database_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear Ana, " * 200)
    assert command(name, path) == 1
    assert "is not a database" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["verify", "rebuild"])
def test_checking_makes_no_database(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    assert command(name, tmp_path / "none.db") == 1
    assert f"There is no database {tmp_path / 'none.db'}." in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []

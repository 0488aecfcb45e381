"""The log keeps what it acknowledged, refuses what came too late and notices tampering.

On SQLite always, on PostgreSQL too when BACKHAUL_TEST_POSTGRES_URL names a server.
"""

import os
import signal
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace
from sqlalchemy import Connection, Table, delete, insert, select, update

from core.access import Actor, Role
from core.hub.log import (
    GENESIS,
    ConflictError,
    Device,
    EventLog,
    Head,
    LogUnavailable,
    PersonalText,
    ReadRow,
    ReadValue,
    RepeatedCommandError,
    StoredFix,
    TravelRow,
)
from core.hub.migrations import tables as t
from core.hub.sql_engine import Database
from core.hub.sql_log import SqlLog
from core.model import ActorId, DepotId, DriverId
from tests.core.hub.log_builders import NOW, fill, make_append

KILLS = int(os.environ.get("BACKHAUL_TEST_KILLS", "3"))


def test_the_sql_log_is_an_event_log(log: SqlLog) -> None:
    seam: EventLog = log
    assert seam.streams() == []


def test_what_was_appended_is_read_in_order(log: SqlLog) -> None:
    first, second = log.append([make_append(events=2), make_append(expected_seq=2)])
    assert [event.seq for event in (*first, *second)] == [1, 2, 3]
    assert log.read("helsinki", 0) == [*first, *second]
    assert log.read("helsinki", 1, limit=1) == [first[1]]
    assert log.read("helsinki", 3) == []
    assert first[0].recorded_at == NOW
    assert log.head("helsinki") == Head(3, second[0].hash)
    assert log.streams() == ["helsinki"]


def test_events_that_name_something_are_found_from_a_moment_on(log: SqlLog) -> None:
    early = replace(make_append(events=12), recorded_at=NOW - timedelta(hours=1))
    first, second = log.append([early, make_append(expected_seq=12, events=3)])
    assert log.read_naming("helsinki", (b'"s1"',)) == [first[0]]
    assert log.read_naming("helsinki", (b'"s2"', b'"s14"')) == [first[1], second[1]]
    assert log.read_naming("helsinki", (b'"s2"', b'"s14"'), NOW) == [second[1]]
    assert log.read_naming("helsinki", (b'"s2"',), NOW - timedelta(hours=2)) == [first[1]]
    assert log.read_naming("helsinki", (b'"s2"',), NOW + timedelta(hours=2)) == []
    assert log.read_naming("elsewhere", (b'"s2"',), NOW) == []


def test_a_stream_that_nobody_wrote_is_empty(log: SqlLog) -> None:
    assert log.head("helsinki") == Head(0, GENESIS)
    assert log.read("helsinki", 0) == []
    assert log.verify("helsinki").is_sound


def test_an_append_on_an_old_head_is_refused(log: SqlLog) -> None:
    fill(log, 2)
    with pytest.raises(ConflictError, match="is at event 2, but late was decided at 1"):
        log.append([make_append(expected_seq=1, command_id="late")])
    assert log.head("helsinki").seq == 2


def test_a_group_is_stored_whole_or_not_at_all(log: SqlLog) -> None:
    with pytest.raises(ConflictError):
        log.append([make_append("turku"), make_append(), make_append(command_id="late")])
    assert log.streams() == []
    assert log.answer_of("turku", "c0", "ana") is None


def test_one_command_can_touch_two_streams(log: SqlLog) -> None:
    log.append([make_append("turku", command_id="move"), make_append(command_id="move")])
    assert log.head("turku").seq == log.head("helsinki").seq == 1


def test_an_append_without_events_keeps_its_answer(log: SqlLog) -> None:
    fill(log, 1)
    assert log.append([make_append(expected_seq=1, events=0, answer=b"no change")]) == [()]
    assert log.head("helsinki").seq == 1
    assert log.answer_of("helsinki", "c1", "ana") == b"no change"


def test_a_repeated_command_has_one_effect_and_the_same_answer(log: SqlLog) -> None:
    log.append([make_append(command_id="once", answer=b"first")])
    for expected_seq in (0, 1):
        with pytest.raises(RepeatedCommandError) as repeated:
            log.append([make_append(expected_seq=expected_seq, command_id="once")])
        assert repeated.value.answer == b"first"
    assert log.head("helsinki").seq == 1


def test_a_repeated_command_stores_nothing_of_its_group(log: SqlLog) -> None:
    log.append([make_append(command_id="once")])
    with pytest.raises(RepeatedCommandError):
        log.append([make_append("turku"), make_append(expected_seq=1, command_id="once")])
    assert log.streams() == ["helsinki"]


def test_a_command_twice_in_one_group_is_refused(log: SqlLog) -> None:
    with pytest.raises(ConflictError, match="a command id twice"):
        log.append([make_append(command_id="c"), make_append(expected_seq=1, command_id="c")])
    assert log.streams() == []


def test_errors_do_not_tell_what_was_written(log: SqlLog) -> None:
    group = [make_append(command_id="c", answer=b"a secret")] * 2
    with pytest.raises(ConflictError) as refused:
        log.append([group[0], replace(group[1], expected_seq=1)])
    assert "secret" not in "".join(traceback.format_exception(refused.value))


def test_nobody_uses_up_a_command_id_of_somebody_else(log: SqlLog) -> None:
    log.append([make_append(command_id="1", actor_id="mallory", answer=b"mine")])
    assert log.answer_of("helsinki", "1", "ana") is None
    log.append([make_append(expected_seq=1, command_id="1", actor_id="ana", answer=b"hers")])
    assert log.answer_of("helsinki", "1", "ana") == b"hers"
    assert log.answer_of("helsinki", "1", "mallory") == b"mine"


def test_answers_are_looked_up_together_and_only_those_that_were_asked_for(log: SqlLog) -> None:
    """Ana's first and Mallory's second are known; the other pairs of the same names are new."""
    log.append([make_append(command_id="1", actor_id="ana", answer=b"hers")])
    log.append([make_append(expected_seq=1, command_id="2", actor_id="mallory", answer=b"mine")])
    known = {("ana", "1"): b"hers", ("mallory", "2"): b"mine"}
    asked = [*known, ("ana", "2"), ("bo", "1")]
    assert log.answers_of({"helsinki": asked}) == {"helsinki": known}
    assert log.answers_of({"helsinki": asked[2:]}) == {"helsinki": {}}
    assert log.answers_of({"helsinki": [("ana", "1")]}) == {"helsinki": {("ana", "1"): b"hers"}}
    log.append([make_append(expected_seq=2, command_id="2", actor_id="ana")])
    assert log.answers_of({"helsinki": list(known)}) == {"helsinki": known}
    assert log.answers_of({"helsinki": [], "oslo": asked}) == {"helsinki": {}, "oslo": {}}


def test_everything_is_there_after_closing_and_opening(log_url: str) -> None:
    log = SqlLog(log_url)
    fill(log, 3)
    head = log.head("helsinki")
    log.close()
    log = SqlLog(log_url)
    assert log.head("helsinki") == head
    assert log.verify("helsinki").is_sound
    log.close()


def test_a_closed_log_says_so(log_url: str) -> None:
    log = SqlLog(log_url)
    log.close()
    for use in (lambda: log.head("helsinki"), lambda: fill(log, 1)):
        with pytest.raises(LogUnavailable, match="is closed"):
            use()


def test_readers_go_on_while_something_is_written(log: SqlLog) -> None:
    fill(log, 50)
    seen: list[int] = []

    def follow() -> None:
        while not seen or seen[-1] < 100:
            seen.append(log.head("helsinki").seq)

    reader = threading.Thread(target=follow)
    reader.start()
    for seq in range(50, 100):
        log.append([make_append(expected_seq=seq)])
    reader.join()
    assert seen == sorted(seen)


# -- tampering ------------------------------------------------------------------------------


def tamper(url: str, change: Callable[[Connection], object]) -> None:
    """Do what somebody with access to the database could do while no hub runs."""
    database = Database(url)
    with database.write() as connection:
        change(connection)
    database.close()


def _swap_bodies(connection: Connection) -> None:
    e = t.events.c
    bodies = {s: connection.scalar(select(e.body).where(e.seq == s)) for s in (3, 4)}
    for seq, other in ((3, 4), (4, 3)):
        connection.execute(update(t.events).where(e.seq == seq).values(body=bodies[other]))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            lambda c: c.execute(
                update(t.events).where(t.events.c.seq == 3).values(actor_id="mallory")
            ),
            r"Event 3 \(stop_started\) is not what was recorded",
        ),
        (lambda c: c.execute(delete(t.events).where(t.events.c.seq == 3)), "Event 3 is missing"),
        (lambda c: c.execute(delete(t.events).where(t.events.c.seq > 3)), "but it ends at 3"),
        (_swap_bodies, "Event 3"),
        (lambda c: c.execute(delete(t.commands)), "5 events belong to commands whose answers"),
    ],
    ids=["changed", "removed", "tail removed", "exchanged", "answers removed"],
)
def test_tampering_is_found(
    log_url: str, change: Callable[[Connection], object], words: str
) -> None:
    log = SqlLog(log_url)
    fill(log, 5)
    log.close()
    tamper(log_url, change)
    log = SqlLog(log_url)
    report = log.verify("helsinki")
    log.close()
    with pytest.raises(AssertionError, match=words):
        assert report.is_sound, "\n".join(report.problems)


def test_a_stream_that_was_rewritten_with_its_head_is_found_by_an_anchor(log_url: str) -> None:
    log = SqlLog(log_url)
    fill(log, 5)
    anchor = log.head("helsinki")
    log.close()
    tables: list[Table] = [t.events, t.streams, t.commands]
    tamper(log_url, lambda c: [c.execute(delete(table)) for table in tables])
    log = SqlLog(log_url)
    log.append([make_append(events=5, actor_id="mallory")])
    assert log.verify("helsinki").is_sound
    assert not log.verify("helsinki", anchor).is_sound
    log.close()


# -- snapshots ------------------------------------------------------------------------------


def test_the_newest_snapshot_of_the_right_fold_is_taken(log: SqlLog) -> None:
    fill(log, 4)
    log.save_snapshot("helsinki", 2, 7, b"two")
    log.save_snapshot("helsinki", 3, 7, b"three")
    log.save_snapshot("helsinki", 4, 8, b"newer fold")
    found = log.latest_snapshot("helsinki", 7)
    assert found is not None
    assert (found.seq, found.body) == (3, b"three")
    assert log.latest_snapshot("helsinki", 6) is None


def test_old_snapshots_are_dropped(log: SqlLog) -> None:
    fill(log, 4)
    for seq in (1, 2, 3, 4):
        log.save_snapshot("helsinki", seq, seq, b"state")
    found = [log.latest_snapshot("helsinki", fold) for fold in (1, 2, 3, 4)]
    assert [snapshot and snapshot.seq for snapshot in found] == [None, None, 3, 4]


@pytest.mark.parametrize("damage", [{"body_zlib": b"?"}, {"body_sha256": b"?"}, {"log_hash": b"?"}])
def test_a_damaged_snapshot_is_left_out(
    log_url: str, damage: dict[str, bytes], caplog: pytest.LogCaptureFixture
) -> None:
    log = SqlLog(log_url)
    fill(log, 2)
    log.save_snapshot("helsinki", 1, 1, b"one")
    log.save_snapshot("helsinki", 2, 1, b"two")
    log.close()
    newest = update(t.snapshots).where(t.snapshots.c.seq == 2).values(damage)
    tamper(log_url, lambda connection: connection.execute(newest))
    log = SqlLog(log_url)
    found = log.latest_snapshot("helsinki", 1)
    log.close()
    assert found is not None
    assert found.body == b"one"
    assert "is damaged" in caplog.text


def test_a_snapshot_of_an_event_that_is_not_there_is_a_mistake(log: SqlLog) -> None:
    with pytest.raises(ValueError, match="no event 1 in helsinki"):
        log.save_snapshot("helsinki", 1, 1, b"state")


# -- beside the log -------------------------------------------------------------------------


def test_personal_texts_come_back_by_ref(log: SqlLog) -> None:
    texts = (PersonalText("o1/name", "c1", "Aino"), PersonalText("o2/name", "c2", "Väinö"))
    log.append([make_append(personal=texts)])
    assert log.personal("helsinki", ["o2/name", "unknown"]) == {"o2/name": "Väinö"}
    assert log.all_personal("helsinki") == {"o1/name": "Aino", "o2/name": "Väinö"}
    assert log.all_personal("turku") == {}


def test_a_text_stored_again_replaces_the_earlier_one(log: SqlLog) -> None:
    log.append([make_append(personal=(PersonalText("o1/phone", "c1", "1"),))])
    log.append([make_append(expected_seq=1, personal=(PersonalText("o1/phone", "c1", "2"),))])
    assert log.all_personal("helsinki") == {"o1/phone": "2"}


def test_many_texts_are_found_at_once(log: SqlLog) -> None:
    texts = tuple(PersonalText(f"r{n}", f"p{n}", str(n)) for n in range(2500))
    log.append([make_append(personal=texts)])
    assert log.personal("helsinki", [text.ref for text in texts]) == {
        text.ref: text.text for text in texts
    }


def test_a_forgotten_person_is_gone_and_the_chain_still_holds(log: SqlLog) -> None:
    aino = (PersonalText("o1/name", "c1", "Aino"), PersonalText("o1/phone", "c1", "+358 40"))
    log.append([make_append(personal=(*aino, PersonalText("o2/name", "c2", "Väinö")))])
    assert log.forget("c1") == 2
    assert log.all_personal("helsinki") == {"o2/name": "Väinö"}
    assert log.forget("c1") == 0
    assert log.verify("helsinki").is_sound


def test_a_forgotten_person_can_come_back(log: SqlLog) -> None:
    log.append([make_append(personal=(PersonalText("o1/name", "c1", "Aino"),))])
    log.forget("c1")
    log.append([make_append(expected_seq=1, personal=(PersonalText("o3/name", "c1", "Aino A."),))])
    assert log.all_personal("helsinki") == {"o3/name": "Aino A."}


def test_a_damaged_text_is_left_out(log_url: str, caplog: pytest.LogCaptureFixture) -> None:
    log = SqlLog(log_url)
    texts = (PersonalText("o1/name", "c1", "Aino"), PersonalText("o2/name", "c2", "Väinö"))
    log.append([make_append(personal=texts)])
    log.close()
    p = t.personal_texts
    moved = select(p.c.sealed).where(p.c.ref == "o1/name").scalar_subquery()
    tamper(
        log_url,
        lambda connection: connection.execute(
            update(p).where(p.c.ref == "o2/name").values(sealed=moved)
        ),
    )
    log = SqlLog(log_url)
    assert log.all_personal("helsinki") == {"o1/name": "Aino"}
    assert "is damaged" in caplog.text
    log.close()


def make_fix(driver_id: str = "d1", lat: float = 60.17, minutes: int = 0) -> StoredFix:
    at = NOW + timedelta(minutes=minutes)
    return StoredFix("helsinki", driver_id, at, at, lat, 24.94, speed_mps=8.5, heading=None)


def test_the_last_position_is_the_last_to_arrive_whatever_the_phones_clock_says(
    log: SqlLog,
) -> None:
    last = replace(make_fix(lat=60.2, minutes=2), at=NOW - timedelta(hours=3))
    log.store_positions([make_fix(), make_fix("d2"), make_fix(minutes=1)])
    log.store_positions([last])
    log.store_positions([])
    assert log.last_positions("helsinki") == [last, make_fix("d2")]
    assert log.last_positions("turku") == []
    assert log.positions("helsinki", "d1", NOW + timedelta(minutes=1)) == [
        make_fix(minutes=1),
        last,
    ]


def test_tracks_past_their_time_are_dropped(log: SqlLog) -> None:
    log.store_positions([make_fix(), make_fix("d2"), make_fix(minutes=5)])
    assert log.drop_positions(NOW + timedelta(minutes=1)) == 2
    assert log.last_positions("helsinki") == [make_fix(minutes=5)]


def test_a_device_is_known_by_its_tokens_hash_until_it_is_revoked(log: SqlLog) -> None:
    actor = Actor(
        id=ActorId("d1"),
        role=Role.DRIVER,
        depots=frozenset({DepotId("helsinki")}),
        driver_id=DriverId("d1"),
    )
    device = Device("aa", "phone-1", actor, datetime(2026, 12, 1, tzinfo=UTC))
    forever = Device("bb", "phone-1", replace(actor, role=Role.DISPATCHER))
    log.save_device(replace(device, device_id="old"))
    log.save_device(device)
    log.save_device(forever)
    assert log.device_by_token("aa") == device
    assert log.device_by_token("bb") == forever
    assert log.device_by_token("cc") is None
    assert log.revoke_device("phone-1") == 2
    assert log.device_by_token("aa") is None
    log.save_device(device)
    log.save_device(forever)
    log.revoke_token("bb")
    log.revoke_token("bb")
    assert log.device_by_token("aa") == device
    assert log.device_by_token("bb") is None


def test_meta_values_are_kept_by_key(log: SqlLog) -> None:
    assert log.get_meta("clock") is None
    log.put_meta("clock", b"1")
    log.put_meta("clock", b"2")
    assert log.get_meta("clock") == b"2"


def test_travel_rows_come_back_by_index(log: SqlLog) -> None:
    rows = [TravelRow("osm-1", n, f"p{n}", bytes([n])) for n in range(3)]
    log.save_travel_rows([rows[2], rows[0], rows[1]])
    log.save_travel_rows([replace(rows[1], body=b"new"), TravelRow("osm-2", 0, "p0", b"")])
    log.save_travel_rows([])
    assert log.travel_rows("osm-1") == [rows[0], replace(rows[1], body=b"new"), rows[2]]
    assert log.travel_rows("osm-1", after=1) == [rows[2]]
    log.save_travel_rows([rows[1]], instead=True)
    assert log.travel_rows("osm-1") == [rows[1]]
    assert log.travel_rows("osm-2") == [TravelRow("osm-2", 0, "p0", b"")]


# -- read tables ----------------------------------------------------------------------------


def case_row(case_id: str, **values: ReadValue) -> ReadRow:
    return ReadRow("cases", {"depot": "helsinki", "case_id": case_id, **values})


def test_read_rows_are_written_with_their_events(log: SqlLog) -> None:
    opened = case_row("k1", status="open", opened_at=NOW, value_minor=1200)
    log.append([make_append(read_rows=(opened,))])
    log.append([make_append(expected_seq=1, read_rows=(case_row("k1", status="closed"),))])
    (row,) = log.read_table("cases", "helsinki")
    assert (row["status"], row["value_minor"], row["opened_at"]) == ("closed", 1200, NOW)
    assert log.read_table("cases", "turku") == []


def test_the_last_of_several_changes_in_one_group_stays(log: SqlLog) -> None:
    first = make_append(read_rows=(case_row("k1", status="open"), case_row("k2", status="open")))
    second = make_append(
        expected_seq=1,
        read_rows=(case_row("k1", status="decided", reason="refused"), case_row("k2")),
    )
    log.append([first, second])
    found = [(r["case_id"], r["status"], r["reason"]) for r in log.read_table("cases", "helsinki")]
    assert found == [("k1", "decided", "refused"), ("k2", "open", None)]


def test_a_refused_append_writes_no_read_rows(log: SqlLog) -> None:
    with pytest.raises(ConflictError):
        log.append([make_append(expected_seq=7, read_rows=(case_row("k1"),))])
    assert log.read_table("cases", "helsinki") == []


def test_text_that_a_database_cannot_hold_is_made_visible(log: SqlLog) -> None:
    log.append([make_append(read_rows=(case_row("k1", shop="a\0b"),))])
    assert log.read_table("cases", "helsinki")[0]["shop"] == "a\N{REPLACEMENT CHARACTER}b"


def test_read_rows_are_replaced_for_one_depot_only(log: SqlLog) -> None:
    turku = ReadRow("cases", {"depot": "turku", "case_id": "k9"})
    log.append([make_append(read_rows=(case_row("k1"), turku))])
    log.replace_read_rows("helsinki", [case_row("k2")])
    assert [row["case_id"] for row in log.read_table("cases", "helsinki")] == ["k2"]
    assert [row["case_id"] for row in log.read_table("cases", "turku")] == ["k9"]


# -- kill -9 --------------------------------------------------------------------------------

_WRITER = """
import sys
from core.hub.sql_log import SqlLog
from tests.core.hub.log_builders import make_append
log = SqlLog(sys.argv[1])
seq = log.head("helsinki").seq
while True:
    stored = log.append([make_append(expected_seq=seq + n, events=1) for n in range(3)])
    seq = stored[-1][-1].seq
    print(seq, stored[-1][-1].hash.hex(), flush=True)
"""


@pytest.mark.skipif(os.name != "posix", reason="kill -9")
def test_a_killed_writer_loses_nothing_that_it_acknowledged(log_url: str) -> None:
    acknowledged: list[tuple[int, str]] = []
    for _ in range(KILLS):
        with subprocess.Popen(
            [sys.executable, "-c", _WRITER, log_url], stdout=subprocess.PIPE, text=True
        ) as writer:
            assert writer.stdout is not None
            lines = [writer.stdout.readline() for _ in range(20)]
            writer.send_signal(signal.SIGKILL)
            lines += writer.stdout.readlines()
        # The last line may have been cut; a whole one is an acknowledgement.
        whole = [line.split() for line in lines if line.endswith("\n")]
        acknowledged += [(int(seq), digest) for seq, digest in whole]
    log = SqlLog(log_url)
    stored = {event.seq: event.hash.hex() for event in log.read("helsinki", 0, limit=1_000_000)}
    assert len(acknowledged) >= 20 * KILLS
    assert all(stored.get(seq) == digest for seq, digest in acknowledged)
    assert len(stored) % 3 == 0, "a group was stored in part"
    assert log.verify("helsinki").is_sound
    log.close()


def test_a_lost_answer_is_settled_by_sending_the_command_again(log_url: str) -> None:
    """The commit went through, then the hub died before it could say so."""
    log = SqlLog(log_url)
    log.append([make_append(command_id="paid", answer=b"yes")])
    log.close()
    log = SqlLog(log_url)
    assert log.answer_of("helsinki", "paid", "ana") == b"yes"
    log.close()


def test_an_event_that_came_from_nowhere_stops_the_next_append(log_url: str) -> None:
    log = SqlLog(log_url)
    stored = log.append([make_append()])[0][0]
    log.close()
    extra = {name: getattr(stored, name) for name in stored.__struct_fields__} | {"seq": 2}
    tamper(log_url, lambda connection: connection.execute(insert(t.events), [extra]))
    log = SqlLog(log_url)
    with pytest.raises(ConflictError, match="events past its head"):
        log.append([make_append(expected_seq=1)])
    log.close()

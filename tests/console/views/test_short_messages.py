"""What drivers and the office told each other, as the office reads it."""

from msgspec.structs import replace

from console.view import TalkRow
from console.views.short_messages import NOBODY, talk_rows
from core.access import Role
from core.model import ActorId, DriverId, ShortMessage, StopId, TextRef
from tests.console.views.small_day import ME, NOW, minutes, moment

D1, D2 = DriverId("d1"), DriverId("d2")
READY = {"traffic": "I stand in traffic", "seen": "Understood"}


def said(number: int, driver_id: DriverId = D1, **changes: object) -> ShortMessage:
    at = NOW - minutes(10 - number)
    usual = ShortMessage(number, driver_id, ActorId(driver_id), True, at, at, "traffic")
    return replace(usual, **changes)


def rows(*messages: ShortMessage, role: Role = Role.ADMIN) -> tuple[TalkRow, ...]:
    at = moment()
    table = {
        m.driver_id: tuple(x for x in messages if x.driver_id == m.driver_id) for m in messages
    }
    state = replace(at.state, short_messages=table)
    return talk_rows(replace(at, state=state, ready=READY, role=role, me=ME))


def test_everybody_on_a_route_can_be_written_to() -> None:
    first, second = rows()
    assert [first.name, second.name] == ["Dora", "Egon"]
    assert (first.last, first.news, first.lines, first.phone) == (NOBODY, 0, (), "+1 222")


def test_who_waits_longest_for_a_reader_is_first() -> None:
    read = said(1, read_at=NOW)
    assert [row.driver_id for row in rows(said(3, D1), said(2, D2))] == [D2, D1]
    assert [row.driver_id for row in rows(read, said(2, D2))] == [D2, D1]
    late = replace(read, received_at=NOW)
    early = replace(said(1, D2), read_at=NOW)
    assert [row.driver_id for row in rows(late, early)] == [D1, D2]


def test_a_line_tells_when_who_about_what_and_whether_it_was_read() -> None:
    about = said(1, stop_id=StopId("s-fail"), received_at=NOW)
    mine = said(2, by=ME, by_driver=False, preset="seen", text_ref=TextRef("note"))
    row = next(row for row in rows(about, mine, replace(mine, number=3, read_at=NOW)))
    asked, answered, read = row.lines
    assert asked.words == "I stand in traffic"
    assert "received 9 min later · fail, " in asked.detail
    assert answered.words == "Understood · Rang twice"
    assert answered.detail.endswith("you · not read yet")
    assert " · you · read at " in read.detail
    assert (row.news, row.stop_id, row.last) == (1, "s-fail", "You: Understood · Rang twice")


def test_an_erased_text_and_an_unknown_code_are_still_a_message() -> None:
    gone = said(1, preset="", text_ref=TextRef("gone"))
    assert rows(gone)[0].last == "The message was erased"
    assert rows(said(1, preset="old_code"))[0].last == "old_code"


def test_who_may_not_answer_only_reads() -> None:
    assert not rows(said(1), role=Role.AUDITOR)[0].can_answer
    assert rows(said(1))[0].can_answer


def test_an_unknown_driver_has_no_row_and_one_without_a_route_has() -> None:
    at = moment()
    state = replace(at.state, short_messages={DriverId("gone"): (said(1),)}, routes={})
    assert talk_rows(replace(at, state=state)) == ()
    state = replace(at.state, short_messages={D1: (said(1),)}, routes={})
    (row,) = talk_rows(replace(at, state=state))
    assert (row.route, row.route_id) == ("", None)

"""The next shift reads what waits, what is open and what is on its way."""

from msgspec.structs import replace

from console.views.shift_hand_over import hand_over_text
from core.model import (
    CaseKind,
    CaseNote,
    CaseStatus,
    Decision,
    Resolution,
    TextRef,
    Waiting,
    WaitingFor,
)
from tests.console.views.small_day import BO, ME, NOW, case, minutes, moment

WAITS = case(
    CaseKind.FAILED_DELIVERY, status=CaseStatus.ACKNOWLEDGED, owner=BO, reason="recipient_absent",
    waiting=Waiting(WaitingFor.CUSTOMER, NOW + minutes(40), BO, NOW),
    notes=(CaseNote(BO, NOW, TextRef("note")), CaseNote(ME, NOW, TextRef("gone"))),
)  # fmt: skip
OPEN = case(CaseKind.RETURN_REQUEST, "ret")
DECIDED = case(
    CaseKind.FAILED_DELIVERY, "way", status=CaseStatus.DECIDED,
    decision=Decision(Resolution.RETRY_NOW, ME, NOW),
)  # fmt: skip


def test_it_tells_every_case_that_is_not_closed_with_owner_and_notes() -> None:
    closed = replace(case(CaseKind.FAILED_DELIVERY, "done"), status=CaseStatus.CLOSED)
    lines = hand_over_text(moment(WAITS, OPEN, DECIDED, closed)).splitlines()
    assert lines[0] == "Shift hand-over Mon 23 Nov 10:00"
    assert lines[2:6] == [
        "Waiting: 1 case",
        "fail · Nobody at home · Ines Diaz · Elm 1 · waits for the customer until 10:40 · "
        "€100.00 at stake · with bo",
        "    10:00 bo: Rang twice",
        "    10:00 me: the note was erased",
    ]
    assert lines[7] == "To decide: 1 case"
    assert lines[8].endswith("30 min left · €0.00 at stake · with nobody")
    assert lines[10] == "Decided, under way: 1 case"
    assert "waits for driver" in lines[11]
    assert "done ·" not in "\n".join(lines)


def test_a_quiet_day_says_so() -> None:
    assert "Waiting: none" in hand_over_text(moment())

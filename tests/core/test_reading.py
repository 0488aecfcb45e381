"""Who reads what of a depot; whatever is new is the office's alone."""

from typing import get_args

import pytest
from msgspec.structs import replace

from core import commands as c
from core import events as e
from core import reading
from core.access import Role
from core.model import (
    ActorId,
    Approval,
    ApprovalId,
    ApprovalKind,
    CaseId,
    CaseNote,
    ClosureId,
    DayClosing,
    Grade,
    Inspection,
    ItemId,
    OrderId,
    PolicyException,
    Position,
    Receiving,
    SignOff,
    TextRef,
)
from tests.builders import A1, ANA, NOON, R1, TODAY, running_day

NOTE = CaseNote(ANA.id, NOON, TextRef("note:why"))
GRANTED = PolicyException(ANA.id, NOON, TextRef("note:granted"))


@pytest.mark.parametrize("role", [Role.DRIVER, Role.CUSTOMER, Role.SYSTEM])
def test_who_is_not_of_the_office_follows_nothing(role: Role) -> None:
    for allowed in (
        reading.STREAM,
        reading.POSITIONS,
        reading.PHOTOS,
        reading.TRAVEL_TIMES,
        reading.LINKS,
        *reading.TEXTS.values(),
    ):
        assert role not in allowed
    assert reading.readable_texts(role, running_day().state, {"name:a1": "Rosa"}) == {}


@pytest.mark.parametrize("role", sorted(reading.OFFICE))
def test_the_office_reads_everything(role: Role) -> None:
    texts = {"name:a1": "Rosa"}
    assert reading.readable_texts(role, running_day().state, texts) == texts
    assert reading.may_read_texts(role, e.CaseNoted(CaseId("c"), NOTE))
    assert reading.may_read_texts(role, e.FleetRegistered((), ()))


def test_customer_service_invites_customers_but_no_drivers_devices() -> None:
    assert Role.CUSTOMER_SERVICE in reading.LINKS
    assert Role.CUSTOMER_SERVICE not in reading.DRIVER_LINKS
    assert reading.DRIVER_LINKS < reading.LINKS


def test_an_auditor_reads_why_but_not_who() -> None:
    auditor = Role.AUDITOR
    assert auditor in reading.STREAM
    for closed in (reading.POSITIONS, reading.PHOTOS, reading.LINKS):
        assert auditor not in closed
    assert reading.may_read_texts(auditor, e.CaseNoted(CaseId("c"), NOTE))
    assert reading.may_read_texts(auditor, e.ExceptionMade(OrderId("a1"), GRANTED))
    assert not reading.may_read_texts(auditor, e.OrdersAdded((), (), (), {}))


def test_what_an_auditor_reads_is_the_same_in_the_state_and_in_its_events() -> None:
    board = running_day()
    board.fail("a1.1")
    (case,) = (case for case in board.state.cases.values() if case.order_id == A1)
    board.ask(c.AddCaseNote(case.id, "note:why"))
    order = replace(board.state.orders[A1], exception=GRANTED)
    board.state = replace(board.state, orders={**board.state.orders, A1: order})
    asked = Approval(ApprovalId("x"), ApprovalKind.PLAN, ActorId("ana"), NOON, "many")
    ended = replace(asked, id=ApprovalId("y"), note_ref=TextRef("note:no"))
    ana = ActorId("ana")
    closing = DayClosing(ana, NOON, (), (), (), 0, 0, 0, TextRef("closed"))
    signed = SignOff(ActorId("sara"), NOON, TextRef("done"))
    day = replace(board.state.days[TODAY], sign_off=signed, closing=closing)
    graded = Inspection(Grade.C, "donate", "liquidate", ana, NOON, note_ref=TextRef("graded"))
    line = (Position(-29.9, -71.25), Position(-29.91, -71.25))
    board.ask(c.CloseStreet(ClosureId("z1"), "Balmaceda", line, "note:parade"))
    board.state = replace(
        board.state,
        approvals={asked.id: asked, ended.id: ended},
        days=board.state.days | {TODAY: day},
        receivings={R1: Receiving((), NOON, note_ref=TextRef("short"))},
        inspections={ItemId("a3-in"): graded},
    )
    why = {
        "note:why": "She calls back",
        "note:granted": "A loyal customer",
        "note:no": "Too many",
        "note:parade": "A parade",
        "done": "All quiet",
        "closed": "All counted",
        "graded": "Still good",
        "short": "Left at the door",
    }
    texts = why | {"name:a1": "Rosa"}
    assert reading.readable_texts(Role.AUDITOR, board.state, texts) == why


def test_every_row_is_an_event() -> None:
    assert set(reading.TEXTS) <= set(get_args(e.Event))

"""Personal text leaves a command before it is decided."""

from datetime import UTC, date, datetime

import pytest
from msgspec.structs import replace

from core import commands as c
from core import events as e
from core.hub.log import PersonalText
from core.hub.shelter import Sheltered, UnknownReference, refs_of, shelter
from core.model import (
    ActorId,
    AnswerKind,
    Approval,
    ApprovalId,
    ApprovalKind,
    ApprovalStatus,
    Attempt,
    Calendar,
    Call,
    CallOutcome,
    Case,
    CaseId,
    CaseKind,
    CaseNote,
    Closure,
    ClosureId,
    CollectionRound,
    Customer,
    CustomerAnswer,
    CustomerChoice,
    CustomerId,
    DayClosing,
    Driver,
    DriverId,
    Fence,
    FenceId,
    Grade,
    Inspection,
    Item,
    ItemId,
    Knowledge,
    Load,
    Message,
    MessageId,
    MessageKind,
    OfferId,
    Order,
    OrderId,
    OrderKind,
    PlaceId,
    PolicyException,
    Position,
    ProblemAnswer,
    Proof,
    RoundId,
    Route,
    RouteId,
    ServiceDay,
    ShortMessage,
    SignOff,
    Stop,
    StopId,
    StopKind,
    TextRef,
    VehicleId,
    Waiting,
    WaitingFor,
)
from core.rules.lookups import Refused
from core.state import State

NOW = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
REF = TextRef("note:d1:q1")
DAY = ServiceDay("2026-11-23")
STATE = State(
    customers={CustomerId("c1"): Customer(CustomerId("c1"), TextRef("c1/name"))},
    orders={
        OrderId("o1"): Order(
            OrderId("o1"), OrderKind.DELIVERY, CustomerId("c1"), PlaceId("p1"), (), DAY, 180
        )
    },
    routes={
        RouteId("r1"): Route(
            RouteId("r1"),
            "R1",
            DAY,
            DriverId("d1"),
            VehicleId("v1"),
            PlaceId("p0"),
            PlaceId("p0"),
            NOW,
            NOW,
        )
    },
    stops={
        StopId("s1"): Stop(
            StopId("s1"), StopKind.DELIVER, OrderId("o1"), RouteId("r1"), PlaceId("p1"), 180
        )
    },
)


def fail(stop_id: str = "s1", note: str = "Ana is ill") -> c.FailStop:
    return c.FailStop(StopId(stop_id), "recipient_absent", NOW, note=note)


def test_a_note_becomes_a_reference_about_the_customer() -> None:
    assert shelter(fail(), REF, STATE) == Sheltered(
        fail(note=REF), (PersonalText(REF, "customer:c1", "Ana is ill"),)
    )


def test_a_note_on_an_unknown_stop_still_leaves_the_command() -> None:
    sheltered = shelter(fail("s9"), REF, STATE)
    assert sheltered.texts == (PersonalText(REF, "stop:s9", "Ana is ill"),)


@pytest.mark.parametrize("case_id", ["case-o1", "case-o9"])
def test_what_colleagues_write_on_a_case_is_about_its_customer(case_id: str) -> None:
    case = Case(CaseId("case-o1"), CaseKind.FAILED_DELIVERY, OrderId("o1"), NOW, NOW)
    state = replace(STATE, cases={case.id: case})
    person = "customer:c1" if case_id == case.id else "case:case-o9"
    for command in (
        c.AddCaseNote(CaseId(case_id), "She calls back"),
        c.LetCaseWait(CaseId(case_id), WaitingFor.CUSTOMER, NOW, "She calls back"),
    ):
        sheltered = shelter(command, REF, state)
        assert sheltered.command == replace(command, note=REF)
        assert sheltered.texts == (PersonalText(REF, person, "She calls back"),)


@pytest.mark.parametrize(("order_id", "person"), [("o1", "customer:c1"), ("o9", "order:o9")])
def test_what_the_office_reports_is_about_the_orders_customer(order_id: str, person: str) -> None:
    for command in (
        c.ReportOrder(OrderId(order_id), "lost", "She moved away"),
        c.CancelOrder(OrderId(order_id), "She moved away"),
        c.LearnPlace(OrderId(order_id), "She moved away"),
        c.LogCall(OrderId(order_id), CallOutcome.REACHED, "She moved away"),
    ):
        sheltered = shelter(command, REF, STATE)
        assert sheltered.command == replace(command, note=REF)
        assert sheltered.texts == (PersonalText(REF, person, "She moved away"),)


def test_gate_codes_and_neighbours_are_kept_beside_the_log() -> None:
    command = c.LearnPlace(
        OrderId("o1"), "Ring twice", gate_code="4711", neighbour="Rosa", has_dog=True
    )
    sheltered = shelter(command, REF, STATE)
    assert sheltered.command == c.LearnPlace(
        OrderId("o1"), REF, gate_code=f"{REF}:gate_code", neighbour=f"{REF}:neighbour", has_dog=True
    )
    assert {(text.ref, text.text) for text in sheltered.texts} == {
        (REF, "Ring twice"),
        (f"{REF}:gate_code", "4711"),
        (f"{REF}:neighbour", "Rosa"),
    }
    assert {text.person for text in sheltered.texts} == {"customer:c1"}
    empty = c.LearnPlace(OrderId("o1"))
    assert shelter(empty, REF, STATE) == Sheltered(empty)
    known = Knowledge(gate_code_ref=TextRef("code"), house_ref=TextRef("house"))
    learned = e.PlaceLearned(PlaceId("p1"), REF, ActorId("ana"), NOW, known)
    assert list(refs_of(learned)) == [REF, "code", "house"]


def test_what_a_customer_answers_is_about_the_customer() -> None:
    command = c.AnswerOrder(OrderId("o1"), CustomerChoice.NEIGHBOUR, note="Pérez, flat 4")
    sheltered = shelter(command, REF, STATE)
    assert sheltered.command == replace(command, note=REF)
    assert sheltered.texts == (PersonalText(REF, "customer:c1", "Pérez, flat 4"),)
    answer = CustomerAnswer(CustomerChoice.NEIGHBOUR, NOW, note_ref=REF)
    assert list(refs_of(e.CustomerAnswered(OrderId("o1"), answer))) == [REF]


def test_what_a_fence_is_called_is_kept_beside_the_log() -> None:
    corners = (Position(-29.9, -71.25), Position(-29.91, -71.25), Position(-29.91, -71.24))
    command = c.DrawFence(FenceId("f1"), " Rosa Pérez ", corners, TextRef("forged"))
    sheltered = shelter(command, REF, STATE)
    assert sheltered.command == replace(command, name="", name_ref=REF)
    assert sheltered.texts == (PersonalText(REF, "fence:f1", "Rosa Pérez"),)
    blank = shelter(replace(command, name=" "), REF, STATE)
    assert blank == Sheltered(replace(command, name="", name_ref=None))
    fence = Fence(FenceId("f1"), "", corners, ActorId("ana"), NOW, REF)
    assert list(refs_of(e.FenceDrawn(fence))) == [REF]
    assert list(refs_of(e.FenceDrawn(replace(fence, name_ref=None)))) == []
    there = replace(STATE, fences={fence.id: fence})
    with pytest.raises(Refused, match="called that already"):
        shelter(replace(command, fence_id=FenceId("f2")), REF, there, {str(REF): "rosa pérez"})


def test_what_a_round_is_called_is_kept_beside_the_log() -> None:
    weekly = Calendar((1,), date(2026, 11, 1))
    new = CollectionRound(RoundId("r1"), CustomerId("c1"), PlaceId("p1"), weekly, name="Rosa's")
    own = TextRef("note:bea:1:round:r2")
    kept = replace(new, id=RoundId("r2"), name="", name_ref=own)
    forged = replace(new, id=RoundId("r3"), name="", name_ref=REF)
    far_too_long = replace(new, id=RoundId("r4"), name="n" * 201)
    sheltered = shelter(c.KeepRounds((new, kept, forged, far_too_long)), REF, STATE)
    ref = TextRef(f"{REF}:round:r1")
    assert sheltered.command == c.KeepRounds(
        (replace(new, name="", name_ref=ref), kept, replace(forged, name_ref=None), far_too_long)
    )
    assert sheltered.texts == (PersonalText(ref, "round:r1", "Rosa's"),)
    rounds = e.RoundsKept((kept, forged, new), ActorId("ana"), NOW)
    assert list(refs_of(rounds)) == [own, REF]


def test_what_others_say_of_a_customer_goes_into_the_log_without_the_name() -> None:
    texts = {str(STATE.customers[CustomerId("c1")].name_ref): "Rosa Pérez"}
    said = c.SettleRefund(OrderId("o1"), is_paid=False, words="rosa pérez has no receipt")
    sheltered = shelter(said, REF, STATE, texts)
    assert sheltered == Sheltered(replace(said, words="… has no receipt"))
    unknown = replace(said, order_id=OrderId("o9"))
    assert shelter(unknown, REF, STATE, texts) == Sheltered(unknown)


def test_why_a_street_is_closed_is_kept_beside_the_log() -> None:
    line = (Position(-29.9, -71.25), Position(-29.91, -71.25))
    command = c.CloseStreet(ClosureId("z1"), "Balmaceda", line, " Rosa Pérez is buried ")
    sheltered = shelter(command, REF, STATE)
    assert sheltered.command == replace(command, because=REF)
    assert sheltered.texts == (PersonalText(REF, "closure:z1", "Rosa Pérez is buried"),)
    silent = replace(command, because=" ")
    assert shelter(silent, REF, STATE) == Sheltered(replace(command, because=""))
    closure = Closure(ClosureId("z1"), "Balmaceda", line, "", NOW, None, ActorId("ana"), NOW, REF)
    assert list(refs_of(e.StreetClosed(closure))) == [REF]
    assert list(refs_of(e.StreetClosed(replace(closure, because_ref=None)))) == []


def test_why_an_exception_was_made_is_about_the_customer() -> None:
    command = c.MakeException(OrderId("o1"), "Loyal for years")
    assert shelter(command, REF, STATE).texts == (
        PersonalText(REF, "customer:c1", "Loyal for years"),
    )
    made = PolicyException(ActorId("ana"), NOW, REF)
    assert list(refs_of(e.ExceptionMade(OrderId("o1"), made))) == [REF]


def test_events_about_a_case_name_its_notes() -> None:
    note = CaseNote(ActorId("ana"), NOW, REF)
    waiting = Waiting(WaitingFor.SHOP, NOW, ActorId("ana"), NOW, REF)
    case_id = CaseId("case-o1")
    assert list(refs_of(e.CaseNoted(case_id, note))) == [REF]
    assert list(refs_of(e.CaseLetWait(case_id, waiting))) == [REF]
    assert not list(refs_of(e.CaseLetWait(case_id, replace(waiting, note_ref=None))))


@pytest.mark.parametrize(("route_id", "person"), [("r1", "driver:d1"), ("r9", "route:r9")])
def test_what_a_driver_says_when_declining_is_about_the_driver(route_id: str, person: str) -> None:
    command = c.DeclineChanges(RouteId(route_id), OfferId("f1"), "full", NOW, note="My back hurts")
    (text,) = shelter(command, REF, STATE).texts
    assert text == PersonalText(REF, person, "My back hurts")


def test_who_signed_and_what_was_written_are_about_the_customer() -> None:
    command = c.CompleteStop(StopId("s1"), NOW, signed_by="Rosa D.", note="Left with Rosa")
    signed_by = TextRef(f"{REF}:signed_by")
    sheltered = shelter(command, REF, STATE)
    assert sheltered.command == replace(command, signed_by=signed_by, note=REF)
    assert set(sheltered.texts) == {
        PersonalText(REF, "customer:c1", "Left with Rosa"),
        PersonalText(signed_by, "customer:c1", "Rosa D."),
    }
    shown = e.StopCompleted(StopId("s1"), NOW, NOW, proof=Proof((), None, signed_by, (), REF))
    assert list(refs_of(shown)) == [signed_by, REF]
    assert not list(refs_of(e.StopCompleted(StopId("s1"), NOW, NOW, proof=Proof())))


def test_a_short_message_is_about_its_driver() -> None:
    command = c.SendShortMessage(DriverId("d1"), note="My back hurts")
    sheltered = shelter(command, REF, STATE)
    assert sheltered.texts == (PersonalText(REF, "driver:d1", "My back hurts"),)
    sent = ShortMessage(1, DriverId("d1"), ActorId("d1"), True, NOW, NOW, text_ref=REF)
    assert list(refs_of(e.ShortMessageSent(sent))) == [REF]
    assert not list(refs_of(e.ShortMessageSent(replace(sent, text_ref=None))))


@pytest.mark.parametrize(
    ("command", "person"),
    [
        (c.CloseReceiving(RouteId("r1"), "Rosa kept it"), "route:r1"),
        (c.CloseDay(ServiceDay("2026-11-23"), "Rosa calls"), "day:2026-11-23"),
        (c.InspectGoods(ItemId("i1"), Grade.C, "donate", "Rosa's"), "customer:c1"),
        (c.InspectGoods(ItemId("x"), Grade.C, "donate", "Rosa's"), "goods:x"),
    ],
)
def test_what_is_written_at_the_depot_leaves_too(
    command: c.CloseReceiving | c.CloseDay | c.InspectGoods, person: str
) -> None:
    order = replace(
        STATE.orders[OrderId("o1")], items=(Item(ItemId("i1"), "MUG", "Mug", 1, 5, Load()),)
    )
    state = replace(STATE, orders={**STATE.orders, order.id: order})
    sheltered = shelter(command, REF, state)
    assert sheltered.command == replace(command, note=REF)
    assert sheltered.texts == (PersonalText(REF, person, command.note),)
    assert shelter(replace(command, note=""), REF, state).texts == ()


def test_events_of_the_depot_name_their_notes() -> None:
    ana = ActorId("ana")
    closed = e.ReceivingClosed(RouteId("r1"), ana, NOW, note_ref=REF)
    graded = Inspection(Grade.C, "donate", "liquidate", ana, NOW, note_ref=REF)
    inspected = e.GoodsInspected(ItemId("i1"), graded)
    closing = DayClosing(ana, NOW, (), (), (), 0, 0, 0, REF)
    day = e.DayClosed(ServiceDay("2026-11-23"), closing)
    assert [list(refs_of(event)) for event in (closed, inspected, day)] == [[REF]] * 3
    without: tuple[e.Event, ...] = (
        replace(closed, note_ref=None),
        replace(inspected, inspection=replace(graded, note_ref=None)),
        replace(day, closing=replace(closing, note_ref=None)),
    )
    assert [list(refs_of(event)) for event in without] == [[]] * 3


def test_a_command_without_text_stays_as_it_is() -> None:
    assert shelter(fail(note=""), REF, STATE) == Sheltered(fail(note=""))
    assert shelter(c.LockRoute(RouteId("r1")), REF, STATE).texts == ()


def test_names_and_phones_are_kept_under_their_persons() -> None:
    customer = Customer(CustomerId("c1"), TextRef("name"), TextRef("phone"))
    texts = {TextRef("name"): "Ana", TextRef("phone"): "+358"}
    sheltered = shelter(c.AddOrders((), (customer,), (), texts), REF, STATE)
    assert sheltered.command == c.AddOrders((), (customer,), ())
    assert {text.person for text in sheltered.texts} == {"customer:c1"}
    fleet = c.RegisterFleet((Driver(DriverId("d1"), TextRef("name")),), (), {TextRef("name"): "B"})
    assert shelter(fleet, REF, STATE).texts == (PersonalText("name", "driver:d1", "B"),)


def test_a_note_beside_an_order_is_kept_under_its_customer() -> None:
    ref = TextRef("order/o1/note")
    order = replace(STATE.orders[OrderId("o1")], note_ref=ref)
    sheltered = shelter(c.ImportOrders((), (), (order,), {ref: "Ring twice"}), REF, STATE)
    assert sheltered.texts == (PersonalText(ref, "customer:c1", "Ring twice"),)
    assert list(refs_of(e.OrdersAdded((), (), (order,), {}))) == [ref]
    assert list(refs_of(e.OrderAmended(order.id, order, (), (), {}))) == [ref]


def test_a_text_that_belongs_to_nobody_is_refused() -> None:
    with pytest.raises(UnknownReference, match="belongs to nobody"):
        shelter(c.AddOrders((), (), (), {TextRef("x"): "Ana"}), REF, STATE)


@pytest.mark.parametrize(("order_id", "person"), [("o1", "customer:c1"), ("o9", "order:o9")])
def test_what_a_customer_is_told_is_about_that_customer(order_id: str, person: str) -> None:
    ref = TextRef("m1")
    new = c.NewMessage(MessageId("m1"), OrderId(order_id), MessageKind.FAILED, ref)
    sheltered = shelter(c.TellCustomers((new,), {ref: "We were there"}), REF, STATE)
    assert sheltered.command == c.TellCustomers((new,))
    assert sheltered.texts == (PersonalText(ref, person, "We were there"),)


def test_events_name_the_texts_they_refer_to() -> None:
    customer = Customer(CustomerId("c1"), TextRef("name"), TextRef("phone"), TextRef("mail"))
    driver = Driver(DriverId("d1"), TextRef("driver"))
    attempt = Attempt(StopId("s1"), DriverId("d1"), "refused", NOW, NOW)
    noted = Attempt(StopId("s1"), DriverId("d1"), "refused", NOW, NOW, note_ref=REF)
    call = Call(ActorId("ana"), NOW, CallOutcome.REACHED, REF)
    told = Message(MessageId("m1"), MessageKind.FAILED, NOW, REF)
    for event, refs in (
        (e.OrdersAdded((), (customer,), (), {}), ["name", "phone", "mail"]),
        (e.FleetRegistered((driver,), ()), ["driver"]),
        (e.CustomerTold(OrderId("o1"), told), [REF]),
        (e.CallLogged(OrderId("o1"), call), [REF]),
        (
            e.PlaceLearned(
                PlaceId("p1"), REF, ActorId("ana"), datetime(2026, 11, 23, 12, tzinfo=UTC)
            ),
            [REF],
        ),
        (
            e.PlaceLearned(
                PlaceId("p1"), None, ActorId("ana"), datetime(2026, 11, 23, 12, tzinfo=UTC)
            ),
            [],
        ),
        (e.StopFailed(StopId("s1"), noted), [REF]),
        (e.StopFailed(StopId("s1"), attempt), []),
        (e.ProblemReported(StopId("s1"), "refused", NOW, REF), [REF]),
        (e.ChangesDeclined(RouteId("r1"), OfferId("f1"), "full", NOW, (), REF), [REF]),
        (e.ProblemReported(StopId("s1"), "refused", NOW), []),
        (
            e.ProblemAnswered(
                StopId("s1"), ProblemAnswer(AnswerKind.FAIL, ActorId("ana"), NOW, None, REF)
            ),
            [REF],
        ),
        (e.RouteUnlocked(RouteId("r1")), []),
    ):
        assert list(refs_of(event)) == refs


@pytest.mark.parametrize("command", [c.Approve, c.SendBack, c.ReviewApprovals])
def test_a_reason_for_many_is_kept_with_each_of_them(command: type) -> None:
    about = Approval(
        ApprovalId("x"), ApprovalKind.REFUND, ActorId("ana"), NOW, "", order_id=OrderId("o1")
    )
    plan = replace(about, id=ApprovalId("y"), kind=ApprovalKind.PLAN, order_id=None)
    state = replace(STATE, approvals={about.id: about, plan.id: plan})
    asked = command((about.id, plan.id, about.id, ApprovalId("z")), "She is ill")
    sheltered = shelter(asked, REF, state)
    assert sheltered.command == replace(asked, note=REF)
    assert sheltered.texts == (
        PersonalText(TextRef(f"{REF}:x"), "customer:c1", "She is ill"),
        PersonalText(TextRef(f"{REF}:y"), "approval:y", "She is ill"),
        PersonalText(TextRef(f"{REF}:z"), "approval:z", "She is ill"),
    )


def test_what_is_written_at_the_end_of_a_day_is_kept_with_the_day() -> None:
    (text,) = shelter(c.SignOffDay(DAY, "All quiet"), REF, STATE).texts
    assert text == PersonalText(REF, f"day:{DAY}", "All quiet")
    signed = SignOff(ActorId("sara"), NOW, REF)
    sara, id_ = ActorId("sara"), ApprovalId("x")
    for event in (
        e.DaySignedOff(DAY, signed),
        e.ApprovalHanded(id_, sara, sara, NOW, REF),
        e.ApprovalReviewed(id_, sara, NOW, REF),
        e.ApprovalEnded(id_, ApprovalStatus.APPROVED, sara, NOW, REF),
    ):
        assert list(refs_of(event)) == [REF]
    assert list(refs_of(e.ApprovalEnded(id_, ApprovalStatus.LAPSED, sara, NOW))) == []

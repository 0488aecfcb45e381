"""A day in which everything happens, for the log that later releases must still read."""

from datetime import date, timedelta

from msgspec.structs import replace

from core import commands as c
from core import events as e
from core.access import Actor, Role
from core.depot_settings import settings_of, with_value
from core.model import (
    ActorId,
    AnswerKind,
    Calendar,
    CallOutcome,
    ClosureId,
    CollectionRound,
    CustomerChoice,
    DoorCheck,
    Driver,
    DriverId,
    FenceId,
    FoundAt,
    Grade,
    ItemId,
    MessageId,
    MessageKind,
    OrderId,
    OrderKind,
    PersonKind,
    Position,
    ReturnRequest,
    RoundId,
    RouteId,
    StopId,
    TextRef,
    VehicleId,
    WaitingFor,
)
from core.policy import Check, Policy, RefundWhen, ReturnReason
from core.rules.counting import expected_items
from core.rules.inspection import to_inspect
from core.state import State
from tests.builders import (
    A1,
    B1,
    COURIER,
    KIOSK,
    LUIS,
    R1,
    R2,
    SYSTEM,
    T1,
    T2,
    TODAY,
    TOMORROW,
    W1,
    W2,
    W3,
    Board,
    add_orders,
    fleet,
    handing_over,
    make_item,
    make_order,
    make_window,
    small_day,
)
from tests.second_looks import SARA


def lived() -> tuple[list[e.Event], State]:
    """Every kind of event, in an order that could have been."""
    board = small_day()
    _set_up(board)
    _ask_for_returns(board)
    _import_a_list(board)
    _plan(board)
    board.start(R1, R2)
    board.now += timedelta(hours=1)
    _at_the_door(board)
    _decide(board)
    _get_help(board)
    _send(board)
    _bring_home(board)
    _look_twice(board)
    _close_the_day(board)
    return board.events, board.state


def _set_up(board: Board) -> None:
    """A supervisor lets drivers wait longer for an answer."""
    assert board.state.depot is not None
    was = settings_of(board.state.depot)
    sara = Actor(ActorId("sara"), Role.SUPERVISOR, frozenset({board.state.depot.id}))
    board.ask(c.ChangeDepotSettings(was, with_value(was, "answer_within_s", 420)), sara)


def _ask_for_returns(board: Board) -> None:
    """A return that comes too late for the shop, and the exception that is made for it."""
    policy = Policy("Shoes", 30, (ReturnReason.DOES_NOT_FIT,), RefundWhen.AT_THE_DOOR)
    request = ReturnRequest(ReturnReason.DOES_NOT_FIT, date(2026, 10, 1), date(2026, 11, 23))
    order = make_order("late", OrderKind.RETURN, shop="Shoes", request=request)
    board.ask(c.SetPolicies((policy,)), SYSTEM)
    board.ask(add_orders(order), SYSTEM)
    board.ask(c.MakeException(order.id, "note:6"))
    board.ask(c.WithdrawException(order.id))
    board.ask(c.MakeException(order.id, "note:6"))


def _import_a_list(board: Board) -> None:
    """The list's second edition brings more."""
    order = make_order("listed", source="1")
    listed = add_orders(order)
    board.ask(c.ImportOrders(listed.places, listed.customers, listed.orders))
    more = replace(order, items=(*order.items, make_item("listed-more")), source="2")
    board.ask(c.ImportOrders(listed.places, listed.customers, (more,)))


def _send_other_goods(board: Board) -> None:
    """A delivery that waits is replaced from stock."""
    order = make_order("again")
    board.ask(c.SetStock({"BOOK": 2}), SYSTEM)
    weekly = Calendar((1,), date(2026, 11, 1), 2, date(2027, 11, 1), (date(2026, 12, 8),))
    there = board.order(W2)
    crates = CollectionRound(RoundId("crates"), there.customer_id, there.place_id, weekly)
    board.ask(c.KeepRounds((crates,)))
    board.ask(c.LeaveDaysOut((), (date(2026, 12, 25),)))
    board.ask(add_orders(order), SYSTEM)
    board.ask(c.ReplaceOrder(board.case(order.id).id))
    board.ask(c.UndoReplacement(order.id))
    board.ask(c.ReplaceOrder(board.case(order.id).id))


def _look_at_the_door(board: Board) -> None:
    """Van 1 takes the goods of a return after looking at them."""
    checks = (DoorCheck(ItemId("a3-in"), Check.COUNT, is_ok=True),)
    board.ask(c.CompleteStop(StopId("a3.1"), board.now, checks=checks), LUIS)


def _plan(board: Board) -> None:
    """Locks, moves and another sequence before the vans leave."""
    board.ask(c.LockRoute(R1))
    board.ask(c.UnlockRoute(R1))
    board.ask(c.LockStop(StopId("a3.1")))
    board.ask(c.UnlockStop(StopId("a3.1")))
    version = board.route(R1).version
    board.ask(c.ResequenceRoute(R1, (StopId("a2.1"), StopId("a1.1"), StopId("a3.1")), version))
    board.ask(c.MoveStop(StopId("a3.1"), R2, 0, board.route(R2).version))
    board.ask(c.MoveStop(StopId("a3.1"), R1, 2, board.route(R1).version))


def _at_the_door(board: Board) -> None:
    """A problem, an answer, an attempt that fails."""
    stop = StopId("a1.1")
    board.ask(c.StartStop(stop, board.now), LUIS)
    board.ask(c.ArriveAtStop(stop, board.now), LUIS)
    board.ask(c.ReportProblem(stop, "recipient_absent", board.now, "note:1"), LUIS)
    board.ask(c.SendShortMessage(DriverId("d1"), "call_me", stop_id=stop), LUIS)
    board.ask(c.ReadShortMessages(DriverId("d1"), 1))
    board.ask(c.AnswerProblem(stop, AnswerKind.WAIT, 5))
    board.ask(c.AnswerProblem(stop, AnswerKind.FAIL))
    board.complete("b1.1")


def _decide(board: Board) -> None:
    """Cases are taken, wait, change hands and end in every way."""
    first, second, third = (board.case(order_id).id for order_id in (W1, W2, W3))
    board.ask(c.AcknowledgeCase(first))
    until = board.now + timedelta(hours=1)
    board.ask(c.LetCaseWait(first, WaitingFor.CUSTOMER, until, "note:2"))
    board.ask(c.ReopenCase(first))
    _answer(board)
    board.ask(c.HandCase(first, ActorId("bea")))
    board.ask(c.AddCaseNote(first, "note:3"))
    board.ask(c.RescheduleOrder(W2, TOMORROW))
    board.ask(c.CancelOrder(W2))
    board.ask(c.ReopenCase(second))
    board.ask(c.RefundOrder(third))
    board.ask(c.SettleRefund(W3, is_paid=False, words="no receipt"))
    board.ask(c.RefundOrder(third))
    board.ask(c.InstructRefunds(is_run=True))
    _send_other_goods(board)
    board.ask(c.SettleRefund(W3, is_paid=True))


def _answer(board: Board) -> None:
    """A customer has the goods brought to a collection point, and changes her mind."""
    board.ask(c.AnswerOrder(W3, CustomerChoice.COLLECTION_POINT, point_id=KIOSK.place.id))
    board.ask(c.AnswerOrder(W3, CustomerChoice.NEIGHBOUR, note="note:5"))


def _look_twice(board: Board) -> None:
    """A supervisor answers what needs a second pair of eyes, and signs the day off."""
    assert board.state.depot is not None
    was = settings_of(board.state.depot)
    sara = Actor(ActorId("sara"), Role.SUPERVISOR, frozenset({board.state.depot.id}))
    board.ask(
        c.ChangeDepotSettings(was, with_value(was, "approvals.write_off_over_minor", 1)), sara
    )
    one, two = (make_order(f"gone{n}") for n in (1, 2))
    board.ask(add_orders(one, two), SYSTEM)
    board.ask(c.CancelOrder(one.id, "note:7"))
    board.ask(c.CancelOrder(two.id, "note:7"))
    was = settings_of(board.state.depot)
    board.ask(c.ChangeDepotSettings(was, with_value(was, "approvals.deputy", "sam")), sara)
    first, second = board.state.approvals
    board.ask(c.HandApprovals((first,), ActorId("sam"), "note:7"), sara)
    board.ask(c.SendBack((first,), "note:7"), sara)
    board.ask(c.Approve((second,), "note:7"), replace(sara, id=ActorId("ANA"), is_alone=True))
    board.now += timedelta(days=1)
    board.ask(c.ReviewApprovals((second,), "note:7"), sara)
    board.ask(c.HandRoute(T1, ActorId("sara")), sara)
    for route_id in (R2, T2):
        if board.route(route_id).started_at is not None:
            for stop_id in board.route(route_id).manifest:
                if not board.stop(stop_id).status.is_ended:
                    board.complete(stop_id)
            board.ask(c.EndRoute(route_id, board.now), board.driver(route_id))


def _hold_slots(board: Board) -> None:
    """A caller thinks about a slot, lets it go and takes it after all."""
    window = make_window(26 * 60, 28 * 60)
    order = make_order("caller")
    board.ask(add_orders(order), SYSTEM)
    board.ask(c.LearnPlace(order.id, "note:9", gate_code="note:9:gate_code", has_dog=True))
    pin = Position(-29.9, -71.2)
    board.ask(c.MovePlace(order.place_id, -29.901, -71.2, pin))
    line = (Position(-29.9, -71.25), Position(-29.91, -71.25))
    board.ask(c.CloseStreet(ClosureId("z1"), "Balmaceda", line, "a parade"))
    board.ask(c.OpenStreet(ClosureId("z1")))
    corners = (*line, Position(-29.91, -71.24))
    board.ask(c.DrawFence(FenceId("f1"), "Market", corners))
    board.ask(c.DrawFence(FenceId("f2"), "Harbour", corners))
    board.ask(c.RemoveFence(FenceId("f1")))
    board.ask(c.ReaddressOrder(order.id, "Balmaceda 120", -29.91, -71.25))
    board.ask(c.HoldSlot(order.id, TOMORROW, window, T2))
    board.ask(c.ReleaseSlot(order.id))
    board.ask(c.HoldSlot(order.id, TOMORROW, window, T2))
    board.ask(c.BookSlot(order.id))


def _get_help(board: Board) -> None:
    """A driver on standby is called in; a partner takes an order over and gives it back."""
    board.ask(fleet(3), SYSTEM)
    board.ask(c.CallStandby(TODAY, DriverId("d3"), VehicleId("v3")))
    board.ask(c.HandToPartner(W1, COURIER.id, COURIER.price_minor))
    board.ask(c.SettlePartner(W1, is_done=False, words="no van left"))
    board.ask(c.ReportBreakdown(T2))
    board.ask(c.ResumeRoute(T2))


def _send(board: Board) -> None:
    """Offers that are accepted, declined and taken back."""
    board.ask(c.StartBreak(R2, board.now), board.driver(R2))
    board.ask(c.EndBreak(R2, board.now), board.driver(R2))
    board.ask(handing_over(board, A1, R1, R2, give=1, take=1, visit=2))
    for route_id in (R1, R2):
        board.send(route_id)
        board.accept(route_id)
    _offer(board, W1, R1)
    board.decline(R1)
    _offer(board, W1, R1)
    board.ask(c.WithdrawOrder(W1))
    board.send(R1)


def _count(board: Board) -> None:
    """Of a line of two one is short, one book too many is on the shelf and turns out to be it."""
    board.ask(c.ScanGoods(R1, "BOOK*2"))
    board.ask(c.UnscanGoods(R1, "BOOK"))
    board.ask(c.ScanGoods(R1, "2*BOOK"))
    board.ask(c.UnscanGoods(R1, "BOOK*2"))
    item_id, *_ = expected_items(board.state, R1)
    board.ask(c.CountGoods(R1, {item_id: 1}))
    board.ask(c.CloseReceiving(R1, "note:8"))
    board.ask(c.ReopenReceiving(R1))
    expected = expected_items(board.state, R1)
    board.ask(c.CountGoods(R1, {each.id: each.quantity for each in expected.values()}, 0))
    board.ask(c.ScanGoods(R1, "BOOK"))
    short = next(each.id for each in expected.values() if each.quantity == 1)
    board.ask(c.CountGoods(R1, {short: 0}))
    board.ask(c.CloseReceiving(R1, "note:9"))
    board.ask(c.MatchGoods(next(iter(board.state.found)), short))
    _inspect(board)


def _inspect(board: Board) -> None:
    """What came back is graded, gathered and sent on; the day is closed and opened again."""
    item_id, *_ = to_inspect(board.state)
    board.ask(c.InspectGoods(item_id, Grade.C, "liquidate"))
    board.ask(c.UndoInspection(item_id))
    board.ask(c.InspectGoods(item_id, Grade.C, "scrap", "note:10"))
    (lot,) = (lot.id for lot in board.state.lots.values() if lot.item_ids)
    board.ask(c.CloseLot(lot, "Shredder"))
    board.ask(c.ReopenLot(lot))
    board.ask(c.CloseLot(lot, "Shredder"))
    board.ask(c.SendLot(lot))


def _close_the_day(board: Board) -> None:
    """The last van is back and counted; something of the day is put right once more."""
    board.receive(R2)
    board.ask(c.CloseDay(TODAY, "note:11"))
    assert board.state.depot is not None
    sara = Actor(ActorId("sara"), Role.SUPERVISOR, frozenset({board.state.depot.id}))
    board.ask(c.SignOffDay(TODAY, "note:7"), sara)
    board.ask(c.TakeSignOffBack(TODAY), sara)
    board.ask(c.ReopenDay(TODAY))


def _leave_a_part_out(board: Board) -> None:
    """One of two lines is broken; the other one is delivered."""
    order = make_order("pair", items=(make_item("pair-1"), make_item("pair-2")), day=TOMORROW)
    board.ask(add_orders(order), SYSTEM)
    board.place(order.id, T1, 0)
    board.send(T1)
    board.accept(T1)
    board.start(T1)
    failed = (c.FailedLine(ItemId("pair-2"), "damaged"),)
    board.ask(c.CompleteStop(StopId("pair.1"), board.now, failed=failed), LUIS)


def _fetch_at_the_counter(board: Board) -> None:
    """The customer comes for it after all; the first time it was a mistake."""
    assert board.state.depot is not None
    old = settings_of(board.state.depot)
    offers = replace(old.offers, counter_opens_min=9 * 60, counter_closes_min=18 * 60)
    board.ask(c.ChangeDepotSettings(old, replace(old, offers=offers)), SARA)
    order = make_order("fetched")
    board.ask(add_orders(order), SYSTEM)
    board.ask(c.KeepAtCounter(order.id))
    board.ask(c.ReopenCase(board.case(order.id).id))
    board.ask(c.KeepAtCounter(order.id))
    board.ask(c.RecordPickup(order.id))
    board.ask(c.UndoPickup(order.id))
    board.ask(c.RecordPickup(order.id))


def _offer(board: Board, order_id: OrderId, route_id: RouteId) -> None:
    board.place(order_id, route_id, len(board.route(route_id).stop_ids))
    board.send(route_id)


def _bring_home(board: Board) -> None:
    board.now += timedelta(hours=1)
    _look_at_the_door(board)
    pending = [s for s in board.route(R1).manifest if not board.stop(s).status.is_ended]
    for stop_id in pending:
        board.complete(stop_id)
    board.ask(c.EndRoute(R1, board.now), LUIS)
    _count(board)
    _leave_a_part_out(board)
    _hold_slots(board)
    _fetch_at_the_counter(board)
    board.ask(c.LogCall(B1, CallOutcome.REACHED, "note:6"))
    told = c.NewMessage(MessageId("b1/moved/1"), B1, MessageKind.MOVED, TextRef("m1"))
    board.ask(c.TellCustomers((told,)), SYSTEM)
    board.ask(c.GiveLink(B1, board.now + timedelta(days=7)))
    board.ask(c.RevokeLink(B1, board.now + timedelta(days=7)))
    board.ask(c.SettleMessage(B1, told.id, is_sent=True), SYSTEM)
    board.ask(c.ReportOrder(B1, "claimed_not_received", "note:4"))
    board.ask(c.LocateGoods(B1, "Balmaceda 99", -29.91, -71.25))
    board.ask(c.LocateGoods(B1, "Balmaceda 101", -29.91, -71.25))
    board.ask(c.UndoLocating(B1))
    board.ask(c.FindGoods(B1, FoundAt.CUSTOMER))
    gone = Driver(DriverId("gone"), TextRef("gone"))
    board.ask(c.RegisterFleet((gone,), ()), SYSTEM)
    board.ask(c.ErasePerson(PersonKind.DRIVER, gone.id), SYSTEM)

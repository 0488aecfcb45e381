"""A driver sees the own route, what is asked of him and whom he meets, and nobody else's."""

from datetime import timedelta

import msgspec
import pytest
from msgspec.structs import replace

from core import commands as c
from core.driver_view import SeenStops, driver_frame, driver_view
from core.hub.gate import Committed
from core.hub.open_depot import drivers_concerned, whom_concerned
from core.hub.protocol import DriverStop, DriverView, OwnReason, encode
from core.model import (
    AnswerKind,
    Break,
    CatalogueEdits,
    ClosureId,
    CustomerChoice,
    DriverId,
    OpenHours,
    Position,
    ReasonEdit,
    Sender,
    StopId,
    StopKind,
    TextRef,
)
from core.policy import Check
from core.state import State, apply
from tests.builders import (
    A1,
    A2,
    A3,
    B2,
    KIOSK,
    LUIS,
    MORNING,
    NOON,
    R1,
    R2,
    T1,
    W1,
    Board,
    after,
    handing_over,
    make_window,
    running_day,
    small_day,
)
from tests.core.rules.test_parts import CUP, LID, POT, without
from tests.core.rules.test_parts import at_the_door as pair_at_the_door
from tests.fetches import fetch, located
from tests.golden.everything import lived
from tests.returns import LATE, SHOES, at_the_door, books, request, socks, take, visit
from tests.senders import FROM, S1, sent_order, with_sent


class _Echo(dict[str, str]):
    """A text for every reference."""

    def get(self, key: str, default: str = "") -> str:  # type: ignore[override]
        return f"text of {key}"


ECHO = _Echo()
TEXTS = {
    "driver-1": "Luis R.",
    "driver-2": "Eva M.",
    "name-a1": "Rosa Díaz",
    "phone-a1": "+56 9 5555 0001",
    "note": "Gate code 4711",
}


def seen(board: Board, driver: str = "d1") -> DriverView:
    return driver_view(board.state, TEXTS, DriverId(driver))


def stop(view: DriverView, stop_id: str) -> DriverStop:
    return next(each for each in view.stops if each.id == stop_id)


def test_before_there_is_a_depot_there_is_nothing_to_see() -> None:
    view = driver_view(State(), TEXTS, DriverId("d1"))
    assert view == DriverView(
        driver_id=DriverId("d1"),
        driver="",
        depot_name="",
        depot_lat=0.0,
        depot_lon=0.0,
        zone="UTC",
        answer_within_s=300,
    )


def test_a_driver_sees_the_own_messages_only_and_the_last_of_many() -> None:
    board = running_day()
    d1 = DriverId("d1")
    for _ in range(31):
        board.ask(c.SendShortMessage(d1, "traffic", stop_id=StopId("a1.1")), LUIS)
    board.ask(c.SendShortMessage(d1, note="note"))
    board.ask(c.ReadShortMessages(d1, 31))
    view = seen(board)
    assert [message.number for message in view.messages] == list(range(3, 33))
    last, before = view.messages[-1], view.messages[-2]
    assert (last.is_own, last.words, last.read_at) == (False, "Gate code 4711", None)
    assert (before.is_own, before.preset, before.stop_id) == (True, "traffic", "a1.1")
    assert before.read_at == board.now
    assert seen(board, "d2").messages == ()
    assert drivers_concerned(running_day().state, board.state) >= {d1}


def test_a_driver_can_always_call_the_office() -> None:
    board = small_day()
    assert board.state.depot is not None
    depot = replace(board.state.depot, office_phone="+56 51 220 0000")
    for routes in (board.state.routes, {}):
        state = replace(board.state, depot=depot, routes=routes)
        assert driver_view(state, {}, DriverId("d1")).office_phone == "+56 51 220 0000"


def test_a_driver_is_told_the_depots_own_reasons_that_it_offers() -> None:
    board = running_day()
    assert seen(board).reasons_own == ()
    assert board.state.depot is not None
    own = (ReasonEdit("refused.1", "Wrong colour"), ReasonEdit("refused.2", "Late", is_off=True))
    edits = CatalogueEdits((ReasonEdit("lost", "Gone"), *own))
    state = replace(board.state, depot=replace(board.state.depot, catalogue=edits))
    found = driver_view(state, {}, DriverId("d1")).reasons_own
    assert found == (OwnReason("refused.1", "refused", "Wrong colour"),)


def test_a_driver_is_told_which_reasons_the_depot_does_not_offer() -> None:
    board = running_day()
    assert seen(board).reasons_off == ()
    assert board.state.depot is not None
    edits = CatalogueEdits((ReasonEdit("weather", is_off=True), ReasonEdit("lost", "Gone")))
    state = replace(board.state, depot=replace(board.state.depot, catalogue=edits))
    assert driver_view(state, {}, DriverId("d1")).reasons_off == ("weather",)
    assert driver_view(State(), {}, DriverId("d1")).reasons_off == ()


def test_a_driver_without_a_route_sees_the_depot() -> None:
    board = small_day()
    view = driver_view(replace(board.state, routes={}), TEXTS, DriverId("d1"))
    assert (view.driver, view.depot_name, view.zone) == ("Luis R.", "Coquimbo", "America/Santiago")
    assert (view.depot_lat, view.depot_lon) == (-29.95, -71.30)
    assert (view.route_id, view.stops) == (None, ())


def test_the_list_is_what_was_agreed_not_what_the_office_plans() -> None:
    board = running_day()
    board.place(W1, R1, 0)
    view = seen(board)
    assert [each.id for each in view.stops] == ["a1.1", "a2.1", "a3.1"]
    assert (view.route_name, view.vehicle, view.offer) == ("Route 1", "Van 1", None)
    assert (view.starts_at, view.ends_at) == (MORNING, after(9 * 60))
    assert (view.started_at, view.ended_at) == (MORNING, None)


def test_the_driver_reads_the_note_beside_the_order() -> None:
    board = running_day()
    board.ask(c.AnswerOrder(A1, CustomerChoice.NEIGHBOUR, note="note"))
    noted = replace(board.order(A1), note_ref=TextRef("note"))
    board.state = replace(board.state, orders=board.state.orders | {A1: noted})
    assert stop(seen(board), "a1.1").customer_says == (
        "Leave it with a neighbour: Gate code 4711 · Gate code 4711"
    )


def test_the_driver_reads_what_the_customer_chose() -> None:
    board = running_day()
    assert stop(seen(board), "a1.1").customer_says == ""
    board.ask(c.AnswerOrder(A1, CustomerChoice.NEIGHBOUR, note="note"))
    assert stop(seen(board), "a1.1").customer_says == "Leave it with a neighbour: Gate code 4711"
    board.ask(c.ArriveAtStop(StopId("a1.1"), board.now), LUIS)
    board.ask(c.ReportProblem(StopId("a1.1"), "recipient_absent", board.now), LUIS)
    board.ask(c.AnswerOrder(A1, CustomerChoice.HOME_NOW))
    assert stop(seen(board), "a1.1").customer_says == "The customer is home now"
    board.now += timedelta(minutes=5)
    board.fail("a1.1")
    assert stop(seen(board), "a1.1").customer_says == "", "that was before the attempt"
    there = KIOSK.place.id
    board.ask(c.AnswerOrder(A1, CustomerChoice.COLLECTION_POINT, point_id=there))
    board.place(A1, R1, 1)
    board.send(R1)
    board.accept(R1)
    visit = stop(seen(board), "a1.2")
    assert visit.customer_says == "Collection point Kiosk Aldunate: hand it in there"
    assert visit.address == "Aldunate 900"
    board.ask(c.AnswerOrder(A3, CustomerChoice.NEIGHBOUR, note="note"))
    assert stop(seen(board), "a3.1").customer_says == "Collect it from a neighbour: Gate code 4711"


def test_no_name_of_another_drivers_customer_is_sent() -> None:
    assert b"Rosa" in msgspec.json.encode(seen(running_day(), "d1"))
    assert b"Rosa" not in msgspec.json.encode(seen(running_day(), "d2"))


def test_a_stop_says_where_whom_and_what() -> None:
    view = seen(running_day())
    first, last = stop(view, "a1.1"), stop(view, "a3.1")
    assert (first.address, first.lat, first.lon) == ("Calle a1", -29.9, -71.2)
    assert (first.customer, first.phone) == ("Rosa Díaz", "+56 9 5555 0001")
    assert (first.kind, first.contents) == (StopKind.DELIVER, ("2 × Books",))
    assert (last.kind, last.contents) == (StopKind.COLLECT, ("2 × Books (collect)",))
    assert (last.customer, last.phone) == ("", ""), "erased: its text is gone"
    exchange = stop(seen(running_day(), "d2"), f"{B2}.1")
    assert exchange.contents == ("2 × Books", "2 × Books (collect)")


def test_a_promise_is_shown_with_its_stop() -> None:
    board = small_day()
    window = make_window(60, 180)
    order = replace(board.order(A1), window=window)
    state = replace(board.state, orders={**board.state.orders, A1: order})
    view = driver_view(state, TEXTS, DriverId("d1"))
    assert (view.stops[0].opens, view.stops[0].closes) == (window.opens, window.closes)
    assert (view.stops[1].opens, view.stops[1].closes) == (None, None)
    board.ask(c.LearnPlace(A2, hours=(OpenHours(0, 600, 720),)))
    opens = seen(board).stops[1].opens
    assert opens is not None
    assert opens.hour == 13, "ten o'clock by the depot's clock"


@pytest.mark.parametrize("is_second_first", [True, False])
def test_the_first_break_is_shown(is_second_first: bool) -> None:
    board = small_day()
    lunch = Break(after(240), after(360), 1800)
    coffee = Break(after(60), after(120), 600)
    breaks = (coffee, lunch) if is_second_first else (lunch, coffee)
    route = replace(board.route(R1), breaks=breaks)
    state = replace(board.state, routes={**board.state.routes, R1: route})
    view = driver_view(state, TEXTS, DriverId("d1"))
    assert (view.break_from, view.break_s) == (after(60), 600)
    assert (seen(board).break_from, seen(board).break_s) == (None, 0)


def test_an_offer_is_shown_as_a_difference_and_as_a_whole() -> None:
    board = running_day()
    board.ask(c.WithdrawOrder(A1))
    board.place(W1, R1, 0)
    board.send(R1)
    offer = seen(board).offer
    assert offer is not None
    assert [each.id for each in offer.added] == ["w1.1"]
    assert [each.id for each in offer.removed] == ["a1.1"]
    assert [each.id for each in offer.stops] == ["w1.1", "a2.1", "a3.1"]
    assert offer.moved == ()
    assert offer.sent_at == NOON


def test_of_several_days_the_running_one_is_shown_then_the_next_then_the_last() -> None:
    board = small_day()
    assert seen(board).route_id == R1
    board.start(R1)
    assert seen(board).route_id == R1
    for stop_id in ("a1.1", "a2.1", "a3.1"):
        board.complete(stop_id)
    board.ask(c.EndRoute(R1, NOON), LUIS)
    assert seen(board).route_id == T1
    board.now = after(24 * 60)
    board.start(T1)
    assert seen(board).route_id == T1
    board.complete("m1.1")
    board.ask(c.EndRoute(T1, board.now), LUIS)
    assert (seen(board).route_id, seen(board).ended_at) == (T1, board.now)


def test_a_problem_shows_until_when_the_office_may_answer() -> None:
    board = running_day()
    board.ask(c.ArriveAtStop(StopId("a1.1"), NOON), LUIS)
    report = c.ReportProblem(StopId("a1.1"), "access_denied", NOON)
    board.ask(report, LUIS)
    told = stop(seen(board), "a1.1")
    assert (told.problem, told.answer, told.answered_at) == ("access_denied", "", None)
    assert told.wait_until == NOON + timedelta(seconds=300)


def test_an_answer_reaches_the_driver_with_its_words() -> None:
    board = running_day()
    board.ask(c.ArriveAtStop(StopId("a1.1"), NOON), LUIS)
    board.ask(c.ReportProblem(StopId("a1.1"), "access_denied", NOON), LUIS)
    board.ask(c.AnswerProblem(StopId("a1.1"), AnswerKind.TRY, note="note"))
    told = stop(seen(board), "a1.1")
    assert (told.answer, told.answer_note) == (AnswerKind.TRY, "Gate code 4711")
    assert (told.answered_at, told.wait_until) == (NOON, None)


def test_a_hand_over_names_the_other_driver_and_not_the_customer() -> None:
    board = running_day()
    board.ask(c.WithdrawOrder(A1))
    board.ask(handing_over(board, A1, R1, R2, give=0, take=0, visit=1))
    for route_id in (R1, R2):
        board.send(route_id)
        board.accept(route_id)
    (give,) = [each for each in seen(board).stops if each.kind == StopKind.GIVE]
    assert (give.with_driver, give.customer, give.phone) == ("Eva M.", "", "")
    (take,) = [each for each in seen(board, "d2").stops if each.kind == StopKind.TAKE]
    assert take.with_driver == "Luis R."
    visit = next(each for each in seen(board, "d2").stops if each.kind == StopKind.DELIVER)
    assert visit.with_driver == ""


def test_goods_taken_over_at_the_depot_come_from_no_driver() -> None:
    board = small_day()
    ids = [each.id for each in seen(board).stops]
    taken = replace(board.stop(ids[0]), kind=StopKind.TAKE)
    state = replace(board.state, stops={**board.state.stops, taken.id: taken})
    assert driver_view(state, TEXTS, DriverId("d1")).stops[0].with_driver == ""


def test_a_return_comes_with_the_questions_that_the_shop_asks() -> None:
    board = at_the_door(request(items=(books(), socks())))
    seen_stop = stop(seen(board), visit(board))
    assert [(asked.item_id, asked.check, asked.words) for asked in seen_stop.questions] == [
        ("ret-in", Check.COUNT, "2 × Books: all there?"),
        ("ret-in", Check.UNUSED, "Books: unused?"),
    ]
    assert seen_stop.contents == ("2 × Books (collect)", "2 × Socks (leave it: not taken back)")
    assert stop(seen(board), "a1.1").questions == ()
    board.ask(take(board), LUIS)
    assert stop(seen(board), visit(board)).questions == ()


@pytest.mark.parametrize("check", list(Check))
def test_every_check_has_a_question(check: Check) -> None:
    demanding = replace(SHOES, demands=(check,))
    board = at_the_door(request(), demanding)
    words = stop(seen(board), visit(board)).questions[-1].words
    assert words.endswith("?")
    assert "Books" in words


def test_a_return_that_is_refused_asks_nothing() -> None:
    board = at_the_door(request(LATE), replace(SHOES, window_days=99))
    board.state = replace(board.state, policies={"Shoes": (SHOES,)})
    refused = stop(seen(board), visit(board))
    assert (refused.questions, refused.contents) == ((), ("2 × Books (collect)",))


def test_a_driver_is_told_that_the_office_knows_of_the_breakdown() -> None:
    board = running_day()
    board.ask(c.ReportBreakdown(R1))
    view = driver_view(board.state, {}, DriverId("d1"))
    assert view.is_stranded
    assert view.stops == ()


def test_a_driver_is_asked_to_bring_the_empties_of_a_customer() -> None:
    board = running_day()
    customer = board.state.customers[board.order(A1).customer_id]
    holding = board.state.customers | {customer.id: replace(customer, empties=3)}
    state = replace(board.state, customers=holding)
    first, *_ = driver_view(state, {}, DriverId("d1")).stops
    assert first.bring_empties == 3
    board.state = state
    board.complete("a1.1")
    done, *_ = driver_view(board.state, {}, DriverId("d1")).stops
    assert done.bring_empties == 0


def test_a_driver_reads_what_others_learned_at_the_door() -> None:
    board = running_day()
    board.ask(c.LearnPlace(A1, "hint", has_dog=True))
    texts = {"hint": "Second gate, code 4711"}
    first, *others = driver_view(board.state, texts, DriverId("d1")).stops
    assert first.place_hint == "Mind the dog · Second gate, code 4711"
    assert all(each.place_hint == "" for each in others)


def test_a_kept_list_is_the_list_made_anew_whatever_has_happened() -> None:
    """Also a test of `_looked_at`: what it forgets would stay on the driver's screen."""
    happened, _ = lived()
    state, kept = State(), {n: SeenStops() for n in ("d1", "d2", "d3")}
    lists = 0
    for event in happened:
        state = apply(state, event)
        for name, known in kept.items():
            fresh = driver_view(state, ECHO, DriverId(name))
            assert driver_view(state, ECHO, DriverId(name), known) == fresh
            assert driver_frame(state, ECHO, DriverId(name), known) == encode(fresh)
            lists += bool(fresh.stops)
    assert lists > 100


def test_who_is_not_concerned_sees_what_he_saw_before() -> None:
    happened, _ = lived()
    state, spared = State(), 0
    for event in happened:
        before, state = state, apply(state, event)
        concerned = whom_concerned(Committed(before, state, (), (event,), {}))
        assert concerned == drivers_concerned(before, state)
        for name in {*state.drivers} - concerned:
            spared += 1
            assert driver_view(state, ECHO, name) == driver_view(before, ECHO, name)
    assert spared > 100


def test_a_message_to_a_customer_makes_no_stop_anew() -> None:
    board = small_day()
    known = SeenStops()
    first = driver_view(board.state, TEXTS, DriverId("d1"), known).stops
    told = {**TEXTS, "message:1": "We are on our way"}
    second = driver_view(board.state, told, DriverId("d1"), known).stops
    assert all(a is b for a, b in zip(first, second, strict=True))


def test_a_text_that_was_written_again_is_read_again() -> None:
    board = small_day()
    known = SeenStops()
    before = driver_view(board.state, TEXTS, DriverId("d1"), known).stops[0]
    again = driver_view(board.state, {}, DriverId("d1"), known).stops[0]
    assert before.customer != again.customer == ""
    assert driver_view(board.state, TEXTS, DriverId("d1"), known).stops[0] == before


def test_what_did_not_change_is_not_made_again() -> None:
    board = small_day()
    known = SeenStops()
    first = driver_view(board.state, TEXTS, DriverId("d1"), known).stops
    board.start(board.state.stops[StopId(first[0].id)].route_id)
    second = driver_view(board.state, TEXTS, DriverId("d1"), known).stops
    assert all(a is b for a, b in zip(first, second, strict=True))


def test_lines_that_may_fail_alone_are_told_until_the_visit_has_ended() -> None:
    board = pair_at_the_door()
    (stop, *others) = driver_view(board.state, {}, DriverId("d1")).stops
    assert [(line.item_id, line.words) for line in stop.lines] == [
        (item_id, "2 × Books") for item_id in (CUP, POT, LID)
    ]
    assert not any(each.lines for each in others)
    board.ask(without(board, {LID: "damaged"}), LUIS)
    assert not driver_view(board.state, {}, DriverId("d1")).stops[0].lines


def test_a_driver_who_fetches_is_told_nothing_of_the_customer() -> None:
    board = located()
    stop_id = fetch(board)
    shown = stop(seen(board), stop_id)
    assert (shown.address, shown.customer, shown.phone) == ("Balmaceda 99", "", "")
    assert (shown.kind, shown.opens, shown.with_driver) == ("fetch", None, "")


def test_a_driver_is_told_what_is_closed_and_not_why() -> None:
    board = running_day()
    before = board.state
    line = (Position(-29.9, -71.25), Position(-29.901, -71.25))
    board.ask(c.CloseStreet(ClosureId("z1"), street="Balmaceda", line=line, because="note:why"))
    assert drivers_concerned(before, board.state) == frozenset(board.state.drivers)
    texts = {"note:why": "Ana's wedding"}
    shown = driver_view(board.state, texts, DriverId("d1"))
    (closed,) = shown.closed
    assert (closed.street, closed.line, closed.until) == ("Balmaceda", line, None)
    assert b"wedding" not in encode(shown)


def test_what_a_sender_gives_is_fetched_in_his_hours() -> None:
    board = with_sent(sent_order(sender=Sender(FROM, 240, make_window(60, 120))), is_running=True)
    board.place(S1, R1, 0)
    board.send(R1)
    board.accept(R1)
    take, visit = seen(board).stops[:2]
    assert (take.kind, take.address, take.customer) == (StopKind.FETCH, "Calle Giver", "")
    assert (take.opens, take.closes) == (after(60), after(120))
    assert (visit.kind, visit.address) == (StopKind.DELIVER, "Calle s1")

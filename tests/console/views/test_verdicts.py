"""The verdict in words, on the shared small day of `tests.builders`."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from console.view import ActionView, CaseAction, Tone
from console.views.case_actions import case_actions
from console.views.inspections import case_view
from console.views.moment import Moment
from console.views.queue_rows import case_state, due_words
from console.views.verdicts import (
    fetching_words,
    point_words,
    refund_words,
    replacement_words,
    verdict_words,
    way_out_rows,
)
from console.views.wording import Wording
from core import commands as c
from core.model import (
    CaseKind,
    Option,
    OrderId,
    OrderStatus,
    PlaceId,
    Reserves,
    Resolution,
    RouteId,
    SumKind,
)
from core.planning.ways import Way
from core.verdict import Verdict, verdict
from tests.builders import (
    A1,
    COUNTER,
    COURIER,
    DEPOT,
    KIOSK,
    R1,
    R2,
    SYSTEM,
    T1,
    W1,
    W3,
    Board,
    running_day,
)
from tests.counters import bring_home, failed
from tests.fetches import located
from tests.second_looks import SARA, asked, ruled


def way(route_id: RouteId, cost: int) -> Way:
    return Way(Option(route_id, cost, cost, cost, is_feasible=True), 0, 1)


@pytest.fixture
def board() -> Board:
    made = running_day()
    rates = replace(DEPOT.rates, handling_minor=100, let_down_minor=400)
    made.state = replace(made.state, depot=replace(DEPOT, rates=rates))
    made.fail("a1.1")
    return made


def moment(board: Board) -> Moment:
    wording = Wording(zone="America/Santiago", currency="CLP", minor_digits=0)
    return Moment(board.state, board.now, wording=wording)


def found(board: Board, *ways: Way) -> Verdict:
    return verdict(board.state, board.case(A1), ways, board.now)


def test_each_way_out_says_where_what_is_left_and_why(board: Board) -> None:
    made = found(board, way(R2, 400), way(T1, 100))
    today, tomorrow, refund = way_out_rows(moment(board), made)
    assert today.words == "Route 2, today"
    assert (today.net, today.sums, today.is_best) == ("−$400", "way −$400", True)
    assert tomorrow.words.endswith(", tomorrow")
    assert tomorrow.sums == "way −$100 · let down again −$400"
    assert refund.words == "Refund, the goods come back"
    assert refund.sums.startswith("refund −$3,000 · goods bring $2,850")
    assert len({today.key, tomorrow.key, refund.key}) == 3


def test_the_first_has_a_reason(board: Board) -> None:
    made = found(board, way(R2, 400), way(T1, 100))
    words = verdict_words(moment(board), made)
    assert words.endswith("is $100 better than the next best: the customer is not let down again.")
    assert verdict_words(moment(board), Verdict(made.ways_out[:1])) == ""
    same = replace(made, ahead_minor=0)
    assert "costs as much" in verdict_words(moment(board), same)


def test_a_return_may_be_left_where_it_is(board: Board) -> None:
    made = verdict(board.state, board.case(W1), (), board.now)
    assert way_out_rows(moment(board), made)[0].words == "Refund, the customer keeps it"


def test_a_refund_is_followed_to_its_end(board: Board) -> None:
    assert refund_words(moment(board), board.case(A1)) == ""
    board.ask(c.RefundOrder(board.case(A1).id))
    asked = refund_words(moment(board), board.case(A1))
    assert asked == "$3,000 asked of the shop at 12:00; it has not answered yet"
    board.ask(c.SettleRefund(A1, is_paid=False, words="too late"))
    assert refund_words(moment(board), board.case(A1)).endswith("failed at 12:00 (too late)")


def test_the_best_route_can_be_asked_for_before_it_has_been_worked_out(board: Board) -> None:
    """Its key was lost in the first moments of a case; the planner is asked again anyway."""
    case = board.case(W1)
    view = case_view(moment(board), case, None)
    best = next(each for each in view.actions if each.action is CaseAction.BEST_ROUTE)
    assert (best.label, best.is_enabled, best.why_not) == ("Best route", True, "")
    nobody = case_view(moment(board), case, ())
    best = next(each for each in nobody.actions if each.action is CaseAction.BEST_ROUTE)
    assert not best.is_enabled
    assert best.why_not.startswith("No route can take it")


def test_a_refund_that_somebody_has_to_agree_to_says_who_and_asks_no_shop(board: Board) -> None:
    limited = ruled(board, refund_over_minor=1_000)
    limited.ask(c.RefundOrder(limited.case(A1).id))
    case = limited.case(A1)
    assert refund_words(moment(limited), case) == (
        "$3,000 wanted at 12:00; any supervisor must agree before the shop is told"
    )
    paid, refused = case_actions(case, None, (), None, moment(limited))
    assert (paid.is_enabled, refused.is_enabled) == (False, False)
    assert paid.why_not == "The shop is told once any supervisor has agreed."
    theirs = {asked(limited).id: replace(asked(limited), assigned=SARA.id)}
    handed = replace(moment(limited), state=replace(limited.state, approvals=theirs))
    assert handed.actor(SARA.id)
    assert f"; {handed.actor(SARA.id)} must agree" in refund_words(handed, case)
    limited.ask(c.Approve((asked(limited).id,), "seen"), SARA)
    assert refund_words(moment(limited), case).endswith("it has not answered yet")
    paid, _ = case_actions(case, None, (), None, moment(limited))
    assert paid.is_enabled


def test_other_goods_are_told_with_their_day_and_the_orders_with_each_other(board: Board) -> None:
    board.ask(c.SetStock({"BOOK": 9}), SYSTEM)
    made = found(board, way(R2, 400), way(T1, 100))
    rows = way_out_rows(moment(board), made)
    (row,) = (row for row in rows if row.words.startswith("Other goods, tomorrow"))
    assert "goods sent −$3,000" in row.sums
    board.ask(c.ReplaceOrder(board.case(A1).id))
    new = OrderId("a1-r1")
    assert replacement_words(moment(board), board.case(A1)).startswith("Is replaced by order a1-r1")
    assert replacement_words(moment(board), board.case(new)) == "Sent instead of order a1"
    assert replacement_words(moment(board), board.case(W3)) == ""
    board.ask(c.ReplaceOrder(board.case(W1).id))
    words = replacement_words(moment(board), board.case(W1))
    assert words.startswith("Is exchanged at the door by order w1-r1")
    (back,) = case_actions(board.case(A1), None, (), None, moment(board))
    assert (back.label, back.key, back.is_enabled) == ("Take the replacement back", "O", True)
    board.ask(c.UndoReplacement(A1))
    words = replacement_words(moment(board), board.case(new))
    assert words == "Was to be sent instead of order a1, and was taken back"


def test_a_replacement_that_is_under_way_says_why_it_stands(board: Board) -> None:
    board.ask(c.SetStock({"BOOK": 9}), SYSTEM)
    board.ask(c.ReplaceOrder(board.case(W3).id))
    board.place(OrderId("w3-r1"), T1, 0)
    (back,) = case_actions(board.case(W3), None, (), None, moment(board))
    assert not back.is_enabled
    assert back.why_not == "Order w3-r1 is on a route. Take it off the route first."


def test_a_partner_is_said_with_price_and_cut_off(board: Board) -> None:
    made = verdict(board.state, board.case(W3), (way(R2, 9_000),), board.now)
    rows = {row.way_out.partner_id: row for row in way_out_rows(moment(board), made)}
    courier, counter = rows[COURIER.id], rows[COUNTER.id]
    assert courier.words == "Elqui Couriers, until 16:00"
    assert courier.sums == "drives there · price −$4,900"
    assert counter.words == "Counter Centro, until 18:00"
    assert counter.sums == "the customer goes there · price −$1,900 · let down again −$200"
    assert counter.key != courier.key
    far = Verdict((rows[COUNTER.id].way_out, rows[None].way_out), SumKind.ROUTE, 6_700)
    assert verdict_words(moment(board), far).endswith("next best: no van has to go there.")


def test_a_recommended_partner_is_the_first_button(board: Board) -> None:
    assert board.state.depot is not None
    cheap = Reserves(partners=(replace(COUNTER, price_minor=5),))
    board.state = replace(board.state, depot=replace(board.state.depot, reserves=cheap))
    rows = way_out_rows(moment(board), verdict(board.state, board.case(W3), (), board.now))
    first, *_ = case_actions(board.case(W3), None, (), None, moment(board), rows)
    assert (first.label, first.key) == ("Best: Counter Centro", "Enter")


def test_goods_that_lie_elsewhere_are_said_to_be_fetched() -> None:
    board = located()
    made = found(board, way(R2, 400))
    assert "Fetched by Route 2, today" in [w.words for w in way_out_rows(moment(board), made)]


def test_what_the_customer_fetches_says_where_and_from_when() -> None:
    made = failed()
    by_van = replace(way(R2, 300), point_id=KIOSK.place.id)
    found = verdict(made.state, made.case(A1), (way(R2, 900),), made.now, (by_van,))
    rows = {row.way_out.resolution: row for row in way_out_rows(moment(made), found)}
    counter, point = rows[Resolution.KEEP_AT_COUNTER], rows[Resolution.REDIRECT]
    assert counter.words == "At our counter, today from 17:30"
    assert counter.sums == "handling −$100 · let down again −$200"
    assert point.words == "At Kiosk Aldunate, Route 2 today"
    first, *_ = case_actions(made.case(A1), None, (), None, moment(made), (point,))
    assert (first.label, first.key) == ("Best: At Kiosk Aldunate", "Enter")
    first, *_ = case_actions(made.case(A1), None, (), None, moment(made), (counter,))
    assert (first.label, first.key) == ("Best: At our counter", "Enter")
    assert verdict_words(moment(made), found).startswith("At our counter, today from 17:30 is ")
    there = replace(counter.way_out, opens=made.now)
    (row,) = way_out_rows(moment(made), Verdict((there,)))
    assert row.words == "At our counter, at once"


def test_what_waits_for_its_customer_offers_that_he_has_come() -> None:
    made = failed()
    assert fetching_words(moment(made), made.order(A1)) == ""
    made.ask(c.KeepAtCounter(A1))
    words = "To be fetched at our counter today from 17:30, until Wed 25 Nov 18:00"
    assert fetching_words(moment(made), made.order(A1)) == words
    actions = case_actions(made.case(A1), None, (), None, moment(made))
    assert [each.action for each in actions] == [CaseAction.PICKED_UP, CaseAction.REOPEN]
    assert case_state(made.case(A1), moment(made))[0] == "counter"
    made.now = made.case(A1).deadline + timedelta(minutes=1)
    shown = case_view(moment(made), made.case(A1))
    assert (shown.due_tone, shown.severity) == (Tone.MUTED, "")
    assert due_words(made.case(A1), moment(made)) == "2 days left"
    assert (actions[0].is_enabled, actions[0].why_not) == (False, "The goods are in Van 1.")
    bring_home(made)
    assert case_actions(made.case(A1), None, (), None, moment(made))[0].is_enabled
    made.ask(c.RecordPickup(A1))
    assert fetching_words(moment(made), made.order(A1)).startswith("Fetched at the counter at ")
    assert case_actions(made.case(A1), None, (), None, moment(made)) == ()


def test_what_lies_at_a_collection_point_says_until_when() -> None:
    made = failed()
    made.ask(c.PlaceOrder(A1, R1, 1, made.route(R1).version, point_id=KIOSK.place.id))
    made.send(R1)
    made.accept(R1)
    made.complete("a1.2")
    words = "Lies at Kiosk Aldunate, until Thu 26 Nov 00:00"
    assert fetching_words(moment(made), made.order(A1)) == words
    (action,) = case_actions(made.case(A1), None, (), None, moment(made))
    assert action.action is CaseAction.PICKED_UP
    assert point_words(moment(made), PlaceId("p-a1")) == "Calle a1"
    assert point_words(moment(made), PlaceId("nowhere")) == "nowhere"


def test_only_what_a_van_has_and_has_tried_goes_to_the_depot(board: Board) -> None:
    def to_depot(order_id: OrderId) -> ActionView:
        case = replace(board.case(order_id), kind=CaseKind.FAILED_DELIVERY)
        actions = case_actions(case, None, (), None, moment(board))
        return next(each for each in actions if each.action is CaseAction.RETURN_TO_DEPOT)

    assert to_depot(A1).is_enabled
    there = to_depot(W3)
    assert not there.is_enabled
    assert there.why_not == "No van can bring it back: the goods are at the depot."
    waiting = replace(board.order(A1), status=OrderStatus.WAITING)
    board.state = replace(board.state, orders=board.state.orders | {A1: waiting})
    assert to_depot(A1).why_not == "Nobody has tried to deliver it yet."
    lying = located()
    shown = case_actions(lying.case(A1), None, (), None, moment(lying))
    back = next(each for each in shown if each.action is CaseAction.RETURN_TO_DEPOT)
    assert back.why_not == "No van can bring it back: the goods are at Balmaceda 99."
    empty = replace(board.order(W3), items=())
    board.state = replace(board.state, orders=board.state.orders | {W3: empty})
    assert to_depot(W3).why_not == "No van can bring it back: the goods are in no van."

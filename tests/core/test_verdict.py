"""Ways out with their money, on the shared small day."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from core import commands as c
from core.model import (
    Option,
    OrderId,
    OrderKind,
    Partner,
    PartnerId,
    Rates,
    Reserves,
    Resolution,
    ReturnRequest,
    RouteId,
    SumKind,
    WayOut,
)
from core.planning.ways import Way
from core.policy import Policy, RefundWhen, ReturnReason
from core.verdict import Verdict, attempt_minor, recovered_minor, recovery_minor, verdict
from tests.builders import (
    A1,
    B1,
    COUNTER,
    COURIER,
    KIOSK,
    LUIS,
    R1,
    R2,
    SYSTEM,
    T1,
    TODAY,
    TOMORROW,
    W1,
    W2,
    W3,
    Board,
    add_orders,
    make_order,
    make_window,
    running_day,
)
from tests.counters import failed
from tests.fetches import located
from tests.returns import INSPECTED, RET, at_the_door, request, take

RATES = Rates(handling_minor=100, let_down_minor=400)
VALUE = 3_000
"""Two books at 1,500."""


def way(route_id: RouteId, cost: int, *, is_feasible: bool = True) -> Way:
    return Way(Option(route_id, cost, cost, cost, is_feasible), 0, 1)


WAYS = (way(R1, 500), way(R2, 400), way(T1, 100))


def board() -> Board:
    made = running_day()
    made.fail("a1.1")
    return made


def found(
    made: Board,
    order_id: OrderId,
    ways: Sequence[Way] = WAYS,
    rates: Rates = RATES,
    partners: tuple[Partner, ...] = (),
) -> Verdict:
    assert made.state.depot is not None
    reserves = Reserves(partners=partners)
    state = replace(made.state, depot=replace(made.state.depot, rates=rates, reserves=reserves))
    return verdict(state, made.case(order_id), ways, made.now)


def sums(way_out: WayOut) -> dict[SumKind, int]:
    return {each.kind: each.amount_minor for each in way_out.sums}


def test_a_failed_delivery_is_cheapest_today_when_the_customer_would_be_let_down() -> None:
    best, tomorrow, refund = found(board(), A1).ways_out
    assert (best.resolution, best.route_id, best.day) == (Resolution.RETRY_TODAY, R2, TODAY)
    assert sums(best) == {SumKind.ROUTE: -400}
    assert (tomorrow.resolution, tomorrow.day) == (Resolution.RESCHEDULE, TOMORROW)
    assert sums(tomorrow) == {SumKind.ROUTE: -100, SumKind.LET_DOWN: -400}
    assert refund.resolution is Resolution.REFUND
    assert sums(refund) == {
        SumKind.REFUND: -VALUE,
        SumKind.RECOVERY: 2_850,
        SumKind.HANDLING: -100,
        SumKind.LET_DOWN: -400,
    }


def test_every_day_of_waiting_has_its_price() -> None:
    rates = replace(RATES, let_down_minor=0, waiting_minor=350)
    visits = {each.day: sums(each) for each in found(board(), A1, rates=rates).ways_out}
    assert visits[TODAY] == {SumKind.ROUTE: -400}
    assert visits[TOMORROW] == {SumKind.ROUTE: -100, SumKind.WAITING: -350}


def test_the_reason_is_the_line_that_makes_the_difference() -> None:
    made = found(board(), A1, rates=replace(RATES, let_down_minor=1_000))
    assert (made.because, made.ahead_minor) == (SumKind.LET_DOWN, 700)
    cheaper = found(board(), A1, rates=replace(RATES, let_down_minor=0))
    assert cheaper.ways_out[0].day == TOMORROW
    assert (cheaper.because, cheaper.ahead_minor) == (SumKind.REFUND, 150)


def test_a_window_that_is_over_has_let_the_customer_down_already() -> None:
    made = board()
    late = replace(made.order(A1), window=make_window(0, 60))
    made.state = replace(made.state, orders={**made.state.orders, A1: late})
    today = next(each for each in found(made, A1).ways_out if each.day == TODAY)
    assert sums(today)[SumKind.LET_DOWN] == -400


def test_a_return_is_refunded_either_way_so_goods_and_way_decide() -> None:
    collect, later, keep = found(board(), W1).ways_out
    assert [collect.resolution, later.resolution] == [Resolution.COLLECT] * 2
    assert sums(keep) == {SumKind.REFUND: -VALUE}
    assert collect.day == TOMORROW, "a day's decay costs less than the shorter way"
    assert sums(collect)[SumKind.RECOVERY] == 1_787
    assert sums(later)[SumKind.RECOVERY] == 1_800


def test_a_cheap_return_is_better_left_with_the_customer() -> None:
    far = (way(R1, 5_000), way(T1, 6_000))
    made = found(board(), W1, far)
    assert made.ways_out[0].resolution is Resolution.KEEP_IT
    assert made.because is SumKind.ROUTE
    assert made.ahead_minor == 5_000 + 100 - 1_800


@pytest.mark.parametrize(
    ("order_id", "reason", "share"),
    [(W2, None, 100), (A1, None, 95), (A1, "damaged", 15), (A1, "lost", 0)],
)
def test_what_goods_bring_depends_on_how_they_come_back(
    order_id: OrderId, reason: str | None, share: int
) -> None:
    made = board()
    case = replace(made.case(order_id), reason=reason)
    order = made.order(order_id)
    assert recovery_minor(case, order, RATES, TODAY) == VALUE * share // 100
    assert recovery_minor(case, order, replace(RATES, decay_pct_per_week=700), TOMORROW) == 0
    assert recovery_minor(case, replace(order, day=TOMORROW), RATES, TODAY) >= 0


def test_what_breaks_something_is_no_way_out() -> None:
    made = found(board(), A1, (way(R1, 5, is_feasible=False), way(T1, 100)))
    assert [each.resolution for each in made.ways_out] == [
        Resolution.RESCHEDULE,
        Resolution.REFUND,
    ]


def test_with_one_way_out_there_is_nothing_to_compare() -> None:
    made = board()
    free = replace(made.order(W3), items=())
    made.state = replace(made.state, orders={**made.state.orders, W3: free})
    only = found(made, W3, (way(R1, 5),))
    assert (len(only.ways_out), only.because) == (1, None)
    assert found(made, W3, ()).ways_out == ()


def test_what_the_shop_refuses_can_only_be_closed_until_an_exception_is_made() -> None:
    day = board()
    reasons = (ReturnReason.DOES_NOT_FIT,)
    policy = Policy("Shoes", 30, reasons, RefundWhen.ON_RECEIPT, fee_minor=500)
    request = ReturnRequest(ReturnReason.DOES_NOT_FIT, date(2026, 1, 1), date(2026, 11, 23))
    order = make_order("ret", OrderKind.RETURN, shop="Shoes", request=request)
    day.ask(c.SetPolicies((policy,)), SYSTEM)
    day.ask(add_orders(order), SYSTEM)
    refused = found(day, order.id)
    assert refused.ways_out == (WayOut(Resolution.CANCEL, ()),)
    day.ask(c.MakeException(order.id, "note:1"))
    accepted = {each.resolution: sums(each) for each in found(day, order.id).ways_out}
    assert accepted[Resolution.KEEP_IT] == {SumKind.REFUND: -2_500}
    assert accepted[Resolution.COLLECT][SumKind.REFUND] == -2_500


def test_other_goods_are_a_way_out_where_stock_has_them() -> None:
    made = board()
    assert Resolution.REPLACE not in {each.resolution for each in found(made, A1).ways_out}
    made.ask(c.SetStock({"BOOK": 2}), SYSTEM)
    (replaced,) = (w for w in found(made, A1).ways_out if w.resolution is Resolution.REPLACE)
    assert (replaced.route_id, replaced.day) == (None, TOMORROW)
    assert sums(replaced) == {
        SumKind.ROUTE: -100,
        SumKind.LET_DOWN: -400,
        SumKind.GOODS: -VALUE,
        SumKind.RECOVERY: VALUE * 92 // 100 + 77,
        SumKind.HANDLING: -100,
    }


def test_what_is_lost_brings_nothing_when_it_is_replaced() -> None:
    made = running_day()
    made.ask(c.SetStock({"BOOK": 2}), SYSTEM)
    made.complete("b1.1")
    made.ask(c.ReportOrder(B1, "claimed_not_received"))
    (replaced,) = (w for w in found(made, B1, ()).ways_out if w.resolution is Resolution.REPLACE)
    usual = attempt_minor(made.state, RATES)
    assert usual == (240 * 3 * 60 + 7_200 * 12) // 60
    assert sums(replaced) == {
        SumKind.ROUTE: -usual,
        SumKind.LET_DOWN: -400,
        SumKind.GOODS: -VALUE,
    }


DEAR = replace(COURIER, id=PartnerId("dear"), price_minor=9_000)


def by_partner(made: Board, order_id: OrderId) -> dict[PartnerId | None, WayOut]:
    ways_out = found(made, order_id, partners=(DEAR, COURIER, COUNTER)).ways_out
    return {w.partner_id: w for w in ways_out if w.resolution is Resolution.HAND_TO_PARTNER}


def test_the_cheapest_partner_of_each_kind_is_a_way_out() -> None:
    ways_out = by_partner(board(), W3)
    assert set(ways_out) == {COURIER.id, COUNTER.id}
    assert sums(ways_out[COURIER.id]) == {SumKind.PARTNER: -4_900}
    assert sums(ways_out[COUNTER.id]) == {SumKind.PARTNER: -1_900, SumKind.LET_DOWN: -200}
    assert ways_out[COURIER.id].route_id is None


def test_what_a_partner_fetches_brings_as_much_as_what_a_van_fetches() -> None:
    courier = by_partner(board(), W1)[COURIER.id]
    assert sums(courier) == {
        SumKind.PARTNER: -4_900,
        SumKind.REFUND: -VALUE,
        SumKind.RECOVERY: 1_800,
        SumKind.HANDLING: -100,
    }


def test_a_partner_who_comes_after_the_window_lets_the_customer_down() -> None:
    made = board()
    late = replace(made.order(W3), window=make_window(0, 60))
    made.state = replace(made.state, orders={**made.state.orders, W3: late})
    assert sums(by_partner(made, W3)[COURIER.id])[SumKind.LET_DOWN] == -400


def test_a_partner_is_no_way_out_after_the_cut_off_or_for_goods_in_a_van() -> None:
    made = board()
    assert by_partner(made, A1) == {}
    made.now = made.now.replace(hour=20)
    assert set(by_partner(made, W3)) == {COUNTER.id}
    made.now = made.now.replace(hour=22)
    assert by_partner(made, W3) == {}


def test_what_a_partner_has_or_what_is_paid_goes_to_no_partner() -> None:
    made = board()
    made.ask(c.HandToPartner(W1, COURIER.id, COURIER.price_minor))
    assert by_partner(made, W1) == {}
    made.ask(c.RefundOrder(made.case(W3).id))
    assert by_partner(made, W3) == {}
    made.place(W2, R1, 3)
    assert by_partner(made, W2) == {}


def test_an_exchange_lets_nobody_down() -> None:
    made = running_day()
    made.ask(c.SetStock({"BOOK": 2}), SYSTEM)
    (swap,) = (w for w in found(made, W1).ways_out if w.resolution is Resolution.REPLACE)
    assert SumKind.LET_DOWN not in sums(swap)
    assert sums(swap)[SumKind.GOODS] == -VALUE


def test_for_goods_that_are_here_only_the_money_is_left() -> None:
    made = at_the_door(request(), INSPECTED)
    made.ask(take(made), LUIS)
    (refund,) = found(made, RET).ways_out
    assert refund.resolution is Resolution.REFUND
    assert sums(refund) == {SumKind.REFUND: -2_500, SumKind.RECOVERY: VALUE * 60 // 100}
    made.state = replace(made.state, policies={})
    assert found(made, RET).ways_out == ()


def test_goods_at_a_wrong_door_are_fetched_and_taken_on_to_their_customer() -> None:
    made = located()
    best = next(w for w in found(made, A1).ways_out if w.day == TODAY)
    assert (best.resolution, best.route_id) == (Resolution.FETCH, R2)
    assert sums(best) == {SumKind.ROUTE: -400 - attempt_minor(made.state, RATES)}
    refund = next(w for w in found(made, A1).ways_out if w.resolution is Resolution.REFUND)
    assert SumKind.RECOVERY not in sums(refund), "nobody fetches them then"
    on = made.order(A1).day
    assert recovered_minor(made.state, made.case(A1), made.order(A1), RATES, on) == 2_850


def test_what_nobody_collected_is_fetched_for_what_it_brings() -> None:
    made = running_day()
    made.complete("a1.1")
    made.ask(c.ReportOrder(A1, "uncollected"))
    today = next(w for w in found(made, A1).ways_out if w.day == TODAY)
    assert today.resolution is Resolution.FETCH
    assert sums(today) == {
        SumKind.ROUTE: -400,
        SumKind.REFUND: -VALUE,
        SumKind.RECOVERY: 2_850,
        SumKind.HANDLING: -100,
    }


def to_point(cost: int, *, is_feasible: bool = True) -> Way:
    return replace(way(R2, cost, is_feasible=is_feasible), point_id=KIOSK.place.id)


def fetched(made: Board, order_id: OrderId, *to_points: Way) -> dict[Resolution, WayOut]:
    ways_out = verdict(made.state, made.case(order_id), WAYS, made.now, to_points).ways_out
    wanted = (Resolution.KEEP_AT_COUNTER, Resolution.REDIRECT)
    return {each.resolution: each for each in ways_out if each.resolution in wanted}


def test_what_a_late_van_has_can_be_fetched_later() -> None:
    made = failed()
    late = made.route(R1).ends_at + timedelta(minutes=10)
    ways_out = verdict(made.state, made.case(A1), WAYS, made.now, back_at=late).ways_out
    counter = next(each for each in ways_out if each.resolution is Resolution.KEEP_AT_COUNTER)
    assert counter.opens == late + timedelta(minutes=30)


def test_the_customer_can_fetch_it_for_handling_and_part_of_letting_him_down() -> None:
    ways_out = fetched(failed(), A1, to_point(300), replace(way(R1, 350), point_id=None))
    counter, point = ways_out[Resolution.KEEP_AT_COUNTER], ways_out[Resolution.REDIRECT]
    assert sums(counter) == {SumKind.HANDLING: -100, SumKind.LET_DOWN: -200}
    assert (counter.day, counter.route_id) == (TODAY, None)
    assert counter.opens == failed().route(R1).ends_at + timedelta(minutes=30)
    assert sums(point) == {SumKind.ROUTE: -300, SumKind.HANDLING: -70, SumKind.LET_DOWN: -200}
    assert (point.route_id, point.point_id, point.day) == (R2, KIOSK.place.id, TODAY)


def test_the_share_of_letting_down_is_set_and_a_later_day_is_waited_for() -> None:
    made = failed()
    assert made.state.depot is not None
    rates = replace(made.state.depot.rates, travel_pct=25, waiting_minor=30)
    made.state = replace(made.state, depot=replace(made.state.depot, rates=rates))
    late = replace(made.route(R1), ends_at=made.route(R1).ends_at + timedelta(hours=12))
    made.state = replace(made.state, routes=made.state.routes | {R1: late})
    tomorrow = replace(way(T1, 50), point_id=KIOSK.place.id)
    ways_out = fetched(made, A1, to_point(5, is_feasible=False), tomorrow)
    counter, point = ways_out[Resolution.KEEP_AT_COUNTER], ways_out[Resolution.REDIRECT]
    assert (counter.day, sums(counter)[SumKind.WAITING]) == (TOMORROW, -30)
    assert sums(counter)[SumKind.LET_DOWN] == -100
    assert (point.day, sums(point)[SumKind.WAITING]) == (TOMORROW, -30)


def test_a_customer_is_asked_to_come_only_after_a_visit_and_once() -> None:
    made = failed()
    assert fetched(made, W3, to_point(300)) == {}, "nobody has been there"
    made.state = replace(
        made.state,
        cases=made.state.cases | {made.case(A1).id: replace(made.case(A1), reason="uncollected")},
    )
    assert fetched(made, A1, to_point(300)) == {}, "he did not come"
    there = failed()
    there.ask(c.KeepAtCounter(A1))
    assert fetched(there, A1, to_point(300)) == {}, "it waits for him already"
    assert fetched(board(), A1).keys() == set(), "without a counter or a way there is nothing"

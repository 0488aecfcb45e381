"""What waits on a day: who can reach it, what a visit is worth against the next best way out."""

from datetime import timedelta

from msgspec.structs import replace

from core import commands as c
from core.model import (
    CaseId,
    CustodyKind,
    ItemId,
    OrderId,
    Place,
    PlaceId,
    Position,
    RouteId,
    ServiceDay,
    StopKind,
    WaitingFor,
)
from core.planning.insertion import PreviewIndex
from core.planning.problem import GoodsFrom
from core.planning.waiting_orders import Candidate, Waiting, is_from_scratch, taken_from, waiting_on
from core.planning.ways import DayPlan
from tests.builders import (
    A1,
    R1,
    R2,
    SYSTEM,
    TODAY,
    W1,
    W2,
    W3,
    Board,
    add_orders,
    make_order,
    make_route,
    make_window,
    running_day,
    small_day,
)
from tests.core.planning.days import problem_at
from tests.fetches import located
from tests.one_road import one_road
from tests.returns import LATE, RET, board_with, request
from tests.senders import FROM, S1, TO, with_sent


def found(board: Board, only: frozenset[OrderId] | None = None) -> Waiting:
    plans = {}
    for day in board.state.days:
        problem = problem_at(board.state, day, one_road(), board.now)
        plans[day] = DayPlan(day, problem, PreviewIndex(problem))
    return waiting_on(board.state, plans, TODAY, one_road(), board.now, only=only)


def named(waiting: Waiting) -> dict[OrderId, Candidate]:
    return {each.order_id: each for each in waiting.candidates}


def reasons(waiting: Waiting) -> dict[OrderId, str]:
    return {each.order_id: each.words for each in waiting.left}


def test_returns_go_with_any_van_and_are_worth_what_they_gain_over_the_next_best() -> None:
    board = running_day()
    waiting = named(found(board))
    assert set(waiting) == {W1, W2, W3}
    collected = waiting[W1]
    assert (collected.routes, collected.visit.kind) == (None, StopKind.COLLECT)
    best, second = collected.ways_out[:2]
    assert collected.otherwise == second
    assert collected.worth_minor is not None
    assert collected.worth_minor >= best.net_minor - second.net_minor


def test_only_what_is_asked_for_is_looked_at() -> None:
    assert set(named(found(running_day(), frozenset({W2})))) == {W2}


def test_goods_at_the_depot_go_with_vans_that_have_not_left() -> None:
    assert named(found(small_day()))[W3].visit.goods_from is GoodsFrom.DEPOT


def test_a_failed_delivery_stays_with_the_van_that_has_its_goods() -> None:
    board = running_day()
    board.fail("a1.1")
    failed = named(found(board))[A1]
    assert (failed.routes, failed.visit.goods_from) == (frozenset({R1}), GoodsFrom.VAN)


def test_goods_in_a_van_that_has_not_left_are_as_good_as_at_the_depot() -> None:
    board = running_day()
    board.fail("a1.1")
    for stop_id in ("a2.1", "a3.1"):
        board.complete(stop_id)
    board.end(R1)
    assert named(found(board))[A1].visit.goods_from is GoodsFrom.DEPOT


def test_goods_that_nobody_can_reach_are_left_with_the_reason() -> None:
    board = running_day()
    board.fail("a1.1")
    board.ask(c.ReportBreakdown(R1, position=Position(-29.9, -71.2)))
    told = reasons(found(board))
    assert told[A1] == "Its goods are in the van of Route 1, which cannot go on"
    lost = replace(board.state.custody[ItemId("w3-out")], kind=CustodyKind.MISSING)
    board.state = replace(board.state, custody=board.state.custody | {ItemId("w3-out"): lost})
    assert reasons(found(board))[W3] == "Its goods are not at the depot"


def test_goods_in_a_van_that_cannot_go_on_are_fetched_where_it_stands() -> None:
    board = running_day()
    board.fail("a1.1")
    board.ask(c.ReportBreakdown(R1))
    stranded = named(found(board))[A1]
    assert stranded.fetch is not None
    take, visit = stranded.visits
    assert (take.kind, take.place) == (StopKind.TAKE, one_road().index(PlaceId("p-a1")))
    assert (take.collect, take.needs) == (visit.deliver, visit.needs)
    assert (visit.after, visit.goods_from) == (take.stop_id, GoodsFrom.TAKE)
    assert stranded.routes == frozenset({R2})
    assert stranded.fetch.hand_over.give_route_id == R1
    assert taken_from(board.state, stranded.fetch) == "Route 1"
    assert stranded.worth_minor is not None


def test_what_the_shop_does_not_take_back_says_so() -> None:
    board = board_with(request(LATE))
    told = reasons(found(board))
    assert told[RET].startswith("Refused because ")


def test_a_place_without_travel_times_is_left() -> None:
    board = running_day()
    order = replace(board.order(W1), place_id=PlaceId("p-far"))
    place = replace(board.state.places[PlaceId("p-w1")], id=PlaceId("p-far"))
    board.state = replace(
        board.state,
        orders=board.state.orders | {W1: order},
        places=board.state.places | {place.id: place},
    )
    assert reasons(found(board))[W1] == "There are no travel times to its place yet"


def test_what_lies_elsewhere_is_fetched_by_any_van() -> None:
    board = located("p-w1")
    fetched = [each for each in found(board).candidates if each.visit.kind is StopKind.FETCH]
    assert [each.routes for each in fetched] == [None]


def test_what_is_decided_rests_or_is_somebody_elses_is_left_alone() -> None:
    board = running_day()
    case = CaseId(f"case-{W1}")
    board.ask(c.LetCaseWait(case, WaitingFor.CUSTOMER, board.now + timedelta(hours=1)))
    board.ask(c.RefundOrder(CaseId(f"case-{W2}")))
    assert set(named(found(board))) == {W3}
    alone = replace(board.order(W3), replaced_by=W1)
    board.state = replace(board.state, orders=board.state.orders | {W3: alone})
    assert named(found(board)) == {}


def test_an_order_without_a_case_is_placed_whatever_it_costs() -> None:
    board = running_day()
    cases = {id_: case for id_, case in board.state.cases.items() if case.order_id != W1}
    board.state = replace(board.state, cases=cases)
    assert named(found(board))[W1].worth_minor is None


def test_where_nothing_fits_as_the_day_is_the_least_bad_way_is_priced() -> None:
    board = running_day()
    soon = make_window(4 * 60, 4 * 60 + 1)
    order = replace(board.order(W1), window=soon)
    board.state = replace(board.state, orders=board.state.orders | {W1: order})
    assert named(found(board))[W1].worth_minor is not None
    for route_id in (R1, R2):
        board.ask(c.LockRoute(route_id))
    assert named(found(board))[W1].worth_minor is None


def test_a_day_that_is_planned_from_scratch_asks_nothing_of_a_first_visit() -> None:
    board = small_day()
    assert not is_from_scratch(board.state, TODAY, board.now)
    assert is_from_scratch(board.state, TODAY, board.now - timedelta(days=1))
    running = running_day()
    assert not is_from_scratch(running.state, TODAY, running.now - timedelta(days=1))
    day = ServiceDay("2026-12-01")
    board.ask(add_orders(make_order("n1", day=day, place_id=PlaceId("p-w1"))), SYSTEM)
    board.ask(c.OpenDay(day, (make_route(RouteId("x1"), day=day),), ()), SYSTEM)
    assert is_from_scratch(board.state, day, board.now)
    travel = one_road()
    problem = problem_at(board.state, day, travel, board.now)
    plans = {day: DayPlan(day, problem, PreviewIndex(problem))}
    (candidate,) = waiting_on(board.state, plans, day, travel, board.now).candidates
    assert (candidate.worth_minor, candidate.ways_out) == (None, ())


def test_a_driver_who_declined_it_is_no_way_not_even_the_least_bad_one() -> None:
    board = running_day()
    board.place(W1, R1, 3)
    board.send(R1)
    board.decline(R1)
    candidate = named(found(board))[W1]
    assert candidate.visit.refused_by == {R1}
    assert candidate.ways_out[0].route_id == R2
    board.ask(c.LockRoute(R2))
    alone = named(found(board))[W1]
    assert TODAY not in {each.day for each in alone.ways_out}


def test_what_a_sender_gives_waits_as_a_pair() -> None:
    board = with_sent()
    candidate = named(found(board))[S1]
    assert candidate.fetch is not None
    take, visit = candidate.visits
    assert (take.place, visit.place) == (one_road().index(FROM), one_road().index(TO))
    assert visit.after == take.stop_id
    assert candidate.routes == frozenset({R1, R2})
    assert candidate.fetch.hand_over.give_route_id is None
    assert taken_from(board.state, candidate.fetch) == "Calle Giver"
    far = replace(board.order(S1), place_id=PlaceId("nowhere"))
    places = board.state.places | {far.place_id: Place(far.place_id, "Far", -29.9, -71.2)}
    orders = board.state.orders | {S1: far}
    board.state = replace(board.state, orders=orders, places=places)
    assert reasons(found(board))[S1] == "There are no travel times to its place yet"

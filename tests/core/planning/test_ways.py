"""Which routes of the shared small day can serve an order, at what price, and why not."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from core import commands as c
from core.model import (
    Custody,
    CustodyKind,
    ItemId,
    Knowledge,
    OrderId,
    PlaceId,
    RouteId,
    ServiceDay,
    StopId,
)
from core.opening import parse_hours
from core.planning.insertion import PreviewIndex
from core.planning.ways import DayPlan, Way, back_at, serving_day, way_at, ways_of, ways_to_points
from core.verdict import verdict
from tests.builders import (
    A1,
    A2,
    KIOSK,
    LUIS,
    NOON,
    R1,
    R2,
    T1,
    T2,
    TODAY,
    TOMORROW,
    W1,
    W3,
    Board,
    make_order,
    make_window,
    running_day,
    small_day,
)
from tests.core.planning.days import problem_at
from tests.counters import failed
from tests.fetches import located
from tests.one_road import one_road
from tests.senders import FROM, S1, with_sent


def plans(board: Board) -> dict[ServiceDay, DayPlan]:
    made = {}
    for day in board.state.days:
        problem = problem_at(board.state, day, one_road(), board.now)
        made[day] = DayPlan(day, problem, PreviewIndex(problem, None))
    return made


def ways(board: Board, order_id: OrderId) -> dict[RouteId, Way]:
    found = ways_of(board.state, board.order(order_id), plans(board), one_road())
    return {way.route_id: way for way in found}


def at(board: Board, order_id: OrderId, route_id: RouteId, index: int) -> Way:
    return way_at(board.state, board.order(order_id), plans(board), one_road(), route_id, index)


def must_be_accepted(board: Board, order_id: OrderId, way: Way) -> None:
    """The rules take what the way proposes."""
    assert way.index is not None
    board.ask(c.PlaceOrder(order_id, way.route_id, way.index, way.version, hand_over=way.hand_over))


def test_a_return_can_go_on_any_route_of_any_open_day() -> None:
    board = running_day()
    found = ways(board, W1)
    assert set(found) == {R1, R2, T1, T2}
    near, far = found[R1].option, found[R2].option
    assert (near.extra_metres, near.extra_s) == (0, 300), "on the way: only its five minutes"
    assert far.extra_metres == 0
    assert near.is_feasible
    assert found[R1].index == 1
    assert found[R1].engine == "insertion, road 1"
    assert found[R1].broken == ()
    must_be_accepted(board, W1, found[R1])


def test_a_visit_while_its_place_is_closed_must_be_confirmed() -> None:
    board = running_day()
    board.ask(c.LearnPlace(W1, hours=parse_hours("Mon 9-12:05, 14-18; Tue 9-18")))
    found = ways(board, W1)
    words = "Calle w1 is closed at 12:08 (09:00–12:05, 14:00–18:00)"
    assert found[R1].broken == (words,)
    assert found[R1].option.words == words
    assert not found[R1].option.is_feasible
    assert found[R1].index is not None
    assert found[T1].broken == ()
    assert at(board, W1, R1, 0).broken == ()
    assert at(board, W1, R1, 1).broken == (words,)
    board.ask(c.LearnPlace(W1, hours=parse_hours("Mon 9-12:05")))
    last = at(board, W1, R1, 3)
    late, closed = last.broken
    assert closed == "Calle w1 is closed at 12:52 (09:00–12:05)"
    assert last.option.words == f"{late}; {closed}"


def test_a_place_without_travel_times_has_no_way() -> None:
    board = running_day()
    lost = replace(board.order(W1), place_id=PlaceId("nowhere"))
    assert ways_of(board.state, lost, plans(board), one_road()) == ()
    with pytest.raises(KeyError):
        way_at(board.state, lost, plans(board), one_road(), R1, 0)


def test_goods_at_the_depot_go_with_a_van_that_has_not_left() -> None:
    board = small_day()
    board.start(R1)
    found = ways(board, W3)
    assert found[R1].index is None
    assert found[R1].option.words == "has left the depot, and the goods are not aboard"
    assert not found[R1].option.is_feasible
    assert found[R2].option.is_feasible
    must_be_accepted(board, W3, found[R2])


def test_goods_that_are_elsewhere_go_with_nobody() -> None:
    board = small_day()
    lost = Custody(CustodyKind.MISSING, "v1", NOON)
    board.state = replace(board.state, custody={**board.state.custody, ItemId("w3-out"): lost})
    assert {way.option.words for way in ways(board, W3).values()} == {
        "the goods are not at the depot but missing"
    }
    bare = replace(board.order(W3), items=())
    found = ways_of(board.state, bare, plans(board), one_road())
    assert {way.option.words for way in found} == {"the goods are not at the depot but nowhere"}


def test_a_failed_delivery_is_retried_by_its_van_or_handed_over() -> None:
    board = running_day()
    board.fail("a1.1")
    found = ways(board, A1)
    assert found[R1].hand_over is None
    assert found[R1].option.is_feasible
    met = found[R2].hand_over
    assert met is not None
    assert (met.give_route_id, met.give_expected_version) == (R1, board.route(R1).version)
    assert found[R2].option.words.startswith("hand-over at ")
    must_be_accepted(board, A1, found[R2])


def test_a_hand_over_minds_when_the_customer_s_place_is_open() -> None:
    board = running_day()
    board.fail("a1.1")
    board.ask(c.LearnPlace(A1, hours=parse_hours("Mon 9-12:05; Tue 9-18")))
    met = ways(board, A1)[R2]
    assert met.hand_over is not None
    assert met.broken[-1].startswith("Calle a1 is closed at ")
    assert not met.option.is_feasible
    board.ask(c.LearnPlace(A1, hours=parse_hours("Mon 9-18")))
    assert ways(board, A1)[R2].broken == ()


def test_a_van_that_has_the_goods_is_back_when_its_timetable_ends() -> None:
    board = running_day()
    known = plans(board)
    back = back_at(board.state, board.order(A1), known)
    problem = known[TODAY].problem
    finish_s = known[TODAY].previews.table(R1).finish_s
    assert back == problem.origin + timedelta(seconds=finish_s)
    assert back_at(board.state, board.order(W3), known) is None
    stays = replace(problem.route(R1), has_left=False)
    routes = tuple(stays if each.route_id == R1 else each for each in problem.routes)
    waits = replace(known[TODAY], problem=replace(problem, routes=routes))
    assert back_at(board.state, board.order(A1), {TODAY: waits}) is None


def test_tomorrow_s_vans_take_what_is_brought_back_tonight() -> None:
    board = running_day()
    board.fail("a1.1")
    found = ways(board, A1)
    assert found[T1].option.is_feasible
    assert found[T1].hand_over is None


def test_a_locked_route_says_so_and_has_no_place() -> None:
    board = running_day()
    board.ask(c.LockRoute(R2))
    way = ways(board, W1)[R2]
    assert way.index is None
    assert "locked" in way.option.words
    assert way.broken


def test_what_would_break_is_named_up_to_two_and_counted_beyond() -> None:
    board = running_day()
    orders = board.state.orders.items()
    tight = {name: replace(order, window=make_window(239, 262)) for name, order in orders}
    board.state = replace(board.state, orders=tight)
    lift = replace(
        board.order(W1), needs=frozenset({"tail_lift", "crane"}), window=make_window(239, 240)
    )
    way = way_at(board.state, lift, plans(board), one_road(), R2, 0)
    more = len(way.broken) - 2
    assert more > 0
    assert way.option.words == f"{'; '.join(way.broken[:2])}; and {more} more"


def test_exactly_there_costs_what_that_place_costs() -> None:
    board = running_day()
    last = at(board, W1, R1, 3)
    assert (last.index, last.option.extra_metres) == (3, 0), "on the way back"
    assert last.engine == "insertion, road 1"
    board.complete("a1.1")
    passed = at(board, W1, R1, 2)
    assert passed.index == 2
    must_be_accepted(board, W1, passed)
    assert board.route(R1).stop_ids[2] == "w1.1"


def test_exactly_there_knows_where_the_goods_are() -> None:
    board = running_day()
    board.fail("a1.1")
    assert at(board, A1, R1, 3).option.is_feasible
    assert at(board, A1, R2, 3).hand_over is not None
    fresh = small_day()
    assert at(fresh, W3, R1, 1).option.is_feasible
    assert at(fresh, W3, R1, 1).index == 1


def test_exactly_there_on_a_route_that_cannot_is_its_refusal() -> None:
    board = running_day()
    way = at(board, W3, R1, 1)
    assert way.index is None
    assert "has left the depot" in way.option.words


def test_a_van_of_no_route_that_day_brings_its_goods_back_first() -> None:
    board = running_day()
    for stop_id in ("a2.1", "a3.1"):
        board.complete(stop_id)
    board.fail("a1.1")
    board.ask(c.EndRoute(R1, NOON), LUIS)
    aboard = Custody(CustodyKind.VEHICLE, "v1", NOON)
    board.state = replace(board.state, custody={**board.state.custody, ItemId("a1-out"): aboard})
    found = ways(board, A1)
    assert R1 not in found
    assert found[R2].option.words == "has left the depot, and the goods are not aboard"
    assert found[T1].index is not None


def test_an_order_is_served_on_its_day_or_the_next_that_is_not_over() -> None:
    board = running_day()
    assert serving_day(board.state, board.order(A2)) == TODAY
    for stop_id in ("a1.1", "a2.1", "a3.1", "b1.1", "b2.1", "b3.1"):
        board.complete(stop_id)
    for route_id in (R1, R2):
        board.ask(c.EndRoute(route_id, NOON), board.driver(route_id))
    assert serving_day(board.state, board.order(W1)) == TOMORROW
    later = make_order("x1", day="2026-12-01")
    assert serving_day(board.state, later) == "2026-12-01"


def test_another_day_means_the_same_hours_of_that_day() -> None:
    board = running_day()
    windowed = replace(board.order(W1), window=make_window(360, 480))
    state = replace(board.state, orders={**board.state.orders, W1: windowed})
    found = ways_of(state, windowed, plans(board), one_road())
    tomorrow = next(way for way in found if way.route_id == T1)
    assert tomorrow.option.is_feasible
    assert way_at(state, windowed, plans(board), one_road(), T1, 0).option.is_feasible


def test_every_van_can_fetch_what_stands_in_another_one() -> None:
    board = running_day()
    board.complete("a1.1")
    board.ask(c.ReportBreakdown(R1))
    found = ways(board, A2)
    assert set(found) == {R2, T1, T2}
    way = found[R2]
    assert way.option.words.startswith("fetched from Route 1, ")
    assert way.hand_over is not None
    assert (way.hand_over.place_id, way.hand_over.give_route_id) == ("p-a1", R1)
    tomorrow = found[T2]
    assert tomorrow.index is None
    assert tomorrow.option.words == "the goods are in the van of Route 1, which cannot go on"
    must_be_accepted(board, A2, way)
    kinds = [board.stop(s).kind for s in board.route(R2).stop_ids if board.stop(s).order_id == A2]
    assert kinds == ["take", "deliver"]


def test_any_van_fetches_goods_that_lie_at_a_wrong_door() -> None:
    board = located("p-w1")
    found = ways(board, A1)
    assert found[R1].option.is_feasible
    assert found[R2].option.is_feasible
    assert found[R1].hand_over is None
    index = found[R1].index
    assert index is not None
    assert at(board, A1, R1, index).option.cost_minor == found[R1].option.cost_minor
    must_be_accepted(board, A1, found[R2])
    assert [
        board.stop(s).kind for s in board.route(R2).stop_ids if board.stop(s).order_id == A1
    ] == ["fetch"]


def test_a_collection_point_is_priced_as_if_the_order_went_there() -> None:
    board = failed()
    home = ways(board, A1)
    found = ways_to_points(board.state, board.order(A1), plans(board), one_road())
    by_route = {way.route_id: way for way in found}
    assert {way.point_id for way in found} == {KIOSK.place.id}
    assert by_route[R1].option.cost_minor != home[R1].option.cost_minor
    assert all(way.index is not None for way in found)
    way = by_route[R1]
    board.ask(c.PlaceOrder(A1, R1, way.index or 0, way.version, point_id=way.point_id))
    before = way.option.extra_s
    assert ways(board, W1)[R1].version == way.version + 1
    assert before > 0


def test_the_customers_own_window_does_not_count_at_a_collection_point() -> None:
    board = failed()
    tight = replace(board.order(A1), window=make_window(0, 70))
    state = replace(board.state, orders=board.state.orders | {A1: tight})
    found = ways_to_points(state, tight, plans(board), one_road())
    assert next(way for way in found if way.route_id == R1).option.is_feasible


def test_a_return_goes_to_no_collection_point() -> None:
    board = failed()
    assert ways_to_points(board.state, board.order(W1), plans(board), one_road()) == ()


def test_where_today_breaks_something_the_next_day_is_priced_too() -> None:
    board = failed()
    closed = replace(KIOSK.place, known=Knowledge(hours=parse_hours("Tue 8-20")))
    assert board.state.depot is not None
    offers = replace(board.state.depot.offers, points=(replace(KIOSK, place=closed),))
    state = replace(board.state, depot=replace(board.state.depot, offers=offers))
    found = ways_to_points(state, board.order(A1), plans(board), one_road())
    days = {state.routes[way.route_id].day for way in found}
    assert days == {TODAY, TOMORROW}
    assert ways_to_points(state, board.order(A1), {TODAY: plans(board)[TODAY]}, one_road())
    opened = ways_to_points(board.state, board.order(A1), plans(board), one_road())
    assert {board.state.routes[way.route_id].day for way in opened} == {TODAY}


def test_a_driver_who_declined_the_order_must_be_confirmed_and_is_no_best_way() -> None:
    board = running_day()
    board.place(W1, R1, 3)
    board.send(R1)
    board.decline(R1, "shift_over")
    found = ways(board, W1)
    words = "declined at 12:00: shift is over"
    assert (found[R1].option.words, found[R1].broken) == (words, (words,))
    assert not found[R1].option.is_feasible
    assert found[R1].index is not None
    assert found[R2].option.is_feasible
    assert at(board, W1, R1, 3).broken[-1] == words
    out = verdict(board.state, board.case(W1), tuple(found.values()), board.now)
    assert R1 not in {each.route_id for each in out.ways_out}
    assert R2 in {each.route_id for each in out.ways_out}
    board.ask(c.LockRoute(R1))
    assert ways(board, W1)[R1].option.words == "Route 1 is locked", "what is worse is said alone"


@pytest.mark.parametrize("order_id", [W1, W3, A1])
def test_ways_that_are_not_told_are_the_same_without_words(order_id: OrderId) -> None:
    board = running_day()
    board.fail("a1.1")
    board.ask(c.LearnPlace(W1, hours=parse_hours("Mon 9-12:05, 14-18; Tue 9-18")))
    routes = {**board.state.routes}
    routes[R1] = replace(routes[R1], ends_at=NOON + timedelta(minutes=20))
    routes[T1] = replace(routes[T1], is_locked=True)
    board.state = replace(board.state, routes=routes)
    order, day = board.order(order_id), plans(board)
    told = ways_of(board.state, order, day, one_road())
    plain = ways_of(board.state, order, day, one_road(), is_told=False)
    assert any(way.broken for way in told)
    assert any(way.index is None for way in told)
    for one, other in zip(told, plain, strict=True):
        assert (one.index, one.version, one.hand_over) == (
            other.index,
            other.version,
            other.hand_over,
        )
        assert replace(one.option, words="") == replace(other.option, words="")
        if one.option.is_feasible:
            assert one == other


def test_every_van_can_collect_what_a_sender_gives_and_bring_it() -> None:
    board = with_sent()
    found = ways(board, S1)
    assert {R1, R2} <= set(found)
    way = found[R1]
    assert way.hand_over is not None
    assert (way.hand_over.place_id, way.hand_over.give_route_id) == (FROM, None)
    assert way.hand_over.service_s == 240
    assert way.option.words == "collected at Calle Giver, 08:01"
    assert way.option.is_feasible
    must_be_accepted(board, S1, way)
    first, second = (board.route(R1).stop_ids.index(StopId(f"s1.{n}")) for n in (1, 2))
    assert first < second


def test_a_sender_or_customer_without_travel_times_has_no_way() -> None:
    board = with_sent()
    order = replace(board.order(S1), place_id=PlaceId("nowhere"))
    assert ways_of(board.state, order, plans(board), one_road()) == ()

"""Plans for the day: what they say of themselves is what rules and timetable make of them."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from core import commands as c
from core.model import OrderId, OrderStatus, PlaceId, RouteId, Sender, StopId
from core.planning.day_plans import (
    THREE,
    NoPlan,
    PlanOffer,
    Question,
    Style,
    model_of,
    offer_of,
    question,
    with_neighbours,
)
from core.planning.even_parts import WORTH_GOING
from core.planning.fleet import FAR_AWAY, FleetPlan
from core.planning.fleet_model import FleetModel
from core.planning.insertion import PreviewIndex
from core.planning.problem import GoodsFrom
from core.planning.schedule import timetable
from core.planning.solver import audit
from core.planning.waiting_orders import waiting_on
from core.planning.ways import DayPlan
from tests.builders import (
    A1,
    A2,
    A3,
    R1,
    R2,
    TODAY,
    W1,
    W2,
    W3,
    Board,
    make_window,
    running_day,
    small_day,
)
from tests.core.planning.days import problem_at
from tests.one_road import one_road
from tests.senders import FROM, S1, sent_order, with_sent

NOBODY: frozenset[OrderId] = frozenset()


def asked(
    board: Board,
    *,
    only: frozenset[RouteId] | None = None,
    orders: frozenset[OrderId] | None = NOBODY,
    meets: bool = False,
) -> Question:
    travel = one_road()
    plans = {}
    for day in board.state.days:
        problem = problem_at(board.state, day, travel, board.now)
        plans[day] = DayPlan(day, problem, PreviewIndex(problem))
    waiting = waiting_on(board.state, plans, TODAY, travel, board.now, only=orders)
    return question(
        board.state,
        TODAY,
        plans[TODAY].problem,
        waiting,
        board.now,
        only=only,
        travel=travel if meets else None,
    )


def planned(
    what: Question, style: Style, lists: Mapping[RouteId, Sequence[str]]
) -> tuple[FleetModel, FleetPlan]:
    """What an engine would answer: these stops in this order; other routes stay."""
    model = model_of(what, style)
    number = {visit.stop_id: at for at, visit in enumerate(model.visits)}
    routes = tuple(
        tuple(number[StopId(name)] for name in lists.get(route.route_id, route.stop_ids))
        for route in what.scope.routes
    )
    return model, FleetPlan(routes, 0, ())


def offered(
    what: Question, lists: Mapping[RouteId, Sequence[str]], style: Style = Style.CHEAPEST
) -> PlanOffer | None:
    return offer_of(what, style, *planned(what, style, lists))


ACROSS = {R1: ("a1.1", "w1.new", "a2.1"), R2: ("b1.1", "b2.1", "a3.1", "b3.1")}
"""a3 lies among van 2's stops, w1 on van 1's way."""


def test_a_plan_says_what_it_saves_moves_and_places_and_the_rules_take_it() -> None:
    board = running_day()
    what = asked(board, orders=frozenset({W1}))
    offer = offered(what, ACROSS)
    assert offer is not None
    assert offer.disturbed == (R1, R2)
    assert offer.moved == ("a3.1",)
    assert offer.placed == ((W1, R1),)
    assert offer.worth_minor == what.waiting.candidates[0].worth_minor
    assert offer.left == ()
    assert (offer.before.metres, offer.after.metres) == (84_000, 52_000)
    assert offer.before.cost_minor - offer.after.cost_minor > 0
    assert offer.before.paid_s > offer.after.paid_s
    assert (offer.after.late_stops, offer.after.late_s) == (0, 0)
    board.ask(offer.command)
    assert board.route(R1).stop_ids == ("a1.1", "w1.1", "a2.1")
    assert board.route(R2).stop_ids == ("b1.1", "b2.1", "a3.1", "b3.1")
    assert board.order(W1).status is OrderStatus.PLANNED
    for route, table in offer.changed:
        now = problem_at(board.state, TODAY, one_road(), board.now).route(route.route_id)
        assert now.stop_ids == route.stop_ids
        assert len(table.starts_s) == len(route.visits)
    assert [
        audit(part, (known,)) for part, known in zip(offer.parts(), offer.excuses, strict=True)
    ] == [(True,), (True,)]
    decision = board.case(W1).decision
    assert decision is not None
    assert decision.considered


def test_what_changes_nothing_or_saves_nothing_is_no_plan() -> None:
    what = asked(running_day())
    assert offered(what, {}) is None
    assert offered(what, {R1: ("a2.1", "a1.1", "a3.1")}) is None


def test_what_the_rules_or_the_timetable_would_refuse_is_not_offered() -> None:
    what = asked(running_day())
    with pytest.raises(NoPlan, match="needs a hand-over"):
        offered(what, {R1: ("a2.1", "a3.1"), R2: ("b1.1", "b2.1", "b3.1", "a1.1")})
    board = running_day()
    late = replace(board.order(W1), window=make_window(4 * 60, 4 * 60 + 10))
    board.state = replace(board.state, orders=board.state.orders | {W1: late})
    what = asked(board, orders=frozenset({W1}))
    with pytest.raises(NoPlan, match="Misses the window of w1"):
        offered(what, {R2: ("b1.1", "b2.1", "b3.1", "w1.new")})


def test_what_is_done_begun_or_begins_soon_stays_and_so_does_what_is_before_it() -> None:
    board = small_day()
    held = {route.route_id: route.fixed_prefix for route in asked(board).scope.routes}
    assert held == {R1: 0, R2: 0}
    board = running_day()
    held = {route.route_id: route.fixed_prefix for route in asked(board).scope.routes}
    assert held == {R1: 1, R2: 1}
    board.ask(c.StartStop(StopId("a2.1"), board.now), board.driver(R1))
    scope = asked(board).scope.route(R1)
    assert scope.stop_ids[: scope.fixed_prefix] == board.route(R1).stop_ids[: scope.fixed_prefix]
    assert scope.stop_ids[0] == "a2.1"


def test_a_stop_without_travel_times_keeps_its_route_as_it_is() -> None:
    board = running_day()
    missing = board.stop("a3.1").place_id
    stop = replace(board.stop("a3.1"), place_id=PlaceId("p-far"))
    place = replace(board.state.places[missing], id=stop.place_id)
    board.state = replace(
        board.state,
        stops=board.state.stops | {stop.id: stop},
        places=board.state.places | {place.id: place},
    )
    scope = asked(board).scope
    assert [route.is_locked for route in scope.routes] == [True, False]


def test_only_the_named_routes_may_change_and_only_they_can_take_something() -> None:
    what = asked(running_day(), only=frozenset({R2}), orders=frozenset({W1, W2}))
    assert [route.route_id for route in what.scope.routes] == [R2]
    offer = offered(what, {R2: ("b1.1", "w1.new", "b2.1", "b3.1")})
    assert offer is not None
    assert offer.disturbed == (R2,)
    (left,) = offer.left
    assert left.words.startswith("Route 2 could take it, but not beside what this plan does")


def test_neighbours_are_those_whose_stops_are_nearest() -> None:
    board = running_day()
    problem = problem_at(board.state, TODAY, one_road(), board.now)
    assert with_neighbours(problem, R1) == {R1, R2}
    gone = problem.with_routes([replace(problem.route(R2), visits=())])
    assert with_neighbours(gone, R1) == {R1}
    assert with_neighbours(gone, R2) == {R2}


def test_every_order_that_is_left_out_has_its_reason() -> None:
    board = running_day()
    board.fail("a1.1")
    what = asked(board, orders=None)
    offer = offered(what, {R2: ("b1.1", "w1.new", "b2.1", "b3.1")})
    assert offer is not None
    told = {each.order_id: each for each in offer.left}
    assert told[W3].words.startswith("Route 1 comes nearest: The goods for w3")
    assert told[W3].otherwise is not None
    assert told[A1].words.startswith("Route 1 ")
    elsewhere = asked(board, orders=frozenset({A1, W1}), only=frozenset({R2}))
    offer = offered(elsewhere, {R2: ("b1.1", "w1.new", "b2.1", "b3.1")})
    assert offer is not None
    assert offer.left == ()


def test_a_visit_that_costs_more_than_it_is_worth_says_both() -> None:
    board = running_day()
    what = asked(board, orders=frozenset({W1, W2}))
    cheap = [
        replace(each, worth_minor=-5 if each.order_id == W2 else each.worth_minor)
        for each in what.waiting.candidates
    ]
    waiting = replace(what.waiting, candidates=tuple(cheap))
    what = replace(what, waiting=waiting)
    offer = offered(what, {R1: ("a1.1", "w1.new", "a2.1", "a3.1")}, Style.BALANCED)
    assert offer is not None
    (left,) = offer.left
    assert left.words == "Route 1 could take it, but it is not worth it"
    assert left.worth_minor == 0
    assert left.cost_minor is not None
    assert left.cost_minor > 0


def test_changes_have_the_depots_price_times_the_style() -> None:
    what = asked(running_day())
    prices = {
        style: (model.fleet.move_price, model.fleet.disturb_price)
        for style in THREE
        for model in [model_of(what, style)]
    }
    assert prices[Style.CHEAPEST] == (0, 0)
    (move, change) = prices[Style.BALANCED]
    assert prices[Style.LEAST] == (20 * move, change)
    assert change == 3 * move > 0
    cheapest = model_of(what, Style.CHEAPEST)
    least = model_of(what, Style.LEAST, cheapest)
    assert (least.fleet.move_price, least.fleet.disturb_price) == prices[Style.LEAST]
    assert least.fleet.seconds is cheapest.fleet.seconds
    assert model_of(asked(running_day(), only=frozenset()), Style.LEAST).fleet.move_price == 0


def test_a_day_that_has_not_begun_is_spread_over_its_vans_if_the_depot_wants_it() -> None:
    def most(board: Board, now: datetime) -> set[int]:
        board.now = now
        model = model_of(asked(board), Style.BALANCED)
        return {van.max_tasks for van in model.fleet.vans}

    board, day = small_day(), small_day().now
    before = day - timedelta(days=1)
    assert most(board, before) == {WORTH_GOING}
    assert most(board, day) == {FAR_AWAY}, "today's lists are there"
    assert most(running_day(), before) == {FAR_AWAY}, "a van has left"
    depot = board.state.depot
    assert depot is not None
    cheap = replace(depot, rates=replace(depot.rates, spreads_evenly=False))
    board.state = replace(board.state, depot=cheap)
    assert most(board, before) == {FAR_AWAY}


def test_waiting_visits_are_bound_to_who_has_their_goods_and_priced_at_their_worth() -> None:
    board = running_day()
    board.fail("a1.1")
    what = asked(board, orders=None)
    model = model_of(what, Style.BALANCED)
    requests = {
        visit.stop_id: request
        for visit, request in zip(model.visits, model.fleet.requests, strict=True)
    }
    assert requests[StopId("a1.new")].vans == frozenset({0})
    worth = next(e.worth_minor for e in what.waiting.candidates if e.order_id == W1)
    assert worth is not None
    assert requests[StopId("w1.new")].prize == 18_000 * worth
    from_depot = next(e for e in what.waiting.candidates if e.order_id == W3)
    assert from_depot.visit.goods_from is GoodsFrom.DEPOT


def test_goods_that_stay_in_a_van_go_to_one_that_meets_it() -> None:
    board = running_day()
    board.fail("a1.1")
    what = asked(board, orders=frozenset({A1, W1}), meets=True)
    assert offered(what, {}) is None, "a retry is worth little here, and a meeting costs more"
    dear = tuple(replace(each, worth_minor=9_000) for each in what.waiting.candidates)
    what = replace(what, waiting=replace(what.waiting, candidates=dear))
    offer = offered(what, {R1: ("a2.1", "w1.new", "a3.1")})
    assert offer is not None
    assert offer.placed == ((W1, R1), (A1, R2))
    assert (offer.disturbed, offer.moved, offer.left) == ((R1, R2), (), ())
    assert [
        audit(part, (known,)) for part, known in zip(offer.parts(), offer.excuses, strict=True)
    ] == [(True,), (True,)]
    board.ask(offer.command)
    for route_id in (R1, R2):
        assert board.route(route_id).stop_ids[-3:] == offer.problem.route(route_id).stop_ids[-3:]
    only_met = offered(what, {})
    assert only_met is not None
    assert only_met.placed == ((A1, R2),)


def test_the_load_of_a_van_that_cannot_go_on_is_planned_like_everything_else() -> None:
    board = running_day()
    board.complete("a1.1")
    board.ask(c.ReportBreakdown(R1))
    what = asked(board, orders=frozenset({A2, A3}), meets=True)
    assert {each.order_id for each in what.waiting.candidates} == {A2, A3}
    model = model_of(what, Style.CHEAPEST)
    take, visit = (
        number for number, each in enumerate(model.visits) if each.stop_id.startswith("a2.new")
    )
    assert (model.fleet.requests[take].partner, model.fleet.requests[visit].partner) == (
        visit,
        take,
    )
    assert model.fleet.requests[visit].is_delivery_half
    worth = next(e.worth_minor for e in what.waiting.candidates if e.order_id == A2)
    assert worth
    assert model.fleet.requests[take].prize == 18_000 * worth
    offer = offered(what, {R2: ("a2.new:take", "a3.new", "b1.1", "a2.new", "b2.1", "b3.1")})
    assert offer is not None
    assert offer.placed == ((A3, R2), (A2, R2))
    assert offer.moved == ()
    assert [
        audit(part, (known,)) for part, known in zip(offer.parts(), offer.excuses, strict=True)
    ] == [(True,)]
    board.ask(offer.command)
    assert board.route(R2).stop_ids == ("a2.2", "a3.2", "b1.1", "a2.3", "b2.1", "b3.1")
    assert offer.problem.route(R2).stop_ids == board.route(R2).stop_ids
    now = problem_at(board.state, TODAY, one_road(), board.now)
    ((_, table),) = offer.changed
    assert table.starts_s == timetable(now.route(R2), now).starts_s


def test_a_load_that_stays_in_a_van_that_cannot_go_on_says_where() -> None:
    board = running_day()
    board.complete("a1.1")
    board.ask(c.ReportBreakdown(R1))
    what = asked(board, orders=frozenset({A2, A3}))
    offer = offered(what, {R2: ("b1.1", "a3.new", "b2.1", "b3.1")})
    assert offer is not None
    (left,) = offer.left
    assert left.words == "No van fetches its goods from Route 1 beside what this plan does"


def test_who_declined_an_order_is_not_given_it_by_any_plan() -> None:
    board = running_day()
    for route_id in (R1, R2):
        board.place(W1, route_id, 3)
        board.send(route_id)
        board.decline(route_id)
    what = asked(board, orders=frozenset({W1, W2}))
    model = model_of(what, Style.CHEAPEST)
    may = {v.order_id: r.vans for v, r in zip(model.visits, model.fleet.requests, strict=True)}
    assert (may[W1], may[W2]) == (frozenset(), frozenset({0, 1}))
    offer = offered(what, {R2: ("b1.1", "w2.new", "b2.1", "b3.1")})
    assert offer is not None
    (left,) = offer.left
    assert left.order_id == W1
    assert left.words == "Every driver who could take it has declined it"


def test_what_a_sender_gives_is_planned_with_a_stop_between_and_the_rules_take_it() -> None:
    board = with_sent()
    what = asked(board, orders=frozenset({S1}))
    lists = {R1: ("s1.new:take", *board.route(R1).stop_ids[:1], "s1.new", "a2.1", "a3.1")}
    offer = offered(what, lists)
    assert offer is not None
    assert offer.placed == ((S1, R1),)
    board.ask(offer.command)
    assert board.route(R1).stop_ids == ("s1.1", "a1.1", "s1.2", "a2.1", "a3.1")


def test_a_collection_and_its_delivery_change_vans_by_a_plan() -> None:
    board = with_sent()
    board.place(S1, R2, 2)
    what = asked(board)
    model = model_of(what, Style.CHEAPEST)
    both = zip(model.visits, model.fleet.requests, strict=True)
    able = {each.stop_id: request.vans for each, request in both}
    assert able[StopId("s1.1")] == able[StopId("s1.2")] == frozenset({0, 1})
    there = [id_ for id_ in board.route(R2).stop_ids if not id_.startswith("s1")]
    offer = offered(what, {R1: ("s1.1", "a1.1", "a2.1", "s1.2", "a3.1"), R2: there})
    assert offer is not None
    assert set(offer.moved) == {"s1.1", "s1.2"}
    assert [
        audit(part, (known,)) for part, known in zip(offer.parts(), offer.excuses, strict=True)
    ] == [(True,), (True,)]
    board.ask(offer.command)
    assert board.route(R1).stop_ids == ("s1.1", "a1.1", "a2.1", "s1.2", "a3.1")
    left = [id_ for id_ in board.route(R2).stop_ids if id_.startswith("s1")]
    assert left == []


def test_an_order_whose_sender_no_van_can_reach_in_time_says_where_it_waits() -> None:
    board = with_sent(sent_order(sender=Sender(FROM, 240, make_window(-200, -100))))
    what = asked(board, orders=frozenset({S1}))
    offer = offered(what, {R1: ("a1.1", "a2.1"), R2: ("b1.1", "b2.1", "a3.1", "b3.1")})
    assert offer is not None
    (left,) = offer.left
    assert "No van fetches its goods from Calle Giver" in left.words

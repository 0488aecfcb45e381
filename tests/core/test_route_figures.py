"""What was planned and what was driven, on the small day's first van."""

from msgspec.structs import replace

from core.model import (
    Attempt,
    DriverId,
    ItemId,
    OrderId,
    Place,
    PlaceId,
    Stop,
    StopId,
    StopKind,
    StopStatus,
)
from core.route_figures import Driven, driven, planned
from core.state import State
from tests.builders import A1, A2, A3, R1, after, make_window, small_day

DELIVERED, FAILED_AT, COLLECTED = StopId("a1.1"), StopId("a2.1"), StopId("a3.1")
KM_M = round(1_000 * 1.35)


def on_a_line(state: State) -> State:
    """The depot and the three doors, each a kilometre north of the one before."""
    degree = 1 / 111.195
    places = dict(state.places)
    for n, id_ in enumerate(("depot", "p-a1", "p-a2", "p-a3")):
        places[PlaceId(id_)] = Place(PlaceId(id_), id_, n * degree, 0.0)
    return replace(state, places=places)


def with_stop(state: State, stop_id: StopId, **changes: object) -> State:
    stop = replace(state.stops[stop_id], **changes)
    return replace(state, stops=state.stops | {stop_id: stop})


def worked() -> State:
    """a1 on time, a2 in vain for the first time, a3 late and without one of its lines."""
    state = on_a_line(small_day().state)
    orders = dict(state.orders)
    failed = Attempt(FAILED_AT, DriverId("d1"), "refused", after(40), after(40))
    orders[A1] = replace(orders[A1], window=make_window(0, 30))
    orders[A2] = replace(orders[A2], window=make_window(0, 60), attempts=(failed,))
    orders[A3] = replace(orders[A3], window=make_window(0, 50), refused_items=(ItemId("a3-in"),))
    state = replace(state, orders=orders)
    done = StopStatus.COMPLETED
    state = with_stop(state, DELIVERED, status=done, arrived_at=after(20), ended_at=after(27))
    state = with_stop(state, FAILED_AT, status=StopStatus.FAILED, ended_at=after(40))
    return with_stop(state, COLLECTED, status=done, arrived_at=after(55), ended_at=after(59))


def test_a_plan_counts_its_stops_its_ways_there_and_back_and_its_time_at_doors() -> None:
    state = on_a_line(small_day().state)
    plan = planned(state, state.routes[R1])
    assert (plan.stops, plan.service_s) == (3, 900)
    assert abs(plan.metres - 6 * KM_M) <= 3


def test_before_the_first_stop_nothing_was_driven() -> None:
    state = on_a_line(small_day().state)
    assert driven(state, state.routes[R1]) == Driven()


def test_what_was_driven_counts_first_tries_promises_and_ways() -> None:
    state = worked()
    got = driven(state, state.routes[R1])
    assert (got.done, got.failed) == (2, 1)
    assert (got.first_tries, got.first_done) == (3, 2)
    assert (got.promised, got.on_time, got.in_full, got.otif) == (3, 1, 1, 1)
    assert (got.service_s, got.expected_service_s) == (7 * 60 + 4 * 60, 600)
    assert abs(got.metres - 3 * KM_M) <= 2


def test_a_delivery_that_left_a_part_out_is_on_time_but_not_in_full() -> None:
    state = worked()
    stranger = OrderId(f"{A1}-p1")
    orders = state.orders | {stranger: replace(state.orders[A1], id=stranger)}
    state = replace(state, orders=orders)
    assert driven(state, state.routes[R1]).in_full == 1, "one that is only called so"
    part = OrderId(f"{A1}-p2")
    orders |= {part: replace(state.orders[A1], id=part, part_of=A1)}
    got = driven(replace(state, orders=orders), state.routes[R1])
    assert (got.promised, got.on_time, got.in_full, got.otif) == (3, 1, 0, 0)


def test_the_way_home_counts_when_the_route_has_ended() -> None:
    state = worked()
    got = driven(state, replace(state.routes[R1], ended_at=after(90)))
    assert abs(got.metres - 6 * KM_M) <= 3


def test_a_second_visit_is_no_first_try_and_a_visit_without_window_no_promise() -> None:
    state = worked()
    earlier = Attempt(StopId("a1.0"), DriverId("d2"), "refused", after(-90), after(-90))
    again = replace(state.orders[A1], attempts=(earlier,), window=None)
    state = replace(state, orders=state.orders | {A1: again})
    got = driven(state, state.routes[R1])
    assert (got.first_tries, got.first_done, got.promised, got.on_time) == (2, 1, 2, 0)
    assert got.done == 2


def test_hand_overs_are_ways_and_no_visits() -> None:
    state = worked()
    take = Stop(
        StopId("a1.t"),
        StopKind.TAKE,
        A1,
        R1,
        PlaceId("p-a2"),
        60,
        status=StopStatus.COMPLETED,
        ended_at=after(10),
    )
    route = state.routes[R1]
    route = replace(route, manifest=(take.id, *route.manifest))
    got = driven(replace(state, stops=state.stops | {take.id: take}), route)
    assert got.done == 2
    assert abs(got.metres - 5 * KM_M) <= 3


def test_a_stop_whose_end_is_not_known_took_no_time() -> None:
    state = with_stop(worked(), DELIVERED, ended_at=None)
    assert driven(state, state.routes[R1]).service_s == 4 * 60


def test_what_is_archived_is_left_out() -> None:
    state = worked()
    route = replace(state.routes[R1], manifest=(StopId("gone"), *state.routes[R1].manifest))
    orders = {id_: order for id_, order in state.orders.items() if id_ != A1}
    places = {id_: place for id_, place in state.places.items() if id_ != PlaceId("p-a1")}
    got = driven(replace(state, orders=orders, places=places), route)
    assert (got.done, got.failed) == (1, 1)
    assert abs(got.metres - 3 * KM_M) <= 2

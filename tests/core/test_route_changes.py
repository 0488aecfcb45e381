"""Routes that something happened to: their own record, a stop or an order of theirs."""

from msgspec.structs import replace

from core.model import StopStatus, TextRef
from core.route_changes import names, routes_touched
from core.state import State
from tests.builders import A1, R1, R2, T1, T2, first_stop, small_day

STATE = small_day().state


def test_the_same_state_touches_nothing() -> None:
    assert routes_touched(STATE, STATE) == frozenset()
    copied = replace(STATE, stops=dict(STATE.stops), orders=dict(STATE.orders))
    assert routes_touched(STATE, copied) == frozenset()


def test_a_new_state_touches_every_route() -> None:
    assert routes_touched(State(), STATE) == {R1, R2, T1, T2}


def test_a_route_is_touched_by_its_own_record() -> None:
    locked = replace(STATE.routes[R2], is_locked=True)
    assert routes_touched(STATE, replace(STATE, routes={**STATE.routes, R2: locked})) == {R2}


def test_a_stop_touches_its_route() -> None:
    stop = replace(STATE.stops[first_stop(A1)], status=StopStatus.SKIPPED)
    assert routes_touched(STATE, replace(STATE, stops={**STATE.stops, stop.id: stop})) == {R1}


def test_an_order_touches_every_route_it_is_on() -> None:
    order = replace(STATE.orders[A1], service_s=1)
    again = replace(STATE.stops[first_stop(A1)], id="again", route_id=R2)
    twice = replace(STATE, stops={**STATE.stops, again.id: again})
    after = replace(twice, orders={**STATE.orders, A1: order})
    assert routes_touched(twice, after) == {R1, R2}


def test_a_customer_or_a_place_touches_the_routes_that_go_there() -> None:
    order = STATE.orders[A1]
    customer = replace(STATE.customers[order.customer_id], empties=3)
    customers = {**STATE.customers, customer.id: customer}
    assert routes_touched(STATE, replace(STATE, customers=customers)) == {R1}
    place = replace(STATE.places[order.place_id], lat=1.0)
    assert routes_touched(STATE, replace(STATE, places={**STATE.places, place.id: place})) == {R1}


def test_the_depot_s_place_touches_every_route() -> None:
    depot = replace(STATE.places[STATE.routes[R1].start_place_id], lat=1.0)
    moved = replace(STATE, places={**STATE.places, depot.id: depot})
    assert routes_touched(STATE, moved) == {R1, R2, T1, T2}


def test_a_route_that_is_gone_is_not_named() -> None:
    left = {R1: STATE.routes[R1]}
    assert routes_touched(STATE, replace(STATE, routes=left)) == frozenset()


def test_names_differ_when_somebody_is_called_otherwise() -> None:
    ref = next(iter(STATE.drivers.values())).name_ref
    assert names(STATE, {}) == names(STATE, {TextRef("note"): "Rang twice"})
    assert names(STATE, {}) != names(STATE, {ref: "Dora"})

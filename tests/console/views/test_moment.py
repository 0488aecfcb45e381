"""Look-ups and times of one moment."""

from datetime import timedelta

from msgspec.structs import replace

from console.views.moment import Moment
from core.honest_window import eta_window
from core.model import (
    ActorId,
    CustomerId,
    DriverId,
    OrderId,
    PlaceId,
    StopId,
    StopKind,
    StopStatus,
    TextRef,
)
from tests.builders import R1
from tests.console.views.small_day import (
    BO,
    DAY,
    ME,
    NOW,
    ORDERS,
    STOPS,
    V1,
    V2,
    moment,
    order,
    planned,
    route,
    stop,
)
from tests.senders import S1, with_sent


def test_people_and_places_are_named_or_said_to_be_unknown() -> None:
    now = moment()
    known = ORDERS[OrderId("ret")]
    assert now.customer(known) == "Ines Diaz"
    assert now.customer_phone(known) == "+1 111"
    assert now.address(known) == "Elm 1"
    lost = replace(known, customer_id=CustomerId("?"), place_id=PlaceId("?"))
    assert now.customer(lost) == "Unknown customer"
    assert now.customer_phone(lost) == ""
    assert now.address(lost) == "Unknown address"
    assert now.driver_name(DriverId("d1")) == "Dora"
    assert now.driver_phone(DriverId("d1")) == "+1 222"
    assert now.driver_name(DriverId("?")) == "?"
    assert now.driver_phone(DriverId("?")) == ""


def test_an_erased_name_is_said_to_be_erased() -> None:
    assert moment(texts={}).customer(ORDERS[OrderId("ret")]) == "Name erased"
    assert moment(texts={}).driver_name(DriverId("d1")) == "Name erased"
    assert moment().text(None, "none") == "none"
    assert moment().text(TextRef("note")) == "Rang twice"


def test_reasons_and_colleagues_have_words() -> None:
    now = moment()
    assert now.reason("recipient_absent") == "Nobody at home"
    assert now.reason("road_closed") == "Road closed"
    assert now.actor(ME) == "you"
    assert now.actor(BO) == "Bo"
    assert now.actor(None) == ""
    assert replace(now, actors={}).actor(BO) == "bo"
    assert now.actor(ActorId("d1")) == "Dora"
    assert now.actor(ActorId("customer:1449")) == "the customer"


def test_drivers_and_customers_are_not_of_the_office() -> None:
    now = moment()
    assert now.is_of_office(BO)
    assert now.is_of_office(None)
    assert not now.is_of_office(ActorId("d1"))
    assert not now.is_of_office(ActorId("customer:1449"))


def test_a_silent_driver_is_stale() -> None:
    now = moment()
    assert now.heard(DriverId("d1")) == "position just now"
    assert not now.is_stale(DriverId("d1"))
    assert now.heard(DriverId("d2")) == "no position yet"
    assert now.is_stale(DriverId("d2"))


def test_a_van_keeps_its_colour_over_days() -> None:
    tomorrow = route(V2, vehicle_id=route(V1).vehicle_id)
    now = moment(routes={V1: route(V1), V2: tomorrow})
    assert now.colours()[V1] == now.colours()[V2]
    assert moment().colours() == {V1: 0, V2: 1}


def test_tasks_say_what_happens_at_the_door() -> None:
    now = moment()
    words = {id_: now.task(each) for id_, each in STOPS.items()}
    assert words[StopId("s-done")] == "Deliver"
    assert words[StopId("s-ret")] == "Collect return"
    assert words[StopId("s-box")] == "Collect containers"
    assert words[StopId("s-swap")] == "Exchange"
    assert words[StopId("s-give")] == "Hand over to Egon"
    assert words[StopId("s-take")] == "Take over from Dora"
    alone = replace(STOPS[StopId("s-give")], linked_stop_id=None)
    assert now.task(alone) == "Hand over to another van"
    odd = stop("s-odd", "done", StopKind.COLLECT, V1)
    assert now.task(odd) == "Collect"


def test_times_come_from_life_then_from_the_timetable() -> None:
    now = moment()
    times = {each.id: known for each, known in now.stop_times(now.state.routes[V1])}
    done = times[StopId("s-done")]
    assert (done.begins, done.ends) == (NOW - timedelta(minutes=50), NOW - timedelta(minutes=45))
    failed = times[StopId("s-fail")]
    assert failed.begins == NOW - timedelta(minutes=35)
    under_way = times[StopId("s-way")]
    assert under_way.ends == NOW + timedelta(minutes=10)
    assert under_way.begins == NOW + timedelta(minutes=5)
    first = times[StopId("s-ret")]
    assert first.begins == NOW + timedelta(minutes=15)
    assert first.late_s == 600


def test_without_a_timetable_stops_can_still_be_seen() -> None:
    now = moment(times={})
    times = {each.id: known for each, known in now.stop_times(now.state.routes[V1])}
    assert times[StopId("s-way")].begins == NOW
    assert times[StopId("s-ret")].begins > times[StopId("s-way")].ends
    assert times[StopId("s-box")].begins > times[StopId("s-ret")].ends


def test_a_driver_at_the_door_has_begun() -> None:
    at_door = replace(
        STOPS[StopId("s-way")],
        status=StopStatus.ARRIVED,
        arrived_at=NOW - timedelta(minutes=2),
    )
    now = moment()
    state = replace(now.state, stops={**now.state.stops, at_door.id: at_door})
    now = replace(now, state=state)
    times = {each.id: known for each, known in now.stop_times(now.state.routes[V1])}
    assert times[at_door.id].begins == NOW - timedelta(minutes=2)


def test_the_load_is_shared_by_what_the_van_can_hold() -> None:
    assert planned(V1).load_share() == 0.95
    bare = replace(planned(V1), route=replace(planned(V1).route, capacity=order_load()))
    assert bare.load_share() == 0.0


def order_load() -> object:
    return type(order("x", ORDERS[OrderId("ret")].kind).items[0].load)()


def test_the_days_of_the_sample_are_open() -> None:
    assert DAY in moment().state.days


def test_a_visit_of_a_van_on_the_road_has_a_window_that_is_right_in_8_of_10_cases() -> None:
    begins = NOW + timedelta(minutes=30)
    now = moment()
    waiting = next(
        s for s in now.state.stops.values() if s.arrived_at is None and not s.status.is_ended
    )
    left = replace(now.state.routes[waiting.route_id], started_at=NOW)
    gone = replace(now, state=replace(now.state, routes={**now.state.routes, left.id: left}))
    window = eta_window(begins, NOW)
    assert gone.probably(waiting, begins) == now.wording.window(window.opens, window.closes)
    assert gone.probably(replace(waiting, arrived_at=NOW), begins) == ""
    still = replace(left, started_at=None)
    home = replace(now, state=replace(now.state, routes={**now.state.routes, left.id: still}))
    assert home.probably(waiting, begins) == ""


def test_what_is_taken_at_a_senders_looks_like_what_is_fetched() -> None:
    board = with_sent()
    board.place(S1, R1, 0)
    moment = Moment(board.state, board.now)
    take, visit = (board.stop(f"s1.{n}") for n in (1, 2))
    assert (moment.shown_kind(take), moment.task(take)) == (StopKind.FETCH, "Collect to deliver")
    assert moment.shown_kind(visit) is StopKind.DELIVER

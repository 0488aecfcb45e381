"""A day is opened with empty routes for those who drive."""

from datetime import UTC, date, datetime

from msgspec.structs import replace

from core.model import OrderId, PlaceId, RouteId, ServiceDay, VehicleId
from core.new_day import (
    Crew,
    Shift,
    days_with_orders,
    open_day,
    usual_crews,
    waiting_on,
    what_is_wrong,
)
from core.state import State
from tests.builders import (
    NOON,
    R1,
    SYSTEM,
    TOMORROW,
    Board,
    add_orders,
    fleet,
    make_order,
    small_day,
)

LATER = date(2026, 12, 1)


def office() -> Board:
    board = small_day()
    board.ask(add_orders(make_order("n1", day=ServiceDay(LATER.isoformat()))), SYSTEM)
    return board


def test_drivers_have_the_van_and_the_name_of_their_last_route() -> None:
    board = office()
    board.ask(fleet(4), SYSTEM)
    crews = usual_crews(board.state)
    assert [(crew.driver_id, crew.vehicle_id) for crew in crews] == [
        ("d1", "v1"),
        ("d2", "v2"),
        ("d3", "v3"),
        ("d4", "v4"),
    ]
    assert crews[0].name == "Route 1"
    assert crews[3].name == "Route 4"


def test_who_was_erased_or_has_no_van_does_not_drive() -> None:
    board = office()
    board.ask(fleet(3), SYSTEM)
    state = board.state
    first, second, third = state.drivers.values()
    vans = {id_: van for id_, van in state.vehicles.items() if id_ != "v3"}
    gone = replace(first, erased_at=NOON)
    drivers = {each.id: each for each in (gone, second, third)}
    crews = usual_crews(replace(state, drivers=drivers, vehicles=vans))
    assert [crew.driver_id for crew in crews] == ["d2"]


def test_what_waits_for_a_day() -> None:
    state = office().state
    assert days_with_orders(state, date(2026, 11, 23)) == (LATER,)
    assert days_with_orders(state, date(2026, 12, 2)) == ()
    assert (waiting_on(state, LATER), waiting_on(State(), LATER)) == (1, 0)


def test_what_cannot_be_opened_is_said() -> None:
    crew = Crew(usual_crews(office().state)[0].driver_id, VehicleId("v1"), "Route 1")
    assert what_is_wrong((crew,), Shift()) == ""
    assert what_is_wrong((), Shift()) == "Choose at least one driver."
    assert what_is_wrong((crew,), Shift(600, 600)) == "The shift ends before it begins."
    assert what_is_wrong((crew, crew), Shift()) == "v1 cannot be driven by two at once."


def test_a_day_opens_with_routes_that_orders_find_their_place_on() -> None:
    board = office()
    board.ask(open_day(board.state, LATER, usual_crews(board.state), Shift()), SYSTEM)
    route = board.route(RouteId("2026-12-01-d1"))
    assert (route.name, route.stop_ids) == (board.route(R1).name, ())
    assert route.starts_at == datetime(2026, 12, 1, 11, tzinfo=UTC)
    assert (route.start_place_id, route.end_place_id) == (PlaceId("depot"), PlaceId("depot"))
    assert len(route.breaks) == 1
    assert board.case(OrderId("n1")).order_id == "n1"
    board.place(OrderId("n1"), route.id, 0)
    assert board.route(route.id).stop_ids


def test_a_short_shift_or_an_early_one_has_no_lunch() -> None:
    state = office().state
    crews = usual_crews(state)
    for shift in (Shift(8 * 60, 12 * 60), Shift(5 * 60, 13 * 60), Shift(13 * 60, 21 * 60)):
        assert open_day(state, LATER, crews, shift).routes[0].breaks == ()
    assert TOMORROW in state.days

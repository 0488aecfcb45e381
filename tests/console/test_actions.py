"""What a menu is about stands on top of it."""

from console.actions import menu_title
from tests.builders import small_day


def test_a_menu_names_its_stop_and_its_route() -> None:
    state = small_day().state
    stop = next(iter(state.stops.values()))
    route = state.routes[stop.route_id]
    address = state.places[stop.place_id].address
    assert menu_title(state, route, stop) == f"{stop.order_id}, {address} · {route.name}"
    assert menu_title(state, route, None) == route.name

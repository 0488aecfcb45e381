"""A real window, a real mouse: from a row of the queue to what the driver answered, in the log."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from core import events as e
from core.hub.sql_log import SqlLog
from core.model import RouteId
from tests.end_to_end.real_console import (
    Hands,
    Place,
    day_log,
    lane_for,
    open_console,
    placed,
    places_for,
    read,
    send_and_hear,
    withdrawn,
)
from tests.end_to_end.waiting import wait_for

pytestmark = [pytest.mark.end_to_end, pytest.mark.webengine, pytest.mark.timeout(240)]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("console")


@pytest.fixture(scope="module")
def hands(desktop: dict[str, str], data: Path, repository: Path) -> Iterator[Hands]:
    with open_console(desktop, data, repository) as opened:
        yield opened
        opened.close()


@pytest.fixture
def log(hands: Hands, data: Path) -> Iterator[SqlLog]:
    with day_log(data) as opened:
        yield opened


def test_a_return_dragged_onto_a_lane_is_placed_sent_and_answered(
    hands: Hands, log: SqlLog
) -> None:
    order_id = hands.first_return()
    route_id, lane = lane_for(hands, order_id)
    hands.drag(hands.row_of(order_id), lane)
    send_and_hear(hands, log, order_id, route_id)


def test_a_return_dragged_onto_the_map_is_placed_sent_and_answered(
    hands: Hands, log: SqlLog
) -> None:
    order_id = hands.first_return()
    places, routes = places_for(hands, order_id)
    route_id = hands.drag_onto_map(hands.row_of(order_id), places, routes)
    send_and_hear(hands, log, order_id, RouteId(route_id))


def test_what_is_undone_before_it_is_sent_never_reaches_the_driver(
    hands: Hands, log: SqlLog
) -> None:
    order_id = hands.first_return()
    route_id, lane = lane_for(hands, order_id)
    hands.drag(hands.row_of(order_id), lane)
    stop_id = placed(log, order_id, route_id)
    wait_for(lambda: route_id in hands.find("tray"), "the route in the tray")
    hands.press("ctrl+z")
    wait_for(lambda: stop_id in withdrawn(log), "the order back in the queue")
    wait_for(lambda: route_id not in hands.tray(), "a tray without it")
    hands.press("ctrl+Return")
    # Another change that is sent afterwards shows that the keys were heard.
    other_id = hands.first_return(besides=order_id)
    route_id, lane = lane_for(hands, other_id)
    hands.drag(hands.row_of(other_id), lane)
    send_and_hear(hands, log, other_id, route_id)
    for event in read(log):
        if isinstance(event, e.ChangesSent):
            assert stop_id not in event.offer.stop_ids


def around(places: list[Place]) -> list[Place]:
    """The corners of a box a little larger than they need, and the first again."""
    left, right = min(x for x, _ in places) - 9, max(x for x, _ in places) + 9
    top, bottom = min(y for _, y in places) - 9, max(y for _, y in places) + 9
    return [[left, top], [right, top], [right, bottom], [left, bottom], [left, top]]


def chosen_stops(hands: Hands) -> set[str]:
    """Stops that are chosen together."""
    return set(msgspec.convert(hands.look("chosen_stops"), list[str]))


def nothing_chosen(hands: Hands) -> bool:
    """Esc lets go of one thing after the other; whether nothing is chosen by now."""
    hands.press("Escape")
    return not chosen_stops(hands)


def test_marks_are_chosen_by_a_box_and_by_a_line_and_one_menu_is_for_all(
    hands: Hands, log: SqlLog
) -> None:
    hands.press("ctrl+0")
    stops = hands.marks("stop")
    corners = around([place for _, _, place in stops])
    hands.draw([corners[0], corners[2]], held="shift")
    wait_for(lambda: {id_ for id_, _, _ in stops} <= chosen_stops(hands), "the stops in the box")
    wait_for(lambda: nothing_chosen(hands), "nothing chosen")
    hands.press("ctrl+7")
    wait_for(lambda: hands.look("page lasso") == "true", "a map that waits for a line")
    hands.draw(around([place for _, _, place in stops[:2]]))
    wait_for(lambda: len(chosen_stops(hands)) > 1, "the stops within the line")
    chosen = chosen_stops(hands)
    # A van may stand on one of them by now.
    place = next(place for id_, _, place in hands.marks("stop") if id_ in chosen)
    hands.open_menu(place, "Lock these")

    def locked() -> set[str]:
        return {event.stop_id for event in read(log) if isinstance(event, e.StopLocked)}

    wait_for(lambda: locked() and locked() <= chosen, "locked stops in the log", 20)
    hands.press("ctrl+z")
    hands.press("Escape")


def test_a_return_dropped_on_a_van_is_placed_on_its_route(hands: Hands, log: SqlLog) -> None:
    hands.press("ctrl+0")
    order_id = hands.first_return()
    routes = hands.find(f"offers {order_id}")
    vans = [(route, place) for _, route, place in hands.marks("driver") if route in routes]
    wanted = [route for route, _ in vans]
    route_id = hands.drag_onto_map(hands.row_of(order_id), [at for _, at in vans], wanted)
    stop_id = placed(log, order_id, route_id)
    hands.press("ctrl+z")
    wait_for(lambda: stop_id in withdrawn(log), "the order back in the queue")


def test_a_stop_dragged_to_another_route_inside_the_map_moves_there_and_back(
    hands: Hands, log: SqlLog
) -> None:
    hands.press("ctrl+0")
    places = {id_: (route_id, place) for id_, route_id, place in hands.marks("stop")}
    # What is still to be fetched moves at once; goods that are aboard would need a hand-over.
    stop_id = next(id_ for id_ in hands.find("collects") if id_ in places)
    from_route, place = places[stop_id]
    to_route = hands.drag_stop(place)

    def moves() -> list[str]:
        found = [event for event in read(log) if isinstance(event, e.StopMoved)]
        return [event.to_route_id for event in found if event.stop_id == stop_id]

    wait_for(lambda: moves() == [to_route], "the stop on the other route", 20)
    # The log has it before the window does, which until then would undo what was done earlier.
    wait_for(lambda: "moved to" in str(hands.look("told")), "the window's word of the move", 20)
    hands.press("ctrl+z")
    wait_for(lambda: moves() == [to_route, from_route], "the stop on its own route again", 20)


def test_a_whole_route_dragged_onto_another_one_inside_the_map_goes_there_and_comes_back(
    hands: Hands, log: SqlLog
) -> None:
    hands.press("ctrl+0")
    from_route, _ = msgspec.convert(hands.look("vans"), list[tuple[str, Place]])[0]
    hands.click(msgspec.convert(hands.look("vans"), list[tuple[str, Place]])[0][1])
    wait_for(lambda: hands.look("route_chosen") == from_route, "a route that is chosen")
    grips = wait_for(lambda: hands.look("grips"), "its line on the map", 20)
    before = len(read(log))
    to_route = hands.drag_stop(msgspec.convert(grips, list[Place])[0])
    wait_for(lambda: "onto" in str(hands.look("asks")), "what it would mean", 20)

    def taken() -> set[str]:
        """Orders that have left the one for the other since; one that went on is asked anew."""
        if "onto" in str(hands.look("asks")):
            hands.press("Return")
        moved = [event for event in read(log)[before:] if isinstance(event, e.StopMoved)]
        new = [event for event in read(log)[before:] if isinstance(event, e.OrderPlaced)]
        placed = {each.order_id for each in new if on(each, to_route)}
        there = {each.stop_id for each in moved if each.to_route_id == to_route}
        return {*map(str, placed), *map(str, there)}

    wait_for(taken, "its work on the other route", 20)
    wait_for(lambda: " on " in str(hands.look("told")), "the window's word of it", 20)
    hands.press("ctrl+z")

    def is_back() -> bool:
        """Whether something came to the first route again."""
        events = read(log)[before:]
        back = [each for each in events if isinstance(each, e.OrderPlaced) and on(each, from_route)]
        moved = [each for each in events if isinstance(each, e.StopMoved)]
        return bool(back) or any(each.to_route_id == from_route for each in moved)

    wait_for(is_back, "its work on its own route again", 20)


def on(placed: e.OrderPlaced, route_id: str) -> bool:
    """Whether the customer's own stop is on that route."""
    return placed.placements[-1].stop.route_id == route_id


def test_the_map_follows_measures_and_goes_where_the_command_line_says(hands: Hands) -> None:
    hands.press("ctrl+0")
    driver_id, _, van = hands.marks("driver")[0]
    hands.click(van)
    wait_for(lambda: hands.look("route_chosen"), "the van's route")
    hands.press("ctrl+8")
    wait_for(lambda: hands.look("page follows") == driver_id, "a van that is followed")
    hands.press("Escape")
    wait_for(lambda: hands.look("page follows") == "", "the end of following")
    hands.press("ctrl+m")
    wait_for(lambda: "from place to place" in str(hands.look("page bar")), "a measure")
    x, y = hands.place("map")
    for place in ([x - 60, y], [x + 60, y]):
        hands.point(place)
        hands.click(place)
    wait_for(lambda: float(str(hands.look("page metres"))) > 0, "a length")
    hands.press("Escape")
    wait_for(lambda: hands.look("page bar") == "", "the end of measuring")
    hands.press("ctrl+k")
    wait_for(lambda: hands.look("offered"), "the command line")
    hands.type("-29.95 -71.33")
    wait_for(lambda: "-29.95" in str(hands.look("offered")[1:]), "the place")  # type: ignore[index]
    hands.press("Return")
    wait_for(lambda: hands.look("page centre") == "-29.950 -71.330", "the map there")
    hands.press("ctrl+k")
    wait_for(lambda: hands.look("offered"), "the command line")
    hands.type("foll")
    hands.press("Tab")
    wait_for(lambda: str(hands.look("offered")[0]).startswith("follow"), "a completion")  # type: ignore[index]
    hands.press("Escape")
    wait_for(lambda: hands.look("offered") == [], "the command line closed")
    hands.press("ctrl+0")

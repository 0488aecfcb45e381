"""A real window, a real mouse: from a row of the queue to what the driver answered, in the log."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core import events as e
from core.hub.sql_log import SqlLog
from core.model import RouteId
from tests.end_to_end.real_console import (
    Hands,
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
    wait_for(lambda: hands.look("tray") == [], "an empty tray")
    hands.press("ctrl+Return")
    # Another change that is sent afterwards shows that the keys were heard.
    other_id = hands.first_return(besides=order_id)
    route_id, lane = lane_for(hands, other_id)
    hands.drag(hands.row_of(other_id), lane)
    send_and_hear(hands, log, other_id, route_id)
    for event in read(log):
        if isinstance(event, e.ChangesSent):
            assert stop_id not in event.offer.stop_ids

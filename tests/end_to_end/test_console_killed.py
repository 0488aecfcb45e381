"""Hub and console killed with -9 around a drop that was not sent: the day goes on as it stood."""

import os
import signal
from pathlib import Path

import pytest

from core import events as e
from core.demo_day import DEPOT_ID
from core.hub.endpoint import HubFiles, read_endpoint
from core.hub.log import StoredEvent
from core.model import OrderId, RouteId
from tests.end_to_end import truths
from tests.end_to_end.real_console import (
    Hands,
    day_log,
    lane_for,
    open_console,
    placed,
    read,
    send_and_hear,
)
from tests.end_to_end.waiting import wait_for

pytestmark = [pytest.mark.end_to_end, pytest.mark.webengine, pytest.mark.timeout(240)]


def session_of(data: Path) -> str:
    """What a console that ends badly leaves of itself."""
    return "".join(file.read_text() for file in data.rglob("*session.json"))


def test_what_was_dropped_before_a_kill_is_on_the_tray_afterwards(
    desktop: dict[str, str], tmp_path: Path, repository: Path
) -> None:
    with open_console(desktop, tmp_path, repository) as killed:
        order_id, route_id = drop_a_return(killed)
        with day_log(tmp_path) as log:
            placed(log, order_id, route_id)
        wait_for(lambda: killed.look("tray") == [route_id], "the route in the tray")
        looked_at = killed.first_return(besides=order_id)
        killed.click(killed.row_of(looked_at))
        wait_for(lambda: looked_at in session_of(tmp_path), "what is looked at, on the disk")
        hub = hub_of(tmp_path)
        os.kill(hub, signal.SIGKILL)
        wait_for(lambda: hub_of(tmp_path) not in (0, hub), "another hub")
        wait_for(lambda: killed.look("ready"), "the line to it")
        wait_for(lambda: killed.look("tray") == [route_id], "the tray as it stood")
        killed.kill()
        before = stored(tmp_path)
        # At once: hub and drivers of the killed console may be about to end.
        with open_console(desktop, tmp_path, repository) as hands:
            wait_for(lambda: hands.look("tray") == [route_id], "the tray as it stood")
            wait_for(lambda: hands.look("case_chosen") == looked_at, "what was looked at")
            killed.wait_for_the_end()
            with day_log(tmp_path) as log:
                send_and_hear(hands, log, order_id, route_id)
            hands.close()
    nothing_is_lost(before, stored(tmp_path))


def test_a_drop_that_no_hub_answered_is_carried_out_once_after_the_kill(
    desktop: dict[str, str], tmp_path: Path, repository: Path
) -> None:
    with open_console(desktop, tmp_path, repository) as hands:
        hub = hub_of(tmp_path)
        os.kill(hub, signal.SIGSTOP)
        order_id, route_id = drop_a_return(hands)
        wait_for(lambda: hands.look("waiting") == 1, "the drop waiting for the hub")
        os.kill(hub, signal.SIGKILL)
        hands.kill()
        hands.wait_for_the_end()
    before = stored(tmp_path)
    with open_console(desktop, tmp_path, repository) as hands, day_log(tmp_path) as log:
        send_and_hear(hands, log, order_id, route_id)
        found = [event for event in read(log) if isinstance(event, e.OrderPlaced)]
        assert [event.order_id for event in found].count(OrderId(order_id)) == 1
        hands.close()
    nothing_is_lost(before, stored(tmp_path))


def drop_a_return(hands: Hands) -> tuple[str, RouteId]:
    """Drag the first return of the queue onto the lane where it costs least."""
    order_id = hands.first_return()
    route_id, lane = lane_for(hands, order_id)
    hands.drag(hands.row_of(order_id), lane)
    return order_id, route_id


def hub_of(data: Path) -> int:
    """The process of the hub that serves now; 0 while none does."""
    demo = data / "demo"
    endpoint = read_endpoint(HubFiles(f"sqlite:///{demo / 'day.db'}", demo).endpoint)
    return endpoint.pid if endpoint is not None else 0


def stored(data: Path) -> list[StoredEvent]:
    """Everything in the log."""
    with day_log(data) as log:
        return log.read(DEPOT_ID, 0, limit=1_000_000)


def nothing_is_lost(before: list[StoredEvent], after: list[StoredEvent]) -> None:
    """What stood in the log stands there, and everything since happened once."""
    assert after[: len(before)] == before
    assert not truths.commands_split_in_the_log(after)
    assert not truths.reports_that_stand_twice(after)
    truths.replay(after)

"""An unattended demo counts its vans by itself, after a person had time to."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from core import commands as c
from core.hub.clock import DepotClock, SavedClock
from core.hub.demo_depot_hand import WAITS, count_of, due, watch_vans
from core.hub.open_depot import Facts, OpenDepot
from core.hub.sql_log import SqlLog
from core.model import CustodyKind, ItemId, Receiving, RouteId
from core.state import State
from tests.builders import R1, Board, running_day
from tests.core.hub.hub_builders import MORNING, open_gate, until


@pytest.fixture
def board() -> Board:
    made = running_day()
    made.fail("a1.1")
    made.complete("a2.1")
    made.complete("a3.1")
    made.end(R1)
    return made


def test_a_person_has_time_to_begin(board: Board) -> None:
    assert due(board.state, board.now) == ()
    assert due(board.state, board.now + WAITS) == (R1,)
    board.ask(c.ScanGoods(R1, "a1-out"))
    assert due(board.state, board.now + WAITS) == (), "somebody is at it"


def test_what_the_hand_counts_closes_most_vans(board: Board) -> None:
    whole, is_whole = count_of(board.state, R1)
    assert (set(whole.counts), is_whole) == ({"a1-out", "a3-in"}, True)
    short = next(RouteId(f"x{n}") for n in range(99) if _is_short(board.state, RouteId(f"x{n}")))
    counted, is_whole = count_of(_as(board.state, short), short)
    assert (set(counted.counts), is_whole) == ({"a3-in"}, False)


def _as(state: State, route_id: RouteId) -> State:
    """Van 1 under another route id."""
    route = replace(state.routes[R1], id=route_id)
    receivings = {**state.receivings, route_id: state.receivings[R1]}
    return replace(state, routes={**state.routes, route_id: route}, receivings=receivings)


def _is_short(state: State, route_id: RouteId) -> bool:
    return not count_of(_as(state, route_id), route_id)[1]


async def test_the_hub_counts_what_waits_too_long(tmp_path: Path) -> None:
    log = SqlLog(str(tmp_path / "log.db"))
    async with open_gate(log) as opened:
        gate = opened.gate
        await opened.set_up()
        route = gate.state.routes[RouteId("r1")]
        item_id = next(iter(gate.state.custody))
        held = replace(
            gate.state.custody[item_id], kind=CustodyKind.VEHICLE, holder=route.vehicle_id
        )
        back = MORNING - timedelta(hours=2)
        gate.state = replace(
            gate.state,
            routes={**gate.state.routes, route.id: replace(route, started_at=back, ended_at=back)},
            custody={**gate.state.custody, item_id: held},
            receivings={route.id: Receiving((ItemId(item_id),), back)},
        )
        with ThreadPoolExecutor(1) as writer:
            clock = DepotClock(SavedClock(MORNING, 0))
            watching = watch_vans(OpenDepot(gate, clock, log, writer, Facts("")), every_s=0.001)
            await until(lambda: gate.state.receivings[route.id].closed_at is not None)
            assert gate.state.receivings[route.id].closed_by == "depot hand"
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)
    log.close()

"""Travel times grow with the places, are kept, and say when they are only estimates."""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import pytest
from msgspec.structs import replace

from core import commands as c
from core.access import Actor, Role
from core.depot_settings import settings_of, with_value
from core.hub import learning, travel_service
from core.hub import protocol as p
from core.hub.clock import DepotClock
from core.hub.log import LogUnavailable, TravelRow
from core.hub.open_depot import Facts, OpenDepot
from core.hub.sql_log import SqlLog
from core.hub.travel_service import TravelService
from core.model import (
    ActorId,
    ClosureId,
    CollectionPoint,
    DepotId,
    Place,
    PlaceId,
    Position,
    StopId,
)
from core.planning import learned, travel_growth
from core.planning.road import RoadEngine
from core.planning.route_server import RouteServerError, ServedRoads
from core.planning.street_index import Snap
from core.planning.travel import GREAT_CIRCLE, ROAD, SERVED, TravelMatrix, decode_matrix
from tests.core.hub.hub_builders import ANA, DEPOT, SYSTEM, OpenGate, open_gate, until

ROADS = Path(__file__).parents[3] / "resources" / "demo" / "roads.npz"


class Serving:
    """A travel service that follows one depot."""

    def __init__(
        self,
        opened: OpenGate,
        depot: OpenDepot,
        service: TravelService,
        log: SqlLog,
    ) -> None:
        self._log = log
        self.opened = opened
        self.depot = depot
        self.service = service

    def matrix(self) -> TravelMatrix:
        message = self.service.encoded(DEPOT, 0)
        assert message is not None
        return decode_matrix(message)

    def foretells(self, stop_id: StopId) -> bool:
        """Whether an ETA of the stop is written down."""
        learner = self.service._depots[DEPOT].learner
        return learner is not None and stop_id in learner._foretold

    async def grown_to(self, size: int) -> None:
        await until(lambda: self.depot.travel is not None and self.depot.travel.size == size)

    async def written(self) -> None:
        """What has grown is kept."""
        matrix = self.matrix()
        key = f"{DEPOT}/{matrix.fingerprint}"
        await until(lambda: self._log.travel_rows(key, after=len(matrix) - 2))

    async def add_place(self, name: str, lat: float = -29.95) -> None:
        place = Place(PlaceId(name), name, lat, -71.25)
        answer = await self.opened.ask(SYSTEM, c.AddOrders((place,), (), ()))
        assert isinstance(answer, p.Accepted)


@asynccontextmanager
async def serving(
    log: SqlLog,
    road_file: Path | None = None,
    *,
    may_begin: asyncio.Event | None = None,
    routing_url: str = "",
) -> AsyncIterator[Serving]:
    async with open_gate(log) as opened:
        with ThreadPoolExecutor(1) as writer:
            depot = OpenDepot(opened.gate, DepotClock(), log, writer, Facts("http://x"))
            if opened.gate.state.depot is None:
                await opened.set_up()
            service = TravelService(
                log, writer, road_file, may_begin=may_begin, routing_url=routing_url
            )
            service.follow(depot)
            yield Serving(opened, depot, service, log)
            await service.stop()


async def test_without_roads_times_are_estimates_and_say_so(log: SqlLog) -> None:
    async with serving(log) as s:
        await s.grown_to(9)
        assert s.matrix().fingerprint == GREAT_CIRCLE
        assert s.matrix().seconds(PlaceId("depot"), PlaceId("p1_1")) > 0
        assert s.service.encoded(DepotId("oslo"), 0) is None


async def test_while_a_routing_server_is_away_the_own_roads_answer_and_say_so(
    log: SqlLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def away(_: ServedRoads, sources: Sequence[Snap], targets: Sequence[Snap]) -> NoReturn:
        asked.append(len(sources))
        raise RouteServerError("OSRM at example gives no travel times: away.")

    monkeypatch.setattr(ServedRoads, "matrix", away)
    async with serving(log, ROADS, routing_url="osrm+http://127.0.0.1:1") as s:
        await s.grown_to(9)
        await s.add_place("new")
        await s.grown_to(10)
        matrix = s.matrix()
        assert matrix.fingerprint == "osrm:127.0.0.1:1/driving"
        assert matrix.place(PlaceId("new")).source == ROAD
        await s.written()
    before = len(asked)
    async with serving(log, ROADS, routing_url="osrm+http://127.0.0.1:1") as s:
        await s.grown_to(10)
    # What it did not say then, it is asked for at the next start.
    assert len(asked) > before


async def test_a_routing_server_that_is_back_is_asked_for_all_of_them(
    log: SqlLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_away = True

    def matrix(
        served: ServedRoads, sources: Sequence[Snap], targets: Sequence[Snap]
    ) -> tuple[Any, Any]:
        if is_away:
            raise RouteServerError("OSRM at example gives no travel times: away.")
        times = np.full((len(sources), len(targets)), 77, np.float32)
        return times, times

    def health(served: ServedRoads, at: Snap) -> None:
        if is_away:
            raise RouteServerError("away")

    monkeypatch.setattr(ServedRoads, "matrix", matrix)
    monkeypatch.setattr(ServedRoads, "health", health)
    monkeypatch.setattr(travel_service, "ASK_AGAIN_S", 0.01)
    async with serving(log, ROADS, routing_url="osrm+http://127.0.0.1:1") as s:
        for name, lat in (("new", -29.95), ("newer", -29.96)):
            await s.add_place(name, lat)
        await s.grown_to(11)
        assert s.matrix().place(PlaceId("new")).source == ROAD
        is_away = False
        await until(lambda: s.depot.travel is not None and "#1" in s.depot.travel.fingerprint)
        found = s.matrix()
        assert found.place(PlaceId("new")).source == SERVED
        assert found.seconds(PlaceId("new"), PlaceId("newer")) == 77
        assert len(found) == 11, "as many as before, under another name"
        is_away = True
        await s.add_place("newest")
        await s.grown_to(12)
        assert s.matrix().place(PlaceId("newest")).source == ROAD


class _Absent:
    """A routing server that is away until somebody says otherwise."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.is_away = True
        self.tables = 0
        absent = self

        def matrix(
            served: ServedRoads, sources: Sequence[Snap], targets: Sequence[Snap]
        ) -> tuple[Any, Any]:
            absent.health(served)
            absent.tables += 1
            times = np.full((len(sources), len(targets)), 77, np.float32)
            return times, times

        patch.setattr(ServedRoads, "matrix", matrix)
        patch.setattr(ServedRoads, "health", lambda served, at: absent.health(served))
        patch.setattr(travel_service, "ASK_AGAIN_S", 0.01)

    def health(self, served: ServedRoads) -> None:
        if self.is_away:
            raise RouteServerError("OSRM at example gives no travel times: away.")


async def test_a_server_that_is_well_and_refuses_its_table_is_asked_less_and_less(
    log: SqlLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    waited: list[float] = []
    sleep = asyncio.sleep

    def refused(
        served: ServedRoads, sources: Sequence[Snap], targets: Sequence[Snap]
    ) -> tuple[Any, Any]:
        asked.append(len(sources))
        raise RouteServerError("OSRM at example takes 9.0 times as long as a van would.")

    async def noted(delay: float) -> None:
        task = asyncio.current_task()
        if task is not None and task.get_name().startswith("roads of "):
            waited.append(delay)
        await sleep(delay)

    monkeypatch.setattr(asyncio, "sleep", noted)
    monkeypatch.setattr(ServedRoads, "matrix", refused)
    monkeypatch.setattr(ServedRoads, "health", lambda served, at: None)
    monkeypatch.setattr(travel_service, "ASK_AGAIN_S", 0.01)
    async with serving(log, ROADS, routing_url="osrm+http://127.0.0.1:1") as s:
        await s.add_place("new")
        await s.grown_to(10)
        del asked[:]
        await until(lambda: len(asked) == 5)
    assert waited == sorted(waited)
    assert {0.02, 0.04, 0.08, 0.16} <= set(waited)
    assert s.matrix().source(PlaceId("new")) == ROAD


async def test_a_server_that_is_back_is_asked_for_where_places_are_by_now(
    log: SqlLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = _Absent(monkeypatch)
    async with serving(log, ROADS, routing_url="osrm+http://127.0.0.1:1") as s:
        await s.add_place("new")
        await s.grown_to(10)
        seen = Position(-29.95, -71.25)
        await s.opened.ask(ANA, c.MovePlace(PlaceId("new"), -29.96, -71.25, seen))
        await s.grown_to(11)
        server.is_away = False
        await until(lambda: s.matrix().source(PlaceId("new")) == SERVED)
        assert s.matrix().place(PlaceId("new")).lat == -29.96
        assert len(s.matrix()) == 10, "nobody goes by where it was"


async def test_what_a_server_that_came_back_has_said_is_kept_under_a_name_of_its_own(
    log: SqlLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = _Absent(monkeypatch)
    first = await _kept_when_back(log, server, 0)
    kept = await _kept_when_back(log, server, 1)
    assert first.fingerprint != kept.fingerprint, "no console takes one for the other"
    server.tables = 0
    async with serving(log, ROADS, routing_url="osrm+http://127.0.0.1:1") as s:
        await s.grown_to(11)
        assert s.matrix().encode() == kept.encode()
        assert server.tables == 0, "it has said everything"


async def _kept_when_back(log: SqlLog, server: _Absent, number: int) -> TravelMatrix:
    """A run in which the server misses a place and comes back."""
    server.is_away, new = True, PlaceId(f"new{number}")
    async with serving(log, ROADS, routing_url="osrm+http://127.0.0.1:1") as s:
        await s.add_place(new)
        await s.grown_to(10 + number)
        assert s.matrix().source(new) == ROAD
        server.is_away = False
        await until(lambda: s.matrix().source(new) == SERVED)
        found = s.matrix()
        key = f"{DEPOT}/osrm:127.0.0.1:1/driving"
        await until(lambda: [row.body for row in log.travel_rows(key)] == [found.encode()])
    return found


async def test_a_hub_that_starts_listens_before_it_thinks_about_roads(log: SqlLog) -> None:
    listens = asyncio.Event()
    async with serving(log, may_begin=listens) as s:
        await s.add_place("new")
        assert not [t for t in threading.enumerate() if t.name.startswith("travel times")]
        listens.set()
        await s.grown_to(10)


async def test_a_new_place_adds_a_row_and_a_column(log: SqlLog) -> None:
    async with serving(log) as s:
        await s.grown_to(9)
        early = s.matrix()
        await s.add_place("new")
        await s.grown_to(10)
        message = s.service.encoded(DEPOT, 9)
        assert message is not None
        assert early.merge(message).seconds(PlaceId("depot"), PlaceId("new")) > 0


async def test_restarts_compute_nothing_again(log: SqlLog, monkeypatch: pytest.MonkeyPatch) -> None:
    async with serving(log) as s:
        await s.grown_to(9)
        await s.add_place("new")
        await s.grown_to(10)
        await until(lambda: len(log.travel_rows(f"{DEPOT}/{GREAT_CIRCLE}")) == 2)
        before = s.matrix()
    monkeypatch.setattr(travel_growth, "_legs", None)
    for _ in range(2):
        # The first restart must leave to the second what it has found.
        async with serving(log) as again:
            await again.grown_to(10)
            assert again.matrix().encode() == before.encode()
            await again.written()


async def test_a_place_that_moved_gets_new_times_that_are_kept(
    log: SqlLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with serving(log) as s:
        await s.grown_to(9)
        early, new = s.matrix(), PlaceId("new")
        await s.add_place("new")
        await s.grown_to(10)
        before = s.matrix().seconds(PlaceId("depot"), new)
        seen = Position(-29.95, -71.25)
        answer = await s.opened.ask(SYSTEM, c.MovePlace(new, -29.96, -71.24, seen))
        assert isinstance(answer, p.Refused), "who sets a depot up moves no doors"
        answer = await s.opened.ask(ANA, c.MovePlace(new, -29.96, -71.24, seen))
        assert isinstance(answer, p.Accepted)
        await s.grown_to(11)
        moved = s.matrix()
        assert moved.seconds(PlaceId("depot"), new) != before
        message = s.service.encoded(DEPOT, 9)
        assert message is not None
        assert early.merge(message).index(new) == moved.index(new) == 10
        await s.written()
    monkeypatch.setattr(travel_growth, "_legs", None)
    async with serving(log) as again:
        await again.grown_to(11)
        assert again.matrix().encode() == moved.encode()


async def test_what_an_earlier_run_kept_is_left_out_when_it_is_damaged(log: SqlLog) -> None:
    log.save_travel_rows([TravelRow(f"{DEPOT}/{GREAT_CIRCLE}", 3, "p", b"junk")])
    async with serving(log) as s:
        await s.grown_to(9)


async def test_a_road_file_that_cannot_be_read_leaves_estimates(
    log: SqlLog, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    broken = tmp_path / "roads.npz"
    broken.write_bytes(b"junk")
    async with serving(log, broken) as s:
        await s.grown_to(9)
        assert s.matrix().fingerprint == GREAT_CIRCLE
    assert "straight-line estimates" in caplog.text


async def test_times_are_by_road_where_there_are_roads(log: SqlLog) -> None:
    async with serving(log, ROADS) as s:
        await s.add_place("beach")
        await until(lambda: s.depot.travel is not None and s.depot.travel.size == 10)
        assert s.matrix().fingerprint.startswith("road")
        assert s.matrix().source(PlaceId("beach")) == "road"
        assert s.matrix().source(PlaceId("depot")) == GREAT_CIRCLE


async def test_times_that_cannot_be_kept_are_served_all_the_same(
    log: SqlLog, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(rows: object, *, instead: bool) -> None:
        raise LogUnavailable("The disk is full.")

    monkeypatch.setattr(log, "save_travel_rows", full)
    async with serving(log) as s:
        await s.grown_to(9)
        await until(lambda: "were not kept" in caplog.text)


async def test_a_fault_in_the_engine_is_noted_and_the_next_place_is_tried(
    log: SqlLog, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(travel_growth, "_legs", None)
        async with serving(log) as s:
            await until(lambda: "could not be computed" in caplog.text)
            patch.undo()
            await s.add_place("new")
            await s.grown_to(10)
            await asyncio.sleep(0)


async def test_collection_points_have_times_before_anything_is_sent_there(log: SqlLog) -> None:
    async with serving(log) as s:
        await s.grown_to(9)
        depot = s.opened.gate.state.depot
        assert depot is not None
        kiosk = Place(PlaceId("kiosk"), "Harbour 1", 60.16, 24.95)
        was = settings_of(depot)
        wanted = with_value(was, "offers.points", (CollectionPoint(kiosk, "Kiosk"),))
        lead = replace(ANA, role=Role.SUPERVISOR)
        answer = await s.opened.ask(lead, c.ChangeDepotSettings(was, wanted))
        assert isinstance(answer, p.Accepted), answer
        await s.grown_to(10)
        assert s.matrix().seconds(PlaceId("depot"), kiosk.id) > 0
        assert kiosk.id not in s.opened.gate.state.places


async def test_closed_streets_change_the_legs_that_lead_through_them(log: SqlLog) -> None:
    z1 = ClosureId("z1")
    async with serving(log, ROADS) as s:
        await s.add_place("south")
        await s.add_place("north", -29.9)
        await s.grown_to(11)
        usual = s.matrix()
        by_road = [place for place in usual.places if place.source == ROAD]
        ends = [(place.lat, place.lon) for place in (by_road[0], by_road[-1])]
        way = RoadEngine.open(ROADS).path(*ends)
        line = tuple(
            Position(lat, lon)
            for lat, lon in zip(way.lats.tolist(), way.lons.tolist(), strict=True)
        )
        near = line[-8:-2]
        asked = c.CloseStreet(z1, "Balmaceda", near, "")
        assert isinstance(await s.opened.ask(ANA, asked), p.Accepted)
        await until(lambda: s.depot.travel is not None and s.depot.travel.edition != "")
        around = s.matrix()
        assert around.closed.keys() == {frozenset({z1})}
        seconds, _ = around.arrays(frozenset({z1}))
        assert (seconds >= usual.seconds_array - 0.5).all()
        assert (seconds > usual.seconds_array + 0.5).any()
        assert (around.seconds_array == usual.seconds_array).all(), "the usual times stay"
        assert isinstance(await s.opened.ask(ANA, c.OpenStreet(z1)), p.Accepted)
        await until(lambda: s.depot.travel is not None and s.depot.travel.edition == "")
        assert not s.matrix().closed


async def test_a_closure_whose_time_is_over_is_noticed(
    log: SqlLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(travel_service, "LOOK_EVERY_S", 0.01)
    async with serving(log, ROADS) as s:
        await s.grown_to(9)
        line = (Position(-29.9, -71.25), Position(-29.901, -71.25))
        soon = s.depot.clock.now() + timedelta(hours=1)
        asked = c.CloseStreet(ClosureId("z1"), "Balmaceda", line, "", until=soon)
        assert isinstance(await s.opened.ask(ANA, asked), p.Accepted)
        await until(lambda: s.depot.travel is not None and s.depot.travel.edition != "")
        monkeypatch.setattr(s.depot.clock, "now", lambda: soon)
        await until(lambda: s.depot.travel is not None and s.depot.travel.edition == "")


async def test_what_cannot_be_computed_is_not_tried_again_at_once(
    log: SqlLog, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tried: list[int] = []

    def broken(matrix: TravelMatrix, *_: object) -> NoReturn:
        tried.append(len(matrix))
        raise MemoryError

    monkeypatch.setattr(travel_service, "LOOK_EVERY_S", 3600)
    monkeypatch.setattr(travel_growth, "closed_legs", broken)
    caplog.set_level(logging.CRITICAL, travel_service._log.name)
    async with serving(log, ROADS) as s:
        await s.grown_to(9)
        line = (Position(-29.9, -71.25), Position(-29.901, -71.25))
        await s.opened.ask(ANA, c.CloseStreet(ClosureId("z1"), "Balmaceda", line, ""))
        await until(lambda: tried)
        for name in ("here", "there", "elsewhere"):
            await s.add_place(name)
        assert tried == [9]


async def test_what_vans_report_is_learned_told_and_kept(
    log: SqlLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(travel_service, "LEARN_EVERY_S", 0.01)
    monkeypatch.setattr(learning, "FORETELL_EVERY", timedelta())
    monkeypatch.setattr(learned, "differ", lambda one, other: True)
    async with serving(log) as s:
        await s.grown_to(9)
        state = s.opened.gate.state
        route = next(iter(state.routes.values()))
        driver = Actor(
            ActorId(route.driver_id), Role.DRIVER, frozenset({DEPOT}), driver_id=route.driver_id
        )
        at = s.depot.clock.now()
        stop_id = route.stop_ids[0]
        for command in (c.StartRoute(route.id, at), c.StartStop(stop_id, at)):
            assert isinstance(await s.opened.ask(driver, command), p.Accepted)
        await until(lambda: s.foretells(stop_id))
        arrived = c.ArriveAtStop(stop_id, at)
        assert isinstance(await s.opened.ask(driver, arrived), p.Accepted)
        await until(lambda: log.get_meta(f"learned {DEPOT}") is not None)
        await until(lambda: s.depot.travel is not None and s.depot.travel.edition != "")
        seen = s.matrix().learned.spread.seen
        assert seen >= 1
    async with serving(log) as s:
        await until(lambda: s.depot.travel is not None and s.depot.travel.edition != "")
        assert s.matrix().learned.spread.seen == pytest.approx(seen, rel=0.01)


def test_depots_learn_at_times_of_their_own() -> None:
    turns = [travel_service._spread(DepotId(f"depot{number}")) for number in range(40)]
    assert all(0 <= turn < 1 for turn in turns)
    quarters = [sum(turn * 4 // 1 == quarter for turn in turns) for quarter in range(4)]
    assert min(quarters) >= 4, "so that no span of time has many of them"

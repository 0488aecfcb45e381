"""Ways along the streets, found beside the Qt thread; other streets make other ways."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from console import geometry as geometry_module
from console.geometry import Geometry
from core.planning.road import Stretch
from core.region.road_import import import_roads
from tests.core.planning.test_route_server import FakeServer
from tests.core.region.tiny_map import TOWN, grid

LEG = (grid(0, 0), grid(2, 1))


def test_a_way_is_found_on_the_roads_that_are_used(qtbot: QtBot, tmp_path: Path) -> None:
    roads = tmp_path / "roads.npz"
    import_roads(TOWN.write(tmp_path / "town.osm.pbf")).save(roads)
    geometry = Geometry(tmp_path / "none.npz")
    try:
        assert geometry.path(*LEG) is None
        with qtbot.waitSignal(geometry.arrived):
            geometry.use(roads)
        with qtbot.waitSignal(geometry.arrived):
            geometry.path(*LEG)
        found = geometry.path(*LEG)
        assert found is not None
        assert len(found) > 2
    finally:
        geometry.close()


def test_ways_lead_around_closed_streets_and_back(qtbot: QtBot, tmp_path: Path) -> None:
    roads = tmp_path / "roads.npz"
    import_roads(TOWN.write(tmp_path / "town.osm.pbf")).save(roads)
    geometry = Geometry(roads)
    stretches: list[Stretch | None] = []
    leg = (grid(0.5, 0), grid(2.5, 0))
    try:
        with qtbot.waitSignal(geometry.arrived):
            geometry.path(*leg)
        usual, finder = geometry.path(*leg), geometry.finder
        geometry.find_stretch((grid(1.5, 0),), stretches.append)
        qtbot.waitUntil(lambda: bool(stretches))
        assert stretches[0] is not None
        with qtbot.waitSignal(geometry.arrived):
            geometry.close_streets((stretches[0].line,))
            assert geometry.path(*leg) == usual, "until the others are found"
        assert geometry.finder != finder
        assert geometry.path(*leg) != usual
        with qtbot.waitSignal(geometry.arrived):
            geometry.close_streets(())
        assert geometry.path(*leg) == usual
    finally:
        geometry.close()


def test_without_roads_there_is_no_stretch(qtbot: QtBot, tmp_path: Path) -> None:
    geometry = Geometry(tmp_path / "none.npz")
    stretches: list[Stretch | None] = []
    try:
        geometry.close_streets(((grid(0, 0), grid(1, 0)),))
        geometry.find_stretch((grid(1.5, 0),), stretches.append)
        qtbot.waitUntil(lambda: stretches == [None])
    finally:
        geometry.close()


def test_ways_are_a_routing_servers_where_one_is_set_and_answers(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    roads = tmp_path / "roads.npz"
    import_roads(TOWN.write(tmp_path / "town.osm.pbf")).save(roads)
    start, end = grid(0.5, 0), grid(2.5, 0)
    line = [(start[1], start[0]), (grid(1, 1)[1], grid(1, 1)[0]), (end[1], end[0])]
    route = {"duration": 60.0, "distance": 300.0, "geometry": {"coordinates": line}}
    status = 200
    fake = FakeServer()
    fake.answer = lambda path, body: (status, {"code": "Ok", "routes": [route]})
    geometry = Geometry(roads)
    try:
        geometry.ask_server(f"osrm+{fake.url}")

        def way() -> tuple[tuple[float, float], ...]:
            with qtbot.waitSignal(geometry.arrived):
                geometry.path(start, end)
            found = geometry.path(start, end)
            assert found is not None
            return found

        assert way() == tuple((lat, lon) for lon, lat in line)
        assert geometry.server_words == ""
        geometry.close_streets(((grid(1, 0), grid(2, 0)),))
        qtbot.waitUntil(lambda: geometry.path(start, end) != tuple((a, o) for o, a in line))
        geometry.close_streets(())
        qtbot.waitUntil(lambda: geometry.path(start, end) == tuple((a, o) for o, a in line))
        assert len(fake.asked) == 1, "a street closes and opens without another question"
        status = 400
        geometry.ask_server(f"osrm+{fake.url}/car")
        assert len(way()) >= 2
        assert geometry.server_words == "ways drawn by own roads: no answer"
        asked = len(fake.asked)
        with qtbot.waitSignal(geometry.arrived):
            geometry.path(start, grid(2.6, 0))
        assert len(fake.asked) == asked, "it is left alone for a minute"
        monkeypatch.setattr(geometry_module, "ASK_AGAIN_S", 0.0)
        status = 200
        with qtbot.waitSignal(geometry.arrived):
            geometry.path(start, grid(2.45, 0))
        assert geometry.server_words == ""
        geometry.ask_server("nonsense")
        assert way() != tuple((lat, lon) for lon, lat in line)
    finally:
        geometry.close()
        fake.close()

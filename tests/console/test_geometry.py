"""Ways along the streets, found beside the Qt thread; other streets make other ways."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from console.geometry import Geometry
from core.planning.road import Stretch
from core.region.road_import import import_roads
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

"""Ways along the streets, found beside the Qt thread; other streets make other ways."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from console.geometry import Geometry
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

from pathlib import Path

import pytest

from core.planning.road import RoadEngine
from core.region.address_file import read_addresses
from core.region.build import build_region, main
from core.region.road_network import RegionFileError
from tests.core.region.tiny_map import TOWN

DEMO = Path(__file__).parents[3] / "resources" / "demo"


def test_one_command_builds_all_files_of_a_region(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    extract = TOWN.write(tmp_path / "town.osm.pbf")
    assert main([str(extract), str(tmp_path / "town")]) == 0
    files = {path.name for path in (tmp_path / "town").iterdir()}
    assert files == {"roads.npz", "base.pmtiles", "addresses.csv"}
    assert "base.pmtiles" in capsys.readouterr().out


def test_the_same_extract_gives_the_same_bytes(tmp_path: Path) -> None:
    extract = TOWN.write(tmp_path / "town.osm.pbf")
    one = build_region(extract, tmp_path / "one")
    two = build_region(extract, tmp_path / "two")
    for name in ("roads", "base_map", "addresses"):
        assert getattr(one, name).read_bytes() == getattr(two, name).read_bytes()
    assert (one.segments, one.demo_addresses) == (two.segments, two.demo_addresses)


def test_a_missing_extract_is_named_and_the_exit_code_tells(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path / "nowhere.osm.pbf"), str(tmp_path)]) == 1
    assert "nowhere.osm.pbf does not exist" in capsys.readouterr().err


def test_a_failed_build_leaves_the_files_that_were_there(tmp_path: Path) -> None:
    extract = TOWN.write(tmp_path / "town.osm.pbf")
    built = build_region(extract, tmp_path / "out")
    before = built.roads.read_bytes()
    extract.write_bytes(b"not a map")
    with pytest.raises(RegionFileError):
        build_region(extract, tmp_path / "out")
    assert built.roads.read_bytes() == before


def test_the_demo_city_that_is_shipped_fits_together() -> None:
    engine = RoadEngine.open(DEMO / "roads.npz")
    addresses = read_addresses(DEMO / "addresses.csv")
    assert len(addresses) == 8_000
    snaps = [engine.snap(address.lat, address.lon) for address in addresses[::80]]
    assert all(snap is not None and snap.offset_m < 10 for snap in snaps)

from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from core.region.road_import import import_roads
from core.region.road_network import RegionFileError, RoadNetwork
from tests.core.region.tiny_map import TOWN


def test_a_saved_network_is_read_back_as_it_was(tmp_path: Path) -> None:
    network = import_roads(TOWN.write(tmp_path / "town.osm.pbf"))
    network.save(tmp_path / "roads.npz")
    again = RoadNetwork.load(tmp_path / "roads.npz")
    for field in fields(RoadNetwork):
        assert np.array_equal(getattr(network, field.name), getattr(again, field.name))
    assert [path.name for path in tmp_path.glob("roads*")] == ["roads.npz"]


def test_a_missing_file_says_how_to_build_it(tmp_path: Path) -> None:
    with pytest.raises(RegionFileError, match=r"does not exist.*core\.region\.build"):
        RoadNetwork.load(tmp_path / "roads.npz")


def test_a_damaged_file_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "roads.npz").write_bytes(b"PK\x03\x04 not really")
    with pytest.raises(RegionFileError, match="cannot be read"):
        RoadNetwork.load(tmp_path / "roads.npz")


def test_a_file_of_another_format_is_refused_in_words(tmp_path: Path) -> None:
    np.savez(tmp_path / "roads.npz", format=np.int32(999))
    with pytest.raises(RegionFileError, match="another release"):
        RoadNetwork.load(tmp_path / "roads.npz")


def test_a_file_of_before_visitors_streets_were_told_apart_is_read(tmp_path: Path) -> None:
    network = import_roads(TOWN.write(tmp_path / "town.osm.pbf"))
    network.save(tmp_path / "roads.npz")
    with np.load(tmp_path / "roads.npz") as stored:
        earlier = {name: stored[name] for name in stored.files if name != "segment_is_local"}
    np.savez(tmp_path / "earlier.npz", **earlier)
    again = RoadNetwork.load(tmp_path / "earlier.npz")
    assert again.segment_is_local.tolist() == [False] * again.segment_count

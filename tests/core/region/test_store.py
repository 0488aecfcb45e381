"""Regions that a person adds: whole or not at all, gone on with, and every bad extract in words."""

import json
from pathlib import Path

import msgspec
import pytest

from core.hub.own_depots import CARD, DEPOTS, Card
from core.region import extract_survey
from core.region.address_index import AddressIndex
from core.region.extract_survey import Needs
from core.region.region import SHIPPED_EXTRACTS, shipped_region
from core.region.region_ref import RegionRef
from core.region.road_network import RegionFileError, RoadNetwork
from core.region.store import Progress, RegionStore
from main import main
from tests.core.region import address_town
from tests.core.region.tiny_map import STREET, TOWN, TinyMap, grid


@pytest.fixture
def store(tmp_path: Path) -> RegionStore:
    return RegionStore(tmp_path / "data" / "regions")


@pytest.fixture
def extract(tmp_path: Path) -> Path:
    return address_town.write(tmp_path)


def region(tmp_path: Path, *arguments: str) -> int:
    return main(["region", *arguments, "--data", str(tmp_path / "data")])


def left(tmp_path: Path) -> list[str]:
    folder = tmp_path / "data" / "regions"
    return sorted(path.name for path in folder.rglob("*")) if folder.exists() else []


def test_one_command_builds_a_region_that_can_be_used(
    tmp_path: Path, extract: Path, store: RegionStore, capsys: pytest.CaptureFixture[str]
) -> None:
    assert region(tmp_path, "look", str(extract)) == 0
    assert "of disk and" in capsys.readouterr().out
    assert left(tmp_path) == []
    assert region(tmp_path, "add", "old-town", str(extract)) == 0
    said = capsys.readouterr().out
    assert "of disk and" in said
    assert "The region old-town is ready" in said
    found = store.get("old-town")
    assert RoadNetwork.load(found.roads).segment_count > 3
    assert AddressIndex.load(found.addresses).door_count == 9
    assert found.base_map.read_bytes()[:7] == b"PMTiles"
    assert found.manifest is not None
    assert found.manifest.addresses == 9
    assert found.manifest.bounds[0] == pytest.approx(0.0, abs=1e-6)
    assert not (store.folder / ".building").exists()


def test_progress_only_grows_and_remaining_time_ends(extract: Path, store: RegionStore) -> None:
    told: list[Progress] = []
    found, _ = store.look_at(extract)
    store.build("town", extract, found, drives_on_left=False, tell=told.append)
    parts = [progress.part for progress in told]
    assert parts == sorted(parts)
    assert all(progress.left_s >= 0 for progress in told)
    assert {progress.words for progress in told} >= {"Reading roads", "Reading addresses"}


def test_regions_are_listed_updated_and_removed(
    tmp_path: Path, extract: Path, store: RegionStore, capsys: pytest.CaptureFixture[str]
) -> None:
    region(tmp_path, "add", "town", str(extract), "--left")
    first = store.get("town")
    newer = TOWN.write(tmp_path / "newer.osm.pbf")
    assert region(tmp_path, "update", "town", str(newer)) == 0
    second = store.get("town")
    assert second.build != first.build
    assert second.manifest is not None
    assert second.manifest.drives_on_left
    assert store.with_build(first.ref) is None
    assert first.roads.exists(), "a hub may have it open"
    capsys.readouterr()
    assert region(tmp_path, "update", "town", str(newer)) == 0
    assert "of this extract already" in capsys.readouterr().out
    assert region(tmp_path, "list") == 0
    assert "town: " in capsys.readouterr().out
    assert region(tmp_path, "remove", "town") == 0
    assert store.all() == []
    assert left(tmp_path) == []


def test_a_build_that_was_stopped_goes_on_and_is_not_used_before(
    tmp_path: Path,
    extract: Path,
    store: RegionStore,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    from core.region import stages

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(stages, "read_map_features", stop)
        assert region(tmp_path, "add", "town", str(extract)) == 130
    assert store.all() == []
    assert store.unfinished() == [("town", 1)]
    assert "region remove town" in capsys.readouterr().out
    region(tmp_path, "list")
    assert "not finished, 1 of 3 stages" in capsys.readouterr().out
    (draft,) = (store.folder / ".building").iterdir()
    (draft / "roads.npzhalf").write_bytes(b"a killed build left it")
    with monkeypatch.context() as patch:
        patch.setattr(stages, "import_roads", stop)
        assert region(tmp_path, "add", "town", str(extract)) == 0
    assert store.unfinished() == []
    assert not list(store.get("town").folder.glob("*half"))


def test_what_was_begun_of_another_extract_is_dropped(
    tmp_path: Path, extract: Path, store: RegionStore
) -> None:
    stale = store.folder / ".building" / "town@0000000000000000-1r"
    stale.mkdir(parents=True)
    assert region(tmp_path, "add", "town", str(extract)) == 0
    assert not stale.exists()


def test_what_was_begun_can_be_removed(tmp_path: Path, store: RegionStore) -> None:
    (store.folder / ".building" / "town@0000000000000000-1r").mkdir(parents=True)
    assert region(tmp_path, "remove", "town") == 0
    assert left(tmp_path) == []


def test_a_region_that_a_depot_stands_in_is_removed_by_force_only(
    tmp_path: Path, extract: Path, store: RegionStore, capsys: pytest.CaptureFixture[str]
) -> None:
    region(tmp_path, "add", "town", str(extract))
    depot = store.folder.parent / DEPOTS / "monte"
    depot.mkdir(parents=True)
    (depot / CARD).write_bytes(msgspec.json.encode(Card("monte", "Monte", "Road 1", "town")))
    capsys.readouterr()
    assert region(tmp_path, "remove", "town") == 1
    assert "Monte cannot be opened without it" in capsys.readouterr().err
    assert [each.name for each in store.all()] == ["town"]
    assert region(tmp_path, "remove", "town", "--force") == 0
    assert store.all() == []


def cut_off(extract: Path) -> None:
    whole = extract.read_bytes()
    extract.write_bytes(whole[: len(whole) - 40])


def no_roads(extract: Path) -> None:
    TinyMap(nodes={1: grid(0, 0), 2: grid(1, 0)}, ways={1: ([1, 2], {"waterway": "stream"})}).write(
        extract
    )


def no_ways(extract: Path) -> None:
    TinyMap(nodes={1: grid(0, 0)}, ways={}).write(extract)


def only_paths(extract: Path) -> None:
    TinyMap(nodes={1: grid(0, 0), 2: grid(1, 0)}, ways={1: ([1, 2], {"highway": "footway"})}).write(
        extract
    )


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (cut_off, "cannot be read as an OpenStreetMap extract"),
        (lambda extract: extract.write_bytes(b""), "is empty. Download it again"),
        (lambda extract: extract.write_text("<osm/>"), "is not an OpenStreetMap extract in PBF"),
        (no_ways, "holds no ways"),
        (no_roads, "has no road that cars may use"),
        (only_paths, "has no road that cars may use"),
        (lambda extract: extract.unlink(), "does not exist"),
    ],
)
def test_a_bad_extract_is_a_sentence_and_leaves_nothing(
    tmp_path: Path,
    extract: Path,
    capsys: pytest.CaptureFixture[str],
    spoil: object,
    words: str,
) -> None:
    assert callable(spoil)
    spoil(extract)
    assert region(tmp_path, "add", "town", str(extract)) == 1
    said = capsys.readouterr().err
    assert words in said
    assert "Traceback" not in said
    assert left(tmp_path) == []


@pytest.mark.parametrize("name", ["Old Town", "../up", "", "a" * 60, "la-serena", "-x"])
def test_a_name_that_cannot_be_used_is_refused(
    tmp_path: Path, extract: Path, store: RegionStore, name: str
) -> None:
    with pytest.raises(RegionFileError):
        store.check_name(name, is_new=True)
    assert left(tmp_path) == []


def test_a_name_that_is_taken_or_unknown_is_told(
    tmp_path: Path, extract: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    region(tmp_path, "add", "town", str(extract))
    assert region(tmp_path, "add", "town", str(extract)) == 1
    assert "There is a region town already" in capsys.readouterr().err
    assert region(tmp_path, "update", "city", str(extract)) == 1
    assert "There is no region city" in capsys.readouterr().err


def test_too_little_disk_or_memory_is_said_before_it_begins() -> None:
    enough = Needs(10, 100, 100, free_disk=200, free_memory=200)
    enough.refuse_if_short(Path("/tmp"))
    with pytest.raises(RegionFileError, match="of disk, and the disk of /tmp has"):
        Needs(10, 300, 100, free_disk=200, free_memory=200).refuse_if_short(Path("/tmp"))
    with pytest.raises(RegionFileError, match="of memory, and"):
        Needs(10, 100, 300, free_disk=200, free_memory=200).refuse_if_short(Path("/tmp"))


def test_few_long_roads_need_as_much_as_their_junctions(tmp_path: Path) -> None:
    long = TinyMap({n: grid(n, 0) for n in range(1, 901)}, {1: (range(1, 901), STREET)})
    found = extract_survey.survey(long.write(tmp_path / "long.osm.pbf"))
    assert (found.roads, found.corners) == (1, 900)
    needs = extract_survey.needs_of(found, tmp_path)
    assert needs.memory_bytes == extract_survey.MEMORY_FLOOR + 900 * extract_survey.CORNER_BYTES
    assert needs.seconds > extract_survey.FLOOR_S + 0.3


def test_a_disk_that_is_full_stops_it_before_anything_is_written(
    tmp_path: Path,
    extract: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(
        extract_survey, "needs_of", lambda found, folder: Needs(1, 10**9, 1, free_disk=10**6)
    )
    assert region(tmp_path, "add", "town", str(extract)) == 1
    assert "Make room" in capsys.readouterr().err
    assert left(tmp_path) == []


def test_two_programs_do_not_build_one_region_at_once(extract: Path, store: RegionStore) -> None:
    from filelock import FileLock

    found, _ = store.look_at(extract)
    (store.folder / ".building").mkdir(parents=True)
    with (
        FileLock(store.folder / ".building" / "town.lock"),
        pytest.raises(RegionFileError, match="by another program"),
    ):
        store.build("town", extract, found, drives_on_left=False, tell=lambda progress: None)


def test_a_console_reads_progress_as_lines_of_json(
    tmp_path: Path, extract: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert region(tmp_path, "add", "town", str(extract), "--json") == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert "of memory" in lines[0]["words"]
    assert lines[-1]["is_done"]
    assert region(tmp_path, "add", "town", str(tmp_path / "none"), "--json") == 1
    (failed,) = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert failed["is_failed"]


def test_the_shipped_city_is_a_region_too(store: RegionStore) -> None:
    assert store.get("la-serena") == shipped_region()
    assert store.with_build(shipped_region().ref) == shipped_region()
    assert store.with_build(RegionRef("x", "unknown")) is None


def test_whoever_does_not_want_a_demo_city_any_more_ends_its_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(SHIPPED_EXTRACTS, "helsinki", TOWN.write(tmp_path / "town.osm.pbf"))
    store = RegionStore(tmp_path / "regions")

    def not_wanted(_: Progress) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        store.get("helsinki", not_wanted)
    told: list[Progress] = []
    assert store.get("helsinki", told.append).name == "helsinki"
    assert told
    told.clear()
    store.get("helsinki", told.append)
    assert not told, "it is there"

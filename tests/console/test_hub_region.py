"""A console on the hub's region: found on this machine, or fetched once, whole or not at all."""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import msgspec
import pytest
from PySide6.QtCore import QObject, Signal
from pytestqt.qtbot import QtBot

from console.hub_link import HubLink
from console.hub_region import HubRegion, Ready
from core.region.region import Region, shipped_region
from core.region.region_ref import RegionFile, RegionOffer, RegionRef
from core.region.store import RegionStore
from main import main
from tests.core.region import address_town


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Region:
    folder = tmp_path_factory.mktemp("regions")
    extract = address_town.write(folder)
    assert main(["region", "add", "town", str(extract), "--data", str(folder)]) == 0
    return RegionStore(folder / "regions").get("town")


class FakeLink(QObject):
    """A hub that hands out a region's files, or what a test has spoiled of them."""

    region_named = Signal(object)

    def __init__(self, region: Region) -> None:
        super().__init__()
        self.region = region
        self.status = 200
        self.wrong = ""
        self.spoiled = b""
        self.saved: list[str] = []

    def call(
        self, method: str, path: str, body: object, answered: Callable[[int, bytes], None]
    ) -> None:
        files = tuple(
            RegionFile(f.name, f.stat().st_size, hashlib.sha256(f.read_bytes()).hexdigest())
            for f in self.region.files
        )
        offer = RegionOffer(self.region.ref, files, self.region.is_demo)
        answered(self.status, msgspec.json.encode(offer))

    def save(
        self,
        path: str,
        file: Path,
        heard: Callable[[float], None],
        ended: Callable[[str, str], None],
    ) -> None:
        self.saved.append(path)
        file.write_bytes(self.spoiled or (self.region.folder / file.name).read_bytes())
        ended("", self.wrong)


class Desk:
    def __init__(self, qtbot: QtBot, region: Region, here: Path, cache: Path) -> None:
        self.link = FakeLink(region)
        self.parent = QObject()
        self.hub_region = HubRegion(cast(HubLink, self.link), here, cache, self.parent)
        self.said: list[tuple[str, bool]] = []
        self.hub_region.said.connect(lambda words, is_bad: self.said.append((words, is_bad)))
        self._qtbot = qtbot

    def told(self, ref: RegionRef) -> Ready:
        with self._qtbot.waitSignal(self.hub_region.found) as found:
            self.link.region_named.emit(ref)
        (ready,) = found.args or [None]
        assert isinstance(ready, Ready)
        return ready


@pytest.fixture
def desk(qtbot: QtBot, town: Region, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(qtbot, town, tmp_path / "regions", tmp_path / "cache")
    yield made
    made.hub_region.close()


def test_a_region_of_this_machine_is_not_fetched(
    qtbot: QtBot, town: Region, tmp_path: Path
) -> None:
    desk = Desk(qtbot, town, town.folder.parent.parent, tmp_path / "cache")
    ready = desk.told(RegionRef("another-name", town.build))
    assert ready.region.roads == town.roads
    assert ready.search is not None
    assert ready.search.find("Eichenallee 5")
    assert desk.link.saved == []
    desk.hub_region.close()


def test_the_shipped_city_has_no_real_addresses_to_search(desk: Desk) -> None:
    ready = desk.told(shipped_region().ref)
    assert ready.search is None
    assert ready.region.is_demo


def test_a_region_of_elsewhere_is_fetched_once(desk: Desk, town: Region, tmp_path: Path) -> None:
    ready = desk.told(town.ref)
    assert len(desk.link.saved) == len(town.files)
    assert ready.region.roads.read_bytes() == town.roads.read_bytes()
    assert ready.search is not None
    again = Desk(desk._qtbot, town, tmp_path / "regions", tmp_path / "cache")
    assert again.told(town.ref).region.roads == ready.region.roads
    assert again.link.saved == []
    again.hub_region.close()


def spoil(link: FakeLink) -> None:
    link.spoiled = b"half"


def refuse(link: FakeLink) -> None:
    link.status = 403


def break_off(link: FakeLink) -> None:
    link.wrong = "The line to the hub broke. Try again when it is back."


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (spoil, "came incomplete"),
        (refuse, "the hub said 403"),
        (break_off, "line to the hub broke"),
    ],
)
def test_what_did_not_come_whole_is_told_and_not_used(
    desk: Desk, town: Region, tmp_path: Path, harm: Callable[[FakeLink], None], words: str
) -> None:
    harm(desk.link)
    desk.link.region_named.emit(town.ref)
    desk._qtbot.waitUntil(lambda: any(is_bad for _, is_bad in desk.said))
    assert words in desk.said[-1][0]
    assert not (tmp_path / "cache" / "fetched" / town.build).exists()
    desk.link.spoiled, desk.link.status, desk.link.wrong = b"", 200, ""
    assert desk.told(town.ref).search is not None

"""Which region a hub opens, what it keeps of that, and what it hands to consoles elsewhere."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import msgspec
import pytest

from core.hub import protocol as p
from core.hub.client import HubClient
from core.hub.demo import DemoRefused, build_day, city_of
from core.hub.region_choice import region_of
from core.hub.sql_log import SqlLog
from core.hub.tokens import enrol
from core.planning.road import RoadEngine
from core.region.region import Region, shipped_region
from core.region.region_ref import RegionFileError, RegionOffer
from core.region.store import RegionStore
from main import main
from tests.core.hub.hub_builders import ANA, RunningHub, fill, running_hub, until
from tests.core.region import address_town


@pytest.fixture(scope="module")
def regions(tmp_path_factory: pytest.TempPathFactory) -> RegionStore:
    """A town at the equator, and the shipped extract of Helsinki when it is asked for."""
    folder = tmp_path_factory.mktemp("regions")
    extract = address_town.write(folder)
    assert main(["region", "add", "town", str(extract), "--data", str(folder)]) == 0
    return RegionStore(folder / "regions")


@pytest.fixture
def log(tmp_path: Path) -> Iterator[SqlLog]:
    log = SqlLog(str(tmp_path / "log.db"))
    yield log
    log.close()


def test_a_log_without_a_region_uses_the_shipped_one(log: SqlLog, regions: RegionStore) -> None:
    assert region_of(log, regions, None) == shipped_region()
    assert log.get_meta("region") is None


def test_what_was_chosen_is_kept_and_follows_updates(
    log: SqlLog, regions: RegionStore, tmp_path: Path
) -> None:
    chosen = region_of(log, regions, "town")
    assert region_of(log, regions, None) == chosen
    log.put_meta("region", b'{"name":"town","build":"an-earlier-one"}')
    assert region_of(log, regions, None) == chosen
    assert msgspec.json.decode(log.get_meta("region") or b"")["build"] == chosen.build


def test_a_region_that_is_not_here_is_told(log: SqlLog, regions: RegionStore) -> None:
    with pytest.raises(RegionFileError, match="region add nowhere"):
        region_of(log, regions, "nowhere")


async def test_a_region_without_a_road_at_the_depot_is_refused(
    log: SqlLog, regions: RegionStore
) -> None:
    await fill(log)
    with pytest.raises(RegionFileError, match="has no road where the depot Helsinki is"):
        region_of(log, regions, "town")
    assert region_of(log, regions, "helsinki").name == "helsinki"


def test_there_is_a_demo_day_in_two_cities_only(regions: RegionStore) -> None:
    with pytest.raises(DemoRefused, match="no demo day for the region town"):
        city_of(regions.get("town"))


def test_the_second_city_has_real_house_numbers_and_its_own_money(regions: RegionStore) -> None:
    from datetime import date

    from core import commands as c

    region = regions.get("helsinki")
    engine = RoadEngine.open(region.roads)
    day = build_day(engine, date(2026, 11, 30), 1, region=region)
    depot = next(each for each in day.commands if isinstance(each, c.RegisterDepot))
    assert (depot.depot.currency, depot.depot.zone) == ("EUR", "Europe/Helsinki")
    places = [
        place for each in day.commands if isinstance(each, c.AddOrders) for place in each.places
    ]
    assert not any(place.is_demo for place in places)
    assert all(engine.snap(place.lat, place.lon) is not None for place in places)


async def ask(hub: RunningHub, path: str) -> tuple[int, bytes]:
    headers = {"Authorization": f"Bearer {enrol(hub.log, 'device', ANA)}"}
    async with (
        aiohttp.ClientSession(headers=headers) as http,
        http.get(f"{hub.server.http_url}{path}") as answer,
    ):
        return answer.status, await answer.read()


async def test_consoles_hear_of_the_region_and_get_its_files(
    tmp_path: Path, regions: RegionStore
) -> None:
    region: Region = regions.get("helsinki")
    async with running_hub(tmp_path, region=region) as hub:
        frames: list[p.FromHub] = []
        hub.connect(HubClient(hub.address(), on_frame=frames.append))
        await until(lambda: frames)
        assert isinstance(frames[0], p.Welcome)
        assert frames[0].region == region.ref
        status, body = await ask(hub, "/region")
        assert status == 200
        offer = msgspec.json.decode(body, type=RegionOffer)
        assert {file.name for file in offer.files} == {
            "roads.npz",
            "base.pmtiles",
            "addresses.npz",
            "region.json",
        }
        for file in offer.files:
            status, content = await ask(hub, f"/region/{region.build}/{file.name}")
            assert (status, len(content)) == (200, file.bytes)
            assert hashlib.sha256(content).hexdigest() == file.sha256
        for path in (f"/region/{region.build}/region.lock", "/region/other/roads.npz"):
            assert (await ask(hub, path))[0] == 404


async def test_a_hub_without_a_region_says_so(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        assert await ask(hub, "/region") == (404, b"This hub has no region.")

"""`main.py import`, against a running hub: what came in, what did not, and the exit code."""

import asyncio
import json
import time
from pathlib import Path

import pytest

from core.access import EVERY_DEPOT, Actor, Role
from core.import_command import region_here, run
from core.model import ActorId
from core.region.store import REGIONS, RegionStore
from core.watch_command import AWAY, PARTLY
from main import make_parser
from tests.core.hub.hub_builders import DEPOT, RunningHub, running_hub
from tests.core.region import address_town

ROOT = Actor(ActorId("root"), Role.ADMIN, frozenset({EVERY_DEPOT}))
HEAD = "Order,Customer,Address,Latitude,Longitude,Goods,Quantity,Weight kg\n"
GOOD = "n1,Ana Rojas,Balmaceda 12,60.17,24.94,Lamp,1,2\n"
BAD = "n2,Leo Vega,Balmaceda 14,60.17,24.94,Lamp,many,2\n"


class Desk:
    """Somebody at a command line beside the hub."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.capsys = capsys
        self.token = folder / "token"
        self.file = folder / "orders.csv"
        self.file.write_text(HEAD + GOOD)

    def know(self, hub: RunningHub) -> str:
        self.token.write_text(hub.address(ROOT).token)
        return hub.server.ws_url

    async def bring(self, url: str, *more: str, depot: str = DEPOT) -> tuple[int, str]:
        usual = ["import", str(self.file), "--hub", url, "--token-file", str(self.token)]
        usual += ["--depot", depot, "--data", str(self.folder / "data"), *more]
        code = await asyncio.to_thread(run, make_parser().parse_args(usual))
        captured = self.capsys.readouterr()
        return code, captured.out + captured.err


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capsys)


async def test_rows_come_in_and_those_that_do_not_are_in_the_exit_code(
    tmp_path: Path, desk: Desk
) -> None:
    async with running_hub(tmp_path) as hub:
        url = desk.know(hub)
        code, words = await desk.bring(url)
        assert (code, words.splitlines()[-1]) == (0, "Done."), words
        desk.file.write_text(HEAD + GOOD + BAD)
        code, words = await desk.bring(url, "--dry-run")
        assert (code, "1 the same, 1 refused" in words) == (PARTLY, True), words
        code, words = await desk.bring(url)
        assert (code, words.splitlines()[-1]) == (PARTLY, "Nothing to do."), words


async def test_a_depot_that_is_not_there_is_neither_waited_for_nor_opened(
    tmp_path: Path, desk: Desk
) -> None:
    async with running_hub(tmp_path) as hub:
        code, words = await desk.bring(desk.know(hub), depot="nowhere")
        said = words.splitlines()[-1]
        assert (code, said.partition(": ")[0]) == (1, "The hub did not let this in"), words
        assert f"There is no depot nowhere at this hub. It has: {DEPOT}." in said
        assert hub.server.depots == [DEPOT]


async def test_a_wrong_token_and_a_dead_hub_are_said_soon(tmp_path: Path, desk: Desk) -> None:
    async with running_hub(tmp_path) as hub:
        url = desk.know(hub)
        desk.token.write_text("t" * 43)
        code, words = await desk.bring(url)
        assert (code, "unknown or has expired" in words) == (1, True), words
    began = time.monotonic()
    code, words = await desk.bring(url, "--wait", "0.2")
    assert (code, "nothing listens there" in words) == (AWAY, True), words
    assert time.monotonic() - began < 10
    desk.token.unlink()
    code, words = await desk.bring(url)
    assert (code, "No access token can be read" in words) == (1, True), words


async def test_a_plan_opens_its_day_or_says_each_mistake_by_its_path(
    tmp_path: Path, desk: Desk
) -> None:
    jobs = [{"id": n, "location": [24.94, 60.17]} for n in (1, 2)]
    steps = [{"type": "job", "id": 2}, {"type": "job", "id": 1}]
    van = {"id": 1, "start": [24.94, 60.17], "steps": steps}
    desk.file = tmp_path / "plan.json"
    async with running_hub(tmp_path) as hub:
        url = desk.know(hub)
        desk.file.write_text(json.dumps({"vehicles": [van], "jobs": [*jobs, {"id": 2}]}))
        code, words = await desk.bring(url)
        assert code == 1
        assert "$.jobs[2].location is missing" in words
        assert "Nothing was written." in words
        desk.file.write_text(json.dumps({"vehicles": [van], "jobs": jobs}))
        code, words = await desk.bring(url, "--dry-run")
        assert (code, "this was a dry run" in words) == (0, True), words
        code, words = await desk.bring(url)
        assert (code, words.splitlines()[-1]) == (0, "Done."), words
        code, words = await desk.bring(url)
        assert "which is open already" in words
        desk.file.write_text("{")
        code, words = await desk.bring(url)
        assert (code, "The file is no JSON" in words) == (1, True)


def test_a_region_is_taken_from_the_data_folder_that_is_named(tmp_path: Path) -> None:
    store = RegionStore(tmp_path / "data" / REGIONS)
    extract = address_town.write(tmp_path)
    found, _ = store.look_at(extract)
    built = store.build("town", extract, found, drives_on_left=False, tell=lambda told: None)
    assert region_here(built.ref, tmp_path / "data") == built
    assert region_here(built.ref, tmp_path / "elsewhere") is None
    assert region_here(None, tmp_path / "data") is None


async def test_a_list_of_swapped_coordinates_says_how_to_read_it(
    tmp_path: Path, desk: Desk
) -> None:
    swapped = GOOD.replace("60.17,24.94", "24.94,60.17")
    desk.file.write_text(HEAD + swapped)
    async with running_hub(tmp_path) as hub:
        url = desk.know(hub)
        code, words = await desk.bring(url, "--dry-run")
        assert (code, "swapped all over the list" in words) == (PARTLY, True), words
        maps = ("--map", "Latitude=lon", "--map", "Longitude=lat")
        assert f'{maps[0]} "{maps[1]}" {maps[2]} "{maps[3]}"' in words, words
        code, words = await desk.bring(url, "--dry-run", *maps)
        assert (code, "1 new" in words) == (0, True), words

"""Sets a depot of a person's own up, in a folder that is whole or not there at all."""

import asyncio
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from core import commands as c
from core.access import EVERY_DEPOT, Actor, Role
from core.hub import protocol as p
from core.hub.gate import Gate
from core.hub.group_commit import GroupCommit
from core.hub.log import EventLog
from core.hub.own_depots import CARD, DATABASE, DEPOTS, Card, DepotRefused
from core.hub.region_choice import region_of
from core.hub.sql_log import SqlLog
from core.model import ActorId, DepotId
from core.own_depot import SetUp, set_up_commands, what_is_wrong
from core.planning.road import RoadEngine, off_road_words
from core.private_files import private_folder
from core.region.region_ref import RegionFileError
from core.region.store import RegionStore

_OWNER = Actor(ActorId("office"), Role.ADMIN, frozenset({EVERY_DEPOT}))


def make_depot(data: Path, wanted: SetUp, regions: RegionStore, region_name: str) -> Card:
    """Set a depot up in a folder of its own. Raises `DepotRefused` or `OSError`, after which there
    is nothing of it."""
    wrong = what_is_wrong(wanted)
    if wrong:
        raise DepotRefused(wrong)
    registering, _ = commands = set_up_commands(wanted)
    depot = registering.depot
    home = private_folder(data / DEPOTS) / depot.id
    if home.exists():
        raise DepotRefused(f"There is a depot {depot.id} already. Choose another name.")
    try:
        region = regions.get(region_name)
        if RoadEngine.open(region.roads).snap(wanted.lat, wanted.lon) is None:
            words = off_road_words(wanted.lat, wanted.lon)
            raise DepotRefused(
                f"The region {region.name} has no road where the depot is. {words}. Choose the "
                "region of its city, or put the pin on its street."
            )
    except RegionFileError as error:
        raise DepotRefused(str(error)) from error
    for left in home.parent.glob(".making-*"):
        shutil.rmtree(left, ignore_errors=True)
    draft = Path(tempfile.mkdtemp(prefix=".making-", dir=home.parent))
    try:
        log = SqlLog(f"sqlite:///{draft / DATABASE}")
        try:
            region_of(log, regions, region.name)
            asyncio.run(_fill(log, depot.id, commands))
        finally:
            log.close()
        card = Card(depot.id, depot.name, wanted.address.strip(), region.name)
        (draft / CARD).write_bytes(msgspec.json.encode(card))
        draft.rename(home)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    return card


async def _fill(log: EventLog, depot: DepotId, commands: tuple[c.Command, ...]) -> None:
    with ThreadPoolExecutor(1, "depot writer") as writer:
        gate = Gate(
            depot,
            log,
            GroupCommit(log, writer),
            now=lambda: datetime.now(UTC),
            has_photo=lambda blob: False,
        )
        gate.load()
        gate.start()
        try:
            for number, command in enumerate(commands):
                answer = await gate.ask(_OWNER, f"set-up:{number}", command)
                if isinstance(answer, p.Refused):
                    raise DepotRefused(answer.words)
        finally:
            await gate.stop()

"""Which region a hub's days are planned on: named at its start, or kept in its log from before."""

from datetime import UTC, datetime

import msgspec

from core.hub.log import EventLog
from core.region.region import Region, shipped_region
from core.region.region_ref import RegionFileError, RegionRef
from core.region.store import RegionStore

_KEY = "region"
EARLIEST = datetime.min.replace(tzinfo=UTC)


def region_of(log: EventLog, store: RegionStore, wanted: str | None) -> Region:
    """The region that is wanted, else the log's, else the shipped one; what was chosen is kept.

    Raises `RegionFileError` when it is not on this machine, or not where a depot is.
    """
    kept = _kept(log)
    name = wanted or (kept.name if kept is not None else shipped_region().name)
    region = store.get(name)
    if wanted is not None and (kept is None or kept.name != wanted):
        _refuse_elsewhere(log, region)
    if kept != region.ref and (kept is not None or wanted is not None):
        log.put_meta(_KEY, msgspec.json.encode(region.ref))
    return region


def _kept(log: EventLog) -> RegionRef | None:
    text = log.get_meta(_KEY)
    return msgspec.json.decode(text, type=RegionRef) if text else None


def _refuse_elsewhere(log: EventLog, region: Region) -> None:
    """Every depot of the log needs a road in the region."""
    # Imported here: needed once, when a region is chosen for depots that are there already.
    from concurrent.futures import ThreadPoolExecutor

    from core.hub.gate import Gate
    from core.hub.group_commit import GroupCommit
    from core.hub.log import depots_of
    from core.model import DepotId
    from core.planning.road import RoadEngine, no_road_words

    depots = depots_of(log)
    if not depots:
        return
    engine = RoadEngine.open(region.roads)
    for stream in depots:
        depot_id = DepotId(stream)
        writer = ThreadPoolExecutor(1)  # of no use: nothing is asked
        gate = Gate(
            depot_id,
            log,
            GroupCommit(log, writer),
            now=lambda: EARLIEST,
            has_photo=lambda blob: False,
        )
        gate.load()
        depot = gate.state.depot
        place = gate.state.places.get(depot.place_id) if depot is not None else None
        if depot is not None and place is not None and engine.snap(place.lat, place.lon) is None:
            raise RegionFileError(
                f"The region {region.name} has no road where the depot {depot.name} is. "
                f"{no_road_words(place.lat, place.lon)} Choose the region of its city."
            )

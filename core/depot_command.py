"""`main.py depot`: set depots of one's own up, one or a list, and say which there are."""

import argparse
import sys
from pathlib import Path

from core.exchange.depot_rows import Ground, read_depots
from core.exchange.order_file import OrderFile
from core.exchange.region_places import RegionPlaces
from core.exchange.tables import TableError, told
from core.hub.own_depots import DepotRefused, depots_in
from core.own_depot import SetUp
from core.private_files import private_folder
from core.region.region_ref import RegionFileError
from core.region.store import REGIONS, RegionStore
from core.region.zones import zone_at
from core.settings import SettingsError, data_folder


def run(options: argparse.Namespace) -> int:
    """The exit code. Known failures are a sentence on stderr."""
    # Imported late: `--help` needs no database.
    from core.hub.depot_maker import make_depot

    data: Path = options.data or data_folder()
    regions = RegionStore(data / REGIONS)
    try:
        if options.wanted == "list":
            for card in depots_in(data):
                _say(f"{card.id}: {card.name}, {card.address}, on {card.region}")
            return 0
        private_folder(data)
        if options.wanted == "import":
            return _import(options, data, regions)
        card = make_depot(data, _wanted(options, regions), regions, options.region)
    except (DepotRefused, RegionFileError, SettingsError, TableError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    _say(f"{card.name} is set up. Open it: python main.py --open {card.id}")
    return 0


def _import(options: argparse.Namespace, data: Path, regions: RegionStore) -> int:
    """Depots of a list: none before all of it is sound; those that are there stay."""
    from core.hub.depot_maker import make_depot

    table = OrderFile(options.file).table()
    places = RegionPlaces(regions.get(options.region))

    def locate(address: str) -> tuple[float, float] | None:
        spot = places.locate(address)
        return (spot.lat, spot.lon) if spot is not None else None

    known = [card.id for card in depots_in(data)]
    ground = Ground(locate, places.has_road, lambda lat, lon: zone_at(lat, lon).name)
    found = read_depots(table, known, ground, options.currency)
    for problem in found.problems:
        sys.stderr.write(f"{told(table.name, problem)}\n")
    if any(problem.is_blocking for problem in found.problems):
        sys.stderr.write("Nothing was set up.\n")
        return 1
    for name in found.known:
        _say(f"{name} is there already.")
    if options.dry_run:
        _say(f"{len(found.wanted)} depots would be set up. Nothing was: this was a dry run.")
        return 0
    for wanted in found.wanted:
        card = make_depot(data, wanted, regions, options.region)
        _say(f"{card.name} is set up. Open it: python main.py --open {card.id}")
    return 0


def _wanted(options: argparse.Namespace, regions: RegionStore) -> SetUp:
    address, at = options.address, options.at
    if at is None:
        spot = RegionPlaces(regions.get(options.region)).locate(address)
        if spot is None:
            raise DepotRefused(
                f"{address!r} is not among the addresses of {options.region}. Mend it, or say "
                "where it is: --at LATITUDE,LONGITUDE"
            )
        at = (spot.lat, spot.lon)
        if spot.note:
            _say(spot.note)
    return SetUp(
        name=options.name,
        address=address,
        lat=at[0],
        lon=at[1],
        zone=options.zone or zone_at(*at).name,
        currency=options.currency,
        vans=options.vans,
    )


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")

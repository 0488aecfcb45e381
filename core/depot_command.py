"""`main.py depot`: set depots of one's own up, one or a list, and say which there are."""

import argparse
import os
import sys
from pathlib import Path

from core.demo_city import CITIES
from core.exchange.depot_rows import Ground, read_depots
from core.exchange.order_file import OrderFile
from core.exchange.region_places import RegionPlaces
from core.exchange.tables import TableError, told
from core.hub.own_depots import DepotRefused, depots_in
from core.own_depot import SetUp
from core.private_files import private_folder
from core.region.currencies import currency_of
from core.region.region_ref import RegionFileError
from core.region.store import REGIONS, RegionStore
from core.region.zones import Zone, zone_at, zones
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
    ground = Ground(
        locate,
        places.has_road,
        lambda lat, lon: _zone(options.region, (lat, lon)).name,
        lambda lat, lon: currency_of(_zone(options.region, (lat, lon)).country),
    )
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
    zone = _zone(options.region, at, options.zone or "")
    currency = options.currency or currency_of(zone.country)
    if not options.zone:
        _say(f"The time zone is taken as {zone.name}; --zone names another one.")
    if not options.currency:
        _say(f"The currency is taken as {currency}; --currency names another one.")
    return SetUp(
        name=options.name,
        address=address,
        lat=at[0],
        lon=at[1],
        zone=zone.name,
        currency=currency,
        vans=options.vans,
    )


def _zone(region: str, at: tuple[float, float], wanted: str = "") -> Zone:
    """As it is said, the demo city's, else by the map: this computer's own where it is near."""
    city = CITIES.get(region)
    name = wanted or (city.zone if city is not None else "")
    if not name:
        return zone_at(*at, _own_zone())
    return next((zone for zone in zones() if zone.name == name), Zone(name, "", *at))


def _own_zone() -> str:
    """Of this computer, as `Europe/Helsinki`; empty where it does not say."""
    named = os.environ.get("TZ")
    if named:
        return named.lstrip(":").rpartition("zoneinfo/")[2]
    return os.path.realpath("/etc/localtime").partition("zoneinfo/")[2]


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")

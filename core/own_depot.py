"""A depot of one's own before its first day: what is asked of a person, and the commands for it.

Pure. Vans and drivers begin with usual figures, so that a first day can be planned; they are put
right in the window or by a list.
"""

import re
import unicodedata
from collections.abc import Mapping

from msgspec import Struct

from core import commands as c
from core.model import (
    Depot,
    DepotId,
    Driver,
    DriverId,
    Load,
    Place,
    PlaceId,
    Rates,
    TextRef,
    Vehicle,
    VehicleId,
)
from core.rules.set_up import zone_fault
from core.state import State

LONGEST_NAME = 60
MOST_VANS, USUAL_VANS = 200, 3
USUAL_LOAD = Load(weight_g=900_000, volume_ml=7_000_000, slots=14)
"""Of a panel van with a long wheelbase."""
COST_PER_KM, COST_PER_HOUR, LET_DOWN = 0.30, 24.0, 12.0
"""In whole units of a currency near the euro; the depot's settings and the fleet put them right."""
_NO_CENTS = re.compile("BIF|CLP|DJF|GNF|ISK|JPY|KMF|KRW|PYG|RWF|UGX|UYI|VND|VUV|XAF|XOF|XPF")
_THREE_DIGITS = re.compile("BHD|IQD|JOD|KWD|LYD|OMR|TND")
_SMALL = {"JPY": 150, "KRW": 1_400, "CLP": 1_000, "VND": 27_000, "ISK": 140, "HUF": 390}
"""How many go into a euro, about, where usual costs would be absurd otherwise."""


class SetUp(Struct, frozen=True):
    """What is asked before there is a depot."""

    name: str
    address: str
    lat: float
    lon: float
    zone: str
    currency: str
    vans: int = USUAL_VANS


def depot_id(name: str) -> DepotId:
    """What the depot is called where only letters, digits and hyphens may stand; maybe empty."""
    plain = unicodedata.normalize("NFKD", name.replace("ß", "ss")).encode("ascii", "ignore")
    return DepotId(re.sub(r"[^a-z0-9]+", "-", plain.decode().lower()).strip("-")[:40].strip("-"))


def minor_digits(currency: str) -> int:
    """Digits after the point (ISO 4217, of the currencies in use)."""
    if _NO_CENTS.fullmatch(currency):
        return 0
    return 3 if _THREE_DIGITS.fullmatch(currency) else 2


def what_is_wrong(wanted: SetUp) -> str:
    """Why no depot can be set up like that, in a sentence; empty if it can."""
    if not wanted.name.strip():
        return "Give the depot a name."
    if len(wanted.name) > LONGEST_NAME:
        return f"The depot's name has {len(wanted.name)} characters; {LONGEST_NAME} at most."
    if not depot_id(wanted.name):
        return f"{wanted.name!r} has no letter or digit that can name a folder. Add one."
    if not wanted.address.strip():
        return "Where is the depot? Choose its address."
    if not (-90 <= wanted.lat <= 90 and -180 <= wanted.lon <= 180):
        return f"{wanted.lat:g}, {wanted.lon:g} is no place on earth."
    if not re.fullmatch(r"[A-Z]{3}", wanted.currency):
        return f"{wanted.currency!r} is no currency. Write its three letters, like EUR."
    if not 1 <= wanted.vans <= MOST_VANS:
        return f"A depot begins with 1 to {MOST_VANS} vans, not {wanted.vans}."
    return zone_fault(wanted.zone)


def stand_ins(
    state: State, texts: Mapping[str, str]
) -> tuple[tuple[Driver, ...], tuple[Vehicle, ...]]:
    """Those drivers and vans of the beginning that nobody has named, changed or sent out."""
    driving = {route.driver_id for route in state.routes.values()}
    driven = {route.vehicle_id for route in state.routes.values()}
    drivers = (
        driver
        for driver in state.drivers.values()
        if texts.get(driver.name_ref) == f"Driver {driver.id[1:]}"
        and driver.id not in driving
        and not (driver.has_left or driver.phone_ref)
    )
    vans = (
        van
        for van in state.vehicles.values()
        if (van.name, van.capacity, van.equipment) == (f"Van {van.id[1:]}", USUAL_LOAD, frozenset())
        and van.id not in driven
        and not van.is_retired
    )
    return tuple(drivers), tuple(vans)


def set_up_commands(wanted: SetUp) -> tuple[c.RegisterDepot, c.RegisterFleet]:
    """The depot, then as many vans and drivers as are wanted. Zones are checked by the rule."""
    unit: float = 10 ** minor_digits(wanted.currency) * _SMALL.get(wanted.currency, 1)
    home = Place(PlaceId("depot"), wanted.address.strip(), wanted.lat, wanted.lon)
    depot = Depot(
        id=depot_id(wanted.name),
        name=" ".join(wanted.name.split()),
        place_id=home.id,
        zone=wanted.zone,
        currency=wanted.currency,
        minor_digits=minor_digits(wanted.currency),
        rates=Rates(let_down_minor=round(LET_DOWN * unit)),
    )
    numbers = range(1, wanted.vans + 1)
    fleet = c.RegisterFleet(
        tuple(Driver(DriverId(f"d{n}"), TextRef(f"driver-{n}-name")) for n in numbers),
        tuple(
            Vehicle(
                VehicleId(f"v{n}"),
                f"Van {n}",
                USUAL_LOAD,
                cost_per_km_minor=round(COST_PER_KM * unit),
                cost_per_hour_minor=round(COST_PER_HOUR * unit),
            )
            for n in numbers
        ),
        {TextRef(f"driver-{n}-name"): f"Driver {n}" for n in numbers},
    )
    return c.RegisterDepot(depot, home), fleet

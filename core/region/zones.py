"""The time zone of a place, guessed from where zones' principal towns are (tzdata's `zone.tab`).

A guess that a person sees and may put right: the nearest town can be a neighbouring country's. So
the computer's own zone is preferred where that is not far.
"""

import re
from functools import cache
from importlib.resources import files
from math import cos, radians

from msgspec import Struct

NEAR_DEGREES = 10
_DEGREES = re.compile(r"([+-])(\d{2,3})(\d{2})(\d{2})?(?=[+-]|$)")


class Zone(Struct, frozen=True):
    """A row of the table; `country` is ISO 3166."""

    name: str
    country: str
    lat: float
    lon: float


def zone_at(lat: float, lon: float, own: str = "") -> Zone:
    """The nearest, or the computer's `own` within some 1,100 km."""
    shrink = cos(radians(lat))

    def far(zone: Zone) -> float:
        across = (zone.lon - lon + 180) % 360 - 180
        return (zone.lat - lat) ** 2 + (across * shrink) ** 2

    here = next((zone for zone in zones() if zone.name == own), None)
    if here is not None and far(here) <= NEAR_DEGREES**2:
        return here
    return min(zones(), key=far)


@cache
def zones() -> tuple[Zone, ...]:
    """All that are in use, as tzdata names them."""
    text = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return tuple(Zone(name, country, *_place(where)) for country, where, name, *_ in rows)


def _place(text: str) -> tuple[float, float]:
    """`+6010+02458` or with seconds."""
    lat, lon = (
        (int(degrees) + int(minutes) / 60 + int(seconds or 0) / 3600) * (-1 if sign == "-" else 1)
        for sign, degrees, minutes, seconds in _DEGREES.findall(text)
    )
    return lat, lon

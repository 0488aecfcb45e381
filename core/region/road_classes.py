"""What kinds of roads cars use, how fast traffic really moves on them, and how to read one's tags.

Speeds are free-flow averages in a city, junctions included, not limits: a limit only lowers them.
"""

from collections.abc import Mapping

CITY_KMH: dict[str, int] = {
    "motorway": 80,
    "trunk": 60,
    "primary": 38,
    "secondary": 33,
    "tertiary": 30,
    "unclassified": 28,
    "residential": 21,
    "living_street": 10,
    "service": 12,
}
"""Average speed by OpenStreetMap highway class; the order is that of importance."""

CLASSES: tuple[str, ...] = tuple(CITY_KMH)
LINK_FACTOR = 0.7
"""A ramp (`primary_link`) is driven at this part of its class's speed."""
LIMIT_FACTOR = 0.9
"""How much of a posted limit traffic reaches on average."""
KMH_PER_MPH = 1.609344
NO_CARS = frozenset({"no", "private", "agricultural", "forestry", "delivery_only"})
FORWARD, BACKWARD = 1, 2


def road_class(tags: Mapping[str, str]) -> int | None:
    """Index into `CLASSES`, or None when cars may not use the way."""
    highway = tags.get("highway", "").removesuffix("_link")
    if highway not in CITY_KMH or tags.get("area") == "yes":
        return None
    if any(tags.get(key) in NO_CARS for key in _most_special_access(tags)):
        return None
    return CLASSES.index(highway)


def _most_special_access(tags: Mapping[str, str]) -> list[str]:
    present = [key for key in ("motorcar", "motor_vehicle", "vehicle", "access") if key in tags]
    return present[:1]


def speed_kmh(tags: Mapping[str, str]) -> int:
    """Believable average speed of a way that `road_class` accepted, at least 5 km/h."""
    highway = tags["highway"]
    usual = CITY_KMH[highway.removesuffix("_link")]
    if highway.endswith("_link"):
        usual = round(usual * LINK_FACTOR)
    limit = _limit_kmh(tags.get("maxspeed", ""))
    return usual if limit is None else max(5, min(usual, round(limit * LIMIT_FACTOR)))


def _limit_kmh(text: str) -> float | None:
    number, _, unit = text.strip().partition(" ")
    if not number.isascii() or not number.isdigit():
        return None
    return int(number) * (KMH_PER_MPH if unit == "mph" else 1.0)


def directions(tags: Mapping[str, str]) -> int:
    """Which ways traffic may go: `FORWARD`, `BACKWARD` or both, seen along the way's nodes."""
    oneway = tags.get("oneway", "")
    if oneway in ("-1", "reverse"):
        return BACKWARD
    if oneway in ("yes", "true", "1"):
        return FORWARD
    implied = tags.get("junction") in ("roundabout", "circular") or tags["highway"] == "motorway"
    return FORWARD if implied and oneway not in ("no", "false", "0") else FORWARD | BACKWARD

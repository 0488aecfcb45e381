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
ACCESS = ("motorcar", "motor_vehicle", "vehicle", "access")
"""Keys that say who may drive, the most special first."""
NO_CARS = frozenset({"no", "private", "agricultural", "forestry", "delivery_only"})
ONLY_TO_STOP = frozenset({"destination", "customers", "delivery", "permit", "residents"})
"""Who has nothing to do there may not drive through."""
OPEN_BARRIERS = frozenset(
    {"arch", "border_control", "cattle_grid", "entrance", "height_restrictor"}
)
OPEN_BARRIERS |= {"kerb", "no", "sally_port", "toll_booth"}
GATES = frozenset({"gate", "lift_gate", "sliding_gate", "swing_gate"})
"""Somebody opens them. Whatever else stands on a road, from bollards to stones, stops cars."""
FORWARD, BACKWARD = 1, 2
FREE, GATED, BLOCKED = 0, 1, 2


def road_class(tags: Mapping[str, str]) -> int | None:
    """Index into `CLASSES`, or None when cars may not use the way."""
    highway = tags.get("highway", "").removesuffix("_link")
    if highway not in CITY_KMH or tags.get("area") == "yes":
        return None
    if any(tags.get(key) in NO_CARS for key in _most_special_access(tags)):
        return None
    return CLASSES.index(highway)


def is_only_to_stop(tags: Mapping[str, str]) -> bool:
    """Whether a way is open to those alone who have something to do on it."""
    return any(tags.get(key) in ONLY_TO_STOP for key in _most_special_access(tags))


def barrier(tags: Mapping[str, str]) -> int:
    """What a node on a road does to cars: `FREE`, `GATED` or `BLOCKED`. Access tags decide before
    the kind of barrier does."""
    if "barrier" not in tags:
        return FREE
    for key in _most_special_access(tags):
        return BLOCKED if tags[key] in NO_CARS else FREE
    kind = tags["barrier"]
    if kind in OPEN_BARRIERS:
        return FREE
    return GATED if kind in GATES or tags.get("bollard") == "rising" else BLOCKED


def _most_special_access(tags: Mapping[str, str], suffix: str = "") -> list[str]:
    present = [key + suffix for key in ACCESS if key + suffix in tags]
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
    """Which ways cars may go: `FORWARD`, `BACKWARD`, both or, where they may not at all, 0; seen
    along the way's nodes."""
    allowed = _one_way(tags)
    for direction, suffix in ((FORWARD, ":forward"), (BACKWARD, ":backward")):
        if any(tags[key] in NO_CARS for key in _most_special_access(tags, suffix)):
            allowed &= ~direction
    return allowed


def _one_way(tags: Mapping[str, str]) -> int:
    keys = [f"oneway:{key}" for key in ACCESS if f"oneway:{key}" in tags]
    oneway = tags.get(keys[0] if keys else "oneway", "")
    if oneway in ("-1", "reverse"):
        return BACKWARD
    if oneway in ("yes", "true", "1"):
        return FORWARD
    if oneway == "reversible":
        return 0  # The hour decides which way, and nothing here knows it.
    implied = tags.get("junction") in ("roundabout", "circular") or tags["highway"] == "motorway"
    return FORWARD if implied and oneway not in ("no", "false", "0") else FORWARD | BACKWARD

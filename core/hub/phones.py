"""What phones with a tracking program send, decoded: Traccar Client, OsmAnd and OwnTracks. Pure.

Every program has its own units; here positions are in degrees, metres and metres a second. What a
program does not know (it says so with −1, or leaves it out) is None. None of them counts what it
sends, so a position is told from another by its content.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.parse import parse_qsl

import msgspec
from msgspec import Meta, Struct, field

from core.bounds import fault_of
from core.json_faults import NOT_JSON

TRACCAR = "Traccar Client"
OSMAND = "OsmAnd"
OWNTRACKS = "OwnTracks"

MPS_PER_KNOT = 1852 / 3600
MPS_PER_KMH = 1 / 3.6
MOST_FIXES = 2_000
"""In one request; a phone that was offline for a shift sends about as many."""
MOST_FIELDS = 60
FASTEST_MPS = 100.0
COARSEST_M = 100_000.0
MILLISECONDS_FROM = 2**31
"""Larger numbers cannot be seconds; OsmAnd sends milliseconds."""

Latitude = Annotated[float, Meta(ge=-90, le=90)]
Longitude = Annotated[float, Meta(ge=-180, le=180)]


class PhoneFault(ValueError):
    """What was sent holds no position that can be read; the text says why."""


class PhoneFix(Struct, frozen=True):
    """One position as the phone saw it; `at` by the phone's clock, None if it did not say."""

    at: datetime | None
    lat: float
    lon: float
    speed_mps: float | None = None
    heading: float | None = None
    accuracy_m: float | None = None
    battery: float | None = None
    """from 0 to 1"""


class Sent(Struct, frozen=True):
    """A request as decoded: which token it carries (empty: none) and where the phone was."""

    token: str
    fixes: tuple[PhoneFix, ...]


class _Coords(Struct):
    latitude: Latitude
    longitude: Longitude
    accuracy: float | None = None
    speed: float | None = None
    heading: float | None = None


class _Battery(Struct):
    level: float | None = None


class _Location(Struct):
    coords: _Coords
    timestamp: str | float | None = None
    battery: _Battery | None = None


class _Located(Struct):
    """What Traccar Client 9 sends."""

    device_id: str | int
    location: _Location | list[_Location]


class _OwnTracks(Struct):
    type: str = field(name="_type")
    lat: Latitude | None = None
    lon: Longitude | None = None
    tst: float | None = None
    acc: float | None = None
    vel: float | None = None
    cog: float | None = None
    batt: float | None = None


def traccar(query: str, body: bytes, content_type: str) -> Sent:
    """Traccar Client: a form in body or address, or JSON; speed in knots there, m/s in `coords`.

    Raises `PhoneFault`.
    """
    text = body.strip()
    if content_type == "application/json" or text[:1] in (b"{", b"["):
        return _traccar_json(text)
    return _form(query, body, MPS_PER_KNOT)


def osmand(query: str, body: bytes) -> Sent:
    """OsmAnd's online tracking: fields in the address (or a form); speed in m/s, accuracy `hdop`.

    Raises `PhoneFault`.
    """
    return _form(query, body, 1.0)


def owntracks(body: bytes) -> tuple[PhoneFix, ...]:
    """OwnTracks over HTTP: JSON, speed in km/h; what is no location holds no position.

    Its token comes beside it (basic authentication). Raises `PhoneFault`.
    """
    if not body.strip():
        return ()  # a friend was removed in the program
    sent = _decoded(body, _OwnTracks)
    if sent.type == "encrypted":
        raise PhoneFault(
            "The position is encrypted by OwnTracks. Remove the encryption key in its settings; "
            "the line itself is encrypted."
        )
    if sent.type != "location":
        return ()
    if sent.lat is None or sent.lon is None:
        raise PhoneFault("lat or lon is missing.")
    return (
        PhoneFix(
            at=_moment(sent.tst),
            lat=sent.lat,
            lon=sent.lon,
            speed_mps=_speed(sent.vel, MPS_PER_KMH),
            heading=_heading(sent.cog),
            accuracy_m=_accuracy(sent.acc),
            battery=_share(sent.batt, 100),
        ),
    )


def _traccar_json(text: bytes) -> Sent:
    try:
        # Told apart by what is in them: the programs' versions do not say which they are.
        several = msgspec.json.decode(text)
    except NOT_JSON:
        raise PhoneFault("The request is not JSON.") from None
    if isinstance(several, dict) and "location" in several:
        return _traccar_nine(text)
    rows = several if isinstance(several, list) else [several]
    if not rows or len(rows) > MOST_FIXES or not all(isinstance(row, dict) for row in rows):
        raise PhoneFault(f"The request is not a list of 1 to {MOST_FIXES} positions.")
    sent = [_from_fields({k: _plain(v) for k, v in row.items()}, MPS_PER_KNOT) for row in rows]
    if len({each.token for each in sent}) != 1:
        raise PhoneFault("The positions are of several devices.")
    return Sent(sent[0].token, tuple(fix for each in sent for fix in each.fixes))


def _traccar_nine(text: bytes) -> Sent:
    sent = _decoded(text, _Located)
    several = sent.location if isinstance(sent.location, list) else [sent.location]
    if len(several) > MOST_FIXES:
        raise PhoneFault(f"The request holds more than {MOST_FIXES} positions.")
    return Sent(str(sent.device_id), tuple(_from_location(each) for each in several))


def _from_location(location: _Location) -> PhoneFix:
    coords = location.coords
    return PhoneFix(
        at=_moment(location.timestamp),
        lat=coords.latitude,
        lon=coords.longitude,
        speed_mps=_speed(coords.speed, 1.0),
        heading=_heading(coords.heading),
        accuracy_m=_accuracy(coords.accuracy),
        battery=_share(location.battery.level if location.battery else None, 1),
    )


def _form(query: str, body: bytes, mps: float) -> Sent:
    fields: dict[str, str] = {}
    try:
        for text in filter(None, (query, body.decode("ascii"))):
            fields |= _pairs(text)
    except ValueError:
        raise PhoneFault("The request is not a form.") from None
    return _from_fields(fields, mps)


def _pairs(text: str) -> Iterable[tuple[str, str]]:
    """The fields of a form; those that have no value are left out. Raises `ValueError`."""
    if "%" in text or "+" in text:
        return parse_qsl(text, max_num_fields=MOST_FIELDS, errors="strict")
    # The same at a third of the price, where nothing stands for anything else.
    parts = text.split("&")
    if len(parts) > MOST_FIELDS:
        raise ValueError("too many fields")
    pairs = (part.partition("=") for part in parts)
    return [(name, value) for name, _, value in pairs if value]


def _from_fields(fields: Mapping[str, str], mps: float) -> Sent:
    """One position, or none when the program says that it has none just now."""
    token = fields.get("id") or fields.get("deviceid") or ""
    if fields.get("valid") in ("false", "0"):
        return Sent(token, ())
    lat, lon = _place(fields)
    fix = PhoneFix(
        at=_moment(fields.get("timestamp")),
        lat=lat,
        lon=lon,
        speed_mps=_speed(_number(fields.get("speed")), mps),
        heading=_heading(_number(fields.get("bearing") or fields.get("heading"))),
        accuracy_m=_accuracy(_number(fields.get("accuracy") or fields.get("hdop"))),
        battery=_share(_number(fields.get("batt")), 100),
    )
    return Sent(token, (fix,))


def _place(fields: Mapping[str, str]) -> tuple[float, float]:
    words: Sequence[str] = (fields.get("location") or "").split(",")
    if len(words) != 2:
        words = (fields.get("lat", ""), fields.get("lon", ""))
    lat, lon = (_number(word) for word in words)
    if lat is None or lon is None:
        raise PhoneFault("lat or lon is missing or no number.")
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise PhoneFault(f"{lat:g}, {lon:g} is nowhere on earth.")
    return lat, lon


def _decoded(text: bytes, kind: type[Any]) -> Any:
    try:
        return msgspec.json.decode(text, type=kind)
    except RecursionError:
        raise PhoneFault("The request is nested too deeply.") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise PhoneFault(f"The request cannot be read: {error}.") from None


def _plain(value: object) -> str:
    """A JSON value as it would stand in a form; false and true in lower case."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, str | int | float) else ""


def _number(text: str | None) -> float | None:
    """A finite number, or None."""
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _moment(sent: str | float | None) -> datetime | None:
    """Seconds, milliseconds or ISO 8601; raises `PhoneFault` for anything else."""
    if sent is None or sent == "":
        return None
    seconds = sent if isinstance(sent, int | float) else _number(sent)
    try:
        if seconds is None:
            moment = datetime.fromisoformat(str(sent))
            moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        else:
            seconds /= 1000 if seconds >= MILLISECONDS_FROM else 1
            moment = datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        raise PhoneFault(f"{str(sent)[:40]!r} is no time.") from None
    if fault_of(moment):
        raise PhoneFault(f"{str(sent)[:40]!r} is no time that a clock shows.")
    return moment


def _speed(value: float | None, mps: float) -> float | None:
    speed = -1.0 if value is None else value * mps
    return speed if 0 <= speed <= FASTEST_MPS else None


def _heading(value: float | None) -> float | None:
    return value % 360 if value is not None and 0 <= value <= 360 else None


def _accuracy(value: float | None) -> float | None:
    return value if value is not None and 0 < value <= COARSEST_M else None


def _share(value: float | None, whole: float) -> float | None:
    return value / whole if value is not None and 0 <= value <= whole else None

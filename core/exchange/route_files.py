"""Routes of a day as files for others: CSV, GPX, GeoJSON, and a problem in the JSON of VROOM. Pure.

That problem is what is still to do: VROOM knows no stop that is done.

Whoever asks brings finished stops with their words, and the way on the map.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from html import escape
from typing import TypeAlias
from zlib import crc32

import msgspec
from msgspec import Struct

Point = tuple[float, float]
"""Latitude, longitude."""
Json: TypeAlias = "dict[str, object]"
_RISKY = ("=", "+", "-", "@", "\t")


class Fate(StrEnum):
    """What became of a stop."""

    OPEN = "open"
    UNDER_WAY = "under way"
    DONE = "done"
    FAILED = "failed"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"

    @property
    def is_over(self) -> bool:
        """Whether nobody has to go there any more."""
        return self not in (Fate.OPEN, Fate.UNDER_WAY)


class Half(StrEnum):
    """Which part a stop is of goods that one van collects at a customer's and brings to another."""

    PICKUP = "pickup"
    DELIVERY = "delivery"


class StopLine(Struct, frozen=True):
    """A visit as somebody else reads it; times are of the depot's zone."""

    number: int
    order_id: str
    kind: str
    """A code, as in our own files."""
    customer: str
    phone: str
    address: str
    point: Point
    arrives: datetime | None
    """expected, or when the driver was there"""
    window: tuple[datetime, datetime] | None
    service_s: int
    goods: str
    amounts: tuple[int, int, int] = (0, 0, 0)
    """Weight in grams, volume in millilitres, places."""
    is_collected: bool = False
    other_way: tuple[int, int, int] = (0, 0, 0)
    """Of an exchange: the amounts that are taken along."""
    half: Half | None = None
    """Where both parts are on this route and still to be made."""
    needs: tuple[str, ...] = ()
    """Equipment that the van must have."""
    is_at_door: bool = False
    """Whether the van is there now."""
    note: str = ""
    """What whoever drives there should know."""
    fate: Fate = Fate.OPEN
    ended: datetime | None = None
    reason: str = ""
    """Why it failed, in words."""
    task: str = ""
    """What is done there and, in `state`, what became of it, as people say it."""
    state: str = ""

    @property
    def is_ahead(self) -> bool:
        """Whether a van still has to drive there."""
        return not self.fate.is_over and not self.is_at_door

    @property
    def fate_words(self) -> str:
        """`failed 10:42: nobody answers`."""
        when = f" {clock(self.ended)}" if self.ended is not None else ""
        return f"{self.state or self.fate}{when}{': ' if self.reason else ''}{self.reason}"


class RouteSheet(Struct, frozen=True):
    """A route with its stops in order; `way` is the line on the map."""

    name: str
    driver: str
    vehicle: str
    day: str
    start: Point
    end: Point
    starts: datetime
    ends: datetime
    capacity: tuple[int, int, int]
    stops: tuple[StopLine, ...]
    way: tuple[Point, ...] = ()
    free_at: Point | None = None
    """Of a van on the road: from where it goes on, and from when."""
    free_from: datetime | None = None
    finishes: datetime | None = None
    """As it is expected, where that is later than it should."""
    stays: tuple[int, int, int] = (0, 0, 0)
    """Amounts aboard that go back to the depot."""
    breaks: tuple[tuple[datetime, datetime, int], ...] = ()
    """Still to be taken: the earliest and the latest begin, and seconds."""
    equipment: tuple[str, ...] = ()
    has_ended: bool = False


HEADER = (
    "day", "route", "driver", "vehicle", "stop", "order", "kind", "customer", "phone", "address",
    "lat", "lon", "arrives", "from", "until", "minutes", "goods", "note",
    "status", "ended", "reason",
)  # fmt: skip


class _Lines(list[str]):
    """What the CSV writer writes to."""

    def write(self, text: str) -> None:
        self.append(text)


def as_csv(sheets: Sequence[RouteSheet]) -> bytes:
    """One line for each stop. No cell is a formula, whatever a customer is called."""
    lines = _Lines()
    rows = csv.writer(lines, lineterminator="\r\n")
    rows.writerow(HEADER)
    for cells in _rows(sheets):
        rows.writerow(f"{c:.6f}" if isinstance(c, float) else safe_cell(str(c)) for c in cells)
    return b"\xef\xbb\xbf" + "".join(lines).encode()


def as_table(sheets: Sequence[RouteSheet]) -> list[list[str | float]]:
    """The same lines for a workbook, whose cells say themselves what they are."""
    return [list(HEADER), *_rows(sheets)]


def _rows(sheets: Sequence[RouteSheet]) -> Iterator[list[str | float]]:
    """Of each stop, under `HEADER`."""
    for sheet in sheets:
        for stop in sheet.stops:
            opens, closes = stop.window or (None, None)
            lat, lon = stop.point
            yield [
                *(sheet.day, sheet.name, sheet.driver, sheet.vehicle, stop.number),
                *(stop.order_id, stop.kind, stop.customer, stop.phone, stop.address),
                *(round(lat, 6), round(lon, 6), clock(stop.arrives)),
                *(clock(opens), clock(closes), stop.service_s // 60, stop.goods, stop.note),
                *(stop.fate.value, clock(stop.ended), stop.reason),
            ]


def safe_cell(text: str) -> str:
    """Spreadsheets read what begins like a formula as one; an apostrophe says that it is text.

    Of a telephone number, too: `+56 9` is calculated, and `+5691234` becomes a number without its
    plus. Lists that are imported may have the apostrophe.
    """
    return f"'{text}" if text.startswith(_RISKY) else text


def as_gpx(sheets: Sequence[RouteSheet]) -> bytes:
    """GPX 1.1: stops as waypoints, each route as a track."""
    return "\n".join(_gpx(sheets)).encode()


def _gpx(sheets: Sequence[RouteSheet]) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<gpx version="1.1" creator="Backhaul" xmlns="http://www.topografix.com/GPX/1/1">'
    for sheet in sheets:
        for stop in sheet.stops:
            lat, lon = stop.point
            name = f"{sheet.name} {stop.number}: {stop.order_id}"
            yield f'<wpt lat="{lat:.6f}" lon="{lon:.6f}"><name>{_xml(name)}</name>'
            words = f"{stop.task or stop.kind}, {stop.fate_words}, {stop.customer}, {stop.address}"
            yield f"<desc>{_xml(words)}</desc><type>{_xml(stop.fate.value)}</type></wpt>"
    for sheet in sheets:
        yield f"<trk><name>{_xml(f'{sheet.name} {sheet.day}')}</name><trkseg>"
        yield from (f'<trkpt lat="{lat:.6f}" lon="{lon:.6f}"/>' for lat, lon in _way(sheet))
        yield "</trkseg></trk>"
    yield "</gpx>\n"


def as_geojson(sheets: Sequence[RouteSheet]) -> bytes:
    """RFC 7946: a line for each route, a point for each stop."""
    features: list[Json] = []
    for sheet in sheets:
        of_route = {"route": sheet.name, "driver": sheet.driver, "day": sheet.day}
        line = [[lon, lat] for lat, lon in _way(sheet)]
        features.append(_feature("LineString", line, of_route | {"stops": len(sheet.stops)}))
        for stop in sheet.stops:
            told: Json = {
                "stop": stop.number,
                "order": stop.order_id,
                "kind": stop.kind,
                "customer": stop.customer,
                "address": stop.address,
                "arrives": stop.arrives.isoformat() if stop.arrives is not None else None,
                "status": stop.fate.value,
                "ended": stop.ended.isoformat() if stop.ended is not None else None,
                "reason": stop.reason,
            }
            lat, lon = stop.point
            features.append(_feature("Point", [lon, lat], of_route | told))
    return _json({"type": "FeatureCollection", "features": features})


def as_vroom(sheets: Sequence[RouteSheet]) -> bytes:
    """A problem with the present routes as `steps`, which `main.py optimize` reads as well.

    What is done is left out, with the vans that are back. A van on the road goes on from where it
    is, its room less what it brings back; a window that will be missed anyway ends when the van is
    expected, as no engine plans what cannot be met.
    """
    jobs: list[Json] = []
    shipments: list[Json] = []
    vehicles: list[Json] = []
    for number, sheet in enumerate(sheets, start=1):
        if sheet.has_ended:
            continue
        steps: list[Json] = [{"type": "start"}]
        numbers: dict[str, int] = {}
        for stop in (each for each in sheet.stops if each.is_ahead):
            if stop.half is None:
                jobs.append(_job(len(jobs) + 1, stop))
                steps.append({"type": "job", "id": jobs[-1]["id"]})
                continue
            if stop.half is Half.PICKUP:
                numbers[stop.order_id] = len(shipments) + 1
                shipments.append(_shipment(stop))
            shipment = numbers[stop.order_id]
            shipments[shipment - 1][stop.half.value] = _visit(shipment, stop)
            steps.append({"type": stop.half.value, "id": shipment})
        vehicles.append(_vehicle(number, sheet, [*steps, {"type": "end"}]))
    found: Json = {"vehicles": vehicles, "jobs": jobs}
    return _json(found | ({"shipments": shipments} if shipments else {}))


def _vehicle(number: int, sheet: RouteSheet, steps: list[Json]) -> Json:
    starts = max(sheet.starts, sheet.free_from or sheet.starts)
    ends = max(starts, sheet.ends, sheet.finishes or sheet.ends)
    vehicle: Json = {
        "id": number,
        "description": f"{sheet.name}, {sheet.driver}",
        "start": _lonlat(sheet.free_at or sheet.start),
        "end": _lonlat(sheet.end),
        "capacity": [max(0, a - b) for a, b in zip(sheet.capacity, sheet.stays, strict=True)],
        "time_window": [_second(starts), _second(ends)],
        "steps": steps,
    }
    if sheet.equipment:
        vehicle["skills"] = [skill_number(each) for each in sheet.equipment]
    if sheet.breaks:
        vehicle["breaks"] = [
            {
                "id": at,
                "time_windows": [[_second(first), _second(last)]],
                "service": seconds,
            }
            for at, (first, last, seconds) in enumerate(sheet.breaks, start=1)
        ]
    return vehicle


def _shipment(stop: StopLine) -> Json:
    shipment: Json = {"amount": list(stop.amounts)}
    if stop.needs:
        shipment["skills"] = [skill_number(each) for each in stop.needs]
    return shipment


def _job(number: int, stop: StopLine) -> Json:
    amount, other = ("pickup", "delivery") if stop.is_collected else ("delivery", "pickup")
    job = _visit(number, stop) | {amount: list(stop.amounts)}
    if any(stop.other_way):
        job[other] = list(stop.other_way)
    if stop.needs:
        job["skills"] = [skill_number(each) for each in stop.needs]
    return job


def _visit(number: int, stop: StopLine) -> Json:
    visit: Json = {
        "id": number,
        "description": stop.order_id,
        "location": _lonlat(stop.point),
        "service": stop.service_s,
    }
    if stop.window is not None:
        opens, closes = stop.window
        closes = max(closes, stop.arrives or closes)
        visit["time_windows"] = [[_second(min(opens, closes)), _second(closes)]]
    return visit


def skill_number(equipment: str) -> int:
    """The number by which VROOM's JSON, which has no names for skills, knows equipment. That of
    `skill 7`, as a file brought it, is 7."""
    given = re.fullmatch(r"skill (\d{1,9})", equipment)
    return int(given[1]) if given is not None else crc32(equipment.encode())


def _way(sheet: RouteSheet) -> tuple[Point, ...]:
    return sheet.way or (sheet.start, *(stop.point for stop in sheet.stops), sheet.end)


def _feature(kind: str, coordinates: object, properties: Json) -> Json:
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _lonlat(point: Point) -> list[float]:
    return [point[1], point[0]]


def _second(at: datetime) -> int:
    return int(at.timestamp())


def clock(at: datetime | None) -> str:
    """`10:42`; nothing for no time."""
    return f"{at:%H:%M}" if at is not None else ""


def _xml(text: str) -> str:
    return escape("".join(sign for sign in text if sign.isprintable()))


def _json(value: Json) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value), indent=1)

"""Routes of a day as files for others: CSV, GPX, GeoJSON, and a problem in the JSON of VROOM. Pure.

Whoever asks brings finished stops with their words, and the way on the map.
"""

import csv
from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from html import escape
from typing import TypeAlias

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


class StopLine(Struct, frozen=True):
    """A visit as somebody else reads it; times are of the depot's zone."""

    number: int
    order_id: str
    kind: str
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
    note: str = ""
    """What whoever drives there should know."""
    fate: Fate = Fate.OPEN
    ended: datetime | None = None
    reason: str = ""
    """Why it failed, in words."""

    @property
    def fate_words(self) -> str:
        """`failed 10:42: nobody answers`."""
        when = f" {_clock(self.ended)}" if self.ended is not None else ""
        return f"{self.fate}{when}{': ' if self.reason else ''}{self.reason}"


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


HEADER = (
    "day", "route", "driver", "vehicle", "stop", "order", "kind", "customer", "phone", "address",
    "lat", "lon", "arrives", "from", "until", "minutes", "goods", "note",
    "status", "ended", "reason",
)  # fmt: skip


STYLE = """
p, td, th { font-family: Inter, sans-serif; font-size: 9pt; color: #111; }
.title { font-size: 16pt; font-weight: 600; }
table { border-collapse: collapse; border-color: #999; }
th { text-align: left; }
td.over { color: #999; }
"""


class _Lines(list[str]):
    """What the CSV writer writes to."""

    def write(self, text: str) -> None:
        self.append(text)


def as_csv(sheets: Sequence[RouteSheet]) -> bytes:
    """One line for each stop. No cell is a formula, whatever a customer is called."""
    lines = _Lines()
    rows = csv.writer(lines, lineterminator="\r\n")
    rows.writerow(HEADER)
    for sheet in sheets:
        for stop in sheet.stops:
            opens, closes = stop.window or (None, None)
            row = (
                sheet.day, sheet.name, sheet.driver, sheet.vehicle, str(stop.number),
                stop.order_id, stop.kind, stop.customer, stop.phone, stop.address,
            )  # fmt: skip
            rows.writerow(
                (
                    *map(safe_cell, row),
                    f"{stop.point[0]:.6f}",
                    f"{stop.point[1]:.6f}",
                    _clock(stop.arrives),
                    _clock(opens),
                    _clock(closes),
                    stop.service_s // 60,
                    safe_cell(stop.goods),
                    safe_cell(stop.note),
                    stop.fate.value,
                    _clock(stop.ended),
                    safe_cell(stop.reason),
                )
            )
    return b"\xef\xbb\xbf" + "".join(lines).encode()


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
            words = f"{stop.kind}, {stop.fate_words}, {stop.customer}, {stop.address}"
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
    """A problem with the present routes as `steps`, which `main.py optimize` reads as well."""
    jobs: list[Json] = []
    vehicles: list[Json] = []
    for number, sheet in enumerate(sheets, start=1):
        steps: list[Json] = [{"type": "start"}]
        for stop in sheet.stops:
            job = len(jobs) + 1
            jobs.append(_job(job, stop))
            steps.append({"type": "job", "id": job})
        vehicles.append(
            {
                "id": number,
                "description": f"{sheet.name}, {sheet.driver}",
                "start": _lonlat(sheet.start),
                "end": _lonlat(sheet.end),
                "capacity": list(sheet.capacity),
                "time_window": [_second(sheet.starts), _second(sheet.ends)],
                "steps": [*steps, {"type": "end"}],
            }
        )
    return _json({"vehicles": vehicles, "jobs": jobs})


def _job(number: int, stop: StopLine) -> Json:
    amount = "pickup" if stop.is_collected else "delivery"
    job: Json = {
        "id": number,
        "description": stop.order_id,
        "location": _lonlat(stop.point),
        "service": stop.service_s,
        amount: list(stop.amounts),
    }
    if stop.window is not None:
        job["time_windows"] = [[_second(stop.window[0]), _second(stop.window[1])]]
    return job


def manifest_html(sheet: RouteSheet, depot: str) -> str:
    """A page to take along: what, where, when, and room to sign. It begins at what is still to do;
    what is over comes last and in grey."""
    to_do = [stop for stop in sheet.stops if not stop.fate.is_over]
    over = [stop for stop in sheet.stops if stop.fate.is_over]
    rows = "".join(_row(stop, "&nbsp;") for stop in to_do)
    rows += "".join(_row(stop, escape(stop.fate_words), ' class="over"') for stop in over)
    count = f"{len(sheet.stops)} stops" + (f", {len(to_do)} still to do" if over else "")
    facts = (
        depot,
        f"Driver: {sheet.driver}",
        f"Van: {sheet.vehicle}",
        f"{_clock(sheet.starts)} to {_clock(sheet.ends)}",
        count,
    )
    return (
        f"<style>{STYLE}</style>"
        f'<p class="title">{escape(sheet.name)} &middot; {escape(sheet.day)}</p>'
        f"<p>{' &middot; '.join(map(escape, facts))}</p>"
        '<table width="100%" border="1" cellspacing="0" cellpadding="4">'
        '<tr><th width="4%">#</th><th width="6%">At</th><th width="11%">Window</th>'
        '<th width="25%">Where</th><th width="10%">Order</th><th width="24%">Goods</th>'
        f'<th width="20%">Signature</th></tr>{rows}</table>'
    )


def _row(stop: StopLine, last: str, look: str = "") -> str:
    cells = (
        str(stop.number),
        _clock(stop.arrives),
        _window(stop),
        f"<b>{escape(stop.customer)}</b><br>{escape(stop.address)}<br>{escape(stop.phone)}",
        f"{escape(stop.order_id)}<br>{escape(stop.kind)}",
        f"{escape(stop.goods)}{f'<br><i>{escape(stop.note)}</i>' if stop.note else ''}",
        last,
    )
    return f"<tr>{''.join(f'<td{look}>{cell}</td>' for cell in cells)}</tr>"


def _window(stop: StopLine) -> str:
    if stop.window is None:
        return "any time"
    return f"{_clock(stop.window[0])}–{_clock(stop.window[1])}"


def _way(sheet: RouteSheet) -> tuple[Point, ...]:
    return sheet.way or (sheet.start, *(stop.point for stop in sheet.stops), sheet.end)


def _feature(kind: str, coordinates: object, properties: Json) -> Json:
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _lonlat(point: Point) -> list[float]:
    return [point[1], point[0]]


def _second(at: datetime) -> int:
    return int(at.timestamp())


def _clock(at: datetime | None) -> str:
    return f"{at:%H:%M}" if at is not None else ""


def _xml(text: str) -> str:
    return escape("".join(sign for sign in text if sign.isprintable()))


def _json(value: Json) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value), indent=1)

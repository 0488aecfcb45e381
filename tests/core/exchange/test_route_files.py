"""Routes as files that others read."""

import csv
import json
import xml.etree.ElementTree as ElementTree
from datetime import UTC, datetime

import numpy as np
from msgspec.structs import replace

from core.exchange.route_files import (
    HEADER,
    Fate,
    RouteSheet,
    StopLine,
    as_csv,
    as_geojson,
    as_gpx,
    as_vroom,
    manifest_html,
)
from core.exchange.vroom_reader import Point, VroomProblem, read_vroom
from core.planning.fleet import Matrix

AT = datetime(2026, 12, 1, 11, tzinfo=UTC)
FIRST = StopLine(
    1, "n1", "delivery", "Ana <b>", "+56", "Balmaceda 12", (-29.9, -71.2), AT,
    (AT, AT.replace(hour=15)), 300, "2 × Shoe", (2000, 0, 1), note="=Ring <twice>",
)  # fmt: skip
SECOND = replace(
    FIRST, number=2, order_id="n2", customer="=Eva\x07", arrives=None, window=None,
    is_collected=True, note="",
)  # fmt: skip
SHEET = RouteSheet(
    "Route 1", "Luis", "Van 1", "2026-12-01", (-29.95, -71.3), (-29.95, -71.3), AT,
    AT.replace(hour=20), (800_000, 6_000_000, 12), (FIRST, SECOND),
)  # fmt: skip
DRAWN = replace(SHEET, way=((-29.95, -71.3), (-29.92, -71.25), (-29.95, -71.3)))


def test_csv_has_a_line_for_each_stop_and_no_formula() -> None:
    rows = list(csv.reader(as_csv((SHEET,)).decode("utf-8-sig").splitlines()))
    assert tuple(rows[0]) == HEADER
    first, second = (dict(zip(HEADER, row, strict=True)) for row in rows[1:])
    assert (first["arrives"], first["from"], first["until"], first["minutes"]) == (
        "11:00",
        "11:00",
        "15:00",
        "5",
    )
    assert (first["note"], second["note"]) == ("'=Ring <twice>", "")
    assert (first["phone"], second["customer"], second["arrives"]) == ("'+56", "'=Eva\x07", "")


def test_gpx_is_read_by_an_xml_parser() -> None:
    root = ElementTree.fromstring(as_gpx((DRAWN, SHEET)))
    space = {"g": "http://www.topografix.com/GPX/1/1"}
    assert [each.text for each in root.findall("g:wpt/g:name", space)][:2] == [
        "Route 1 1: n1",
        "Route 1 2: n2",
    ]
    tracks = root.findall("g:trk", space)
    assert [len(track.findall("g:trkseg/g:trkpt", space)) for track in tracks] == [3, 4]


def test_geojson_has_a_line_for_a_route_and_a_point_for_a_stop() -> None:
    features = json.loads(as_geojson((DRAWN,)))["features"]
    assert [each["geometry"]["type"] for each in features] == ["LineString", "Point", "Point"]
    assert features[0]["geometry"]["coordinates"][1] == [-71.25, -29.92]
    assert features[1]["properties"]["arrives"] == AT.isoformat()
    assert features[2]["properties"]["arrives"] is None


def test_vroom_is_what_the_optimizer_reads() -> None:
    body = as_vroom((SHEET,))
    told = json.loads(body)
    first, second = told["jobs"]
    assert (first["delivery"], second["pickup"]) == ([2000, 0, 1], [2000, 0, 1])
    assert "time_windows" not in second
    assert [step["type"] for step in told["vehicles"][0]["steps"]] == ["start", "job", "job", "end"]

    def travel(points: list[Point]) -> tuple[Matrix, Matrix]:
        size = (len(points), len(points))
        return np.ones(size, np.int64), np.ones(size, np.int64)

    problem = read_vroom(told, travel)
    assert isinstance(problem, VroomProblem)
    assert len(problem.tasks) == 2


def test_a_manifest_is_safe_to_print() -> None:
    html = manifest_html(SHEET, "Coquimbo & Co")
    assert "Ana &lt;b&gt;" in html
    assert "Coquimbo &amp; Co" in html
    assert "any time" in html
    assert "11:00–15:00" in html
    assert html.count("<i>") == 1
    assert "<i>=Ring &lt;twice&gt;</i>" in html


LATER = AT.replace(hour=12, minute=7)
MID_DAY = replace(
    SHEET,
    driver="Marcela C.",
    stops=(
        replace(FIRST, fate=Fate.DONE, ended=LATER),
        replace(SECOND, fate=Fate.FAILED, ended=LATER, reason="=Nobody <there>"),
        replace(FIRST, number=3, order_id="n3", customer="Zoe", note=""),
    ),
)


def test_files_say_what_became_of_each_stop() -> None:
    rows = list(csv.reader(as_csv((MID_DAY,)).decode("utf-8-sig").splitlines()))
    told = [dict(zip(HEADER, row, strict=True)) for row in rows[1:]]
    assert [(each["status"], each["ended"], each["reason"]) for each in told] == [
        ("done", "12:07", ""),
        ("failed", "12:07", "'=Nobody <there>"),
        ("open", "", ""),
    ]
    points = json.loads(as_geojson((MID_DAY,)))["features"][1:]
    assert [each["properties"]["status"] for each in points] == ["done", "failed", "open"]
    assert points[1]["properties"]["ended"] == LATER.isoformat()
    space = {"g": "http://www.topografix.com/GPX/1/1"}
    root = ElementTree.fromstring(as_gpx((MID_DAY,)))
    words = [each.text or "" for each in root.findall("g:wpt/g:desc", space)]
    assert words[0].startswith("delivery, done 12:07, Ana")
    assert "failed 12:07: =Nobody <there>" in words[1]
    kinds = [each.text for each in root.findall("g:wpt/g:type", space)]
    assert kinds == ["done", "failed", "open"]


def test_a_manifest_begins_at_what_is_still_to_do() -> None:
    html = manifest_html(MID_DAY, "Depot")
    assert html.index("Zoe") < html.index('class="over"') < html.index("=Eva")
    assert "done 12:07" in html
    assert "failed 12:07: =Nobody &lt;there&gt;" in html
    assert "3 stops, 1 still to do" in html
    assert "Driver: Marcela C. &middot; Van" in html
    assert "class" not in manifest_html(SHEET, "Depot").replace('class="title"', "")

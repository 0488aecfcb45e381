"""Routes as files that others read."""

import csv
import json
import xml.etree.ElementTree as ElementTree
from datetime import UTC, datetime
from typing import Any

import numpy as np
from msgspec.structs import replace

from core.exchange.route_files import (
    HEADER,
    Fate,
    Half,
    RouteSheet,
    StopLine,
    as_csv,
    as_geojson,
    as_gpx,
    as_table,
    as_vroom,
    skill_number,
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


def test_a_workbook_has_numbers_as_numbers_and_texts_as_they_are() -> None:
    head, first, second = as_table((SHEET,))
    told = dict(zip(head, first, strict=True))
    assert tuple(head) == HEADER
    assert (told["lat"], told["lon"], told["stop"], told["minutes"]) == (-29.9, -71.2, 1, 5)
    assert (told["arrives"], told["from"], told["until"]) == ("11:00", "11:00", "15:00")
    assert told["note"] == "=Ring <twice>", "a cell of a workbook says that it is text"
    assert second[head.index("customer")] == "=Eva\x07"


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


def vroom(*sheets: RouteSheet) -> dict[str, Any]:
    """The problem as the optimizer takes it, without a complaint."""

    def travel(points: list[Point]) -> tuple[Matrix, Matrix]:
        size = (len(points), len(points))
        return np.ones(size, np.int64), np.ones(size, np.int64)

    told: dict[str, Any] = json.loads(as_vroom(sheets))
    found = read_vroom(told, travel)
    assert isinstance(found, VroomProblem), found
    assert found.notices == ()
    return told


def test_what_is_done_is_not_for_an_engine_to_plan() -> None:
    told = vroom(MID_DAY)
    assert [job["description"] for job in told["jobs"]] == ["n3"]
    steps = told["vehicles"][0]["steps"]
    assert [step["type"] for step in steps] == ["start", "job", "end"]
    back = replace(MID_DAY, name="Route 2", has_ended=True)
    assert [each["id"] for each in vroom(MID_DAY, back)["vehicles"]] == [1]
    at_door = replace(FIRST, number=3, order_id="n3", fate=Fate.UNDER_WAY, is_at_door=True)
    there = replace(MID_DAY, stops=(*MID_DAY.stops[:2], at_door, SECOND))
    assert [job["description"] for job in vroom(there)["jobs"]] == ["n2"]


def test_a_van_on_the_road_goes_on_from_where_it_is() -> None:
    late = AT.replace(hour=21)
    sheet = replace(
        MID_DAY,
        free_at=(-29.9, -71.2),
        free_from=LATER,
        finishes=late,
        stays=(5_000, 0, 20),
        breaks=((AT.replace(hour=13), AT.replace(hour=14), 1800),),
        equipment=("tail_lift", "skill 7"),
    )
    (vehicle,) = vroom(sheet)["vehicles"]
    assert vehicle["start"] == [-71.2, -29.9]
    assert vehicle["time_window"] == [int(LATER.timestamp()), int(late.timestamp())]
    assert vehicle["capacity"] == [795_000, 6_000_000, 0]
    assert vehicle["breaks"][0]["service"] == 1800
    assert vehicle["skills"] == [skill_number("tail_lift"), 7]


def test_a_window_that_will_be_missed_ends_when_the_van_is_expected() -> None:
    missed = replace(FIRST, arrives=AT.replace(hour=16), needs=("tail_lift",))
    (job,) = vroom(replace(SHEET, stops=(missed,), equipment=("tail_lift",)))["jobs"]
    assert job["time_windows"] == [[int(AT.timestamp()), int(AT.replace(hour=16).timestamp())]]
    assert job["skills"] == [skill_number("tail_lift")]


def test_what_is_collected_and_brought_is_a_shipment() -> None:
    pickup = replace(FIRST, half=Half.PICKUP, is_collected=True, needs=("tail_lift",))
    other = replace(SECOND, other_way=(1, 0, 0))
    brought = replace(FIRST, number=3, half=Half.DELIVERY, window=None)
    plain = [replace(each, order_id="n4", needs=()) for each in (pickup, brought)]
    assert "skills" not in vroom(replace(SHEET, stops=tuple(plain)))["shipments"][0]
    told = vroom(replace(SHEET, stops=(pickup, other, brought), equipment=("tail_lift",)))
    (shipment,) = told["shipments"]
    assert (shipment["amount"], shipment["skills"]) == ([2000, 0, 1], [skill_number("tail_lift")])
    assert shipment["pickup"]["description"] == shipment["delivery"]["description"] == "n1"
    steps = [step["type"] for step in told["vehicles"][0]["steps"]]
    assert steps == ["start", "pickup", "job", "delivery", "end"]
    assert told["jobs"][0]["delivery"] == [1, 0, 0], "an exchange"


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
    spoken = replace(MID_DAY.stops[0], task="Deliver", state="served")
    (desc,) = ElementTree.fromstring(as_gpx((replace(MID_DAY, stops=(spoken,)),))).findall(
        "g:wpt/g:desc", space
    )
    assert str(desc.text).startswith("Deliver, served 12:07, Ana")

"""Frames of tracking programs, written from their published formats; none was recorded."""

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.hub import phones
from core.hub.phones import (
    MOST_FIELDS,
    MOST_FIXES,
    PhoneFault,
    PhoneFix,
    Sent,
    osmand,
    owntracks,
    traccar,
)

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
SECONDS = int(AT.timestamp())
FORM = "application/x-www-form-urlencoded"
TOKEN = "phone-token_of-43-characters-in-a-field-0001"

AT_THE_CATHEDRAL = PhoneFix(AT, -29.90274, -71.25194)


def location(**changes: Any) -> dict[str, Any]:
    """What the background service of Traccar Client 9 writes."""
    coords = {
        "latitude": -29.90274, "longitude": -71.25194, "accuracy": 4.8,
        "speed": 5.0, "heading": 271.5, "altitude": 28.4,
    }  # fmt: skip
    return {
        "event": "motionchange", "is_moving": True, "uuid": "b3", "odometer": 1024.5,
        "timestamp": "2026-11-23T09:30:00.000Z", "coords": coords | changes.pop("coords", {}),
        "activity": {"type": "in_vehicle", "confidence": 100},
        "battery": {"is_charging": False, "level": 0.43}, "extras": {},
    } | changes  # fmt: skip


def nine(**changes: Any) -> bytes:
    return json.dumps({"device_id": TOKEN, "location": location(**changes)}).encode()


def test_traccar_client_8_sends_fields_in_the_address_and_speed_in_knots() -> None:
    query = (
        f"id={TOKEN}&timestamp={SECONDS}&lat=-29.90274&lon=-71.25194&speed=10.0&bearing=271.5"
        "&altitude=28.4&accuracy=4.8&batt=43.0"
    )
    sent = traccar(query, b"", "application/octet-stream")
    assert sent.token == TOKEN
    (fix,) = sent.fixes
    assert (fix.at, fix.lat, fix.lon) == (AT, -29.90274, -71.25194)
    assert fix.speed_mps == pytest.approx(5.144, abs=0.001)
    assert (fix.heading, fix.accuracy_m, fix.battery) == (271.5, 4.8, 0.43)


def test_traccar_client_10_sends_the_same_as_a_form_or_as_a_list_of_objects() -> None:
    fields = {
        "id": TOKEN, "timestamp": str(SECONDS), "lat": "-29.90274", "lon": "-71.25194",
        "speed": "10", "bearing": "271.5", "accuracy": "4.8", "batt": "43", "charge": "false",
        "alarm": "sos",
    }  # fmt: skip
    form = "&".join(f"{name}={value}" for name, value in fields.items()).encode()
    numbers = {k: float(v) if v[-1].isdigit() and k != "id" else v for k, v in fields.items()}
    numbers["charge"] = False
    later = numbers | {"timestamp": SECONDS + 60}
    one = traccar("", form, FORM)
    several = traccar("", json.dumps([numbers, later]).encode(), "application/json")
    assert several.token == one.token == TOKEN
    assert several.fixes[0] == one.fixes[0]
    assert several.fixes[1].at == AT + timedelta(minutes=1)
    assert traccar("", json.dumps(numbers).encode(), FORM).fixes == one.fixes


def test_traccar_client_9_sends_json_with_metres_a_second_and_a_share_of_the_battery() -> None:
    sent = traccar("", nine(), "application/json")
    assert sent == Sent(TOKEN, (PhoneFix(AT, -29.90274, -71.25194, 5.0, 271.5, 4.8, 0.43),))
    several = {"device_id": 12345678, "location": [location(), location()]}
    assert len(traccar("", json.dumps(several).encode(), "application/json").fixes) == 2


def test_minus_one_means_unknown() -> None:
    unknown = {"speed": -1, "heading": -1, "accuracy": -1}
    sent = traccar("", nine(coords=unknown, battery={"level": -1}), "application/json")
    assert sent.fixes == (AT_THE_CATHEDRAL,)
    assert traccar("", nine(coords=unknown, battery=None), "application/json") == sent


def test_osmand_sends_metres_a_second_milliseconds_and_its_accuracy_as_hdop() -> None:
    query = (
        f"id={TOKEN}&lat=-29.90274&lon=-71.25194&timestamp={SECONDS}000&hdop=12.0"
        "&altitude=28.4&speed=5.0&bearing=360"
    )
    expected = PhoneFix(AT, -29.90274, -71.25194, 5.0, 0.0, 12.0)
    assert osmand(query, b"") == Sent(TOKEN, (expected,))
    assert osmand("", query.encode()) == Sent(TOKEN, (expected,))


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (str(SECONDS), AT),
        (f"{SECONDS}.5", AT + timedelta(seconds=0.5)),
        ("2026-11-23T09:30:00Z", AT),
        ("2026-11-23T06:30:00-03:00", AT.astimezone(timezone(timedelta(hours=-3)))),
        ("2026-11-23 09:30:00", AT),
        ("", None),
    ],
)
def test_a_time_is_read_in_every_way_it_is_written(sent: str, expected: datetime | None) -> None:
    query = f"deviceid={TOKEN}&location=-29.90274,-71.25194&timestamp={sent.replace('+', '%2B')}"
    (fix,) = osmand(query, b"").fixes
    assert fix.at == expected
    assert (fix.lat, fix.lon) == (-29.90274, -71.25194)


def test_a_program_that_has_no_position_just_now_sends_none() -> None:
    assert osmand(f"id={TOKEN}&valid=false&lat=0&lon=0", b"") == Sent(TOKEN, ())
    invalid = json.dumps([{"id": TOKEN, "valid": False, "extra": {"a": 1}}]).encode()
    assert traccar("", invalid, "application/json") == Sent(TOKEN, ())


def test_owntracks_sends_kilometres_an_hour_and_percent() -> None:
    body = {
        "_type": "location", "acc": 13, "alt": 28, "batt": 43, "bs": 1, "cog": 271, "conn": "m",
        "lat": -29.90274, "lon": -71.25194, "tid": "lr", "tst": SECONDS, "vac": 3, "vel": 36,
        "t": "u", "topic": "owntracks/luis/phone",
    }  # fmt: skip
    (fix,) = owntracks(json.dumps(body).encode())
    assert fix == PhoneFix(AT, -29.90274, -71.25194, fix.speed_mps, 271, 13, 0.43)
    assert fix.speed_mps == pytest.approx(10.0)


def test_what_owntracks_sends_beside_positions_holds_none() -> None:
    for body in (b"", b" \n", b'{"_type":"status"}', b'{"_type":"waypoint","lat":1,"lon":2}'):
        assert owntracks(body) == ()


def test_an_encrypted_position_is_not_taken_for_a_saved_one() -> None:
    with pytest.raises(PhoneFault, match="Remove the encryption key"):
        owntracks(b'{"_type":"encrypted","data":"6XmvQ"}')


@pytest.mark.parametrize(
    "query",
    [
        "id=t", "id=t&lat=1", "id=t&lat=x&lon=2", "id=t&lat=nan&lon=2", "id=t&lat=inf&lon=2",
        "id=t&lat=91&lon=2", "id=t&lat=1&lon=181", "id=t&lat=1&lon=2&timestamp=yesterday",
        "id=t&lat=1&lon=2&timestamp=0001-01-01T00:00:00%2B14:00", "id=t&lat=1&lon=2&timestamp=9e12",
        "id=t&lat=1&lon=2&timestamp=-62135596800",
        "id=t&lat=1&lon=2&timestamp=1e300", "id=t&lat=1&lon=2&timestamp=99999999999999999",
        "id=%ff&lat=1&lon=2", "&".join(["a=1"] * 100),
    ],
)  # fmt: skip
def test_a_form_without_a_position_is_refused(query: str) -> None:
    with pytest.raises(PhoneFault):
        osmand(query, b"")


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[", b"[]", b"[1]", b"{}", b'"x"', b"\xff", b'{"id":"\xff"}', b"[" * 100_000,
        b'{"location":' * 20_000,
        json.dumps([{"id": "a", "lat": 1, "lon": 2}, {"id": "b", "lat": 1, "lon": 2}]).encode(),
        json.dumps([{"id": "a", "lat": 1, "lon": 2}] * (MOST_FIXES + 1)).encode(),
        json.dumps({"device_id": "a", "location": [location()] * (MOST_FIXES + 1)}).encode(),
        nine(coords={"latitude": 91}), nine(timestamp="soon"), nine(coords={"latitude": None}),
    ],
)  # fmt: skip
def test_json_without_a_position_is_refused(body: bytes) -> None:
    with pytest.raises(PhoneFault):
        traccar("", body, "application/json")


@pytest.mark.parametrize(
    "body",
    [b"junk", b'{"_type":"location"}', b'{"_type":"location","lat":1}', b"[" * 100_000,
     b'{"_type":"location","lat":1,"lon":"east"}', b'{"_type":' * 20_000,
     b'{"_type":"location","lat":1,"lon":2,"x":' + b"[" * 20_000, b'{"_type":"\xff"}'],
)  # fmt: skip
def test_an_owntracks_message_that_cannot_be_read_is_refused(body: bytes) -> None:
    with pytest.raises(PhoneFault):
        owntracks(body)


def test_what_cannot_be_true_of_a_van_is_left_out() -> None:
    (fix,) = osmand("id=t&lat=1&lon=2&speed=900&bearing=400&hdop=0&batt=130", b"").fixes
    assert fix == PhoneFix(None, 1, 2)


@given(st.text(alphabet="ab=&;+ "))
def test_a_form_is_read_as_the_standard_library_reads_it(text: str) -> None:
    read = parse_qsl(text, max_num_fields=MOST_FIELDS, errors="strict")
    assert list(phones._pairs(text)) == read


def test_a_form_of_more_fields_than_any_program_has_is_refused() -> None:
    fields = "&".join(["a=1"] * MOST_FIELDS)
    assert traccar(f"{fields}&lat=1&lon=1"[8:], b"", FORM).fixes
    for many in (f"{fields}&a=1", f"{fields}&a=%31"):
        with pytest.raises(PhoneFault, match="not a form"):
            traccar(many, b"", FORM)

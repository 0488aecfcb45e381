"""Codes of authenticator apps, against the vectors of the standard."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from core.hub.one_time_code import accepted_step, code_of, setup_uri, step_of, typed_secret

SECRET = b"12345678901234567890"
"""Of RFC 6238, appendix B."""
NOON = datetime(2026, 11, 29, 12, 0, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("unix_s", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_the_vectors_of_rfc_6238(unix_s: int, code: str) -> None:
    at = datetime.fromtimestamp(unix_s, UTC)
    assert code_of(SECRET, step_of(at)) == code
    assert accepted_step(SECRET, code, at, last_step=-1) == step_of(at)


def test_a_clock_may_be_half_a_minute_off_and_no_more() -> None:
    code = code_of(SECRET, step_of(NOON))
    taken = [
        accepted_step(SECRET, code, NOON + timedelta(seconds=s), -1) is not None
        for s in (-60, -30, 0, 30, 60)
    ]
    assert taken == [False, True, True, True, False]


def test_a_code_is_taken_once() -> None:
    now = step_of(NOON)
    code = code_of(SECRET, now)
    assert accepted_step(SECRET, code, NOON, last_step=now - 1) == now
    assert accepted_step(SECRET, code, NOON, last_step=now) is None
    assert accepted_step(SECRET, code_of(SECRET, now - 1), NOON, last_step=now) is None


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "12345\uff16", "123456\n"])
def test_what_is_no_code_is_not_taken(code: str) -> None:
    assert accepted_step(SECRET, code, NOON, -1) is None


def test_a_code_may_be_typed_as_it_is_shown() -> None:
    code = code_of(SECRET, step_of(NOON))
    assert accepted_step(SECRET, f"{code[:3]} {code[3:]}", NOON, -1) == step_of(NOON)


def test_a_wrong_code_is_not_taken() -> None:
    near = {code_of(SECRET, step_of(NOON) + off) for off in (-1, 0, 1)}
    wrong = next(code for code in ("000000", "000001", "000002", "000003") if code not in near)
    assert accepted_step(SECRET, wrong, NOON, -1) is None


@pytest.mark.parametrize(("hub", "label"), [("hub.example", "ana@hub.example"), ("", "ana")])
def test_an_app_reads_whose_code_it_is(hub: str, label: str) -> None:
    uri = urlsplit(setup_uri(SECRET, "ana", hub))
    assert (uri.scheme, uri.netloc) == ("otpauth", "totp")
    assert uri.path == "/" + f"Backhaul:{label}".replace(":", "%3A").replace("@", "%40")
    asked = parse_qs(uri.query)
    assert asked["secret"] == ["GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"]
    assert asked["issuer"] == ["Backhaul"]


def test_the_secret_can_be_typed() -> None:
    assert typed_secret(SECRET).split() == ["GEZD", "GNBV", "GY3T", "QOJQ"] * 2

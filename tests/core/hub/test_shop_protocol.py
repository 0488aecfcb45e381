"""What a shop gets is signed, and only a well-formed, freshly signed answer counts."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from core.hub.shop_protocol import ShopAnswer, answer_of, body_of, is_signed, signature
from core.model import OrderId
from core.rules.instructions import Instruction

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
SECRET = "sixteen characters"
BODY = b'{"status":"confirmed"}'


def test_the_same_instruction_gives_the_same_bytes() -> None:
    told = Instruction("k", OrderId("w1"), "Shoes", 2_500, "CLP", NOW)
    assert body_of(told) == body_of(told)
    assert msgspec.json.decode(body_of(told)) == {
        "type": "refund",
        "key": "k",
        "order": "w1",
        "shop": "Shoes",
        "amount_minor": 2_500,
        "currency": "CLP",
        "asked_at": "2026-11-23T15:00:00Z",
    }


def test_what_was_signed_is_known_for_some_minutes() -> None:
    header = signature(SECRET, BODY, NOW)
    assert is_signed(SECRET, BODY, header, NOW + timedelta(minutes=9))
    assert not is_signed(SECRET, BODY, header, NOW + timedelta(minutes=11))
    assert not is_signed(SECRET, BODY, header, NOW - timedelta(minutes=11))


@pytest.mark.parametrize(
    "header",
    ["", "t=,v1=", "t=x,v1=y", "v1=abc", "t=²,v1=a", f"t={'9' * 20},v1=a", "t=1763910000,v1=ñ"],
)
def test_a_forged_signature_is_none(header: str) -> None:
    assert not is_signed(SECRET, BODY, header, NOW)


def test_another_secret_or_another_body_is_not_signed() -> None:
    header = signature(SECRET, BODY, NOW)
    assert not is_signed("another secret 123", BODY, header, NOW)
    assert not is_signed(SECRET, BODY + b" ", header, NOW)


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b'{"status":"paid"}', b"[" * 9999, b'{"status":"\xff"}']
)
def test_what_is_no_answer_is_none(body: bytes) -> None:
    assert answer_of(body) is None


def test_an_answer_is_read() -> None:
    said = b'{"status":"refused","words":"closed account","extra":1}'
    assert answer_of(said) == ShopAnswer("refused", "closed account")

"""A link opens one order, until a moment, and only as it was made."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.hub.customer_links import (
    MAX_TOKEN,
    LinkFault,
    depot_secret,
    end_of,
    make_link,
    read_link,
)
from core.model import DepotId, OrderId

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SECRET = b"s" * 32


@given(st.text(min_size=1, max_size=60), st.integers(1, 10_000_000))
def test_a_link_opens_its_order_until_its_moment(order: str, lasts_s: int) -> None:
    until = NOW + timedelta(seconds=lasts_s)
    token = make_link(SECRET, OrderId(order), until)
    assert read_link(SECRET, token, NOW) == order
    assert read_link(SECRET, token, until) is LinkFault.EXPIRED
    assert end_of(token) == until
    assert token.replace("-", "a").replace("_", "a").isalnum()


@given(st.data())
def test_a_changed_link_opens_nothing(data: st.DataObject) -> None:
    token = make_link(SECRET, OrderId("O-1043"), NOW + timedelta(days=3))
    at = data.draw(st.integers(0, len(token) - 1))
    other = data.draw(st.sampled_from("abcXYZ019-_").filter(lambda c: c != token[at]))
    assert read_link(SECRET, token[:at] + other + token[at + 1 :], NOW) is LinkFault.FORGED


@pytest.mark.parametrize(
    "token",
    ["", "a", "abc", "####", "é" * 40, "a" * (MAX_TOKEN + 1), "\x00", "a" * 44, "../../etc"],
)
def test_what_is_no_link_is_forged(token: str) -> None:
    assert read_link(SECRET, token, NOW) is LinkFault.FORGED


@given(st.text(max_size=500))
def test_no_text_breaks_the_reading(token: str) -> None:
    assert read_link(SECRET, token, NOW) is LinkFault.FORGED


def test_a_link_of_another_depot_or_hub_opens_nothing() -> None:
    one = depot_secret(SECRET, DepotId("helsinki"))
    token = make_link(one, OrderId("O-1043"), NOW + timedelta(days=3))
    assert read_link(one, token, NOW) == "O-1043"
    assert read_link(depot_secret(SECRET, DepotId("turku")), token, NOW) is LinkFault.FORGED
    assert read_link(depot_secret(b"t" * 32, DepotId("helsinki")), token, NOW) is LinkFault.FORGED


def test_a_link_of_a_later_version_is_not_guessed_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.hub.customer_links.VERSION", 2)
    token = make_link(SECRET, OrderId("O-1043"), NOW + timedelta(days=3))
    monkeypatch.undo()
    assert read_link(SECRET, token, NOW) is LinkFault.FORGED


def test_a_link_cut_short_is_forged() -> None:
    token = make_link(SECRET, OrderId("O-1043"), NOW + timedelta(days=3))
    for length in range(len(token)):
        assert read_link(SECRET, token[:length], NOW) is LinkFault.FORGED


def test_a_link_without_an_order_is_forged() -> None:
    assert read_link(SECRET, make_link(SECRET, OrderId(""), NOW), NOW) is LinkFault.FORGED


def test_a_link_has_one_way_of_being_written() -> None:
    token = make_link(SECRET, OrderId("O-1043"), NOW + timedelta(days=3))
    for same_bytes in (token + "=", token + "#", token[:5] + "\n" + token[5:]):
        assert read_link(SECRET, same_bytes, NOW) is LinkFault.FORGED

"""Sealed texts open with their own key and name only."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.hub.personal import new_key, seal, unseal

NAMES = ("helsinki", "order-1/phone", "customer-1")


@given(st.text())
def test_a_sealed_text_opens_again(text: str) -> None:
    key = new_key()
    assert unseal(key, seal(key, text, NAMES), NAMES) == text


def test_sealing_twice_gives_different_bytes() -> None:
    key = new_key()
    assert seal(key, "Ana", NAMES) != seal(key, "Ana", NAMES)


def test_another_key_opens_nothing() -> None:
    assert unseal(new_key(), seal(new_key(), "Ana", NAMES), NAMES) is None


@pytest.mark.parametrize("names", [("helsinki", "order-1/phone", "customer-2"), ("helsinki",)])
def test_a_text_does_not_open_under_another_name(names: tuple[str, ...]) -> None:
    key = new_key()
    assert unseal(key, seal(key, "Ana", NAMES), names) is None


@pytest.mark.parametrize("cut", [0, 5, 12, 20])
def test_a_cut_text_does_not_open(cut: int) -> None:
    key = new_key()
    assert unseal(key, seal(key, "Ana Aalto", NAMES)[:cut], NAMES) is None

"""Every language says everything, and says days and times its own way."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from core import catalogue
from core.catalogue import CatalogueError
from core.customer_view import Money, Story
from core.customer_words import FOLDER, load, shipped
from core.model import CustomerChoice, OrderKind, ServiceDay, TimeWindow

MORNING = datetime(2026, 11, 24, 12, tzinfo=UTC)
ZONE = "America/Santiago"
_FIELD = re.compile(r"{(\w*)}")


def texts(value: Any, path: str = "") -> dict[str, str]:
    """Every sentence by its place in the file."""
    if isinstance(value, str):
        return {path: value}
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    return {at: text for key, inner in pairs for at, text in texts(inner, f"{path}.{key}").items()}


def test_there_is_english_and_spanish() -> None:
    assert {"en", "es"} <= shipped().keys()


@pytest.mark.parametrize("language", sorted(shipped()))
def test_every_language_has_the_same_sentences_with_the_same_fields(language: str) -> None:
    there, here = (texts(msgspec.to_builtins(shipped()[name])) for name in ("en", language))
    assert there.keys() == here.keys()
    for at, text in there.items():
        assert sorted(_FIELD.findall(text)) == sorted(_FIELD.findall(here[at])), at
        assert bool(text) == bool(here[at]), at


@pytest.mark.parametrize("language", sorted(shipped()))
def test_every_failure_reason_has_words_for_the_customer(language: str) -> None:
    words = shipped()[language]
    assert catalogue.shipped().failures.keys() <= words.reasons.keys()
    assert words.reason("brand_new") == words.reasons["other"]
    assert words.reason("damaged.3") == words.reasons["damaged"]


def test_days_and_times_are_written_as_people_write_them() -> None:
    en, es = shipped()["en"], shipped()["es"]
    window = TimeWindow(MORNING, datetime(2026, 11, 24, 16, 5, tzinfo=UTC))
    assert en.day(ServiceDay("2026-11-24")) == "Tuesday 24 November"
    assert es.day(ServiceDay("2026-11-24")) == "martes 24 de noviembre"
    assert en.window(window, ZONE) == "between 9:00 and 13:05"
    assert es.window(window, ZONE) == "entre las 9:00 y las 13:05"
    assert en.moment(MORNING, MORNING, ZONE) == "today, 9:00"
    before = datetime(2026, 11, 23, 12, tzinfo=UTC)
    assert es.moment(MORNING, before, ZONE) == "martes 24 de noviembre, 9:00"


def test_amounts_are_written_with_the_signs_of_the_language() -> None:
    en, es = shipped()["en"], shipped()["es"]
    assert en.money(Money(1_234_567, "CLP", 0)) == "1,234,567\u00a0CLP"
    assert es.money(Money(1_234_567, "CLP", 0)) == "1.234.567\u00a0CLP"
    assert en.money(Money(1_205, "EUR", 2)) == "12.05\u00a0EUR"
    assert es.money(Money(1_205, "EUR", 2)) == "12,05\u00a0EUR"


def test_a_choice_may_be_worded_for_collections() -> None:
    words = shipped()["en"]
    there = words.choice(CustomerChoice.NEIGHBOUR, OrderKind.RETURN)
    assert there.label == "From a neighbour"
    assert words.choice(CustomerChoice.NEIGHBOUR, OrderKind.DELIVERY).label == "With a neighbour"
    same = words.choice(CustomerChoice.NEW_DAY, OrderKind.CONTAINER)
    assert same == words.choices[CustomerChoice.NEW_DAY]


def spoilt(folder: Path, old: str, new: str, name: str = "en.toml") -> Path:
    text = (FOLDER / "en.toml").read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("language =", "lingo =", "lingo"),
        ("[delivery]\nwaiting", "[delivery]\nwaitin", "waitin"),
        ('other = "Something', 'others = "Something', "lack reasons.other"),
        ('"January", ', "", "lack dates.months"),
        ("language =", "language", "cannot be used"),
        (f'{Story.DONE} = "Delivered"', "", "lack delivery.done"),
        (f"[choices.{CustomerChoice.REFUND}]", "[choices.nothing]", "nothing"),
    ],
)
def test_a_file_that_lacks_something_says_what(
    tmp_path: Path, old: str, new: str, words: str
) -> None:
    with pytest.raises(CatalogueError, match=re.escape(words)):
        load(spoilt(tmp_path, old, new))


def test_without_english_nobody_would_be_sure_of_words(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="There is no en"):
        load(spoilt(tmp_path, "language", "language", "es.toml"))

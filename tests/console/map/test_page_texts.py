"""The map's page: what it says is listed, and its script holds translations only."""

import re
from pathlib import Path

import pytest

from console.map import page_texts
from console.map.page_texts import TEXTS, words_script

PAGE = Path(__file__).resolve().parents[3] / "resources" / "map"


def test_english_needs_no_words() -> None:
    assert words_script() == b"backhaul.words = {};\n"


def test_a_word_of_the_map_counts_more_than_a_common_one(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {("Done", "on the map"): "Hecha", ("Done", ""): "Listo", ("Late", ""): "Tarde"}
    monkeypatch.setattr(page_texts, "tr", lambda text, other="": known.get((text, other), text))
    assert words_script() == b'backhaul.words = {"Done": "Hecha", "Late": "Tarde"};\n'


def test_what_the_page_says_is_listed() -> None:
    scripts = "\n".join(file.read_text(encoding="utf-8") for file in PAGE.glob("*.js"))
    asked = set(re.findall(r'backhaul\.tr\("([^"]+)"', scripts))
    asked |= set(re.findall(r'button\("\w+", "([^"]+)"', scripts))
    asked |= set(re.findall(r'addAttribution\("([^"©]+)"', scripts))
    assert asked
    assert sorted(asked - set(TEXTS)) == []
    assert sorted(text for text in TEXTS if f'"{text}"' not in scripts) == []

"""That core says what is listed, and that each of it is known again."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from console import hub_words
from console.hub_words import in_words
from console.sentences import DEPOT_SETTINGS, SETTINGS, WITH_PLACES
from console.tongue import Language, _Spoken
from core.depot_settings import SETTINGS as SETTINGS_OF_A_DEPOT
from core.settings import sentences
from tests.console.test_hub_words import MONTHS, WEEKDAYS
from tests.console.test_languages import translated

ROOT = Path(__file__).resolve().parents[2]
CORE = ROOT / "core"


@pytest.fixture
def _spanish(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    known = {text: forms[0] for (text, other), forms in translated().items() if not other}

    def tr(text: str, **values: object) -> str:
        return known[text].format(**values) if values else known[text]

    monkeypatch.setattr(_Spoken, "language", Language("es", ".", ",", WEEKDAYS, MONTHS))
    monkeypatch.setattr(hub_words, "tr", tr)
    hub_words._sentence.cache_clear()
    yield
    hub_words._sentence.cache_clear()


@pytest.mark.usefixtures("_spanish")
def test_every_sentence_is_known_again_whatever_fills_its_places() -> None:
    known = {text: forms[0] for (text, other), forms in translated().items() if not other}
    wrong = []
    for text in WITH_PLACES:
        names = re.findall(r"\{(\w+)\}", text)
        values = {name: f"{at} Xy {at}" for at, name in enumerate(names)}
        if in_words(text.format(**values)) != known[text].format(**values):
            wrong.append((text, in_words(text.format(**values))))
    assert wrong == []


@pytest.mark.usefixtures("_spanish")
@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("Nobody there", "No hay nadie"),
        ("“Nobody there”", "«No hay nadie»"),
        ("nobody there", "no hay nadie"),
        ("23 Dec 2026", "23 dic 2026"),
        ("moved to Mon 23 Nov 10:00", "movido al lun 23 nov 10:00"),
        ("Order 5 is on no route.\nNo access", "El pedido 5 no está en ninguna ruta.\nSin acceso"),
    ],
)
def test_quotes_capitals_dates_and_lines_are_seen_through(said: str, words: str) -> None:
    assert in_words(said) == words


def test_core_still_says_what_is_listed() -> None:
    parts = [file.read_text(encoding="utf-8") for file in (ROOT / "resources").glob("*.toml")]
    for file in CORE.rglob("*.py"):
        nodes = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        parts += [str(n.value) for n in nodes if isinstance(n, ast.Constant)]
    said_in_core = "\n".join(parts)
    fixed = {part.strip() for each in WITH_PLACES for part in re.split(r"\{\w+\}", each)}
    assert sorted(part for part in fixed if part not in said_in_core) == []
    assert set(sentences().values()) <= set(SETTINGS)
    assert {setting.label for setting in SETTINGS_OF_A_DEPOT} <= set(DEPOT_SETTINGS)

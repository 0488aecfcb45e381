"""Words in a language: forms, places, and that none is looked up before the language is chosen."""

from collections.abc import Iterator

import pytest

from console import tongue
from console.tongue import Language, language, speak, tr


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    # The words that other tests looked up; they do so again.
    tongue._said.cache_clear()
    yield
    tongue._said.cache_clear()
    speak(None, Language())


def spanish(text: str, other: str, n: int) -> str:
    known = {"Hand over to {driver}": "Entregar a {driver}", "Open": "Abrir"}
    if text == "{n} stop":
        return "{n} parada" if n == 1 else "{n} paradas"
    return "Abierto" if other == "a state" else known.get(text, "")


def test_without_a_language_the_words_stay_as_they_are() -> None:
    assert tr("Routes") == "Routes"
    assert tr("Open", "a state") == "Open"
    assert tr("100 % {of}") == "100 % {of}"
    assert tr("Hand over to {driver}", driver="Ana {x}") == "Hand over to Ana {x}"
    assert [tr("{n} stop", "{n} stops", n) for n in (0, 1, 2)] == ["0 stops", "1 stop", "2 stops"]
    assert tr("{n} stop of {who}", "{n} stops of {who}", 2, who="Ana") == "2 stops of Ana"
    assert language() == Language()


def test_a_language_has_its_own_words_and_forms() -> None:
    speak(spanish, Language("es", ".", ","))
    assert tr("Hand over to {driver}", driver="Ana") == "Entregar a Ana"
    assert (tr("Open"), tr("Open", "a state")) == ("Abrir", "Abierto")
    assert [tr("{n} stop", "{n} stops", n) for n in (0, 1)] == ["0 paradas", "1 parada"]
    assert tr("Nobody translated this") == "Nobody translated this"
    assert language().decimal == ","


def test_a_language_after_the_first_word_is_a_mistake() -> None:
    tr("Routes")
    with pytest.raises(RuntimeError, match="after words were looked up"):
        speak(spanish, Language("es"))

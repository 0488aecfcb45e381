"""Words of the hub in the reader's language, and that core still says what is listed."""

import pytest

from console import hub_words
from console.hub_words import in_words
from console.sentences.reports import REPORTS
from console.tongue import Language, _Spoken
from core import commands as c
from core.reports.reports import reports_of
from tests.builders import R1, W1, small_day
from tests.core.reports.test_reports import FACTS

WEEKDAYS = ("lun", "mar", "mié", "jue", "vie", "sáb", "dom")
MONTHS = ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov", "dic")
LATE = "Misses the window of {} by 3 min (10:00–11:00, {} 11:03)"
TWO_LATE = (
    "No alcanza la ventana de 1 por 3 min (10:00–11:00, llega 11:03); "
    "No alcanza la ventana de 2 por 3 min (10:00–11:00, empieza 11:03)"
)


@pytest.fixture
def _spanish(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {
        "Order {order} is on {route} already.": "El pedido {order} ya está en {route}.",
        "{over} over {where}": "{over} de más {where}",
        "after {visit}": "tras {visit}",
        "{route} is locked": "{route} está bloqueada",
        "No access": "Sin acceso",
        "carried over from {day}": "traspasado del {day}",
        "moved to {day}": "movido al {day}",
        "Misses the window of {visit} by {late} ({opens}–{closes}, {verb} {at})": (
            "No alcanza la ventana de {visit} por {late} ({opens}–{closes}, {verb} {at})"
        ),
        "arrives": "llega",
        "begins": "empieza",
        "{visit} needs {what}; {route} has none": "{visit} necesita {what}; {route} no tiene",
        "{shown}; and {more} more": "{shown}; y {more} más",
        "A plan that breaks: {broken}": "Un plan que incumple: {broken}",
    }

    def tr(text: str, _other: str = "", /, **values: object) -> str:
        return known.get(text, text).format(**values) if values else known.get(text, text)

    monkeypatch.setattr(_Spoken, "language", Language("es", ".", ",", WEEKDAYS, MONTHS))
    monkeypatch.setattr(hub_words, "tr", tr)
    hub_words._sentence.cache_clear()


@pytest.mark.usefixtures("_spanish")
@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("No access", "Sin acceso"),
        ("Order 1043 is on Route 7 already.", "El pedido 1043 ya está en Route 7."),
        ("3.5 kg over after 1043", "3.5 kg de más tras 1043"),
        ("Route 7 is locked; 2 l over after 9", "Route 7 está bloqueada; 2 l de más tras 9"),
        (f"{LATE.format(1, 'arrives')}; {LATE.format(2, 'begins')}", TWO_LATE),
        (
            f"{LATE.format(1, 'arrives')}; {LATE.format(2, 'begins')}; and 3 more",
            f"{TWO_LATE}; y 3 más",
        ),
        (
            f"A plan that breaks: {LATE.format(1, 'arrives')}; {LATE.format(2, 'begins')}",
            f"Un plan que incumple: {TWO_LATE}",
        ),
        (
            "8 needs a lift; Route 7 has none; Route 7 is locked",
            "8 necesita a lift; Route 7 no tiene; Route 7 está bloqueada",
        ),
        (
            "Route 3 is locked; 8 needs a lift; Route 7 has none",
            "Route 3 está bloqueada; 8 necesita a lift; Route 7 no tiene",
        ),
        ("carried over from Mon 23 Nov", "traspasado del lun 23 nov"),
        ("moved to Wed 2 Dec", "movido al mié 2 dic"),
        ("Order 5 is nobody's business over there", "Order 5 is nobody's business over there"),
        ("", ""),
    ],
)
def test_what_is_listed_is_said_in_the_language(said: str, words: str) -> None:
    assert in_words(said) == words


def test_versions_of_a_route_are_told_to_nobody() -> None:
    said = small_day().refusal(c.PlaceOrder(W1, R1, 0, expected_version=99))
    assert "you saw 99" in said
    words = in_words(said)
    assert words.startswith("Route 1 went on since you looked")
    assert "version" not in words


def test_english_stays_as_it_came() -> None:
    assert in_words("No access") == "No access"


def test_every_report_is_said_in_the_language() -> None:
    reports = reports_of(FACTS)
    said = {words for each in reports for words in (each.title, each.means, *each.series)}
    assert sorted(said - set(REPORTS)) == ["CO₂"], "the same in every language"

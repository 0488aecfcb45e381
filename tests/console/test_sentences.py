"""That what core says to people is listed, and that each of it is known again."""

import ast
import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import product
from pathlib import Path

import pytest

from console import hub_words
from console.hub_words import in_words
from console.sentences.every import EVERY, WITH_PLACES
from console.sentences.settings import DEPOT_SETTINGS, SETTINGS
from console.tongue import Language, _Spoken
from core.depot_settings import SETTINGS as SETTINGS_OF_A_DEPOT
from core.settings import sentences
from tests.console.test_hub_words import MONTHS, WEEKDAYS
from tests.console.test_languages import translated

ROOT = Path(__file__).resolve().parents[2]
CORE = ROOT / "core"


Place = Callable[[ast.expr], str]


def forms(node: ast.expr, place: Place = lambda _: "{}") -> list[str]:
    """What a text may say, `{}` where it differs: `stop{"s" if many else ""}` in both numbers."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [re.sub(r"\{\w+\}", "{}", node.value)]
    if isinstance(node, ast.IfExp):
        both = [forms(branch, place) for branch in (node.body, node.orelse)]
        return both[0] + both[1] if all(both) else []
    if not isinstance(node, ast.JoinedStr):
        return []
    parts: list[list[str]] = []
    for part in node.values:
        if isinstance(part, ast.FormattedValue):
            is_choice = isinstance(part.value, ast.IfExp)
            parts.append((forms(part.value, place) if is_choice else []) or [place(part.value)])
        else:
            parts.append(forms(part))
    return ["".join(each) for each in product(*parts)]


def said(tree: ast.AST, place: Place = lambda _: "{}") -> Iterator[tuple[int, str]]:
    """Every text of several words with its line; not docstrings, nor what is for a log."""
    if isinstance(tree, ast.Call):
        if getattr(tree.func, "id", getattr(tree.func, "attr", "")) in NOT_SAID:
            return
    elif isinstance(tree, ast.Assign):
        if getattr(tree.targets[0], "id", "") in VOCABULARIES:
            return
    elif isinstance(tree, ast.Expr) and isinstance(tree.value, ast.Constant):
        return
    elif isinstance(tree, ast.expr) and (texts := forms(tree, place)):
        yield from ((tree.lineno, text) for text in texts if is_sentence(text))
        for part in ast.walk(tree):
            if isinstance(part, ast.FormattedValue) and not forms(part.value):
                yield from said(part.value, place)
        return
    for child in ast.iter_child_nodes(tree):
        yield from said(child, place)


def is_sentence(text: str) -> bool:
    words = re.findall(r"[^\W\d_]{2,}", re.sub(r"\{\w*\}", "", text))
    return " " in text.strip() and (len(words) > 1 or ("{" in text and bool(words)))


def shape(text: str) -> str:
    return re.sub(r"\{\w*\}", "{}", text)


NOT_SAID = {
    *("debug", "info", "warning", "error", "exception", "critical", "getLogger"),
    *("compile", "execute", "text", "RuntimeError", "AssertionError", "TypeError"),
    *("split", "words_of", "_set", "_object"),
    *("ArgumentParser", "add_argument", "add_parser", "add_argument_group"),
}
"""Calls whose texts are for a log, a terminal or the machine, or lists of words."""
VOCABULARIES = {"_HEADS", "_TASK"}
"""How files call their columns."""

_CODE = re.compile(
    r"\w\|\w| \| |\A\w+\[.*\]\Z|<\w+[ >]|: [\w#]+;|\A(Expected|Invalid|Object) .*`|\(\.\*\)"
    r"|RFC3339|default-src|\A(INSERT|DELETE|UPDATE|SELECT|WITH|BEGIN|REPEATABLE) |DATABASE"
)
"""Patterns, types in quotes, HTML, style sheets and SQL."""

FOR_NOBODY_HERE = {
    "customers, by words of `resources/customer`": (
        *("core/rules/receipts", "core/customer_words", "core/message_words"),
        *("core/hub/customer_html", "core/hub/customer_page"),
    ),
    "drivers: their page, their phones, printed lists": (
        *("core/driver_view", "core/hub/driver_page", "core/hub/phones"),
        *("core/exchange/route_files", "core/simulated_driver"),
    ),
    "shops' programs": (
        *("core/hub/api_answers", "core/hub/api_description", "core/hub/api_routes"),
        *("core/hub/api_words", "core/hub/file_reading", "core/hub/file_routes"),
        *("core/hub/webhook_address", "core/hub/webhook_book", "core/hub/webhook_routes"),
        *("core/hub/shop_file", "core/hub/shop_webhook", "core/hub/metrics"),
        *("core/hub/metrics_routes", "core/hub/http_listener", "core/hub/front_door"),
    ),
    "the terminal": (
        *("core/depot_command", "core/import_command", "core/optimize_command"),
        *("core/watch_command", "core/exchange/vroom_writer", "core/planning/fleet_day"),
        *("core/exchange/text_instances", "core/hub/audit", "core/hub/audit_words"),
        *("core/hub/backup", "core/hub/chain", "core/hub/demo", "core/hub/enrol_asking"),
        *("core/hub/enrol_command", "core/hub/existing_log", "core/hub/line", "core/hub/main"),
        *("core/hub/maintenance", "core/hub/simulator", "core/hub/user_command"),
    ),
    "whoever builds a release": (
        *("core/catalogue", "core/region/address_file", "core/region/build"),
    ),
    "the log": (
        *("core/planning/compiled", "core/planning/machine_code", "core/planning/travel"),
        *("core/hub/access_log", "core/hub/travel_service", "core/hub/sql_log"),
    ),
    "OR-Tools: names of variables": (
        *("core/planning/fleet_router", "core/planning/recombine", "core/planning/solver"),
    ),
    "the database": ("core/hub/sql_rows", "core/hub/migrations/views"),
    "nobody: what files hold, in several languages": ("core/exchange/cell_values",),
    "nobody: names and goods of a made-up day": (
        *("core/demo_city", "core/demo_day", "core/hub/demo_depot_hand"),
    ),
}
"""Rooms whose sentences reach no window, by whom they reach."""

FOR_ENGINEERS = {
    # Names of jobs, engines, links, programs, certificates and maps.
    *(
        "fleet engine, {}, {}",
        "fleet engine, {}",
        "insertion, {}",
        "solver link",
        "hub writer",
        "depot writer",
    ),
    *("empties of {}", "pickups of {}", "messages of {}", "privacy of {}", "gate of {}"),
    *("Backhaul dispatch console", "Backhaul base map", "Backhaul hub", "Backhaul hub authority"),
    "© OpenStreetMap contributors, ODbL 1.0",
    # What the book of those who came in says, and names in it.
    *("API key {}", "desk {}", "driver link {}", "driver's page of {}", "phone {}", "webhook {}"),
    *("account {}", "address {}", "home {} {}", "own {}", "log of {}", "{} left", "{} of {}{}"),
    *(
        "no device has this token",
        "unknown token",
        "an unknown name",
        "sent too much that was refused",
    ),
    "{} positions, {} photos, {} messages and {} contacts were over their time.",
    # Of the line: what only a program of somebody else's gets wrong.
    *("Bearer {}", 'Basic realm="Backhaul"', "Too many requests without a known token."),
    "A frame is text, not binary: send JSON as text.",
    "Say hello first: the first frame must be a hello with a token.",
    *("You have said hello already.", "Only a driver's device sends positions."),
    "{} It was the {}th unusable frame in a row.",
    "The text {} belongs to nobody in this command. Leave it out, or name the person whose name "
    "or phone it is.",
    *("A part has at most {} bytes. Send smaller ones.", "{} bytes are here; go on from there."),
    "The bytes that arrived are not the photo {}. Send it again from 0.",
    *("Nothing of the photo {} has arrived. Send it from 0.", "{} is not the name of a depot."),
    "{} is not the name of a photo: 64 digits 0-9 a-f, the SHA-256 of its bytes.",
    # What a picture lacks, in the log.
    *("no marker", "out of order", "no header", "no pixels", "no WebP", "cut off"),
    # Names and numbers that a file gives to what has none.
    *("Driver {}", "Job {}", "Van {}", "Route {}", "skill {}"),
    # Of the terminal: `region`.
    "{} does not exist. Name an .osm.pbf file.",
    "\nStopped. What is finished is kept: the same command goes on; region remove {} drops it.",
    *("{}: the demo city; its house numbers are invented", "{}  {}, {} left"),
    "{}: not finished, {} of 3 stages; add it again to go on",
    # Words of the configuration and of lists that are read.
    *("value = {}", "todos los dias"),
    # What another program says, to be known again.
    "No path could be found",
    # Between two columns that are listed together, and what is said with its figure.
    *(" or the ", " points a week"),
}
"""Single sentences that no dispatcher reads."""

UNITS = {"{} min", "{} h {} min", "{} km", "{} MB", "{} GB"}
"""The same in every language that is spoken here."""


@cache
def tree_of(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


@cache
def said_in(file: Path) -> tuple[tuple[int, str], ...]:
    return tuple(said(tree_of(file)))


def unlisted() -> list[str]:
    known = {shape(each) for each in EVERY}
    aside = {room for rooms in FOR_NOBODY_HERE.values() for room in rooms}
    return [
        f"{name}:{line}: {text}"
        for file in sorted(CORE.rglob("*.py"))
        if (name := file.relative_to(ROOT).as_posix()).removesuffix(".py") not in aside
        for line, text in said_in(file)
        if text.removeprefix("; ") not in known | FOR_ENGINEERS | UNITS and not _CODE.search(text)
    ]


def test_every_sentence_that_core_says_is_listed() -> None:
    assert unlisted() == [], (
        "List it in console/sentences with {named} places and translate it (make words)."
    )


def test_a_sentence_is_found_however_it_is_made() -> None:
    program = """
def decide(order, many):
    "Not this one."
    log.info("Nor this: %s", order)
    how = "is done already" if many else "is closed"
    raise Refused(f"Order {order.id} has {many} stop{'s' if many else ''} of {' and '.join(many)}.")
"""
    assert [text for _, text in said(ast.parse(program))] == [
        "is done already",
        "is closed",
        "Order {} has {} stops of {}.",
        "Order {} has {} stop of {}.",
    ]


@pytest.fixture
def _spanish(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    known = translated()

    def tr(text: str, other: str = "", /, **values: object) -> str:
        words = known[text, other][0]
        return words.format(**values) if values else words

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
        if "figure" in names:
            values["figure"] = "5"
        told = dict(values)
        if "hours" in names:
            values["hours"], told["hours"] = "Mon 09:00–10:00", "lun 09:00–10:00"
        if in_words(text.format(**values)) != known[text].format(**told):
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
        ("Order 5 is done.", "El pedido 5 está hecho."),
        ("Stop 5 of Route 1 is done already.", "La parada 5 de Route 1 ya está hecha."),
        (
            "A driver may not lock. Ask a dispatcher or a supervisor.",
            "Un conductor no puede hacer esto (lock). Pídaselo a un despachador o un supervisor.",
        ),
        (
            "Route 7 changed hands meanwhile: nobody has it. Look again.",
            "Route 7 cambió de manos entretanto: no la tiene nadie. Mire otra vez.",
        ),
        ("Saves 14 min, moves 1 stop", "Ahorra 14 min, mueve 1 parada"),
        (
            "Saves 5 min of lateness, 14 min and 3.2 km, moves 3 stops",
            "Ahorra 5 min de atraso, 14 min y 3.2 km, mueve 3 paradas",
        ),
        ("Mon–Fri 9:00–13:00; Sat 10–14", "lun–vie 9:00–13:00; sáb 10–14"),
        ("moved to Mon 23 Nov 10:00", "movido al lun 23 nov 10:00"),
        ("Order 5 is on no route.\nNo access", "El pedido 5 no está en ninguna ruta.\nSin acceso"),
    ],
)
def test_values_quotes_capitals_dates_and_lines_are_seen_through(said: str, words: str) -> None:
    assert in_words(said) == words


def test_core_still_says_what_is_listed() -> None:
    parts = [file.read_text(encoding="utf-8") for file in (ROOT / "resources").glob("*.toml")]
    whole = set()
    for file in CORE.rglob("*.py"):
        for node in ast.walk(tree_of(file)):
            if isinstance(node, ast.JoinedStr):
                whole.update(forms(node))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                parts.append(node.value)
    whole.update(map(shape, parts))
    in_parts = "\n".join(parts)
    assert [
        each
        for each in WITH_PLACES
        if shape(each) not in whole
        and not all(part.strip() in in_parts for part in re.split(r"\{\w+\}", each))
    ] == []
    assert set(sentences().values()) <= set(SETTINGS)
    assert {setting.label for setting in SETTINGS_OF_A_DEPOT} <= set(DEPOT_SETTINGS)


def test_what_is_set_aside_is_still_said() -> None:
    shapes = {text for file in CORE.rglob("*.py") for _, text in said_in(file)}
    assert sorted((FOR_ENGINEERS | UNITS) - shapes) == []
    rooms = {room for each in FOR_NOBODY_HERE.values() for room in each}
    assert sorted(room for room in rooms if not (ROOT / f"{room}.py").is_file()) == []


def test_what_the_hub_tries_again_by_itself_can_be_said_without() -> None:
    known, again = translated(), ", then try again."
    assert [
        text
        for text in WITH_PLACES
        if text.endswith(again) and not known[text, ""][0].endswith(known[again, ""][0])
    ] == []

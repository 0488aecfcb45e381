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
from console.sentences import DEPOT_SETTINGS, EVERY, SETTINGS, WITH_PLACES
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
        if ast.unparse(tree.targets[0]) in VOCABULARIES:
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

_CODE = re.compile(r"\w\|\w| \| |\A\w+\[.*\]\Z|<\w+[ >]|: [\w#]+;")
"""Patterns, types in quotes, HTML and style sheets."""

FOR_NOBODY_HERE = {
    "core/rules/receipts.py": "customers, by words of `resources/customer`",
    "core/planning/compiled.py": "the log",
    "core/planning/machine_code.py": "the log",
    "core/planning/travel.py": "the log, while the matrix is fetched anew",
    "core/planning/fleet_day.py": "the terminal: `optimize`",
    "core/planning/fleet_router.py": "OR-Tools: names of variables",
    "core/planning/recombine.py": "OR-Tools: names of variables",
    "core/planning/solver.py": "OR-Tools: names of variables",
    "core/exchange/cell_values.py": "what files hold, in several languages",
    "core/exchange/route_files.py": "drivers and other programs: printed lists, GPX",
    "core/exchange/text_instances.py": "the terminal: `optimize`",
    "core/exchange/vroom_writer.py": "the terminal: `optimize`",
    "core/region/address_file.py": "whoever builds a release",
    "core/region/build.py": "whoever builds a release",
}
"""Rooms whose sentences reach no window, and whom they reach."""

FOR_ENGINEERS = {
    # Names of engines, links, programs and maps.
    *("fleet engine, {}, {}", "insertion, {}", "solver link"),
    *("Backhaul dispatch console", "Backhaul base map", "© OpenStreetMap contributors, ODbL 1.0"),
    # Names and numbers that a file gives to what has none.
    *("Driver {}", "Job {}", "Van {}", "Route {}", "skill {}"),
    # Of the terminal: `region`.
    "{} does not exist. Name an .osm.pbf file.",
    "\nStopped. What is finished is kept: the same command goes on; region remove {} drops it.",
    *("{}: the demo city; its house numbers are invented", "{}  {}, {} left"),
    "{}: not finished, {} of 3 stages; add it again to go on",
    # Fields of VROOM's JSON.
    *("{} delivery pickup skills priority", "pickup delivery amount skills priority"),
    # Between two columns that are listed together.
    " or the ",
}
"""Single sentences that no dispatcher reads."""

UNITS = {"{} min", "{} h {} min", "{} km", "{} MB", "{} GB"}
"""The same in every language that is spoken here."""


@cache
def tree_of(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def unlisted(folder: Path) -> list[str]:
    known = {shape(each) for each in EVERY}
    files = sorted(folder.rglob("*.py")) if folder.is_dir() else [folder]
    return [
        f"{name}:{line}: {text}"
        for file in files
        if (name := file.relative_to(ROOT).as_posix()) not in FOR_NOBODY_HERE
        for line, text in said(tree_of(file))
        if text.removeprefix("; ") not in known | FOR_ENGINEERS | UNITS and not _CODE.search(text)
    ]


@pytest.mark.parametrize("room", ["rules", "decide.py", "planning", "exchange", "region"])
def test_every_sentence_that_core_says_is_listed(room: str) -> None:
    assert unlisted(CORE / room) == [], (
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
    known = {text: forms[0] for (text, other), forms in translated().items() if not other}

    def tr(text: str, _other: str = "", /, **values: object) -> str:
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
        ("Mon–Fri 9:00–13:00; Sat 10–14", "lun–vie 9:00–13:00; sáb 10–14"),
        ("moved to Mon 23 Nov 10:00", "movido al lun 23 nov 10:00"),
        ("Order 5 is on no route.\nNo access", "El pedido 5 no está en ninguna ruta.\nSin acceso"),
    ],
)
def test_quotes_capitals_dates_and_lines_are_seen_through(said: str, words: str) -> None:
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
    in_parts = "\n".join(parts)
    assert [
        each
        for each in WITH_PLACES
        if shape(each) not in whole
        and not all(part.strip() in in_parts for part in re.split(r"\{\w+\}", each))
    ] == []
    assert set(sentences().values()) <= set(SETTINGS)
    assert {setting.label for setting in SETTINGS_OF_A_DEPOT} <= set(DEPOT_SETTINGS)

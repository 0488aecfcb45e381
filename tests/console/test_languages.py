"""Which language is spoken, its compiled words, and that every text has a translation."""

import ast
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from console.languages import WORDS, chosen, compiled, manners_of

ROOT = WORDS.parents[1]
TS = WORDS / "es.ts"
Text = tuple[str, str]


@pytest.mark.parametrize(
    ("setting", "system", "code"),
    [
        ("en", ["es-CL"], "en"),
        ("es", ["de-DE"], "es"),
        ("system", ["es_MX", "en"], "es"),
        ("system", ["de-DE", "es-CL", "en-US"], "es"),
        ("system", ["en-GB", "es"], "en"),
        ("system", ["fi"], "en"),
        ("system", [], "en"),
    ],
)
def test_the_setting_counts_then_the_system(setting: str, system: list[str], code: str) -> None:
    assert chosen(setting, system) == code


def test_spanish_figures_and_dates_are_written_as_in_chile_where_the_system_speaks_another() -> (
    None
):
    spanish = manners_of("es")
    assert (spanish.code, spanish.group, spanish.decimal) == ("es", ".", ",")
    assert (spanish.weekdays[0], spanish.weekdays[6]) == ("lun", "dom")
    assert (spanish.months[0], spanish.months[8], spanish.months[11]) == ("ene", "sept", "dic")


def test_the_words_are_compiled_once_and_again_when_they_change(tmp_path: Path) -> None:
    source = tmp_path / "es.ts"
    source.write_text(TS.read_text(encoding="utf-8"), encoding="utf-8")
    first = compiled(source, tmp_path / "words")
    made = first.stat().st_mtime_ns
    assert compiled(source, tmp_path / "words") == first
    assert first.stat().st_mtime_ns == made
    source.write_text(source.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    second = compiled(source, tmp_path / "words")
    assert list((tmp_path / "words").iterdir()) == [second]
    source.write_text("<TS", encoding="utf-8")
    with pytest.raises(subprocess.SubprocessError):
        compiled(source, tmp_path / "words")


def wanted() -> dict[Text, str]:
    """Every text that the console says, with the file where it stands."""
    found: dict[Text, str] = {}
    for file in sorted((ROOT / "console").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("tr", "noted"):
                if not isinstance(node.args[0], ast.Constant):
                    continue
                words = [str(a.value) for a in node.args[:2] if isinstance(a, ast.Constant)]
                found[words[0], words[1] if len(words) > 1 else ""] = f"{file.name}:{node.lineno}"
    return found


def translated() -> dict[Text, list[str]]:
    """Every text of the file of words, with its forms; unfinished ones are empty."""
    found = {}
    for message in ElementTree.parse(TS).iter("message"):
        key = (message.findtext("source", ""), message.findtext("comment", ""))
        translation = message.find("translation")
        assert translation is not None
        forms = [form.text or "" for form in translation.iter("numerusform")]
        is_finished = translation.get("type") != "unfinished"
        found[key] = (forms or [translation.text or ""]) if is_finished else [""]
    return found


def test_every_text_has_a_finished_translation() -> None:
    known = translated()
    left = [f"{where}: {text}" for text, where in wanted().items() if not all(known.get(text, ""))]
    assert left == [], "Run `make words`, then translate what is unfinished in resources/words."


def test_no_translation_is_left_of_a_text_that_is_gone() -> None:
    assert sorted(translated().keys() - wanted().keys()) == [], "Run `make words`."


def places(text: str) -> set[str]:
    return set(re.findall(r"\{(\w*)\}", text))


def test_every_named_place_stands_in_the_translation_and_no_other() -> None:
    for (text, other), forms in translated().items():
        for form in forms:
            assert places(form) == places(text) | places(other), (text, form)
            assert text[:1].isspace() == form[:1].isspace(), (text, form)
            assert text[-1:].isspace() == form[-1:].isspace(), (text, form)


def test_the_language_is_spoken_before_tables_of_words_are_made(tmp_path: Path) -> None:
    words = (
        "from pathlib import Path; from console.languages import settle; import sys;"
        "settle(Path(sys.argv[1])); from console.day_view import TITLES; print(TITLES['queue'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", words, str(tmp_path)],
        env={"BACKHAUL_LANGUAGE": "es", "HOME": str(tmp_path), "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout == "Cola\n"


SAID = {"tr", "noted"}
NOT_READ = {
    *("setProperty", "setStyleSheet", "compile", "QKeySequence", "Template", "AssertionError"),
    *("debug", "info", "warning", "error", "exception", "RuntimeError"),
    *("find_string", "removeprefix", "removesuffix", "startswith", "Thread", "write", "replace"),
}
"""Calls whose texts are for machines, for a log or for a terminal."""


_MACHINE = re.compile(
    r"</?\w+[ >]|: [\w#'{}]+;|default-src|\.\w+ = |\{%|%\(\w+\)s"
    r"|\| None\Z|\]\Z|\bd MMM|\(\*\.\w+\)\Z"
)
"""HTML, style sheets, types, formats of dates, filters of files."""


def untranslated(tree: ast.AST) -> list[tuple[int, str]]:
    """Texts of several words that are in no `tr`; docstrings and what is for machines aside."""
    found: list[tuple[int, str]] = []

    def look(node: ast.AST) -> None:
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in SAID:
                for value in node.keywords:
                    look(value.value)
                return
            # `replace` of a text, not of a value's fields.
            if name in NOT_READ and (name != "replace" or isinstance(node.func, ast.Attribute)):
                return
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            return
        text = ""
        if isinstance(node, ast.JoinedStr):
            text = "".join(
                str(v.value) if isinstance(v, ast.Constant) else "{}" for v in node.values
            )
            for part in node.values:
                if isinstance(part, ast.FormattedValue):
                    look(part.value)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
        else:
            for child in ast.iter_child_nodes(node):
                look(child)
        words = re.findall(r"[A-Za-z]{2,}", text.replace("{}", ""))
        is_said = len(words) > 1 or re.match(r"(?!color)[A-Za-z]{3,}: \{\}\Z", text) is not None
        if is_said and " " in text.strip() and not _MACHINE.search(text):
            found.append((node.lineno, text))  # type: ignore[attr-defined]

    look(tree)
    return found


NOBODY_READS = {
    # Of the log, which is English like the core: why an order is with its shop again.
    *("the office took it back", "taken back"),
    # Names of jobs, files and plans, and an example of a customer.
    *(
        "log of {}.jsonl",
        "set up",
        "plan import",
        "OR-Tools routing",
        "Backhaul map",
        "sent back {}",
    ),
    *("La Serena", "Cafe Sol"),
    # The report of a crash, for whoever mends it.
    *(" in the thread {}", "Backhaul, {}\nPython {}, PySide6 {}, {} {} {}\n"),
    # Said in a terminal before there is a window.
    "{} is a file, but data needs a folder. Name another one with --data.",
    "There is no file {}. A hub writes it when it has opened its day; start the hub first, or name "
    "another file.",
    "{} cannot be used: {}. Check its rights and the space on its disk.",
    "The demo day in {} is open in another console (hub process {}). Close it before you begin the "
    "day anew.",
}


def test_no_sentence_reaches_the_window_untranslated() -> None:
    left = [
        f"{file.relative_to(ROOT)}:{line}: {text}"
        for file in sorted((ROOT / "console").rglob("*.py"))
        for line, text in untranslated(ast.parse(file.read_text(encoding="utf-8")))
        if text not in NOBODY_READS
    ]
    assert left == []

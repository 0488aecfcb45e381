"""The driver's page as the hub serves it: whole, of one version, and in every language alike."""

import ast
import json
import re
from pathlib import Path

import pytest

from core.catalogue import shipped
from core.hub.driver_page import driver_routes, version_of
from core.hub.server import RESOURCES
from core.model import StopKind
from core.rules.breakdown import REASONS
from tests.core.hub.hub_builders import running_hub
from tests.core.hub.test_http import browser

PAGE = RESOURCES / "driver"
ENGLISH = json.loads((PAGE / "en.json").read_text(encoding="utf-8"))


def test_a_missing_folder_serves_nothing(tmp_path: Path) -> None:
    assert driver_routes(tmp_path / "nowhere", lambda: "") == []


def test_any_other_byte_name_or_policy_is_another_version(tmp_path: Path) -> None:
    file = tmp_path / "a.js"
    versions = set()
    for name, content, policy in (("a.js", "1", ""), ("a.js", "2", ""), ("b.js", "2", "")):
        file = file.rename(tmp_path / name) if file.exists() else tmp_path / name
        file.write_text(content)
        versions |= {version_of([file], policy), version_of([file], "default-src 'none'")}
    assert len(versions) == 6


async def test_the_worker_keeps_every_file_of_the_page(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub, browser(hub) as session:
        async with session.get("/driver/sw.js") as response:
            script = await response.text()
            assert response.headers["Cache-Control"] == "no-store"
        found = re.search(r"^const FILES = (.*);$", script, re.MULTILINE)
        assert found is not None
        files = json.loads(found[1])
        assert {"", "driver.js", "driver.css", "en.json", "es.json"} <= set(files)
        for name in files:
            async with session.get(f"/driver/{name}") as response:
                assert response.status == 200, name


async def test_every_module_that_is_imported_is_served() -> None:
    imported = {
        name
        for file in PAGE.glob("*.js")
        for name in re.findall(r'from "\./([\w.]+)"', file.read_text(encoding="utf-8"))
    }
    assert imported
    assert all((PAGE / name).is_file() for name in imported)


@pytest.mark.parametrize("language", ["es"])
def test_every_language_has_the_same_words_and_values(language: str) -> None:
    other = json.loads((PAGE / f"{language}.json").read_text(encoding="utf-8"))
    assert other.keys() == ENGLISH.keys()
    for name, words in ENGLISH.items():
        assert sorted(re.findall(r"\{\w+\}", words)) == sorted(re.findall(r"\{\w+\}", other[name]))


def test_the_office_is_one_touch_away_on_every_screen() -> None:
    page = (PAGE / "index.html").read_text(encoding="utf-8")
    screens = [found[0] for found in re.finditer(r"<(nav|dialog)\b.*?</\1>", page, re.DOTALL)]
    assert len(screens) > 6
    assert [each[:40] for each in screens if "call-office" not in each] == []


def test_every_word_that_the_page_asks_for_is_there() -> None:
    for file in [*PAGE.glob("*.js"), PAGE / "index.html"]:
        text = file.read_text(encoding="utf-8")
        asked = re.findall(r'say\("([\w.]+)"|data-(?:say|label)="([\w.]+)"', text)
        for name in filter(None, (part for pair in asked for part in pair)):
            assert name in ENGLISH, f"{name} in {file.name}"


@pytest.mark.parametrize(
    ("group", "kinds"),
    [
        ("deliver", (StopKind.DELIVER, StopKind.EXCHANGE)),
        ("collect", (StopKind.COLLECT,)),
        ("fetch", (StopKind.FETCH,)),
        ("meet", (StopKind.GIVE, StopKind.TAKE)),
    ],
)
def test_a_reason_on_the_page_is_one_that_the_office_knows(
    group: str, kinds: tuple[StopKind, ...]
) -> None:
    codes = [name.removeprefix(f"{group}.") for name in ENGLISH if name.startswith(f"{group}.")]
    assert codes
    for code in codes:
        assert set(kinds) <= shipped().failures[code].at, code


def test_a_breakdown_has_the_reasons_that_end_a_route() -> None:
    codes = {name.removeprefix("stranded.") for name in ENGLISH if name.startswith("stranded.")}
    assert codes == set(REASONS)


def test_ready_messages_have_words_on_the_page() -> None:
    codes = {name.removeprefix("short.") for name in ENGLISH if name.startswith("short.")}
    assert codes == set(shipped().short_messages)
    script = (PAGE / "messages.js").read_text(encoding="utf-8")
    offered = re.search(r"const READY = (\[.*\]);", script)
    assert offered is not None
    own = {code for code, ready in shipped().short_messages.items() if ready.by == "driver"}
    assert set(json.loads(offered[1])) == own


def test_a_driver_declines_for_the_offices_reasons() -> None:
    codes = {name.removeprefix("decline.") for name in ENGLISH if name.startswith("decline.")}
    assert codes == set(shipped().declines)


def shape(words: str) -> str:
    """With the same sign for every value that a sentence is made with."""
    return re.sub(r"\{[^{}]*\}", "{}", words)


def said_by_core() -> set[str]:
    """Every text that the core's source holds, with its values."""
    found: set[str] = set()
    for file in (RESOURCES.parent / "core").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                parts = (
                    part.value if isinstance(part, ast.Constant) else "{}" for part in node.values
                )
                found.add("".join(map(str, parts)))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(shape(node.value))
    return found


def test_what_the_page_translates_is_what_the_hub_says() -> None:
    # With values that are words themselves, each of which the page knows as a sentence.
    over = "The office {} until {}. Then you may fail the stop."
    made = {
        "hub.may_answer": over, "hub.wait_until": over, "hub.leave_with": "{} a neighbour: {}",
        "hub.collect_from": "{} a neighbour: {}", "hub.collect": " (collect)",
        "hub.not_taken": " (leave it: not taken back)",
        "hub.stop_was_done": "Stop {} was already {} at {}.",
        "hub.stop_had_failed": "Stop {} was already {} at {}.",
    }  # fmt: skip
    forms = {name: shape(words) for name, words in ENGLISH.items() if name.startswith("hub.")}
    assert forms.keys() >= made.keys()
    assert set((forms | made).values()) - said_by_core() == set()

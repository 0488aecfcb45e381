"""Doors that import contracts cannot see: parts of Qt, and calls instead of imports."""

import ast
import re
from pathlib import Path

import pytest

MAP_DOORS = {
    r"\brunJavaScript\b|\bQWebChannel\b": {"console/map/map_view.py"},
    r"\bQtWebEngine\w*\b": {"console/map/map_view.py", "console/map/map_page.py"},
}


@pytest.mark.parametrize("words", sorted(MAP_DOORS))
def test_the_web_page_is_reached_through_its_own_door_only(repository: Path, words: str) -> None:
    users = {
        str(path.relative_to(repository))
        for room in ("core", "console")
        for path in (repository / room).rglob("*.py")
        if re.search(words, _code(path))
    }
    assert users <= MAP_DOORS[words]


def test_tooltips_say_own_words_or_letters(repository: Path) -> None:
    """Qt reads a tooltip as HTML if it looks like it, and a note, a name or a cell may."""
    seen = 0
    for path in (repository / "console").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".setToolTip"):
                said = node.args[-1]
                assert _are_letters(said), f"{path}:{node.lineno}: {ast.unparse(said)}"
                seen += 1
    assert seen


def _are_letters(said: ast.expr) -> bool:
    match said:
        case ast.Constant():
            return True
        case ast.IfExp():
            return _are_letters(said.body) and _are_letters(said.orelse)
        case ast.Name():
            return said.id.isupper()
        case ast.Call(func=ast.Name(id="tr")):
            return not said.keywords
        case ast.Call(func=ast.Name(id="tooltip" | "as_letters")):
            return True
        case _:
            return False


def test_no_package_does_anything_when_it_is_imported(repository: Path) -> None:
    for room in ("core", "console", "tests"):
        for path in (repository / room).rglob("__init__.py"):
            assert not path.read_text().strip(), f"{path} must be empty"


def _code(path: Path) -> str:
    """The module without docstrings and comments."""
    return re.sub(r'"""[\s\S]*?"""|#.*', "", path.read_text())

import re
from pathlib import Path

import pytest

from console.map import map_page
from console.map.map_page import (
    SHELL_URL,
    deepest_zoom,
    load_shell,
    register_scheme,
    render_shell,
)


@pytest.fixture(scope="module")
def shell() -> str:
    return render_shell()


def test_the_page_names_no_file_from_elsewhere(shell: str) -> None:
    links = re.findall(r'(?:src|href)="([^"]*)"', shell)
    assert "vendor/leaflet.js" in links
    assert "layer.js" in links
    assert not [link for link in links if re.match(r"\w+:|//", link)]


def test_every_file_the_page_names_is_here(shell: str) -> None:
    folder = map_page.RESOURCES / "map"
    for link in re.findall(r'(?:src|href)="([^"]*)"', shell):
        made = ("qwebchannel.js", "words.js")
        assert link in made or (folder / link).is_file(), link


def test_every_inline_script_and_style_carries_the_nonce(shell: str) -> None:
    tags = re.findall(r"<(?:script|style)\b[^>]*>", shell)
    inline = [tag for tag in tags if "src=" not in tag]
    assert len(inline) >= 4
    assert all('nonce="@nonce@"' in tag for tag in inline)


def test_our_styles_and_scripts_fetch_nothing_from_elsewhere() -> None:
    for path in (map_page.RESOURCES / "map").glob("*.*s"):
        found = re.findall(r"\b(?:https?|ftp|wss?)://[^\s\"')]+", path.read_text())
        assert set(found) <= {"http://www.w3.org/2000/svg"}, path.name


def test_our_scripts_never_set_html() -> None:
    for path in (map_page.RESOURCES / "map").glob("*.js"):
        source = path.read_text()
        for danger in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
            assert danger not in source, f"{path.name} uses {danger}"


def test_the_shell_is_rendered_once_and_then_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = load_shell(tmp_path / "cache")
    monkeypatch.setattr(map_page, "render_shell", lambda: pytest.fail("rendered again"))
    assert load_shell(tmp_path / "cache") == first
    assert len(list((tmp_path / "cache").iterdir())) == 1


def test_a_cache_that_cannot_be_written_does_not_stop_the_map(tmp_path: Path, shell: str) -> None:
    not_a_folder = tmp_path / "cache"
    not_a_folder.write_text("")
    assert load_shell(not_a_folder / "deeper") == shell


def test_a_base_map_tells_its_deepest_zoom(repository: Path) -> None:
    assert deepest_zoom(repository / "resources/demo/base.pmtiles") == 15


@pytest.mark.parametrize("content", [None, b"", b"PMTiles\x03", b"PMTiles\x02" + bytes(200)])
def test_a_base_map_that_is_none_is_told_in_words(
    tmp_path: Path, content: bytes | None, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "base.pmtiles"
    if content is not None:
        path.write_bytes(content)
    assert deepest_zoom(path) is None
    assert "The map has no streets" in caplog.text


def test_registering_the_scheme_twice_does_no_harm() -> None:
    register_scheme()
    register_scheme()
    assert SHELL_URL.startswith("backhaul://map/")

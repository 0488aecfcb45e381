"""Streets that the settings name: a file, or pictures from one server and no other."""

from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from console.map.map_view import MapView
from console.map.other_map import NoMap, OtherMap, other_map
from tests.console.map.test_map_view import SCENE, ask, show

MakeMap = Callable[..., MapView]


def picture() -> bytes:
    image = QImage(256, 256, QImage.Format.Format_RGB32)
    image.fill(0x336699)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


class TileServer(HTTPServer):
    """Answers with one picture, or with a page when it is asked for trouble."""

    def __init__(self, kind: str) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.kind = kind
        self.body = picture()
        self.asked: list[str] = []


class Answer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        server: Any = self.server
        server.asked.append(self.path)
        self.send_response(200)
        self.send_header("Content-Type", server.kind)
        self.send_header("Content-Length", str(len(server.body)))
        self.end_headers()
        self.wfile.write(server.body)

    def log_message(self, format: str, *args: Any) -> None:
        """In silence."""


@pytest.fixture
def serve() -> Iterator[Callable[[str], TileServer]]:
    servers: list[tuple[TileServer, Thread]] = []

    def begin(kind: str) -> TileServer:
        server = TileServer(kind)
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        servers.append((server, thread))
        return server

    yield begin
    for server, thread in servers:
        server.shutdown()
        thread.join()
        server.server_close()


def test_the_setting_is_a_file_or_an_address(tmp_path: Path) -> None:
    file = tmp_path / "city.pmtiles"
    file.write_bytes(b"")
    assert other_map("  ", "x") is None
    assert other_map(str(file), "© Me") == OtherMap(file, attribution="© Me")
    address = "https://tiles.example.com/{z}/{x}/{y}.png"
    assert other_map(address, "") == OtherMap(url=address)


@pytest.mark.parametrize(
    "text",
    [
        "missing.pmtiles",
        "http://tiles.example.com/{z}/{x}/{y}.png",
        "https://tiles.example.com/{z}/{x}.png",
        "file:///etc/{z}/{x}/{y}",
    ],
)
def test_what_cannot_be_used_says_what_is_meant(text: str) -> None:
    with pytest.raises(NoMap, match="region's streets are shown"):
        other_map(text, "")


LOADED = "document.querySelectorAll('img.leaflet-tile-loaded').length"
WORDS = "document.querySelector('.leaflet-control-attribution').textContent"


@pytest.mark.webengine
@pytest.mark.qt_log_ignore("[Vv]ulkan", "GPU", "GBM", "RHI", "QRhi", extend=True)
def test_pictures_come_from_the_server_that_is_named(
    qtbot: QtBot, make_map: MakeMap, serve: Callable[[str], TileServer]
) -> None:
    server = serve("image/png")
    url = f"http://127.0.0.1:{server.server_port}/{{z}}/{{x}}/{{y}}.png"
    view = make_map(other=OtherMap(url=url, attribution="© <b>Pictures</b>"))
    show(qtbot, view, SCENE)
    qtbot.waitUntil(lambda: ask(qtbot, view, LOADED) > 0, timeout=10_000)
    assert all(path.count("/") == 3 and path.endswith(".png") for path in server.asked)
    assert ask(qtbot, view, WORDS).endswith("© <b>Pictures</b>")
    ask(
        qtbot,
        view,
        "fetch('tiles/1/2/../../x').then((r) => window.odd = r.ok, () => window.odd = false); 1",
    )
    qtbot.waitUntil(lambda: ask(qtbot, view, "window.odd === false") is True, timeout=10_000)


@pytest.mark.webengine
@pytest.mark.qt_log_ignore("[Vv]ulkan", "GPU", "GBM", "RHI", "QRhi", extend=True)
def test_what_is_no_picture_leaves_the_square_empty(
    qtbot: QtBot, make_map: MakeMap, serve: Callable[[str], TileServer]
) -> None:
    server = serve("text/html")
    url = f"http://127.0.0.1:{server.server_port}/{{z}}/{{x}}/{{y}}.png"
    view = make_map(other=OtherMap(url=url))
    show(qtbot, view, SCENE)
    qtbot.waitUntil(lambda: len(server.asked) > 0, timeout=10_000)
    missed = "document.querySelectorAll('img.leaflet-tile').length > 0"
    qtbot.waitUntil(lambda: ask(qtbot, view, missed) is True, timeout=10_000)
    natural = "[...document.querySelectorAll('img.leaflet-tile')].every((i) => !i.naturalWidth)"
    assert ask(qtbot, view, natural) is True


@pytest.mark.webengine
@pytest.mark.qt_log_ignore("[Vv]ulkan", "GPU", "GBM", "RHI", "QRhi", extend=True)
def test_a_file_of_ones_own_stands_against_the_regions(
    qtbot: QtBot, make_map: MakeMap, repository: Path, tmp_path: Path
) -> None:
    file = repository / "resources/demo/base.pmtiles"
    view = make_map(other=OtherMap(file, attribution="© Me"))
    show(qtbot, view, SCENE)
    view.use_base_map(tmp_path / "region.pmtiles")
    ask(qtbot, view, "fetch('base_map.json').then(async (r) => window.facts = await r.text()); 1")
    facts = "window.facts || ''"
    qtbot.waitUntil(lambda: "deepest_zoom" in str(ask(qtbot, view, facts)), timeout=10_000)
    qtbot.waitUntil(lambda: ask(qtbot, view, WORDS).endswith("© Me"), timeout=10_000)

"""A live map for a test, on a page that really runs."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from console.map.map_page import register_scheme
from console.map.map_view import MapView
from console.map.other_map import OtherMap

if hasattr(os, "geteuid") and os.geteuid() == 0:
    os.environ.setdefault("QTWEBENGINE_CHROMIUM_FLAGS", "--no-sandbox")
# Schemes must be known before the first QApplication, which any test may make.
register_scheme()

MakeMap = Callable[..., MapView]


@pytest.fixture
def make_map(qtbot: QtBot, tmp_path: Path) -> Iterator[MakeMap]:
    """Opens a map of 640×480 and waits until its first scene is drawn."""
    views: list[MapView] = []

    def make(base_map: Path | None = None, other: OtherMap | None = None) -> MapView:
        view = MapView(cache_folder=tmp_path / "cache", base_map=base_map, other=other)
        views.append(view)
        view.resize(640, 480)
        with qtbot.waitSignal(view.ready, timeout=30_000):
            view.show()
        return view

    yield make
    for view in views:
        view.shut_down()
        view.deleteLater()

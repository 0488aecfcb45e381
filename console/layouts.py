"""Kept arrangements of the window: the last one and those that somebody gave a name.

One small file; one that is missing or broken means that nothing was kept.
"""

from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import QByteArray

from console import kept
from console.main_window import MainWindow
from core.private_files import replace_file

MOST_NAMED = 12


class Layout(Struct, frozen=True):
    """Where panels are; for the last one also where the window itself is."""

    panels: str
    window: str = ""


class Layouts(Struct, frozen=True):
    """All that is kept."""

    last: Layout | None = None
    named: dict[str, Layout] = {}


def read_layouts(file: Path) -> Layouts:
    """What is kept; nothing when the file cannot be read."""
    return kept.read_kept(file, Layouts) or Layouts()


def write_layouts(file: Path, layouts: Layouts) -> None:
    """Replace the file in one step. Raises `OSError`."""
    replace_file(file, msgspec.json.encode(layouts))


def with_name(layouts: Layouts, name: str, layout: Layout) -> Layouts:
    """Kept under this name; the oldest name goes when there are too many."""
    return replace(layouts, named=kept.with_name(layouts.named, name, layout, MOST_NAMED))


def without_name(layouts: Layouts, name: str) -> Layouts:
    """Forgotten."""
    return replace(layouts, named=kept.without_name(layouts.named, name))


def layout_of(window: MainWindow) -> Layout:
    """As the window stands."""
    return Layout(_as_text(window.day.layout_state()), _as_text(window.saveGeometry()))


def apply_layout(window: MainWindow, layout: Layout, *, is_place_wanted: bool = False) -> bool:
    """Arrange the window so; False for a layout that it cannot take, which changes nothing."""
    try:
        panels, place = _as_bytes(layout.panels), _as_bytes(layout.window)
    except (NotBase64, ValueError):
        return False
    if is_place_wanted and layout.window:
        window.restoreGeometry(place)
    return window.day.restore_layout(panels)


def _as_text(state: QByteArray) -> str:
    return b64encode(state.data()).decode()


def _as_bytes(text: str) -> QByteArray:
    return QByteArray(b64decode(text, validate=True))

"""Kept arrangements of the window: the last one and those that somebody gave a name.

One small file; one that is missing or broken means that nothing was kept.
"""

import logging
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import QByteArray

from console.main_window import MainWindow
from core.private_files import private_file

MOST_NAMED = 12
LONGEST_NAME = 40
_log = logging.getLogger(__name__)


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
    try:
        return msgspec.json.decode(file.read_bytes(), type=Layouts)
    except FileNotFoundError:
        return Layouts()
    except (OSError, msgspec.DecodeError) as error:
        _log.warning("The layouts in %s cannot be read: %s", file, error)
        return Layouts()


def write_layouts(file: Path, layouts: Layouts) -> None:
    """Replace the file in one step. Raises `OSError`."""
    fresh = file.with_suffix(".new")
    private_file(fresh)
    fresh.write_bytes(msgspec.json.encode(layouts))
    fresh.replace(file)


def with_name(layouts: Layouts, name: str, layout: Layout) -> Layouts:
    """Kept under this name; the oldest name goes when there are too many."""
    named = {key: each for key, each in layouts.named.items() if key != name}
    named[name[:LONGEST_NAME]] = layout
    while len(named) > MOST_NAMED:
        del named[next(iter(named))]
    return replace(layouts, named=named)


def without_name(layouts: Layouts, name: str) -> Layouts:
    """Forgotten."""
    named = {key: each for key, each in layouts.named.items() if key != name}
    return replace(layouts, named=named)


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


def _as_text(kept: QByteArray) -> str:
    return b64encode(kept.data()).decode()


def _as_bytes(text: str) -> QByteArray:
    return QByteArray(b64decode(text, validate=True))

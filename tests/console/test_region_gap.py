"""A depot whose region is gone is opened in another one."""

from pathlib import Path
from typing import Any, cast

import msgspec
import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QInputDialog

from console import start
from console.hub_link import Target
from console.region_gap import missing_of
from console.start import Opening
from console.theme import Theme
from core.hub.launcher import Wanted
from core.hub.own_depots import CARD, Card, card_in
from core.region.region import shipped_region
from core.settings import Settings
from main import make_parser


def depot(data: Path, region: str) -> Wanted:
    folder = data / "depots" / "monte"
    folder.mkdir(parents=True)
    (folder / CARD).write_bytes(msgspec.json.encode(Card("monte", "Monte", "Road 1", region)))
    return Wanted("sqlite:///none", folder, regions=data / "regions")


def test_a_region_that_is_here_is_not_missing(tmp_path: Path) -> None:
    shipped = depot(tmp_path / "a", shipped_region().name)
    assert missing_of(shipped, tmp_path / "regions") is None
    wanted = depot(tmp_path / "b", "monaco")
    assert missing_of(wanted, tmp_path / "regions") == card_in(wanted.data)
    named = msgspec.structs.replace(wanted, region="helsinki")
    assert missing_of(named, tmp_path / "regions") is None


class Shown(QObject):
    day_shown = Signal()


def test_the_window_asks_for_another_region_and_keeps_it_once_it_works(
    tmp_path: Path, theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = make_parser().parse_args(["--open", "monte"])
    opening = Opening(options, Settings(), tmp_path)
    monkeypatch.setattr(start, "is_for_pictures", lambda options: False)
    opened: list[Target] = []

    def open_console(target: Target) -> None:
        opened.append(target)
        opening.console = cast(Any, Shown())

    monkeypatch.setattr(opening, "_open_console", open_console)
    wanted = depot(tmp_path, "monaco")
    opening._open(Target(embedded=wanted))
    assert opened == []
    (dialog,) = opening.window.findChildren(QInputDialog)
    assert "Monte was set up in the region monaco" in dialog.labelText()
    dialog.setTextValue("helsinki")
    dialog.accept()
    assert [each.embedded.region for each in opened if each.embedded] == ["helsinki"]
    card = card_in(wanted.data)
    assert card is not None
    assert card.region == "monaco"
    cast(Any, opening.console).day_shown.emit()
    assert card_in(wanted.data) == Card("monte", "Monte", "Road 1", "helsinki")
    opening.console = None
    opening.window.deleteLater()
    opening.theme.deleteLater()

"""What is chosen in the window outlives it."""

from collections.abc import Mapping
from pathlib import Path
from threading import Event

import pytest
from pytestqt.qtbot import QtBot

from console.own_settings import OwnSettings
from core.settings import Settings, SettingsError, keep_settings, load_settings


def test_a_choice_is_there_at_the_next_start(qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    own = OwnSettings(Settings(), write=lambda changes: keep_settings(changes, file))
    try:
        with qtbot.waitSignal(own.changed):
            own.keep(theme="light")
        assert own.values.theme == "light"
        qtbot.waitUntil(file.exists)
    finally:
        own.close()
    assert load_settings(file, {}) == Settings(theme="light")


def test_what_was_chosen_just_before_the_end_is_kept(tmp_path: Path) -> None:
    written: dict[str, object] = {}
    gate = Event()

    def write(changes: Mapping[str, object]) -> None:
        gate.wait()
        written.update(changes)

    own = OwnSettings(Settings(), write=write)
    own.keep(theme="light")
    own.keep(sounds=["case"])
    gate.set()
    own.close()
    assert written == {"theme": "light", "sounds": ["case"]}


def test_a_file_that_cannot_be_written_is_told_and_the_window_goes_on(qtbot: QtBot) -> None:
    def write(_: Mapping[str, object]) -> None:
        raise SettingsError("The settings cannot be written: disk full")

    own = OwnSettings(Settings(), write=write)
    try:
        with qtbot.waitSignal(own.failed) as told:
            own.keep(theme="dark")
        assert told.args == ["The settings cannot be written: disk full"]
        assert own.values.theme == "dark"
    finally:
        own.close()


def test_a_value_that_is_not_allowed_changes_nothing() -> None:
    own = OwnSettings(Settings(), write=lambda _: None)
    try:
        with pytest.raises(SettingsError, match="solver_ms"):
            own.keep(solver_ms=1)
        assert own.values == Settings()
    finally:
        own.close()

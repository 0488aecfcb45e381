"""From nobody to somebody who is in, against a running hub; tokens lie in the keyring only."""

import asyncio
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import aiohttp
import keyring
import pytest
from argon2 import PasswordHasher
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from console.known_hubs import NO_KEYRING, KnownHub, kept_token, read_hubs, remember
from console.sign_in_desk import Entry, SignInDesk, leave
from console.theme import Theme
from core.access import EVERY_DEPOT, Actor, Role
from core.hub.tokens import enrol
from core.model import ActorId
from tests.core.hub.hub_builders import DEPOT, running_hub

ADA = Actor(ActorId("ada"), Role.ADMIN, frozenset({EVERY_DEPOT}))
OWN = "correct horse battery"


class MemoryKeyring(KeyringBackend):
    """Keeps everything for the length of a test."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


@pytest.fixture
def ring() -> Iterator[MemoryKeyring]:
    before, made = keyring.get_keyring(), MemoryKeyring()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


class HubThread:
    """A hub with one person, `bea`, on a loop of its own."""

    def __init__(self, folder: Path) -> None:
        self.url = ""
        self.first = ""
        self._folder = folder
        self._loop = asyncio.new_event_loop()
        self._stop: asyncio.Event | None = None
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> "HubThread":
        self._thread.start()
        assert self._ready.wait(30)
        return self

    def __exit__(self, *_: object) -> None:
        assert self._stop is not None
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    def _run(self) -> None:
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        self._stop = asyncio.Event()
        async with running_hub(self._folder) as hub:
            headers = {"Authorization": f"Bearer {enrol(hub.log, 'ada', ADA)}"}
            person = {"name": "bea", "role": "dispatcher", "depots": [DEPOT]}
            async with (
                aiohttp.ClientSession(headers=headers) as http,
                http.post(f"{hub.server.http_url}/people", json=person) as answer,
            ):
                self.first = (await answer.json())["first_password"]
            self.url = hub.server.ws_url
            self._ready.set()
            await self._stop.wait()


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[HubThread]:
    cheap = partial(PasswordHasher, time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr("core.hub.passwords.PasswordHasher", cheap)
    with HubThread(tmp_path) as running:
        yield running


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[QWidget]:
    made = QWidget()
    yield made
    made.deleteLater()


def entered(qtbot: QtBot, desk: SignInDesk, hub: HubThread) -> Entry:
    """Go through the dialog with the first password and an own one."""
    dialog = desk._dialog
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.trust.text() == "A hub on this computer.")
    dialog.name.setText("bea")
    dialog.fields.password.setText("wrong")
    dialog.enter.click()
    qtbot.waitUntil(lambda: dialog.words.text() == "Name or password is wrong.")
    dialog.fields.password.setText(hub.first)
    dialog.enter.click()
    qtbot.waitUntil(dialog.fields.new_password.isVisible)
    dialog.fields.new_password.setText(OWN)
    dialog.fields.again.setText(OWN)
    with qtbot.waitSignal(desk.entered) as signal:
        dialog.enter.click()
    assert signal.args is not None
    entry = signal.args[0]
    assert isinstance(entry, Entry)
    return entry


def test_somebody_signs_in_comes_back_and_leaves(
    tmp_path: Path, hub: HubThread, ring: MemoryKeyring, theme: Theme, window: QWidget, qtbot: QtBot
) -> None:
    window.show()
    file = tmp_path / "hubs.json"
    desk = SignInDesk(theme, window, file)
    desk.begin(hub.url)
    entry = entered(qtbot, desk, hub)
    desk.close()
    assert (entry.hub.name, entry.hub.depot, entry.words) == ("bea", DEPOT, "")
    assert list(ring.kept.values()) == [entry.token]
    assert entry.token not in file.read_text()
    assert file.stat().st_mode & 0o077 == 0
    again = SignInDesk(theme, window, file)
    with qtbot.waitSignal(again.entered) as signal:
        again.begin()
    again.close()
    assert signal.args == [entry]
    leave(entry.hub, entry.token)
    assert ring.kept == {}
    third = SignInDesk(theme, window, file)
    third.begin()
    qtbot.waitUntil(lambda: third._dialog is not None)
    assert third._dialog is not None
    assert third._dialog.name.text() == "bea"
    third.close()


def test_without_a_keyring_it_is_said_that_nothing_is_kept(
    tmp_path: Path, hub: HubThread, theme: Theme, window: QWidget, qtbot: QtBot
) -> None:
    before = keyring.get_keyring()
    keyring.set_keyring(NoKeyring())  # type: ignore[no-untyped-call]
    try:
        window.show()
        desk = SignInDesk(theme, window, tmp_path / "hubs.json")
        desk.begin(hub.url)
        entry = entered(qtbot, desk, hub)
        desk.close()
        assert entry.words == NO_KEYRING
        assert kept_token(entry.hub) == ""
    finally:
        keyring.set_keyring(before)


def test_a_line_that_is_not_safe_is_said_before_a_password_is_typed(
    tmp_path: Path, theme: Theme, window: QWidget, qtbot: QtBot
) -> None:
    window.show()
    desk = SignInDesk(theme, window, tmp_path / "hubs.json")
    desk.begin("ws://hub.example:8765")
    dialog = desk._dialog
    assert dialog is not None
    qtbot.waitUntil(lambda: "encrypted lines only" in dialog.trust.text())
    desk.close()


def test_hubs_are_remembered_newest_first_and_damage_is_forgiven(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "hubs.json"
    assert read_hubs(file) == []
    for url in ("wss://a:1", "wss://b:1", "wss://a:1"):
        remember(file, KnownHub(url))
    assert [hub.url for hub in read_hubs(file)] == ["wss://a:1", "wss://b:1"]
    file.write_text("{")
    assert read_hubs(file) == []
    caplog.clear()

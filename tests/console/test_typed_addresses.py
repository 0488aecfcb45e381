"""A server asked while somebody types: late answers, none, and what is shown instead."""

import json
from collections.abc import Iterator
from threading import Event

import pytest
from PySide6.QtCore import QObject
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from console.panels.address_dialog import AddressDialog
from console.typed_addresses import TypedAddresses
from core.address_book import Found
from core.region.address_server import AddressServer, parse_address_server
from tests.core.region.test_address_server import PLACE, Fake

KNOWN = (Found("Balmaceda 120", -29.91, -71.25), Found("Balmaceda 130", -29.92, -71.26))
NEAR = (-29.9, -71.25)


@pytest.fixture
def fake() -> Iterator[Fake]:
    fake = Fake()
    yield fake
    fake.close()


@pytest.fixture
def typed(qtbot: QtBot) -> Iterator[TypedAddresses]:
    parent = QObject()
    typed = TypedAddresses(parent)
    typed._pause.setInterval(10)
    yield typed
    typed.close()


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    return window


def opened(typed: TypedAddresses, window: QWidget) -> AddressDialog:
    """A dialog that knows two addresses of its own."""
    dialog = AddressDialog("New address for w1", "Calle 7", window)
    dialog.typed.connect(lambda words: dialog.show_found(KNOWN if "balma" in words else ()))
    typed.watch(dialog, NEAR)
    dialog.open()
    return dialog


def rows(dialog: AddressDialog) -> list[str]:
    return [dialog.rows.item(at).text()[3:].split("    ")[0] for at in range(dialog.rows.count())]


def test_what_the_server_finds_comes_first_after_a_pause(
    fake: Fake, typed: TypedAddresses, window: QWidget, qtbot: QtBot
) -> None:
    typed.use(fake.server())
    dialog = opened(typed, window)
    QTest.keyClicks(dialog.field, "balma")
    assert rows(dialog) == ["Balmaceda 120", "Balmaceda 130"], "at once"
    qtbot.waitUntil(lambda: "then the region's index" in dialog.source.text())
    assert rows(dialog) == ["Balmaceda 12, La Serena", "Balmaceda 120", "Balmaceda 130"]
    assert dialog.rows.currentRow() == 0
    (asked,) = fake.asked
    expected = {"q": ["balma"], "limit": ["6"], "lat": ["-29.9"], "lon": ["-71.25"]}
    assert asked == ("/api", expected), "once, and not for each letter"


def test_a_row_that_somebody_has_gone_to_stays_chosen(
    fake: Fake, typed: TypedAddresses, window: QWidget, qtbot: QtBot
) -> None:
    typed.use(fake.server())
    dialog = opened(typed, window)
    QTest.keyClicks(dialog.field, "balma")
    dialog.rows.setCurrentRow(1)
    qtbot.waitUntil(lambda: len(rows(dialog)) == 3)
    assert dialog.rows.currentRow() == 2
    with qtbot.waitSignal(dialog.chosen) as chosen:
        dialog.take.click()
    assert chosen.args == [KNOWN[1]]


def test_the_window_does_not_wait_and_an_answer_that_nobody_wants_is_not_shown(
    fake: Fake, typed: TypedAddresses, window: QWidget, qtbot: QtBot
) -> None:
    fake.wait = Event()
    typed.use(fake.server())
    dialog = opened(typed, window)
    QTest.keyClicks(dialog.field, "balma")
    qtbot.waitUntil(lambda: len(fake.asked) == 1)
    assert dialog.source.text().endswith("is asked…")
    QTest.keyClicks(dialog.field, "c")
    fake.say({"features": []})
    fake.wait.set()
    qtbot.waitUntil(lambda: "knows nothing like it" in dialog.source.text())
    assert rows(dialog) == ["Balmaceda 120", "Balmaceda 130"]
    assert [query["q"] for _, query in fake.asked] == [["balma"], ["balmac"]]
    typed._show(fake.server(), dialog, "balma", ((), "too late"))
    assert "too late" not in dialog.source.text()


def test_without_an_answer_the_regions_index_is_shown_and_said(
    fake: Fake, typed: TypedAddresses, window: QWidget, qtbot: QtBot
) -> None:
    fake.status = 503
    typed.use(fake.server())
    dialog = opened(typed, window)
    QTest.keyClicks(dialog.field, "balma")
    qtbot.waitUntil(lambda: "answered with 503" in dialog.source.text())
    assert dialog.source.text().startswith("From the region's index: Photon at 127.0.0.1:")
    assert rows(dialog) == ["Balmaceda 120", "Balmaceda 130"]
    assert dialog.take.isEnabled()


def test_a_nominatim_of_ones_own_is_asked_but_the_public_one_is_not(
    fake: Fake, typed: TypedAddresses, window: QWidget, qtbot: QtBot
) -> None:
    fake.body = json.dumps([PLACE, PLACE | {"display_name": "Balmaceda"}]).encode()
    typed.use(fake.server("nominatim"))
    dialog = opened(typed, window)
    QTest.keyClicks(dialog.field, "balma")
    qtbot.waitUntil(lambda: len(rows(dialog)) == 4)
    assert fake.asked[0][1]["viewbox"] == ["-71.45,-30.099999999999998,-71.05,-29.7"]
    typed.use(AddressServer(parse_address_server("nominatim+https://nominatim.openstreetmap.org")))
    public = opened(typed, window)
    QTest.keyClicks(public.field, "balma")
    assert "may not be asked while you type" in public.source.text()
    assert not typed._pause.isActive()


def test_a_dialog_that_was_left_hears_nothing_more(
    fake: Fake, typed: TypedAddresses, window: QWidget, qtbot: QtBot
) -> None:
    typed.use(fake.server())
    dialog = opened(typed, window)
    QTest.keyClicks(dialog.field, "balma")
    dialog.reject()
    qtbot.waitUntil(lambda: not isValid(dialog))
    typed._ask()
    typed._show(fake.server(), dialog, "balma", ((), ""))
    assert fake.asked == []
    typed.use(None)
    other = opened(typed, window)
    QTest.keyClicks(other.field, "balma")
    assert other.source.text() == ""

"""A depot of one's own is set up from the window: city, name, address, and it is there."""

from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from console.panels.set_up_dialog import SetUpDialog
from console.set_up_desk import SetUpDesk, cities
from console.theme import Theme
from core.address_book import Found
from core.exchange.region_places import RegionPlaces
from core.hub.own_depots import depots_in
from core.region.region import Region, shipped_region
from core.region.store import Progress, RegionStore, Tell


class OneCity(RegionStore):
    """Whatever is asked for is the city that needs no building."""

    def get(self, name: str, tell: Tell = lambda progress: None) -> Region:
        return shipped_region()


class SlowCity(RegionStore):
    """A demo city that tells how far it is until it may be there."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.may_end = Event()

    def get(self, name: str, tell: Tell = lambda progress: None) -> Region:
        if name == shipped_region().name:
            return shipped_region()
        while not self.may_end.wait(0.01):
            tell(Progress("Base map: zoom 12 of 15", 0.4, 5))
        return shipped_region()


class Office:
    def __init__(self, theme: Theme, folder: Path, qtbot: QtBot) -> None:
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.window.show()
        self.folder = folder
        self.made: list[str] = []
        self.regions = SlowCity(folder / "regions")
        self.desk = SetUpDesk(self.window, theme, folder, OneCity(folder / "regions"), self.window)
        self.desk.made.connect(self.made.append)
        self.qtbot = qtbot

    def dialog(self) -> SetUpDialog:
        self.desk.open("la-serena")
        (dialog,) = self.window.findChildren(SetUpDialog)
        return dialog

    def type(self, dialog: SetUpDialog, address: str) -> None:
        dialog.address.clear()
        QTest.keyClicks(dialog.address, address)
        self.qtbot.waitUntil(
            lambda: dialog.taken is not None or "Nothing here" in dialog.words.text()
        )


@pytest.fixture
def office(theme: Theme, tmp_path: Path, qtbot: QtBot) -> Iterator[Office]:
    made = Office(theme, tmp_path, qtbot)
    yield made
    made.desk.close()


def test_a_depot_is_there_after_one_press(office: Office) -> None:
    dialog = office.dialog()
    assert dialog.words.text() == "Give it a name."
    QTest.keyClicks(dialog.name, "Norte")
    assert not dialog.make.isEnabled()
    office.type(dialog, "Balmaceda 1200")
    office.qtbot.waitUntil(lambda: dialog.make.isEnabled())
    assert dialog.zone.currentText()
    assert len(dialog.currency.text()) == 3
    QTest.mouseClick(dialog.make, Qt.MouseButton.LeftButton)
    office.qtbot.waitUntil(lambda: office.made == ["norte"], timeout=20_000)
    assert [card.address for card in depots_in(office.folder)] == [
        dialog.taken.address if dialog.taken else ""
    ]


def test_a_refusal_is_said_and_everything_stays_typed(office: Office) -> None:
    dialog = office.dialog()
    QTest.keyClicks(dialog.name, "Norte")
    office.type(dialog, "60.17, 24.94")
    office.qtbot.waitUntil(lambda: dialog.make.isEnabled())
    assert (dialog.zone.currentText(), dialog.currency.text()) == ("Europe/Helsinki", "EUR")
    dialog.make.click()
    office.qtbot.waitUntil(lambda: "no road where the depot is" in dialog.words.text())
    assert dialog.name.text() == "Norte"
    assert dialog.make.isEnabled()
    assert office.made == []


class SlowPlaces(RegionPlaces):
    """Each answer is called as what was asked; the first one waits until it is let go."""

    def __init__(self) -> None:
        super().__init__(None)
        self.asked, self.go_on = Event(), Event()

    def find(self, words: str, limit: int = 0) -> tuple[Found, ...]:
        self.asked.set()
        assert self.go_on.wait(20)
        return (Found(words, 60.0, 24.0),)


def test_what_was_found_for_other_words_is_not_shown(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = office.dialog()
    office.type(dialog, "Balmaceda 1200")
    places = SlowPlaces()
    monkeypatch.setattr(office.desk, "_places", places)
    shown: list[str] = []
    dialog.taken_changed.connect(lambda: shown.append(dialog.taken.address if dialog.taken else ""))
    dialog.address.setText("Balm")
    assert places.asked.wait(20)
    dialog.address.setText("Balmaceda 12")
    places.go_on.set()
    office.qtbot.waitUntil(lambda: "Balmaceda 12" in shown)
    assert "Balm" not in shown


def test_an_unknown_address_says_what_to_do(office: Office) -> None:
    dialog = office.dialog()
    QTest.keyClicks(dialog.name, "Norte")
    office.type(dialog, "zzzzzz 9")
    assert "Coordinates work, too" in dialog.words.text()
    assert not dialog.make.isEnabled()


def test_what_was_chosen_by_hand_is_not_guessed_again(office: Office) -> None:
    dialog = office.dialog()
    dialog.currency.setText("SEK")
    office.type(dialog, "60.17, 24.94")
    office.qtbot.waitUntil(lambda: dialog.taken is not None)
    assert dialog.currency.text() == "SEK"


def test_a_city_that_was_added_meanwhile_is_chosen(office: Office) -> None:
    dialog = office.dialog()
    names = [name for name, _ in cities(RegionStore(office.folder / "regions"))]
    assert names == ["la-serena", "helsinki"]
    dialog.region.removeItem(dialog.region.findData("helsinki"))
    office.desk.regions_changed()
    assert dialog.chosen_region == "helsinki"


@pytest.fixture
def slow(theme: Theme, tmp_path: Path, qtbot: QtBot) -> Iterator[Office]:
    made = Office(theme, tmp_path, qtbot)
    made.desk._regions = made.regions = SlowCity(tmp_path / "regions")
    yield made
    made.desk.close()


def test_a_city_that_is_opened_for_the_first_time_tells_how_far_it_is(slow: Office) -> None:
    dialog = slow.dialog()
    assert not dialog.bar.isVisible()
    dialog.region.setCurrentIndex(dialog.region.findData("helsinki"))
    slow.qtbot.waitUntil(dialog.bar.isVisible)
    assert dialog.words.text() == (
        "helsinki is opened for the first time. Base map: zoom 12 of 15, about 5 s left"
    )
    assert dialog.bar.value() == 400
    slow.regions.may_end.set()
    slow.qtbot.waitUntil(lambda: not dialog.bar.isVisible())
    assert dialog.chosen_region == "helsinki"


def test_the_build_of_a_city_can_be_stopped(slow: Office) -> None:
    dialog = slow.dialog()
    dialog.region.setCurrentIndex(dialog.region.findData("helsinki"))
    slow.qtbot.waitUntil(dialog.stop.isVisible)
    dialog.stop.click()
    slow.qtbot.waitUntil(lambda: not dialog.stop.isVisible())
    assert dialog.words.text() == "Stopped. What is finished of helsinki is kept."
    assert dialog.chosen_region == shipped_region().name


def test_a_window_that_is_closed_waits_for_no_city(slow: Office) -> None:
    dialog = slow.dialog()
    dialog.region.setCurrentIndex(dialog.region.findData("helsinki"))
    slow.qtbot.waitUntil(dialog.stop.isVisible)
    dialog.reject()
    assert slow.desk._stopped.is_set()

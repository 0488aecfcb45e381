"""Regions in the window: added from a file by a process of its own, stopped, updated, removed."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from console.panels.regions_dialog import RegionsDialog
from console.regions_desk import RegionsDesk, name_for
from console.theme import Scheme, Theme
from core.hub.own_depots import CARD, DEPOTS, Card
from core.region.region import Region, shipped_region
from core.region.store import RegionStore
from tests.core.region import address_town

SLOW_MS = 60_000


class Office:
    def __init__(self, qtbot: QtBot, theme: Theme, folder: Path) -> None:
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.window.show()
        self.store = RegionStore(folder / "data" / "regions")
        self.in_use: Region | None = shipped_region()
        self.said: list[tuple[str, bool]] = []
        self.desk = RegionsDesk(
            self.window,
            theme,
            self.store,
            lambda: self.in_use,
            lambda words, is_bad: self.said.append((words, is_bad)),
            self.window,
        )
        self.extract = address_town.write(folder)

    def dialog(self) -> RegionsDialog:
        self.desk.open()
        (dialog,) = self.window.findChildren(RegionsDialog)
        return dialog

    def listed(self, dialog: RegionsDialog) -> list[str]:
        return [dialog.list.item(n).text() for n in range(dialog.list.count())]


@pytest.fixture
def office(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Office]:
    made = Office(qtbot, Theme(qapp, Scheme.DARK), tmp_path)
    yield made
    made.desk.close()


def test_time_and_disk_are_told_before_anything_is_built(qtbot: QtBot, office: Office) -> None:
    dialog = office.dialog()
    office.desk.begin(office.extract)
    assert dialog.file.text() == "From town.osm.pbf"
    qtbot.waitUntil(lambda: "It takes about" in dialog.file.text(), timeout=SLOW_MS)
    assert "of disk and" in dialog.file.text()
    office.extract.write_bytes(b"no map")
    office.desk.begin(office.extract)
    qtbot.waitUntil(
        lambda: "is not an OpenStreetMap extract" in dialog.words.text(), timeout=SLOW_MS
    )
    assert office.store.all() == []


def test_enter_in_the_name_begins_a_build_and_does_not_end_it(qtbot: QtBot, office: Office) -> None:
    dialog = office.dialog()
    office.desk.begin(office.extract)
    QTest.keyClick(dialog.name, Qt.Key.Key_Return)
    assert dialog.is_building
    qtbot.waitUntil(lambda: not dialog.is_building, timeout=SLOW_MS)
    assert "is ready" in dialog.words.text()
    assert dialog.chosen == dialog.name.text()


def added(qtbot: QtBot, office: Office, name: str = "town") -> RegionsDialog:
    dialog = office.dialog()
    office.desk.begin(office.extract)
    dialog.name.setText(name)
    dialog.build.click()
    assert dialog.is_building
    qtbot.waitUntil(lambda: not dialog.is_building, timeout=SLOW_MS)
    return dialog


def test_a_region_is_added_from_a_file(qtbot: QtBot, office: Office) -> None:
    dialog = office.dialog()
    assert office.listed(dialog)[0].startswith("la-serena, in use: ")
    office.desk.begin(office.extract)
    assert dialog.name.text() == "town"
    assert not dialog.add.isEnabled()
    dialog.build.click()
    assert not dialog.update_it.isEnabled()
    qtbot.waitUntil(lambda: not dialog.is_building, timeout=SLOW_MS)
    assert "The region town is ready" in dialog.words.text()
    assert office.store.get("town").manifest is not None
    assert "9 addresses" in office.listed(dialog)[1]


def test_what_cannot_be_built_is_said_in_the_dialog(qtbot: QtBot, office: Office) -> None:
    office.extract.write_bytes(b"")
    dialog = added(qtbot, office)
    assert "is empty. Download it again" in dialog.words.text()
    assert len(office.listed(dialog)) == 1


def test_a_name_that_cannot_be_used_is_said_at_once(office: Office) -> None:
    dialog = office.dialog()
    office.desk.begin(office.extract)
    dialog.name.setText("Old Town")
    dialog.build.click()
    assert "cannot name a region" in dialog.words.text()
    assert not dialog.is_building
    assert dialog.form.isVisible()
    dialog.reject()
    assert not dialog.form.isVisible()
    assert dialog.isVisible()


def test_a_build_that_is_stopped_leaves_nothing_that_is_used(qtbot: QtBot, office: Office) -> None:
    dialog = office.dialog()
    office.desk.begin(office.extract)
    dialog.build.click()
    dialog.stop.click()
    qtbot.waitUntil(lambda: not dialog.is_building, timeout=SLOW_MS)
    assert dialog.words.text().startswith("Stopped. What is finished of town is kept.")
    assert office.store.all() == []


def test_a_build_goes_on_while_the_dialog_is_closed(qtbot: QtBot, office: Office) -> None:
    dialog = office.dialog()
    office.desk.begin(office.extract)
    dialog.build.click()
    dialog.close()
    qtbot.waitUntil(lambda: bool(office.said), timeout=SLOW_MS)
    assert office.said == [(office.said[0][0], False)]
    assert "The region town is ready" in office.said[0][0]


def test_a_region_is_updated_and_removed(qtbot: QtBot, office: Office, tmp_path: Path) -> None:
    from tests.core.region.tiny_map import TOWN

    dialog = added(qtbot, office)
    before = office.store.get("town").build
    newer = TOWN.write(tmp_path / "newer.osm.pbf")
    dialog.list.setCurrentRow(1)
    dialog.update_it.click()
    (chooser,) = office.window.findChildren(QFileDialog)
    chooser.fileSelected.emit(str(newer))
    chooser.close()
    qtbot.waitUntil(lambda: not dialog.is_building, timeout=SLOW_MS)
    assert office.store.get("town").build != before
    dialog.list.setCurrentRow(1)
    dialog.remove.click()
    (box,) = dialog.findChildren(QMessageBox)
    next(button for button in box.buttons() if button.text() == "Remove").click()
    assert office.store.all() == []
    assert "is removed" in dialog.words.text()


def test_who_removes_a_region_is_told_which_depots_need_it(qtbot: QtBot, office: Office) -> None:
    dialog = added(qtbot, office)
    depot = office.store.folder.parent / DEPOTS / "monte"
    depot.mkdir(parents=True)
    (depot / CARD).write_bytes(msgspec.json.encode(Card("monte", "Monte", "Road 1", "town")))
    dialog.list.setCurrentRow(1)
    dialog.remove.click()
    (box,) = dialog.findChildren(QMessageBox)
    assert "cannot be opened without it: Monte." in box.informativeText()
    box.reject()


def test_what_is_shipped_or_in_use_is_not_removed(qtbot: QtBot, office: Office) -> None:
    dialog = added(qtbot, office)
    dialog.list.setCurrentRow(0)
    assert not dialog.remove.isEnabled()
    office.in_use = office.store.get("town")
    office.desk._refresh()
    dialog.list.setCurrentRow(1)
    assert not dialog.remove.isEnabled()
    assert dialog.update_it.isEnabled()


def test_an_unfinished_one_can_be_removed_only(office: Office) -> None:
    (office.store.folder / ".building" / "half@0000000000000000-1r").mkdir(parents=True)
    dialog = office.dialog()
    dialog.list.setCurrentRow(1)
    assert "Not finished: 0 of 3 stages" in office.listed(dialog)[1]
    assert dialog.remove.isEnabled()
    assert not dialog.update_it.isEnabled()


def test_a_name_is_made_of_the_file() -> None:
    assert name_for(Path("North Coast (new).osm.pbf")) == "north-coast-new"
    assert name_for(Path("helsinki_centre.osm.pbf")) == "helsinki-centre"


def test_a_closed_dialog_does_not_follow_the_theme(qtbot: QtBot, qapp: QApplication) -> None:
    theme = Theme(qapp, Scheme.DARK)
    window = QWidget()
    qtbot.addWidget(window)
    dialog = RegionsDialog(theme, window)
    dialog.say("Ready")
    with qtbot.waitSignal(dialog.destroyed):
        dialog.deleteLater()
    theme.set_scheme(Scheme.LIGHT)

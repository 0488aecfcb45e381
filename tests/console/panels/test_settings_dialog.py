"""Faults are said while somebody types, and only what is right can be saved."""

from collections.abc import Callable, Iterator

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from console.panels.catalogue_editor import CatalogueEditor
from console.panels.partners_editor import PartnersEditor
from console.panels.points_editor import PointsEditor
from console.panels.settings_dialog import READ_ONLY, SettingsDialog
from console.theme import Scheme, Theme
from console.views.depot_settings import EntryTyped, setting_views
from console.views.wording import Wording
from core.catalogue import shipped
from core.depot_settings import DEFAULTS, Page, with_value
from core.model import CatalogueEdits, DispositionEdit, ReasonEdit, SettingsChange
from tests.builders import ANA, KIOSK, NOON

WORDING = Wording("America/Santiago", "CLP", 0)
WAS = replace(DEFAULTS, offers=replace(DEFAULTS.offers, points=(KIOSK,)), partners=())
Open = Callable[..., SettingsDialog]


@pytest.fixture
def open_dialog(theme: Theme, qtbot: QtBot) -> Iterator[Open]:
    parent = QWidget()
    made: list[SettingsDialog] = []

    def make(*changes: SettingsChange, may_edit: bool = True) -> SettingsDialog:
        dialog = SettingsDialog(
            theme, "Coquimbo", WAS, changes, WORDING, may_edit=may_edit, parent=parent
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        made.append(dialog)
        dialog.show()
        qtbot.waitExposed(dialog)
        return dialog

    yield make
    for dialog in made:
        dialog.deleteLater()
    parent.deleteLater()


def field(dialog: SettingsDialog, key: str) -> QLineEdit:
    (found,) = dialog.rows[key].findChildren(QLineEdit)
    return found


def write(dialog: SettingsDialog, key: str, text: str) -> None:
    edit = field(dialog, key)
    edit.selectAll()
    QTest.keyClicks(edit, text)


def said(dialog: QWidget) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel))


def test_a_change_can_be_saved_and_says_what_it_was(qtbot: QtBot, open_dialog: Open) -> None:
    dialog = open_dialog()
    assert not dialog.save.isEnabled()
    write(dialog, "rates.waiting_minor", "900")
    assert "was $0" in said(dialog.rows["rates.waiting_minor"])
    with qtbot.waitSignal(dialog.save_asked) as asked:
        dialog.save.click()
    assert asked.args == [WAS, with_value(WAS, "rates.waiting_minor", 900)]
    assert dialog.isVisible()


def test_a_fault_is_said_at_its_field_and_stops_saving(qtbot: QtBot, open_dialog: Open) -> None:
    dialog = open_dialog()
    write(dialog, "rates.unopened_pct", "140")
    assert "lies between 0 % and 100 %" in said(dialog.rows["rates.unopened_pct"])
    assert not dialog.save.isEnabled()
    with qtbot.assertNotEmitted(dialog.save_asked):
        dialog.findChildren(QShortcut)[0].activated.emit()
    assert dialog.pages.currentItem().text() == "What goods bring"
    write(dialog, "rates.unopened_pct", "90")
    assert dialog.save.isEnabled()


def test_the_default_comes_back_with_one_click(qtbot: QtBot, open_dialog: Open) -> None:
    dialog = open_dialog()
    row = dialog.rows["answer_within_s"]
    assert not row.reset.isVisibleTo(row)
    write(dialog, "answer_within_s", "60")
    assert row.reset.isVisibleTo(row)
    row.reset.click()
    assert row.typed() == "300"
    assert not dialog.save.isEnabled()


def test_a_price_that_is_the_depots_own_has_no_default_that_makes_it_free(
    open_dialog: Open,
) -> None:
    dialog = open_dialog()
    prices = [
        *("rates.let_down_minor", "rates.point_minor", "rates.waiting_minor"),
        *("rates.handling_minor", "rates.container_minor"),
    ]
    for key in prices:
        write(dialog, key, "4500")
        assert not dialog.rows[key].reset.isVisibleTo(dialog.rows[key]), key
    limit = dialog.rows["rates.serious_minor"]
    write(dialog, "rates.serious_minor", "4500")
    assert limit.reset.isVisibleTo(limit), "nothing means something there"


def test_switches_languages_and_points_are_changed_too(qtbot: QtBot, open_dialog: Open) -> None:
    dialog = open_dialog()
    (switch,) = dialog.rows["messages.is_on"].findChildren(QCheckBox)
    switch.setChecked(False)
    (languages,) = dialog.rows["messages.language"].findChildren(QComboBox)
    languages.setCurrentIndex(1)
    (points,) = dialog.rows["offers.points"].findChildren(PointsEditor)
    name, hours = points.findChildren(QLineEdit)
    name.selectAll()
    QTest.keyClicks(name, "Corner shop")
    QTest.keyClicks(hours, "9 to 5")
    found = dialog.drafted().settings
    assert (found.messages.is_on, found.messages.language) == (False, "es")
    assert found.offers.points == (replace(KIOSK, name="Corner shop", hours="9 to 5"),)
    points.findChildren(QPushButton)[0].click()
    assert dialog.drafted().settings.offers.points == ()


def test_a_partner_is_added_written_and_taken_off(open_dialog: Open) -> None:
    dialog = open_dialog()
    (partners,) = dialog.rows["partners"].findChildren(PartnersEditor)
    partners.findChildren(QPushButton)[-1].click()
    assert not dialog.save.isEnabled()
    assert "no amount" in said(dialog.rows["partners"])
    name, price, cut_off = partners.findChildren(QLineEdit)[-3:]
    QTest.keyClicks(name, "Bike couriers")
    QTest.keyClicks(price, "2,500")
    QTest.keyClicks(cut_off, "18:00")
    assert dialog.save.isEnabled()
    (made,) = dialog.drafted().settings.partners or ()
    assert (made.name, made.price_minor, made.cut_off_min) == ("Bike couriers", 2_500, 18 * 60)
    partners._take_off(made.id)
    assert dialog.drafted().settings == WAS


def test_a_catalogue_is_written_in_its_table(qtbot: QtBot, open_dialog: Open) -> None:
    dialog = open_dialog()
    row = dialog.rows["catalogue.reasons"]
    (table,) = row.findChildren(CatalogueEditor)
    offered = table.findChildren(QCheckBox)[0]
    words, minutes, step = table.findChildren(QLineEdit)[:3]
    for field_, text in ((words, "No answer"), (minutes, "0"), (step, "Ring twice")):
        field_.selectAll()
        QTest.keyClicks(field_, text)
    assert "decide within a minute or more" in said(row)
    assert not dialog.save.isEnabled()
    minutes.selectAll()
    QTest.keyClicks(minutes, "45")
    offered.setChecked(False)
    with qtbot.waitSignal(dialog.save_asked) as asked:
        dialog.save.click()
    saved = asked.args[1].catalogue
    edit = ReasonEdit("recipient_absent", "No answer", 45, "Ring twice", is_off=True)
    assert saved == CatalogueEdits(reasons=(edit,))
    row.reset.click()
    assert dialog.drafted().settings == WAS


def test_a_reason_of_ones_own_is_added_as_a_kind_of_another(
    qtbot: QtBot, open_dialog: Open
) -> None:
    dialog = open_dialog()
    row = dialog.rows["catalogue.reasons"]
    (table,) = row.findChildren(CatalogueEditor)
    assert table.kind.findData("lost") == -1
    table.kind.setCurrentIndex(table.kind.findData("refused"))
    table.add.click()
    assert "Say in words which kind of “Refused by the customer” is meant." in said(row)
    (field_,) = [f for f in table.findChildren(QLineEdit) if f.placeholderText()]
    QTest.keyClicks(field_, "Wrong colour")
    table.kind.setCurrentIndex(table.kind.findData("refused"))
    table.add.click()
    entries = {entry.code: entry for entry in table.entries()}
    assert entries["refused.1"].words == "Wrong colour"
    assert not entries["refused.2"].words
    table.show_entries(tuple(entry for code, entry in entries.items() if code != "refused.2"))
    table.edited.emit()
    with qtbot.waitSignal(dialog.save_asked) as asked:
        dialog.save.click()
    own = ReasonEdit("refused.1", "Wrong colour")
    assert asked.args[1].catalogue == CatalogueEdits(reasons=(own,))


def test_a_disposition_is_renamed_and_a_grade_suggests_another(open_dialog: Open) -> None:
    dialog = open_dialog()
    (grades,) = dialog.rows["catalogue.grade_b"].findChildren(QComboBox)
    assert grades.currentText() == "Refurbish (as shipped)"
    grades.setCurrentIndex(grades.findData("restock"))
    row = dialog.rows["catalogue.dispositions"]
    (table,) = row.findChildren(CatalogueEditor)
    donate = list(shipped().dispositions).index("donate")
    entries = table.entries()
    assert entries[0].number is None
    assert entries[donate].number == "0"
    for box in table.findChildren(QCheckBox):
        box.setChecked(box.accessibleName() != "Scrap is offered")
    assert "Grade D suggests “Scrap”" in said(row)
    assert not dialog.save.isEnabled()
    kept = tuple(
        replace(e, is_offered=True, words="Gift", number="4") if e.code == "donate" else e
        for e in entries
    )
    dialog.rows["catalogue.dispositions"].put(kept)
    found = dialog.drafted().settings.catalogue
    assert found == CatalogueEdits(
        dispositions=(DispositionEdit("donate", "Gift", 4),), grade_b="restock"
    )


def test_a_disposition_of_ones_own_is_added_and_suggested(qtbot: QtBot, open_dialog: Open) -> None:
    dialog = open_dialog()
    (table,) = dialog.rows["catalogue.dispositions"].findChildren(CatalogueEditor)
    table.kind.setCurrentIndex(table.kind.findData("refurbish"))
    table.add.click()
    assert "Say in words which kind of “Refurbish” is meant." in said(
        dialog.rows["catalogue.dispositions"]
    )
    name, share = [f for f in table.findChildren(QLineEdit) if f.placeholderText()]
    QTest.keyClicks(name, "Outlet")
    assert dialog.drafted().settings.catalogue == CatalogueEdits(
        dispositions=(DispositionEdit("refurbish.1", "Outlet"),)
    )
    QTest.keyClicks(share, "x")
    assert "Outlet: “x” is no whole number." in said(dialog.rows["catalogue.dispositions"])
    share.selectAll()
    QTest.keyClicks(share, "12")
    own = CatalogueEdits(dispositions=(DispositionEdit("refurbish.1", "Outlet", 12),))
    with qtbot.waitSignal(dialog.save_asked) as asked:
        dialog.save.click()
    assert asked.args[1].catalogue == own
    saved = setting_views(asked.args[1], WORDING)
    rows = {view.setting.key: view for _, page in saved for view in page}
    assert rows["catalogue.grade_b"].choices["refurbish.1"] == "Outlet"
    assert "return_to_vendor" not in rows["catalogue.grade_b"].choices
    ways = rows["catalogue.dispositions"].typed
    assert isinstance(ways, tuple)
    assert EntryTyped("refurbish.1", "Outlet", "12", None, is_offered=True) in ways


def test_what_is_typed_moves_nothing_that_is_about_to_be_clicked(open_dialog: Open) -> None:
    dialog = open_dialog()
    dialog.turn_to(Page.APPROVALS)
    below = dialog.rows["approvals.deputy_after_min"]
    dialog.grab()
    was = below.y()
    write(dialog, "approvals.deputy", "camila")
    dialog.grab()
    assert "Deputy · was nobody" in said(dialog.rows["approvals.deputy"])
    assert below.y() == was


def test_esc_by_accident_drops_nothing_that_was_typed(open_dialog: Open) -> None:
    dialog = open_dialog()
    write(dialog, "rates.waiting_minor", "900")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert "Esc once more drops it" in said(dialog)
    write(dialog, "rates.waiting_minor", "901")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_pages_are_turned_by_key(open_dialog: Open) -> None:
    dialog = open_dialog()
    _, further, back = dialog.findChildren(QShortcut)
    back.activated.emit()
    assert dialog.pages.currentItem().text() == "Changes"
    further.activated.emit()
    further.activated.emit()
    assert dialog.pages.currentItem().text() == "What goods bring"


def test_who_may_not_change_anything_reads_it(qtbot: QtBot, open_dialog: Open) -> None:
    dialog = open_dialog(may_edit=False)
    assert READ_ONLY in said(dialog)
    assert not dialog.save.isVisibleTo(dialog)
    write(dialog, "rates.waiting_minor", "900")
    assert dialog.drafted().changed == frozenset()


def test_what_was_changed_by_whom_is_a_page(open_dialog: Open) -> None:
    assert "Nothing has been changed" in said(open_dialog())
    change = SettingsChange(ANA.id, NOON, WAS, with_value(WAS, "answer_within_s", 60))
    words = said(open_dialog(change))
    assert "23 Nov 12:00 · ana" in words
    assert "A driver at the door waits for an answer: 300 s → 60 s" in words


def test_a_refusal_is_said_and_nothing_typed_is_lost(
    qtbot: QtBot, open_dialog: Open, theme: Theme
) -> None:
    dialog = open_dialog()
    write(dialog, "rates.waiting_minor", "900")
    dialog.refuse("It was set to 5 by otto. Look again.")
    assert "by otto" in said(dialog)
    theme.set_scheme(Scheme.LIGHT)
    assert field(dialog, "rates.waiting_minor").text() == "900"

"""The look at run time: schemes, fonts, colours, icons."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontMetrics, QIcon, QImage, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QListView,
    QSpinBox,
    QStyle,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
)
from pytestqt.qtbot import QtBot

from console.icons import ICONS, icon_pixmap
from console.palette import DARK, LIGHT, TONES
from console.panels.board_overlay import CHIP_ICONS
from console.panels.board_paint import TRAY_ICONS
from console.panels.queue_delegate import KIND_ICONS, STATUS_ICONS
from console.panels.status_strip import ICONS as LINE_ICONS
from console.theme import FAMILY, Scheme, Theme, load_fonts
from console.view import Tone


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    made = Theme(qapp, Scheme.DARK)
    yield made
    qapp.setStyleSheet("")
    qapp.styleHints().unsetColorScheme()
    made.deleteLater()


@pytest.mark.parametrize("scheme", [Scheme.DARK, Scheme.LIGHT])
def test_a_list_that_pops_up_by_itself_has_a_ground(
    theme: Theme, qtbot: QtBot, scheme: Scheme
) -> None:
    """As the names that a file dialog completes: what is transparent there is black."""
    theme.set_scheme(scheme)
    popup = QListView()
    qtbot.addWidget(popup)
    popup.resize(80, 60)
    image = QImage(80, 60, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    popup.viewport().render(image)
    assert image.pixelColor(40, 40).alpha() == 255
    palette = popup.palette()
    text, ground = palette.color(QPalette.ColorRole.Text), image.pixelColor(40, 40)
    assert abs(text.lightness() - ground.lightness()) > 120


def test_a_scheme_is_switched_at_run_time(theme: Theme, qapp: QApplication, qtbot: QtBot) -> None:
    with qtbot.waitSignal(theme.changed):
        theme.set_scheme(Scheme.LIGHT)
    assert (theme.scheme, theme.is_dark) == (Scheme.LIGHT, False)
    window = qapp.palette().color(QPalette.ColorRole.Window)
    assert window.name() == LIGHT["window"]
    assert theme.hex("panel") == LIGHT["panel"]


def test_the_system_is_followed_only_when_asked(theme: Theme, qapp: QApplication) -> None:
    theme.set_scheme(Scheme.SYSTEM)
    shown = theme.is_dark
    assert shown is (qapp.styleHints().colorScheme() is not Qt.ColorScheme.Light)
    theme.set_scheme(Scheme.DARK)
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert theme.is_dark
    theme.set_scheme(Scheme.SYSTEM)
    qapp.styleHints().colorSchemeChanged.emit(qapp.styleHints().colorScheme())
    assert theme.is_dark is shown


def test_the_style_sheet_names_no_colour_that_does_not_exist(
    theme: Theme, qapp: QApplication
) -> None:
    for scheme in (Scheme.DARK, Scheme.LIGHT):
        theme.set_scheme(scheme)
        assert "@" not in qapp.styleSheet()


def test_the_bundled_font_is_used_with_figures_of_one_width(theme: Theme) -> None:
    assert FAMILY in load_fonts()
    font = theme.font(13)
    assert font.family() == FAMILY
    metrics = QFontMetrics(font)
    assert metrics.horizontalAdvance("1111") == metrics.horizontalAdvance("0888")


def test_tones_tints_and_inks_come_from_the_dictionary(theme: Theme) -> None:
    assert set(TONES) == {tone.value for tone in Tone}
    assert theme.tone(Tone.BAD).name() == DARK["bad"]
    assert theme.mix(QColor("#ffffff"), QColor("#000000"), 0.5).name() == "#808080"
    assert theme.tint(Tone.BAD, 0).name() == DARK["panel"]
    assert theme.ink_on(QColor("#ffffff")).lightness() < 30
    assert theme.route(3).name() == theme.route_hex(3)


def test_icons_are_drawn_in_the_colour_asked_for(theme: Theme) -> None:
    pixmap = theme.pixmap("truck", QColor("#ff0000"), 16, 2.0)
    assert (pixmap.width(), pixmap.devicePixelRatio()) == (32, 2.0)
    image = pixmap.toImage()
    drawn = [
        image.pixelColor(x, y)
        for x in range(32)
        for y in range(32)
        if image.pixelColor(x, y).alpha() == 255
    ]
    assert drawn
    assert all(colour.red() > 200 and colour.green() < 60 for colour in drawn)
    icon = theme.icon("truck")
    assert not icon.pixmap(16).isNull()
    assert not icon.pixmap(16, QIcon.Mode.Disabled).isNull()


def test_a_missing_icon_is_named() -> None:
    with pytest.raises(FileNotFoundError, match=r"no-such-icon\.svg is missing"):
        icon_pixmap("no-such-icon", "#000000", 16, 1.0)


def test_every_icon_that_panels_name_is_bundled_with_its_licence() -> None:
    named = {
        *CHIP_ICONS.values(),
        *(icon for icon, _ in TRAY_ICONS.values()),
        *KIND_ICONS.values(),
        *STATUS_ICONS.values(),
        *(icon for icon, _ in LINE_ICONS.values()),
    }
    assert all((ICONS / f"{name}.svg").is_file() for name in named)
    assert (ICONS / "LICENSE-lucide.txt").is_file()


@pytest.mark.parametrize("scheme", [Scheme.LIGHT, Scheme.DARK])
def test_ticks_in_a_table_are_drawn_like_every_other_tick(theme: Theme, scheme: Scheme) -> None:
    """Left to the platform they came out as black squares on either ground."""
    theme.set_scheme(scheme)
    table = QTableWidget(2, 1)
    for row, state in enumerate((Qt.CheckState.Checked, Qt.CheckState.Unchecked)):
        item = QTableWidgetItem()
        item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(state)
        table.setItem(row, 0, item)
    table.resize(200, 120)
    picture = table.viewport().grab().toImage()
    seen = []
    for row in range(2):
        option = QStyleOptionViewItem()
        option.initFrom(table)
        option.rect = table.visualRect(table.model().index(row, 0))
        option.features = QStyleOptionViewItem.ViewItemFeature.HasCheckIndicator
        box = table.style().subElementRect(
            QStyle.SubElement.SE_ItemViewItemCheckIndicator, option, table
        )
        seen.append(picture.pixelColor(box.left() + 3, box.top() + 3).name())
    table.deleteLater()
    assert seen == [theme.colour("accent_fill").name(), theme.colour("field").name()]


def test_a_number_field_has_the_ground_and_the_height_of_a_text_field(theme: Theme) -> None:
    theme.set_scheme(Scheme.LIGHT)
    number, text = QSpinBox(), QLineEdit()
    picture = number.grab().toImage()
    assert abs(number.sizeHint().height() - text.sizeHint().height()) <= 2
    assert picture.pixelColor(6, picture.height() // 2).name() == theme.colour("field").name()
    assert picture.pixelColor(0, 0).name() != picture.pixelColor(6, 0).name()
    for widget in (number, text):
        widget.deleteLater()

"""Colours, fonts and the style sheet at run time: one `Theme` that every panel is given.

Signal: `changed` after the scheme or the fonts have changed; painted widgets then repaint.
"""

from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPalette, QPixmap
from PySide6.QtWidgets import QApplication

from console.icons import ICONS, icon_pixmap
from console.palette import DARK, LIGHT, TONES, ink_on, route_colour
from console.tongue import tr
from console.view import Tone

FONTS = Path(__file__).parent.parent / "resources" / "fonts"
FAMILY = "Inter"
WEIGHTS = {
    400: QFont.Weight.Normal,
    500: QFont.Weight.Medium,
    600: QFont.Weight.DemiBold,
    700: QFont.Weight.Bold,
}


class Scheme(StrEnum):
    """Which colours: the system's choice, or a fixed one."""

    SYSTEM = "system"
    DARK = "dark"
    LIGHT = "light"


class Theme(QObject):
    """The look of the console; `scheme` is what was asked for, `is_dark` what is shown."""

    changed = Signal()

    def __init__(self, app: QApplication, scheme: Scheme = Scheme.SYSTEM) -> None:
        super().__init__(app)
        self._app = app
        load_fonts()
        app.setStyle("Fusion")
        app.setFont(self.font())
        self._scheme = scheme
        self._is_dark = True
        app.styleHints().colorSchemeChanged.connect(self._follow_system)
        self.set_scheme(scheme)

    @property
    def scheme(self) -> Scheme:
        return self._scheme

    @property
    def is_dark(self) -> bool:
        return self._is_dark

    def set_scheme(self, scheme: Scheme) -> None:
        """Switch at run time; `SYSTEM` follows the desktop from now on."""
        self._scheme = scheme
        hints = self._app.styleHints()
        if scheme is Scheme.SYSTEM:
            hints.unsetColorScheme()
        else:
            dark = scheme is Scheme.DARK
            hints.setColorScheme(Qt.ColorScheme.Dark if dark else Qt.ColorScheme.Light)
        self._show(self._wanted_dark())

    def colour(self, name: str) -> QColor:
        """A colour of the dictionary; the same object is handed out every time, so only read it."""
        return _qcolour(self.hex(name))

    def hex(self, name: str) -> str:
        return (DARK if self._is_dark else LIGHT)[name]

    def tone(self, tone: Tone) -> QColor:
        return self.colour(TONES[tone])

    def tint(self, tone: Tone, share: float = 0.16) -> QColor:
        """The tone as a quiet background, mixed into the panel's colour."""
        return self.mix(self.tone(tone), self.colour("panel"), share)

    def route(self, index: int) -> QColor:
        return _qcolour(self.route_hex(index))

    def route_hex(self, index: int) -> str:
        return route_colour(index, is_dark=self._is_dark)

    def ink_on(self, colour: QColor) -> QColor:
        """What to write in on this colour."""
        return _qcolour(ink_on(colour.name()))

    def mix(self, colour: QColor, ground: QColor, share: float) -> QColor:
        """`share` of the colour on the ground, opaque: cheaper to paint than alpha. Read only."""
        return _mixed(colour.rgb(), ground.rgb(), round(share, 3))

    def pixmap(self, name: str, colour: QColor, size: int = 16, ratio: float = 1.0) -> QPixmap:
        """An icon in one colour; `ratio` is the screen's device pixel ratio."""
        return icon_pixmap(name, colour.name(), size, ratio)

    def icon(self, name: str, colour: str = "text", size: int = 16) -> QIcon:
        """An icon for buttons; it does not follow a change of scheme, so set it on `changed`."""
        icon = QIcon(self.pixmap(name, self.colour(colour), size, 1.0))
        icon.addPixmap(self.pixmap(name, self.colour(colour), size, 2.0))
        faint = self.colour("faint")
        icon.addPixmap(self.pixmap(name, faint, size, 1.0), QIcon.Mode.Disabled)
        return icon

    def font(self, size: int = 13, weight: int = 400) -> QFont:
        """Inter with figures of equal width; the size is in device-independent pixels."""
        return _font(size, weight)

    def _follow_system(self) -> None:
        if self._scheme is Scheme.SYSTEM:
            self._show(self._wanted_dark())

    def _wanted_dark(self) -> bool:
        if self._scheme is Scheme.SYSTEM:
            return self._app.styleHints().colorScheme() is not Qt.ColorScheme.Light
        return self._scheme is Scheme.DARK

    def _show(self, is_dark: bool) -> None:
        self._is_dark = is_dark
        self._app.setPalette(self._palette())
        self._app.setStyleSheet(self._style_sheet())
        self.changed.emit()

    def _palette(self) -> QPalette:
        role = QPalette.ColorRole
        palette = QPalette()
        for name, roles in {
            "window": (role.Window,),
            "panel": (role.Base, role.ToolTipBase),
            "raised": (role.Button, role.AlternateBase),
            "text": (role.WindowText, role.Text, role.ButtonText, role.ToolTipText),
            "faint": (role.PlaceholderText,),
            "accent_fill": (role.Highlight, role.Accent),
            "on_accent": (role.HighlightedText, role.BrightText),
            "accent": (role.Link,),
        }.items():
            for each in roles:
                palette.setColor(each, self.colour(name))
        for each in (role.WindowText, role.Text, role.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, each, self.colour("faint"))
        return palette

    def _style_sheet(self) -> str:
        colours = DARK if self._is_dark else LIGHT
        # A style sheet draws icons in their own colours: these suit both schemes.
        sheet = _SHEET
        for name in ("arrow", "up", "check"):
            sheet = sheet.replace(f"@{name}", (ICONS / f"field-{name}.svg").as_posix())
        for name in sorted(colours, key=len, reverse=True):
            sheet = sheet.replace(f"@{name}", colours[name])
        return sheet


@lru_cache(maxsize=1)
def load_fonts() -> tuple[str, ...]:
    """Make the bundled fonts known to Qt. Raises `FileNotFoundError` naming a missing file."""
    families: list[str] = []
    for weight in ("Regular", "Medium", "SemiBold", "Bold"):
        file = FONTS / f"Inter-{weight}.woff2"
        if not file.is_file():
            raise FileNotFoundError(
                tr("The font {file} is missing. Reinstall the program.", file=file)
            )
        families += QFontDatabase.applicationFontFamilies(
            QFontDatabase.addApplicationFont(str(file))
        )
    return tuple(families)


@lru_cache(maxsize=256)
def _qcolour(hex_name: str) -> QColor:
    return QColor(hex_name)


@lru_cache(maxsize=1024)
def _mixed(colour: int, ground: int, share: float) -> QColor:
    over, under = QColor(colour), QColor(ground)
    parts = (
        (over.red(), under.red()),
        (over.green(), under.green()),
        (over.blue(), under.blue()),
    )
    return QColor(*(round(c * share + g * (1 - share)) for c, g in parts))


@lru_cache(maxsize=64)
def _font(size: int, weight: int) -> QFont:
    font = QFont(FAMILY)
    font.setPixelSize(size)
    font.setWeight(WEIGHTS[weight])
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def on_paper(font: QFont) -> QFont:
    """The same for a PDF: with no glyph but the ones that characters have by themselves.

    WORKAROUND: QPdfWriter knows a glyph's character by the font's table of characters alone, so
    what a feature puts in its place (figures of equal width, the colon between them) can be
    printed but not copied, searched for or read aloud (seen with Qt 6.11).
    """
    printed = QFont(font)
    printed.clearFeatures()
    printed.setFeature(QFont.Tag("calt"), 0)
    return printed


_SHEET = """
* { dialogbuttonbox-buttons-have-icons: 0; button-layout: 0; }
QDialog { background: @panel; }
QMessageBox QLabel#qt_msgbox_label { font-size: 14px; font-weight: 600; }
QMessageBox QLabel#qt_msgbox_informativelabel { font-weight: 400; }
QToolTip { color: @text; background: @raised; border: 1px solid @line; padding: 5px 7px; }
QFrame[card="true"] { background: @panel; border: 1px solid @line; border-radius: 10px; }
QFrame[rule="true"] { background: @line; border: none; max-height: 1px; min-height: 1px; }
QLabel { background: transparent; border: none; }
QLabel[role="title"] { font-size: 14px; font-weight: 600; }
QLabel[role="muted"] { color: @muted; font-size: 12px; }
QLabel[role="overline"] { color: @muted; font-size: 11px; font-weight: 600; }
QLineEdit { background: @field; border: 1px solid @line; border-radius: 7px; padding: 5px 8px;
  selection-background-color: @accent_fill; }
QPlainTextEdit[role="field"] { background: @field; border: 1px solid @line; border-radius: 7px;
  padding: 3px 5px; }
QPlainTextEdit[role="field"]:focus { border-color: @accent; }
QLineEdit:focus { border-color: @accent; }
QComboBox, QDateTimeEdit, QSpinBox { background: @field; color: @text; border: 1px solid @line;
  border-radius: 7px; padding: 4px 8px; min-height: 18px;
  selection-background-color: @accent_fill; }
QComboBox:hover, QComboBox:focus, QDateTimeEdit:focus, QSpinBox:focus { border-color: @accent; }
QComboBox:disabled { color: @faint; }
QComboBox::drop-down, QDateEdit::drop-down, .QDateTimeEdit::drop-down {
  subcontrol-origin: padding; subcontrol-position: center right; border: none; width: 24px; }
QComboBox::down-arrow, QDateEdit::down-arrow, .QDateTimeEdit::down-arrow { image: url("@arrow");
  width: 14px; height: 14px; }
QTimeEdit::up-button, QTimeEdit::down-button, QSpinBox::up-button, QSpinBox::down-button {
  subcontrol-origin: border; width: 20px; border: none; }
QTimeEdit::up-button, QSpinBox::up-button { subcontrol-position: top right; }
QTimeEdit::down-button, QSpinBox::down-button { subcontrol-position: bottom right; }
QTimeEdit::up-arrow, QSpinBox::up-arrow { image: url("@up"); width: 10px; height: 10px;
  top: 2px; }
QTimeEdit::down-arrow, QSpinBox::down-arrow { image: url("@arrow"); width: 10px; height: 10px;
  bottom: 2px; }
QCheckBox { spacing: 8px; }
QCheckBox::indicator, QTreeView::indicator, QTableView::indicator { width: 13px; height: 13px;
  border: 1px solid @faint; border-radius: 4px; background: @field; }
QCheckBox::indicator:checked, QTreeView::indicator:checked, QTableView::indicator:checked {
  background: @accent_fill; border-color: @accent_fill;  image: url("@check"); }
QTreeView::indicator:indeterminate { background: @accent_fill; border: 4px solid @field; }
QTreeView { selection-background-color: @select; selection-color: @text; }
QTreeView::item { padding: 4px 0; }
QCheckBox::indicator:disabled { border-color: @line; }
QCheckBox::indicator:checked:disabled { background: @faint; border-color: @faint; }
QCheckBox:focus { color: @accent; }
QWidget QAbstractScrollArea { background: transparent; }
QDialog QScrollArea > QWidget > QWidget { background: transparent; }
QComboBox QAbstractItemView { background: @raised; border: 1px solid @line; padding: 3px;
  selection-background-color: @accent_fill; selection-color: @on_accent; outline: none; }
QTableView, QListWidget { selection-background-color: @select; selection-color: @text; }
QListWidget { outline: none; }
QListWidget::item:selected { background: @select; color: @text; }
QTableView QComboBox { margin: 2px 0; }
QPushButton { background: @raised; color: @text; border: 1px solid @line; border-radius: 7px;
  padding: 5px 9px; font-weight: 500; }
QPushButton[role="narrow"] { padding: 5px 4px; font-size: 12px; }
QPushButton:hover { border-color: @accent; }
QPushButton:focus { border: 1px solid @accent; }
QPushButton:pressed { background: @select; }
QPushButton:disabled { color: @faint; background: @panel; }
QPushButton[role="primary"] { background: @accent_fill; color: @on_accent;
  border-color: @accent_fill; font-weight: 600; }
QPushButton[role="primary"]:hover, QPushButton[role="primary"]:focus { border-color: @text; }
QPushButton[role="primary"]:disabled { background: @raised; color: @faint; border-color: @line; }
QPushButton[role="chip"] { border-radius: 10px; padding: 3px 7px; min-height: 15px; font-size: 12px;
  background: @panel; }
QPushButton[role="chip"][rest="true"] { color: @muted; border-style: dashed; }
QPushButton[role="chip"]:checked { background: @select; color: @accent; border-color: @accent; }
QPushButton[role="quiet"] { border-color: transparent; background: transparent; color: @muted;
  padding: 4px 6px; }
QPushButton[role="number"] { border-color: transparent; background: transparent; color: @muted;
  padding: 1px 3px; font-size: 12px; }
QPushButton[role="number"]:hover { color: @text; background: @raised; }
QPushButton[role="number"]:focus { border-color: @accent; }
QPushButton[role="quiet"]:hover { color: @text; background: @raised; }
QPushButton[role="quiet"]:checked { color: @accent; background: @select; }
QPushButton[role="quiet"]:focus { border-color: @accent; }
QAbstractScrollArea { border: none; }
QTableCornerButton::section { background: @panel; border: none; }
QHeaderView { background: @panel; border: none; }
QHeaderView::section { background: @panel; color: @muted; border: none; padding: 4px 3px;
  border-bottom: 1px solid @line; font-size: 11px; font-weight: 600; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: @line; border-radius: 3px; margin: 2px; min-height: 28px;
  min-width: 28px; }
QScrollBar::handle:hover { background: @faint; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {
  background: none; border: none; width: 0; height: 0; }
QMenu { background: @raised; border: 1px solid @line; padding: 4px; }
QMenu::item { padding: 5px 22px 5px 12px; border-radius: 5px; }
QMenu::item:selected { background: @accent_fill; color: @on_accent; }
QMenu::item:disabled { color: @faint; }
QMenu::separator { height: 1px; background: @line; margin: 4px 6px; }
QTabWidget::pane { border: none; }
QTabWidget::tab-bar { left: 0; }
QTabBar { background: transparent; qproperty-drawBase: 0; }
QTabBar::tab { background: @panel; color: @text; border: 1px solid @line; border-radius: 10px;
  padding: 3px 7px; margin: 0 3px 6px 0; min-height: 15px; font-size: 12px; font-weight: 500; }
QTabBar::tab:hover { border-color: @accent; }
QTabBar::tab:selected { background: @select; color: @accent; border-color: @accent; }
QFrame#command-bar { background: @raised; border: 1px solid @accent; border-radius: 12px; }
QFrame#command-bar QLineEdit { font-size: 15px; padding: 7px 10px; }
QLabel#toast { background: @raised; color: @text; border: 1px solid @good; border-radius: 10px; }
QLabel#toast[tone="bad"] { border-color: @bad; }
QProgressBar { background: @line; border: none; border-radius: 1px; }
QProgressBar::chunk { background: @accent; border-radius: 1px; }
QSplitter::handle { background: transparent; }
QMainWindow::separator { background: transparent; width: 8px; height: 8px; }
QMainWindow::separator:hover { background: @select; }
QFrame#dock-title { background: @raised; border: 1px dashed @line; border-radius: 6px; }
"""

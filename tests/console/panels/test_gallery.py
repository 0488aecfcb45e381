"""All panels together, as the window arranges them."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from console.theme import Scheme, Theme
from tests.console.panels.gallery import SIZES, Gallery
from tests.console.sample_day import SampleDay

Show = Callable[[QWidget, int, int], None]


@pytest.fixture
def gallery(theme: Theme, day: SampleDay, shown: Show) -> Gallery:
    made = Gallery(theme, day)
    made.fill()
    shown(made, *SIZES[0])
    return made


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", [Scheme.DARK, Scheme.LIGHT])
def test_everything_fits_at_both_sizes_in_both_schemes(
    gallery: Gallery, theme: Theme, size: tuple[int, int], scheme: Scheme
) -> None:
    theme.set_scheme(scheme)
    gallery.resize(*size)
    for show in (gallery.show_case, gallery.show_route, gallery.show_drag, gallery.show_zoomed):
        show()
        assert (gallery.width(), gallery.height()) == size
        assert not gallery.grab().isNull()
    gallery.show_nothing()
    assert not gallery.grab().isNull()


def test_typing_a_name_decides_nothing(gallery: Gallery, qtbot: QtBot) -> None:
    gallery.show_case()
    gallery.activateWindow()
    qtbot.waitUntil(gallery.isActiveWindow)
    gallery.queue.focus_search()
    field = gallery.queue.findChild(QLineEdit)
    assert field is not None
    with (
        qtbot.assertNotEmitted(gallery.inspector.action_asked),
        qtbot.assertNotEmitted(gallery.inspector.option_chosen),
    ):
        QTest.keyClicks(field, "abdmrx1")
    assert field.text() == "abdmrx1"
    QTest.keyClick(field, Qt.Key.Key_Escape)


def test_every_control_that_takes_the_keyboard_has_a_name(gallery: Gallery) -> None:
    gallery.show_case()
    nameless = [
        widget
        for widget in gallery.findChildren(QWidget)
        if widget.isVisible()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not (widget.accessibleName() or getattr(widget, "text", lambda: "")())
        and not widget.objectName().startswith("qt_")
    ]
    assert [type(widget).__name__ for widget in nameless] == []

"""What vans pass anyway, in its panel: presses that were meant for something else."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from console.panels.pickups_panel import PickupsPanel
from console.pickup_view import PickupRow, PickupsView
from console.theme import Theme
from core.model import OrderId, RouteId

LEFT = Qt.MouseButton.LeftButton
ROW = PickupRow(OrderId("1801"), RouteId("r1"), "R1", 0, "Collect return 1801", "+4 min, worth $18")


def test_all_are_not_taken_by_a_press_meant_for_what_was_there_before(
    theme: Theme, shown: Callable[[QWidget, int, int], None], qtbot: QtBot
) -> None:
    """The panel comes by itself, and its largest button with it."""
    window = QWidget()
    made = PickupsPanel(theme)
    QVBoxLayout(window).addWidget(made)
    shown(window, 420, 300)
    made.show_view(PickupsView((ROW,), "worth $18"))
    (all_of_them,) = (each for each in made.findChildren(QPushButton) if "All" in each.text())
    with qtbot.assertNotEmitted(made.all_taken):
        QTest.mouseClick(all_of_them, LEFT)
    with qtbot.waitSignal(made.all_taken):
        QTest.keyClick(all_of_them, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: made._late_clicks.is_settled)
    with qtbot.waitSignal(made.all_taken):
        QTest.mouseClick(all_of_them, LEFT)
    made.show_view(PickupsView())
    made.show_view(PickupsView((ROW,), "worth $18"))
    with qtbot.assertNotEmitted(made.all_taken):
        QTest.mouseDClick(all_of_them, LEFT)
        QTest.mouseRelease(all_of_them, LEFT)

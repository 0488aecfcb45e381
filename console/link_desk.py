"""Asks which of a customer's links is to open nothing any more."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QInputDialog, QWidget

from console.gestures import Gestures
from console.screen import Screen
from console.tongue import tr
from console.views.customer_links import live_links
from core import commands as c
from core.model import Case


class LinkDesk(QObject):
    """Opens its dialog over `window`. A link stays revoked; the customer may get another one."""

    def __init__(
        self,
        window: QWidget,
        gestures: Gestures,
        screen: Callable[[], Screen | None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._gestures = gestures
        self._screen = screen

    def ask(self, case: Case) -> None:
        """Choose among those that open the order's page now."""
        screen = self._screen()
        if screen is None:
            return
        rows = live_links(screen.moment, screen.moment.order(case.order_id))
        if not rows:
            self._gestures.said.emit(
                tr("No link opens order {order_id} now.", order_id=case.order_id), True
            )
            return
        by_words = {f"{number}.  {row.words}": row for number, row in enumerate(rows, start=1)}
        dialog = QInputDialog(self._window)
        dialog.setWindowTitle(tr("Revoke a link"))
        dialog.setLabelText(
            tr(
                "Which link for the customer of {order_id} shall open nothing any more?\n"
                "It cannot be brought back; the customer may get a new one.",
                order_id=case.order_id,
            )
        )
        dialog.setOption(QInputDialog.InputDialogOption.UseListViewForComboBoxItems)
        dialog.setComboBoxItems(list(by_words))
        dialog.setOkButtonText(tr("Revoke it"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.textValueSelected.connect(
            lambda words: self._gestures.do_plainly(
                c.RevokeLink(case.order_id, by_words[words].until),
                tr(
                    "That link for the customer of {order_id} opens nothing any more",
                    order_id=case.order_id,
                ),
            )
        )
        dialog.open()

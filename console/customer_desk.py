"""Enters what a customer says on the telephone as if it had been chosen behind the link."""

import time
from collections.abc import Callable

from msgspec.structs import replace
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QInputDialog, QWidget

from console.gestures import Gestures
from console.hub_link import Live
from console.tongue import tr
from console.views.customer_answers import answers_on_offer
from console.views.wording import Wording
from core import commands as c
from core.model import Case, CustomerChoice, OrderId


class CustomerDesk(QObject):
    """Opens its dialogs over `window`; what is offered is what the customer's page offers."""

    def __init__(
        self, window: QWidget, gestures: Gestures, live: Callable[[], Live], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._gestures = gestures
        self._live = live

    def ask(self, case: Case) -> None:
        """What does the customer want? Nothing to choose is said instead."""
        live = self._live()
        depot = live.state.depot
        if live.clock is None or depot is None:
            return
        now = live.clock.at(time.monotonic())
        wording = Wording(depot.zone, depot.currency, depot.minor_digits)
        offered = answers_on_offer(live.state, live.state.orders[case.order_id], now, wording)
        if not offered:
            self._gestures.said.emit(
                tr("Nothing can be chosen for order {order_id}.", order_id=case.order_id), True
            )
            return
        dialog = self._dialog(
            tr("What does the customer of {order_id} want?", order_id=case.order_id)
        )
        dialog.setOption(QInputDialog.InputDialogOption.UseListViewForComboBoxItems)
        dialog.setComboBoxItems(list(offered))
        dialog.textValueSelected.connect(lambda words: self._chosen(offered[words], words))
        dialog.open()

    def _chosen(self, command: c.AnswerOrder, words: str) -> None:
        if command.choice is not CustomerChoice.NEIGHBOUR:
            self._enter(command, words)
            return
        dialog = self._dialog(tr("Which neighbour? The driver reads this."))
        dialog.setTextValue(self._known_neighbour(command.order_id))
        dialog.textValueSelected.connect(
            lambda note: self._enter(replace(command, note=note.strip()[:300]), words)
        )
        dialog.open()

    def _known_neighbour(self, order_id: OrderId) -> str:
        """Who has accepted there before."""
        live = self._live()
        known = live.state.places[live.state.orders[order_id].place_id].known
        said = (live.texts.get(ref, "") for ref in (known.neighbour_ref, known.house_ref) if ref)
        return ", ".join(part for part in said if part)

    def _enter(self, command: c.AnswerOrder, words: str) -> None:
        self._gestures.do_plainly(
            command, tr("Kept for {order_id}: {words}", order_id=command.order_id, words=words)
        )

    def _dialog(self, question: str) -> QInputDialog:
        dialog = QInputDialog(self._window)
        dialog.setWindowTitle(tr("The customer says"))
        dialog.setLabelText(question)
        dialog.setOkButtonText(tr("Keep"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return dialog

"""Cancels an order that a caller does not want any more, off its route too, for a reason."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QInputDialog, QWidget

from console.gestures import Change, Gestures
from console.hub_link import Live
from console.tongue import tr
from core import commands as c
from core.model import CaseId, Order, OrderId
from core.rules.cancellation import unaccounted
from core.rules.lookups import pending_stops
from core.state import State


class CancelDesk(QObject):
    """Says what stays open before it asks; undo brings the order back to the queue."""

    def __init__(self, gestures: Gestures, live: Callable[[], Live], parent: QObject) -> None:
        super().__init__(parent)
        self._gestures = gestures
        self._live = live

    def ask(self, order_id: OrderId, window: QWidget) -> None:
        """Why, over `window`; without a reason nothing is cancelled."""
        state = self._live().state
        dialog = QInputDialog(window)
        dialog.setWindowTitle(tr("Cancel order {order_id}", order_id=order_id))
        dialog.setLabelText(_question(state, state.orders[order_id]))
        dialog.setOkButtonText(tr("Cancel the order"))
        dialog.setCancelButtonText(tr("Leave it open"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.textValueSelected.connect(lambda why: self.cancel(order_id, why))
        dialog.open()

    def cancel(self, order_id: OrderId, why: str) -> None:
        """The reason stays on the case."""
        if not why.strip():
            return
        command = c.CancelOrder(order_id, why.strip()[:2000], takes_off=True)
        back = c.ReopenCase(CaseId(f"case-{order_id}"))
        self._gestures.do_all(
            [Change(command, back)], tr("Order {order_id} cancelled", order_id=order_id)
        )


def _question(state: State, order: Order) -> str:
    lines = [
        tr("It leaves {routes_name}.", routes_name=state.routes[stop.route_id].name)
        for stop in pending_stops(state, order.id)[-1:]
    ]
    left = unaccounted(state, order)
    lines += [left] if left else []
    return "\n".join([*lines, tr("Why does the caller not want it any more?")])

"""Asks what a caller sends back and enters it; the new order is then shown with its slots."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from console.gestures import Gestures
from console.inverses import Overtaken
from console.panels.return_dialog import ReturnDialog
from console.screen import Screen
from console.theme import Theme
from console.tongue import tr
from console.undo import Pair
from console.views.return_entry import may_be_returned, return_view, ruling_words
from core import commands as c
from core.model import OrderId
from core.rules.return_entry import return_of
from core.state import State


class ReturnDesk(QObject):
    """Signal: `entered(order_id, before)`: of the order that brought the goods, and the return of
    it that was known before."""

    entered = Signal(str, str)

    def __init__(
        self,
        theme: Theme,
        gestures: Gestures,
        screen: Callable[[], Screen | None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._gestures = gestures
        self._screen = screen

    def ask(self, order_id: OrderId, window: QWidget) -> None:
        """Over `window`, if anything can be sent back."""
        screen = self._screen()
        if screen is None or not may_be_returned(screen.moment, order_id):
            return
        dialog = ReturnDialog(self._theme, return_view(screen.moment, order_id), window)
        dialog.edited.connect(lambda command: self._judge(dialog, command))
        dialog.entered.connect(lambda command: self._enter(dialog, command))
        dialog.tell()
        dialog.open()

    def _judge(self, dialog: ReturnDialog, command: c.EnterReturn | None) -> None:
        screen = self._screen()
        if screen is not None:
            words, tone, may_enter = ruling_words(screen.moment, command)
            dialog.show_ruling(words, tone, may_enter=may_enter)

    def _enter(self, dialog: ReturnDialog, command: c.EnterReturn) -> None:
        def back(state: State) -> tuple[c.Command, ...]:
            made = return_of(state, command.order_id)
            if made is None:
                raise Overtaken(
                    tr("the return of {order_id} is cancelled already", order_id=command.order_id)
                )
            cancel = c.CancelOrder(made.id)
            return (cancel,) if made.replaced_by is None else (c.UndoReplacement(made.id), cancel)

        known = self._known(command.order_id)

        def done() -> None:
            self.entered.emit(command.order_id, known)
            dialog.accept()

        what = tr("Exchange", "a kind") if command.is_exchange else tr("Return")
        words = tr("{what} of {order_id} entered", what=what, order_id=command.order_id)
        self._gestures.do(command, Pair(words, lambda _: (command,), back), done)

    def _known(self, order_id: OrderId) -> str:
        screen = self._screen()
        made = return_of(screen.moment.state, order_id) if screen is not None else None
        return made.id if made is not None else ""

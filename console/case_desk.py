"""What happens to cases between report and decision: waiting, handing on, notes.

Asks the person where a question is needed, and the gestures for the command.
"""

import time
from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QInputDialog, QWidget

from console.gestures import Gestures
from console.hub_link import Live
from console.panels.wait_dialog import WaitDialog
from console.undo import Pair
from console.view import CaseAction
from core import commands as c
from core.model import ActorId, Case, CaseId, WaitingFor
from core.state import State

WHOM_WORDS = {
    WaitingFor.CUSTOMER: "the customer",
    WaitingFor.DRIVER: "the driver",
    WaitingFor.SHOP: "the shop",
    WaitingFor.PARTNER: "the partner",
}


class CaseDesk(QObject):
    """Opens its dialogs over `window` and never changes anything itself."""

    def __init__(
        self, window: QWidget, gestures: Gestures, live: Callable[[], Live], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._gestures = gestures
        self._live = live

    def act(self, action: CaseAction, case_id: CaseId) -> bool:
        """Do what belongs here; False for what somebody else has to do."""
        case = self._live().state.cases.get(case_id)
        if case is None:
            return False
        if action is CaseAction.WAIT:
            self.ask_wait(case)
        elif action is CaseAction.HAND:
            self.ask_colleague(case)
        elif action is CaseAction.TAKE_OVER:
            self.hand(case, ActorId(self._live().actor_id))
        else:
            return False
        return True

    def ask_wait(self, case: Case) -> None:
        """For whom and until when."""
        live = self._live()
        if live.clock is None or live.state.depot is None:
            return
        now, zone = live.clock.at(time.monotonic()), live.state.depot.zone
        dialog = WaitDialog(f"Order {case.order_id} waits", now, zone, self._window)
        dialog.chosen.connect(lambda whom, until, note: self.let_wait(case, whom, until, note))
        dialog.open()

    def let_wait(self, case: Case, whom: WaitingFor, until: datetime, note: str) -> None:
        """Out of the queue until then."""
        first = c.LetCaseWait(case.id, whom, until, note)
        again = c.LetCaseWait(case.id, whom, until)
        words = f"{case.order_id} waits for {WHOM_WORDS[whom]}"
        self._gestures.do(
            first,
            Pair(words, lambda _: (again,), lambda _: (c.ReopenCase(case_id=case.id),)),
        )

    def ask_colleague(self, case: Case) -> None:
        """To whom; everybody who has had a case here is offered."""
        dialog = QInputDialog(self._window)
        dialog.setWindowTitle("Hand on")
        dialog.setLabelText(f"Who takes order {case.order_id}? Choose or type a user name.")
        dialog.setComboBoxItems(self._colleagues())
        dialog.setComboBoxEditable(True)
        dialog.setOkButtonText("Hand on")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.textValueSelected.connect(
            lambda name: self.hand(case, ActorId(name.strip())) if name.strip() else None
        )
        dialog.open()

    def hand(self, case: Case, to: ActorId) -> None:
        """Give it away, or take it over."""
        command = c.HandCase(case.id, to)
        is_mine = to == self._live().actor_id
        words = f"{case.order_id} is yours" if is_mine else f"{case.order_id} handed to {to}"
        before = case.owner or ActorId(self._live().actor_id)
        if before == to:
            self._gestures.do_plainly(command, words)
            return

        def give(whom: ActorId) -> Callable[[State], tuple[c.Command, ...]]:
            return lambda _: (c.HandCase(case.id, whom),)

        self._gestures.do(command, Pair(words, give(to), give(before)))

    def write_note(self, case_id: CaseId, words: str) -> None:
        """For whoever handles the case next; a note is not undone, another one corrects it."""
        self._gestures.do_plainly(c.AddCaseNote(case_id, words), "The note is kept")

    def _colleagues(self) -> list[str]:
        live = self._live()
        known = {
            person
            for case in live.state.cases.values()
            for person in (case.owner, case.acknowledged_by, *(note.by for note in case.notes))
            if person is not None
        }
        return sorted(known - {live.actor_id})

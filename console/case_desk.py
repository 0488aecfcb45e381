"""What happens to cases between report and decision: waiting, handing on, notes.

Asks the person where a question is needed, and the gestures for the command.
"""

import time
from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QInputDialog, QWidget

from console.customer_desk import CustomerDesk
from console.gestures import Change, Gestures
from console.hub_link import Live
from console.inverses import withdraw_exception
from console.link_desk import LinkDesk
from console.panels.hand_over_dialog import HandOverDialog
from console.panels.message_box import ask
from console.panels.part_dialog import PartDialog
from console.panels.wait_dialog import WaitDialog
from console.placing import Placing
from console.screen import Screen
from console.tongue import tr
from console.undo import Pair
from console.view import CaseAction
from console.views.refunds import asked_words, part_of_refund
from console.views.shift_hand_over import hand_over_text
from core import commands as c
from core.catalogue import shipped
from core.catalogue_edits import of_depot
from core.model import ActorId, Case, CaseId, CaseStatus, FoundAt, OrderId, PersonKind, WaitingFor
from core.rules.cancellation import unaccounted
from core.rules.policy import ruling

WHOM_WORDS = {
    WaitingFor.CUSTOMER: tr("the customer"),
    WaitingFor.DRIVER: tr("the driver"),
    WaitingFor.SHOP: tr("the shop"),
    WaitingFor.PARTNER: tr("the partner"),
}

_MANY_WORDS = {
    CaseAction.ACKNOWLEDGE: tr("are yours"),
    CaseAction.RETURN_TO_DEPOT: tr("go to the depot"),
    CaseAction.REPORT_LOST: tr("reported as lost"),
    CaseAction.REOPEN: tr("are open again"),
    CaseAction.RESCHEDULE: tr("to the next day"),
}


class CaseDesk(QObject):
    """Opens its dialogs over `window` and never changes anything itself."""

    def __init__(
        self,
        window: QWidget,
        gestures: Gestures,
        placing: Placing,
        live: Callable[[], Live],
        screen: Callable[[], Screen | None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._gestures = gestures
        self._placing = placing
        self._live = live
        self._screen = screen
        self.customers = CustomerDesk(window, gestures, live, self)
        self._links = LinkDesk(window, gestures, screen, self)

    def _ask_erase(self, case: Case) -> None:
        """There is no way back, so it is asked in words that say what goes and what stays."""
        live = self._live()
        customer = live.state.customers[live.state.orders[case.order_id].customer_id]
        name = live.texts.get(customer.name_ref, tr("this customer"))
        ask(
            self._window,
            tr("Erase a customer"),
            tr("Erase {name}?", name=name),
            tr(
                "Name, telephone, notes, messages, photos and signatures are destroyed "
                "for good, for everybody. What was decided, when and by whom stays in the "
                "log, without saying about whom; the street addresses of the orders stay, "
                "too.\n\nNobody can take this back."
            ),
            tr("Erase for good"),
            lambda: self._gestures.do_plainly(
                c.ErasePerson(PersonKind.CUSTOMER, customer.id),
                tr("The customer is erased"),
            ),
            is_safe=False,
        )

    def act(self, action: CaseAction, case_id: CaseId) -> bool:
        """Do what belongs here; False for what somebody else has to do."""
        case = self._live().state.cases.get(case_id)
        if case is None:
            return False
        if action is CaseAction.WAIT:
            self._ask_wait([case])
        elif action is CaseAction.HAND:
            self._ask_colleague([case])
        elif action is CaseAction.ANSWER:
            self.customers.ask(case)
        elif action is CaseAction.REVOKE_LINK:
            self._links.ask(case)
        elif action is CaseAction.ERASE:
            self._ask_erase(case)
        elif action is CaseAction.TAKE_OVER:
            self.hand([case], ActorId(self._live().actor_id))
        elif action is CaseAction.CANCEL:
            self._ask_why([case])
        elif action is CaseAction.REFUND_PART:
            self._ask_part(case)
        elif action is CaseAction.EXCEPTION:
            self._ask_exception(case)
        elif action is CaseAction.NO_EXCEPTION:
            no_more = c.WithdrawException(case.order_id)
            self._gestures.do_plainly(
                no_more, tr("No exception for {order_id} any more", order_id=case.order_id)
            )
        elif action is CaseAction.UNREPLACE:
            undo = c.UndoReplacement(case.order_id)
            self._gestures.do_plainly(
                undo, tr("{order_id} is open again, nothing else is sent", order_id=case.order_id)
            )
        elif action is CaseAction.REPORT_LOST:
            self.report(case.order_id, "lost")
        elif action is CaseAction.PARTNER_DONE:
            settled = c.SettlePartner(case.order_id, is_done=True)
            self._gestures.do_plainly(settled, tr("{order_id} is done", order_id=case.order_id))
        elif action is CaseAction.PARTNER_BACK:
            back = c.SettlePartner(case.order_id, is_done=False, words="the office took it back")
            self._gestures.do_plainly(back, tr("{order_id} is open again", order_id=case.order_id))
        elif action is CaseAction.PICKED_UP:
            self._gestures.record_pickup(case.order_id)
        elif action is CaseAction.FOUND_AT_DEPOT:
            self._find(case, FoundAt.DEPOT, tr("is on its way to the depot"))
        elif action is CaseAction.CUSTOMER_HAS_IT:
            self._find(case, FoundAt.CUSTOMER, tr("is with the customer"))
        else:
            return False
        return True

    def _ask_why(self, cases: list[Case]) -> None:
        """Cancel at once when nothing stays open; else the reason is kept on the cases."""
        state = self._live().state
        words = [unaccounted(state, state.orders[case.order_id]) for case in cases]
        left = [each for each in words if each]
        if not left:
            self.cancel(cases)
            return
        more = tr(" ({left} more like it)", left=len(left) - 1) if len(left) > 1 else ""
        dialog = QInputDialog(self._window)
        dialog.setWindowTitle(tr("Cancel {subject}", subject=_subject(cases)))
        dialog.setLabelText(
            tr("{left}{more}\nWhy is it cancelled all the same?", left=left[0], more=more)
        )
        dialog.setOkButtonText(tr("Cancel the order"))
        dialog.setCancelButtonText(tr("Leave it open"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.textValueSelected.connect(
            lambda why: self.cancel(cases, why.strip()[:2000]) if why.strip() else None
        )
        dialog.open()

    def cancel(self, cases: list[Case], why: str = "") -> None:
        """The orders need no visit any more."""
        changes = [
            Change(c.CancelOrder(case.order_id, why), c.ReopenCase(case_id=case.id))
            for case in cases
        ]
        self._gestures.do_all(changes, tr("{subject} cancelled", subject=_subject(cases)))

    def _ask_part(self, case: Case) -> None:
        """How much of what is owed the customer gets, as agreed with him."""

        def read(typed: str) -> tuple[int | None, str]:
            state = self._live().state
            return part_of_refund(state, state.orders[case.order_id], typed)

        question = tr("How much of order {order_id} does the shop refund?", order_id=case.order_id)
        dialog = PartDialog(question, read, self._window)
        dialog.given.connect(lambda amount: self.refund_part(case, amount))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def refund_part(self, case: Case, amount_minor: int) -> None:
        """Ask the shop for so much; goods stay or come back as with the whole sum."""
        state = self._live().state
        words = asked_words(state, state.orders[case.order_id], amount_minor)
        self._gestures.do_plainly(c.RefundOrder(case.id, amount_minor=amount_minor), words)

    def _ask_exception(self, case: Case) -> None:
        """Why the shop's policy is set aside; the reason stays with the case."""
        ruled = ruling(self._live().state, self._live().state.orders[case.order_id])
        dialog = QInputDialog(self._window)
        dialog.setWindowTitle(tr("Make an exception"))
        dialog.setLabelText(
            tr("{words}.\nWhy take it back?", words=ruled.words if ruled else case.order_id)
        )
        dialog.setOkButtonText(tr("Make an exception"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.textValueSelected.connect(lambda why: self.make_exception(case.order_id, why))
        dialog.open()

    def make_exception(self, order_id: OrderId, why: str) -> None:
        """Take back what the policy refuses."""
        if not why.strip():
            return
        command = c.MakeException(order_id, why.strip()[:2000])
        words = tr("{order_id} is taken back by exception", order_id=order_id)
        pair = Pair(words, lambda _: (command,), withdraw_exception(order_id))
        self._gestures.do(command, pair)

    def report(self, order_id: OrderId, reason: str) -> None:
        """What no driver reported, also of an order that is done."""
        change = Change(c.ReportOrder(order_id, reason), c.FindGoods(order_id, FoundAt.LAST_HOLDER))
        words = of_depot(shipped(), self._live().state.depot).failures[reason].words
        self._gestures.do_all([change], f"{order_id}: {words[0].lower()}{words[1:]}")

    def _find(self, case: Case, where: FoundAt, words: str) -> None:
        """The goods have turned up; taken back by reporting them once more."""
        assert case.reason is not None
        back = c.ReportOrder(case.order_id, case.reason)
        change = Change(c.FindGoods(case.order_id, where), back)
        self._gestures.do_all([change], f"{case.order_id} {words}")

    def show_hand_over(self) -> None:
        """What the next shift must know."""
        screen = self._screen()
        if screen is not None:
            HandOverDialog(hand_over_text(screen.moment), self._window).open()

    def on_many(self, action: object, case_ids: object) -> None:
        """One decision for several cases; what is refused is said, the rest goes through."""
        state = self._live().state
        wanted = [CaseId(str(id_)) for id_ in case_ids] if isinstance(case_ids, tuple) else []
        cases = [state.cases[id_] for id_ in wanted if id_ in state.cases]
        if not cases:
            return
        if action is CaseAction.BEST_ROUTE:
            for case in cases:
                self._placing.take_best(case.order_id)
        elif action is CaseAction.CANCEL:
            self._ask_why(cases)
        elif action is CaseAction.WAIT:
            self._ask_wait(cases)
        elif action is CaseAction.HAND:
            self._ask_colleague(cases)
        elif isinstance(action, CaseAction):
            changes = [self._change(action, case) for case in cases]
            known = [each for each in changes if each is not None]
            self._gestures.do_all(
                known,
                tr(
                    "{known} cases {MANY_WORDS}",
                    known=len(known),
                    MANY_WORDS=_MANY_WORDS.get(action, "changed"),
                ),
            )

    def _change(self, action: CaseAction, case: Case) -> Change | None:
        state = self._live().state
        order = state.orders[case.order_id]
        reopen = c.ReopenCase(case_id=case.id)
        if action is CaseAction.ACKNOWLEDGE and case.status is CaseStatus.OPEN:
            return Change(c.AcknowledgeCase(case_id=case.id))
        if action is CaseAction.RETURN_TO_DEPOT:
            return Change(c.ReturnToDepot(case_id=case.id), reopen)
        if action is CaseAction.REOPEN:
            return Change(reopen)
        if action is CaseAction.REPORT_LOST:
            found = c.FindGoods(order.id, FoundAt.LAST_HOLDER)
            return Change(c.ReportOrder(order.id, "lost"), found)
        later = next((day for day in sorted(state.days) if day > order.day), None)
        if action is CaseAction.RESCHEDULE and later is not None:
            back = c.RescheduleOrder(order.id, order.day, is_undo=True)
            return Change(c.RescheduleOrder(order_id=order.id, day=later), back)
        return None

    def _ask_wait(self, cases: list[Case]) -> None:
        """For whom and until when."""
        live = self._live()
        if live.clock is None or live.state.depot is None:
            return
        now, zone = live.clock.at(time.monotonic()), live.state.depot.zone
        dialog = WaitDialog(_subject(cases), now, zone, self._window)
        dialog.chosen.connect(lambda whom, until, note: self.let_wait(cases, whom, until, note))
        dialog.open()

    def let_wait(self, cases: list[Case], whom: WaitingFor, until: datetime, note: str) -> None:
        """Out of the queue until then."""
        changes = [
            Change(
                c.LetCaseWait(case.id, whom, until, note),
                c.ReopenCase(case_id=case.id),
                again=c.LetCaseWait(case.id, whom, until),
            )
            for case in cases
        ]
        verb = tr("waits") if len(cases) == 1 else tr("wait")
        self._gestures.do_all(
            changes,
            tr(
                "{subject} {verb} for {whom_words}",
                subject=_subject(cases),
                verb=verb,
                whom_words=WHOM_WORDS[whom],
            ),
        )

    def _ask_colleague(self, cases: list[Case]) -> None:
        """To whom; everybody who has had a case here is offered."""
        dialog = QInputDialog(self._window)
        dialog.setWindowTitle(tr("Hand on"))
        dialog.setLabelText(
            tr("Who takes {subject}? Choose or type a user name.", subject=_subject(cases))
        )
        dialog.setComboBoxItems(self._colleagues())
        dialog.setComboBoxEditable(True)
        dialog.setOkButtonText(tr("Hand on"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.textValueSelected.connect(
            lambda name: self.hand(cases, ActorId(name.strip())) if name.strip() else None
        )
        dialog.open()

    def hand(self, cases: list[Case], to: ActorId) -> None:
        """Give them away, or take them over."""
        me = ActorId(self._live().actor_id)
        changes = []
        for case in cases:
            before = case.owner or (None if to == me else me)
            undo = c.HandCase(case.id, before) if before != to else None
            changes.append(Change(c.HandCase(case.id, to), undo))
        words = tr("taken over") if to == me else tr("handed to {to}", to=to)
        self._gestures.do_all(changes, f"{_subject(cases)} {words}")

    def write_note(self, case_id: CaseId, words: str) -> None:
        """For whoever handles the case next; a note is not undone, another one corrects it."""
        self._gestures.do_plainly(c.AddCaseNote(case_id, words), tr("The note is kept"))

    def _colleagues(self) -> list[str]:
        live = self._live()
        known = {
            person
            for case in live.state.cases.values()
            for person in (case.owner, case.acknowledged_by, *(note.by for note in case.notes))
            if person is not None
        }
        return sorted(known - {live.actor_id})


def _subject(cases: list[Case]) -> str:
    return (
        tr("Order {order_id}", order_id=cases[0].order_id)
        if len(cases) == 1
        else tr("{cases} cases", cases=len(cases))
    )

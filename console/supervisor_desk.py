"""The supervisor's desk at work: opens it, asks for reasons, and asks the hub for what was wanted.

Nothing is decided here: whatever somebody else was faster with comes back as a sentence, and the
dialog keeps what was typed.
"""

from collections.abc import Callable
from functools import partial
from urllib.parse import quote

import msgspec
from PySide6.QtCore import QObject, Signal

from console.desk_view import DeskList, DeskRow
from console.gestures import Gestures
from console.hub_link import HubLink, Live
from console.hub_words import in_words
from console.main_window import MainWindow
from console.panels.desk_panel import DeskAct
from console.panels.reason_dialog import ReasonDialog
from console.screen import Screen
from console.tongue import tr
from console.undo import Pair
from console.views.case_history import history_lines
from console.views.desk_rows import own_words, sees_desk
from console.views.moment import Moment
from console.views.wording import day_words
from core import commands as c
from core.hub import protocol as p
from core.model import ActorId, Approval, ApprovalId, ApprovalStatus, OrderId, ServiceDay
from core.rules.approvals import about
from core.state import State

_MakeAnswer = Callable[[tuple[ApprovalId, ...], str], c.Approve | c.SendBack | c.ReviewApprovals]
NOT_YOURS = tr("The desk is for supervisors, and for whoever was asked to look at something.")


class SupervisorDesk(QObject):
    """Signals: `list_wanted(DeskList | None)`, `order_wanted(id)`, `route_wanted(id)`."""

    list_wanted = Signal(object)
    order_wanted = Signal(str)
    route_wanted = Signal(str)

    def __init__(
        self,
        window: MainWindow,
        gestures: Gestures,
        link: HubLink,
        live: Callable[[], Live],
        screen: Callable[[], Screen | None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._panel = window.desk
        self._gestures = gestures
        self._link = link
        self._live = live
        self._screen = screen
        self._list = DeskList.REVIEW
        self._looked_at: tuple[str, OrderId] | None = None
        self._known: object = None
        """What the history that is shown was read for."""
        self._approvals: State = State()
        self._panel.list_chosen.connect(self._choose_list)
        self._panel.row_chosen.connect(self._look_at)
        self._panel.asked.connect(self._act)
        self._panel.sign_off_asked.connect(self._sign_off)
        self._panel.closed.connect(self.toggle)
        window.places.currentChanged.connect(self._place_changed)

    @property
    def is_open(self) -> bool:
        """Whether the desk is in sight."""
        return self._panel.isVisible()

    def toggle(self) -> None:
        """The desk, or back to the board."""
        screen = self._screen()
        if self.is_open:
            self._window.show_view(None)
        elif screen is not None and sees_desk(screen.moment):
            self._window.show_view(self._panel)
            self._panel.focus_list()
        elif screen is not None:
            self._window.say(NOT_YOURS, is_bad=True)

    def _place_changed(self) -> None:
        """Nothing is prepared for it while something else is shown."""
        is_here = self._window.places.currentWidget() is self._panel
        self.list_wanted.emit(self._list if is_here else None)

    def show(self, screen: Screen) -> None:
        """The desk as of this moment."""
        if screen.desk is not None:
            self._panel.show_view(screen.desk)
            self._read_again(screen)

    def watch(self, state: State) -> None:
        """Tell who asked what became of it, wherever they look."""
        before, self._approvals = self._approvals, state
        if before.approvals is state.approvals or before.seq == 0:
            return
        me = self._live().actor_id
        for approval in state.approvals.values():
            known = before.approvals.get(approval.id)
            is_news = known is not None and known.is_open and not approval.is_open
            if is_news and approval.by == me and approval.ended_by != me:
                is_back = approval.status is ApprovalStatus.SENT_BACK
                words = self._ended(state, approval)
                self._window.say(f"{words}. {self._note(approval.note_ref)}", is_bad=is_back)

    def _ended(self, state: State, approval: Approval) -> str:
        """By whom and how; what nobody needs to answer any more was approved by nobody."""
        screen, by = self._screen(), approval.ended_by
        moment = screen.moment if screen is not None else Moment(state, approval.at)
        who, what = moment.actor(by), in_words(about(state, approval))
        if approval.status is not ApprovalStatus.LAPSED:
            is_back = approval.status is ApprovalStatus.SENT_BACK
            return f"{who} {tr('sent back') if is_back else tr('approved')}: {what}"
        if moment.is_of_office(by):
            return tr("{who} took it back, so no second look is needed: {what}", who=who, what=what)
        return tr(
            "No second look is needed any more after what {who} reported: {what}",
            who=who,
            what=what,
        )

    def _note(self, ref: str | None) -> str:
        text = self._live().texts.get(ref, "") if ref is not None else ""
        return f"“{text}”" if text else ""

    # What happened.

    def _choose_list(self, wanted: DeskList) -> None:
        self._list = wanted
        self.list_wanted.emit(wanted)

    def _look_at(self, key: str) -> None:
        screen = self._screen()
        detail = screen.desk.details.get(key) if screen is not None and screen.desk else None
        self._known = None
        self._looked_at = (key, detail.order_id) if detail and detail.order_id else None
        if screen is not None:
            self._read_again(screen)

    def _read_again(self, screen: Screen) -> None:
        """From the log, whenever something has happened to the order that is looked at."""
        if self._looked_at is None:
            return
        key, order_id = self._looked_at
        known = _standing(screen.moment.state, order_id)
        if known == self._known:
            return
        self._known = known
        path = f"/history/{screen.moment.state.depot.id if screen.moment.state.depot else ''}"
        self._link.call("GET", f"{path}/{quote(order_id, safe='')}", None, partial(self._read, key))

    def _read(self, key: str, status: int, body: bytes) -> None:
        screen = self._screen()
        if screen is None:
            return
        if status != 200:
            self._panel.show_history(key, (), in_words(body.decode(errors="replace")))
            return
        history = msgspec.json.decode(body, type=p.CaseHistory)
        self._panel.show_history(key, history_lines(screen.moment, history))

    # What is asked.

    def _act(self, act: DeskAct) -> None:
        rows = self._panel.chosen_rows()
        ids = tuple(row.approval_id for row in rows if row.approval_id is not None)
        if not rows:
            return
        if act is DeskAct.OPEN:
            self._open(rows[0])
        elif act is DeskAct.TAKE_OVER:
            self._take_over([row for row in rows if not row.is_mine])
        elif act is DeskAct.HAND_ON:
            self._hand_on(ids)
        else:
            self._answer(act, ids)

    def _open(self, row: DeskRow) -> None:
        self.toggle()
        if row.order_id is not None:
            self.order_wanted.emit(row.order_id)
        elif row.route_id is not None:
            self.route_wanted.emit(row.route_id)

    def _answer(self, act: DeskAct, ids: tuple[ApprovalId, ...]) -> None:
        kinds: dict[DeskAct, tuple[_MakeAnswer, str, str]] = {
            DeskAct.APPROVE: (c.Approve, tr("Approve"), tr("Approved")),
            DeskAct.SEND_BACK: (c.SendBack, tr("Send back"), tr("Sent back")),
            DeskAct.LOOKED: (c.ReviewApprovals, tr("Looked at"), tr("Looked at again")),
        }
        kind, title, done = kinds[act]

        def ask(reason: str, _: str, dialog: ReasonDialog) -> None:
            self._ask(kind(ids, reason), f"{done}: {self._names(ids)}", dialog)

        question = f"{title}: {self._names(ids)}"
        if act is DeskAct.APPROVE:
            live = self._live()
            known = [live.state.approvals[id_] for id_ in ids if id_ in live.state.approvals]
            question = "\n".join(filter(None, (question, own_words(known, live.actor_id))))
        self._reason(title, question, title, ask)

    def _hand_on(self, ids: tuple[ApprovalId, ...]) -> None:
        def ask(reason: str, person: str, dialog: ReasonDialog) -> None:
            try:
                command = msgspec.convert(
                    {"type": "hand_approvals", "approval_ids": ids, "to": person, "note": reason},
                    type=c.HandApprovals,
                )
            except msgspec.ValidationError:
                dialog.refuse(tr("A name is as it stands at the desk, without spaces."))
                return
            self._ask(
                command,
                tr("{person} is asked to look at {names}", person=person, names=self._names(ids)),
                dialog,
            )

        words = tr("Who is to look at {names}?", names=self._names(ids))
        self._reason(tr("Reassign"), words, tr("Reassign"), ask, people=self._people())

    def _take_over(self, rows: list[DeskRow]) -> None:
        me = ActorId(self._live().actor_id)
        state = self._live().state
        for row in rows:
            if row.case_id is not None:
                back = c.HandCase(row.case_id, state.cases[row.case_id].owner)
                self._do(
                    c.HandCase(row.case_id, me),
                    (back,),
                    tr("You have order {order_id}", order_id=row.order_id),
                )
            elif row.route_id is not None:
                route = state.routes[row.route_id]
                hand = c.HandRoute(route.id, me, was=route.owner)
                had = c.HandRoute(route.id, route.owner, was=me)
                self._do(hand, (had,), tr("You have {route}", route=route.name))

    def _sign_off(self) -> None:
        screen = self._screen()
        if screen is None or screen.desk is None or screen.desk.sign_day is None:
            return
        known = screen.moment.state.days[screen.desk.sign_day]
        if known.sign_off is not None:
            self._take_back(known.day)
        elif screen.desk.why_not_signed:
            self._window.say(screen.desk.why_not_signed, is_bad=True)
        else:
            words = screen.moment.wording.day(known.day)

            def ask(reason: str, _: str, dialog: ReasonDialog) -> None:
                back = (c.TakeSignOffBack(known.day),)
                self._do(
                    c.SignOffDay(known.day, reason),
                    back,
                    tr("{words} is signed off", words=words),
                    dialog,
                )

            question = tr(
                "Sign off {words}: what should whoever opens the next day know?", words=words
            )
            self._reason(tr("Sign off the day"), question, tr("Sign off"), ask)

    def _take_back(self, day: ServiceDay) -> None:
        command = c.TakeSignOffBack(day)
        question = tr("Take the sign-off of {day_words} back?", day_words=day_words(day))
        self._gestures.confirm_wanted.emit(
            question,
            (),
            lambda: self._ask(command, tr("{day_words} is open again", day_words=day_words(day))),
        )

    # Asking.

    def _reason(
        self,
        title: str,
        question: str,
        button: str,
        ask: Callable[[str, str, ReasonDialog], None],
        *,
        people: tuple[str, ...] | None = None,
    ) -> None:
        dialog = ReasonDialog(title, question, button, self._window, people=people)
        dialog.given.connect(lambda reason, person: ask(reason, person, dialog))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _ask(self, command: c.Command, words: str, dialog: ReasonDialog | None = None) -> None:
        self._do(command, (), words, dialog)

    def _do(
        self,
        command: c.Command,
        back: tuple[c.Command, ...],
        words: str,
        dialog: ReasonDialog | None = None,
    ) -> None:
        """With a way back it can be undone; a refusal stays in the dialog that asked."""

        def answered(refused: str | None) -> None:
            if refused is not None and dialog is not None and dialog.isVisible():
                dialog.refuse(refused)
            elif refused is not None:
                self._window.say(refused, is_bad=True)
            else:
                if dialog is not None:
                    dialog.accept()
                if back:
                    pair = Pair(words, lambda _: (command,), lambda _: back)
                    self._gestures.history.add(pair)
                self._window.say(tr("{words} · Ctrl+Z undoes it", words=words) if back else words)

        self._gestures.send_all((command,), answered)

    def _names(self, ids: tuple[ApprovalId, ...]) -> str:
        state = self._live().state
        if len(ids) == 1 and ids[0] in state.approvals:
            return in_words(about(state, state.approvals[ids[0]]))
        return tr("{n} request", "{n} requests", len(ids))

    def _people(self) -> tuple[str, ...]:
        """Whoever has done something here, the deputy first."""
        state, me = self._live().state, self._live().actor_id
        depot = state.depot
        deputy = [depot.approvals.deputy] if depot is not None and depot.approvals.deputy else []
        seen = [each.ended_by or "" for each in state.approvals.values()]
        seen += [each.by for each in state.approvals.values() if each.is_of_office]
        seen += [case.owner or "" for case in state.cases.values()]
        return tuple(dict.fromkeys(name for name in (*deputy, *seen) if name and name != me))


def _standing(state: State, order_id: OrderId) -> object:
    """What changes whenever something happens to the order."""
    order = state.orders.get(order_id)
    cases = tuple(case for case in state.cases.values() if case.order_id == order_id)
    asked = tuple(each for each in state.approvals.values() if each.order_id == order_id)
    return order, cases, asked

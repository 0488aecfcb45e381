"""Opens the telephone, searches while somebody types, and asks for what was agreed."""

from collections.abc import Callable

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from console.cancel_desk import CancelDesk
from console.gestures import Change, Gestures
from console.hub_link import Live
from console.panels.phone_dialog import PhoneDialog
from console.planner import Planner
from console.return_desk import ReturnDesk
from console.screen import Screen
from console.theme import Theme
from console.tongue import tr
from console.views.moment import Moment
from console.views.phone_card import (
    PhoneCard,
    SlotRow,
    has_run_out,
    held_words,
    phone_card,
    phone_row,
    slot_rows,
)
from core import commands as c
from core.model import CallOutcome, OrderId, OrderStatus, SlotHold
from core.phone import Entry, directory, search
from core.planning.slots import PricedSlot
from core.rules.return_entry import return_of
from core.state import State


class Telephone(QObject):
    """Signals: `case_wanted(order_id)`, `wish_wanted(order_id)`, `phone_copied(number)`,
    `address_wanted(order_id, dialog)`, `place_wanted(order_id)`, `photo_opened(blob_id)`."""

    case_wanted = Signal(str)
    wish_wanted = Signal(str)
    phone_copied = Signal(str)
    address_wanted = Signal(str, object)
    place_wanted = Signal(str)
    photo_opened = Signal(str)

    def __init__(
        self,
        window: QWidget,
        theme: Theme,
        gestures: Gestures,
        planner: Planner,
        live: Callable[[], Live],
        screen: Callable[[], Screen | None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._theme = theme
        self._gestures = gestures
        self._planner = planner
        self._live = live
        self._screen = screen
        self._dialog: PhoneDialog | None = None
        self._entries: tuple[State, tuple[Entry, ...]] | None = None
        self._order_id: OrderId | None = None
        self._held: OrderId | None = None
        self._priced: tuple[object, ...] | None = None
        """For which place, known to the travel times as that, and beside which slots that are held
        for others, prices were last asked."""
        self._entering: tuple[OrderId, str] | None = None
        """Of which a return was entered that is not shown yet, and which return was before it."""
        self._cancels = CancelDesk(gestures, live, self)
        self._returns = ReturnDesk(theme, gestures, screen, self)
        self._returns.entered.connect(self._expect)
        planner.slots_found.connect(self._show_slots)

    def open(self) -> None:
        """Show it, or bring it to the front ready for the next name."""
        if self._dialog is None:
            self._dialog = PhoneDialog(self._theme, self._window)
            dialog = self._dialog
            dialog.typed.connect(self._search)
            dialog.chosen.connect(lambda id_: self._choose(OrderId(id_)))
            dialog.call_logged.connect(self._log)
            dialog.case_wanted.connect(self.case_wanted)
            dialog.wish_wanted.connect(self.wish_wanted)
            dialog.place_wanted.connect(self.place_wanted)
            dialog.address_wanted.connect(lambda id_: self.address_wanted.emit(id_, dialog))
            dialog.slot_held.connect(self._hold)
            dialog.cancel_wanted.connect(lambda id_: self._cancels.ask(OrderId(id_), dialog))
            dialog.return_wanted.connect(lambda id_: self._returns.ask(OrderId(id_), dialog))
            dialog.finished.connect(lambda _: self._let_go())
            dialog.slot_chosen.connect(self._book)
            dialog.phone_copied.connect(self.phone_copied)
            dialog.photo_opened.connect(self.photo_opened)
        self._dialog.show()
        self._dialog.raise_()
        self._dialog.activateWindow()
        self._dialog.search.setFocus()
        self._dialog.search.selectAll()

    def refresh(self) -> None:
        """Show the chosen order as it stands now."""
        screen, dialog = self._screen(), self._dialog
        if dialog is None or not dialog.isVisible() or screen is None or self._order_id is None:
            return
        self._show_entered(screen.moment.state, dialog)
        if self._order_id in screen.moment.state.orders:
            dialog.show_card(self._card(screen.moment, self._order_id))
            self._price_slots(self._order_id)

    def _card(self, moment: Moment, order_id: OrderId) -> PhoneCard:
        """What is held is said at once, before the next picture of the day is made."""
        live = self._live()
        card = phone_card(moment, order_id)
        order = live.state.orders.get(order_id)
        if order is None:
            return card
        now = replace(moment, state=live.state)
        return replace(card, held=held_words(now, order), has_run_out=has_run_out(now, order))

    def _price_slots(self, order_id: OrderId) -> None:
        """Ask what each slot costs, once for every place where the order goes."""
        live, screen = self._live(), self._screen()
        if screen is None or order_id not in live.state.orders:
            return
        place = live.state.places[live.state.orders[order_id].place_id]
        times = live.travel.place(place.id) if live.travel and place.id in live.travel else None
        asked = (order_id, place.id, times, self._held_by_others(live.state, order_id))
        if self._priced != asked:
            self._priced = asked
            self._planner.find_slots(live, screen.moment.now, order_id)

    def _held_by_others(self, state: State, order_id: OrderId) -> tuple[SlotHold, ...]:
        """What other callers are being offered right now."""
        screen = self._screen()
        others = [o.hold for o in state.orders.values() if o.id != order_id and o.hold is not None]
        return tuple(h for h in others if screen is not None and screen.moment.now < h.until)

    def _expect(self, order_id: str, before: str) -> None:
        self._entering = OrderId(order_id), before
        self.refresh()

    def _show_entered(self, state: State, dialog: PhoneDialog) -> None:
        """The return is there: on to its slots."""
        if self._entering is None:
            return
        order_id, before = self._entering
        made = return_of(state, order_id)
        if made is not None and made.id != before:
            self._entering = None
            dialog.search.setText(made.replaced_by or made.id)

    def _search(self, words: str) -> None:
        screen, dialog = self._screen(), self._dialog
        if screen is None or dialog is None:
            return
        state = screen.moment.state
        if self._entries is None or self._entries[0] is not state:
            self._entries = (state, directory(state, screen.moment.texts))
        found = search(self._entries[1], words)
        if not found:
            self._let_go()
            self._order_id = None
        dialog.show_found([phone_row(screen.moment, order_id) for order_id in found])

    def _choose(self, order_id: OrderId) -> None:
        if order_id != self._order_id:
            self._let_go()
        self._order_id, self._priced = order_id, None
        self.refresh()

    def _show_slots(self, order_id: OrderId, slots: tuple[PricedSlot, ...]) -> None:
        screen, dialog = self._screen(), self._dialog
        if dialog is None or screen is None or order_id != self._order_id:
            return
        order = screen.moment.state.orders[order_id]
        card = phone_card(screen.moment, order.id)
        rows = slot_rows(screen.moment, slots) if card.may_move else ()
        dialog.show_slots(rows, "" if rows or not card.may_move else tr("No slot can be offered."))

    def _hold(self, order_id: str, slot: SlotRow) -> None:
        """Nobody else is offered the slot while the caller makes up his mind."""
        hold = _holding(OrderId(order_id), slot)
        if hold is None:
            return
        self._held = OrderId(order_id)

        def answered(refused: str | None) -> None:
            if refused is not None and self._dialog is not None:
                self._dialog.refuse_slot(refused)
            words = refused or tr(
                "{words} is held for {order_id}", words=slot.words, order_id=order_id
            )
            self._gestures.said.emit(words, refused is not None)
            self.refresh()

        self._gestures.send_all((hold,), answered)

    def _let_go(self) -> None:
        """The caller has hung up, or somebody else calls."""
        held, self._held = self._held, None
        order = self._live().state.orders.get(held) if held is not None else None
        hold, screen = order.hold if order is not None else None, self._screen()
        is_mine = hold is not None and screen is not None and hold.by == screen.moment.me
        if held is not None and is_mine:
            self._gestures.do_plainly(
                c.ReleaseSlot(held), tr("The slot for {held} is free again", held=held)
            )

    def _log(self, order_id: str, outcome: CallOutcome, note: str) -> None:
        command = c.LogCall(OrderId(order_id), outcome, note)
        self._gestures.do_plainly(command, tr("The call is kept"))

    def _book(self, order_id: str, slot: SlotRow) -> None:
        """The order moves to the slot; undo brings it back."""
        order = self._live().state.orders[OrderId(order_id)]
        had = order.window
        back = c.RescheduleOrder(order.id, order.day, window=had, is_any_time=had is None)
        self._held = None
        stays = order.status is OrderStatus.PLANNED and order.day == slot.day
        is_placed = slot.place is not None and not stays
        book = Change(
            c.BookSlot(order.id),
            back if (order.day, had) != (slot.day, slot.window) else None,
            again_first=_holding(order.id, slot),
            undo_first=c.WithdrawOrder(order.id) if is_placed else None,
        )
        self._gestures.do_all(
            [book], tr("{order} booked for {words}", order=order.id, words=slot.words)
        )


def _holding(order_id: OrderId, slot: SlotRow) -> c.HoldSlot | None:
    """What keeps the slot for the order; None for one that no route can keep."""
    if slot.route_id is None:
        return None
    return c.HoldSlot(order_id, slot.day, slot.window, slot.route_id, slot.place)

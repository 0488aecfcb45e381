"""Opens the collection rounds, reads what was typed beside the window, and asks the hub for it."""

import time
from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QObject, Signal

from console.background import Background
from console.hub_link import Live
from console.panels.rounds_dialog import RoundsDialog
from console.saved_dialog import Workplace
from console.tongue import tr
from console.undo import Pair
from console.views.rounds import Asked, asked, days_read, days_written, round_rows
from console.views.wording import begun
from core import commands as c
from core.decide import RULES
from core.exchange.import_undo import way_back
from core.exchange.region_places import RegionPlaces
from core.state import State


class RoundsDesk(QObject):
    """One dialog at a time. Signal: `import_wanted`."""

    import_wanted = Signal()

    def __init__(self, at: Workplace, region: Callable[[], RegionPlaces], parent: QObject) -> None:
        super().__init__(parent)
        self._at, self._region = at, region
        self._work = Background("rounds", self)
        self._work.failed.connect(self._failed)
        self._dialog: RoundsDialog | None = None

    def close(self) -> None:
        """End the thread."""
        self._work.close()

    def open(self) -> None:
        """Nothing before the depot is known; again brings it to the front."""
        live = self._at.live()
        if live.state.depot is None or live.clock is None:
            return
        if self._dialog is None:
            state, texts = live.state, live.texts
            dialog = self._dialog = RoundsDialog(
                self._at.theme,
                round_rows(state, texts, live.today()),
                days_written(state.days_off),
                [
                    (
                        customer.id,
                        texts.get(customer.name_ref, ""),
                        state.places[customer.place_id].address if customer.place_id else "",
                    )
                    for customer in state.customers.values()
                    if customer.erased_at is None and texts.get(customer.name_ref)
                ],
                today=live.today(),
                may_edit=live.role in RULES[c.KeepRounds].roles,
                parent=self._at.window,
            )
            dialog.save_asked.connect(lambda: self._read(dialog))
            dialog.import_asked.connect(self._import)
            dialog.finished.connect(lambda _: self._forget())
        self._dialog.open()
        self._dialog.raise_()

    def _read(self, dialog: RoundsDialog) -> None:
        """What differs, found out on the thread: addresses are looked up."""
        live = self._at.live()
        assert live.clock is not None
        days = days_read(dialog.days_off.text())
        if isinstance(days, str):
            dialog.refuse(tr("No rounds on: {days}", days=days))
            return
        before, after = dialog.before, dialog.rows
        if after == before and days == live.state.days_off:
            # No address to look up, and nothing to wait for.
            dialog.accept()
            return
        now, today, region = live.clock.at(time.monotonic()), live.today(), self._region()
        dialog.wait()

        def work() -> Asked:
            board = region.board(live.state, live.texts, now, today)
            return asked(before, after, board)

        def show(found: Asked) -> None:
            if self._dialog is dialog:
                self._save(dialog, found, days, live)

        self._work.post("read", work, show)

    def _save(self, dialog: RoundsDialog, found: Asked, days: tuple[date, ...], seen: Live) -> None:
        if found.fault is not None:
            dialog.refuse(found.fault)
            return
        was = seen.state.days_off
        also = (c.LeaveDaysOut(was, days),) if days != was else ()
        commands = (*found.commands, *also)
        if not commands:
            dialog.accept()
            return
        words = _told(found, has_days=bool(also))

        def back(now: State) -> tuple[c.Command, ...]:
            undone = (c.LeaveDaysOut(days, was),) if also else ()
            return (*undone, *way_back(seen.state, seen.texts, found.commands, now))

        def waiting() -> RoundsDialog | None:
            return dialog if self._dialog is dialog else None

        pair = Pair(words, lambda _: commands, back)
        self._at.gestures.send_all(commands, self._at.answer(pair, dialog=waiting))

    def _failed(self, words: str) -> None:
        if self._dialog is not None:
            self._dialog.refuse(tr("It could not be read: {words}", words=words))

    def _import(self) -> None:
        assert self._dialog is not None
        self._dialog.accept()
        self.import_wanted.emit()

    def _forget(self) -> None:
        self._dialog = None


def _told(found: Asked, *, has_days: bool) -> str:
    """What was added, and what else changed."""
    added = tr("{n} round added", "{n} rounds added", found.added) if found.added else ""
    rounds = tr("{n} round", "{n} rounds", found.changed) if found.changed else ""
    out = tr("the days without rounds") if has_days else ""
    others = tr(" and ").join(filter(None, (rounds, out)))
    changed = tr("{filter} changed", filter=others) if others else ""
    return begun(", ".join(filter(None, (added, changed))))

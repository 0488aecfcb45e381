"""Opens the tables of drivers and vans, and asks the hub for what was changed in them."""

from PySide6.QtCore import QObject, Signal

from console.panels.fleet_dialog import FleetDialog
from console.saved_dialog import Workplace
from console.tongue import tr
from console.views.fleet import asked, fleet_tables
from console.views.wording import Wording
from core import commands as c
from core.decide import RULES


class FleetDesk(QObject):
    """One dialog at a time. Signal: `import_wanted`."""

    import_wanted = Signal()

    def __init__(self, at: Workplace, parent: QObject) -> None:
        super().__init__(parent)
        self._at = at
        self._dialog: FleetDialog | None = None

    def open(self) -> None:
        """Nothing before the depot is known; again brings it to the front."""
        live = self._at.live()
        depot = live.state.depot
        if depot is None:
            return
        if self._dialog is None:
            wording = Wording(depot.zone, depot.currency, depot.minor_digits)
            dialog = self._dialog = FleetDialog(
                self._at.theme,
                fleet_tables(live.state, live.texts, wording),
                wording,
                may_edit=live.role in RULES[c.RegisterFleet].roles,
                parent=self._at.window,
            )
            dialog.save_asked.connect(lambda: self._save(dialog, wording))
            dialog.import_asked.connect(self._import)
            dialog.finished.connect(lambda _: self._forget())
        self._dialog.open()
        self._dialog.raise_()

    def _save(self, dialog: FleetDialog, wording: Wording) -> None:
        wanted = asked(dialog.before, dialog.tables, self._at.live().state, wording)
        if wanted.fault:
            dialog.refuse(wanted.fault)
            return
        if not wanted.count:
            dialog.accept()
            return
        dialog.wait()
        drivers, vans = len(wanted.command.drivers), len(wanted.command.vehicles)
        named = (tr("{n} driver", "{n} drivers", drivers), tr("{n} van", "{n} vans", vans))
        numbers = (drivers, vans)
        words = tr(" and ").join(words for words, n in zip(named, numbers, strict=True) if n)
        self._at.save(
            wanted.command,
            wanted.back,
            tr("{words} changed", words=words),
            dialog=lambda: self._dialog,
        )

    def _import(self) -> None:
        assert self._dialog is not None
        self._dialog.accept()
        self.import_wanted.emit()

    def _forget(self) -> None:
        self._dialog = None

"""Opens the settings of the depot and asks the hub for what was changed."""

from PySide6.QtCore import QObject

from console.panels.settings_dialog import SettingsDialog
from console.saved_dialog import Workplace
from console.tongue import tr
from console.views.wording import Wording
from core import commands as c
from core.decide import RULES
from core.depot_settings import Page, changed, settings_of
from core.model import DepotSettings


class SettingsDesk(QObject):
    """One dialog at a time, over `window`; asking again brings it to the front."""

    def __init__(self, at: Workplace, parent: QObject) -> None:
        super().__init__(parent)
        self._at = at
        self._dialog: SettingsDialog | None = None

    def open(self, page: Page | None = None) -> None:
        """Nothing before the depot is known; at the page that is asked for."""
        live = self._at.live()
        depot = live.state.depot
        if depot is None:
            return
        if self._dialog is None:
            self._dialog = SettingsDialog(
                self._at.theme,
                depot.name,
                settings_of(depot),
                live.state.settings_changes,
                Wording(depot.zone, depot.currency, depot.minor_digits),
                may_edit=live.role in RULES[c.ChangeDepotSettings].roles,
                parent=self._at.window,
            )
            self._dialog.save_asked.connect(self._save)
            self._dialog.finished.connect(lambda _: self._forget())
        if page is not None:
            self._dialog.turn_to(page)
        self._dialog.open()
        self._dialog.raise_()

    def _save(self, was: DepotSettings, settings: DepotSettings) -> None:
        self._at.save(
            c.ChangeDepotSettings(was, settings),
            c.ChangeDepotSettings(settings, was),
            tr(
                "{setting} changed",
                setting=tr("{n} setting", "{n} settings", len(changed(was, settings))),
            ),
            dialog=lambda: self._dialog,
            also=lambda: self._kept(was, settings),
        )

    def _kept(self, was: DepotSettings, settings: DepotSettings) -> str:
        """What is asked for already keeps the limit that it was asked under."""
        waiting = sum(each.is_open for each in self._at.live().state.approvals.values())
        if was.approvals == settings.approvals or not waiting:
            return ""
        return tr(
            ". {n} open request keeps the limit that counted when it was asked",
            ". {n} open requests keep the limit that counted when it was asked",
            waiting,
        )

    def _forget(self) -> None:
        self._dialog = None

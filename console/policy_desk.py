"""Opens the shops' return policies and asks the hub for what was changed."""

import time
from datetime import date

from PySide6.QtCore import QObject

from console.panels.policies_dialog import PoliciesDialog
from console.saved_dialog import Workplace
from console.tongue import tr
from console.views.policy_table import policy_history
from console.views.wording import Wording
from core import commands as c
from core.decide import RULES
from core.policy import Policy


class PolicyDesk(QObject):
    """One dialog at a time, over `window`; asking again brings it to the front."""

    def __init__(self, at: Workplace, parent: QObject) -> None:
        super().__init__(parent)
        self._at = at
        self._dialog: PoliciesDialog | None = None

    def open(self) -> None:
        """Nothing before the depot is known."""
        live = self._at.live()
        depot = live.state.depot
        if depot is None or live.clock is None:
            return
        if self._dialog is None:
            wording = Wording(depot.zone, depot.currency, depot.minor_digits)
            self._dialog = PoliciesDialog(
                self._at.theme,
                [policy for of_shop in live.state.policies.values() for policy in of_shop],
                policy_history(live.state.policy_changes, wording),
                wording,
                today=date.fromisoformat(wording.today(live.clock.at(time.monotonic()))),
                may_edit=live.role in RULES[c.SetPolicies].roles,
                parent=self._at.window,
            )
            self._dialog.save_asked.connect(self._save)
            self._dialog.finished.connect(lambda _: self._forget())
        self._dialog.open()
        self._dialog.raise_()

    def _save(self, was: tuple[Policy, ...], policies: tuple[Policy, ...]) -> None:
        self._at.save(
            c.SetPolicies(policies, was),
            c.SetPolicies(was, policies),
            tr("Return policies changed"),
            dialog=lambda: self._dialog,
        )

    def _forget(self) -> None:
        self._dialog = None

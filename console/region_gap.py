"""A depot of one's own whose region is not on this computer any more: the window asks for another.

Without this the hub would not start, and nothing in the window could help.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QInputDialog, QWidget

from console.tongue import tr
from core.hub.own_depots import Card, card_in
from core.region.store import RegionStore

if TYPE_CHECKING:
    from core.hub.launcher import Wanted


def missing_of(wanted: "Wanted", regions: Path) -> Card | None:
    """The depot that is to be opened, if its region is missing."""
    if wanted.demo or wanted.region:
        return None
    card = card_in(wanted.data)
    return card if card is not None and card.region not in RegionStore(regions).names() else None


def ask_region(
    window: QWidget,
    card: Card,
    regions: Path,
    go_on: Callable[[str], None],
    given_up: Callable[[], None],
) -> None:
    """Let somebody choose the region that the depot stands in."""
    dialog = QInputDialog(window)
    dialog.setWindowTitle(tr("The region is missing"))
    dialog.setLabelText(
        tr(
            "{depot} was set up in the region {region}, which is not on this computer any more.\n"
            "Choose the region that has its streets. Cancel leads to where regions are added.",
            depot=card.name,
            region=card.region,
        )
    )
    dialog.setComboBoxItems(RegionStore(regions).names())
    dialog.setComboBoxEditable(False)
    dialog.setOkButtonText(tr("Open"))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.textValueSelected.connect(go_on)
    dialog.rejected.connect(given_up)
    dialog.open()

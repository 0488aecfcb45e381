"""The welcome at work: dialogs it needs before there is a console, and what was chosen.

Signal: `opened(Opened)`.
"""

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from console.main_window import MainWindow
from console.opened import Opened
from console.panels.welcome_panel import WelcomePanel
from console.regions_desk import RegionsDesk
from console.set_up_desk import SetUpDesk
from console.theme import Theme
from core.hub.own_depots import depots_in
from core.region.store import RegionStore, regions_folder


class WelcomeDesk(QObject):
    """Shows its page in the place of the day until `close`."""

    opened = Signal(object)

    def __init__(self, window: MainWindow, theme: Theme, data: Path, regions: Path) -> None:
        super().__init__(window)
        self._window = window
        depots = [(card.id, card.name, card.address) for card in depots_in(data)]
        self.panel = WelcomePanel(theme, depots)
        store = RegionStore(regions_folder(regions))
        self.regions = RegionsDesk(
            window, theme, store, lambda: None, lambda words, _: self._say(words), self
        )
        self.set_up = SetUpDesk(window, theme, data, store, self)
        self.panel.opened.connect(self.opened)
        self.panel.set_up_wanted.connect(self.set_up.open)
        self.panel.regions_wanted.connect(self.regions.open)
        self.regions.changed.connect(self.set_up.regions_changed)
        self.regions.depot_wanted.connect(self.set_up.open)
        self.set_up.regions_wanted.connect(self.regions.open)
        self.set_up.made.connect(lambda depot: self.opened.emit(Opened("own", depot)))
        window.show_welcome(self.panel)

    def close(self) -> None:
        """The day is opened instead."""
        self.regions.close()
        self.set_up.close()
        self._window.show_welcome(None)
        self.panel.deleteLater()
        self.deleteLater()

    def _say(self, words: str) -> None:
        self._window.say(words)

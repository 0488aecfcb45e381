"""Sets a depot of one's own up: beside the window, in a folder of its own, whole or not at all.

Needs no hub and no open day, so a first window can offer it, too.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event

from PySide6.QtCore import QObject, QTimeZone, Signal
from PySide6.QtWidgets import QWidget

from console.background import Background
from console.hub_words import in_words
from console.panels.set_up_dialog import SetUpDialog
from console.theme import Theme
from console.tongue import tr
from console.view import Tone
from core.address_book import Found
from core.exchange.region_places import RegionPlaces
from core.hub.own_depots import DepotRefused
from core.own_depot import SetUp
from core.region.currencies import currency_of
from core.region.region import SHIPPED_EXTRACTS, shipped_region
from core.region.region_ref import RegionFileError
from core.region.sizes import time_words
from core.region.store import Progress, RegionStore
from core.region.zones import zone_at, zones

SHOWN = 8


class _NotWanted(Exception):
    """Nobody waits for the city that is being built."""


class SetUpDesk(QObject):
    """One dialog at a time. Signals: `made(depot)` by its id; `regions_wanted`."""

    made = Signal(str)
    regions_wanted = Signal()
    _told = Signal(str, object)

    def __init__(
        self, window: QWidget, theme: Theme, data: Path, regions: RegionStore, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._window, self._theme, self._data, self._regions = window, theme, data, regions
        self._dialog: SetUpDialog | None = None
        self._work: Background | None = None
        self._places = RegionPlaces(None)
        self._is_making = False
        self._stopped = Event()
        """Ends the build of a city that nobody waits for any more; each build has its own."""
        self._told.connect(self._show_progress)

    def open(self, region: str = "") -> None:
        """Ask for everything, in a city that may be named."""
        if self._dialog is None:
            self._work = Background("set up", self)
            self._work.failed.connect(self._failed)
            dialog = self._dialog = SetUpDialog(self._theme, self._window)
            dialog.typed.connect(self._look_up)
            dialog.region_chosen.connect(self._use)
            dialog.regions_wanted.connect(self.regions_wanted)
            dialog.taken_changed.connect(self._guess)
            dialog.made_wanted.connect(self._make)
            dialog.stop_wanted.connect(self._stop)
            dialog.finished.connect(lambda _: self._forget())
            dialog.show_zones(sorted(zone.name for zone in zones()))
        self._dialog.show_regions(cities(self._regions), region)
        self._dialog.open()
        self._dialog.raise_()
        self._dialog.name.setFocus()

    def regions_changed(self) -> None:
        """A region was added or removed meanwhile; one that is new is chosen."""
        if self._dialog is None:
            return
        before = {self._dialog.region.itemData(n) for n in range(self._dialog.region.count())}
        now = cities(self._regions)
        new = next((name for name, _ in now if name not in before), "")
        self._dialog.show_regions(now, new)

    def close(self) -> None:
        """End the thread."""
        self._stopped.set()
        if self._work is not None:
            self._work.close()
            self._work = None

    def _forget(self) -> None:
        self._dialog = None
        if not self._is_making:
            self.close()

    def _use(self, name: str) -> None:
        """Addresses of that city; a demo city that was never opened is built first."""
        self._stopped.set()
        stopped = self._stopped = Event()

        def tell(progress: Progress) -> None:
            if stopped.is_set():
                raise _NotWanted
            self._told.emit(name, progress)

        def read() -> RegionPlaces | str:
            try:
                return RegionPlaces(self._regions.get(name, tell))
            except _NotWanted:
                return tr("Stopped. What is finished of {name} is kept.", name=name)
            except RegionFileError as error:
                return in_words(str(error))

        def show(found: RegionPlaces | str) -> None:
            if self._dialog is None or self._dialog.chosen_region != name:
                return
            self._dialog.end_progress()
            if isinstance(found, str):
                if stopped.is_set():
                    self._dialog.choose_first_city()
                self._dialog.say(found, Tone.MUTED if stopped.is_set() else Tone.BAD)
                return
            self._places = found
            self._look_up(self._dialog.address.text())

        self._places = RegionPlaces(None)
        self._post("region", read, show)

    def _show_progress(self, name: str, progress: Progress) -> None:
        dialog = self._dialog
        if dialog is None or dialog.chosen_region != name or self._stopped.is_set():
            return
        words = tr(
            "{name} is opened for the first time. {words}, about {time_words} left",
            name=name,
            words=progress.words,
            time_words=time_words(progress.left_s),
        )
        dialog.show_progress(words, progress.part)

    def _stop(self) -> None:
        """The city is not wanted; what is finished of it is kept."""
        self._stopped.set()

    def _look_up(self, words: str) -> None:
        places = self._places

        def show(found: Sequence[Found]) -> None:
            dialog = self._dialog
            if dialog is not None and dialog.address.text() == words:
                dialog.show_found(found)

        self._post("find", lambda: places.find(words, SHOWN), show)

    def _guess(self) -> None:
        dialog = self._dialog
        taken = dialog.taken if dialog is not None else None
        if dialog is not None and taken is not None:
            own = bytes(QTimeZone.systemTimeZoneId().data()).decode("ascii", "replace")
            zone = zone_at(taken.lat, taken.lon, own)
            dialog.guess(zone.name, currency_of(zone.country))

    def _make(self) -> None:
        # Imported late: a first window needs no database.
        from core.hub.depot_maker import make_depot

        dialog = self._dialog
        wanted: SetUp | None = dialog.wanted if dialog is not None else None
        if dialog is None or wanted is None or self._is_making:
            return
        region = dialog.chosen_region

        def make() -> tuple[str, str]:
            try:
                return make_depot(self._data, wanted, self._regions, region).id, ""
            except DepotRefused as refused:
                return "", in_words(str(refused))
            except OSError as error:
                return "", tr(
                    "{data} cannot be written: {strerror}.",
                    data=self._data,
                    strerror=error.strerror or error,
                )

        self._is_making = True
        dialog.show_busy(True)
        self._post("make", make, self._made)

    def _made(self, ended: tuple[str, str]) -> None:
        depot, words = ended
        self._is_making = False
        dialog = self._dialog
        if dialog is None:
            self.close()
        elif words:
            dialog.show_busy(False)
            dialog.say(words, Tone.BAD)
        else:
            dialog.accept()
            self.made.emit(depot)

    def _failed(self, words: str) -> None:
        self._made(("", words))

    def _post(self, key: str, job: Callable[[], object], deliver: Callable[..., None]) -> None:
        if self._work is not None:
            self._work.post(key, job, deliver)


def cities(regions: RegionStore) -> list[tuple[str, str]]:
    """A person's own regions first, then the demo's cities, each with what to call it."""
    own = [region.name for region in regions.all() if region.name not in SHIPPED_EXTRACTS]
    shipped = [shipped_region().name, *SHIPPED_EXTRACTS]
    return [(name, name) for name in own] + [
        (name, tr("{name} (demo city)", name=name)) for name in shipped
    ]

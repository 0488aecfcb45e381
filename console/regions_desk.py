"""Opens the regions of this computer; a build runs as a process of its own, which can be stopped.

It tells how far it is in lines of JSON (`core/region/command.py`). What is finished of a build that
was stopped is kept, and the same file goes on with it.
"""

import re
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, QProcess, Signal
from PySide6.QtWidgets import QWidget

from console.file_places import ask_which
from console.hub_words import in_words
from console.panels.message_box import ask
from console.panels.regions_dialog import RegionRow, RegionsDialog
from console.theme import Theme
from console.tongue import tr
from console.view import Tone
from core.hub.launcher import MAIN
from core.hub.own_depots import on_region
from core.region.command import Said, region_words
from core.region.region import Region, shipped_region
from core.region.region_ref import RegionFileError
from core.region.sizes import time_words
from core.region.store import RegionStore

FILTER = tr("OpenStreetMap extracts (*.osm.pbf *.pbf)")
GONE_ON = tr("Add the same file again under this name to go on.")


class RegionsDesk(QObject):
    """One dialog and one build at a time; a build goes on while the dialog is closed.

    Signals: `changed` when a region was added or removed, `depot_wanted` (region) to set one up."""

    changed = Signal()
    depot_wanted = Signal(str)

    def __init__(
        self,
        window: QWidget,
        theme: Theme,
        store: RegionStore,
        in_use: Callable[[], Region | None],
        say: Callable[[str, bool], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._theme = theme
        self._store = store
        self._in_use = in_use
        self._say = say
        self._dialog: RegionsDialog | None = None
        self._process: QProcess | None = None
        self._look: QProcess | None = None
        """What is in the file that was chosen: asked before it is built."""
        self._extract = Path()
        self._last = Said()
        self._heading = ""

    def open(self) -> None:
        """Show the list; again brings it to the front."""
        if self._dialog is None:
            dialog = self._dialog = RegionsDialog(self._theme, self._window)
            dialog.file_wanted.connect(self._choose_file)
            dialog.build_asked.connect(lambda name, left: self._build("add", name, left))
            dialog.stop_asked.connect(self.stop)
            dialog.remove_asked.connect(self._ask_to_remove)
            dialog.depot_asked.connect(self._begin_depot)
            dialog.finished.connect(lambda _: self._forget())
            self._refresh()
            if self._process is not None:
                self._show(self._last)
        self._dialog.open()
        self._dialog.raise_()

    def close(self) -> None:
        """End a build with the console; what is finished of it is kept."""
        self._look_no_more()
        if self._process is not None:
            self._process.finished.disconnect()
            self.stop()
            self._process.waitForFinished(5_000)

    def stop(self) -> None:
        """End the build that runs."""
        if self._process is not None:
            # Nothing to tidy up: a build may be ended at any moment.
            self._process.kill()

    def begin(self, extract: Path) -> None:
        """Ask what the region of this file is to be called."""
        self._extract = extract
        if self._dialog is None:
            return
        self._dialog.ask_name(extract, name_for(extract))
        self._look_no_more()
        look = self._look = QProcess(self)
        look.finished.connect(lambda _code, _status: self._tell_needs(look))
        data = ["--data", str(self._store.folder.parent)]
        look.start(sys.executable, [str(MAIN), "region", "look", str(extract), "--json", *data])

    def _look_no_more(self) -> None:
        if self._look is not None:
            self._look.finished.disconnect()
            self._look.kill()
            self._look.waitForFinished(5_000)
            self._look = None

    def _tell_needs(self, look: QProcess) -> None:
        """Time, disk and memory, or why nothing can be built of it."""
        self._look = None
        lines = bytes(look.readAllStandardOutput().data()).splitlines()
        if self._dialog is None or self._dialog.form.isHidden() or not lines:
            return
        said = msgspec.json.decode(lines[-1], type=Said)
        if said.is_failed:
            self._dialog.say(in_words(said.words), Tone.BAD)
        else:
            self._dialog.show_needs(in_words(said.words))

    def _forget(self) -> None:
        self._look_no_more()
        self._dialog = None

    def _choose_file(self, name: str) -> None:
        title = tr("Update {name} from", name=name) if name else tr("Add a region from")
        ask_which(self._window, title, [FILTER], lambda file: self._take_file(name, file))

    def _take_file(self, name: str, file: Path) -> None:
        if name:
            self._extract = file
            self._build("update", name, is_left=False)
        else:
            self.begin(file)

    def _build(self, verb: str, name: str, is_left: bool) -> None:
        assert self._dialog is not None
        try:
            self._store.check_name(name, is_new=verb == "add")
        except RegionFileError as error:
            self._dialog.say(in_words(str(error)), Tone.BAD)
            return
        self._look_no_more()
        arguments = ["region", verb, name, str(self._extract), "--json"]
        arguments += ["--data", str(self._store.folder.parent), *(["--left"] if is_left else [])]
        process = self._process = QProcess(self)
        process.readyReadStandardOutput.connect(self._hear)
        process.finished.connect(lambda _code, _status: self._ended(name))
        self._last = Said(tr("Reading {extract_name}", extract_name=self._extract.name))
        self._heading = ""
        self._dialog.say("")
        self._show(self._last)
        process.start(sys.executable, [str(MAIN), *arguments])

    def _hear(self) -> None:
        assert self._process is not None
        while self._process.canReadLine():
            line = self._process.readLine().data()
            self._last = msgspec.json.decode(line, type=Said)
            if not self._heading:
                self._heading = in_words(self._last.words)
            self._show(self._last)

    def _show(self, said: Said) -> None:
        if self._dialog is None:
            return
        now = in_words(said.words)
        is_begun = now != self._heading
        left = (
            tr(
                "{words}, about {time_words} left",
                words=now,
                time_words=time_words(said.left_s),
            )
            if is_begun
            else ""
        )
        words = "\n".join(part for part in (self._heading, left) if part) or now
        self._dialog.show_progress(words, said.part)

    def _ended(self, name: str) -> None:
        """By itself, or because it was stopped."""
        self._process = None
        said = self._last
        self.changed.emit()
        if said.is_done:
            words, is_bad = in_words(said.words), False
        elif said.is_failed:
            words, is_bad = in_words(said.words), True
        else:
            words, is_bad = (
                tr(
                    "Stopped. What is finished of {name} is kept. {GONE_ON}",
                    name=name,
                    GONE_ON=GONE_ON,
                ),
                False,
            )
        if self._dialog is None:
            self._say(words, is_bad)
            return
        self._dialog.end_progress()
        self._dialog.say(words, Tone.BAD if is_bad else Tone.GOOD if said.is_done else Tone.MUTED)
        self._refresh()
        self._dialog.choose(name)

    def _ask_to_remove(self, name: str) -> None:
        depots = ", ".join(card.name for card in on_region(self._store.folder.parent, name))
        ask(
            self._window if self._dialog is None else self._dialog,
            tr("Regions"),
            tr("Remove the region {name}?", name=name),
            tr(
                "Days that were planned on it need it when their hub starts again. Its "
                "extract stays where it is; adding it again brings the region back."
            )
            if not depots
            else tr(
                "These depots cannot be opened without it: {depots}. Adding its extract again "
                "brings the region back.",
                depots=depots,
            ),
            tr("Remove"),
            lambda: self._remove(name),
            is_safe=False,
        )

    def _remove(self, name: str) -> None:
        assert self._dialog is not None
        try:
            self._store.remove(name)
        except RegionFileError as error:
            self._dialog.say(in_words(str(error)), Tone.BAD)
        else:
            self._dialog.say(tr("The region {name} is removed.", name=name))
            self.changed.emit()
        self._refresh()

    def _begin_depot(self, name: str) -> None:
        assert self._dialog is not None
        self._dialog.accept()
        self.depot_wanted.emit(name)

    def _refresh(self) -> None:
        if self._dialog is not None:
            self._dialog.show_rows(rows_of(self._store, self._in_use()))


def rows_of(store: RegionStore, in_use: Region | None) -> list[RegionRow]:
    """The demo city's, the user's own, and those whose build was stopped."""
    used = in_use.build if in_use is not None else ""
    shipped = shipped_region()
    rows = [
        RegionRow(
            shipped.name,
            tr("The demo city; its house numbers are invented"),
            is_in_use=shipped.build == used,
            can_change=False,
        )
    ]
    for region in store.all():
        assert region.manifest is not None
        words = in_words(region_words(region.manifest))
        rows.append(RegionRow(region.name, words, is_in_use=region.build == used))
    for name, stages in store.unfinished():
        words = tr("Not finished: {stages} of 3 stages. {GONE_ON}", stages=stages, GONE_ON=GONE_ON)
        rows.append(RegionRow(name, words, is_finished=False))
    return rows


def name_for(extract: Path) -> str:
    """What a region of this file could be called."""
    plain = re.sub(r"[^a-z0-9]+", "-", extract.name.lower().partition(".")[0])
    return plain.strip("-")[:40].strip("-")

"""Opens the console: the window first, everything that takes time to load behind it.

Called by `main.py` with the parsed command line. Network, planner and map are imported on a
thread while the empty window is on the screen already.
"""

import argparse
import hashlib
import json
import logging
import os
import shutil
import sys
from functools import partial
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from console.crash import FOLDER as CRASHES
from console.crash import CrashWatch
from console.end_signals import EndSignals
from console.hub_words import in_words
from console.languages import teach_qt
from console.layouts import apply_layout, read_layouts
from console.main_window import MainWindow
from console.map.map_page import register_scheme
from console.off_screen import OffScreen, announce, is_for_pictures
from console.opened import Opened, is_named, keep_opened, name_in, read_opened
from console.region_gap import ask_region, missing_of
from console.theme import Scheme, Theme
from console.tongue import tr
from console.window_desk import LAYOUTS
from core.hub.own_depots import DATABASE, DepotRefused, folder_of, keep_region
from core.private_files import private_folder
from core.region.store import REGIONS
from core.settings import Settings, SettingsError, data_folder, load_settings

if TYPE_CHECKING:
    from console.app import Console
    from console.hub_link import Target
    from console.sign_in_desk import Entry, SignInDesk
    from console.welcome_desk import WelcomeDesk


class Opening(QObject):
    """From the empty window to the working console. Signal: `loaded`, from the loading thread."""

    loaded = Signal()

    def __init__(self, options: argparse.Namespace, settings: Settings, data: Path) -> None:
        super().__init__()
        self._options = options
        self._settings = replace(settings, theme=options.theme or settings.theme)
        """As the window goes by them; what the command line asks for is not kept."""
        self._data = data
        self.theme = Theme(application(), Scheme(self._settings.theme))
        self.window = MainWindow(self.theme)
        self.console: Console | None = None
        self.off_screen: OffScreen | None = None
        self._thread = Thread(target=self._load, name="loading")
        self._desk: SignInDesk | None = None
        self._entry: Entry | None = None
        self._is_arranged = False
        self.to_say = ""
        """As soon as a day is shown."""
        self._welcome: WelcomeDesk | None = None
        self._asks_what = not is_named(options) and self._named_before() is None

    def begin(self) -> None:
        """Show the window, then load the rest."""
        self._show_window()
        self.loaded.connect(self._go_on)
        self.window.first_shown.connect(self._thread.start)

    def end(self) -> None:
        """Wait for the threads and close the console."""
        if self._thread.ident is not None:
            self._thread.join()
        if self._welcome is not None:
            self._welcome.close()
        if self._desk is not None:
            self._desk.close()
        if self.console is not None:
            self.console.close()

    def _named_before(self) -> Opened | None:
        """What was opened last time, unless something else is asked for."""
        if QGuiApplication.platformName() == "offscreen":
            return Opened("demo", "la-serena")
        opened = read_opened(self._data)
        if opened is not None and not is_named(self._options):
            name_in(self._options, opened)
        return opened

    def _show_window(self) -> None:
        width, height = self._options.size or usual_size()
        self.window.resize(width, height)
        self.window.size_columns()
        self._bring_layout_back()
        self.window.show()
        if not self._is_arranged:
            self.window.size_columns()
        if not self._signs_in() and not self._asks_what:
            self.window.say(tr("Opening the day. The first time this takes some seconds."))

    def _bring_layout_back(self) -> None:
        """As the window was left; a size that was asked for counts more. Pictures show it as it
        is on the first day."""
        if is_for_pictures(self._options):
            return
        last = read_layouts(self._data / LAYOUTS).last
        place = self._options.size is None
        self._is_arranged = last is not None and apply_layout(
            self.window, last, is_place_wanted=place
        )

    def _signs_in(self) -> bool:
        """Whether a person says who he is; whoever has a token or an own hub needs not."""
        options = self._options
        has_token = options.token_file is not None or bool(os.environ.get("BACKHAUL_TOKEN"))
        return bool(options.sign_in or (options.hub and not has_token))

    def _load(self) -> None:
        import_module("console.app")
        self.loaded.emit()

    def _go_on(self) -> None:
        if self._asks_what:
            self._ask_what()
        elif self._signs_in():
            self._ask_who()
        else:
            self._open(target_of(self._options, self._data))

    def _ask_what(self) -> None:
        """On a new computer, and whenever somebody wants to open something else."""
        from console.welcome_desk import WelcomeDesk

        self._welcome = WelcomeDesk(self.window, self.theme, self._data, self._data / REGIONS)
        self._welcome.opened.connect(self._open_chosen)

    def _open_chosen(self, opened: Opened) -> None:
        """What was chosen on the welcome; a hub is kept once somebody is signed in."""
        name_in(self._options, opened)
        try:
            target = target_of(self._options, self._data) if opened.kind != "hub" else None
        except SettingsError as error:
            self.window.say(in_words(str(error)), is_bad=True)
            return
        if target is None:
            self._ask_who()
            return
        self._end_welcome()
        keep_opened(self._data, opened)
        self.window.say(tr("Opening the day. The first time this takes some seconds."))
        self._open(target)

    def _end_welcome(self) -> None:
        if self._welcome is not None:
            self._welcome.close()
            self._welcome = None
        self._asks_what = False

    def _given_up(self) -> None:
        """Nobody has signed in: the welcome is still there, or there is nothing to show."""
        if self._welcome is None:
            self.window.close()

    def welcome(self) -> None:
        """Ask again what to open, in a new window instead of this one."""
        self._asks_what = True
        self._leave_console()
        self._ask_what()

    def _leave_console(self) -> None:
        """A new window, and the end of the console of this one."""
        old, console = self.window, self.console
        self.console = None
        self.window = MainWindow(self.theme)
        self._show_window()
        if console is not None:
            console.left.disconnect(self._left)
            self._settings = console.own.values
            console.close()
            console.deleteLater()
        old.close()
        old.deleteLater()

    def _ask_who(self, words: str = "") -> None:
        """Before there is a console, and again when somebody has left it."""
        from console.sign_in_desk import SignInDesk

        if self._desk is not None:
            self._desk.close()
        self._desk = SignInDesk(self.theme, self.window, self._data / "hubs.json")
        self._desk.entered.connect(self._entered)
        self._desk.given_up.connect(self._given_up)
        options = self._options
        self._desk.begin(options.hub or "", options.depot or "", options.authority or "", words)

    def _entered(self, entry: "Entry") -> None:
        from console.hub_link import Target
        from core.hub.client import Address
        from core.model import DepotId

        self._end_welcome()
        keep_opened(self._data, Opened("hub"))
        self._entry, hub = entry, entry.hub
        address = Address(hub.url, entry.token, DepotId(hub.depot), hub.authority)
        outbox = self._data / outbox_name(hub.url, hub.depot, hub.name)
        self._open(Target(address=address, outbox=outbox, signed_in=hub.name))
        if entry.words:
            self.window.say(entry.words)

    def _left(self, words: str) -> None:
        """Somebody has signed out, or is let in no more: an empty window asks who is there."""
        from console.sign_in_desk import leave

        assert self._entry is not None
        entry, self._entry = self._entry, None
        self._leave_console()
        leave(entry.hub, entry.token)
        self._ask_who(words)

    def open_depot(self, depot: str) -> None:
        """A depot of one's own by its id, or the demo day, in a new window instead of this one."""
        opened = Opened("own", depot) if depot else Opened("demo", "la-serena")
        name_in(self._options, opened)
        try:
            target = target_of(self._options, self._data)
        except SettingsError as error:
            self.window.say(in_words(str(error)), is_bad=True)
            return
        self._leave_console()
        keep_opened(self._data, opened)
        self._open(target)

    def _say_once(self) -> None:
        if self.to_say:
            self.window.say(self.to_say, is_bad=True)
            self.to_say = ""

    def _open(self, target: "Target") -> None:
        if target.embedded is not None and not is_for_pictures(self._options):
            regions = self._data / REGIONS
            card = missing_of(target.embedded, regions)
            if card is not None:
                chosen = partial(self._open_in, target)
                ask_region(self.window, card, regions, chosen, self.welcome)
                return
        self._open_console(target)

    def _open_in(self, target: "Target", region: str) -> None:
        """A depot in another region than before; kept as soon as its day is shown."""
        assert target.embedded is not None
        self._open_console(replace(target, embedded=replace(target.embedded, region=region)))
        folder = target.embedded.data
        if self.console is not None:
            self.console.day_shown.connect(lambda: keep_region(folder, region))

    def _open_console(self, target: "Target") -> None:
        from console.app import Console

        cache = private_folder(self._data / "cache")
        self.console = Console(
            self.theme,
            self._settings,
            target,
            cache=cache,
            window=self.window,
            regions=self._data / REGIONS,
        )
        self.console.left.connect(self._left)
        # Later: who asks is closed by it.
        self.console.depot_wanted.connect(self.open_depot, Qt.ConnectionType.QueuedConnection)
        self.console.day_shown.connect(self._say_once)
        self.console.welcome_wanted.connect(self.welcome, Qt.ConnectionType.QueuedConnection)
        self.console.start()
        self.off_screen = OffScreen(self.console, self._options)
        self.off_screen.begin()


def run(options: argparse.Namespace) -> int:
    """Open the console; the exit code. Known failures are a sentence on stderr."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s: %(message)s")
    data: Path = options.data or data_folder()
    try:
        settings = load_settings()
        private_folder(data)
        if options.token_file is not None:
            options.token_file.read_text(encoding="utf-8")
        if options.hub and options.authority:
            # From here on the certificate itself.
            options.authority = trusted(options.hub, options.authority)
        if options.open:
            own_depot(options.open, data)
        elif options.fresh:
            refuse_if_open(data / demo_folder(options.city))
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except OSError as error:
        sys.stderr.write(f"{what_failed(error, data)}\n")
        return 1
    announce(options)
    if settings.scale_percent != 100:
        os.environ.setdefault("QT_SCALE_FACTOR", str(settings.scale_percent / 100))
    watch = CrashWatch(data / CRASHES)
    ended_badly = watch.begin()
    register_scheme()
    # The web engine is imported after the application exists and needs this from its beginning.
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)
    app = application()
    asked = EndSignals()
    asked.asked.connect(app.quit)
    asked.begin()
    opening = Opening(options, settings, data)
    opening.begin()
    opening.to_say = ended_badly
    code = app.exec()
    opening.end()
    asked.end()
    watch.end()
    return (opening.off_screen.code if opening.off_screen is not None else 0) or code


def trusted(hub: str, fingerprint: str) -> str:
    """The hub's authority (PEM), which has the fingerprint that was given. Raises
    `SettingsError`."""
    # Imported late: only who joins another hub needs it.
    from core.hub.trust import HubUntrusted, authority_of

    try:
        return authority_of(hub, fingerprint)
    except HubUntrusted as error:
        raise SettingsError(str(error)) from error


def what_failed(error: OSError, data: Path) -> str:
    """What could not be opened, where, and what to do."""
    place = error.filename or data
    if data.is_file():
        return f"{data} is a file, but data needs a folder. Name another one with --data."
    if isinstance(error, FileNotFoundError):
        return (
            f"There is no file {place}. A hub writes it when it has opened its day; start the hub "
            "first, or name another file."
        )
    return f"{place} cannot be used: {error.strerror}. Check its rights and the space on its disk."


def refuse_if_open(folder: Path) -> None:
    """Raise `SettingsError` when another console has the demo day of this folder open."""
    endpoint = folder / "day.db.endpoint.json"
    try:
        pid = int(json.loads(endpoint.read_bytes())["pid"])
        os.kill(pid, 0)
    except (OSError, ValueError, KeyError, TypeError):
        return
    raise SettingsError(
        f"The demo day in {folder} is open in another console (hub process {pid}). Close it "
        "before you begin the day anew."
    )


def application() -> QApplication:
    """The one application object."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(sys.argv[:1])
        app.setApplicationName("Backhaul")
        app.setOrganizationName("Backhaul")
        teach_qt(app)
    return app


def target_of(options: argparse.Namespace, data: Path) -> "Target":
    """Which hub the command line asks for."""
    from console.hub_link import Target
    from core.hub.client import Address
    from core.hub.launcher import Wanted
    from core.model import DepotId

    if options.hub:
        token = os.environ.get("BACKHAUL_TOKEN", "")
        if options.token_file is not None:
            token = options.token_file.read_text(encoding="utf-8").strip()
        address = Address(options.hub, token, DepotId(options.depot), options.authority or "")
        return Target(address=address, outbox=data / outbox_name(options.hub, options.depot))
    if options.open:
        return own_depot(options.open, data)
    folder = data / demo_folder(options.city)
    if options.fresh:
        shutil.rmtree(folder, ignore_errors=True)
    private_folder(folder)
    wanted = Wanted(
        db=f"sqlite:///{folder / 'day.db'}",
        data=folder,
        demo=True,
        speed=options.speed,
        seed=options.seed,
        region=options.city or "",
        regions=data / REGIONS,
    )
    return Target(embedded=wanted, outbox=folder / "office.outbox")


def own_depot(depot: str, data: Path) -> "Target":
    """A depot of one's own. Raises `SettingsError` where there is none."""
    from console.hub_link import Target
    from core.hub.launcher import Wanted

    try:
        folder = folder_of(data, depot)
    except DepotRefused as refused:
        raise SettingsError(str(refused)) from refused
    wanted = Wanted(f"sqlite:///{folder / DATABASE}", folder, regions=data / REGIONS)
    return Target(embedded=wanted, outbox=folder / "office.outbox")


def demo_folder(city: str | None) -> str:
    """Each city's demo day goes on by itself."""
    return "demo" if city in (None, "la-serena") else f"demo-{city}"


def outbox_name(hub: str, depot: str, name: str = "") -> str:
    """One file per hub, depot and person: what waits for the one never goes to another."""
    digest = hashlib.sha256(" ".join(part for part in (hub, depot, name) if part).encode())
    return f"office-{digest.hexdigest()[:12]}.outbox"


def usual_size() -> tuple[int, int]:
    """As large as the screen allows, up to what a dispatcher needs."""
    if QGuiApplication.platformName() == "offscreen":
        return 1600, 1000
    screen = QGuiApplication.primaryScreen().availableGeometry()
    return min(1720, screen.width() - 40), min(1040, screen.height() - 60)

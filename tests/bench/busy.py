"""The console's main thread and memory on a fast day with somebody at work.

The hub runs the demo day sixty times as fast, its drivers with it; every second something is
chosen, pointed at, searched or zoomed. A stall is the processor's time that the Qt thread took
between two looks at its own clock. Waiting for the processor does not count, but a machine that is
busy otherwise lets more become due at once, so figures of a loaded one are too high. The stacks of
the longest are written to stderr. `BACKHAUL_TEST_BUSY_S` sets how long (default 300).
"""

import os
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable
from itertools import cycle
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from console import in_sight
from console.app import Console
from console.hub_link import Target
from console.map.map_page import register_scheme
from console.theme import Scheme, Theme
from core.demo_day import DEPOT_ID
from core.hub.client import Address
from core.hub.endpoint import Ready
from core.settings import Settings
from main import prepare_display
from tests.bench.figures import Figure
from tests.bench.live import memory, start_hub, wait

SECONDS = float(os.environ.get("BACKHAUL_TEST_BUSY_S", "300"))
SPEED = "60"
LOOK_MS = 4
TELLING_MS = 40.0
SETTLED = 0.3
"""The share of the time after which memory is taken as the level to compare with."""


class Stalls(QObject):
    """Processor's time of the Qt thread between two looks; a helper notes where it was."""

    def __init__(self) -> None:
        super().__init__()
        self.longest_ms = 0.0
        self.over = 0
        self.stacks: list[tuple[float, str]] = []
        self._last = time.thread_time()
        self._wall = time.monotonic()
        self._seen = ""
        self._qt = threading.get_ident()
        self._is_over = False
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self._timer.start(LOOK_MS)
        self._watcher = threading.Thread(target=self._watch, name="stalls")
        self._watcher.start()

    def end(self) -> None:
        """Stop watching."""
        self._timer.stop()
        self._is_over = True
        self._watcher.join()

    def _look(self) -> None:
        now = time.thread_time()
        took = (now - self._last) * 1000
        self._last, self._wall = now, time.monotonic()
        if took > TELLING_MS:
            self.over += 1
            self.stacks.append((took, self._seen))
        self.longest_ms = max(self.longest_ms, took)
        self._seen = ""

    def _watch(self) -> None:
        while not self._is_over:
            time.sleep(0.008)
            late = (time.monotonic() - self._wall) * 1000
            frame = sys._current_frames().get(self._qt)
            if late > TELLING_MS / 2 and frame is not None:
                self._seen = "".join(traceback.format_stack(frame)[-9:])


def hands(console: Console) -> Callable[[], None]:
    """What somebody does, one thing after the other."""
    window = console.window

    def choose_case() -> None:
        rows = window.queue.model.rowCount()
        if rows:
            window.queue.select(window.queue.model.row(hands_at[0] % rows).order_id)

    def choose_route() -> None:
        routes = list(console.live.state.routes)
        if routes:
            console.choosing.route(routes[hands_at[0] % len(routes)])

    def search() -> None:
        window.queue._search.setText(("", "sil", "nobody", "10")[hands_at[0] % 4])
        window.queue._search.textEdited.emit(window.queue._search.text())

    def type_command() -> None:
        console.commands.open()
        for text in ("r", "re", "retry ", "why 10"):
            console.commands.bar.typed.emit(text)
        console.commands.bar.hide()

    hands_at = [0]
    turns = cycle(
        (
            *(choose_case, choose_route, search, type_command),
            *(lambda: window.board.canvas.zoom(1.25), lambda: window.board.canvas.zoom(0.8)),
            *(console.maps.fit_chosen, lambda: in_sight.leave(console)),
            *(lambda: window.board.choose_days(window.board.chosen_days()), console.maps.fit),
        )
    )

    def act() -> None:
        hands_at[0] += 1
        next(turns)()

    return act


def main() -> None:
    """Open, work, measure, print."""
    prepare_display()
    register_scheme()
    app = QApplication([])
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        hub, ready = start_hub(data, SPEED)
        try:
            stalls, growth = measure(app, data, ready)
        finally:
            hub.terminate()
            hub.wait()
    for took, stack in sorted(stalls.stacks, reverse=True)[:5]:
        sys.stderr.write(f"{took:.0f} ms\n{stack}\n")
    words = f"limit, {SECONDS:.0f} s of a day at {SPEED}×"
    figures = [
        Figure("main_thread_stall_max_ms", stalls.longest_ms, "ms", words, 50.0, 1.0),
        Figure("memory_growth_pct", growth, "%", words, 5.0, 1.0),
    ]
    sys.stdout.write(msgspec.json.encode(figures).decode() + "\n")


def measure(app: QApplication, data: Path, hub: Ready) -> tuple[Stalls, float]:
    """The stalls, and by how many per cent console and page grew after they had settled."""
    endpoint = hub.endpoint
    assert endpoint is not None, hub.words
    target = Target(address=Address(endpoint.ws_url, endpoint.token, DEPOT_ID))
    console = Console(Theme(app, Scheme.DARK), Settings(), target, cache=data / "cache")
    console.window.resize(1600, 1000)
    console.start()
    try:
        wait(lambda: console.map is not None and console.map.is_ready)
        wait(lambda: bool(console.picture and console.picture.scene.routes and console.screen))
        began = time.monotonic()
        wait(lambda: time.monotonic() - began > 20, 60)
        stalls = Stalls()
        timer = QTimer()
        timer.timeout.connect(hands(console))
        timer.start(1000)
        settled: list[float] = []
        began = time.monotonic()

        def is_over() -> bool:
            share = (time.monotonic() - began) / SECONDS
            if share > SETTLED and not settled:
                settled.append(_held())
            return share >= 1

        wait(is_over, SECONDS + 60)
        timer.stop()
        stalls.end()
        return stalls, max(0.0, (_held() / settled[0] - 1) * 100)
    finally:
        console.window.close()
        console.close()


def _held() -> float:
    """Resident MiB of the window and its page."""
    held = memory()
    return held["console"] + held.get("map", 0.0)


if __name__ == "__main__":
    main()

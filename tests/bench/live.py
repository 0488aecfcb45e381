"""The running console with a real hub: drops, drivers' reports at 250 a second, memory.

One process holds the window (drawn off-screen) and the drivers' connections; the hub is a process
of its own whose clock hardly moves, so that only the bench acts. However the bench ends, its hub
ends too: it is an embedded one, which watches its stdin.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np
from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from console.app import Console
from console.hub_link import Target
from console.map.map_page import register_scheme
from console.planner import Found
from console.theme import Scheme, Theme
from core import commands as c
from core.demo_day import DEPOT_ID
from core.hub.client import Address
from core.hub.endpoint import Ready, Secrets
from core.model import StopStatus
from core.settings import Settings
from main import prepare_display
from tests.bench.figures import Figure
from tests.bench.reporters import Errand, Sent

DROPS = 25
REPORTS_PER_S = 250


class Watch(QObject):
    """When each seq was first on the map: the page has acknowledged the frame that holds it."""

    def __init__(self, console: Console) -> None:
        super().__init__()
        self.drawn_at: dict[int, float] = {}
        self._console = console
        self._held: dict[int, int] = {}
        assert console.map is not None
        console.map.frame_sent.connect(self._frame_sent)
        console.map.frame_drawn.connect(self._frame_drawn)

    def _frame_sent(self, frame: int) -> None:
        assert self._console.picture is not None
        self._held[frame] = self._console.picture.seq

    def _frame_drawn(self, frame: int) -> None:
        if frame in self._held:
            self.drawn_at.setdefault(self._held[frame], time.perf_counter())

    def first_drawn(self, seq: int) -> float | None:
        """When a frame with at least this seq was drawn."""
        later = [at for known, at in self.drawn_at.items() if known >= seq]
        return min(later, default=None)


def wait(condition: Callable[[], bool], seconds: float = 90) -> None:
    """Run Qt's loop until the condition holds."""
    loop = QEventLoop()
    ends = time.monotonic() + seconds
    timer = QTimer()

    def look() -> None:
        if condition() or time.monotonic() > ends:
            loop.quit()

    timer.timeout.connect(look)
    timer.start(2)
    loop.exec()
    timer.stop()
    if not condition():
        raise TimeoutError("the console did not get there")


def drops(console: Console, watch: Watch) -> list[float]:
    """Put waiting returns onto routes, one after the other; until drawn and re-optimized."""
    taken = []
    proposals: list[object] = []
    console.planner.proposed.connect(proposals.append)
    for _ in range(DROPS):
        state = console.live.state
        wait(lambda s=state.seq: bool(console.screen and console.screen.seq >= s))  # type: ignore[misc]
        assert console.screen is not None
        waiting = [r for r in console.screen.queue if r.kind == "return_request" and r.is_draggable]
        row = next(r for r in waiting if r.status in ("open", "acknowledged"))
        before, asked = state.seq, len(proposals)
        route_id = _cheapest(console, row.order_id)
        began = time.perf_counter()
        console.window.board.order_dropped.emit(
            row.order_id, route_id, None, Qt.KeyboardModifier.NoModifier
        )
        wait(lambda b=before: (watch.first_drawn(b + 1) or 0) > 0)  # type: ignore[misc]
        wait(lambda a=asked: len(proposals) > a)  # type: ignore[misc]
        taken.append((time.perf_counter() - began) * 1000)
        console.gestures.history.undo()
        wait(lambda s=console.live.state.seq: console.live.state.seq > s)  # type: ignore[misc]
    return taken


def _cheapest(console: Console, order_id: str) -> str:
    """The best route, as the dispatcher sees it once the drag has begun."""
    found: list[Found] = []
    console.planner.ways_found.connect(found.append)
    console.window.queue.drag_started.emit(order_id)
    wait(lambda: any(each.wish.order_id == order_id for each in found))
    console.planner.ways_found.disconnect(found.append)
    console.window.queue.drag_ended.emit(order_id)
    today = console.screen.day if console.screen is not None else None
    routes = console.live.state.routes
    ways = [
        way
        for way in found[-1].ways
        if way.option.is_feasible and routes[way.option.route_id].day == today
    ]
    return min(ways, key=lambda way: way.option.cost_minor).option.route_id


def reports(console: Console, watch: Watch, ws_url: str, tokens: dict[str, str]) -> list[float]:
    """Milliseconds from a driver's sending to the drawn frame; the drivers are another process."""
    errand = Errand(ws_url, tokens, tuple(_plan(console)), REPORTS_PER_S)
    drivers = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.reporters"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert drivers.stdin is not None
    assert drivers.stdout is not None
    drivers.stdin.write(msgspec.json.encode(errand) + b"\n")
    drivers.stdin.close()
    try:
        wait(lambda: drivers.poll() is not None)
    finally:
        drivers.kill()
    sent = msgspec.json.decode(drivers.stdout.read(), type=list[Sent])
    last = max(each.seq for each in sent)
    wait(lambda: watch.first_drawn(last) is not None)
    return [
        (drawn - each.at) * 1000
        for each in sent
        if (drawn := watch.first_drawn(each.seq)) is not None
    ]


def _plan(console: Console) -> list[tuple[str, c.Command]]:
    """What the drivers will report: stop after stop, in turn."""
    state = console.live.state
    now = console.live.clock.now if console.live.clock is not None else None
    assert now is not None
    queues = []
    for route in state.routes.values():
        if route.started_at is None or route.ended_at is not None:
            continue
        todo: list[tuple[str, c.Command]] = []
        for stop_id in route.manifest:
            stop = state.stops[stop_id]
            if stop.status.is_ended:
                continue
            if stop.status is StopStatus.PLANNED:
                todo.append((route.driver_id, c.StartStop(stop_id=stop_id, at=now)))
            if stop.status is not StopStatus.ARRIVED:
                todo.append((route.driver_id, c.ArriveAtStop(stop_id=stop_id, at=now)))
            todo.append((route.driver_id, c.CompleteStop(stop_id=stop_id, at=now)))
        queues.append(todo)
    turns: list[tuple[str, c.Command]] = []
    while any(queues):
        turns.extend(queue.pop(0) for queue in queues if queue)
    return turns


def memory() -> dict[str, float]:
    """Resident MiB of this process and of each of its descendants, by role."""
    found: dict[str, float] = {}
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            words = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            status = (folder / "status").read_text()
        except OSError:
            continue
        role = _role(words, int(folder.name))
        if role:
            line = next(x for x in status.splitlines() if x.startswith("VmRSS"))
            found[role] = max(found.get(role, 0.0), int(line.split()[1]) / 1024)
    return found


def _role(words: str, pid: int) -> str:
    if pid == os.getpid():
        return "console"
    roles = {"main.py hub": "hub", "--type=renderer": "map"}
    for mark, role in roles.items():
        if mark in words:
            return role
    return "solver" if "spawn_main" in words else ""


def main() -> None:
    """Open everything, measure, print."""
    prepare_display()
    register_scheme()
    app = QApplication([])
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        hub, ready = start_hub(data)
        try:
            drop_ms, report_ms, held = measure(app, data, ready)
        finally:
            hub.terminate()
            hub.wait()
    limits = {"console": 600.0, "hub": 300.0, "solver": 300.0}
    figures = [
        Figure(
            name="drop_to_drawn_p95_ms",
            value=float(np.percentile(drop_ms, 95)),
            unit="ms",
            reference=f"limit, {len(drop_ms)} drops with re-optimization",
            reference_value=300.0,
            target=1.0,
        ),
        Figure(
            name="report_to_pixel_p95_ms",
            value=float(np.percentile(report_ms, 95)),
            unit="ms",
            reference=f"limit, {len(report_ms)} reports at {REPORTS_PER_S}/s",
            reference_value=200.0,
            target=1.0,
        ),
        *(
            Figure(
                name=f"memory_mib_{role}",
                value=held[role],
                unit="MiB",
                reference="limit",
                reference_value=limit,
                target=1.0,
            )
            for role, limit in limits.items()
            if role in held
        ),
    ]
    sys.stdout.write(msgspec.json.encode(figures).decode() + "\n")


def start_hub(data: Path, speed: str = "0.01") -> "tuple[subprocess.Popen[bytes], Ready]":
    """A hub of its own on the demo day, its clock as good as still unless `speed` says more."""
    arguments = ["hub", "--embedded", "--listen", "127.0.0.1:0", "--data", str(data)]
    arguments += ["--db", f"sqlite:///{data / 'day.db'}", "--demo", "--speed", speed]
    hub = subprocess.Popen(
        [sys.executable, "main.py", *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert hub.stdin is not None
    assert hub.stdout is not None
    hub.stdin.write(msgspec.json.encode(Secrets()) + b"\n")
    hub.stdin.flush()
    return hub, msgspec.json.decode(hub.stdout.readline(), type=Ready)


def measure(
    app: QApplication, data: Path, hub: Ready
) -> tuple[list[float], list[float], dict[str, float]]:
    """Milliseconds of drops and reports, and memory by process."""
    endpoint = hub.endpoint
    assert endpoint is not None, hub.words
    target = Target(address=Address(endpoint.ws_url, endpoint.token, DEPOT_ID))
    console = Console(Theme(app, Scheme.DARK), Settings(send_after_s=0), target, cache=data)
    console.window.resize(1600, 1000)
    console.start()
    try:
        wait(lambda: console.map is not None and console.map.is_ready)
        wait(lambda: console.live.travel is not None)
        wait(lambda: bool(console.picture and console.picture.scene.routes and console.screen))
        watch = Watch(console)
        drop_ms = drops(console, watch)
        held = memory()
        return drop_ms, reports(console, watch, endpoint.ws_url, hub.secrets.drivers), held
    finally:
        console.window.close()
        console.close()


if __name__ == "__main__":
    main()

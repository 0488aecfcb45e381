"""The map's page under 5,000 vans, 5,000 stops and 200 routes, drawn off-screen and without a GPU.

The vans drive as fast as on a day at sixty times its speed: one that moves less than half a pixel
is no reason to draw a frame, and slower ones would give it few reasons. Counted are animation
frames in which vans were drawn at new places, or those that the window painted if these are fewer;
in pans and zooms all that the page had. Beside them stands a bare page that fills a canvas of the
window's size in every frame: nothing is faster on this machine at this moment. The longest frame is
that of pans and zooms under the same load. What a frame costs is the processor's time of window,
page and compositor together, which a machine that is busy otherwise changes little.
"""

import math
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import shiboken6
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QApplication

from console.map.map_page import register_scheme
from console.map.map_view import MapView
from console.map.scene import Scene
from main import prepare_display
from tests.bench.figures import Figure
from tests.console.map import fake_day

VANS, STOPS, ROUTES = 5_000, 5_000, 200
SECONDS = 8.0
METRES_PER_S = 833
"""A minute of a van at 50 km/h."""
ROUND_S = 1.2
"""Until a van has driven its circle; on a way to and fro it would stand still at both ends."""
METRES_PER_DEGREE = 111_195
COUNT = """
(() => {
  const { frames: drawn } = backhaul.live.layer;
  window.bench = { frames: 0, longest: 0, drawn, began: performance.now() };
  let last = performance.now();
  const tick = (now) => {
    bench.frames += 1;
    bench.longest = Math.max(bench.longest, now - last);
    last = now;
    if (!bench.isOver) requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
  return 1;
})()
"""
RESULT = """
(() => {
  bench.isOver = true;
  const seconds = (performance.now() - bench.began) / 1000;
  const drawn = backhaul.live.layer.frames - bench.drawn;
  return JSON.stringify([bench.frames / seconds, drawn / seconds, bench.longest, drawn]);
})()
"""
BARE = """
<body style="margin: 0; overflow: hidden"><canvas width="1600" height="900"></canvas><script>
const ctx = document.querySelector("canvas").getContext("2d");
let drawn = 0;
const tick = () => {
  ctx.clearRect(0, 0, 1600, 900);
  ctx.fillRect(drawn++ % 1500, 99, 99, 99);
  requestAnimationFrame(tick);
};
tick();
</script>
"""
PAN = "backhaul.live.map.panBy([%d, %d], {animate: true, duration: 0.4}), 1"
ZOOM = "backhaul.live.map.setZoom(backhaul.live.map.getZoom() + (%d), {animate: true}), 1"


def crowd() -> Scene:
    """Two hundred routes, and vans enough beside those that drive them."""
    day = fake_day.make_day(drivers=ROUTES, stops=STOPS)
    vans = [
        replace(van, id=f"{van.id}-{n}", lat=van.lat + n * 4e-4, lon=van.lon - n * 3e-4)
        for n in range(VANS // ROUTES)
        for van in day.drivers
    ]
    return replace(day, drivers=tuple(vans))


def drive(scene: Scene, hz: float) -> Iterator[Scene]:
    """In circles without end, a step for each of `hz` positions a second."""
    steps = round(ROUND_S * hz)
    wide = METRES_PER_S * ROUND_S / math.tau / METRES_PER_DEGREE

    def at(step: int) -> Scene:
        turn = math.tau * step / steps
        moved = (
            replace(
                van,
                lat=van.lat + wide * math.cos(turn + i),
                lon=van.lon + wide * math.sin(turn + i),
            )
            for i, van in enumerate(scene.drivers)
        )
        return replace(scene, drivers=tuple(moved))

    # Made before: what it costs to make them up is not the map's.
    return cycle([at(step) for step in range(steps)])


class Painted(QObject):
    """How often a page's widget was painted."""

    def __init__(self, view: QWebEngineView) -> None:
        super().__init__(view)
        self.count = 0
        surface = view.focusProxy()
        assert surface is not None
        surface.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() is QEvent.Type.Paint
        return False


def bare_rate() -> float:
    """Frames a second of a page that does next to nothing."""
    view = QWebEngineView()
    view.resize(1600, 900)
    view.show()
    view.setHtml(BARE)
    wait(lambda: view.focusProxy() is not None, 60)
    painted = Painted(view)
    wait(lambda: painted.count > 20, 60)
    was, began = painted.count, time.monotonic()
    wait(lambda: False, SECONDS / 2)
    rate = (painted.count - was) / (time.monotonic() - began)
    view.close()
    shiboken6.delete(view)
    return rate


def wait(condition: Callable[[], bool], seconds: float) -> None:
    """Run Qt's loop until the condition holds or the time is over."""
    loop, timer = QEventLoop(), QTimer()
    ends = time.monotonic() + seconds
    timer.timeout.connect(lambda: loop.quit() if condition() or time.monotonic() > ends else None)
    timer.start(2)
    loop.exec()
    timer.stop()


def ask(view: MapView, script: str) -> Any:
    """What the page answers."""
    answers: list[Any] = []
    view.page().runJavaScript(script, answers.append)
    wait(lambda: bool(answers), 30)
    return answers[0]


def spent() -> float:
    """Processor's seconds of this process and what it started, the page's among them."""
    ticks = {os.getpid(): 0}
    parents = {}
    for folder in Path("/proc").iterdir():
        with suppress(OSError, ValueError):
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            parents[int(folder.name)] = (int(fields[1]), int(fields[11]) + int(fields[12]))
    for pid in sorted(parents):  # whoever was started has the higher number
        parent, own = parents[pid]
        if pid == os.getpid() or parent in ticks:
            ticks[pid] = own
    return sum(ticks.values()) / os.sysconf("SC_CLK_TCK")


def run(view: MapView, scene: Scene, hz: float, moves: tuple[str, ...]) -> list[float]:
    """Frames a second, those drawn and seen, longest frame in ms, processor's ms per drawn one."""
    painted = Painted(view)
    scenes = drive(scene, hz)
    timer = QTimer()
    timer.timeout.connect(lambda: view.show_scene(next(scenes)))
    timer.start(round(1000 / hz))
    wait(lambda: False, 2)
    ask(view, COUNT)
    before, painted_before, began = spent(), painted.count, time.monotonic()
    for move in moves or ("1",):
        ask(view, move)
        wait(lambda: False, SECONDS / max(1, len(moves)))
    timer.stop()
    used = spent() - before
    seen = (painted.count - painted_before) / (time.monotonic() - began)
    frames, drawn, longest, count = msgspec.json.decode(ask(view, RESULT), type=list[float])
    return [frames, min(drawn, seen), longest, used * 1000 / max(1.0, count)]


def main() -> None:
    """Measure at rest at 10 and at 30 Hz, then in motion; print."""
    prepare_display()
    register_scheme()
    app = QApplication(sys.argv[:1])
    bare = bare_rate()
    base_map = Path("resources/demo/base.pmtiles")
    with TemporaryDirectory() as cache:
        view = MapView(cache_folder=Path(cache), base_map=base_map)
        view.resize(1600, 900)
        view.show()
        wait(lambda: view.is_ready, 60)
        empty = run(view, Scene(), 10, ())
        scene = crowd()
        view.show_scene(scene)
        wait(lambda: False, 3)
        still = run(view, scene, 10, ())
        fast = run(view, scene, 30, ())
        moves = tuple(PAN % at for at in ((300, 80), (-260, 90), (120, -200), (-160, 30)))
        moving = run(view, scene, 10, (*moves, ZOOM % 1, ZOOM % -1, ZOOM % -1, ZOOM % 1))
        view.shut_down()
    del app
    # Less than sixty here is the machine's doing, not the map's.
    limits = (
        ("page_fps_bare", bare, 59.0, "a canvas filled in every frame, in this run"),
        ("page_fps_empty", empty[0], 60.0, "a page with nothing on it in this run"),
        ("page_fps_5000", still[1], 55.0, "limit, drawn, positions at 10 Hz"),
        ("page_fps_5000_30hz", fast[1], 55.0, "limit, drawn, positions at 30 Hz"),
        ("page_fps_5000_moving", moving[0], 30.0, "limit, pans and zooms at 10 Hz"),
    )
    figures = [
        Figure(name, value, "1/s", words, limit, 1.0, is_rate=True)
        for name, value, limit, words in limits
    ]
    words = "a bare page in this run, positions at 10 Hz"
    figures.append(Figure("page_fps_5000_to_bare", still[1], "1/s", words, bare, 1.1, is_rate=True))
    words = "limit, of all processes, positions at 10 Hz"
    figures.append(Figure("page_frame_cpu_ms", still[3], "ms", words, 25.0, 1.0))
    words = "limit, pans and zooms at 10 Hz"
    figures.append(Figure("page_longest_frame_ms", moving[2], "ms", words, 120.0, 1.0))
    sys.stdout.write(msgspec.json.encode(figures).decode() + "\n")


if __name__ == "__main__":
    main()

"""From starting the program to its first window and its first map, on a day that exists already.

Beside it, in the same run, a bare Qt window in a fresh process.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import msgspec
from PySide6.QtWidgets import QApplication

from tests.bench.figures import Figure

RUNS = 3
LIMIT_WINDOW_S, LIMIT_MAP_S = 1.5, 4.0
BARE = """
import time, sys
from PySide6.QtWidgets import QApplication, QMainWindow
from PySide6.QtCore import QTimer
app = QApplication([])
window = QMainWindow()
window.show()
def shown():
    print(time.time()); app.quit()
QTimer.singleShot(0, shown)
app.exec()
"""


def child(data: str) -> None:
    """The console itself, telling when it has shown its window and its map."""
    import console.start as start

    class Told(start.Opening):
        def begin(self) -> None:
            self.window.first_shown.connect(lambda: _tell("window"))
            super().begin()

        def _go_on(self) -> None:
            super()._go_on()
            assert self.console is not None
            assert self.console.map is not None
            self.console.map.frame_drawn.connect(self._drawn)

        def _drawn(self, frame: int) -> None:
            console = self.console
            if console is not None and console.picture and console.picture.scene.routes:
                _tell("map")
                self.window.close()
                QApplication.quit()

    start.Opening = Told  # type: ignore[misc]
    from main import make_parser, prepare_display

    prepare_display()
    picture = ["--screenshot", os.devnull, "--after", "90"]
    options = make_parser().parse_args(["--demo", "--data", data, "--size", "1600x1000", *picture])
    sys.exit(start.run(options))


def _tell(what: str) -> None:
    sys.stdout.write(f"{what} {time.time()}\n")
    sys.stdout.flush()


def _times(command: list[str]) -> dict[str, float]:
    began = time.time()
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, timeout=150, check=False)
    found: dict[str, float] = {}
    for line in done.stdout.splitlines():
        what, _, at = line.rpartition(" ")
        if what in ("", "window", "map"):
            found.setdefault(what, float(at) - began)
    return found


def main() -> None:
    """Print both figures."""
    with tempfile.TemporaryDirectory() as data:
        run: Callable[[], dict[str, float]] = lambda: _times(  # noqa: E731
            [sys.executable, "-m", "tests.bench.start", data]
        )
        run()
        bare, windows, maps = [], [], []
        for _ in range(RUNS):
            bare.append(_times([sys.executable, "-c", BARE])[""])
            times = run()
            windows.append(times["window"])
            maps.append(times["map"])
    sys.stderr.write(f"a bare Qt window: {median(bare):.2f} s\n")
    figures = [
        Figure(
            name="first_window_s",
            value=median(windows),
            unit="s",
            reference=f"limit (a bare Qt window: {median(bare):.2f} s)",
            reference_value=LIMIT_WINDOW_S,
            target=1.0,
        ),
        Figure(
            name="first_map_s",
            value=median(maps),
            unit="s",
            reference="limit, with the day's routes drawn",
            reference_value=LIMIT_MAP_S,
            target=1.0,
        ),
    ]
    sys.stdout.write(msgspec.json.encode(figures).decode() + "\n")


if __name__ == "__main__":
    os.chdir(Path(__file__).parent.parent.parent)
    if len(sys.argv) > 1:
        child(sys.argv[1])
    else:
        main()

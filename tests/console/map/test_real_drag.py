import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.webengine, pytest.mark.end_to_end]


def test_a_row_is_dragged_onto_a_route_with_a_real_mouse(
    virtual_display: str, repository: Path
) -> None:
    environment = {**os.environ, "DISPLAY": virtual_display, "QT_QPA_PLATFORM": "xcb"}
    if os.geteuid() == 0:
        environment["QTWEBENGINE_CHROMIUM_FLAGS"] = "--no-sandbox"
    with subprocess.Popen(
        [sys.executable, "-m", "tests.console.map.drag_window"],
        cwd=repository,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as window:
        assert window.stdout is not None
        try:
            word, *places = window.stdout.readline().split()
            assert word == "drag"
            x, y, to_x, to_y = map(int, places)
            drag((x, y), (to_x, to_y), environment)
            assert window.stdout.readline() == "dropped R-1003 route route-7 rows 1\n"
        finally:
            window.kill()


def drag(start: tuple[int, int], end: tuple[int, int], environment: dict[str, str]) -> None:
    """Press, move in steps as a hand does, let go."""
    (x, y), (to_x, to_y) = start, end
    steps = [f"mousemove {x} {y}", "mousedown 1"]
    for step in range(1, 21):
        steps.append(f"mousemove {x + (to_x - x) * step // 20} {y + (to_y - y) * step // 20}")
        steps.append("sleep 0.02")
    command = " ".join([*steps, "sleep 0.2", "mouseup 1"]).split()
    subprocess.run(["xdotool", *command], env=environment, check=True, timeout=30)

"""Drags with a real mouse, which alone show whether both sides agree on the action."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.end_to_end


def test_orders_and_stops_are_dragged_with_a_real_mouse(
    virtual_display: str, repository: Path
) -> None:
    environment = {**os.environ, "DISPLAY": virtual_display, "QT_QPA_PLATFORM": "xcb"}
    with subprocess.Popen(
        [sys.executable, "-m", "tests.console.panels.drag_window"],
        cwd=repository,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as window:
        assert window.stdout is not None
        try:
            drags = []
            while (line := window.stdout.readline()) != "ready\n":
                _, x, y, to_x, to_y, expected = line.rstrip("\n").split(" ", 5)
                drags.append(((int(x), int(y)), (int(to_x), int(to_y)), expected))
            assert len(drags) == 4
            for start, end, expected in drags:
                drag(start, end, environment)
                assert window.stdout.readline() == f"{expected}\n"
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

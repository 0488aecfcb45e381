"""A display with a window manager, and an environment in which a console opens on it."""

import os
import shutil
import subprocess
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session")
def desktop(virtual_display: str) -> Iterator[dict[str, str]]:
    """The environment of a program whose window is shown, moved and given the keys."""
    program = shutil.which("openbox")
    if program is None:
        pytest.skip("openbox is missing: sudo apt-get install openbox")
    environment = {**os.environ, "DISPLAY": virtual_display, "QT_QPA_PLATFORM": "xcb"}
    with subprocess.Popen(
        [program, "--sm-disable"], env=environment, stderr=subprocess.DEVNULL
    ) as manager:
        yield environment
        manager.terminate()

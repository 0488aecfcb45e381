"""For every test: a home of its own, no network beyond loopback, nothing left behind."""

import gc
import ipaddress
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from platformdirs import user_cache_path

from tests import leaks

settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any machine")
"""How fast an example runs is the machine's business; what it finds is the test's."""

OURS = ("BACKHAUL_TEST_", "BACKHAUL_PYTHON")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever takes long begins first, in the order it was shuffled into.

    Two workers share what is left to the last second test; a minute-long one among the last would
    leave the other worker with nothing to do.
    """
    items.sort(key=lambda item: item.get_closest_marker("end_to_end") is None)


def pytest_collection_finish() -> None:
    """What is loaded by now stays: a search for leaked windows need not look through it again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _home_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Settings, data and caches of whoever runs the tests are neither read nor written."""
    home = tmp_path_factory.mktemp("home")
    runtime = home / "runtime"
    runtime.mkdir(mode=0o700)
    # Compiled kernels are named after their sources and take half a minute: they are shared.
    kernels = user_cache_path("backhaul") / "kernels"
    kernels.mkdir(parents=True, exist_ok=True)
    (home / "cache" / "backhaul").mkdir(parents=True)
    (home / "cache" / "backhaul" / "kernels").symlink_to(kernels)
    with pytest.MonkeyPatch.context() as patch:
        for name in [n for n in os.environ if n.startswith("BACKHAUL_") and not n.startswith(OURS)]:
            patch.delenv(name)
        # Windows of programs that tests start are read in English.
        patch.setenv("LC_ALL", "C.UTF-8")
        patch.delenv("LANGUAGE", raising=False)
        patch.setenv("HOME", str(home))
        patch.setenv("XDG_RUNTIME_DIR", str(runtime))
        for kind in ("CONFIG", "DATA", "CACHE", "STATE"):
            patch.setenv(f"XDG_{kind}_HOME", str(home / kind.lower()))
        yield


@pytest.fixture(scope="session", autouse=True)
def _no_network() -> Iterator[None]:
    """Whoever calls out of this machine gets an error that names the address."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def guarded_connect(self: socket.socket, address: Any) -> None:
        refuse_outside(self, address)
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        refuse_outside(self, address)
        return connect_ex(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
        yield


def refuse_outside(connecting: socket.socket, address: Any) -> None:
    """Raise unless the address is on this machine."""
    if connecting.family not in (socket.AF_INET, socket.AF_INET6):
        return
    host = str(address[0])
    if host != "localhost" and not ipaddress.ip_address(host.partition("%")[0]).is_loopback:
        raise AssertionError(f"A test called {address}; tests stay on loopback. Use a fake.")


@pytest.fixture(autouse=True)
def _nothing_left_behind() -> Iterator[None]:
    """A test that leaks a thread, a running timer or a window fails, by the leak's name."""
    threads, windows = leaks.running_threads(), leaks.top_level_windows()
    with leaks.watched_timers() as timers:
        yield
    left = {
        "threads": leaks.leaked_threads(threads),
        "timers": leaks.leaked_timers(timers),
        "windows": leaks.leaked_windows(windows),
    }
    named = [f"{kind}: {', '.join(names)}" for kind, names in left.items() if names]
    assert not named, "left behind " + "; ".join(named)


@pytest.fixture(scope="session")
def virtual_display() -> Iterator[str]:
    """The name of an X display of 1920×1080 where a test may move the mouse, as `:7`."""
    program = shutil.which("Xvfb")
    if program is None or shutil.which("xdotool") is None:
        pytest.skip("Xvfb and xdotool are missing: sudo apt-get install xvfb xdotool")
    reader, writer = os.pipe()
    command = [program, "-displayfd", str(writer), "-screen", "0", "1920x1080x24"]
    display = subprocess.Popen(
        [*command, "-nolisten", "tcp"],
        pass_fds=[writer],
        stderr=subprocess.DEVNULL,
    )
    os.close(writer)
    with os.fdopen(reader) as number:
        name = number.readline().strip()
    assert name, "Xvfb ended before it had a display"
    yield f":{name}"
    display.terminate()
    display.wait()


@pytest.fixture(scope="session")
def repository() -> Path:
    """The folder of this clone."""
    return Path(__file__).parent.parent

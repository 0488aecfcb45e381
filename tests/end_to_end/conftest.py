"""A display on which a console opens, and the count of what the days have gone through."""

import os
import shutil
import statistics
import subprocess
from collections.abc import Iterator

import pytest

COUNTED = pytest.StashKey["Tally"]()


class Tally:
    """What was gone through without loss; said at the end of the run."""

    def __init__(self) -> None:
        self.days = self.kills = self.reports = self.answered = 0
        self.handled: list[tuple[int, float]] = []
        """Gestures and seconds of each case that was handled with mouse and keys."""

    def count(self, *, kills: int, reports: int) -> None:
        """Another day was lived to its end, and every check of it held."""
        self.days += 1
        self.kills += kills
        self.reports += reports


@pytest.fixture
def tally(request: pytest.FixtureRequest) -> Tally:
    """The count of this run."""
    return request.config.stash.setdefault(COUNTED, Tally())


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The count in one line."""
    tally = terminalreporter.config.stash.get(COUNTED, Tally())
    if tally.days:
        terminalreporter.write_line(
            f"days lived to the end: {tally.days}; kill -9 of hub or drivers: {tally.kills}; "
            f"reports acknowledged: {tally.reports}, lost: 0, twice: 0"
        )
    if tally.handled:
        gestures, times = zip(*tally.handled, strict=True)
        terminalreporter.write_line(
            f"cases handled: {len(times)}; seconds each: median {statistics.median(times):.1f}, "
            f"worst {max(times):.1f}; gestures: median {statistics.median(gestures):g}, worst "
            f"{max(gestures)}; customers who answered: {tally.answered}"
        )


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

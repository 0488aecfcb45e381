"""An event loop that looks at its sockets at most every few milliseconds while much happens.

A thousand devices that report once a second wake a loop a thousand times: each time Python is
taken from the thread that decides and writes, and given back. What comes within `LOOK_EVERY_S` is
taken up together instead. Whoever comes after a pause is seen at once; what a thread then has for
him is taken up with the next look. Where other programs wait for the processor nothing is put off:
who gives it away there gets it back late.
"""

import asyncio
import selectors
import sys
import time
from collections.abc import Callable

LOOK_EVERY_S = 0.003
"""Between two looks at the sockets: little beside the time a commit takes."""
LATE_S = 0.006
"""A processor that comes back later than asked for by more than this has others who wait for it."""
CROWDED_S = 1.0
"""So long nothing is put off after that."""

Ready = list[tuple[selectors.SelectorKey, int]]


class UnhurriedSelector(selectors.DefaultSelector):
    """Waits a moment before it looks again. What the loop has to do by itself is never delayed."""

    def __init__(
        self,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        super().__init__()
        self._monotonic = monotonic
        self._sleep = sleep
        self._found_s = -LOOK_EVERY_S
        """When something was found last."""
        self._crowded_until_s = 0.0

    def select(self, timeout: float | None = None) -> Ready:
        """What has come; at once if callbacks are ready (`timeout` is 0)."""
        if timeout is None or timeout > 0:
            slept_s = self._slept_s(timeout)
            timeout = timeout if timeout is None else max(0.0, timeout - slept_s)
        ready = super().select(timeout)
        if ready:
            self._found_s = self._monotonic()
        return ready

    def _slept_s(self, at_most_s: float | None) -> float:
        """Wait until the next look is due; how long that was."""
        now_s = self._monotonic()
        wait_s = self._found_s + LOOK_EVERY_S - now_s
        wait_s = wait_s if at_most_s is None else min(wait_s, at_most_s)
        if wait_s <= 0 or now_s < self._crowded_until_s:
            return 0.0
        self._sleep(wait_s)
        slept_s = self._monotonic() - now_s
        if slept_s - wait_s > LATE_S:
            self._crowded_until_s = now_s + slept_s + CROWDED_S
        return slept_s


def unhurried_loop() -> asyncio.AbstractEventLoop:
    """The hub's loop; on Windows the usual one, which waits for no sockets in this sense."""
    if sys.platform == "win32":
        return asyncio.new_event_loop()
    return asyncio.SelectorEventLoop(UnhurriedSelector())

"""How often one caller may ask: a bucket that fills with time. No clock, no I/O."""

from collections import OrderedDict

MOST_CALLERS = 10_000
"""Beyond this many the one heard of longest ago is forgotten."""


class RateLimit:
    """Lets each caller ask `burst` times at once, and `per_minute` times in the long run."""

    def __init__(self, burst: int, per_minute: float) -> None:
        self._burst = burst
        self._per_s = per_minute / 60
        self._callers: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def admits(self, caller: str, now_s: float) -> bool:
        """Whether the caller may ask now; `now_s` never goes back."""
        left, since_s = self._callers.pop(caller, (float(self._burst), now_s))
        left = min(self._burst, left + (now_s - since_s) * self._per_s)
        is_admitted = left >= 1
        self._callers[caller] = (left - 1 if is_admitted else left, now_s)
        if len(self._callers) > MOST_CALLERS:
            self._callers.popitem(last=False)
        return is_admitted

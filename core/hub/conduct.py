"""Who is let in and sends what is refused, again and again, waits longer and longer. Pure.

People are refused now and then, and a phone that was away for a shift brings many things that have
become impossible meanwhile: that costs nothing. Beyond it the device is read from more slowly,
that one alone; nothing that is right is ever lost by it. Who waits is named by the hash of a token.
"""

from core.hub.growing_delay import GrowingDelay
from core.hub.rate_limit import RateLimit

AT_ONCE = 200
"""As many refusals in one go cost nothing: more than a shift of commands."""
PER_MINUTE = 60
LONGEST_S = 10.0
"""Below the time after which an unanswered ping ends a connection."""


class Conduct:
    """What every device was refused. `now_s` never goes back."""

    def __init__(self, per_minute: int = PER_MINUTE) -> None:
        """With 0 `per_minute` nobody is slowed down."""
        self._is_on = per_minute > 0
        self._bucket = RateLimit(burst=AT_ONCE, per_minute=per_minute)
        self._delay = GrowingDelay(free=0, longest_s=LONGEST_S)

    def refused(self, who: str, now_s: float) -> float:
        """One more; how long a wait begins with it, 0 when none does."""
        if not self._is_on or self.wait_s(who, now_s) > 0 or self._bucket.admits(who, now_s):
            return 0.0
        return self._delay.failed(who, now_s)

    def wait_s(self, who: str, now_s: float) -> float:
        """How long until more of it is read; 0 when it may come now."""
        return self._delay.wait_s(who, now_s)


def slow_words(wait_s: float) -> str:
    """What the device is told."""
    seconds = max(1, round(wait_s))
    return (
        "Too much of what this device sends is refused. It is listened to again in "
        f"{seconds} second{'' if seconds == 1 else 's'}."
    )

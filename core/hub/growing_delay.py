"""How long somebody who keeps failing must wait before the next try. No clock, no I/O.

Nobody is ever banned: the wait doubles with every failure, ends at a minute, and is forgiven with
time. Who is told to wait is an account, an address or a device; the caller names it.
"""

from collections import OrderedDict

from msgspec import Struct

FREE_TRIES = 4
"""Failures that cost nothing: people mistype."""
FIRST_S = 1.0
LONGEST_S = 60.0
FORGIVEN_AFTER_S = 900.0
"""Without a failure for so long, the next one counts as the first."""
MOST_KNOWN = 20_000
"""Beyond this many the one heard of longest ago is forgotten."""


class _Record(Struct):
    failures: int
    at_s: float
    until_s: float


class GrowingDelay:
    """The failures of everybody. `now_s` never goes back."""

    def __init__(self, free: int = FREE_TRIES, longest_s: float = LONGEST_S) -> None:
        self._free = free
        self._longest_s = longest_s
        self._records: OrderedDict[str, _Record] = OrderedDict()

    def wait_s(self, who: str, now_s: float) -> float:
        """How long until a try is looked at; 0 when it may come now."""
        record = self._records.get(who)
        return max(0.0, record.until_s - now_s) if record is not None else 0.0

    def failed(self, who: str, now_s: float) -> float:
        """Write a failure down; how long the next try has to wait."""
        record = self._records.pop(who, None)
        if record is None or now_s - record.at_s > FORGIVEN_AFTER_S:
            record = _Record(0, now_s, now_s)
        record.failures += 1
        record.at_s = now_s
        record.until_s = max(record.until_s, now_s + self._delay_s(record))
        self._records[who] = record
        if len(self._records) > MOST_KNOWN:
            self._records.popitem(last=False)
        return record.until_s - now_s

    def looked_at(self, who: str, now_s: float) -> None:
        """Looking at the last failure took until now, and the wait begins only here."""
        record = self._records.get(who)
        if record is not None:
            record.until_s = max(record.until_s, now_s + self._delay_s(record))

    def _delay_s(self, record: _Record) -> float:
        doubled = record.failures - self._free - 1
        return min(self._longest_s, FIRST_S * 2.0 ** min(doubled, 30)) if doubled >= 0 else 0.0

    def excused(self, who: str) -> None:
        """The last failure was none: a right answer to a part of what is asked."""
        record = self._records.get(who)
        if record is not None and record.failures > 0:
            record.failures -= 1
            record.until_s = record.at_s

    def succeeded(self, who: str) -> None:
        """Forget what went wrong before."""
        self._records.pop(who, None)


def wait_words(wait_s: float) -> str:
    """What whoever has to wait is told."""
    seconds = max(1, round(wait_s))
    return f"Too many tries. Try again in {seconds} second{'' if seconds == 1 else 's'}."

"""One alarm per device and minute about reused numbers, with how many there were. Pure.

The first is said at once. A broken device makes thousands more of the same kind, which bury every
other alarm: these are counted, and said together when the minute is over.
"""

from collections import OrderedDict

from msgspec import Struct

from core.model import ActorId

EVERY_S = 60.0
MOST_KNOWN = 5_000
"""Beyond this many the one heard of longest ago is forgotten, with what was counted of it."""


class Spoken(Struct, frozen=True):
    """What is to be said now, for `count` of them."""

    who: ActorId
    words: str
    count: int = 1


class _Minute(Struct):
    since_s: float
    count: int = 0
    words: str = ""


class AlarmLimit:
    """Who raised alarms within the last minute. `now_s` never goes back."""

    def __init__(self) -> None:
        self._minutes: OrderedDict[ActorId, _Minute] = OrderedDict()

    def heard(self, who: ActorId, words: str, now_s: float) -> Spoken | None:
        """What is to be said of it at once, if anything."""
        minute = self._minutes.get(who)
        if minute is not None:
            minute.count += 1
            minute.words = words
            return None
        self._minutes[who] = _Minute(now_s)
        if len(self._minutes) > MOST_KNOWN:
            self._minutes.popitem(last=False)
        return Spoken(who, words)

    def due(self, now_s: float) -> list[Spoken]:
        """Those whose minute is over; to be asked every second or so."""
        spoken: list[Spoken] = []
        for who, minute in list(self._minutes.items()):
            if now_s - minute.since_s < EVERY_S:
                continue
            del self._minutes[who]
            if minute.count:
                spoken.append(Spoken(who, _together(minute), minute.count))
                # Said now, so the next ones wait for the minute that begins here.
                self._minutes[who] = _Minute(now_s)
        return spoken


def _together(minute: _Minute) -> str:
    if minute.count == 1:
        return minute.words
    return f"{minute.words} There were {minute.count:,} of these within a minute."

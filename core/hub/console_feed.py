"""What has happened at a depot, on its way to consoles: at once, or gathered while much happens.

Forty vans report forty times a second; to be told of it ten times a second is as good for whoever
looks at a screen, and costs the hub and the consoles a quarter. What somebody at a console did
himself he is always told at once. Belongs to the hub's event loop.
"""

import asyncio
import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from core import events, reading
from core.access import Role
from core.erasure import ERASED
from core.hub import protocol as p
from core.hub.gate import Committed
from core.hub.member import Member
from core.hub.shelter import refs_of

EVENTS_PER_FRAME = 500
TELL_EVERY_S = 0.1
"""While more happens than that: between two frames to a console."""

Told = tuple[p.EventRecord, events.Event]
"""A record and the event in it."""


class ConsoleFeed:
    """Tells consoles what was committed, in order and without a gap."""

    def __init__(
        self, consoles: Collection[Member], texts: Callable[[], Mapping[str, str]]
    ) -> None:
        """`consoles` are those that follow by now; `texts` the depot's at the moment."""
        self._consoles = consoles
        self._texts = texts
        self._untold: list[Told] = []
        self._told_s = -math.inf
        self._due: asyncio.TimerHandle | None = None

    def add(self, committed: Committed) -> None:
        """Tell it now if somebody waits for it or little happens, else within `TELL_EVERY_S`."""
        self._untold += zip(committed.records, committed.events, strict=True)
        loop = asyncio.get_running_loop()
        wait_s = self._told_s + TELL_EVERY_S - loop.time()
        own = {console.actor.id for console in self._consoles}
        is_waited_for = any(record.actor_id in own for record in committed.records)
        if wait_s <= 0 or is_waited_for or committed.erased:
            self.flush(committed.erased)
        elif self._due is None:
            self._due = loop.call_later(wait_s, self.flush)

    def flush(self, erased: Sequence[str] = ()) -> None:
        """Tell everything that is not told yet, and which texts are gone."""
        if self._due is not None:
            self._due.cancel()
            self._due = None
        if not self._untold:
            return
        told, self._untold = self._untold, []
        self._told_s = asyncio.get_running_loop().time()
        gone = dict.fromkeys(erased, ERASED)
        for start in range(0, len(told), EVENTS_PER_FRAME):
            self._send(told[start : start + EVENTS_PER_FRAME], gone if start == 0 else {})

    def _send(self, told: Sequence[Told], gone: Mapping[str, str]) -> None:
        roles = {console.actor.role for console in self._consoles}
        texts = self._texts()
        frames = {role: events_frame(told, role, texts, gone) for role in roles}
        for console in list(self._consoles):
            console.send(frames[console.actor.role])


def events_frame(
    told: Sequence[Told],
    role: Role,
    texts: Mapping[str, str],
    gone: Mapping[str, str] | None = None,
) -> bytes:
    """Events and those of their texts that the role may read, and which texts are `gone`."""
    readable = (event for _, event in told if reading.may_read_texts(role, event))
    refs = (ref for event in readable for ref in refs_of(event))
    read = {ref: texts[ref] for ref in refs if ref in texts}
    return p.encode(p.Events(tuple(record for record, _ in told), read | dict(gone or {})))


def told_of(records: Iterable[p.EventRecord]) -> list[Told]:
    """Records from the log, with what they hold."""
    return [(each, events.decode(bytes(each.body), each.version)) for each in records]

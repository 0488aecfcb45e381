"""What the hub does about those who show tokens that nobody has: they wait longer and longer.

A token has 256 random bits, so nobody guesses one; what is kept away is the work. Whoever shows a
good token is let in whatever others at the same address do. Belongs to the event loop.
"""

import time
from collections import OrderedDict
from collections.abc import Callable

from core.hub.access_log import Kind, Note
from core.hub.growing_delay import GrowingDelay
from core.hub.networks import counted_as
from core.hub.rate_limit import RateLimit
from core.model import ActorId

MOST_HOMES = 20_000


class Strangers:
    """Addresses that failed, and those at which somebody of ours is."""

    def __init__(
        self, mention: Callable[[Note], None], monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._mention = mention
        self._monotonic = monotonic
        self._delay = GrowingDelay()
        self._trickle = RateLimit(burst=1, per_minute=60)
        self._homes: OrderedDict[str, None] = OrderedDict()

    def wait_s(self, address: str) -> float:
        """How long the address must wait before it is even listened to.

        Where somebody of ours is, it is always listened to; and everywhere once a second, because
        behind the address of a mobile network there are many, of whom one may be ours.
        """
        where = counted_as(address)
        if where in self._homes:
            return 0.0
        now_s = self._monotonic()
        wait_s = self._delay.wait_s(where, now_s)
        return 0.0 if wait_s > 0 and self._trickle.admits(where, now_s) else wait_s

    def known(self, address: str) -> None:
        """Somebody of ours came from there."""
        where = counted_as(address)
        self._homes[where] = None
        self._homes.move_to_end(where)
        if len(self._homes) > MOST_HOMES:
            self._homes.popitem(last=False)

    def failed(self, address: str, words: str = "") -> float:
        """A token from there was nobody's; how long the next one has to wait."""
        self._mention(Note(Kind.STRANGER_REFUSED, ActorId(""), address=address, words=words))
        where, now_s = counted_as(address), self._monotonic()
        wait_s = self._delay.failed(where, now_s)
        if wait_s > 0:
            self._trickle.admits(where, now_s)
        return wait_s

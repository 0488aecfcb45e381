"""Somebody connected to a depot: an actor with a mailbox, and what was shown last.

Knows no sockets. Belongs to the hub's event loop.
"""

from collections.abc import Callable
from functools import partial

from core.access import Actor
from core.driver_view import SeenStops
from core.hub import protocol as p
from core.hub.mailbox import Mailbox, Overfull
from core.model import DriverId


class Member:
    """Somebody connected. `cut` ends the connection when the mailbox overflows."""

    def __init__(self, actor: Actor, mailbox: Mailbox, cut: Callable[[str], None]) -> None:
        self.actor = actor
        self.mailbox = mailbox
        self._cut = cut
        self._fixes: dict[DriverId, p.DriverFix] = {}
        self._view_sent = b""
        self.seen = SeenStops()

    def send(self, frame: bytes) -> None:
        """Queue a frame; a member that does not keep up is cut off and resumes later."""
        try:
            self.mailbox.put(frame)
        except Overfull:
            self._cut("You read too slowly; connect again to go on where you stood.")

    def dismiss(self, words: str) -> None:
        """End the connection."""
        self._cut(words)

    def move(self, fixes: dict[DriverId, p.DriverFix]) -> None:
        """Show where drivers are; only the newest of each is sent."""
        self._fixes |= fixes
        self.mailbox.post("fixes", self._take_fixes)

    def show(self, view: Callable[[], bytes]) -> None:
        """Show a driver the own list, made when its turn comes and only if it is another."""
        self.mailbox.post("view", partial(self._take_view, view))

    def _take_fixes(self) -> bytes | None:
        fixes, self._fixes = tuple(self._fixes.values()), {}
        return p.encode(p.DriverFixes(fixes)) if fixes else None

    def _take_view(self, view: Callable[[], bytes]) -> bytes | None:
        made = view()
        if made == self._view_sent:
            return None
        self._view_sent = made
        return made

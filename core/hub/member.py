"""Somebody connected to a depot: an actor with a mailbox, and what was shown last.

Knows no sockets. Belongs to the hub's event loop.
"""

from collections.abc import Callable

from core.access import Actor
from core.driver_news import SeenList
from core.hub import protocol as p
from core.hub.mailbox import Mailbox, Overfull
from core.model import DriverId


class Member:
    """Somebody connected. `cut` ends the connection when the mailbox overflows."""

    def __init__(
        self,
        actor: Actor,
        mailbox: Mailbox,
        cut: Callable[[str], None],
        *,
        takes_changes: bool = False,
    ) -> None:
        self.actor = actor
        self.takes_changes = takes_changes
        self.mailbox = mailbox
        self._cut = cut
        self._fixes: dict[DriverId, p.DriverFix] = {}
        self.seen = SeenList()

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

    def show(self, news: Callable[[], bytes | None]) -> None:
        """Show a driver what is new in the own list, found out when its turn comes."""
        self.mailbox.post("view", news)

    def _take_fixes(self) -> bytes | None:
        fixes, self._fixes = tuple(self._fixes.values()), {}
        return p.encode(p.DriverFixes(fixes)) if fixes else None

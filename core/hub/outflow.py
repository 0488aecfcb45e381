"""Carries what a mailbox holds onto the wire, as much at once as there is and the client reads.

What is added within one turn of the event loop leaves with one write: a driver's answer and what is
new in his list, for one. Belongs to the hub's event loop.
"""

import asyncio
import logging

from core.hub.mailbox import Mailbox
from core.hub.patient_connection import PatientConnection

SENT_AT_ONCE_BYTES = 64 * 1024
"""About; beyond it what waits for a slow client stays in its mailbox, where it is counted."""

_log = logging.getLogger(__name__)


class Outflow:
    """Sends until the connection ends. No task of its own while the client reads: waking one for
    every report cost as much as the sending."""

    def __init__(self, connection: PatientConnection, mailbox: Mailbox) -> None:
        """The connection must have no extensions."""
        assert not connection.protocol.extensions
        self._connection = connection
        self._mailbox = mailbox
        self._is_due = False
        """A turn to send was asked for, or must not be."""
        self._waiting: asyncio.Task[None] | None = None
        """Until the client reads on; a line that is closed takes nothing more."""
        self._is_over = False
        self._loop = asyncio.get_running_loop()
        mailbox.filled = self._filled

    async def stop(self) -> None:
        """Send nothing more."""
        self._mailbox.filled = lambda: None
        self._is_over = True
        if self._waiting is not None:
            self._waiting.cancel()
            await asyncio.gather(self._waiting, return_exceptions=True)

    def _filled(self) -> None:
        if not self._is_due:
            self._is_due = True
            self._loop.call_soon(self._flow)

    def _flow(self) -> None:
        if self._is_over:
            return
        try:
            texts = self._mailbox.rest(SENT_AT_ONCE_BYTES)
        except Exception:
            _log.exception("What a client should see could not be made")
            self._connection.transport.abort()
            return
        if texts and not self._connection.has_written(texts):
            self._waiting = self._loop.create_task(self._wait())
            return
        self._is_due = False
        if not self._mailbox.is_empty:
            self._filled()

    async def _wait(self) -> None:
        if await self._connection.is_read_on():
            self._waiting = None
            self._flow()

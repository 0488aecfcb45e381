"""Whole files over the API: what would become of their rows, and the rows themselves.

A key that may do so acts like somebody of the office, so it is given out for itself and never to a
shop. Comparing is done beside the hub's loop, one file at a time.
"""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec
from aiohttp import web

from core.access import Actor, Role
from core.hub import api_words as w
from core.hub import protocol as p
from core.hub.api_answers import Faulty, answered, decoded, idempotency_key, told
from core.hub.api_description import WRITE_FILES
from core.hub.api_keys import ApiKey
from core.hub.file_words import MOST_BYTES, NewFile
from core.hub.open_depot import OpenDepot

if TYPE_CHECKING:
    from core.hub.file_reading import FileRead, FileReader
    from core.region.region import Region

PLANS_KEPT = 4
"""That were sent last: sent again after its day is open, a plan would be refused."""
Admitted = Callable[[web.Request, str], tuple[ApiKey, OpenDepot]]


class FileRoutes:
    """Serves `/api/v1/files…`."""

    def __init__(self, admitted: Admitted, region: "Region | None") -> None:
        self._admitted, self._region = admitted, region
        self._reader: FileReader | None = None
        self._one_at_a_time = asyncio.Lock()
        self._plans: dict[str, FileRead] = {}
        """By what was sent."""

    def routes(self) -> list[web.RouteDef]:
        """What the hub's HTTP side serves for scripts."""
        return [
            web.post("/api/v1/files/preview", answered(self._preview)),
            web.post("/api/v1/files", answered(self._bring)),
        ]

    async def _preview(self, request: web.Request) -> web.Response:
        _, opened = self._let_in(request)
        body = await _body(request)
        async with self._one_at_a_time:
            read = await self._compared(body, opened)
        return told(read.told())

    async def _bring(self, request: web.Request) -> web.Response:
        key, opened = self._let_in(request)
        sent_as = idempotency_key(request)
        body = await _body(request)
        actor = Actor(key.actor.id, Role.ADMIN, key.actor.depots)
        sent = w.command_id(key.depot, sent_as, body)
        async with self._one_at_a_time:
            read = self._plans.get(sent) or await self._compared(body, opened)
            if read.is_refused:
                return told(read.told(), 422)
            if read.is_plan:
                self._plans = dict([*self._plans.items(), (sent, read)][-PLANS_KEPT:])
            imported = 0
            for rows, command in read.asked():
                # By what it says: sent again, a file has less left to bring.
                frame_id = w.command_id(key.depot, sent_as, msgspec.json.encode(command))
                answer = await opened.gate.ask(actor, frame_id, command)
                if isinstance(answer, p.Refused):
                    words = f"{imported} rows were imported; then: {answer.words}"
                    raise Faulty(503 if answer.is_temporary else 422, words)
                imported += rows
        return told(read.told(imported), 201)

    def _let_in(self, request: web.Request) -> tuple[ApiKey, OpenDepot]:
        key, opened = self._admitted(request, WRITE_FILES)
        if key.shop:
            words = f"This key is of {key.shop} only; a file may name any shop, driver or van."
            raise Faulty(403, words)
        return key, opened

    async def _compared(self, body: bytes, opened: OpenDepot) -> "FileRead":
        new = decoded(body, NewFile)
        if len(new.content) > MOST_BYTES:
            raise Faulty(413, f"The file has more than {MOST_BYTES // 10**6} MB.")
        try:
            return await asyncio.to_thread(self._read, new, opened)
        except ValueError as error:
            raise Faulty(422, str(error)) from None

    def _read(self, new: NewFile, opened: OpenDepot) -> "FileRead":
        """Not in the hub's loop."""
        # Imported here: workbooks, numpy and the region's addresses come with it.
        from core.exchange.tables import TableError
        from core.hub.file_reading import FileReader

        if self._reader is None:
            self._reader = FileReader(self._region)
        try:
            return self._reader.read(new, opened.gate, opened.clock.now())
        except TableError as error:
            raise ValueError(str(error)) from None


async def _body(request: web.Request) -> bytes:
    """More than other calls may send: a file, in base64."""
    return await request.clone(client_max_size=MOST_BYTES * 3 // 2).read()

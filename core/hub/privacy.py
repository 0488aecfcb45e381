"""Destroys what is personal: of whoever was erased, and of everybody when its time is over.

The log is never touched. Names and notes lose their key in the transaction of the erasure itself;
files and tracks follow here, and once more at every start, so that a crash in between leaves
nothing behind. Days are those of the depot's clock.
"""

import asyncio
import logging
from contextlib import suppress
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from core import commands as c
from core import events
from core.access import EVERY_DEPOT, Actor, Role
from core.erasure import (
    called,
    erased_people,
    old_messages,
    old_photos,
    photos_in_use,
    photos_to_delete,
    refs_that_name,
)
from core.hub import protocol as p
from core.hub.access_log import Kind, Note
from core.hub.access_trail import AccessTrail
from core.hub.blobs import BlobStore, BlobsUnavailable
from core.hub.gate import Committed
from core.hub.log import EventLog, LogUnavailable
from core.hub.open_depot import OpenDepot
from core.hub.tokens import end_page
from core.model import ActorId, BlobId, CustomerId, DepotId, DriverId, PersonKind, TextRef
from core.rules.erasure import OVER
from core.state import State

LOOK_EVERY_S = 60.0
UNUSED_FOR_S = 30 * 86_400.0
"""So long a photo waits for its report, which a phone in a drawer may still send."""
MAY_ERASE = frozenset({Role.SUPERVISOR, Role.ADMIN})

_HUB = Actor(ActorId("hub"), Role.SYSTEM, frozenset({EVERY_DEPOT}))
_log = logging.getLogger(__name__)


class Privacy:
    """Follows every depot; belongs to the hub's event loop."""

    def __init__(
        self,
        log: EventLog,
        blobs: BlobStore,
        trail: AccessTrail,
        *,
        may_begin: asyncio.Event,
    ) -> None:
        """`may_begin` is set when the hub listens: nobody waits for what is due since yesterday."""
        self._log = log
        self._blobs = blobs
        self._trail = trail
        self._may_begin = may_begin
        self._followed: list[OpenDepot] = []

    def follow(self, opened: OpenDepot, every_s: float = LOOK_EVERY_S) -> "asyncio.Task[None]":
        """Do what is due now and from now on, until the task is cancelled."""
        erased = asyncio.Event()
        erased.set()

        def look(committed: Committed) -> None:
            if committed.erased:
                erased.set()
            for note in _erasures(opened.id, committed):
                self._trail.mention(note)

        opened.followers.append(look)
        self._followed.append(opened)
        work = self._work(opened, erased, every_s)
        return asyncio.create_task(work, name=f"privacy of {opened.id}")

    async def _work(self, opened: OpenDepot, erased: asyncio.Event, every_s: float) -> None:
        await self._may_begin.wait()
        day: date | None = None
        while True:
            if erased.is_set():
                erased.clear()
                await self._destroy_files(opened)
            today = _today(opened)
            if today is not None and today != day:
                await self.keep_only_what_is_due(opened, today)
                day = today
            with suppress(TimeoutError):
                async with asyncio.timeout(every_s):
                    await erased.wait()

    async def _destroy_files(self, opened: OpenDepot) -> None:
        """Photos and tracks of everybody who was erased; what fails is tried at the next start."""
        state = opened.gate.state
        people = list(erased_people(state))
        customers = [CustomerId(id_) for kind, id_ in people if kind is PersonKind.CUSTOMER]
        try:
            await asyncio.to_thread(lambda: self._delete(photos_to_delete(state, customers)))
            for kind, id_ in people:
                if kind is PersonKind.DRIVER:
                    await asyncio.to_thread(self._log.drop_track, opened.id, id_)
                    await self._end_page(opened, DriverId(id_))
        except (BlobsUnavailable, LogUnavailable) as error:
            _log.error("Not everything of who was erased is gone yet: %s", error)

    async def _end_page(self, opened: OpenDepot, driver_id: DriverId) -> None:
        """A phone that shows the day of somebody who is nobody by now."""
        if await asyncio.to_thread(end_page, self._log, opened.id, driver_id):
            words = "This phone was signed out by the office. Ask there for a new link."
            opened.dismiss(driver_id, words)

    async def forget_name(self, name: str) -> None:
        """Delete the texts in which somebody of the office is named, in every depot, but for those
        of a customer or driver who is called the same. Raises `LogUnavailable`."""
        for opened in self._followed:
            gate = opened.gate
            naming = list(refs_that_name(gate.texts, [name]))
            owners = await asyncio.to_thread(self._log.owners_of, opened.id, naming)
            others = frozenset(called(gate.state, gate.texts, name))
            gone = [ref for ref in naming if owners.get(ref) not in others]
            if gone:
                await asyncio.to_thread(self._log.forget_texts, opened.id, gone)
                opened.forget_texts(map(TextRef, gone))

    def _delete(self, blobs: "frozenset[BlobId]") -> int:
        here = [blob for blob in blobs if self._blobs.has(blob)]
        for blob in here:
            self._blobs.delete(blob)
        return len(here)

    def _disown(self, depot: DepotId, state: State) -> int:
        """Photos that came and that no report has named: nobody erases or outlives them else."""
        if not self._blobs.has_older(depot, UNUSED_FOR_S):
            return 0
        return self._blobs.disown(depot, photos_in_use(state), UNUSED_FOR_S)

    async def keep_only_what_is_due(self, opened: OpenDepot, today: date) -> None:
        """Delete what is older than the depot's settings say."""
        depot = opened.gate.state.depot
        assert depot is not None
        rules = depot.retention
        try:
            positions = await self._drop_positions(opened, rules.positions_days)
            state = opened.gate.state
            photos = await asyncio.to_thread(
                lambda: self._delete(_photos(state, today, rules.photos_days))
            )
            photos += await asyncio.to_thread(self._disown, opened.id, state)
            texts = await self._forget_messages(opened, today, rules.messages_days)
        except (BlobsUnavailable, LogUnavailable) as error:
            _log.error("Not everything whose time is over is gone: %s", error)
            return
        contacts = await self._erase_old_contacts(opened, today, rules.contacts_days)
        if positions or photos or texts or contacts:
            self._trail.mention(
                Note(
                    Kind.RETENTION_RAN,
                    _HUB.id,
                    depot=opened.id,
                    words=f"{positions} positions, {photos} photos, {texts} messages and "
                    f"{contacts} contacts were over their time.",
                )
            )

    async def _drop_positions(self, opened: OpenDepot, days: int) -> int:
        if not days:
            return 0
        before = opened.clock.now() - timedelta(days=days)
        return await asyncio.to_thread(self._log.drop_positions, before, opened.id)

    async def _forget_messages(self, opened: OpenDepot, today: date, days: int) -> int:
        if not days:
            return 0
        refs = old_messages(opened.gate.state, _before(today, days))
        here = sorted(ref for ref in refs if ref in opened.gate.texts)
        if not here:
            return 0
        count = await asyncio.to_thread(self._log.forget_texts, opened.id, here)
        opened.forget_texts(TextRef(ref) for ref in here)
        return count

    async def _erase_old_contacts(self, opened: OpenDepot, today: date, days: int) -> int:
        if not days:
            return 0
        count = 0
        for customer_id in old_contacts(opened.gate.state, _before(today, days)):
            frame_id = f"keep:{customer_id[:36]}:{today}"
            wanted = c.ErasePerson(PersonKind.CUSTOMER, customer_id)
            answer = await opened.gate.ask(_HUB, plain_id(frame_id), wanted)
            count += isinstance(answer, p.Accepted)
        return count


def old_contacts(state: State, before: str) -> list[CustomerId]:
    """Customers whose every order is over and of a day before that one."""
    newest: dict[CustomerId, str] = {}
    for order in state.orders.values():
        day = str(order.day) if order.status in OVER else "9999"
        newest[order.customer_id] = max(day, newest.get(order.customer_id, ""))
    return [
        customer_id
        for customer_id, day in newest.items()
        if day < before and state.customers[customer_id].erased_at is None
    ]


def _erasures(depot: DepotId, committed: Committed) -> list[Note]:
    """Who erased whom, by whichever way it was asked; what is over its time is noted as a whole."""
    before, state = committed.before, committed.state
    if before.customers is state.customers and before.drivers is state.drivers:
        return []
    found = []
    for record, event in zip(committed.records, committed.events, strict=True):
        if isinstance(event, events.PersonErased) and record.actor_id != _HUB.id:
            about = f"{event.kind} {event.person_id}"
            found.append(Note(Kind.ERASED, record.actor_id, about, depot))
    return found


def _today(opened: OpenDepot) -> date | None:
    depot = opened.gate.state.depot
    return opened.clock.now().astimezone(ZoneInfo(depot.zone)).date() if depot else None


def _before(today: date, days: int) -> str:
    return (today - timedelta(days=days)).isoformat()


def _photos(state: State, today: date, days: int) -> "frozenset[BlobId]":
    return old_photos(state, _before(today, days)) if days else frozenset()


def plain_id(frame_id: str) -> str:
    """With signs that an id may have."""
    return "".join(sign if sign.isascii() and sign.isalnum() else "-" for sign in frame_id)[:64]

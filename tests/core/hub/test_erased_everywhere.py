"""A day in which everything happens to one person, who is then erased: no file of the hub says the
name any more, and whatever the log keeps in the clear is known here with its reason."""

import asyncio
import re
import sqlite3
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any, NewType, get_args, get_type_hints

import pytest
from msgspec import Meta, Struct
from msgspec.structs import replace

from core import commands as c
from core import events as e
from core import model as m
from core.access import EVERY_DEPOT, Actor, Role
from core.hub import protocol as p
from core.hub.gate import Gate, encode_state
from core.hub.group_commit import GroupCommit
from core.hub.sql_log import SqlLog
from core.state import FOLD_VERSION
from tests.builders import ANA, Board
from tests.golden import everything
from tests.second_looks import SARA

NAME = "Rosa Pérez"
PHONE, EMAIL = "+56 9 7777 1234", "rosa.perez@example.cl"
SAYS = re.compile(rb"rosa|p\xc3\xa9rez|7777", re.IGNORECASE)
SYSTEM = Actor(m.ActorId("system"), Role.SYSTEM, frozenset({EVERY_DEPOT}))

CODE = "a code of the program, the catalogue or the equipment"
GOODS = "goods, as shops and labels call them"
OFFICE = "the depot about itself, its partners and its shops"
HOUSE = "a street and a number: a house is no person (decision 55)"
SUMS = "written by the planner, of figures and names of routes"
SAID = "said by a machine or another firm, the customer's name taken out at the gate"
OLD = "logs of earlier releases only; by now beside the log"

IN_THE_CLEAR = {
    "ApprovalEnded.stands": SUMS, "Approval.stands": SUMS, "Approval.words": SUMS,
    "Attempt.reason": CODE, "BeforeMove.reopened_because": SAID, "Case.reason": CODE,
    "Case.reopened_because": SAID, "CaseReopened.because": SAID, "ChangesDeclined.reason": CODE,
    "ApprovalRules.deputy": "who of the office answers: an account, which is no erased person's",
    "CatalogueEdits.grade_a": OFFICE, "CatalogueEdits.grade_b": OFFICE,
    "CatalogueEdits.grade_c": OFFICE, "CatalogueEdits.grade_d": OFFICE,
    "Closure.because": OLD, "Closure.street": HOUSE, "CollectionPoint.hours": OFFICE,
    "CollectionPoint.name": OFFICE, "CollectionRound.goods": GOODS, "CollectionRound.name": OLD,
    "CollectionRound.needs": CODE, "CollectionRound.sku": GOODS, "Custody.holder": CODE,
    "Decision.broken": SUMS, "Depot.currency": CODE, "Depot.name": OFFICE,
    "Depot.office_phone": OFFICE, "Depot.zone": CODE, "DepotSettings.office_phone": OFFICE,
    "DispositionEdit.code": CODE, "DispositionEdit.words": OFFICE, "Fence.name": OLD,
    "FoundGoods.description": GOODS, "FoundGoods.sku": GOODS, "GoodsCounted.loose": GOODS,
    "Inspection.disposition": CODE, "Inspection.suggested": CODE, "Item.description": GOODS,
    "Item.sku": GOODS, "Lot.destination": OFFICE, "Lot.disposition": CODE,
    "LotClosed.destination": OFFICE, "Message.words": SAID, "MessageRules.language": CODE,
    "MessageSettled.words": SAID, "Option.words": SUMS, "Order.needs": CODE, "Order.shop": OFFICE,
    "Order.source": "a fingerprint of a list's rows without the customer (decision 60)",
    "OrderReported.reason": CODE, "Partner.equipment": CODE, "Partner.name": OFFICE,
    "PartnerJob.name": OFFICE, "PartnerSettled.words": SAID,
    "PersonErased.person_id": "an id; lists and the window make ids that say no name",
    "Place.address": HOUSE, "PoliciesSet.policies": OFFICE, "Policy.excluded": GOODS,
    "Policy.shop": OFFICE,
    "ProblemReported.reason": CODE, "Proof.codes": GOODS, "ReasonEdit.code": CODE,
    "ReasonEdit.next_step": OFFICE, "ReasonEdit.words": OFFICE, "Refund.words": SAID,
    "RefundSettled.words": SAID, "Refusal.reason": CODE,
    "Route.name": "as vans are numbered; given by the program, or by a plan from elsewhere",
    "RouteResequenced.engine": CODE, "ShortMessage.preset": CODE, "StockSet.stock": GOODS,
    "Stop.problem": CODE, "Stranded.reason": CODE, "Vehicle.equipment": CODE,
    "Vehicle.name": OFFICE,
}  # fmt: skip
"""Every text that stands in the log itself, as long as there is a log, and why that may be."""


def test_every_text_that_the_log_keeps_in_the_clear_is_known() -> None:
    kept = {f"{kind.__name__}.{name}" for kind, name in plain_fields(e.Event, set())}
    assert kept - IN_THE_CLEAR.keys() == set(), "beside the log, or a reason why not"
    assert IN_THE_CLEAR.keys() - kept == set(), "not there any more"


def plain_fields(kind: Any, seen: set[Any]) -> Iterator[tuple[type, str]]:
    """Every text that is no id, in whatever can be reached from a type."""
    if isinstance(kind, type) and issubclass(kind, Struct):
        if kind not in seen:
            seen.add(kind)
            for name, hint in get_type_hints(kind, include_extras=True).items():
                if holds_text(hint):
                    yield kind, name
                yield from plain_fields(hint, seen)
    else:
        for part in get_args(kind):
            yield from plain_fields(part, seen)


def holds_text(hint: Any) -> bool:
    """Whether there is a plain `str` in it, which ids are not, nor what has to fit a pattern."""
    if hint is str:
        return True
    parts = () if isinstance(hint, NewType) else get_args(hint)
    return not any(isinstance(part, Meta) and part.pattern for part in parts) and any(
        holds_text(part) for part in parts
    )


NOT_TYPED = {
    "CloseLot.destination": OFFICE, "CloseStreet.street": HOUSE, "CompleteStop.codes": GOODS,
    "ErasePerson.person_id": CODE, "LocateGoods.address": HOUSE, "MoveStop.broken": SUMS,
    "MoveStop.engine": CODE, "PlaceOrder.broken": SUMS, "PlaceOrder.engine": CODE,
    "ReaddressOrder.address": HOUSE, "Replan.engine": CODE, "ResequenceRoute.engine": CODE,
    "ScanGoods.code": GOODS, "SetStock.counts": GOODS, "SettleRefund.key": CODE,
    "UnscanGoods.code": GOODS,
}  # fmt: skip
"""Texts of commands that are nobody's words."""
SPECIAL = {"texts"}
"""Names, telephones and messages by their reference."""

Asked = tuple[c.Command, Actor, datetime]


@pytest.fixture
def day(monkeypatch: pytest.MonkeyPatch) -> list[Asked]:
    """Every command of the day in which everything happens."""
    asked: list[Asked] = []
    ask = Board.ask

    def recorded(self: Board, command: c.Command, actor: Actor = ANA) -> tuple[e.Event, ...]:
        asked.append((command, actor, self.now))
        return ask(self, command, actor)

    monkeypatch.setattr(Board, "ask", recorded)
    everything.lived()
    return asked


def typed() -> set[tuple[type, str]]:
    """Where people and machines write words into commands."""
    kept_out = {key for key, why in IN_THE_CLEAR.items() if why not in (OLD, SAID)}
    return {
        (kind, name)
        for kind, name in plain_fields(c.Command, set())
        if f"{kind.__name__}.{name}" not in kept_out | NOT_TYPED.keys() and name not in SPECIAL
    }


def filled(value: Any, fields: set[tuple[type, str]]) -> Any:
    """The same with the name in every one of the fields."""
    if isinstance(value, tuple):
        return tuple(filled(each, fields) for each in value)
    if not isinstance(value, Struct):
        return value
    found = {name: filled(getattr(value, name), fields) for name in value.__struct_fields__}
    words = f"{NAME}, {PHONE}, {EMAIL}"
    said = {name: f"{words} {found[name]}" for name in found if (type(value), name) in fields}
    return replace(value, **found | said)


def with_people(command: c.Command) -> c.Command:
    """Everybody is the same person by other ids, so that whoever is erased is the one."""
    texts: dict[m.TextRef, str] = {}

    def named(person: Any) -> Any:
        refs = {"name_ref": NAME, "phone_ref": PHONE}
        refs |= {"email_ref": EMAIL} if isinstance(person, m.Customer) else {}
        known = {field: m.TextRef(f"{person.name_ref}/{field}") for field in refs}
        texts.update({known[field]: words for field, words in refs.items()})
        return replace(person, **known)

    match command:
        case c.RegisterFleet():
            drivers = tuple(map(named, command.drivers))
            return replace(command, drivers=drivers, texts=texts)
        case c.AddOrders() | c.ImportOrders():
            customers = tuple(map(named, command.customers))
            return replace(command, customers=customers, texts=texts)
        case c.TellCustomers():
            said = {each.text_ref: f"Dear {NAME}" for each in command.messages}
            return replace(command, texts=said)
        case _:
            return command


def test_nothing_says_a_name_after_everybody_who_has_it_was_erased(
    tmp_path: Path, day: list[Asked], monkeypatch: pytest.MonkeyPatch
) -> None:
    # In the middle of the day as it stands: who may be erased when is tested beside the rule.
    for check in ("must_have_no_open_order", "must_be_in_no_round", "must_have_no_open_route"):
        monkeypatch.setattr(f"core.rules.erasure._{check}", lambda state, id_: None)
    log = SqlLog(str(tmp_path / "log.db"))
    asyncio.run(lived_and_erased(log, day))
    depot = day[0][0].depot.id  # type: ignore[union-attr]
    assert log.verify(depot).is_sound
    left = {
        ref: text for ref, text in log.all_personal(depot).items() if SAYS.search(text.encode())
    }
    assert left == {}
    log.close()
    assert said_in(tmp_path) == set()


async def lived_and_erased(log: SqlLog, day: list[Asked]) -> None:
    fields = typed()
    with ThreadPoolExecutor(1) as writer:
        now = [day[0][2]]
        depot = day[0][0].depot.id  # type: ignore[union-attr]
        gate = Gate(
            depot, log, GroupCommit(log, writer), now=lambda: now[0], has_photo=lambda _: True
        )
        gate.start()
        for number, (command, actor, at) in enumerate(day):
            now[0] = at
            told = with_people(filled(command, fields))
            answer = await gate.ask(actor, f"c{number}", told)
            assert isinstance(answer, p.Accepted), (command, answer)
        # A snapshot of a day in which the name was still there.
        log.save_snapshot(depot, gate.state.seq, FOLD_VERSION, encode_state(gate.state))
        assert sum(NAME in text for text in gate.texts.values()) > len(day) / 5
        people = [
            *((m.PersonKind.CUSTOMER, str(each)) for each in gate.state.customers),
            *((m.PersonKind.DRIVER, str(each)) for each in gate.state.drivers),
        ]
        for number, (kind, id_) in enumerate(people):
            answer = await gate.ask(SARA, f"e{number}", c.ErasePerson(kind, id_))
            assert isinstance(answer, p.Accepted), (kind, id_, answer)
        assert [t for t in gate.texts.values() if SAYS.search(t.encode())] == []
        await gate.stop()


def said_in(folder: Path) -> set[str]:
    """Where a file still says it: its bytes, and what its tables hold packed."""
    found = {path.name for path in folder.rglob("*") if path.is_file() and says(path.read_bytes())}
    with closing(sqlite3.connect(folder / "log.db")) as db:
        tables = [
            name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type='table'")
        ]
        for table in tables:
            for row in db.execute(f"SELECT * FROM {table}"):
                found |= {f"{table}: {cell[:300]!r}" for cell in map(unpacked, row) if says(cell)}
    return found


def says(text: bytes) -> bool:
    return SAYS.search(text) is not None


def unpacked(cell: object) -> bytes:
    if isinstance(cell, bytes):
        try:
            return zlib.decompress(cell)
        except zlib.error:
            return cell
    return str(cell).encode()

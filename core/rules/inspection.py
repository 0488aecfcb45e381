"""Somebody looks at what came back: a grade, what becomes of it, what it brings. Pure.

Only goods that were received are inspected: nothing that a van is still to bring to a customer, and
nothing that is counted in stock because a replacement was taken back.
A return whose shop pays after the inspection is paid when all of it has been looked at.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from core import commands as c
from core import events as e
from core.access import Actor
from core.catalogue import Catalogue, Disposition, Onward
from core.depot_settings import amount_words
from core.dispositions import brings_minor, suggested
from core.model import (
    CaseStatus,
    CustodyKind,
    Decision,
    FoundGoods,
    Grade,
    Inspection,
    Item,
    ItemId,
    Lot,
    LotId,
    Order,
    OrderId,
    OrderKind,
    OrderStatus,
    RefundStatus,
    Resolution,
    TextRef,
    kind_of,
)
from core.policy import RefundWhen, ReturnReason
from core.rules import wording
from core.rules.counting import lines_of
from core.rules.lookups import Refused, active_case, is_taken_back
from core.rules.return_refunds import asked_for, owed_for
from core.state import State, apply

Events = tuple[e.Event, ...]
VENDOR = "return_to_vendor"
_OPEN = (CaseStatus.OPEN, CaseStatus.ACKNOWLEDGED)


def to_inspect(state: State) -> tuple[ItemId, ...]:
    """What lies at the depot and nobody has looked at, the longest first."""
    waiting = [
        item.id
        for order in state.orders.values()
        for item in order.items
        if not why_not_inspected(state, order, item) and item.id not in state.inspections
    ]
    waiting += [item_id for item_id in state.found if item_id not in state.inspections]
    return tuple(sorted(waiting, key=lambda item_id: state.custody[item_id].since))


def why_not_inspected(state: State, order: Order, item: Item) -> str:
    """Why there is nothing to look at, in a sentence; empty if there is."""
    custody = state.custody[item.id]
    if custody.kind is not CustodyKind.DEPOT:
        where = wording.whereabouts(state, custody)
        return f"{item.id} is {where}, not received at the depot."
    if order.kind is OrderKind.CONTAINER:
        return f"{item.id} are containers; they are counted, not inspected."
    if not item.is_collected and is_taken_back(state, order):
        return f"Order {order.id} was taken back; its goods are in stock again."
    if not item.is_collected and order.status is not OrderStatus.CLOSED:
        return f"Order {order.id} may still be delivered. Decide its case first."
    return ""


def reason_of(order: Order | None) -> ReturnReason | None:
    """Why the customer sends it back, where he said so."""
    return order.request.reason if order is not None and order.request is not None else None


def expected_minor(
    state: State, item: Item | FoundGoods, order: Order | None, entry: Disposition, now: datetime
) -> int:
    """What the depot's rates say that it brings today."""
    if order is None or isinstance(item, FoundGoods):
        return 0
    assert state.depot is not None
    today = now.astimezone(ZoneInfo(state.depot.zone)).date()
    days = max(0, (today - date.fromisoformat(order.day)).days)
    return brings_minor(entry, state.depot.rates, item.quantity * item.unit_value_minor, days)


def inspect_goods(
    state: State, command: c.InspectGoods, actor: Actor, now: datetime, catalogue: Catalogue
) -> Events:
    """Grade it; it joins the lot of its disposition, and money that waited for it is asked for."""
    item_id = command.item_id
    order, item = _line(state, item_id)
    entry = catalogue.dispositions.get(command.disposition)
    if entry is None:
        raise Refused(f"“{wording.said(command.disposition)}” is no disposition. Choose another.")
    if entry.is_off:
        raise Refused(f"“{entry.words}” is not offered at this depot. Choose another.")
    _must_not_be_sealed(state, item_id)
    first = suggested(catalogue, command.grade, reason_of(order))
    if command.disposition != first and not command.note:
        words = catalogue.dispositions[first].words
        raise Refused(f"Grade {command.grade} suggests “{words}”. Say why it is another one.")
    brings = expected_minor(state, item, order, entry, now)
    if command.recovered_minor is not None:
        brings = command.recovered_minor
        _must_be_believable(state, item, brings)
    lot = None
    if entry.goes_to is not Onward.STAYS:
        shop = order.shop if order is not None and kind_of(command.disposition) == VENDOR else ""
        lot = _open_lot(state, command.disposition, shop, now)
    inspection = Inspection(
        grade=command.grade,
        disposition=command.disposition,
        suggested=first,
        by=actor.id,
        at=now,
        recovered_minor=brings,
        note_ref=TextRef(command.note) if command.note else None,
        photos=command.photos,
        lot_id=lot.id if lot is not None else None,
    )
    event = e.GoodsInspected(item_id, inspection, lot)
    if order is None:
        return (event,)
    return (event, *_paid_after(apply(state, event), order.id, actor, now))


def undo_inspection(state: State, command: c.UndoInspection, actor: Actor, now: datetime) -> Events:
    """It waits for an inspection again, unless money or goods have gone on."""
    known = state.inspections.get(command.item_id)
    if known is None:
        raise Refused(f"{command.item_id} has not been inspected.")
    _must_not_be_sealed(state, command.item_id)
    line = lines_of(state, (command.item_id,)).get(command.item_id)
    refund = line[0].refund if line is not None else None
    if refund is not None and refund.at >= known.at and refund.status is not RefundStatus.FAILED:
        raise Refused(f"The shop was asked to pay for {command.item_id} because of what was found.")
    return (e.InspectionUndone(command.item_id, actor.id, now),)


def _line(state: State, item_id: ItemId) -> tuple[Order | None, Item | FoundGoods]:
    if item_id in state.found:
        return None, state.found[item_id]
    line = lines_of(state, (item_id,)).get(item_id)
    if line is None:
        raise Refused(f"Nothing at this depot has the code {item_id}.")
    why_not = why_not_inspected(state, *line)
    if why_not:
        raise Refused(why_not)
    return line


def _must_not_be_sealed(state: State, item_id: ItemId) -> None:
    known = state.inspections.get(item_id)
    lot = state.lots.get(known.lot_id) if known is not None and known.lot_id else None
    if lot is not None and lot.closed_at is not None:
        raise Refused(f"{item_id} is in lot {lot.number}, which is closed. Reopen the lot first.")


def _must_be_believable(state: State, item: Item | FoundGoods, minor: int) -> None:
    """Nothing brings more than it is worth; what is found has no known worth."""
    if isinstance(item, FoundGoods):
        return
    worth = item.quantity * item.unit_value_minor
    if minor > worth:
        assert state.depot is not None
        digits, currency = state.depot.minor_digits, state.depot.currency
        raise Refused(
            f"{item.id} is worth {amount_words(worth, digits, currency)}; it cannot bring "
            f"{amount_words(minor, digits, currency)}."
        )


def _open_lot(state: State, disposition: str, shop: str, now: datetime) -> Lot:
    """The lot that gathers such goods, or the next new one."""
    for lot in state.lots.values():
        is_open = lot.closed_at is None
        if is_open and (lot.disposition, lot.destination) == (disposition, shop):
            return lot
    number = len(state.lots) + 1
    return Lot(LotId(f"lot-{number}"), number, disposition, now, destination=shop)


def _paid_after(state: State, order_id: OrderId, actor: Actor, now: datetime) -> Events:
    """A shop that pays after the inspection is asked; goods of grade D are for a person."""
    order = state.orders[order_id]
    ruled = owed_for(state, order)
    is_after = ruled is not None and ruled.policy.refund is RefundWhen.AFTER_INSPECTION
    taken = [i.id for i in order.items if i.is_collected and i.id not in order.refused_items]
    looked = [state.inspections[item_id] for item_id in taken if item_id in state.inspections]
    if ruled is None or not is_after or len(looked) < len(taken) or order.refund is not None:
        return ()
    if any(each.grade is Grade.D for each in looked):
        return ()
    case = active_case(state, order_id)
    decided: list[e.Event] = []
    if case is not None and case.status in _OPEN:
        decided.append(e.CaseDecided(case.id, Decision(Resolution.REFUND, actor.id, now)))
    return *decided, asked_for(order, ruled, actor, now)

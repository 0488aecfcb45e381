"""Lots: closed with their papers, opened again while they are here, and gone for good. Pure."""

from datetime import datetime

from core import commands as c
from core import events as e
from core.access import Actor
from core.catalogue import Catalogue, Onward
from core.catalogue_edits import disposition
from core.model import Custody, CustodyKind, Lot, LotId
from core.rules import wording
from core.rules.counting import lines_of
from core.rules.lookups import Refused
from core.state import State

Events = tuple[e.Event, ...]


def close_lot(
    state: State, command: c.CloseLot, actor: Actor, now: datetime, catalogue: Catalogue
) -> Events:
    """Nothing more joins it; the next goods of its kind open another."""
    lot = lot_of(state, command.lot_id)
    if lot.closed_at is not None:
        when = wording.clock(state, lot.closed_at)
        raise Refused(f"Lot {lot.number} was closed by {lot.closed_by} at {when}.")
    if not lot.item_ids:
        raise Refused(f"Lot {lot.number} is empty; there is nothing to close.")
    destination = command.destination.strip() or lot.destination
    goes_to = disposition(catalogue, lot.disposition).goes_to
    if goes_to is not Onward.DEPOT and not destination:
        raise Refused(f"Say who takes lot {lot.number}.")
    return (e.LotClosed(lot.id, destination, actor.id, now),)


def reopen_lot(state: State, command: c.ReopenLot, actor: Actor, now: datetime) -> Events:
    """While it is still here."""
    lot = lot_of(state, command.lot_id)
    if lot.closed_at is None:
        raise Refused(f"Lot {lot.number} is open.")
    _must_be_here(state, lot)
    return (e.LotReopened(lot.id, actor.id, now),)


def send_lot(
    state: State, command: c.SendLot, actor: Actor, now: datetime, catalogue: Catalogue
) -> Events:
    """Whoever it is for has it; what is restocked can be sent again."""
    lot = lot_of(state, command.lot_id)
    if lot.closed_at is None:
        raise Refused(f"Lot {lot.number} is open. Close it first, for its papers.")
    _must_be_here(state, lot)
    left = e.LotLeft(lot.id, actor.id, now)
    goes_to = disposition(catalogue, lot.disposition).goes_to
    if goes_to is Onward.DEPOT:
        return left, e.StockSet(_restocked(state, lot))
    kind = CustodyKind.PARTNER if goes_to is Onward.PARTNER else CustodyKind.DISPOSED
    return left, e.CustodyChanged(lot.item_ids, Custody(kind, lot.destination, now))


def lot_of(state: State, lot_id: LotId) -> Lot:
    """The lot, or a refusal."""
    lot = state.lots.get(lot_id)
    if lot is None:
        raise Refused(f"There is no lot {lot_id}.")
    return lot


def _must_be_here(state: State, lot: Lot) -> None:
    if lot.left_at is not None:
        when = wording.clock(state, lot.left_at)
        raise Refused(f"Lot {lot.number} left at {when}.")


def _restocked(state: State, lot: Lot) -> dict[str, int]:
    """Stock with the lot put away."""
    stock = dict(state.stock)
    lines = lines_of(state, lot.item_ids)
    for item_id in lot.item_ids:
        goods = lines[item_id][1] if item_id in lines else state.found[item_id]
        stock[goods.sku] = stock.get(goods.sku, 0) + goods.quantity
    return stock

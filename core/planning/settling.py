"""What becomes of the orders that a plan leaves out once each gets its next best way out: the
command that decides it, as the queue would ask for it. Pure.

Nothing is decided here: every command passes the rules of its kind, and a request for a second look
with them. Whoever sends them asks first where money goes (`needs_a_word`).
"""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from core import commands as c
from core.model import (
    Case,
    CaseStatus,
    Order,
    OrderId,
    OrderStatus,
    PartnerId,
    Resolution,
    ServiceDay,
    WayOut,
)
from core.planning.plan_command import MOST_CONSIDERED
from core.planning.waiting_orders import LeftOut
from core.rules.breakdown import stranded_route
from core.rules.custody import vehicle_holding
from core.rules.lookups import active_case
from core.rules.refunds import refund_owed
from core.state import State


class Outcome(StrEnum):
    """What becomes of an order that no route of the day takes."""

    LATER = "later"
    """Another day, where it waits for a route: which one is best there is that day's plan's."""
    DEPOT = "depot"
    """Its goods come back with the van that has them, and nothing else is left to do today."""
    COUNTER = "counter"
    PARTNER = "partner"
    REFUND = "refund"
    """The money back; goods that the customer has not come back to the depot."""
    KEEP_IT = "keep_it"
    """Not worth collecting: the money back, and the customer keeps the goods."""
    REPLACE = "replace"


OF_MONEY = frozenset({Outcome.REFUND, Outcome.KEEP_IT})
"""Asked of the shop once, and not taken back from here."""
_VISITS = (Resolution.RESCHEDULE, Resolution.COLLECT, Resolution.FETCH)


class Settlement(Struct, frozen=True):
    """One order's next best way out, as it is asked for."""

    order_id: OrderId
    outcome: Outcome
    command: c.Command
    from_day: ServiceDay
    """The day it is of now."""
    day: ServiceDay | None = None
    """The day it goes to."""
    money_minor: int = 0
    """What the shop is asked for, or the partner's price."""

    @property
    def needs_a_word(self) -> bool:
        """Whether the queue, too, asks before it is done."""
        return self.outcome in OF_MONEY or self.outcome is Outcome.REPLACE


def settlements(state: State, left: Iterable[LeftOut], now: datetime) -> tuple[Settlement, ...]:
    """What can be settled at once; the other orders stay in the queue.

    Where no way out is open, goods of a failed delivery come back with the van that has them.
    """
    found = (_settled(state, each, now) for each in left)
    return tuple(each for each in found if each is not None)


def _settled(state: State, left: LeftOut, now: datetime) -> Settlement | None:
    order, case = state.orders.get(left.order_id), active_case(state, left.order_id)
    if order is None or case is None or not _is_open(order, case, now):
        return None
    considered, out = left.ways_out[:MOST_CONSIDERED], left.otherwise
    if out is None:
        return _home(state, order, case, considered) if left.is_weighed else None
    if out.partner_id is not None:
        return _with_partner(state, order, out.partner_id, considered)
    if out.resolution in _VISITS and out.day is not None and out.day > order.day:
        later = c.RescheduleOrder(order.id, out.day, considered)
        return Settlement(order.id, Outcome.LATER, later, order.day, out.day)
    command: c.Command
    match out.resolution:
        case Resolution.KEEP_AT_COUNTER:
            command = c.KeepAtCounter(order.id, considered, left.back_at)
            return Settlement(order.id, Outcome.COUNTER, command, order.day, out.day)
        case Resolution.REPLACE:
            command = c.ReplaceOrder(case.id, considered)
            return Settlement(order.id, Outcome.REPLACE, command, order.day, out.day)
        case Resolution.REFUND | Resolution.KEEP_IT:
            command, owed = c.RefundOrder(case.id, considered), refund_owed(state, order)
            how = Outcome.KEEP_IT if out.resolution is Resolution.KEEP_IT else Outcome.REFUND
            return Settlement(order.id, how, command, order.day, money_minor=owed)
        case _:
            return None


def _is_open(order: Order, case: Case, now: datetime) -> bool:
    """Whether nobody has decided about it since."""
    is_undecided = case.status in (CaseStatus.OPEN, CaseStatus.ACKNOWLEDGED)
    waits = order.status in (OrderStatus.WAITING, OrderStatus.FAILED)
    return is_undecided and waits and not case.waits_at(now)


def _home(
    state: State, order: Order, case: Case, considered: tuple[WayOut, ...]
) -> Settlement | None:
    """Back with the van; not with one that stands somewhere."""
    vehicle = vehicle_holding(state, order)
    is_tried = order.status is OrderStatus.FAILED
    if not is_tried or vehicle is None or stranded_route(state, vehicle.id) is not None:
        return None
    return Settlement(order.id, Outcome.DEPOT, c.ReturnToDepot(case.id, considered), order.day)


def _with_partner(
    state: State, order: Order, partner_id: PartnerId, considered: tuple[WayOut, ...]
) -> Settlement | None:
    assert state.depot is not None
    partners = state.depot.reserves.partners
    partner = next((each for each in partners if each.id == partner_id), None)
    if partner is None:
        return None
    command = c.HandToPartner(order.id, partner.id, partner.price_minor, considered)
    return Settlement(
        order.id, Outcome.PARTNER, command, order.day, money_minor=partner.price_minor
    )

"""Orders that somebody outside the own fleet takes over, for a price and until a cut-off. Pure.

What lies at the depot goes with the partner; what a customer returns is fetched by the partner
and brought to the depot. Goods in a van are the van's.
"""

from datetime import datetime

from core import commands as c
from core import events as e
from core.access import Actor
from core.model import (
    CaseStatus,
    Custody,
    CustodyKind,
    Decision,
    Order,
    OrderStatus,
    Partner,
    PartnerId,
    PartnerJob,
    Resolution,
)
from core.rules import refunds, return_refunds, wording
from core.rules.cases import back_to_queue
from core.rules.custody import collected_items, delivered_items, holder_of, is_at_depot
from core.rules.lookups import Refused, active_case, must_not_be_with_partner, order_of
from core.rules.policy import must_be_accepted
from core.rules.refunds import must_not_be_refunded
from core.rules.reserves import local_minute
from core.state import State, apply

Events = tuple[e.Event, ...]


def partner_of(state: State, partner_id: PartnerId) -> Partner:
    """The partner, or a refusal."""
    known = state.depot.reserves.partners if state.depot is not None else ()
    partner = next((each for each in known if each.id == partner_id), None)
    if partner is None:
        raise Refused(f"There is no partner {partner_id} at this depot.")
    return partner


def partner_why_not(state: State, order: Order, partner: Partner, now: datetime) -> str:
    """Why the partner cannot take the order now, in words; empty if it can."""
    assert state.depot is not None
    until = local_minute(state.depot, order.day, partner.cut_off_min)
    if now >= until:
        hours, minutes = divmod(partner.cut_off_min, 60)
        return f"takes nothing after {hours:02}:{minutes:02}"
    if partner.limit is not None and any(
        not item.load.fits_in(partner.limit) for item in order.items
    ):
        return "too heavy or too big for it"
    missing = sorted(order.needs - partner.equipment)
    if missing:
        return f"has no {missing[0].replace('_', ' ')}"
    custody = holder_of(state, order)
    if custody is not None and not is_at_depot(state, custody):
        return f"the goods are not at the depot but {wording.whereabouts(state, custody)}"
    return ""


def hand_to_partner(state: State, command: c.HandToPartner, actor: Actor, now: datetime) -> Events:
    """The partner has the order, and the goods that wait at the depot."""
    order = order_of(state, command.order_id)
    partner = partner_of(state, command.partner_id)
    must_not_be_refunded(order)
    must_be_accepted(state, order)
    must_not_be_with_partner(order)
    if order.status not in (OrderStatus.WAITING, OrderStatus.FAILED):
        raise Refused(f"Order {order.id} is {order.status}. Take it off its route first.")
    if command.price_minor != partner.price_minor:
        raise Refused(f"The price of {partner.name} is another one by now. Look again.")
    if why_not := partner_why_not(state, order, partner, now):
        raise Refused(f"{partner.name}: {why_not}.")
    job = PartnerJob(partner.id, partner.name, partner.price_minor, actor.id, now)
    taken: list[e.Event] = [e.PartnerEngaged(order.id, job)]
    items = delivered_items(order)
    if items:
        custody = Custody(CustodyKind.PARTNER, partner.id, now)
        taken.append(e.CustodyChanged(items, custody))
    case = active_case(state, order.id)
    if case is not None:
        decision = Decision(
            Resolution.HAND_TO_PARTNER, actor.id, now, considered=command.considered
        )
        taken += [e.CaseDecided(case.id, decision), e.CaseSetOut(case.id)]
    return tuple(taken)


def settle_partner(state: State, command: c.SettlePartner, actor: Actor, now: datetime) -> Events:
    """Done: goods and case end as after a visit of one's own. Given back: it waits again."""
    order = order_of(state, command.order_id)
    if order.partner is None or order.status is OrderStatus.DONE:
        raise Refused(f"Order {order.id} is with no partner.")
    assert state.depot is not None
    at_depot = Custody(CustodyKind.DEPOT, state.depot.id, now)
    settled: list[e.Event] = [
        e.PartnerSettled(order.id, command.is_done, now, command.words),
    ]
    delivered, collected = delivered_items(order), collected_items(order)
    if not command.is_done:
        if delivered:
            settled.append(e.CustodyChanged(delivered, at_depot))
        why = f": {command.words}" if command.words else ""
        settled.append(back_to_queue(state, order, f"{order.partner.name} gave it back{why}", now))
        return tuple(settled)
    if delivered:
        to_customer = Custody(CustodyKind.CUSTOMER, order.customer_id, now)
        settled.append(e.CustodyChanged(delivered, to_customer))
    if collected:
        settled.append(e.CustodyChanged(collected, at_depot))
    for event in settled:
        state = apply(state, event)
    paid = return_refunds.taken(state, state.orders[order.id], actor, now)
    for event in paid:
        state = apply(state, event)
    received = return_refunds.received(state, state.orders[order.id], actor, now)
    for event in received:
        state = apply(state, event)
    case = active_case(state, order.id)
    is_open = case is not None and case.status in (CaseStatus.OPEN, CaseStatus.ACKNOWLEDGED)
    ended = () if is_open else refunds.served(state, order.id, now)
    return (*settled, *paid, *received, *ended)

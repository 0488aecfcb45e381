"""What a shop's return policy says to a request, and exceptions from it. Pure.

A ruling is computed, never stored: the table, the request and an exception decide it. Whoever
brings a refused request onto a route, or refunds it, has made an exception first.
"""

from datetime import date, datetime

from msgspec import Struct

from core import commands as c
from core import events as e
from core.access import Actor
from core.model import Item, ItemId, Order, OrderKind, OrderStatus, PolicyException, TextRef
from core.policy import Check, Policy, ReturnReason, by_shop, faults
from core.rules.lookups import Refused, order_of
from core.rules.wording import clock, date_words
from core.state import State

Events = tuple[e.Event, ...]
Policies = dict[str, tuple[Policy, ...]]
_WITH_REQUEST = (OrderKind.RETURN, OrderKind.EXCHANGE)
REASON_NAMES = {
    ReturnReason.FAULTY: "faulty",
    ReturnReason.DAMAGED_ON_ARRIVAL: "damaged on arrival",
    ReturnReason.WRONG_ITEM: "wrong item",
    ReturnReason.DOES_NOT_FIT: "does not fit",
    ReturnReason.CHANGED_MIND: "not wanted any more",
    ReturnReason.LATE: "came too late",
    ReturnReason.REFILL: "to be refilled",
    ReturnReason.RECALL: "recalled",
}
REASON_WORDS = {
    ReturnReason.FAULTY: "it is faulty",
    ReturnReason.DAMAGED_ON_ARRIVAL: "it arrived damaged",
    ReturnReason.WRONG_ITEM: "it is the wrong item",
    ReturnReason.DOES_NOT_FIT: "it does not fit",
    ReturnReason.CHANGED_MIND: "the customer does not want it any more",
    ReturnReason.LATE: "it came too late",
    ReturnReason.REFILL: "it is to be refilled",
    ReturnReason.RECALL: "it was recalled",
}


class Ruling(Struct, frozen=True):
    """What becomes of a request."""

    policy: Policy
    is_accepted: bool
    """By the policy, or by an exception."""
    is_exception: bool
    words: str
    """`Accepted because …` or `Refused because …`, without a full stop."""
    taken: tuple[ItemId, ...]
    """Lines that come back; those refused at the door are not among them."""
    fee_minor: int = 0
    refund_minor: int = 0
    """What the customer gets, after the fee."""


def set_policies(state: State, command: c.SetPolicies, actor: Actor, now: datetime) -> Events:
    """Replace the table; a faulty one is refused whole, and so is one that overlooks a change."""
    found = faults(command.policies)
    if found:
        first = found[0]
        raise Refused(f"Entry {first.entry}, {first.field}: {first.words}. Nothing was changed.")
    wanted = by_shop(command.policies)
    if command.was is not None:
        wanted = _merged(state, by_shop(command.was), wanted)
        if wanted == state.policies:
            return ()
    return (e.PoliciesSet(wanted, actor.id, now),)


def _merged(state: State, was: Policies, wanted: Policies) -> Policies:
    """Today's table with the shops that were changed; never over somebody else's change."""
    table = dict(state.policies)
    for shop in dict.fromkeys((*was, *wanted)):
        old, new = was.get(shop, ()), wanted.get(shop, ())
        if old == new:
            continue
        if state.policies.get(shop, ()) not in (old, new):
            raise Refused(f"{shop}’s policies were changed{_by_whom(state, shop)}. Look again.")
        table[shop] = new
        if not new:
            table.pop(shop)
    return table


def _by_whom(state: State, shop: str) -> str:
    for change in reversed(state.policy_changes):
        if shop in change.new:
            return f" by {change.by} at {clock(state, change.at)}"
    return " since you looked"


def make_exception(state: State, command: c.MakeException, actor: Actor, now: datetime) -> Events:
    """Take back what the shop's policy refuses, for a reason."""
    order = order_of(state, command.order_id)
    ruled = ruling(state, order)
    if ruled is None:
        raise Refused(f"No return policy applies to order {order.id}; it needs no exception.")
    if ruled.is_accepted:
        raise Refused(f"Order {order.id} is accepted already. {ruled.words}.")
    if order.status in (OrderStatus.DONE, OrderStatus.CLOSED):
        raise Refused(f"Order {order.id} is {order.status}; an exception comes too late.")
    if not command.note.strip():
        raise Refused("Say why an exception is made.")
    return (e.ExceptionMade(order.id, PolicyException(actor.id, now, TextRef(command.note))),)


def policy_for(state: State, order: Order) -> Policy | None:
    """The shop's policy of the day of purchase."""
    if order.request is None:
        return None
    known = state.policies.get(order.shop, ())
    return next((each for each in known if each.covers(order.request.bought_on)), None)


def ruling(state: State, order: Order) -> Ruling | None:
    """What the policy says; None for what is no return request, or of a shop without policy."""
    policy = policy_for(state, order)
    if policy is None or order.request is None:
        return None
    items = [item for item in order.items if item.is_collected]
    barred = [item for item in items if item.sku in policy.excluded]
    why_not = _why_not(order, policy, items, barred)
    is_exception = order.exception is not None
    is_accepted = not why_not or is_exception
    wanted = items if is_exception else [item for item in items if item not in barred]
    taken = [item for item in wanted if item.id not in order.refused_items] if is_accepted else []
    is_free = order.request.reason in policy.shop_pays_for
    worth = sum(item.quantity * item.unit_value_minor for item in taken)
    fee = 0 if is_free else min(policy.fee_minor, worth)
    return Ruling(
        policy=policy,
        is_accepted=is_accepted,
        is_exception=is_exception,
        words=_words(order, policy, why_not, barred),
        taken=tuple(item.id for item in taken),
        fee_minor=fee,
        refund_minor=0 if order.replaced_by is not None else worth - fee,
    )


def must_be_accepted(state: State, order: Order) -> None:
    """Refuse to fetch what the shop does not take back."""
    ruled = ruling(state, order)
    if ruled is not None and not ruled.is_accepted:
        raise Refused(f"Order {order.id}: {_lower(ruled.words)}. Make an exception first.")


def must_make_sense(order: Order) -> None:
    """Refuse a request that cannot be: of a delivery, or from before the purchase."""
    request = order.request
    if request is None:
        return
    if order.kind not in _WITH_REQUEST:
        raise Refused(f"Order {order.id} is a {order.kind}; it cannot have a return request.")
    if request.asked_on < request.bought_on:
        asked, bought = (date_words(day) for day in (request.asked_on, request.bought_on))
        raise Refused(
            f"The return of order {order.id} was asked for on {asked}, "
            f"before the purchase on {bought}."
        )


def checks_at_the_door(state: State, order: Order) -> tuple[tuple[ItemId, Check], ...]:
    """What the driver looks at before he takes the goods, line by line."""
    ruled = ruling(state, order)
    if ruled is None:
        return ()
    demands = [check for check in ruled.policy.demands if check is not Check.COUNT]
    return tuple((item_id, check) for item_id in ruled.taken for check in (Check.COUNT, *demands))


def exceptions(state: State, shop: str = "") -> int:
    """How many exceptions stand, of one shop or of all; an exchange goes on with its return's."""
    return sum(
        order.exception is not None and order.replaces is None and shop in ("", order.shop)
        for order in state.orders.values()
    )


def _why_not(order: Order, policy: Policy, items: list[Item], barred: list[Item]) -> str:
    """What the policy holds against the request, all of it; empty when nothing."""
    assert order.request is not None
    against = []
    days = _days(order.request.bought_on, order.request.asked_on)
    if days > policy.window_days:
        against.append(
            f"it was bought {days} days before the request and {policy.shop} takes goods back "
            f"within {policy.window_days} days"
        )
    if order.request.reason not in policy.reasons:
        name = REASON_NAMES[order.request.reason]
        against.append(f"{policy.shop} does not accept the reason “{name}”")
    if len(barred) == len(items):
        against.append(f"{policy.shop} never takes back {_named(barred)}")
    return ", and ".join(against)


def _words(order: Order, policy: Policy, why_not: str, barred: list[Item]) -> str:
    if not why_not:
        return _why(order, policy, barred)
    if order.exception is not None:
        return f"Accepted by exception, although {why_not}"
    return f"Refused because {why_not}"


def _why(order: Order, policy: Policy, barred: list[Item]) -> str:
    assert order.request is not None
    days = _days(order.request.bought_on, order.request.asked_on)
    words = (
        f"Accepted because {REASON_WORDS[order.request.reason]} and {policy.shop} takes goods "
        f"back within {policy.window_days} days; this is day {days}"
    )
    return f"{words}; not {_named(barred)}, never taken back" if barred else words


def _days(bought_on: date, asked_on: date) -> int:
    return (asked_on - bought_on).days


def _named(items: list[Item]) -> str:
    return " and ".join(item.description for item in items)


def _lower(words: str) -> str:
    return f"{words[0].lower()}{words[1:]}"

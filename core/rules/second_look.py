"""What needs a second pair of eyes, found in what was decided, and what needs it no more. Pure.

`decide` asks here after every rule, so no rule can forget it. Each kind is one row of `_FINDERS`:
the event that shows it, and what to ask for. Nothing here holds a van: what waits is the money,
which `instructions` does not send while one of `HOLDS_MONEY` is open.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from core import commands as c
from core import events as e
from core.access import Actor, Role
from core.catalogue import shipped
from core.catalogue_edits import disposition, of_depot
from core.depot_settings import amount_words
from core.model import (
    ActorId,
    Approval,
    ApprovalId,
    ApprovalKind,
    ApprovalRules,
    ApprovalStatus,
    Depot,
    Instant,
    ItemId,
    Order,
    OrderId,
    Resolution,
    RouteId,
    StopId,
)
from core.plausibility import Plausibility, plausibility
from core.rules.cancellation import unaccounted
from core.rules.lookups import first_free_index, open_approvals
from core.rules.policy import ruling
from core.state import State, apply

Kind = ApprovalKind
OFFICE = frozenset({Role.DISPATCHER, Role.SUPERVISOR, Role.ADMIN, Role.CUSTOMER_SERVICE})
_PAYS_A_VISIT = frozenset(
    {
        Resolution.RETRY_NOW,
        Resolution.RETRY_TODAY,
        Resolution.RESCHEDULE,
        Resolution.HAND_TO_PARTNER,
        Resolution.REDIRECT,
    }
)


class _Look(Struct, frozen=True):
    """A command, and the state right before one of the events that it has led to."""

    state: State
    depot: Depot
    command: c.Command
    now: Instant

    @property
    def rules(self) -> ApprovalRules:
        return self.depot.approvals

    def order(self, order_id: OrderId) -> Order:
        return self.state.orders[order_id]

    def money(self, minor: int) -> str:
        return amount_words(minor, self.depot.minor_digits, self.depot.currency)


class _Found(Struct, frozen=True):
    """What is to be asked for. `by` is who answers for it, where that is not who asked."""

    kind: Kind
    words: str
    order_id: OrderId | None = None
    route_id: RouteId | None = None
    item_id: ItemId | None = None
    amount_minor: int = 0
    limit: int = 0
    by: ActorId | None = None
    routes_before: dict[RouteId, tuple[StopId, ...]] = {}


def second_look(
    state: State, command: c.Command, decided: tuple[e.Event, ...], actor: Actor, now: datetime
) -> tuple[e.Event, ...]:
    """What else happens: requests that what was decided makes necessary, and those that it ends."""
    if state.depot is None or not any(type(event) in _WATCHED for event in decided):
        return ()
    look = _Look(state, state.depot, command, now)
    found = list(_many_stops(look, decided))
    gone: dict[ApprovalId, None] = {}
    for event in decided:
        gone |= dict.fromkeys(each.id for each in _ended_by(look.state, event))
        for find in _FINDERS.get(type(event), ()):
            found += find(look, event)
        look = replace(look, state=apply(look.state, event))
    undone = _plans_taken_back(state, look.state)
    gone |= dict.fromkeys(each.id for each in undone)
    back = {route_id for each in undone for route_id in each.routes_before}
    found = [each for each in found if not each.routes_before or each.routes_before.keys() - back]
    lapsed = (e.ApprovalEnded(id_, ApprovalStatus.LAPSED, actor.id, now) for id_ in gone)
    first = len(state.approvals) + 1
    asked = (
        e.ApprovalAsked(_approval(each, ApprovalId(f"approval-{number}"), look, actor))
        for number, each in enumerate(found, first)
    )
    return (*lapsed, *asked)


def deputy_from(rules: ApprovalRules, now: datetime) -> datetime | None:
    """From when the deputy has what is asked or handed on now; None without a deputy."""
    return now + timedelta(minutes=rules.deputy_after_min) if rules.deputy else None


def _approval(found: _Found, id_: ApprovalId, look: _Look, actor: Actor) -> Approval:
    rules = look.rules
    return Approval(
        id=id_,
        kind=found.kind,
        by=found.by or actor.id,
        at=look.now,
        words=found.words,
        order_id=found.order_id,
        route_id=found.route_id,
        item_id=found.item_id,
        amount_minor=found.amount_minor,
        limit=found.limit,
        deputy=ActorId(rules.deputy) if rules.deputy else None,
        deputy_at=deputy_from(rules, look.now),
        is_of_office=actor.role in OFFICE and found.by in (None, actor.id),
        routes_before=found.routes_before,
    )


# What is to be asked for.


def _refund(look: _Look, event: e.RefundRequested) -> Iterator[_Found]:
    """Over the limit, or upon an exception that nobody has agreed to."""
    amount, limit = event.refund.amount_minor, look.rules.refund_over_minor
    if limit and amount > limit:
        words = f"A refund of {look.money(amount)}, over {look.money(limit)}"
    elif _was_sent_back(look.state, event.order_id):
        words = f"A refund of {look.money(amount)} upon an exception that was sent back"
    else:
        return
    yield _Found(
        Kind.REFUND,
        words,
        event.order_id,
        amount_minor=amount,
        limit=limit,
        by=event.refund.by,
    )


def _was_sent_back(state: State, order_id: OrderId) -> bool:
    """Whether the last exception of the order was not agreed to, and stands all the same."""
    if state.orders[order_id].exception is None:
        return False
    asked = [
        each
        for each in state.approvals.values()
        if each.order_id == order_id and each.kind is Kind.EXCEPTION
    ]
    return bool(asked) and asked[-1].status is ApprovalStatus.SENT_BACK


def _exception(look: _Look, event: e.ExceptionMade) -> Iterator[_Found]:
    if not look.rules.exceptions:
        return
    order = look.order(event.order_id)
    ruled = ruling(look.state, order)
    why = f". {ruled.words}" if ruled is not None else ""
    words = f"An exception from the policy of {order.shop}{why}"
    yield _Found(Kind.EXCEPTION, words, order.id, amount_minor=_worth(order, is_collected=True))


def _attempts(look: _Look, event: e.OrderPlaced | e.PartnerEngaged) -> Iterator[_Found]:
    """One visit more than the depot wants to pay for."""
    order, limit = look.order(event.order_id), look.rules.attempts_over
    number = len(order.attempts) + 1
    if not limit or number <= limit or open_approvals(look.state, order.id, (Kind.ATTEMPTS,)):
        return
    words = f"Attempt {number}, over {limit}"
    yield _Found(Kind.ATTEMPTS, words, order.id, amount_minor=_worth(order), limit=limit)


def _broken(look: _Look, event: e.OrderPlaced | e.StopMoved) -> Iterator[_Found]:
    """What a plan breaks, although whoever made it has confirmed it."""
    order_id = _order_of(look.state, event)
    broken = _confirmed(look, order_id)
    if not look.rules.broken or not broken:
        return
    if isinstance(event, e.OrderPlaced):
        route_id = event.placements[-1].stop.route_id
    else:
        route_id = event.to_route_id
    words = f"A plan that breaks: {'; '.join(broken)}"
    amount = _worth(look.order(order_id))
    yield _Found(Kind.BROKEN, words, order_id, route_id, amount_minor=amount)


def _confirmed(look: _Look, order_id: OrderId) -> tuple[str, ...]:
    """The violations that were on the screen when the order was planned."""
    match look.command:
        case c.PlaceOrder(broken=broken) | c.MoveStop(broken=broken):
            return broken
        case c.PlaceAll(placements) | c.Replan(placements=placements):
            return next((p.broken for p in placements if p.order_id == order_id), ())
        case _:
            return ()


def _suspect(look: _Look, event: e.CaseDecided) -> Iterator[_Found]:
    """Another visit is paid for, and the one before it may not have been made."""
    if not look.rules.suspect or event.decision.resolution not in _PAYS_A_VISIT:
        return
    order = look.order(look.state.cases[event.case_id].order_id)
    found = plausibility(look.state, order)
    if found is None or not found.is_suspect or _is_asked_already(look.state, order):
        return
    words = f"Another visit after an attempt that may not have been made: {_doubts(found)}"
    yield _Found(Kind.SUSPECT, words, order.id, amount_minor=_worth(order))


def _is_asked_already(state: State, order: Order) -> bool:
    """Whether somebody has to look, or has looked, at this very attempt."""
    last = order.attempts[-1].received_at
    return any(
        each.order_id == order.id
        and each.kind is Kind.SUSPECT
        and each.at >= last
        and each.status is not ApprovalStatus.LAPSED
        for each in state.approvals.values()
    )


def _doubts(found: Plausibility) -> str:
    if found.is_far:
        return f"the driver was {found.distance_m} m away"
    doubts = {
        "no position": found.distance_m is None,
        "hardly any time at the door": found.is_short,
        "no photo": not found.has_photo,
        "no contact tried": not found.is_contact_tried,
    }
    return ", ".join(words for words, is_so in doubts.items() if is_so)


def _cancelled(look: _Look, event: e.CaseDecided) -> Iterator[_Found]:
    """Closed with something that nobody answers for."""
    order = look.order(look.state.cases[event.case_id].order_id)
    is_cancelled = event.decision.resolution is Resolution.CANCEL
    if is_cancelled and unaccounted(look.state, order):
        yield from _written_off(look, order, "given up", _worth(order))


def _replaced(look: _Look, event: e.OrderReplaced) -> Iterator[_Found]:
    order = look.order(event.order_id)
    yield from _written_off(look, order, "sent a second time", _worth(order))


def _written_off(look: _Look, order: Order, how: str, amount: int) -> Iterator[_Found]:
    limit = look.rules.write_off_over_minor
    if limit and amount > limit:
        words = f"Goods worth {look.money(amount)} are {how}, over {look.money(limit)}"
        yield _Found(Kind.WRITE_OFF, words, order.id, amount_minor=amount, limit=limit)


def _overridden(look: _Look, event: e.GoodsInspected) -> Iterator[_Found]:
    """Goods become something else than their grade suggests."""
    found = event.inspection
    if not look.rules.dispositions or not found.is_override:
        return
    here = ((o, item) for o in look.state.orders.values() for item in o.items)
    order, item = next((each for each in here if each[1].id == event.item_id), (None, None))
    what = item.description if item is not None else "Found goods"
    ways = of_depot(shipped(), look.depot)
    chosen, usual = (disposition(ways, c).words for c in (found.disposition, found.suggested))
    yield _Found(
        Kind.DISPOSITION,
        f"{what}: “{chosen}”, although {found.grade} suggests “{usual}”",
        order.id if order is not None else None,
        item_id=event.item_id,
        amount_minor=item.quantity * item.unit_value_minor if item is not None else 0,
    )


def _many_stops(look: _Look, decided: Iterable[e.Event]) -> Iterator[_Found]:
    """A plan that moves more stops at once than the depot lets pass."""
    limit = look.rules.stops_over
    if not limit:
        return
    moved, routes = 0, set[RouteId]()
    for event in decided:
        match event:
            case e.OrderPlaced(placements=placements):
                moved += len(placements)
                routes |= {placement.stop.route_id for placement in placements}
            case e.StopMoved():
                moved += 1
                routes |= {event.from_route_id, event.to_route_id}
            case e.RouteResequenced(resequenced, stop_ids):
                before = look.state.routes[resequenced].stop_ids
                moved += sum(a != b for a, b in zip(before, stop_ids, strict=False))
                routes.add(resequenced)
            case _:
                continue
    if moved > limit:
        where = f"{len(routes)} routes" if len(routes) > 1 else "one route"
        words = f"{moved} stops of {where} change at once, over {limit}"
        route_id = next(iter(routes)) if len(routes) == 1 else None
        lists = {id_: look.state.routes[id_].stop_ids for id_ in sorted(routes)}
        yield _Found(Kind.PLAN, words, route_id=route_id, limit=limit, routes_before=lists)


def _worth(order: Order, *, is_collected: bool | None = None) -> int:
    """What the order's goods are worth: all of them, or those of one direction."""
    return sum(
        item.quantity * item.unit_value_minor
        for item in order.items
        if is_collected in (None, item.is_collected)
    )


_FINDERS: dict[type[Any], tuple[Callable[[_Look, Any], Iterator[_Found]], ...]] = {
    e.RefundRequested: (_refund,),
    e.ExceptionMade: (_exception,),
    e.OrderPlaced: (_attempts, _broken),
    e.PartnerEngaged: (_attempts,),
    e.StopMoved: (_broken,),
    e.CaseDecided: (_suspect, _cancelled),
    e.OrderReplaced: (_replaced,),
    e.GoodsInspected: (_overridden,),
}


# What is to be asked for no more.

_OF_A_VISIT = (Kind.ATTEMPTS, Kind.BROKEN, Kind.SUSPECT)
_ENDS: dict[type[Any], tuple[Kind, ...]] = {
    e.OrderWithdrawn: _OF_A_VISIT,
    e.OrderPlaced: (Kind.BROKEN,),
    e.StopMoved: (Kind.BROKEN,),
    e.CaseReopened: (*_OF_A_VISIT, Kind.WRITE_OFF),
    e.PartnerSettled: (Kind.ATTEMPTS,),
    e.RefundSettled: (Kind.REFUND,),
    e.ExceptionWithdrawn: (Kind.EXCEPTION,),
    e.ReplacementUndone: (Kind.WRITE_OFF,),
}
"""By which events a request about the same order loses its sense."""


_OF_GOODS = (e.GoodsInspected, e.InspectionUndone)
_WATCHED = _FINDERS.keys() | _ENDS.keys() | {e.RouteResequenced, *_OF_GOODS}


def _plans_taken_back(state: State, after: State) -> tuple[Approval, ...]:
    """Large changes that are undone with what was decided: their routes go on as before them."""
    asked = (each for each in state.approvals.values() if each.is_open and each.routes_before)
    return tuple(
        each
        for each in asked
        if not _goes_on_as(state, each.routes_before) and _goes_on_as(after, each.routes_before)
    )


def _goes_on_as(state: State, before: dict[RouteId, tuple[StopId, ...]]) -> bool:
    """Whether what no driver has begun is the same, in the same sequence."""
    if not before.keys() <= state.routes.keys():
        return False
    routes = [state.routes[route_id] for route_id in before]
    first = {route.id: first_free_index(state, route) for route in routes}
    begun = {stop_id for route in routes for stop_id in route.stop_ids[: first[route.id]]}
    return all(
        [stop_id for stop_id in before[route.id] if stop_id not in begun]
        == list(route.stop_ids[first[route.id] :])
        for route in routes
    )


def _ended_by(state: State, event: e.Event) -> tuple[Approval, ...]:
    """What is still open at that moment and is not needed any more."""
    if isinstance(event, _OF_GOODS):
        asked = state.approvals.values()
        return tuple(each for each in asked if each.is_open and each.item_id == event.item_id)
    kinds = _ENDS.get(type(event), ())
    return open_approvals(state, _order_of(state, event), kinds) if kinds else ()


def _order_of(state: State, event: Any) -> OrderId:
    if isinstance(event, e.StopMoved):
        return state.stops[event.stop_id].order_id
    if isinstance(event, e.CaseReopened):
        return state.cases[event.case_id].order_id
    order_id: OrderId = event.order_id
    return order_id

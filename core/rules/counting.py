"""Counting what a van brought: by scan, by list, and taking a mistake back. Pure.

A line is counted in units. What is scanned and not expected is over: taken in when the count is
closed. Every code that means nothing here is refused in a sentence, and nothing is half counted.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from core import commands as c
from core import events as e
from core.access import Actor
from core.model import CustodyKind, Item, ItemId, Order, OrderId, Receiving, Route, RouteId
from core.rules import wording
from core.rules.lookups import Refused, route_of
from core.scan_codes import ScanCode, scan_code
from core.state import State

Events = tuple[e.Event, ...]
Lines = Mapping[ItemId, tuple[Order, Item]]
"""Order and line by item id."""


def receiving_of(state: State, route_id: RouteId) -> tuple[Route, Receiving]:
    """The route and its open debrief, or a refusal that says how it stands."""
    route = route_of(state, route_id)
    found = state.receivings.get(route_id)
    if found is None:
        if route.ended_at is None:
            raise Refused(f"{route.name} is not back yet.")
        raise Refused(f"{route.name} had nothing to count.")
    if found.closed_at is not None:
        when = wording.clock(state, found.closed_at)
        raise Refused(f"{route.name} was counted by {found.closed_by} at {when}. Reopen it first.")
    return route, found


def expected_items(
    state: State, route_id: RouteId, lines: Lines | None = None
) -> dict[ItemId, Item]:
    """The lines that the van still answers for, in the order of its list.

    Who asks for many vans passes all `lines`, so that orders are not searched for each.
    """
    found, route = state.receivings[route_id], state.routes[route_id]
    items = lines_of(state, found.expected) if lines is None else lines
    return {
        item_id: items[item_id][1]
        for item_id in found.expected
        if item_id in items
        and state.custody[item_id].kind is CustodyKind.VEHICLE
        and state.custody[item_id].holder == route.vehicle_id
    }


def all_lines(state: State) -> Lines:
    """Every line of every order."""
    return {item.id: (order, item) for order in state.orders.values() for item in order.items}


def lines_of(state: State, item_ids: Iterable[ItemId]) -> dict[ItemId, tuple[Order, Item]]:
    """Order and line by item id, in the order given; what is no order's line is left out."""
    wanted = dict.fromkeys(item_ids)
    known = {
        item.id: (order, item)
        for order in state.orders.values()
        for item in order.items
        if item.id in wanted
    }
    return {item_id: known[item_id] for item_id in wanted if item_id in known}


def short_of(state: State, route_id: RouteId, lines: Lines | None = None) -> dict[ItemId, int]:
    """Units that are expected and not counted yet, by line."""
    counted = state.receivings[route_id].counted
    short = {
        item_id: item.quantity - counted.get(item_id, 0)
        for item_id, item in expected_items(state, route_id, lines).items()
    }
    return {item_id: units for item_id, units in short.items() if units > 0}


def over_of(state: State, route_id: RouteId, lines: Lines | None = None) -> tuple[ItemId, ...]:
    """Lines that were counted and that the van did not answer for."""
    expected = expected_items(state, route_id, lines)
    return tuple(i for i in state.receivings[route_id].counted if i not in expected)


def empties_apart(receiving: Receiving) -> int:
    """How many containers more were counted than the driver says; not counted is none."""
    return (receiving.empties_counted or 0) - receiving.empties


def scan_goods(state: State, command: c.ScanGoods, actor: Actor, now: datetime) -> Events:
    """Count what the code means; the same parcel is not counted twice."""
    route, found = receiving_of(state, command.route_id)
    code = _code(state, command.code)
    order = state.orders.get(OrderId(code.code))
    line = lines_of(state, (ItemId(code.code),)).get(ItemId(code.code))
    loose: dict[str, int] = {}
    if line is not None:
        counts = _of_line(state, route, found, *line, code.units)
    elif order is not None:
        counts = _of_order(state, route, found, order, code.units)
    elif _is_sku(state, code.code):
        counts, loose = _of_sku(state, route, found, code)
    else:
        raise Refused(
            f"Nothing at this depot has the code {code.code}. It may belong to another depot: put "
            "it aside."
        )
    return (e.GoodsCounted(route.id, actor.id, now, counts, loose),)


def unscan_goods(state: State, command: c.UnscanGoods, actor: Actor, now: datetime) -> Events:
    """Take one scan of that code back."""
    route, found = receiving_of(state, command.route_id)
    code = _code(state, command.code)
    order = state.orders.get(OrderId(code.code))
    item_id = ItemId(code.code)
    loose: dict[str, int] = {}
    if found.counted.get(item_id, 0):
        counts = {item_id: max(0, found.counted[item_id] - (code.units or found.counted[item_id]))}
    elif order is not None:
        counts = {item.id: 0 for item in order.items if item.id in found.counted}
    else:
        counts, loose = _one_less(state, found, code)
    if not counts and not loose:
        raise Refused(f"{code.code} has not been counted from {route.name}.")
    return (e.GoodsCounted(route.id, actor.id, now, counts, loose),)


def count_goods(state: State, command: c.CountGoods, actor: Actor, now: datetime) -> Events:
    """Lines of the list as they are; what changes nothing is nothing."""
    route, found = receiving_of(state, command.route_id)
    expected = expected_items(state, route.id)
    for item_id, units in command.counts.items():
        item = expected.get(item_id)
        if item is None and item_id not in found.counted:
            raise Refused(f"{item_id} is not on the list of {route.name}. Scan it instead.")
        if item is not None and units > item.quantity:
            raise Refused(f"The line {item_id} has {item.quantity}, not {units}.")
        if item is None and units > found.counted[item_id]:
            raise Refused(f"{item_id} was not expected of {route.name}; it can only be taken off.")
    counts = {i: n for i, n in command.counts.items() if found.counted.get(i, 0) != n}
    is_said = command.empties is not None and command.empties != found.empties_counted
    if not counts and not is_said:
        return ()
    return (e.GoodsCounted(route.id, actor.id, now, counts, empties=command.empties),)


def _code(state: State, text: str) -> ScanCode:
    code = scan_code(text)
    if not code.code:
        raise Refused("Nothing was scanned. Scan the label again.")
    if code.units == 0:
        raise Refused("None is no number to count. Scan the label again.")
    if state.depot is not None and code.depot not in ("", state.depot.id):
        raise Refused(
            f"{code.code} belongs to the depot {code.depot}. Put it aside for the next transfer."
        )
    return code


def _of_line(
    state: State, route: Route, found: Receiving, order: Order, item: Item, units: int | None
) -> dict[ItemId, int]:
    known = found.counted.get(item.id, 0)
    if known >= item.quantity:
        raise Refused(f"{item.id}, {item.description}, is counted already.")
    left = item.quantity - known
    if units is not None and units > left:
        raise Refused(f"Of {item.id} only {left} are left to count, not {units}.")
    if item.id not in expected_items(state, route.id):
        _may_be_over(state, order, item)
        return {item.id: item.quantity}
    return {item.id: known + (units or left)}


def _of_order(
    state: State, route: Route, found: Receiving, order: Order, units: int | None
) -> dict[ItemId, int]:
    """Everything of the order that the van should bring; nothing of it: then what is over."""
    if units is not None:
        raise Refused(f"{order.id} is an order; scan a line of it to count single pieces.")
    expected = [i for i in order.items if i.id in expected_items(state, route.id)]
    lines = expected or [i for i in order.items if state.custody[i.id].kind is not _DEPOT]
    counts = {i.id: i.quantity for i in lines if found.counted.get(i.id, 0) < i.quantity}
    if lines and not counts:
        raise Refused(f"Order {order.id} is counted already.")
    if not counts:
        raise Refused(f"All of order {order.id} is at the depot already.")
    if not expected:
        for item in lines:
            _may_be_over(state, order, item)
    return counts


_DEPOT = CustodyKind.DEPOT


def _may_be_over(state: State, order: Order, item: Item) -> None:
    """Refuse what cannot have been in the van, by what is known of it."""
    custody = state.custody[item.id]
    if custody.kind in (_DEPOT, CustodyKind.DISPOSED):
        raise Refused(f"{item.id} is {wording.whereabouts(state, custody)} already.")
    if order.partner is not None:
        raise Refused(f"Order {order.id} is with {order.partner.name}. Take it back first.")


def _of_sku(
    state: State, route: Route, found: Receiving, code: ScanCode
) -> tuple[dict[ItemId, int], dict[str, int]]:
    """Lines of those goods fill up one after the other; what is left over is loose."""
    left = code.units or 1
    counts: dict[ItemId, int] = {}
    for item in expected_items(state, route.id).values():
        known = found.counted.get(item.id, 0)
        if item.sku == code.code and left and known < item.quantity:
            taken = min(left, item.quantity - known)
            counts[item.id] = known + taken
            left -= taken
    loose = {code.code: found.loose.get(code.code, 0) + left} if left else {}
    return counts, loose


def _one_less(
    state: State, found: Receiving, code: ScanCode
) -> tuple[dict[ItemId, int], dict[str, int]]:
    """What is loose goes first, then the last line of those goods."""
    left = code.units or 1
    known = found.loose.get(code.code, 0)
    loose = {code.code: max(0, known - left)} if known else {}
    left -= min(known, left)
    counts: dict[ItemId, int] = {}
    for item_id, (_, item) in reversed(lines_of(state, found.counted).items()):
        if item.sku == code.code and left:
            taken = min(left, found.counted[item_id])
            counts[item_id] = found.counted[item_id] - taken
            left -= taken
    return counts, loose


def _is_sku(state: State, code: str) -> bool:
    return code in state.stock or any(
        item.sku == code for order in state.orders.values() for item in order.items
    )

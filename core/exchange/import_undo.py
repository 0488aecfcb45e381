"""The way back from an import: what is new leaves, what was changed is as it was. Pure.

Customers stay: who they are may be known from elsewhere by then. So do new drivers and vans, as
ones that drive no more.
"""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from core import commands as c
from core.model import Order
from core.rules.imports import TAKEN_BACK
from core.state import State


def way_back(
    before: State, sent: Sequence[c.ImportOrders | c.RegisterFleet]
) -> tuple[c.Command, ...]:
    """Commands that take `sent` back, the last one first; `before` is the state it was sent on."""
    back: list[c.Command] = []
    for command in reversed(sent):
        if isinstance(command, c.RegisterFleet):
            back.append(_fleet(before, command))
        else:
            back.extend(_orders(before, command))
    return tuple(back)


def _fleet(before: State, command: c.RegisterFleet) -> c.RegisterFleet:
    return c.RegisterFleet(
        tuple(
            before.drivers.get(driver.id, replace(driver, has_left=True))
            for driver in command.drivers
        ),
        tuple(
            before.vehicles.get(van.id, replace(van, is_retired=True)) for van in command.vehicles
        ),
    )


def _orders(before: State, command: c.ImportOrders) -> Iterator[c.Command]:
    new = [order.id for order in command.orders if _is_new(before, order)]
    if new:
        yield c.TakeBackOrders(tuple(new))
    changed = [before.orders[order.id] for order in command.orders if not _is_new(before, order)]
    if changed:
        places = {order.place_id for order in changed}
        of = {order.customer_id for order in changed}
        yield c.ImportOrders(
            tuple(before.places[place_id] for place_id in sorted(places)),
            tuple(before.customers[customer_id] for customer_id in sorted(of)),
            tuple(changed),
        )


def _is_new(before: State, order: Order) -> bool:
    known = before.orders.get(order.id)
    return known is None or known.source == TAKEN_BACK

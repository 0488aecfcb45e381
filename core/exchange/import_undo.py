"""The way back from an import: what is new leaves, what was changed is as it was. Pure.

Customers stay: who they are may be known from elsewhere by then. So do new drivers and vans, as
ones that drive no more, and new rounds, as ones that are made no more.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from msgspec.structs import replace

from core import commands as c
from core.erasure import text_refs
from core.exchange.records import Bringing
from core.model import Customer, Driver, Order, TextRef
from core.rules.imports import TAKEN_BACK
from core.state import State

P = TypeVar("P", Driver, Customer)


def way_back(
    before: State,
    texts: Mapping[str, str],
    sent: Sequence[Bringing],
    now: State,
) -> tuple[c.Command, ...]:
    """Commands that take `sent` back, the last one first; it was sent on `before` with its `texts`.

    Who was erased since stays erased.
    """
    back: list[c.Command] = []
    for command in reversed(sent):
        if isinstance(command, c.RegisterFleet):
            back.append(_fleet(before, texts, command, now))
        elif isinstance(command, c.KeepRounds):
            was = (
                before.rounds.get(each.id, replace(each, is_off=True)) for each in command.rounds
            )
            back.append(c.KeepRounds(tuple(was)))
        else:
            back.extend(_orders(before, texts, command, now))
    return tuple(back)


def _fleet(
    before: State, texts: Mapping[str, str], command: c.RegisterFleet, now: State
) -> c.RegisterFleet:
    drivers = tuple(
        _unless_erased(
            before.drivers.get(driver.id, replace(driver, has_left=True)),
            now.drivers.get(driver.id),
        )
        for driver in command.drivers
    )
    vans = tuple(
        before.vehicles.get(van.id, replace(van, is_retired=True)) for van in command.vehicles
    )
    return c.RegisterFleet(drivers, vans, _texts_of(drivers, command, texts))


def _orders(
    before: State, texts: Mapping[str, str], command: c.ImportOrders, now: State
) -> Iterator[c.Command]:
    new = [order.id for order in command.orders if _is_new(before, order)]
    if new:
        yield c.TakeBackOrders(tuple(new))
    changed = [before.orders[order.id] for order in command.orders if not _is_new(before, order)]
    if changed:
        places = {order.place_id for order in changed}
        of = sorted({order.customer_id for order in changed})
        customers = tuple(_unless_erased(before.customers[id_], now.customers[id_]) for id_ in of)
        yield c.ImportOrders(
            tuple(before.places[place_id] for place_id in sorted(places)),
            customers,
            tuple(changed),
            _texts_of(customers, command, texts),
        )


def _unless_erased(was: P, known: P | None) -> P:
    return known if known is not None and known.erased_at is not None else was


def _texts_of(
    people: Iterable[Driver | Customer],
    command: c.ImportOrders | c.RegisterFleet,
    texts: Mapping[str, str],
) -> dict[TextRef, str]:
    """What the command wrote over, of people that can still be named."""
    refs = {ref for each in people if each.erased_at is None for ref in text_refs(each)}
    return {ref: texts[ref] for ref in command.texts if ref in refs and ref in texts}


def _is_new(before: State, order: Order) -> bool:
    known = before.orders.get(order.id)
    return known is None or known.source == TAKEN_BACK

"""Erasing a person: what was decided stays, who it was about goes for good. Pure."""

from datetime import datetime

from core import commands as c
from core import events as e
from core.access import Actor
from core.erasure import person_of
from core.model import OrderStatus, PersonKind
from core.rules.lookups import Refused
from core.state import State

OVER = frozenset({OrderStatus.DONE, OrderStatus.CLOSED})


def erase_person(
    state: State, command: c.ErasePerson, actor: Actor, now: datetime
) -> tuple[e.Event, ...]:
    """Nobody whom somebody is on the way to, or who is on the way; twice is once."""
    person = person_of(state, command.kind, command.person_id)
    if person is None:
        raise Refused(f"There is no {command.kind} {command.person_id}.")
    if person.erased_at is not None:
        return ()
    if command.kind is PersonKind.CUSTOMER:
        _must_have_no_open_order(state, command.person_id)
        _must_be_in_no_round(state, command.person_id)
    else:
        _must_have_no_open_route(state, command.person_id)
    return (e.PersonErased(command.kind, command.person_id, actor.id, now),)


def _must_have_no_open_order(state: State, customer_id: str) -> None:
    cases = {case.order_id for case in state.cases.values() if case.closed_at is None}
    for order in state.orders.values():
        is_open = order.status not in OVER or order.id in cases
        if order.customer_id == customer_id and is_open:
            raise Refused(
                f"Order {order.id} of this customer is still open. Finish or cancel it first."
            )


def _must_be_in_no_round(state: State, customer_id: str) -> None:
    for each in state.rounds.values():
        if each.customer_id == customer_id and not each.is_off:
            raise Refused(f"The round {each.id} still goes to this customer. End it first.")


def _must_have_no_open_route(state: State, driver_id: str) -> None:
    for route in state.routes.values():
        if route.driver_id == driver_id and route.ended_at is None and route.manifest:
            raise Refused(
                f"{route.name} is this driver's and not over. Give it to somebody else first."
            )

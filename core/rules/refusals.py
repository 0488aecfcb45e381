"""Which drivers would not take an order that they were sent: nobody is asked again unawares. Pure.

The refusal stands on the order (`Order.refusals`) until that driver agrees after all, and counts
while the route is still the same driver's.
"""

from core.catalogue import Catalogue
from core.model import Order, Refusal, RouteId
from core.rules.wording import clock, decline_words
from core.state import State


def refusal_by(state: State, order: Order, route_id: RouteId) -> Refusal | None:
    """What the driver of that route said to the order, if that was no."""
    for refusal in order.refusals:
        if refusal.route_id == route_id:
            route = state.routes.get(route_id)
            is_his = route is not None and route.driver_id == refusal.driver_id
            return refusal if is_his else None
    return None


def refused_by(state: State, order: Order) -> frozenset[RouteId]:
    """The routes whose drivers would not take the order."""
    return frozenset(
        refusal.route_id
        for refusal in order.refusals
        if refusal_by(state, order, refusal.route_id) is not None
    )


def refusal_words(state: State, refusal: Refusal, catalogue: Catalogue) -> str:
    """`declined at 11:08: shift is over`."""
    return f"declined at {clock(state, refusal.at)}: {decline_words(refusal.reason, catalogue)}"

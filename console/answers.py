"""Says in the window what a customer has just answered on the page behind the link.

What needs a decision comes back on top of the queue besides; what was carried out at once, as
another day, leaves no other sign.
"""

from collections.abc import Callable, Mapping

from console.screen import Screen
from console.tongue import tr
from console.views.customer_answers import answer_words
from core.model import Order, OrderId


class Answers:
    """Invariant: what was answered when the day came into view is not told, nor what is rewound."""

    def __init__(self, tell: Callable[[str, bool], None]) -> None:
        self._tell = tell
        self._known: Mapping[OrderId, Order] | None = None

    def listen(self, screen: Screen) -> None:
        """Tell what is new since the last time."""
        state = screen.moment.state
        if screen.moment.held or state.depot is None:
            self._known = None
            return
        before, self._known = self._known, state.orders
        if before is None or before is state.orders:
            return
        fresh = [
            order
            for id_, order in state.orders.items()
            if order.answer is not None
            and not order.answer.is_by_office
            and (id_ not in before or before[id_].answer != order.answer)
        ]
        if len(fresh) == 1:
            self._tell(f"{fresh[0].id} · {answer_words(screen.moment, fresh[0])}", False)
        elif fresh:
            numbers = ", ".join(str(order.id) for order in fresh)
            self._tell(
                tr("{n} customers have answered: {numbers}", n=len(fresh), numbers=numbers), False
            )

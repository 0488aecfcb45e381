"""What is at stake in a case, how serious it is and which one comes first. Pure.

Money is integer minor units; shares and costs are the depot's `Rates`. A delivery puts at stake
what must be paid back and made good, a collection what its goods would bring. Ranks are money per
hour that is left to decide.
"""

from datetime import timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from core.model import (
    Case,
    Instant,
    Order,
    OrderKind,
    Rates,
    RefundStatus,
    ServiceDay,
)
from core.rules.refunds import refund_due
from core.severity import Severity
from core.state import State
from core.verdict import attempt_minor, recovered_minor

GRACE = timedelta(minutes=30)
"""Added to the time left, so that the last minutes do not count for everything."""
SHORTEST = timedelta(minutes=15)
NEAR_FACTOR = 2
"""A driver who is still near makes the cheapest attempt there will ever be."""
MANY_ATTEMPTS = 3
_COLLECTED = (OrderKind.RETURN, OrderKind.CONTAINER)


class Stake(Struct, frozen=True):
    """The money of a case if nothing is done, line by line; all amounts are positive."""

    refund_minor: int = 0
    """What the customer has paid for and does not have."""
    recovery_minor: int = 0
    """What the goods would bring if they came back today."""
    decay_minor: int = 0
    """What that loses with each day."""
    penalty_minor: int = 0
    """Letting the customer down again."""
    attempt_minor: int = 0
    """Another visit at the usual length."""
    is_collected: bool = False

    @property
    def total_minor(self) -> int:
        """What nobody doing anything would cost: goods that nobody fetches bring nothing."""
        worth = self.recovery_minor if self.is_collected else self.refund_minor
        return worth + self.penalty_minor + self.attempt_minor


def stake(state: State, case: Case, now: Instant) -> Stake:
    """The sums of a case at this moment."""
    order, depot = state.orders[case.order_id], state.depot
    rates = depot.rates if depot is not None else Rates()
    zone = ZoneInfo(depot.zone if depot is not None else "UTC")
    today = ServiceDay(now.astimezone(zone).date().isoformat())
    is_collected = order.kind in _COLLECTED
    brings = recovered_minor(state, case, order, rates, max(today, order.day))
    is_paid = order.refund is not None and order.refund.status is RefundStatus.CONFIRMED
    return Stake(
        refund_minor=0 if is_collected or is_paid else refund_due(order),
        recovery_minor=brings,
        decay_minor=refund_due(order) * rates.decay_pct_per_week // 700 if brings else 0,
        penalty_minor=0 if is_collected or not order.attempts else rates.let_down_minor,
        attempt_minor=attempt_minor(state, rates) if order.attempts else 0,
        is_collected=is_collected,
    )


def severity(case: Case, order: Order, at_stake: Stake, rates: Rates, now: Instant) -> Severity:
    """By attempts, lost goods, time and money."""
    is_lost = not at_stake.recovery_minor and bool(at_stake.refund_minor)
    if len(order.attempts) >= MANY_ATTEMPTS or is_lost:
        return Severity.CRITICAL
    is_big = 0 < rates.serious_minor <= at_stake.total_minor
    is_late = now >= case.deadline
    if is_big and is_late:
        return Severity.CRITICAL
    return Severity.SERIOUS if is_big or is_late or case.reopened else Severity.USUAL


def rank(at_stake: Stake, deadline: Instant, now: Instant, *, is_near: bool) -> int:
    """Minor units at stake per hour left to decide; larger comes first."""
    left = max(deadline - now + GRACE, SHORTEST)
    per_hour = max(at_stake.total_minor, 1) * 3600 // max(1, int(left.total_seconds()))
    return per_hour * (NEAR_FACTOR if is_near else 1)

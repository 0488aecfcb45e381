"""What a case cost and brought, as the office decided it. Pure.

Read tables, reports and the fold ask here, so that the sums of cases are the totals of reports. A
decision's cost are the lines of the way out that was taken, but for the refund, which counts once
it was asked of the shop, and for what goods bring.
"""

from collections.abc import Mapping

from msgspec import Struct

from core.model import (
    Case,
    CaseStatus,
    Decision,
    Inspection,
    ItemId,
    Order,
    RefundStatus,
    Resolution,
    Sum,
    SumKind,
    WayOut,
)

_NOT_COST = (SumKind.REFUND, SumKind.RECOVERY)
_CARRIED_OUT = (CaseStatus.ON_ITS_WAY, CaseStatus.CLOSED)
_SAME = {Resolution.RETRY_NOW: Resolution.RETRY_TODAY}
"""Ways out know one word for a visit on the same day."""


class CaseMoney(Struct, frozen=True):
    """Positive amounts in minor units: spent, given back to the customer, brought by the goods."""

    cost_minor: int = 0
    refund_minor: int = 0
    recovery_minor: int = 0

    @property
    def net_minor(self) -> int:
        """What is left when all is counted."""
        return self.recovery_minor - self.cost_minor - self.refund_minor


def case_money(
    case: Case, order: Order, inspections: Mapping[ItemId, Inspection] | None = None
) -> CaseMoney:
    """All that is known of a case by now; a refund that the shop refused is none.

    Goods bring what was decided that they would, until somebody has looked at some of them.
    """
    cost, recovery = case.spent_minor, 0
    if case.decision is not None:
        cost += decided_cost(case.decision)
        recovery = decided_recovery(case.decision)
    seen = [inspections[each.id] for each in order.items if inspections and each.id in inspections]
    if seen:
        recovery = sum(each.recovered_minor for each in seen)
    is_paid = order.refund is not None and order.refund.status is not RefundStatus.FAILED
    refund = order.refund.amount_minor if order.refund is not None and is_paid else 0
    return CaseMoney(cost, refund, recovery)


def spent_after(case: Case | None, new: Case | None = None) -> int:
    """What stays spent when a case is decided anew: a visit that was made is not taken back.

    `new` is what replaces the case; while it keeps the decision, nothing new is spent.
    """
    if case is None:
        return 0
    is_kept = new is not None and new.decision is not None
    if case.decision is None or is_kept or case.status not in _CARRIED_OUT:
        return case.spent_minor
    return case.spent_minor + decided_cost(case.decision)


def decided_cost(decision: Decision) -> int:
    """Visit, partner, handling, waiting, letting down and goods sent instead."""
    way_out = taken(decision)
    if way_out is not None:
        return -sum(each.amount_minor for each in way_out.sums if each.kind not in _NOT_COST)
    return _route_cost(decision) or 0


def decided_recovery(decision: Decision) -> int:
    """What the goods were said to bring."""
    way_out = taken(decision)
    sums = way_out.sums if way_out is not None else ()
    return sum(each.amount_minor for each in sums if each.kind is SumKind.RECOVERY)


def taken(decision: Decision) -> WayOut | None:
    """The way out that was taken, of those considered, with the route that really got it."""
    wanted = _SAME.get(decision.resolution, decision.resolution)
    same = [each for each in decision.considered if each.resolution is wanted]
    of_day = [each for each in same if each.day == decision.day]
    found = next(iter(of_day or same), None)
    cost = _route_cost(decision)
    if found is None or cost is None or found.route_id == decision.route_id:
        return found
    others = (each for each in found.sums if each.kind is not SumKind.ROUTE)
    sums = (Sum(SumKind.ROUTE, -cost), *others)
    return WayOut(found.resolution, sums, decision.route_id, found.day)


def best_other(decision: Decision) -> WayOut | None:
    """What would have brought most of the ways out that were not taken."""
    chosen = taken(decision)
    if chosen is None:
        return None
    others = [
        each
        for each in decision.considered
        if (each.resolution, each.day) != (chosen.resolution, chosen.day)
    ]
    return max(others, key=lambda each: each.net_minor, default=None)


def _route_cost(decision: Decision) -> int | None:
    """Of the option on the route that got it."""
    of_route = (each for each in decision.offered if each.route_id == decision.route_id)
    found = next(of_route, None)
    return found.cost_minor if found is not None else None

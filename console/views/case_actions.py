"""What a dispatcher can do about a case, as buttons. Pure."""

from collections.abc import Sequence

from msgspec.structs import replace

from console.hub_words import in_words
from console.tongue import tr
from console.view import ActionView, CaseAction, OptionRow, WayOutRow
from console.views.moment import Moment
from console.views.verdicts import point_words, who_agrees_first
from core.model import (
    Case,
    CaseKind,
    CaseStatus,
    Custody,
    CustomerChoice,
    OrderStatus,
    RefundStatus,
    Resolution,
    Route,
    RouteId,
    ServiceDay,
    WayOut,
)
from core.rules.answers import is_at_point, is_unheard
from core.rules.custody import holder_of, is_at_depot, vehicle_holding
from core.rules.partners import partner_of
from core.rules.policy import ruling
from core.rules.refunds import refund_owed
from core.rules.return_refunds import owed_for
from core.rules.taken_back import why_not_undone
from core.rules.wording import whereabouts


def case_actions(
    case: Case,
    own: Route | None,
    options: Sequence[OptionRow] | None,
    next_day: ServiceDay | None,
    moment: Moment,
    ways_out: Sequence[WayOutRow] = (),
) -> tuple[ActionView, ...]:
    """The recommended way out first; the cheapest drive beside it only where it is another one. A
    button without effect says why. `options` None: they are not known yet."""
    is_open = case.status in (CaseStatus.OPEN, CaseStatus.ACKNOWLEDGED)
    refund = moment.order(case.order_id).refund
    if refund is not None and refund.status is RefundStatus.REQUESTED:
        who = who_agrees_first(moment, case.order_id)
        why_not = tr("The shop is told once {who} has agreed.", who=who) if who else ""
        return (
            ActionView(CaseAction.SHOP_PAID, tr("The shop has paid"), "K", not who, why_not),
            ActionView(CaseAction.SHOP_REFUSED, tr("The shop said no…"), "U", not who, why_not),
        )
    partner = moment.order(case.order_id).partner
    if partner is not None and moment.order(case.order_id).status is not OrderStatus.DONE:
        return (
            ActionView(
                CaseAction.PARTNER_DONE,
                tr("{partner_name} is done", partner_name=partner.name),
                "K",
            ),
            ActionView(CaseAction.PARTNER_BACK, tr("Take it back"), "O"),
        )
    if moment.order(case.order_id).waits_at_counter:
        custody = holder_of(moment.state, moment.order(case.order_id))
        is_there = custody is not None and is_at_depot(moment.state, custody)
        where = _where(moment, custody) or tr("nowhere")
        why_not = "" if is_there else tr("The goods are {where}.", where=where)
        return (
            ActionView(CaseAction.PICKED_UP, tr("Customer has fetched it"), "K", is_there, why_not),
            ActionView(CaseAction.REOPEN, tr("Take the decision back"), "O"),
        )
    if is_at_point(moment.state, moment.order(case.order_id)):
        return (ActionView(CaseAction.PICKED_UP, tr("Customer has fetched it"), "K"),)
    if moment.order(case.order_id).replaced_by is not None:
        why_not = in_words(why_not_undone(moment.state, moment.order(case.order_id)))
        label = tr("Take the replacement back")
        return (ActionView(CaseAction.UNREPLACE, label, "O", not why_not, why_not),)
    is_here = moment.order(case.order_id).status is OrderStatus.DONE
    if is_here and not is_open:
        return ()
    if is_here and owed_for(moment.state, moment.order(case.order_id)) is not None:
        return _inspected(case)
    if not is_open:
        return (ActionView(CaseAction.REOPEN, tr("Take the decision back"), "O"),)
    best = next((row for row in options or () if row.is_feasible), None)
    is_other = bool(ways_out) and not (best and _is_by(ways_out[0].way_out, best.route_id))
    called = tr("Best van") if is_other else tr("Best")
    nobody = tr("Best van") if is_other else tr("Best route")
    label = f"{called}: {best.route} {best.minutes}" if best else nobody
    refused = _refused(moment, case)
    # While they are being worked out it can be asked for: that works them out for itself.
    is_able = best is not None or options is None
    why_not = refused or ("" if is_able else tr("No route can take it without breaking something."))
    by_route = ActionView(CaseAction.BEST_ROUTE, label, "B", not why_not, why_not)
    if ways_out and not is_other:
        by_route = replace(by_route, also_key="Enter")
    found = [by_route]
    if is_other:
        words = tr("Best: {recommended}", recommended=_recommended(moment, ways_out[0]))
        found.insert(0, ActionView(CaseAction.RECOMMENDED, words, "Enter", is_everywhere=False))
    if case.status is CaseStatus.OPEN:
        found.append(ActionView(CaseAction.ACKNOWLEDGE, tr("I have it"), "A"))
    asked = _asked(moment, case)
    if case.kind is CaseKind.FAILED_DELIVERY:
        why_not = "" if own else tr("No van of this day holds the goods.")
        label = tr("Own van, as asked") if asked in _COME_BACK else tr("Own van")
        found.append(ActionView(CaseAction.RETRY, label, "R", own is not None, why_not))
    label = tr("To {day}", day=moment.wording.day(next_day)) if next_day else tr("To another day")
    why_not = "" if next_day else tr("No later service day is open.")
    found.append(ActionView(CaseAction.RESCHEDULE, label, "M", next_day is not None, why_not))
    if case.kind is CaseKind.FAILED_DELIVERY:
        why_not = _why_not_to_depot(moment, case)
        found.append(
            ActionView(CaseAction.RETURN_TO_DEPOT, tr("To the depot"), "D", not why_not, why_not)
        )
    due = refund_owed(moment.state, moment.order(case.order_id))
    why_not = refused or ("" if due else tr("Nothing of it has been paid."))
    label = tr("Refund, as asked") if asked is CustomerChoice.REFUND else tr("Refund")
    found.append(ActionView(CaseAction.REFUND, label, "E", due > 0, why_not))
    found.append(ActionView(CaseAction.CANCEL, tr("Cancel order"), "X"))
    return tuple(found)


def _is_by(way_out: WayOut, route_id: RouteId) -> bool:
    """Whether that route visits the customer."""
    return way_out.route_id == route_id and way_out.point_id is None


def _inspected(case: Case) -> tuple[ActionView, ...]:
    """Goods of a return are at the depot; the shop pays once somebody has looked at them."""
    acknowledge = ActionView(CaseAction.ACKNOWLEDGE, tr("I have it"), "A")
    return (
        ActionView(CaseAction.REFUND, tr("Refund it"), "E"),
        *((acknowledge,) if case.status is CaseStatus.OPEN else ()),
        ActionView(CaseAction.CANCEL, tr("No refund…"), "X"),
    )


def _why_not_to_depot(moment: Moment, case: Case) -> str:
    """Only a van brings something back, and only what has failed; empty if it can."""
    order = moment.order(case.order_id)
    if vehicle_holding(moment.state, order) is None:
        custody = holder_of(moment.state, order)
        where = _where(moment, custody) or tr("in no van")
        return tr("No van can bring it back: the goods are {where}.", where=where)
    if order.status is not OrderStatus.FAILED:
        return tr("Nobody has tried to deliver it yet.")
    return ""


def _where(moment: Moment, custody: Custody | None) -> str:
    return in_words(whereabouts(moment.state, custody)) if custody is not None else ""


def _refused(moment: Moment, case: Case) -> str:
    """Why nothing is fetched or paid that the shop's return policy refuses; empty otherwise."""
    ruled = ruling(moment.state, moment.order(case.order_id))
    if ruled is None or ruled.is_accepted:
        return ""
    return tr("{words}. Make an exception first.", words=in_words(ruled.words))


_COME_BACK = (CustomerChoice.HOME_NOW, CustomerChoice.NEIGHBOUR)


def _asked(moment: Moment, case: Case) -> CustomerChoice | None:
    """What the customer wants and nobody has acted upon."""
    order = moment.order(case.order_id)
    return order.answer.choice if order.answer is not None and is_unheard(order, case) else None


def _recommended(moment: Moment, row: WayOutRow) -> str:
    """Short enough for a button."""
    route_id = row.way_out.route_id
    if row.way_out.resolution is Resolution.KEEP_AT_COUNTER:
        return tr("At our counter")
    if row.way_out.point_id is not None:
        return tr("At {point_words}", point_words=point_words(moment, row.way_out.point_id))
    if row.way_out.partner_id is not None:
        return partner_of(moment.state, row.way_out.partner_id).name
    if route_id is None:
        return in_words(row.words)
    route = moment.state.routes[route_id]
    return f"{route.name}, {moment.wording.day(route.day)}"

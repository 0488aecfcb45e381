"""The verdict on a case in words: every way out with its sums, and why the first one. Pure."""

from datetime import datetime

from console.tongue import tr
from console.view import WayOutRow
from console.views.moment import Moment
from core.depot_settings import clock_words
from core.model import (
    HOLDS_MONEY,
    Case,
    Order,
    OrderId,
    OrderKind,
    PartnerId,
    PlaceId,
    Resolution,
    SumKind,
    WayOut,
)
from core.planning.resources import PARTNER_WORDS
from core.rules.counter import kept_until
from core.rules.lookups import is_taken_back, money_waits, open_approvals
from core.rules.partners import partner_of
from core.verdict import Verdict

SUM_WORDS = {
    SumKind.ROUTE: tr("way"),
    SumKind.PARTNER: tr("price"),
    SumKind.HANDLING: tr("handling"),
    SumKind.LET_DOWN: tr("let down again"),
    SumKind.WAITING: tr("another day"),
    SumKind.REFUND: tr("refund"),
    SumKind.GOODS: tr("goods sent"),
    SumKind.RECOVERY: tr("goods bring"),
}
REASONS = {
    SumKind.ROUTE: tr("the way is shorter"),
    SumKind.PARTNER: tr("no partner has to be paid"),
    SumKind.HANDLING: tr("nothing has to be handled"),
    SumKind.LET_DOWN: tr("the customer is not let down again"),
    SumKind.WAITING: tr("the customer does not wait another day"),
    SumKind.GOODS: tr("no other goods are sent"),
    SumKind.REFUND: tr("less money is lost on the goods"),
    SumKind.RECOVERY: tr("the goods bring more"),
}


def way_out_rows(moment: Moment, verdict: Verdict) -> tuple[WayOutRow, ...]:
    """From the best to the worst."""
    return tuple(
        WayOutRow(
            key=f"{way_out.resolution}:{way_out.day or way_out.partner_id or ''}",
            words=way_out_words(moment, way_out),
            net=moment.wording.money(way_out.net_minor),
            sums=_sums(moment, way_out),
            is_best=place == 0,
            way_out=way_out,
        )
        for place, way_out in enumerate(verdict.ways_out)
    )


def verdict_words(moment: Moment, verdict: Verdict) -> str:
    """`Route 7 today is $12,300 better than the next best: the way is shorter.`"""
    if verdict.because is None:
        return ""
    best = way_out_words(moment, verdict.ways_out[0])
    ahead = moment.wording.money(verdict.ahead_minor)
    if verdict.ahead_minor == 0:
        return tr("{best} costs as much as the next best way.", best=best)
    return tr(
        "{best} is {ahead} better than the next best: {reason}.",
        best=best,
        ahead=ahead,
        reason=_reason(verdict),
    )


def _reason(verdict: Verdict) -> str:
    assert verdict.because is not None
    has_way = any(each.kind is SumKind.ROUTE for each in verdict.ways_out[0].sums)
    if verdict.because is SumKind.ROUTE and not has_way:
        return tr("no van has to go there")
    return REASONS[verdict.because]


def replacement_words(moment: Moment, case: Case) -> str:
    """The order that is sent instead, or instead of which this one is; empty without one."""
    order = moment.order(case.order_id)
    if is_taken_back(moment.state, order):
        return tr(
            "Was to be sent instead of order {replaces}, and was taken back",
            replaces=order.replaces,
        )
    if order.replaces is not None:
        return tr("Sent instead of order {replaces}", replaces=order.replaces)
    if order.replaced_by is None:
        return ""
    new = moment.order(order.replaced_by)
    how = tr("exchanged at the door by") if new.kind is OrderKind.EXCHANGE else tr("replaced by")
    return tr("Is {how} order {new} on {day}", how=how, new=new.id, day=moment.wording.day(new.day))


def who_agrees_first(moment: Moment, order_id: OrderId) -> str:
    """Whose second look the order's refund waits for; empty if for nobody's."""
    if not money_waits(moment.state, moment.order(order_id)):
        return ""
    approval = open_approvals(moment.state, order_id, HOLDS_MONEY)[0]
    return moment.actor(approval.with_whom(moment.now)) or tr("any supervisor")


def refund_words(moment: Moment, case: Case) -> str:
    """How far the refund of the case's order is; empty without one."""
    refund = moment.order(case.order_id).refund
    if refund is None:
        return ""
    amount = moment.wording.money(refund.amount_minor)
    who = who_agrees_first(moment, case.order_id)
    if who:
        return tr(
            "{amount} wanted at {clock}; {who} must agree before the shop is told",
            amount=amount,
            clock=moment.wording.clock(refund.at),
            who=who,
        )
    asked = tr(
        "{amount} asked of the shop at {clock}",
        amount=amount,
        clock=moment.wording.clock(refund.at),
    )
    if refund.settled_at is None:
        return tr("{asked}; it has not answered yet", asked=asked)
    settled = moment.wording.clock(refund.settled_at)
    said = f" ({refund.words})" if refund.words else ""
    return tr(
        "{asked}, {status} at {settled}{said}",
        asked=asked,
        status=refund.status,
        settled=settled,
        said=said,
    )


def way_out_words(moment: Moment, way_out: WayOut) -> str:
    """`Route 7, tomorrow`, `Refund, the goods come back`."""
    route = moment.state.routes.get(way_out.route_id) if way_out.route_id is not None else None
    if way_out.opens is not None:
        return tr("At our counter, {from_}", from_=_from(moment, way_out.opens))
    if route is not None and way_out.point_id is not None:
        day = moment.wording.near_day(route.day, moment.now)
        return tr(
            "At {point_words}, {route} {day}",
            point_words=point_words(moment, way_out.point_id),
            route=route.name,
            day=day,
        )
    if route is not None:
        fetch = tr("Fetched by ") if way_out.resolution is Resolution.FETCH else ""
        return f"{fetch}{route.name}, {moment.wording.near_day(route.day, moment.now)}"
    if way_out.partner_id is not None:
        return _partner_words(moment, way_out.partner_id)
    if way_out.resolution is Resolution.CANCEL:
        return tr("Close it: the shop refuses")
    if way_out.resolution is Resolution.REPLACE and way_out.day is not None:
        return tr(
            "Other goods, {near_day}", near_day=moment.wording.near_day(way_out.day, moment.now)
        )
    if way_out.resolution is Resolution.KEEP_IT:
        return tr("Refund, the customer keeps it")
    comes_back = any(each.kind is SumKind.RECOVERY for each in way_out.sums)
    return tr("Refund, the goods come back") if comes_back else tr("Refund, nothing comes back")


def _from(moment: Moment, opens: datetime) -> str:
    """`at once`, `today from 17:30`."""
    if opens <= moment.now:
        return tr("at once")
    day = moment.wording.near_day(moment.wording.today(opens), moment.now)
    return tr("{day} from {clock}", day=day, clock=moment.wording.clock(opens))


def point_words(moment: Moment, point_id: PlaceId) -> str:
    """What a collection point is called; one that is none any more, its address."""
    depot = moment.state.depot
    points = depot.offers.points if depot is not None else ()
    place = moment.state.places.get(point_id)
    known = next((p.name for p in points if p.place.id == point_id), None)
    return known or (place.address if place is not None else str(point_id))


def fetching_words(moment: Moment, order: Order) -> str:
    """Where the customer fetches it, and from when until when; empty where he does not."""
    until = kept_until(moment.state, order)
    if until is None:
        if order.counter is not None and order.counter.collected_at is not None:
            at = moment.wording.clock(order.counter.collected_at)
            return tr("Fetched at the counter at {at}", at=at)
        return ""
    if order.counter is None:
        where = tr("Lies at {point_words}", point_words=point_words(moment, order.place_id))
    else:
        where = tr("To be fetched at our counter {from_}", from_=_from(moment, order.counter.opens))
    day = moment.wording.near_day(moment.wording.today(until), moment.now)
    return tr(
        "{where}, until {day} {clock}", where=where, day=day, clock=moment.wording.clock(until)
    )


def _partner_words(moment: Moment, partner_id: PartnerId) -> str:
    """`Elqui Couriers, until 16:00`: who, and the cut-off."""
    partner = partner_of(moment.state, partner_id)
    return tr(
        "{partner_name}, until {clock_words}",
        partner_name=partner.name,
        clock_words=clock_words(partner.cut_off_min),
    )


def _sums(moment: Moment, way_out: WayOut) -> str:
    sums = [
        f"{SUM_WORDS[each.kind]} {moment.wording.money(each.amount_minor)}" for each in way_out.sums
    ]
    if way_out.partner_id is not None:
        partner = partner_of(moment.state, way_out.partner_id)
        sums.insert(0, PARTNER_WORDS[partner.kind])
    return " · ".join(sums)

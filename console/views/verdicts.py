"""The verdict on a case in words: every way out with its sums, and why the first one. Pure."""

from datetime import datetime

from console.view import WayOutRow
from console.views.moment import Moment
from core.depot_settings import clock_words
from core.model import (
    Case,
    Order,
    OrderKind,
    PartnerId,
    PlaceId,
    Resolution,
    SumKind,
    WayOut,
)
from core.planning.resources import PARTNER_WORDS
from core.rules.counter import kept_until
from core.rules.lookups import is_taken_back
from core.rules.partners import partner_of
from core.verdict import Verdict

SUM_WORDS = {
    SumKind.ROUTE: "way",
    SumKind.PARTNER: "price",
    SumKind.HANDLING: "handling",
    SumKind.LET_DOWN: "let down again",
    SumKind.WAITING: "another day",
    SumKind.REFUND: "refund",
    SumKind.GOODS: "goods sent",
    SumKind.RECOVERY: "goods bring",
}
REASONS = {
    SumKind.ROUTE: "the way is shorter",
    SumKind.PARTNER: "no partner has to be paid",
    SumKind.HANDLING: "nothing has to be handled",
    SumKind.LET_DOWN: "the customer is not let down again",
    SumKind.WAITING: "the customer does not wait another day",
    SumKind.GOODS: "no other goods are sent",
    SumKind.REFUND: "less money is lost on the goods",
    SumKind.RECOVERY: "the goods bring more",
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
        return f"{best} costs as much as the next best way."
    return f"{best} is {ahead} better than the next best: {_reason(verdict)}."


def _reason(verdict: Verdict) -> str:
    assert verdict.because is not None
    has_way = any(each.kind is SumKind.ROUTE for each in verdict.ways_out[0].sums)
    if verdict.because is SumKind.ROUTE and not has_way:
        return "no van has to go there"
    return REASONS[verdict.because]


def replacement_words(moment: Moment, case: Case) -> str:
    """The order that is sent instead, or instead of which this one is; empty without one."""
    order = moment.order(case.order_id)
    if is_taken_back(moment.state, order):
        return f"Was to be sent instead of order {order.replaces}, and was taken back"
    if order.replaces is not None:
        return f"Sent instead of order {order.replaces}"
    if order.replaced_by is None:
        return ""
    new = moment.order(order.replaced_by)
    how = "exchanged at the door by" if new.kind is OrderKind.EXCHANGE else "replaced by"
    return f"Is {how} order {new.id} on {moment.wording.day(new.day)}"


def refund_words(moment: Moment, case: Case) -> str:
    """How far the refund of the case's order is; empty without one."""
    refund = moment.order(case.order_id).refund
    if refund is None:
        return ""
    amount = moment.wording.money(refund.amount_minor)
    asked = f"{amount} asked of the shop at {moment.wording.clock(refund.at)}"
    if refund.settled_at is None:
        return f"{asked}; it has not answered yet"
    settled = moment.wording.clock(refund.settled_at)
    said = f" ({refund.words})" if refund.words else ""
    return f"{asked}, {refund.status} at {settled}{said}"


def way_out_words(moment: Moment, way_out: WayOut) -> str:
    """`Route 7, tomorrow`, `Refund, the goods come back`."""
    route = moment.state.routes.get(way_out.route_id) if way_out.route_id is not None else None
    if way_out.opens is not None:
        return f"At our counter, {_from(moment, way_out.opens)}"
    if route is not None and way_out.point_id is not None:
        day = moment.wording.near_day(route.day, moment.now)
        return f"At {point_words(moment, way_out.point_id)}, {route.name} {day}"
    if route is not None:
        fetch = "Fetched by " if way_out.resolution is Resolution.FETCH else ""
        return f"{fetch}{route.name}, {moment.wording.near_day(route.day, moment.now)}"
    if way_out.partner_id is not None:
        return _partner_words(moment, way_out.partner_id)
    if way_out.resolution is Resolution.CANCEL:
        return "Close it: the shop refuses"
    if way_out.resolution is Resolution.REPLACE and way_out.day is not None:
        return f"Other goods, {moment.wording.near_day(way_out.day, moment.now)}"
    if way_out.resolution is Resolution.KEEP_IT:
        return "Refund, the customer keeps it"
    comes_back = any(each.kind is SumKind.RECOVERY for each in way_out.sums)
    return "Refund, the goods come back" if comes_back else "Refund, nothing comes back"


def _from(moment: Moment, opens: datetime) -> str:
    """`at once`, `today from 17:30`."""
    if opens <= moment.now:
        return "at once"
    day = moment.wording.near_day(moment.wording.today(opens), moment.now)
    return f"{day} from {moment.wording.clock(opens)}"


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
            return f"Fetched at the counter at {at}"
        return ""
    if order.counter is None:
        where = f"Lies at {point_words(moment, order.place_id)}"
    else:
        where = f"To be fetched at our counter {_from(moment, order.counter.opens)}"
    day = moment.wording.near_day(moment.wording.today(until), moment.now)
    return f"{where}, until {day} {moment.wording.clock(until)}"


def _partner_words(moment: Moment, partner_id: PartnerId) -> str:
    """`Elqui Couriers, until 16:00`: who, and the cut-off."""
    partner = partner_of(moment.state, partner_id)
    return f"{partner.name}, until {clock_words(partner.cut_off_min)}"


def _sums(moment: Moment, way_out: WayOut) -> str:
    sums = [
        f"{SUM_WORDS[each.kind]} {moment.wording.money(each.amount_minor)}" for each in way_out.sums
    ]
    if way_out.partner_id is not None:
        partner = partner_of(moment.state, way_out.partner_id)
        sums.insert(0, PARTNER_WORDS[partner.kind])
    return " · ".join(sums)

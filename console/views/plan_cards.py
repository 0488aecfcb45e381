"""Plans in words: what each saves and changes, and why orders are left out. Pure."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from console.hub_words import in_words
from console.plan_view import LeftLine, PlacedLine, PlanCard
from console.tongue import tr
from console.view import GhostLane, Tone
from console.views.lanes import lane_of
from console.views.moment import Moment, RouteTimes
from console.views.verdicts import way_out_words
from console.views.wording import Wording
from core.planning.day_plans import PlanOffer, Style, Sums
from core.planning.settling import Outcome, settlements
from core.planning.waiting_orders import LeftOut

NAMES = {
    Style.LEAST: (
        tr("Least change"),
        tr("Keeps what drivers know, if it can; new orders are put in."),
    ),
    Style.BALANCED: (
        tr("Balanced"),
        tr("Moves a stop where that saves what the depot's limits ask for."),
    ),
    Style.CHEAPEST: (tr("Cheapest"), tr("Saves what can be saved, however much changes.")),
    Style.OR_TOOLS: ("OR-Tools", tr("One plan by OR-Tools, whatever it changes.")),
}
KEPT = tr("Nobody gets later than now because of it: no promise is broken.")
LESS, MORE = "−", "+"


def plan_cards(
    wording: Wording,
    styles: Sequence[Style],
    offers: Mapping[Style, PlanOffer],
    chosen: Style | None,
    *,
    is_searching: bool,
) -> tuple[PlanCard, ...]:
    """A card for every plan that is looked for."""
    return tuple(
        _card(wording, style, offers.get(style), style is chosen, is_searching) for style in styles
    )


def _card(
    wording: Wording, style: Style, offer: PlanOffer | None, is_chosen: bool, is_searching: bool
) -> PlanCard:
    name, meaning = NAMES[style]
    if offer is None:
        words = tr("looking…") if is_searching else tr("nothing better than the plan there is")
        return PlanCard(style.value, name, meaning, changes=words)
    spent = offer.after.cost_minor - offer.before.cost_minor
    return PlanCard(
        key=style.value,
        name=name,
        meaning=f"{meaning} {KEPT}",
        money=signed_money(wording, spent),
        money_is=tr("cost") if spent else "",
        tone=Tone.GOOD if spent < 0 else Tone.MUTED,
        gains=gains_words(wording, offer.before, offer.after),
        changes=changes_words(wording, offer),
        is_there=True,
        is_chosen=is_chosen,
    )


def signed_money(wording: Wording, minor: int) -> str:
    """`−$3,200`, `+$800`."""
    words = wording.money(abs(minor))
    return words if not minor else f"{LESS if minor < 0 else MORE}{words}"


def gains_words(wording: Wording, before: Sums, after: Sums) -> str:
    """`−14 km · −22 min · late 3 → 1`."""
    metres = after.metres - before.metres
    far = wording.distance(abs(metres))
    minutes = round((after.paid_s - before.paid_s) / 60)
    sign = {True: LESS, False: MORE}
    found = [
        f"{sign[metres < 0]}{far}",
        tr("{sign}{minutes} min", sign=sign[minutes < 0], minutes=abs(minutes)),
    ]
    if before.late_stops or after.late_stops:
        same = before.late_stops == after.late_stops
        late = f"{after.late_stops}" if same else f"{before.late_stops} → {after.late_stops}"
        less = round((after.late_s - before.late_s) / 60)
        found.append(tr("late {late}", late=late))
        if less:
            found[-1] += tr(", {sign}{minutes} min", sign=sign[less < 0], minutes=abs(less))
    return " · ".join(found)


def changes_words(wording: Wording, offer: PlanOffer) -> str:
    """`5 stops of 3 drivers moved · 2 of 4 orders placed, worth $3,000`."""
    routes = tr("{n} driver", "{n} drivers", len(offer.disturbed))
    moved = tr(
        "{stop} of {routes} moved",
        stop=tr("{n} stop", "{n} stops", len(offer.moved)),
        routes=routes,
    )
    if len(offer.disturbed) > 2 * len(offer.moved) > 0:
        # A stop that moves changes two lists at the most; the others only get new orders.
        moved = tr(
            "{stop} moved · {routes} told",
            stop=tr("{n} stop", "{n} stops", len(offer.moved)),
            routes=routes,
        )
    found = [moved if offer.moved else tr("{routes}, no stop moved", routes=routes)]
    if empty := emptied(offer):
        found.append(tr("nothing left for {routes}", routes=", ".join(empty)))
    waiting = len(offer.placed) + len(offer.left)
    if waiting:
        worth = (
            tr(", worth {money}", money=wording.money(offer.worth_minor))
            if offer.worth_minor
            else ""
        )
        found.append(
            tr(
                "{placed} of {order} placed{worth}",
                placed=len(offer.placed),
                order=tr("{n} order", "{n} orders", waiting),
                worth=worth,
            )
        )
    return " · ".join(found)


def emptied(offer: PlanOffer) -> tuple[str, ...]:
    """Names of the routes that the plan leaves without a stop ahead: vans that may stay home."""
    state = offer.state
    return tuple(
        state.routes[route_id].name
        for route_id in offer.disturbed
        if all(state.stops[stop].status.is_ended for stop in state.routes[route_id].stop_ids)
    )


def summary_words(wording: Wording, offer: PlanOffer) -> str:
    """One short line for the bar over the map: `late 5 → 3 · −$1,200 · 4 stops of 2 drivers`."""
    spent = offer.after.cost_minor - offer.before.cost_minor
    before, after = offer.before.late_stops, offer.after.late_stops
    found = [tr("late {before} → {after}", before=before, after=after)] if before != after else []
    stops = tr(
        "{stop} of {driver}",
        stop=tr("{n} stop", "{n} stops", len(offer.moved)),
        driver=tr("{n} driver", "{n} drivers", len(offer.disturbed)),
    )
    return " · ".join([*found, signed_money(wording, spent), stops])


def left_lines(moment: Moment, offer: PlanOffer) -> tuple[LeftLine, ...]:
    """What the plan leaves in the queue, with the reason and the next best way out."""
    lines = []
    settled = settlements(moment.state, offer.left, moment.now)
    home = {each.order_id for each in settled if each.outcome is Outcome.DEPOT}
    for each in offer.left:
        order = moment.order(each.order_id)
        best = tr("back to the depot") if each.order_id in home else ""
        if each.otherwise is not None:
            best = way_out_words(moment, each.otherwise)
        lines.append(
            LeftLine(
                order_id=each.order_id,
                words=f"{order.id} {moment.address(order)}",
                reason=_reason(moment.wording, each),
                otherwise=tr("Next best: {best}", best=best) if best else "",
            )
        )
    return tuple(lines)


def placed_lines(moment: Moment, offer: PlanOffer) -> tuple[PlacedLine, ...]:
    """Which route the plan gives each order to, and when that is there."""
    begins = {
        visit.order_id: offer.problem.origin + timedelta(seconds=start_s)
        for route, table in offer.changed
        for visit, start_s in zip(route.visits, table.starts_s, strict=True)
    }
    return tuple(
        PlacedLine(
            order_id=order_id,
            words=f"{order_id} {moment.address(moment.order(order_id))}",
            outcome=tr(
                "On {route} at {time}",
                route=moment.state.routes[route_id].name,
                time=moment.wording.clock_on(begins[order_id], offer.day),
            ),
        )
        for order_id, route_id in sorted(offer.placed, key=lambda each: (begins[each[0]], each[0]))
    )


def _reason(wording: Wording, left: LeftOut) -> str:
    if left.cost_minor is None or left.worth_minor is None:
        return in_words(left.words)
    cost, worth = wording.money(left.cost_minor), wording.money(left.worth_minor)
    return tr(
        "{words}: costs {cost}, gains {worth} over the next best",
        words=in_words(left.words),
        cost=cost,
        worth=worth,
    )


def ghost_lanes(moment: Moment, offer: PlanOffer) -> tuple[GhostLane, ...]:
    """The changed routes as they would be, what is not yet done of them."""
    times = {
        route.route_id: RouteTimes(offer.problem.origin, route, table)
        for route, table in offer.changed
    }
    after = moment.with_board(offer.state, times)
    placed = {order_id for order_id, _ in offer.placed}
    moved = frozenset(offer.moved)
    ghosts = []
    for route_id in offer.disturbed:
        ahead = tuple(bar for bar in lane_of(after, route_id).stops if not bar.status.is_ended)
        changed = frozenset(b.id for b in ahead if b.id in moved or b.order_id in placed)
        ghosts.append(GhostLane(route_id, ahead, changed))
    return tuple(ghosts)

"""What ways cost, as the board and the map say it while something is dragged. Pure."""

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from console.hub_words import in_words
from console.map.scene import RouteCost
from console.tongue import tr
from console.view import CostChip
from console.views.lanes import cost_chips
from console.views.moment import Moment
from console.views.wording import begun, extra
from core.model import OrderId, ServiceDay
from core.planning.moves import STAYS
from core.planning.relaxations import Relaxation, Relief
from core.planning.schedule import Violation, ViolationKind, minutes, quantity
from core.planning.ways import Way
from core.planning.whole_route import Transfer

Ways = Iterable[Way]


def board_costs(moment: Moment, ways: Ways, day: ServiceDay | None) -> dict[str, CostChip]:
    """A chip for each lane; the best three are found among those of each day."""
    today, other = _split(moment, ways, day)
    chips: dict[str, CostChip] = {}
    for some in (other, today):
        indexes = {way.route_id: way.index for way in some if way.index is not None}
        chips |= cost_chips(moment, [way.option for way in some], indexes)
    return chips


def map_costs(moment: Moment, ways: Ways, day: ServiceDay | None) -> list[RouteCost]:
    """A label for each route of the day that the map shows."""
    today, _ = _split(moment, ways, day)
    fitting = (way for way in today if way.option.is_feasible and way.option.words != STAYS)
    ranked = sorted(fitting, key=lambda way: way.option.cost_minor)
    ranks = {way.route_id: place for place, way in enumerate(ranked[:3], start=1)}
    return [_cost(moment, way, ranks.get(way.route_id, 0)) for way in today]


def transfer_chips(moment: Moment, found: Sequence[Transfer]) -> dict[str, CostChip]:
    """A chip for each lane, while a whole route is dragged; none draws a caret."""
    indexes = {each.route_id: 0 for each in found if each.command is not None}
    chips = cost_chips(moment, [each.option for each in found], indexes)
    return {route_id: replace(chip, index=None) for route_id, chip in chips.items()}


def transfer_costs(moment: Moment, found: Sequence[Transfer]) -> list[RouteCost]:
    """A label for each route of the map, while a whole one is dragged over it."""
    fitting = [each for each in found if each.option.is_feasible]
    ranked = sorted(fitting, key=lambda each: (-len(each.moved), each.option.cost_minor))
    ranks = {each.route_id: place for place, each in enumerate(ranked[:3], start=1)}
    return [_transfer_cost(moment, each, ranks.get(each.route_id, 0)) for each in found]


def _transfer_cost(moment: Moment, found: Transfer, rank: int) -> RouteCost:
    option = found.option
    if found.command is None:
        words = in_words(option.words)
        return RouteCost(found.route_id, tr("no"), words, rank, is_feasible=False)
    parts = [
        tr("{n} stop", "{n} stops", len(found.moved)),
        f"{extra(option.extra_s)} · {moment.wording.distance(option.extra_metres)}",
        moment.wording.money(option.cost_minor) if option.cost_minor else "",
        tr("{n} handed over", n=len(found.handed)) if found.handed else "",
        tr("{n} stays", "{n} stay", len(found.stays)) if found.stays else "",
        in_words(option.words),
    ]
    sentence = " · ".join(part for part in parts if part)
    return RouteCost(found.route_id, extra(option.extra_s), sentence, rank, option.is_feasible)


def why_words(moment: Moment, order_id: OrderId, way: Way) -> str:
    """What the best place on a route costs, and what it breaks; or why there is none."""
    route, option = moment.state.routes[way.route_id], way.option
    if way.index is None:
        return tr(
            "{order_id} cannot go on {route}: {words}.",
            order_id=order_id,
            route=route.name,
            words=in_words(option.words) or tr("it has no place for it"),
        )
    sums = f"{extra(option.extra_s)}, {moment.wording.distance(option.extra_metres)}"
    money = moment.wording.money(option.cost_minor)
    at = tr(
        "{order_id} on {route} as stop {index}: {sums}, {money}",
        order_id=order_id,
        route=route.name,
        index=way.index + 1,
        sums=sums,
        money=money,
    )
    broken = in_words("; ".join(way.broken) or option.words)
    return f"{at}. {begun(broken)}." if broken else tr("{at}, and it breaks nothing.", at=at)


def would_fit_words(moment: Moment, relaxed: Sequence[Relaxation], relief: Relief | None) -> str:
    """`It would fit as stop 5 if its window stayed open 12 min longer, or as stop 8 if the shift
    ended 18 min later.` Empty if nothing would help."""
    ways = []
    for each in relaxed:
        limits = tr(" and ").join(_limit_words(moment, limit) for limit in each.limits)
        ways.append(tr("as stop {number} if {limits}", number=each.index + 1, limits=limits))
    if relief is not None:
        order_id = moment.state.stops[relief.stop_id].order_id
        to = moment.state.routes[relief.to_route_id].name
        money = moment.wording.money(relief.cost_minor)
        ways.append(
            tr("if {order_id} went to {to}, {money} in all", order_id=order_id, to=to, money=money)
        )
    return tr("It would fit {ways}.", ways=tr(", or ").join(ways)) if ways else ""


def _limit_words(moment: Moment, limit: Violation) -> str:
    kind, late = limit.kind, minutes(limit.amount)
    if kind is ViolationKind.WINDOW:
        stop = moment.state.stops.get(limit.stop_id) if limit.stop_id is not None else None
        if stop is None:
            return tr("its window stayed open {late} longer", late=late)
        return tr("{order_id} could wait {late} longer", order_id=stop.order_id, late=late)
    if kind is ViolationKind.SHIFT:
        return tr("the shift ended {late} later", late=late)
    if kind is ViolationKind.BREAK:
        return tr("the break began {late} later", late=late)
    if kind is ViolationKind.HAND_OVER:
        return tr("the other van waited {late} longer", late=late)
    if kind is ViolationKind.LOCKED:
        return tr("the route were unlocked")
    if kind is ViolationKind.MIXED:
        return tr("clean and dirty goods could travel together")
    if kind is ViolationKind.EQUIPMENT:
        return tr("the van had this: {thing}", thing=limit.about.replace("_", " "))
    more = in_words(quantity(kind, limit.amount))
    return tr("the van had room for {more} more", more=more)


def _split(moment: Moment, ways: Ways, day: ServiceDay | None) -> tuple[list[Way], list[Way]]:
    today: list[Way] = []
    other: list[Way] = []
    for way in ways:
        route = moment.state.routes.get(way.route_id)
        if route is not None:
            (today if route.day == day else other).append(way)
    return today, other


def _cost(moment: Moment, way: Way, rank: int) -> RouteCost:
    option = way.option
    sums = f"{extra(option.extra_s)} · {moment.wording.distance(option.extra_metres)}"
    money = moment.wording.money(option.cost_minor) if option.cost_minor else ""
    sentence = " · ".join(part for part in (sums, money, in_words(option.words)) if part)
    is_possible = way.index is not None
    return RouteCost(
        route_id=way.route_id,
        text=extra(option.extra_s) if is_possible else tr("no"),
        sentence=sentence if is_possible else in_words(option.words),
        rank=rank,
        is_feasible=option.is_feasible,
    )

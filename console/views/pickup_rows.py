"""What vans pass anyway, in words. Pure."""

from collections.abc import Sequence

from console.pickup_view import PickupRow, PickupsView
from console.tongue import tr
from console.views.moment import COLLECT_WORDS, Moment
from console.views.wording import extra
from core.planning.on_the_way import Pickup


def pickups_view(moment: Moment, found: Sequence[Pickup]) -> PickupsView:
    """What is gone by now is left out."""
    rows = tuple(
        _row(moment, each)
        for each in found
        if each.order_id in moment.state.orders and each.way.route_id in moment.state.routes
    )
    worth = moment.wording.rough_money(sum(each.worth_minor for each in found))
    return PickupsView(rows, tr("worth {worth}", worth=worth) if rows else "")


def _row(moment: Moment, found: Pickup) -> PickupRow:
    order = moment.order(found.order_id)
    route = moment.state.routes[found.way.route_id]
    task = COLLECT_WORDS[order.kind]
    gain = tr(
        "{extra}, worth {money}",
        extra=extra(found.way.option.extra_s),
        money=moment.wording.money(found.worth_minor),
    )
    driver = moment.driver_name(route.driver_id)
    return PickupRow(
        order_id=order.id,
        route_id=route.id,
        route=route.name,
        colour=moment.colours()[route.id],
        words=f"{task} {order.id}, {moment.customer(order)}",
        gain=gain,
        tooltip=(
            tr(
                "{task} {order} by {route}, {driver}",
                task=task,
                order=order.id,
                route=route.name,
                driver=driver,
            ),
            moment.address(order),
            tr("{extra} of it driving, the rest at the door", extra=extra(found.detour_s)),
            tr("{gain}: what the goods bring, less handling and the way", gain=gain),
        ),
    )

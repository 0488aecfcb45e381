"""Orders of which only a part was delivered, in words. Pure."""

from console.tongue import tr
from console.views.moment import Moment
from core.model import Order
from core.rules.parts import parts_of


def part_words(moment: Moment, order: Order) -> str:
    """`Part of order 1043: the rest was delivered`, or what of the order was not; else empty."""
    if order.part_of is not None:
        return tr("Part of order {part_of}: the rest was delivered", part_of=order.part_of)
    return "\n".join(_left_out(moment, part) for part in parts_of(moment.state, order))


def _left_out(moment: Moment, part: Order) -> str:
    goods = ", ".join(f"{item.quantity} × {item.description}" for item in part.items)
    return tr(
        "Not delivered: {goods} ({reason}), {part}",
        goods=goods,
        reason=moment.reason(part.attempts[-1].reason).lower(),
        part=part.id,
    )

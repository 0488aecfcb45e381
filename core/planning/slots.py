"""What each slot that a customer may be offered would really cost, by the planner. Pure."""

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from core.model import Order, ServiceDay
from core.planning.travel import TravelMatrix
from core.planning.ways import DayPlan, Way, ways_of
from core.rules.answers import Slot, offers_of, slot_window
from core.rules.slots import held_by_others
from core.state import State


class PricedSlot(Struct, frozen=True):
    """A slot and its cheapest route; None where no route can keep it without breaking anything."""

    slot: Slot
    way: Way | None


def priced_slots(
    state: State,
    order: Order,
    plans: Mapping[ServiceDay, DayPlan],
    travel: TravelMatrix,
    now: datetime,
) -> tuple[PricedSlot, ...]:
    """Every slot of the open days that is not over, in the order of time."""
    if state.depot is None:
        return ()
    found = []
    for day in sorted(plans):
        held = held_by_others(state, order.id, day, now)
        for hours in offers_of(state).slots:
            window = slot_window(state.depot.zone, day, hours)
            if window.closes <= now:
                continue
            asked = replace(order, day=day, window=window, promise=None)
            ways = ways_of(state, asked, {day: plans[day]}, travel, is_told=False)
            kept = [w for w in ways if w.option.is_feasible and w.route_id not in held]
            best = min(kept, key=lambda way: way.option.cost_minor, default=None)
            found.append(PricedSlot(Slot(day, window), best))
    return tuple(found)

"""How many stops each van gets at most where a new day's work is spread over all that are on duty.

Pure. Costs alone put a whole day on one van as long as its shift has room: a van that stays at home
costs nothing, though its driver is paid. So each van has its even part of the stops, by the length
of its shift, and a little more. What must be visited and finds no room that way widens the parts.
"""

from msgspec.structs import replace

from core.planning.fleet import FAR_AWAY, FleetPlan, Van
from core.planning.fleet_model import FleetModel

MORE_PCT = 5
"""Above the even part: room for a cheap way along the streets."""
WORTH_GOING = 6
"""Stops for which a van is sent out at all: fewer vans then share what there is."""


def spread(model: FleetModel) -> FleetModel:
    """The same question with the most stops of each van. What stands on a list may stay there, and
    locked lists neither give nor take."""
    fleet, lists = model.fleet, model.routes
    kept = sum(len(each) for each, van in zip(lists, fleet.vans, strict=True) if van.is_closed)
    stops = len(fleet.requests) - kept
    hours = sum(_shift_s(van) for van in fleet.vans if not van.is_closed)
    vans = tuple(
        van
        if van.is_closed
        else replace(van, max_tasks=max(len(each), _part(stops, _shift_s(van), hours)))
        for van, each in zip(fleet.vans, lists, strict=True)
    )
    return replace(model, fleet=replace(fleet, vans=vans))


def wider(model: FleetModel, plan: FleetPlan) -> FleetModel | None:
    """The same question with room for what the parts may have kept out of a plan; None if there is
    no such thing. What may be left out does not count."""
    fleet = model.fleet
    missing = [node for node in plan.left_out if fleet.requests[node].prize is None]
    full = {
        number
        for number, (van, each) in enumerate(zip(fleet.vans, plan.routes, strict=True))
        if van.max_tasks < FAR_AWAY and len(each) + 2 > van.max_tasks
    }
    more = 0
    for node in missing:
        request = fleet.requests[node]
        if full and (request.vans is None or request.vans & full):
            more += 1 if request.partner < 0 else 2
    if not more:
        return None
    vans = tuple(replace(van, max_tasks=min(FAR_AWAY, van.max_tasks + more)) for van in fleet.vans)
    return replace(model, fleet=replace(fleet, vans=vans))


def missed(model: FleetModel, plan: FleetPlan) -> int:
    """How many orders a plan leaves out that must be visited."""
    return sum(model.fleet.requests[node].prize is None for node in plan.left_out)


def _part(stops: int, shift_s: int, all_s: int) -> int:
    share = -(-stops * shift_s * (100 + MORE_PCT) // (100 * max(1, all_s)))
    return max(WORTH_GOING, share)


def _shift_s(van: Van) -> int:
    return max(0, van.shift_end_s - van.begin_s - sum(each.duration_s for each in van.breaks))

"""A plan's sequences as a command, and its new visits under the names that they will have. Pure."""

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from core import commands as c
from core import events as e
from core.model import Route, StopId
from core.planning.problem import PlannedRoute
from core.planning.waiting_orders import Candidate
from core.rules.lookups import first_free_index
from core.state import State

MOST_CONSIDERED = 3
"""Ways out that a decision keeps: a bad day's plan has to fit into one message."""


def asked_for(
    state: State,
    routes: Sequence[PlannedRoute],
    names: Mapping[StopId, Candidate],
) -> tuple[tuple[c.RouteSequence, ...], tuple[c.PlaceOrder, ...]]:
    """The lists of the routes, and the orders that come in, in the order of their places."""
    sequences: list[c.RouteSequence] = []
    placements: list[c.PlaceOrder] = []
    for planned in routes:
        route = state.routes[planned.route_id]
        head = route.stop_ids[: first_free_index(state, route)]
        whole = (*head, *(id_ for id_ in planned.stop_ids if id_ not in head))
        kept = tuple(id_ for id_ in whole if id_ not in names)
        if kept != route.stop_ids:
            sequences.append(c.RouteSequence(route.id, kept[len(head) :], route.version))
        placements += _placements(route, whole, names)
    return tuple(sequences), tuple(placements)


def _placements(
    route: Route, whole: Sequence[StopId], names: Mapping[StopId, Candidate]
) -> Iterator[c.PlaceOrder]:
    """What comes in, one after the other: an index counts what is there by then."""
    there = {stop_id for stop_id in whole if stop_id not in names}

    def put(stop_id: StopId) -> int:
        before = whole[: whole.index(stop_id)]
        there.add(stop_id)
        return sum(other in there for other in before)

    for stop_id in whole:
        candidate = names.get(stop_id)
        if candidate is None or stop_id != candidate.visit.stop_id:
            continue
        meeting = None
        if candidate.fetch is not None:
            taken = put(candidate.fetch.take.stop_id)
            meeting = replace(candidate.fetch.hand_over, take_index=taken)
        yield c.PlaceOrder(
            order_id=candidate.order_id,
            route_id=route.id,
            index=put(stop_id),
            expected_version=route.version,
            hand_over=meeting,
            considered=candidate.ways_out[:MOST_CONSIDERED],
        )


def renamed(events: Sequence[e.Event], names: Mapping[StopId, Candidate]) -> dict[StopId, StopId]:
    """What a placed order's visits will be called."""
    of_order = {each.order_id: each for each in names.values()}
    return {
        visit.stop_id: placement.stop.id
        for event in events
        if isinstance(event, e.OrderPlaced) and event.order_id in of_order
        for visit, placement in zip(of_order[event.order_id].visits, event.placements, strict=True)
    }


def named(route: PlannedRoute, names: Mapping[StopId, StopId]) -> PlannedRoute:
    return route.with_visits(
        replace(
            visit,
            stop_id=names.get(visit.stop_id, visit.stop_id),
            after=None if visit.after is None else names.get(visit.after, visit.after),
        )
        for visit in route.visits
    )

"""What was drawn around or named: cases and stops that are there by now, in words. Pure."""

from console.tongue import tr
from core.model import CaseId, OrderId, Stop, StopId
from core.rules.lookups import case_id_of, pending_stops
from core.state import State


def gathered(
    state: State, cases: object, stops: object
) -> tuple[tuple[OrderId, ...], tuple[StopId, ...]]:
    """Orders of the cases, and the stops; what has gone since is left out."""
    known = [state.cases.get(CaseId(id_)) for id_ in _ids(cases)]
    orders = tuple(case.order_id for case in known if case is not None)
    return orders, tuple(StopId(id_) for id_ in _ids(stops) if id_ in state.stops)


def stop_instead(state: State, order_id: OrderId) -> Stop | None:
    """Where an order that never had a case is to be seen: the visit that is planned, else its
    last one. None for one with a case, and for one that no route has."""
    if case_id_of(order_id) in state.cases:
        return None
    planned = pending_stops(state, order_id)
    if planned:
        return planned[-1]
    visits = [stop for stop in state.stops.values() if stop.order_id == order_id]
    return visits[-1] if visits else None


def gathered_words(cases: int, stops: int) -> str:
    """What is chosen now, and what can be done with it."""
    words = (tr("{n} case", "{n} cases", cases), tr("{n} stop", "{n} stops", stops))
    parts = [each for each, number in zip(words, (cases, stops), strict=True) if number]
    if not parts:
        return tr("Nothing lies inside. Draw around cases or stops.")
    menu = tr("Right-click one of them for what can be done with all.")
    return tr("{parts} chosen. {menu}", parts=tr(" and ").join(parts), menu=menu)


def _ids(found: object) -> tuple[str, ...]:
    return tuple(map(str, found)) if isinstance(found, tuple) else ()

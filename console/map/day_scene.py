"""What the live map shows of a service day: from state, positions and timetables to a `Scene`.

Pure. Called by the console whenever one of these changed; words are made here, drawing is the
page's work. With a `SceneMemo` the marks of a route that nothing happened to are the very objects
of before, so that neither making nor comparing them costs anything.
"""

from collections.abc import Mapping

from console.hub_words import in_words
from console.map.look import Look
from console.map.route_marks import (
    ORDER_SHAPES,
    FindPath,
    SceneMemo,
    driver_mark,
    line_mark,
    stop_marks,
)
from console.map.scene import CaseMark, ClosureMark, DepotMark, FenceMark, Scene, Trail
from console.tongue import tr
from console.views.closures import closure_lines
from console.views.fences import drawn_words
from console.views.wording import Wording, wording_of
from core.closures import closed_on
from core.erasure import name_of
from core.hub.protocol import DriverFix
from core.model import Case, CaseKind, CaseStatus, Closure, Fence, TextRef
from core.planning.ways import serving_day
from core.state import State


def day_scene(
    state: State,
    texts: Mapping[TextRef, str],
    fixes: Mapping[str, DriverFix],
    look: Look,
    find_path: FindPath,
    memo: SceneMemo | None = None,
) -> Scene:
    """The whole map of `look.day`."""
    routes = [route for route in state.routes.values() if route.day == look.day]
    known = SceneMemo() if memo is None else memo
    known.stand_on(state, texts, find_path)
    known.tracks.note(fixes)
    heard = [(route, fixes.get(route.driver_id)) for route in routes]
    vans = (driver_mark(state, texts, fix, look, route) for route, fix in heard)
    return Scene(
        drivers=tuple(van for van in vans if van is not None),
        stops=tuple(
            mark for route in routes for mark in stop_marks(state, texts, look, route, known)
        ),
        routes=tuple(
            line_mark(state, texts, fix, look, route, find_path, known) for route, fix in heard
        ),
        cases=tuple(
            _case(state, texts, look, case)
            for case in state.cases.values()
            if case.status in (CaseStatus.OPEN, CaseStatus.ACKNOWLEDGED)
            and serving_day(state, state.orders[case.order_id]) == look.day
        ),
        depots=_depots(state),
        heat=look.heat,
        heat_legend=look.heat_legend,
        ghosts=look.ghosts,
        trails=tuple(
            Trail(route.id, look.colours[route.id], known.tracks.path(route.driver_id))
            for route in routes
            if route.id in look.focus and len(known.tracks.path(route.driver_id)) > 1
        ),
        closures=tuple(
            _closure(state, texts, closure, look)
            for closure in closed_on(state, look.day, look.now)
        ),
        fences=tuple(_fence(state, texts, fence, look) for fence in state.fences.values()),
        selected=look.selected,
        hovered=look.hovered,
    )


def _depots(state: State) -> tuple[DepotMark, ...]:
    if state.depot is None:
        return ()
    place = state.places[state.depot.place_id]
    return (
        DepotMark(
            id=state.depot.id,
            lat=place.lat,
            lon=place.lon,
            title=tr("Depot {depot_name}", depot_name=state.depot.name),
        ),
    )


def _closure(
    state: State, texts: Mapping[TextRef, str], closure: Closure, look: Look
) -> ClosureMark:
    wording = wording_of(state.depot) or Wording()
    return ClosureMark(
        id=closure.id,
        path=tuple((at.lat, at.lon) for at in closure.line),
        title=tr("{street} is closed", street=closure.street),
        is_planned=closure.begins > look.now,
        lines=closure_lines(wording, closure, texts, look.now),
    )


def _fence(state: State, texts: Mapping[TextRef, str], fence: Fence, look: Look) -> FenceMark:
    wording = wording_of(state.depot) or Wording()
    name = name_of(fence, texts)
    corners = tuple((at.lat, at.lon) for at in fence.corners)
    return FenceMark(
        id=fence.id,
        path=(*corners, corners[0]),
        name=name,
        title=tr("Geofence {name}", name=name),
        lines=(drawn_words(wording, fence, look.now),),
    )


def _case(state: State, texts: Mapping[TextRef, str], look: Look, case: Case) -> CaseMark:
    order = state.orders[case.order_id]
    place = state.places[order.place_id]
    customer = texts.get(state.customers[order.customer_id].name_ref, "")
    has_failed = case.kind in (CaseKind.FAILED_DELIVERY, CaseKind.FAILED_COLLECTION)
    return CaseMark(
        id=case.id,
        lat=place.lat,
        lon=place.lon,
        shape=ORDER_SHAPES[order.kind],
        has_failed=has_failed,
        title=f"{order.id} · {customer}",
        is_urgent=case.id in look.urgent,
        payload=None if look.is_held else order.id,
        lines=(place.address, in_words((case.reason or case.kind).replace("_", " "))),
    )

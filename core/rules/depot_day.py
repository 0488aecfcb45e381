"""A depot's day is closed with a signed hand-over note once every van is counted. Pure.

That is the depot's half: where the goods are. The supervisor's sign-off follows (`day_end.py`).
"""

from datetime import datetime

from core import commands as c
from core import events as e
from core.access import Actor
from core.model import (
    CaseStatus,
    CustodyKind,
    DayClosing,
    Route,
    RouteId,
    ServiceDay,
    TextRef,
    VanSum,
)
from core.rules import wording
from core.rules.counting import Lines, all_lines, empties_apart, over_of, short_of
from core.rules.inspection import to_inspect
from core.rules.lookups import Refused, day_of
from core.rules.wording import day_words
from core.state import State


def close_day(
    state: State, command: c.CloseDay, actor: Actor, now: datetime
) -> tuple[e.Event, ...]:
    """Everything that left is back and counted; what is open is written down."""
    day = day_of(state, command.day)
    if day.closing is not None:
        when = wording.clock(state, day.closing.at)
        raise Refused(f"The day {day_words(day.day)} was closed by {day.closing.by} at {when}.")
    if not any(route.day == day.day for route in state.routes.values()):
        raise Refused(f"The day {day_words(day.day)} has no routes; there is nothing to close.")
    stands = what_stands_in_the_way(state, day.day)
    if stands:
        more = f" And {len(stands) - 1} more." if len(stands) > 1 else ""
        raise Refused(f"{stands[0]}{more}")
    note_ref, lines = TextRef(command.note) if command.note else None, all_lines(state)
    closing = DayClosing(
        by=actor.id,
        at=now,
        vans=tuple(
            van_sum(state, route.id, lines)
            for route in state.routes.values()
            if route.day == day.day and route.id in state.receivings
        ),
        open_cases=tuple(
            case.id for case in state.cases.values() if case.status is not CaseStatus.CLOSED
        ),
        missing=tuple(
            item_id
            for item_id, custody in state.custody.items()
            if custody.kind is CustodyKind.MISSING
        ),
        to_inspect=len(to_inspect(state)),
        found=len(state.found),
        open_lots=sum(lot.left_at is None and bool(lot.item_ids) for lot in state.lots.values()),
        note_ref=note_ref,
    )
    return (e.DayClosed(day.day, closing),)


def reopen_day(
    state: State, command: c.ReopenDay, actor: Actor, now: datetime
) -> tuple[e.Event, ...]:
    """Something of it has to be put right; it is signed anew then."""
    day = day_of(state, command.day)
    if day.closing is None:
        raise Refused(f"The day {day_words(day.day)} is open.")
    if day.sign_off is not None:
        when = wording.clock(state, day.sign_off.at)
        raise Refused(
            f"{day.sign_off.by} signed {day_words(day.day)} off at {when}. "
            "Take that back at the desk first."
        )
    return (e.DayReopened(day.day, actor.id, now),)


def what_stands_in_the_way(state: State, day: ServiceDay) -> tuple[str, ...]:
    """Why a day cannot be closed yet, a sentence per van; empty if it can."""
    routes = [route for route in state.routes.values() if route.day == day]
    return tuple(words for route in routes if (words := _why_open(state, route)))


def _why_open(state: State, route: Route) -> str:
    pending = sum(not state.stops[stop_id].status.is_ended for stop_id in route.stop_ids)
    stops = f"{pending} pending stop{'' if pending == 1 else 's'}"
    if route.started_at is None:
        return f"{route.name} never left and has {stops}. Take them off." if pending else ""
    if route.ended_at is None:
        if route.stranded is not None:
            return (
                f"{route.name} cannot go on and is not back. When it drives again, choose “It goes "
                "on” in the menu of its lane; its driver then ends the route at the depot."
            )
        if not pending:
            return f"{route.name} is on its way back to the depot."
        return f"{route.name} is on the road with {stops}."
    receiving = state.receivings.get(route.id)
    if receiving is not None and receiving.closed_at is None:
        return f"{route.name} has not been counted."
    return ""


def van_sum(state: State, route_id: RouteId, lines: Lines | None = None) -> VanSum:
    """What was counted, is short and is over of one van, in pieces."""
    receiving = state.receivings[route_id]
    is_closed = receiving.closed_at is not None
    over = receiving.over if is_closed else over_of(state, route_id, lines)
    short = receiving.short if is_closed else short_of(state, route_id, lines)
    counted = receiving.counted.items()
    return VanSum(
        route_id=route_id,
        counted=sum(units for item_id, units in counted if item_id not in over),
        short=sum(short.values()),
        over=sum(units for item_id, units in counted if item_id in over)
        + sum(receiving.loose.values()),
        empties_apart=empties_apart(receiving),
    )

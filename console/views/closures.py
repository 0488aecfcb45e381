"""Closed streets in words: for the map, the list and the routes that lead around them. Pure."""

from collections.abc import Iterable, Mapping
from datetime import datetime

import numpy as np
from msgspec import Struct

from console.tongue import tr
from console.views.moment import RouteTimes
from console.views.wording import Wording, extra
from core.closures import Closed, in_force
from core.model import Closure, ClosureId, Route, RouteId, TextRef
from core.planning.travel import TravelMatrix

MOST_NAMED = 3
LEAST_S = 30
"""A route that takes so much longer at least is worth a word."""


class ClosureRow(Struct, frozen=True):
    """One line of the list."""

    id: ClosureId
    street: str
    because: str
    when: str
    by: str


def when_words(wording: Wording, closure: Closure, now: datetime) -> str:
    """`from 16:00 until 29 Nov 08:00`, `until it is opened again`."""
    today = wording.today(now)
    begins = closure.begins
    starts = (
        tr("from {clock_and_day} ", clock_and_day=wording.clock_and_day(begins, today))
        if begins > now
        else ""
    )
    if closure.until is None:
        return tr("{starts}until it is opened again", starts=starts)
    return tr(
        "{starts}until {clock_and_day}",
        starts=starts,
        clock_and_day=wording.clock_and_day(closure.until, today),
    )


def why_words(closure: Closure, texts: Mapping[str, str] | Mapping[TextRef, str]) -> str:
    """Why it is closed, as somebody wrote it; empty where nobody did."""
    if closure.because_ref is None:
        return closure.because
    return texts.get(closure.because_ref, "")


def closure_lines(
    wording: Wording, closure: Closure, texts: Mapping[TextRef, str], now: datetime
) -> tuple[str, ...]:
    """Why, until when, and who says so."""
    today = wording.today(now)
    by = tr(
        "closed by {by} at {clock_and_day}",
        by=closure.by,
        clock_and_day=wording.clock_and_day(closure.at, today),
    )
    return tuple(filter(None, (why_words(closure, texts), when_words(wording, closure, now), by)))


def closure_rows(
    wording: Wording, closures: Iterable[Closure], texts: Mapping[str, str], now: datetime
) -> tuple[ClosureRow, ...]:
    """Those that are not over."""
    today = wording.today(now)
    return tuple(
        ClosureRow(
            each.id,
            each.street,
            why_words(each, texts),
            when_words(wording, each, now),
            f"{each.by}, {wording.clock_and_day(each.at, today)}",
        )
        for each in in_force(closures, now)
    )


def led_around(
    times: Mapping[RouteId, RouteTimes], travel: TravelMatrix, closed: Closed
) -> dict[RouteId, int]:
    """By how many seconds routes take longer in the sequence that they have."""
    usual, (around, _) = travel.seconds_array, travel.arrays(closed)
    found = {}
    for route_id, each in times.items():
        places = np.array(each.route.places)
        legs = places[:-1], places[1:]
        if len(places) and places.max() < len(travel):
            longer = round(float((around[legs] - usual[legs]).sum()))
            if longer >= LEAST_S:
                found[route_id] = longer
    return found


def led_around_words(routes: Mapping[RouteId, Route], longer: Mapping[RouteId, int]) -> str:
    """`Route 3 +4 min, Route 7 +1 min and 2 others lead around closed streets; F5 plans anew`."""
    if not longer:
        return ""
    by_length = sorted(longer, key=lambda route_id: -longer[route_id])
    named = [f"{routes[r].name} {extra(longer[r])}" for r in by_length[:MOST_NAMED]]
    rest = len(longer) - len(named)
    words = ", ".join(named) + (
        tr(" and {other}", other=tr("{n} other", "{n} others", rest)) if rest else ""
    )
    return tr("Around closed streets: {words}. F5 plans the day anew", words=words)

"""What the line below the panels says of the connection, the clock and the planner. Pure."""

from collections.abc import Mapping
from datetime import datetime

from console.hub_words import in_words
from console.tongue import tr
from console.view import Connection, StatusView
from console.views.learned import pace_words
from console.views.wording import Wording, wording_of
from core.access import Role
from core.closures import in_force
from core.hub.client import Line, LineState
from core.hub.protocol import WriteTrouble
from core.model import Closure, ClosureId, Depot
from core.planning.travel import GREAT_CIRCLE, GREAT_CIRCLE_WORDS, ROAD, TravelMatrix

CONNECTIONS = {
    Line.LIVE: Connection.LIVE,
    Line.CONNECTING: Connection.CONNECTING,
    Line.DOWN: Connection.RECONNECTING,
    Line.REJECTED: Connection.OFFLINE,
}


def connection_words(line: LineState, since_s: float) -> str:
    """How the line is, and since when it is down."""
    return {
        Line.LIVE: tr("Live"),
        Line.CONNECTING: tr("Connecting…"),
        Line.DOWN: tr("Offline for {since_s} s", since_s=round(since_s)),
        Line.REJECTED: in_words(line.words) or tr("Not admitted"),
    }[line.line]


def trouble_words(trouble: WriteTrouble, wording: Wording | None) -> str:
    """What the hub cannot do and since when; empty when it can."""
    if not trouble.words:
        return ""
    since = (
        tr(" since {clock}", clock=wording.clock(trouble.since))
        if wording and trouble.since
        else ""
    )
    what = in_words(trouble.words).removesuffix(tr(", then try again.")).removesuffix(".")
    return tr(
        "Nothing is saved{since}. {what}; the hub then goes on by itself.", since=since, what=what
    )


def seat_words(actor_id: str, role: Role, *, is_own_hub: bool) -> str:
    """Who acts at this seat, and as what; at an own hub it is always the office."""
    named = in_words(role.replace("_", " "))
    return actor_id if is_own_hub or not actor_id else f"{actor_id} · {named}"


def status_view(
    line: LineState,
    since_s: float,
    *,
    depot: Depot | None,
    now: datetime | None,
    rate: float,
    is_simulated: bool,
    travel: TravelMatrix | None,
    pending: int,
    trouble: WriteTrouble,
    is_planning: bool,
    user: str,
    has_account: bool = False,
    refunds: str = "",
    goods: str = "",
    desk: str = "",
    drawing: str = "",
    ways: str = "",
    closed: Mapping[ClosureId, Closure] | None = None,
    is_past: bool = False,
) -> StatusView:
    """`now` is the depot's. While the depot is not known its zone is not, and no time is shown.

    `drawing` says why the map does not follow the streets just now, `ways`, why those of the
    routing server are not drawn; `is_past`, that the window is rewound to `now`.
    """
    wording = wording_of(depot)
    clock, date = "", ""
    if wording is not None and now is not None:
        clock, today = wording.clock(now), wording.today(now)
        date = wording.day(today) if is_past else wording.day_label(today, now)
    estimated = travel.estimated if travel is not None else 0
    words = connection_words(line, since_s)
    return StatusView(
        connection=Connection.PAST if is_past else CONNECTIONS[line.line],
        connection_words=tr("Rewound to {clock}", clock=clock) if is_past else words,
        clock=clock,
        date=date,
        zone=wording.zone if wording is not None else "",
        rate=rate,
        is_simulated=is_simulated and not is_past,
        travel=_travel_words(travel, estimated, drawing, _closed(closed, now), ways),
        is_travel_fallback=estimated > 0 or _unanswered(travel) > 0 or bool(ways),
        planner=tr("planning") if is_planning else tr("ready"),
        is_planner_busy=is_planning,
        trouble=trouble_words(trouble, wording),
        unsent=tr("{pending} waiting for the line", pending=pending) if pending else "",
        user=user,
        has_account=has_account,
        refunds=refunds,
        goods=goods,
        desk=desk,
    )


SERVERS = {"osrm": "OSRM", "valhalla": "Valhalla"}


def _closed(closures: Mapping[ClosureId, Closure] | None, now: datetime | None) -> int:
    """How many streets are closed just now."""
    if not closures or now is None:
        return 0
    return sum(each.begins <= now for each in in_force(closures.values(), now))


def _travel_words(
    travel: TravelMatrix | None, estimated: int, drawing: str, closed: int, ways: str
) -> str:
    if travel is None:
        return tr("no travel times yet")
    if estimated and travel.fingerprint == GREAT_CIRCLE:
        return GREAT_CIRCLE_WORDS
    parts = [tr("road network")]
    if _is_served(travel):
        server, _, rest = travel.fingerprint.partition(":")
        parts = [
            tr(
                "{servers} at {partition}",
                servers=SERVERS[server],
                partition=rest.partition("/")[0],
            )
        ]
    unanswered = _unanswered(travel)
    if unanswered:
        parts.append(
            tr("{place} by own roads: no answer", place=tr("{n} place", "{n} places", unanswered))
        )
    if ways:
        parts.append(ways)
    if estimated:
        parts.append(tr("{place} by straight line", place=tr("{n} place", "{n} places", estimated)))
    if pace := pace_words(travel.learned):
        parts.append(pace)
    if closed:
        parts.append(tr("{n} street closed", "{n} streets closed", closed))
    return drawing or ", ".join(parts)


def _is_served(travel: TravelMatrix) -> bool:
    return travel.fingerprint.partition(":")[0] in SERVERS


def _unanswered(travel: TravelMatrix | None) -> int:
    """Places of which a routing server was asked in vain."""
    if travel is None or not _is_served(travel):
        return 0
    return sum(place.source == ROAD for place in travel.places)

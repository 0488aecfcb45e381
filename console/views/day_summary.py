"""The day in a few lines, for a run without a display. Pure."""

from console.screen import Screen
from console.tongue import tr
from console.view import QueueGroup


def day_summary(screen: Screen, *, is_drawn: bool) -> str:
    """Where things stand, the figures, and whether the map `is_drawn`."""
    moment, state = screen.moment, screen.moment.state
    routes = state.routes
    of_day = [stop for stop in state.stops.values() if routes[stop.route_id].day == screen.day]
    waiting = sum(QueueGroup.ALL in row.groups for row in screen.queue)
    drawn = tr("drawn") if is_drawn else tr("not drawn")
    return "\n".join(
        [
            tr(
                "{clock}, {value} routes with {of_day} stops that day, {stops} stops on "
                "all open days, event {seq}",
                clock=moment.wording.clock(moment.now),
                value=len({stop.route_id for stop in of_day}),
                of_day=len(of_day),
                stops=len(state.stops),
                seq=state.seq,
            ),
            *(f"{tile.label}: {tile.value} ({tile.note})" for tile in screen.kpis.tiles),
            tr("Queue: {waiting} cases; map {drawn}.", waiting=waiting, drawn=drawn),
        ]
    )

"""A moment as a text that can be handed on, and a decision as a line. Pure."""

import re
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from console.hub_words import in_words
from console.tongue import tr
from console.views.moment import Moment
from console.views.wording import begun
from core.case_money import taken
from core.model import Option, OrderId, ServiceDay, WayOut
from core.tape import Taken

_LINK = re.compile(r"backhaul:([A-Za-z0-9_-]{1,40})@(\d{1,12})(?:/([\w.:~-]{1,64}))?")


class MomentLink(Struct, frozen=True):
    """An event of a depot, and perhaps the order that was looked at."""

    depot: str
    seq: int
    order_id: OrderId | None = None

    @property
    def text(self) -> str:
        """`backhaul:coquimbo@1234/1043`."""
        order = f"/{self.order_id}" if self.order_id else ""
        return f"backhaul:{self.depot}@{self.seq}{order}"


def moment_link(text: str) -> MomentLink | None:
    """The first link in a text, which may stand in a sentence; None without one."""
    found = _LINK.search(text)
    if found is None:
        return None
    depot, seq, order = found.groups()
    return MomentLink(depot, int(seq), OrderId(order) if order else None)


def bounds_of(day: ServiceDay, zone: str) -> tuple[datetime, datetime]:
    """When a local day begins and when the next one does: 23, 24 or 25 hours."""
    first = datetime.combine(datetime.fromisoformat(day).date(), time(), ZoneInfo(zone))
    next_day = datetime.combine(first.date() + timedelta(days=1), time(), ZoneInfo(zone))
    return first, next_day


def decision_words(moment: Moment, decided: Taken) -> tuple[str, ...]:
    """What was decided, then each option that was offered, the one that was taken marked."""
    case = moment.state.cases.get(decided.case_id)
    order = case.order_id if case is not None else decided.case_id
    decision, money = decided.decision, moment.wording.money
    lines = [
        tr(
            "{clock} {order}: {value}, by {actor}",
            clock=moment.wording.clock(decided.at),
            order=order,
            value=begun(in_words(decision.resolution.value.replace("_", " "))),
            actor=moment.actor(decision.by),
        )
    ]
    chosen = taken(decision)
    for way in decision.considered:
        is_taken = chosen is not None and (way.resolution, way.day) == (
            chosen.resolution,
            chosen.day,
        )
        lines.append(f"{'✓' if is_taken else '·'} {_way_words(way)} {money(way.net_minor)}")
    for option in decision.offered:
        mark = "✓" if option.route_id == decision.route_id else "·"
        lines.append(f"{mark} {_option_words(moment, option)} {money(-option.cost_minor)}")
    if len(lines) == 1:
        lines.append(tr("Nothing else was on the screen."))
    return tuple(lines)


def decision_line(words: tuple[str, ...]) -> str:
    """The same with no more room than a line."""
    others = sum(line.startswith(("·", "✓")) for line in words)
    return (
        tr(
            "{words} · {option} offered",
            words=words[0],
            option=tr("{n} option", "{n} options", others),
        )
        if others
        else words[0]
    )


def _way_words(way: WayOut) -> str:
    return begun(in_words(way.resolution.value.replace("_", " ")))


def _option_words(moment: Moment, option: Option) -> str:
    route = moment.state.routes.get(option.route_id)
    name = route.name if route is not None else option.route_id
    return (
        f"{name} +{round(option.extra_s / 60)} min{'' if option.is_feasible else tr(' (breaks)')}"
    )

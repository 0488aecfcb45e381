"""The table of everyone who could help, in words. Pure."""

from console.hub_words import in_words
from console.plain_words import natural
from console.resource_view import ResourceRow, ResourcesView
from console.tongue import tr
from console.view import Tone
from console.views.moment import Moment
from console.views.wording import duration
from core.model import Load
from core.planning.resources import Resource, ResourceKind, Resources

KIND_ICONS = {
    ResourceKind.VAN: "truck",
    ResourceKind.STANDBY: "user-check",
    ResourceKind.PARTNER: "users",
}
KIND_WORDS = {
    ResourceKind.VAN: "",
    ResourceKind.STANDBY: tr("standby"),
    ResourceKind.PARTNER: tr("partner"),
}


def resources_view(moment: Moment, table: Resources) -> ResourcesView:
    """By cost for an order; else vans, standby and partners, each in people's order of names."""
    about = (
        tr("for order {order_id}", order_id=table.order_id) if table.order_id is not None else ""
    )
    given = table.rows if about else sorted(table.rows, key=_by_name)
    rows = tuple(_row(moment, row, is_asked=bool(about)) for row in given)
    return ResourcesView(rows, about, sum(row.is_able for row in rows))


def _by_name(row: Resource) -> tuple[int, tuple[tuple[int, str], ...]]:
    return list(ResourceKind).index(row.kind), natural(row.name)


def _row(moment: Moment, row: Resource, *, is_asked: bool) -> ResourceRow:
    left = duration(row.left_s) if row.left_s else tr("over", "a shift")
    until = tr("until {clock}", clock=moment.wording.clock(row.until))
    colour = None
    if row.kind is ResourceKind.VAN and row.route_id is not None:
        colour = moment.colours().get(row.route_id)
    who = moment.driver_name(row.driver_id) if row.driver_id is not None else ""
    is_standby = row.kind is ResourceKind.STANDBY
    # The route that calling in would open is nothing that anybody knows yet.
    shown = [KIND_WORDS[row.kind]] if is_standby else [who, KIND_WORDS[row.kind]]
    return ResourceRow(
        key=row.key,
        icon=KIND_ICONS[row.kind],
        colour=colour,
        name=who if is_standby else row.name,
        who=" · ".join(word for word in shown if word),
        cost=_cost(moment, row, is_asked=is_asked),
        cost_tone=_tone(row),
        near=duration(row.to_place_s) if row.to_place_s is not None else "",
        left=left,
        left_tone=Tone.WARN if row.left_s < 3600 else Tone.NEUTRAL,
        free=_room(moment, row.free_now) if row.free_now else _limit(moment, row.limit),
        free_most=_room(moment, row.free_most) if row.free_most else "",
        equipment=", ".join(sorted(in_words(each.replace("_", " ")) for each in row.equipment)),
        words=tr("locked", "a route") if row.is_locked else in_words(row.words),
        sorts=_sorts(row),
        route_id=row.route_id if row.kind is ResourceKind.VAN else None,
        is_able=row.is_able,
        tooltip=(
            row.name,
            *([who] if who else []),
            until,
            *([in_words(row.words)] if row.words else []),
        ),
    )


def _cost(moment: Moment, row: Resource, *, is_asked: bool) -> str:
    if row.cost_minor is None:
        return tr("cannot") if is_asked else ""
    return moment.wording.whole_money(row.cost_minor)


def _tone(row: Resource) -> Tone:
    if row.cost_minor is None:
        return Tone.MUTED
    return Tone.GOOD if row.is_able else Tone.WARN


def _room(moment: Moment, free: Load) -> str:
    """`612 kg · 4.2 m³ · 9`; what is over is negative."""
    say = moment.wording.number
    cubic_metres = say(free.volume_ml / 1_000_000, 1)
    return f"{say(free.weight_g // 1000)} kg · {cubic_metres} m³ · {free.slots}"


def _limit(moment: Moment, limit: Load | None) -> str:
    return tr("up to {room}", room=_room(moment, limit)) if limit is not None else ""


FAR = 1e12


def _sorts(row: Resource) -> tuple[float, ...]:
    """For the columns who, cost, place, shift, room, emptiest, equipment, words."""
    cost = FAR if row.cost_minor is None else row.cost_minor + (0 if row.is_able else FAR / 2)
    near = FAR if row.to_place_s is None else row.to_place_s
    return (
        0.0,
        cost,
        near,
        -row.left_s,
        -(row.free_now.weight_g if row.free_now else 0),
        -(row.free_most.weight_g if row.free_most else 0),
        -len(row.equipment),
        0.0,
    )

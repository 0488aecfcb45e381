"""Builds the Goods view: vans to count, lines to inspect, lots, shelf, containers, the day's end.

Pure; every figure comes from the rules that the hub decides by.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from console.goods_view import (
    ContainersView,
    DayEndView,
    GoodsView,
    InspectedView,
    InspectView,
    LookedAt,
    LotsView,
    LotView,
    ReceiveView,
    ShelfView,
    TableRow,
    VanView,
    WayOnward,
)
from console.hub_words import in_words
from console.plain_words import natural
from console.tongue import language, tr
from console.view import Tone
from console.views.moment import Moment
from console.views.wording import ago
from core.catalogue import Catalogue, Onward, shipped
from core.catalogue_edits import disposition, of_depot
from core.depot_settings import amount_words
from core.dispositions import suggested
from core.model import (
    CustodyKind,
    Day,
    FoundGoods,
    Grade,
    Item,
    ItemId,
    Lot,
    LotId,
    Order,
    OrderKind,
    OrderStatus,
    Route,
    RouteId,
    ServiceDay,
    StopKind,
    StopStatus,
    VehicleId,
    kind_of,
)
from core.rules.counting import Lines, all_lines, expected_items, lines_of, over_of, short_of
from core.rules.custody import collected_items, delivered_items
from core.rules.day_end import day_to_close
from core.rules.depot_day import van_sum, what_stands_in_the_way
from core.rules.inspection import expected_minor, reason_of, to_inspect
from core.state import State

PAPERS = {
    "putaway_list": tr("Putaway list"),
    "packing_list": tr("Packing list"),
    "return_to_vendor": tr("Return note"),
    "donation": tr("Donation note"),
    "destruction": tr("Destruction certificate"),
}
DONE_SHOWN = 60
_ENDED = (OrderStatus.DONE, OrderStatus.CLOSED)
_APART = (StopKind.GIVE, StopKind.TAKE, StopKind.FETCH)
CUSTOMERS_SHOWN = 400


class Depot(Struct, frozen=True):
    """What lies where, looked up once for all pages."""

    lines: Lines
    aboard: Mapping[str, list[tuple[Order, Item]]]
    """by the van's id"""


def depot_of(moment: Moment) -> Depot:
    """Every line, and what each van has aboard."""
    lines = all_lines(moment.state)
    aboard: dict[str, list[tuple[Order, Item]]] = {}
    for item_id, line in lines.items():
        custody = moment.state.custody[item_id]
        if custody.kind is CustodyKind.VEHICLE:
            aboard.setdefault(custody.holder, []).append(line)
    return Depot(lines, aboard)


def goods_view(moment: Moment, looked_at: LookedAt) -> GoodsView:
    """All pages at this moment."""
    depot = depot_of(moment)
    day = looked_at.day if looked_at.day in moment.state.days else _today(moment)
    ends = day if looked_at.day in moment.state.days else _to_close(moment) or day
    return GoodsView(
        receive=receive_view(moment, depot, day, looked_at.route_id),
        inspect=inspect_view(moment, depot, looked_at.item_id),
        lots=lots_view(moment, looked_at.lot_id),
        shelf=shelf_view(moment, depot),
        containers=containers_view(moment, depot),
        day_end=day_end_view(moment, ends, depot),
    )


def _to_close(moment: Moment) -> ServiceDay | None:
    """In the morning that is yesterday, as long as nobody has closed it."""
    return day_to_close(moment.state, ServiceDay(moment.wording.today(moment.now)))


def goods_words(state: State) -> str:
    """What the button to the Goods view says: how many vans wait to be counted."""
    waiting = sum(each.closed_at is None for each in state.receivings.values())
    return (
        tr("Goods · {van} to count", van=tr("{n} van", "{n} vans", waiting))
        if waiting
        else tr("Goods", "the view")
    )


def _today(moment: Moment) -> ServiceDay | None:
    today = moment.wording.today(moment.now)
    past = [day for day in sorted(moment.state.days) if day <= today]
    return past[-1] if past else next(iter(sorted(moment.state.days)), None)


# Receiving.


def receive_view(
    moment: Moment, depot: Depot, day: ServiceDay | None, route_id: RouteId | None
) -> ReceiveView:
    """Vans that are back and not counted first; those of earlier days until they are."""
    state = moment.state
    routes = [
        route
        for route in state.routes.values()
        if (route.day == day and route.started_at is not None) or _is_to_count(moment, route)
    ]
    routes.sort(key=lambda route: (_place(moment, route), natural(route.name)))
    chosen = next((route for route in routes if route.id == route_id), None)
    if chosen is None:
        chosen = next(iter(routes), None)
    return ReceiveView(
        vans=tuple(_van_row(moment, depot, route, day) for route in routes),
        van=_van(moment, depot, chosen) if chosen is not None else None,
        waiting=sum(_is_to_count(moment, route) for route in routes),
    )


def _is_to_count(moment: Moment, route: Route) -> bool:
    receiving = moment.state.receivings.get(route.id)
    return receiving is not None and receiving.closed_at is None


def _place(moment: Moment, route: Route) -> int:
    if _is_to_count(moment, route):
        return 0
    return 1 if route.ended_at is None else 2


def _van_row(moment: Moment, depot: Depot, route: Route, day: ServiceDay | None) -> TableRow:
    words, tone = _van_state(moment, route)
    name = route.name if route.day == day else f"{route.name} · {moment.wording.day(route.day)}"
    driver = moment.driver_name(route.driver_id)
    if route.id not in moment.state.receivings:
        aboard = sum(item.quantity for _, item in _aboard(depot, route))
        cells = (name, driver, words, str(aboard) if route.ended_at is None else "", "", "", "")
        return TableRow(str(route.id), cells, (Tone.NEUTRAL, Tone.MUTED, tone))
    found = van_sum(moment.state, route.id, depot.lines)
    expected = found.counted + found.short
    is_begun = bool(found.counted or found.over) or not _is_to_count(moment, route)
    cells = (
        name,
        driver,
        words,
        str(expected),
        str(found.counted) if is_begun else "–",
        _some(found.short) if is_begun else "–",
        _some(found.over),
    )
    short_tone = Tone.BAD if found.short and is_begun else Tone.MUTED
    tones = (
        Tone.NEUTRAL, Tone.MUTED, tone, Tone.NEUTRAL, Tone.NEUTRAL, short_tone,
        Tone.WARN if found.over else Tone.MUTED,
    )  # fmt: skip
    return TableRow(str(route.id), cells, tones, is_strong=_is_to_count(moment, route))


def _some(number: int) -> str:
    return str(number) if number else "–"


def _van_state(moment: Moment, route: Route) -> tuple[str, Tone]:
    receiving = moment.state.receivings.get(route.id)
    if receiving is None:
        if route.ended_at is not None:
            return tr("Back {clock}", clock=moment.wording.clock(route.ended_at)), Tone.MUTED
        if route.stranded is not None:
            return tr("Cannot go on"), Tone.WARN
        left = sum(not moment.state.stops[s].status.is_ended for s in route.stop_ids)
        return tr("{stop} left", stop=tr("{n} stop", "{n} stops", left)) if left else tr(
            "On the way back"
        ), Tone.MUTED
    if receiving.closed_at is None:
        back = tr("Back {clock}", clock=moment.wording.clock(receiving.opened_at))
        is_begun = receiving.counted or receiving.loose
        return (tr("Being counted") if is_begun else tr("{back}, to count", back=back)), Tone.ACCENT
    is_apart = receiving.short or receiving.over or receiving.loose
    at = moment.wording.clock(receiving.closed_at)
    return (
        (tr("Accepted {at}", at=at), Tone.WARN)
        if is_apart
        else (tr("Counted {at}", at=at), Tone.GOOD)
    )


def _aboard(depot: Depot, route: Route) -> Sequence[tuple[Order, Item]]:
    return depot.aboard.get(str(route.vehicle_id), ())


def _van(moment: Moment, depot: Depot, route: Route) -> VanView:
    state = moment.state
    words, tone = _van_state(moment, route)
    vehicle = state.vehicles.get(VehicleId(route.vehicle_id))
    about = " · ".join(
        part
        for part in (moment.driver_name(route.driver_id), vehicle.name if vehicle else "")
        if part
    )
    receiving = state.receivings.get(route.id)
    if receiving is None:
        lines = tuple(_line_row(moment, order, item, None) for order, item in _aboard(depot, route))
        reckoning = _reckoning(moment, route, sum(i.quantity for _, i in _aboard(depot, route)))
        return VanView(route.id, route.name, about, words, tone, lines, reckoning)
    found = van_sum(state, route.id, depot.lines)
    is_closed = receiving.closed_at is not None
    return VanView(
        route_id=route.id,
        title=route.name,
        about=about,
        state=words,
        state_tone=tone,
        lines=_van_lines(moment, depot, route.id),
        reckoning=_reckoning(moment, route, found.counted + found.short),
        empties=receiving.empties,
        empties_counted=receiving.empties_counted,
        is_open=not is_closed,
        is_closed=is_closed,
        differences=_differences(found.short, found.over, found.empties_apart),
        note=moment.text(receiving.note_ref),
    )


def _differences(short: int, over: int, empties: int) -> str:
    parts = []
    if short:
        parts.append(tr("{piece} short", piece=tr("{n} piece", "{n} pieces", short)))
    if over:
        parts.append(tr("{piece} over", piece=tr("{n} piece", "{n} pieces", over)))
    if empties:
        containers = tr("{n} container", "{n} containers", abs(empties))
        parts.append(
            tr("{piece} over", piece=containers)
            if empties > 0
            else tr("{piece} short", piece=containers)
        )
    return ", ".join(parts)


def _reckoning(moment: Moment, route: Route, expected: int) -> str:
    """`124 loaded − 96 delivered + 12 collected = 40 expected`."""
    delivered, collected = _moved(moment, route)
    loaded = expected + delivered - collected
    return tr(
        "{loaded} loaded − {delivered} delivered + {collected} collected = {expected} expected",
        loaded=loaded,
        delivered=delivered,
        collected=collected,
        expected=expected,
    )


def _moved(moment: Moment, route: Route) -> tuple[int, int]:
    """Pieces that the van brought to customers, and took from them."""
    delivered = collected = 0
    for stop_id in route.manifest:
        stop = moment.state.stops[stop_id]
        if stop.status is not StopStatus.COMPLETED or stop.kind in _APART:
            continue
        order = moment.state.orders[stop.order_id]
        gone, come = set(delivered_items(order)), set(collected_items(order))
        delivered += sum(item.quantity for item in order.items if item.id in gone)
        collected += sum(item.quantity for item in order.items if item.id in come)
    return delivered, collected


def _van_lines(moment: Moment, depot: Depot, route_id: RouteId) -> tuple[TableRow, ...]:
    """What is not counted yet comes first, then what is over, then what is there."""
    state, receiving = moment.state, moment.state.receivings[route_id]
    if receiving.closed_at is None:
        over, short = over_of(state, route_id, depot.lines), short_of(state, route_id, depot.lines)
        wanted = tuple(expected_items(state, route_id, depot.lines))
    else:
        over, short = receiving.over, receiving.short
        wanted = tuple(dict.fromkeys((*receiving.expected, *short)))
    known = depot.lines
    rows = []
    for item_id in wanted:
        if item_id in known:
            order, item = known[item_id]
            there = item.quantity - short.get(item_id, 0)
            is_gone = receiving.closed_at is not None and item_id in short
            rows.append((0 if there < item.quantity else 2,
                         _line_row(moment, order, item, 0 if is_gone else there)))  # fmt: skip
    for item_id in over:
        if item_id in known:
            order, item = known[item_id]
            rows.append((1, _line_row(moment, order, item, item.quantity, is_over=True)))
    for sku, units in receiving.loose.items():
        cells = (sku, tr("Belongs to no line that is expected"), str(units), "", "", tr("Over"))
        rows.append((1, TableRow(f"sku:{sku}", cells, (Tone.NEUTRAL,) * 5 + (Tone.WARN,))))
    rows.sort(key=lambda each: each[0])
    return tuple(row for _, row in rows)


def _line_row(
    moment: Moment, order: Order, item: Item, there: int | None, *, is_over: bool = False
) -> TableRow:
    """`there` of it are counted; None: nobody counts it now."""
    state, tone = "", Tone.MUTED
    if is_over:
        state, tone = tr("Over"), Tone.WARN
    elif there is not None and there < item.quantity:
        state = (
            tr("{there} of {quantity}", there=there, quantity=item.quantity)
            if there
            else tr("Not counted")
        )
        tone = Tone.WARN if there else Tone.MUTED
    elif there is not None:
        state, tone = tr("Counted"), Tone.GOOD
    why = tr("Collected") if item.is_collected else tr("Not delivered")
    why = tr("Not expected") if is_over else why
    cells = (
        str(item.id), item.description, str(item.quantity), why, moment.customer(order), state
    )  # fmt: skip
    tones = (Tone.NEUTRAL, Tone.NEUTRAL, Tone.NEUTRAL, Tone.MUTED, Tone.MUTED, tone)
    ticked = None if there is None else there >= item.quantity
    about = (
        item.description,
        tr("Order {order}, {address}", order=order.id, address=moment.address(order)),
        tr("SKU {sku}", sku=item.sku),
    )
    return TableRow(str(item.id), cells, tones, about, ticked)


# Inspecting.


def inspect_view(moment: Moment, depot: Depot, item_id: ItemId | None) -> InspectView:
    """The one that waits longest is looked at if nothing is chosen."""
    waiting = to_inspect(moment.state)
    done = sorted(moment.state.inspections.items(), key=lambda pair: pair[1].at, reverse=True)
    known = depot.lines
    chosen = item_id if item_id in (*waiting, *moment.state.inspections) else None
    if chosen is None:
        chosen = next(iter(waiting), None)
    return InspectView(
        waiting=tuple(_waiting_row(moment, i, known.get(i)) for i in waiting),
        done=tuple(_done_row(moment, i, known.get(i)) for i, _ in done[:DONE_SHOWN]),
        line=_inspected(moment, chosen, known.get(chosen)) if chosen is not None else None,
    )


Line = tuple[Order, Item] | None


def _goods(moment: Moment, item_id: ItemId, line: Line) -> tuple[str, int, int]:
    """What they are called, how many, and what they are worth."""
    if line is not None:
        _, item = line
        return item.description, item.quantity, item.quantity * item.unit_value_minor
    found = moment.state.found[item_id]
    return found.description, found.quantity, 0


def _waiting_row(moment: Moment, item_id: ItemId, line: Line) -> TableRow:
    name, quantity, worth = _goods(moment, item_id, line)
    since = ago(moment.age_s(moment.state.custody[item_id].since))
    cells = (
        _called(item_id, line),
        f"{quantity} × {name}",
        _why_back(moment, line),
        moment.wording.money(worth) if worth else "–",
        since,
    )
    tones = (Tone.NEUTRAL, Tone.NEUTRAL, Tone.MUTED, Tone.NEUTRAL, Tone.MUTED)
    return TableRow(str(item_id), cells, tones)


def _called(item_id: ItemId, line: Line) -> str:
    """A find has no number that anybody could read from a label."""
    return str(item_id) if line is not None else tr("Find")


def _why_back(moment: Moment, line: Line) -> str:
    if line is None:
        return tr("On the shelf")
    order, item = line
    reason = reason_of(order)
    if reason is not None:
        return in_words(reason.replace("_", " ").capitalize())
    if item.is_collected:
        return tr("Returned")
    return moment.reason(order.attempts[-1].reason) if order.attempts else tr("Not delivered")


def _done_row(moment: Moment, item_id: ItemId, line: Line) -> TableRow:
    known = moment.state.inspections[item_id]
    name, quantity, _ = _goods(moment, item_id, line)
    lot = moment.state.lots.get(known.lot_id) if known.lot_id else None
    cells = (
        _called(item_id, line),
        f"{quantity} × {name}",
        str(known.grade),
        _way(moment, known.disposition) + (" *" if known.is_override else ""),
        moment.wording.money(known.recovered_minor),
        tr("Lot {lot_number}", lot_number=lot.number) if lot is not None else tr("Apart", "a find"),
    )
    tone = Tone.WARN if known.is_override else Tone.NEUTRAL
    tones = (Tone.NEUTRAL, Tone.NEUTRAL, Tone.NEUTRAL, tone, Tone.NEUTRAL, Tone.MUTED)
    about = (tr("Decided otherwise than suggested, with a reason"),) if known.is_override else ()
    return TableRow(str(item_id), cells, tones, about)


def _catalogue(moment: Moment) -> Catalogue:
    return of_depot(shipped(), moment.state.depot)


def _way(moment: Moment, code: str) -> str:
    entries = _catalogue(moment).dispositions
    entry = entries.get(code) or entries.get(kind_of(code))
    return in_words(entry.words) if entry is not None else code


def _inspected(moment: Moment, item_id: ItemId, line: Line) -> InspectedView:
    state = moment.state
    order = line[0] if line is not None else None
    item: Item | FoundGoods = line[1] if line is not None else state.found[item_id]
    name, quantity, worth = _goods(moment, item_id, line)
    known = state.inspections.get(item_id)
    lot = state.lots.get(known.lot_id) if known is not None and known.lot_id else None
    ways = []
    for code, entry in _catalogue(moment).dispositions.items():
        if entry.is_off and (known is None or known.disposition != code):
            continue
        brings = expected_minor(state, item, order, entry, moment.now)
        typed = amount(moment, brings) if brings else ""
        ways.append(
            WayOnward(
                code,
                in_words(entry.words),
                in_words(entry.hint),
                typed,
                moment.wording.money(brings),
            )
        )
    return InspectedView(
        item_id=item_id,
        title=f"{quantity} × {name}",
        about=tuple(_about(moment, item_id, line, worth)),
        ways=tuple(ways),
        suggested=tuple((g, suggested(_catalogue(moment), g, reason_of(order))) for g in Grade),
        photos=order.condition_photos if order is not None else (),
        own=known.photos if known is not None else (),
        grade=known.grade if known is not None else None,
        disposition=known.disposition if known is not None else "",
        note=moment.text(known.note_ref) if known is not None else "",
        recovered=amount(moment, known.recovered_minor) if known is not None else "",
        done=(
            tr(
                "Inspected by {actor} at {clock}",
                actor=moment.actor(known.by),
                clock=moment.wording.clock(known.at),
            )
            if known is not None
            else ""
        ),
        locked=(
            tr("In lot {lot_number}, which is closed", lot_number=lot.number)
            if lot is not None and lot.closed_at is not None
            else ""
        ),
    )


def amount(moment: Moment, minor: int) -> str:
    """`584.95`: money as one types it."""
    return amount_words(minor, moment.wording.minor_digits)


def amount_minor(typed: str, digits: int) -> int | None:
    """What was typed in the smallest unit; None if it is no amount. `1 200,50` is one."""
    words = typed.replace(" ", "").replace(",", ".")
    whole, dot, part = words.partition(".")
    if not whole.isdecimal() or (dot and (not part.isdecimal() or len(part) > digits)):
        return None
    unit: int = 10**digits
    return int(whole[:12]) * unit + int(part.ljust(digits, "0") or 0)


def _about(moment: Moment, item_id: ItemId, line: Line, worth: int) -> Iterator[str]:
    if line is None:
        found = moment.state.found[item_id]
        route = moment.state.routes[found.route_id]
        yield tr("Nobody knows whose it is; it came with {route}", route=route.name)
        return
    order, item = line
    yield tr(
        "{why_back} · worth {money} · SKU {sku}",
        why_back=_why_back(moment, line),
        money=moment.wording.money(worth),
        sku=item.sku,
    )
    shop = f" · {order.shop}" if order.shop else ""
    yield tr(
        "Order {order} · {customer}{shop}",
        order=order.id,
        customer=moment.customer(order),
        shop=shop,
    )
    failed = [check.check.value for check in order.checks if not check.is_ok]
    if failed:
        yield tr(
            "Found at the door: not {words}",
            words=tr(", not ").join(in_words(w.replace("_", " ")) for w in failed),
        )


# Lots.


def lots_view(moment: Moment, lot_id: LotId | None) -> LotsView:
    """An empty lot is nothing to show."""
    lots = [lot for lot in moment.state.lots.values() if lot.item_ids]
    lots.sort(key=lambda lot: (lot.left_at is not None, lot.closed_at is not None, -lot.number))
    chosen = next((lot for lot in lots if lot.id == lot_id), None)
    if chosen is None:
        chosen = next(iter(lots), None)
    return LotsView(
        lots=tuple(_lot_row(moment, lot) for lot in lots),
        lot=_lot(moment, chosen) if chosen is not None else None,
        open=sum(lot.left_at is None for lot in lots),
    )


def lot_lines(moment: Moment, lot: Lot) -> Iterator[tuple[ItemId, str, str, int, int, int]]:
    """Id, order, goods, pieces, grams and what it brings, line by line."""
    known = lines_of(moment.state, lot.item_ids)
    for item_id in lot.item_ids:
        brings = moment.state.inspections[item_id].recovered_minor
        if item_id in known:
            order, item = known[item_id]
            load = item.load.weight_g
            yield item_id, str(order.id), item.description, item.quantity, load, brings
        else:
            found = moment.state.found[item_id]
            yield item_id, "", found.description, found.quantity, 0, brings


def weight_words(grams: int) -> str:
    """`12.4 kg`."""
    return f"{grams / 1000:.1f} kg".replace(".", language().decimal)


def _lot_row(moment: Moment, lot: Lot) -> TableRow:
    lines = list(lot_lines(moment, lot))
    words, tone = tr("Open", "a lot"), Tone.ACCENT
    if lot.left_at is not None:
        words, tone = tr("Left {clock}", clock=moment.wording.clock(lot.left_at)), Tone.MUTED
    elif lot.closed_at is not None:
        words, tone = tr("Closed, still here"), Tone.GOOD
    cells = (
        f"{lot.number}",
        _way(moment, lot.disposition),
        lot.destination or "–",
        str(sum(line[3] for line in lines)),
        weight_words(sum(line[4] for line in lines)),
        moment.wording.money(sum(line[5] for line in lines)),
        words,
    )
    tones = (*(Tone.NEUTRAL,) * 6, tone)
    return TableRow(str(lot.id), cells, tones, is_strong=lot.left_at is None)


def _lot(moment: Moment, lot: Lot) -> LotView:
    entry = disposition(_catalogue(moment), lot.disposition)
    rows = tuple(
        TableRow(
            str(item_id),
            (str(item_id), f"{pieces} × {name}", str(moment.state.inspections[item_id].grade),
             weight_words(grams), moment.wording.money(brings)),
        )
        for item_id, _, name, pieces, grams, brings in lot_lines(moment, lot)
    )  # fmt: skip
    closed = ""
    if lot.closed_at is not None:
        closed = tr(
            "closed by {actor} at {clock}",
            actor=moment.actor(lot.closed_by),
            clock=moment.wording.clock(lot.closed_at),
        )
    is_restock = entry.goes_to is Onward.DEPOT
    return LotView(
        lot_id=lot.id,
        title=tr("Lot {lot_number} · {words}", lot_number=lot.number, words=in_words(entry.words)),
        about=" · ".join(part for part in (in_words(entry.hint), closed) if part),
        lines=rows,
        destination=lot.destination,
        needs_destination=not is_restock,
        paper=PAPERS[entry.paper.value],
        is_closed=lot.closed_at is not None,
        has_left=lot.left_at is not None,
        left_words=tr("Put away") if is_restock else tr("It has left…"),
    )


# Lost and found.


def shelf_view(moment: Moment, depot: Depot) -> ShelfView:
    """What was found and nobody has looked at, and what is missing, the latest first."""
    state = moment.state
    found = [goods for goods in state.found.values() if goods.id not in state.inspections]
    gone = [i for i, held in state.custody.items() if held.kind is CustodyKind.MISSING]
    gone.sort(key=lambda item_id: state.custody[item_id].since, reverse=True)
    lines = {item_id: depot.lines[item_id] for item_id in gone if item_id in depot.lines}
    return ShelfView(
        found=tuple(
            TableRow(
                str(goods.id),
                (f"{goods.quantity} × {goods.description}", goods.sku,
                 state.routes[goods.route_id].name, ago(moment.age_s(goods.at))),
                (Tone.NEUTRAL, Tone.MUTED, Tone.MUTED, Tone.MUTED),
            )
            for goods in found
        ),
        missing=tuple(_missing_row(moment, *line) for line in lines.values()),
    )  # fmt: skip


def _missing_row(moment: Moment, order: Order, item: Item) -> TableRow:
    custody = moment.state.custody[item.id]
    vehicle = moment.state.vehicles.get(VehicleId(custody.holder))
    last = vehicle.name if vehicle is not None else custody.holder
    if custody.holder == order.customer_id:
        last = moment.customer(order)
    cells = (
        str(item.id),
        f"{item.quantity} × {item.description}",
        item.sku,
        last,
        ago(moment.age_s(custody.since)),
        moment.wording.money(item.quantity * item.unit_value_minor),
    )
    tones = (Tone.NEUTRAL, Tone.NEUTRAL, Tone.MUTED, Tone.WARN, Tone.MUTED, Tone.NEUTRAL)
    return TableRow(str(item.id), cells, tones)


# Containers.


def containers_view(moment: Moment, depot: Depot) -> ContainersView:
    """Who holds most comes first."""
    state = moment.state
    deposit = state.depot.rates.container_minor if state.depot is not None else 0
    asked = _asked_for(moment)
    customers = [
        customer
        for customer in state.customers.values()
        if customer.empties or customer.empties_taken or customer.id in asked
    ]
    customers.sort(key=lambda each: (-each.empties, each.id))
    rows = []
    served = {order.customer_id: order.place_id for order in state.orders.values()}
    for customer in customers[:CUSTOMERS_SHOWN]:
        place_id = customer.place_id or served.get(customer.id)
        place = state.places.get(place_id) if place_id is not None else None
        since = customer.empties_since
        cells = (
            moment.text(customer.name_ref, tr("Name erased")),
            place.address if place is not None else "",
            str(customer.empties),
            _some(asked.get(customer.id, 0)),
            _some(customer.empties_taken),
            moment.wording.money(customer.empties * deposit) if deposit else "–",
            ago(moment.age_s(since)) if since is not None else "–",
        )
        tones = (Tone.NEUTRAL, Tone.MUTED, Tone.NEUTRAL, Tone.MUTED, Tone.GOOD, Tone.NEUTRAL)
        rows.append(TableRow(str(customer.id), cells, (*tones, Tone.MUTED)))
    held = sum(customer.empties for customer in customers)
    words = tr(
        "{container} with {customer}",
        container=tr("{n} container", "{n} containers", held),
        customer=tr("{n} customer", "{n} customers", len(customers)),
    )
    if deposit:
        words += tr(", {money} of deposit", money=moment.wording.money(held * deposit))
    return ContainersView(tuple(rows), tuple(_container_differences(moment, depot)), words)


def _asked_for(moment: Moment) -> dict[str, int]:
    """Containers that open collections are to bring, by customer."""
    found: dict[str, int] = {}
    for order in moment.state.orders.values():
        if order.kind is OrderKind.CONTAINER and order.status not in _ENDED:
            slots = sum(item.load.slots for item in order.items)
            found[order.customer_id] = found.get(order.customer_id, 0) + slots
    return found


def _container_differences(moment: Moment, depot: Depot) -> Iterator[TableRow]:
    for route_id in moment.state.receivings:
        found = van_sum(moment.state, route_id, depot.lines)
        receiving = moment.state.receivings[route_id]
        if receiving.closed_at is None or not found.empties_apart:
            continue
        route = moment.state.routes[route_id]
        cells = (
            route.name,
            moment.driver_name(route.driver_id),
            str(receiving.empties),
            str(receiving.empties_counted or 0),
            f"{found.empties_apart:+d}",
        )
        tones = (*(Tone.NEUTRAL,) * 4, Tone.BAD if found.empties_apart < 0 else Tone.WARN)
        yield TableRow(str(route_id), cells, tones)


# The end of the day.


def day_end_view(moment: Moment, day: ServiceDay | None, depot: Depot | None = None) -> DayEndView:
    """The day's vans with their sums, and what the hand-over note would say."""
    depot = depot_of(moment) if depot is None else depot
    state = moment.state
    if day is None:
        return DayEndView()
    closing = state.days[day].closing
    routes = [route for route in state.routes.values() if route.day == day]
    routes.sort(key=lambda route: natural(route.name))
    signed = ""
    if closing is not None:
        signed = tr(
            "Closed by {actor} at {clock}",
            actor=moment.actor(closing.by),
            clock=moment.wording.clock(closing.at),
        )
        signed += _signed_off(moment, state.days[day])
    return DayEndView(
        day=day,
        days=tuple(
            (each, moment.wording.day_label(each, moment.now)) for each in sorted(state.days)
        ),
        vans=tuple(_day_row(moment, depot, route) for route in routes),
        obstacles=() if closing is not None else _in_the_way(moment, day),
        open=tuple(open_words(moment, day)),
        signed=signed,
        note=moment.text(closing.note_ref) if closing is not None else "",
        earlier=tuple(_earlier(moment, day)),
    )


def _signed_off(moment: Moment, day: Day) -> str:
    """The second step of the day's end, which is the supervisor's."""
    if day.sign_off is None:
        return tr(" · to be signed off at the desk (F6)")
    at = moment.wording.clock(day.sign_off.at)
    return tr(" · signed off by {actor} at {at}", actor=moment.actor(day.sign_off.by), at=at)


def _in_the_way(moment: Moment, day: ServiceDay) -> tuple[str, ...]:
    """In the order of the vans' names, as the table beside it."""
    return tuple(map(in_words, sorted(what_stands_in_the_way(moment.state, day), key=natural)))


def open_words(moment: Moment, day: ServiceDay) -> Iterator[str]:
    """What is left open, a line each: as signed, or as it is now."""
    state, closing = moment.state, moment.state.days[day].closing
    if closing is not None:
        cases, missing = len(closing.open_cases), len(closing.missing)
        waiting, shelf, lots = closing.to_inspect, closing.found, closing.open_lots
    else:
        cases = sum(case.closed_at is None for case in state.cases.values())
        missing = sum(held.kind is CustodyKind.MISSING for held in state.custody.values())
        waiting, shelf = len(to_inspect(state)), len(state.found)
        lots = sum(lot.left_at is None and bool(lot.item_ids) for lot in state.lots.values())
    yield tr("{case} not closed", case=tr("{n} case", "{n} cases", cases))
    yield tr("{line} missing", line=tr("{n} line", "{n} lines", missing))
    yield tr("{line} to inspect", line=tr("{n} line", "{n} lines", waiting))
    yield tr("{lot} still here", lot=tr("{n} lot", "{n} lots", lots))
    yield tr("{find} on the shelf", find=tr("{n} find", "{n} finds", shelf))


def _day_row(moment: Moment, depot: Depot, route: Route) -> TableRow:
    words, tone = _van_state(moment, route)
    if route.started_at is None:
        words, tone = tr("Never left"), Tone.MUTED
    delivered, collected = _moved(moment, route)
    driver = moment.driver_name(route.driver_id)
    if route.id not in moment.state.receivings:
        expected = sum(item.quantity for _, item in _aboard(depot, route))
        is_out = route.started_at is not None and route.ended_at is None
        loaded = expected + delivered - collected
        sums = (
            (str(loaded), str(delivered), str(collected), str(expected)) if is_out else ("–",) * 4
        )
        cells = (route.name, driver, *sums, "–", "–", "–", "–", words)
        return TableRow(str(route.id), cells, (Tone.NEUTRAL, Tone.MUTED, *_PLAIN, tone))
    found = van_sum(moment.state, route.id, depot.lines)
    is_begun = bool(found.counted or found.over) or not _is_to_count(moment, route)
    expected = found.counted + found.short
    cells = (
        route.name,
        driver,
        str(expected + delivered - collected),
        str(delivered),
        str(collected),
        str(expected),
        str(found.counted) if is_begun else "–",
        _some(found.short) if is_begun else "–",
        _some(found.over),
        f"{found.empties_apart:+d}" if found.empties_apart and is_begun else "–",
        words,
    )
    short = Tone.BAD if found.short and is_begun else Tone.MUTED
    over = Tone.WARN if found.over else Tone.MUTED
    apart = Tone.WARN if found.empties_apart and is_begun else Tone.MUTED
    tones = (Tone.NEUTRAL, Tone.MUTED, *(Tone.NEUTRAL,) * 5, short, over, apart, tone)
    return TableRow(str(route.id), cells, tones)


_PLAIN = (Tone.NEUTRAL,) * 4 + (Tone.MUTED,) * 4


def _earlier(moment: Moment, day: ServiceDay) -> Iterable[str]:
    """The hand-over notes of other days, the newest first."""
    for other in sorted(moment.state.days, reverse=True):
        closing = moment.state.days[other].closing
        if other == day or closing is None:
            continue
        who, at = moment.actor(closing.by), moment.wording.clock(closing.at)
        parts = [
            tr("{day}: closed by {who} at {at}", day=moment.wording.day(other), who=who, at=at)
        ]
        parts.append(tr("{case} open", case=tr("{n} case", "{n} cases", len(closing.open_cases))))
        parts.append(tr("{line} missing", line=tr("{n} line", "{n} lines", len(closing.missing))))
        note = moment.text(closing.note_ref)
        yield ", ".join(parts) + (f". {note}" if note else "")

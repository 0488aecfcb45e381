"""What drivers and the office have told each other, as rows. Pure."""

from console.tongue import tr
from console.view import TalkLine, TalkRow
from console.views.moment import Moment
from console.views.wording import duration
from core.decide import OFFICE
from core.model import DriverId, Route, RouteId, ShortMessage

NOBODY = tr("Nothing was written yet.")


def talk_rows(moment: Moment) -> tuple[TalkRow, ...]:
    """Every driver who wrote or is on a route: who waits longest for a reader first, then whoever
    wrote last, then by name."""
    state = moment.state
    drivers = {*state.short_messages, *(r.driver_id for r in state.routes.values())}
    known = [driver_id for driver_id in drivers if driver_id in state.drivers]
    colours = moment.colours()
    known.sort(key=lambda driver_id: _turn(moment, driver_id))
    return tuple(_row(moment, driver_id, colours) for driver_id in known)


def _turn(moment: Moment, driver_id: DriverId) -> tuple[int, float, str]:
    row = moment.state.short_messages.get(driver_id, ())
    news = _news(row)
    if news:
        return 0, news[0].received_at.timestamp(), driver_id
    if row:
        return 1, -row[-1].received_at.timestamp(), driver_id
    return 2, 0.0, moment.driver_name(driver_id)


def _news(row: tuple[ShortMessage, ...]) -> list[ShortMessage]:
    return [message for message in row if message.by_driver and message.read_at is None]


def _row(moment: Moment, driver_id: DriverId, colours: dict[RouteId, int]) -> TalkRow:
    messages = moment.state.short_messages.get(driver_id, ())
    route = _route_now(moment, driver_id)
    last = messages[-1] if messages else None
    asked = next((m for m in reversed(messages) if m.by_driver), None)
    return TalkRow(
        driver_id=driver_id,
        name=moment.driver_name(driver_id),
        route=route.name if route is not None else "",
        colour=colours[route.id] if route is not None else 0,
        route_id=route.id if route is not None else None,
        phone=moment.driver_phone(driver_id),
        news=len(_news(messages)),
        last=_last(moment, last) if last is not None else NOBODY,
        age=duration(moment.age_s(last.received_at)) if last is not None else "",
        lines=tuple(_line(moment, message) for message in messages),
        stop_id=asked.stop_id if asked is not None else None,
        can_answer=moment.role in OFFICE,
    )


def _route_now(moment: Moment, driver_id: DriverId) -> Route | None:
    own = [r for r in moment.state.routes.values() if r.driver_id == driver_id]
    running = [r for r in own if r.started_at is not None and r.ended_at is None]
    return next(iter([*running, *sorted(own, key=lambda r: r.starts_at)]), None)


def _last(moment: Moment, message: ShortMessage) -> str:
    return (
        _words(moment, message)
        if message.by_driver
        else tr("You: {words}", words=_words(moment, message))
    )


def _words(moment: Moment, message: ShortMessage) -> str:
    ready = moment.ready.get(message.preset, message.preset)
    ref = message.text_ref
    own = moment.text(ref, tr("The message was erased")) if ref is not None else ""
    return " · ".join(part for part in (ready, own) if part)


def _line(moment: Moment, message: ShortMessage) -> TalkLine:
    parts = [moment.wording.clock(message.at)]
    late_s = (message.received_at - message.at).total_seconds()
    if message.by_driver and late_s >= 60:
        parts.append(tr("received {duration} later", duration=duration(late_s)))
    if not message.by_driver:
        parts.append(moment.actor(message.by))
        read_at = message.read_at
        parts.append(
            tr("read at {clock}", clock=moment.wording.clock(read_at))
            if read_at
            else tr("not read yet")
        )
    stop = moment.state.stops.get(message.stop_id) if message.stop_id is not None else None
    if stop is not None:
        parts.append(f"{stop.order_id}, {moment.state.places[stop.place_id].address}")
    return TalkLine(message.number, _words(moment, message), " · ".join(parts), message.by_driver)

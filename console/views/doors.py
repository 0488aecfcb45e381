"""Drivers who wait at a door for the office's answer. Pure."""

from console.hub_words import in_words
from console.tongue import tr
from console.view import DoorRow, Tone
from console.views.customer_answers import said_since
from console.views.moment import Moment
from console.views.wording import duration
from core.model import AnswerKind, Route, Stop
from core.place_words import known_words
from core.rules.problems import may_fail_from

SOON_S = 60


def door_rows(moment: Moment) -> tuple[DoorRow, ...]:
    """Every open problem: those without an answer first, the shortest time left on top."""
    colours = moment.colours()
    state = moment.state
    found = []
    for stop in state.stops.values():
        route = state.routes[stop.route_id]
        if stop.problem is not None and not stop.status.is_ended and route.ended_at is None:
            left = _left_s(moment, stop)
            is_answered = stop.answer is not None
            found.append((is_answered, left, stop.id, _row(moment, stop, route, colours[route.id])))
    return tuple(row for *_, row in sorted(found, key=lambda each: each[:3]))


def _left_s(moment: Moment, stop: Stop) -> float:
    until = may_fail_from(moment.state, stop)
    return -moment.age_s(until) if until is not None else 0.0


def _row(moment: Moment, stop: Stop, route: Route, colour: int) -> DoorRow:
    order = moment.order(stop.order_id)
    place = moment.state.places[stop.place_id]
    note = moment.text(stop.problem_note_ref)
    who = tr(
        "{driver_name} at {customer}’s",
        driver_name=moment.driver_name(route.driver_id),
        customer=moment.customer(order),
    )
    words, tone = _state_words(moment, stop)
    said = said_since(moment, order, stop.problem_at)
    return DoorRow(
        stop_id=stop.id,
        route_id=route.id,
        route=route.name,
        colour=colour,
        words=f"{moment.reason(str(stop.problem))} · {order.id}, {place.address}",
        detail=said or (f"{who}: “{note}”" if note else who),
        state_words=words,
        tone=tone,
        needs_answer=stop.answer is None,
        phone=moment.customer_phone(order),
        known=". ".join(map(in_words, known_words(place, moment.text))),
    )


def _state_words(moment: Moment, stop: Stop) -> tuple[str, Tone]:
    left = _left_s(moment, stop)
    if stop.answer is None:
        if left <= 0:
            return tr("time is up: the driver may fail it"), Tone.BAD
        return tr(
            "answer within {duration}", duration=duration(left)
        ), Tone.BAD if left < SOON_S else Tone.WARN
    if stop.answer.kind is AnswerKind.WAIT:
        return (
            (tr("waits {duration} more", duration=duration(left)), Tone.MUTED)
            if left > 0
            else (tr("has waited; answer again or let him go on"), Tone.WARN)
        )
    advice = moment.text(stop.answer.note_ref)
    return (tr("tries: {advice}", advice=advice) if advice else tr("tries it")), Tone.MUTED

"""What the customer chose on the page behind the link, as the office reads it. Pure."""

from msgspec.structs import replace

from console.tongue import tr
from console.view import Tone
from console.views.moment import Moment
from console.views.wording import Wording
from core import commands as c
from core.driver_view import COLLECTING
from core.model import Case, CustomerAnswer, CustomerChoice, Instant, Order
from core.rules.answers import is_unheard, offers_of, open_choices, open_points, open_slots
from core.state import State

_WORDS = {
    CustomerChoice.HOME_NOW: tr("I am home now"),
    CustomerChoice.REFUND: tr("I want my money back"),
    CustomerChoice.REPLACEMENT: tr("I want a replacement"),
}


def answer_words(moment: Moment, order: Order) -> str:
    """`Customer, 14:05: leave it with a neighbour (Pérez, flat 4)`."""
    answer = order.answer
    if answer is None:
        return ""
    at = moment.wording.clock_on(answer.at, moment.wording.today(moment.now))
    return tr(
        "Customer, {at}: {choice_words}", at=at, choice_words=_choice_words(moment, order, answer)
    )


def answers_on_offer(
    state: State, order: Order, now: Instant, wording: Wording
) -> dict[str, c.AnswerOrder]:
    """What the customer's page would offer at this moment, by the words for each answer."""
    found: dict[str, c.AnswerOrder] = {}
    for choice in open_choices(state, order, now):
        plain = c.AnswerOrder(order.id, choice)
        if choice is CustomerChoice.NEW_DAY:
            for slot in open_slots(state, order, now):
                part = wording.window(slot.window.opens, slot.window.closes)
                moved = replace(plain, day=slot.day, window=slot.window)
                found[tr("Come on {day} {part}", day=wording.day(slot.day), part=part)] = moved
        elif choice is CustomerChoice.COLLECTION_POINT:
            for point in open_points(state, order):
                brought = replace(plain, point_id=point.place.id)
                found[tr("Picks it up at {where}", where=point.name)] = brought
        else:
            found[_OFFERED[choice]] = plain
    return found


_OFFERED = {
    CustomerChoice.HOME_NOW: tr("Is home now"),
    CustomerChoice.NEIGHBOUR: tr("A neighbour has it…"),
    CustomerChoice.REFUND: tr("Wants the money back"),
    CustomerChoice.REPLACEMENT: tr("Wants a replacement"),
}


def said_since(moment: Moment, order: Order, at: Instant | None) -> str:
    """`Customer, 14:05: I am home now`, if that was said after the moment."""
    is_news = order.answer is not None and at is not None and order.answer.at >= at
    return answer_words(moment, order) if is_news else ""


def answer_tone(case: Case, order: Order) -> Tone:
    """Whether the office still has to do something about it."""
    return Tone.ACCENT if is_unheard(order, case) else Tone.MUTED


def _choice_words(moment: Moment, order: Order, answer: CustomerAnswer) -> str:
    if answer.choice is CustomerChoice.NEW_DAY:
        day = moment.wording.day(answer.day) if answer.day is not None else tr("another day")
        window = answer.window
        part = f" {moment.wording.window(window.opens, window.closes)}" if window else ""
        return tr("come on {day}{part}", day=day, part=part)
    if answer.choice is CustomerChoice.NEIGHBOUR:
        does = tr("collect it from") if order.kind in COLLECTING else tr("leave it with")
        return tr(
            "{does} a neighbour ({words})",
            does=does,
            words=moment.text(answer.note_ref, tr("erased")),
        )
    if answer.choice is CustomerChoice.COLLECTION_POINT:
        points = {point.place.id: point.name for point in offers_of(moment.state).points}
        name = points.get(answer.point_id) if answer.point_id is not None else None
        return tr("I pick it up at {name}", name=name or answer.point_id)
    return _WORDS[answer.choice]

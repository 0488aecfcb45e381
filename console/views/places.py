"""What is known of the place of an order, in words and as buttons. Pure."""

from console.hub_words import in_words
from console.tongue import tr
from console.view import ActionView, CaseAction
from console.views.moment import Moment
from core.model import Case, Order
from core.pins import BetterPin, better_pin
from core.place_words import known_words


def door_words(moment: Moment, order: Order) -> str:
    """What the list said beside the order, what was learned about the door, a line each, and where
    the order went before."""
    note = moment.text(order.note_ref)
    lines = [tr("Note: {words}", words=note)] if note else []
    lines += [*map(in_words, known_words(moment.state.places[order.place_id], moment.text))]
    if order.addresses:
        last = order.addresses[-1]
        since = moment.wording.clock_on(last.at, moment.wording.today(moment.now))
        lines.append(
            tr(
                "Until {since}: {address}",
                since=since,
                address=moment.state.places[last.place_id].address,
            )
        )
    return "\n".join(lines)


def pin_words(moment: Moment, order: Order) -> str:
    """That drivers deliver somewhere else; empty while the pin seems right."""
    better = _better_pin(moment, order)
    if better is None:
        return ""
    return tr(
        "Delivered {visits} times {metres} m {wind} of the pin: move the pin there? (Shift+L)",
        visits=better.visits,
        metres=better.metres,
        wind=better.wind,
    )


def pin_actions(moment: Moment, case: Case) -> tuple[ActionView, ...]:
    """Another address; the pin by hand, or to where drivers deliver."""
    elsewhere = ActionView(CaseAction.READDRESS, tr("New address…"), "Shift+A")
    by_hand = ActionView(CaseAction.MOVE_PIN, tr("Move the pin…"), "Shift+M")
    better = _better_pin(moment, moment.order(case.order_id))
    if better is None:
        return elsewhere, by_hand
    words = tr("Pin {metres} m {wind}", metres=better.metres, wind=better.wind)
    return elsewhere, by_hand, ActionView(CaseAction.PIN_TO_PROOFS, words, "Shift+L")


def _better_pin(moment: Moment, order: Order) -> BetterPin | None:
    return better_pin(moment.state, moment.state.places[order.place_id])

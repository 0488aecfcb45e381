"""How many refunds wait to be sent or answered, in words. Pure."""

from core.model import RefundStatus
from core.refund_run import Answers
from core.rules.lookups import money_waits
from core.state import State


def waiting_refunds(state: State) -> tuple[int, int]:
    """Refunds that no shop has been told of, and those that no shop has answered; what has to be
    approved before is not among them."""
    asked = [
        order.refund
        for order in state.orders.values()
        if order.refund is not None
        and order.refund.status is RefundStatus.REQUESTED
        and not money_waits(state, order)
    ]
    untold = sum(refund.instructed_at is None for refund in asked)
    return untold, len(asked) - untold


def refunds_words(state: State) -> str:
    """For the button of everything between the depot and its shops."""
    untold, unanswered = waiting_refunds(state)
    if untold:
        return f"Shops · {untold} {_refunds(untold)} to send"
    if unanswered:
        return f"Shops · {unanswered} {_refunds(unanswered)} unanswered"
    return "Shops" if state.depot is not None else ""


def _refunds(count: int) -> str:
    return "refund" if count == 1 else "refunds"


def answers_words(answers: Answers) -> str:
    """What a file would settle."""
    paid = sum(each.is_paid for each in answers.settlements)
    refused = len(answers.settlements) - paid
    words = f"{paid} paid, {refused} refused"
    return f"{words}, {answers.without} not answered yet" if answers.without else words

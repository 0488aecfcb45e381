"""Refunds in words: what one asks of the shop, and how many wait. Pure."""

from console.hub_words import in_words
from console.tongue import tr
from console.views.depot_settings import amount_of
from console.views.wording import Wording, wording_of
from core.model import Order, OrderKind, OrderStatus, RefundStatus
from core.refund_run import Answers
from core.rules.custody import is_missing
from core.rules.lookups import active_case, money_waits
from core.rules.refunds import refund_owed
from core.state import State
from core.verdict import GONE


def refund_question(state: State, order: Order) -> str:
    """How much is asked of the shop, where the goods go, and who has to agree."""
    amount = refund_owed(state, order)
    words = tr(
        "Ask the shop to refund {money} for order {order}?",
        money=_wording(state).money(amount),
        order=order.id,
    )
    more = (_goods(state, order), second_look_words(state, amount))
    return " ".join((words, *(each for each in more if each)))


def refund_line(state: State, order: Order) -> str:
    """The same, as one of several: `w3: $12,000. The goods come back to the depot.`"""
    amount = refund_owed(state, order)
    more = (_goods(state, order), second_look_words(state, amount))
    words = f"{order.id}: {_wording(state).money(amount)}."
    return " ".join((words, *(each for each in more if each)))


def asked_words(state: State, order: Order, amount_minor: int) -> str:
    """What has been done once it is asked for: nobody tells the shop before all have agreed."""
    if second_look_words(state, amount_minor):
        return tr(
            "Refund of {order}: the shop is asked once a supervisor has agreed", order=order.id
        )
    if amount_minor < refund_owed(state, order):
        return tr("The shop is asked to refund part of {order_id}", order_id=order.id)
    return tr("The shop is asked to refund {order}", order=order.id)


def part_of_refund(state: State, order: Order, typed: str) -> tuple[int | None, str]:
    """The amount that was typed in minor units, None while it is none, and what to say of it."""
    wording, owed = _wording(state), refund_owed(state, order)
    if not typed.strip():
        return None, tr("{money} is owed.", money=wording.money(owed))
    try:
        amount = amount_of(typed, wording)
    except ValueError as error:
        return None, in_words(str(error))
    if not 0 < amount <= owed:
        return None, tr(
            "Write more than nothing and no more than {money}.", money=wording.money(owed)
        )
    share = tr(
        "The shop is asked for {money} of {money_2}.",
        money=wording.money(amount),
        money_2=wording.money(owed),
    )
    more = (_goods(state, order), second_look_words(state, amount))
    return amount, " ".join((share, *(each for each in more if each)))


def second_look_words(state: State, amount_minor: int) -> str:
    """Who has to agree to a refund of so much; empty if nobody."""
    rules = state.depot.approvals if state.depot is not None else None
    limit = rules.refund_over_minor if rules is not None else 0
    if rules is None or not limit or amount_minor <= limit:
        return ""
    who = (
        tr("a supervisor or {deputy}", deputy=rules.deputy) if rules.deputy else tr("a supervisor")
    )
    return tr(
        "It is over {money}: {who} agrees before the shop is told.",
        money=_wording(state).money(limit),
        who=who,
    )


def _goods(state: State, order: Order) -> str:
    case = active_case(state, order.id)
    if (case is not None and case.reason in GONE) or is_missing(state, order):
        return tr("Nothing comes back.")
    if order.kind not in (OrderKind.RETURN, OrderKind.CONTAINER):
        return tr("The goods come back to the depot.")
    if order.status is OrderStatus.DONE:
        return tr("The goods have been collected.")
    return tr("The customer keeps the goods: nothing is collected or inspected first.")


def _wording(state: State) -> Wording:
    return wording_of(state.depot) or Wording()


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
        return tr("Shops · {untold} {refunds} to send", untold=untold, refunds=_refunds(untold))
    if unanswered:
        return tr(
            "Shops · {unanswered} {refunds} unanswered",
            unanswered=unanswered,
            refunds=_refunds(unanswered),
        )
    return tr("Shops") if state.depot is not None else ""


def _refunds(count: int) -> str:
    return tr("refund") if count == 1 else tr("refunds")


def answers_words(answers: Answers) -> str:
    """What a file would settle."""
    paid = sum(each.is_paid for each in answers.settlements)
    refused = len(answers.settlements) - paid
    words = tr("{paid} paid, {refused} refused", paid=paid, refused=refused)
    return (
        tr("{words}, {without} not answered yet", words=words, without=answers.without)
        if answers.without
        else words
    )

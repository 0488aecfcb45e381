"""What a shop's return policy says to a case's request, in words. Pure."""

from console.view import Tone
from console.views.moment import Moment
from core.model import Order, OrderKind
from core.policy import Instead, RefundWhen
from core.rules.policy import Ruling, exceptions, ruling
from core.rules.receipts import receipt_of, receipt_text
from core.rules.wording import date_words

WHEN_WORDS = {
    RefundWhen.AT_THE_DOOR: "at the door",
    RefundWhen.ON_RECEIPT: "when the goods are at the depot",
    RefundWhen.AFTER_INSPECTION: "after the goods are inspected",
}
INSTEAD_WORDS = {Instead.EXCHANGE: "an exchange", Instead.CREDIT: "a credit"}


def policy_words(moment: Moment, order: Order) -> tuple[str, Tone]:
    """The ruling in a sentence with its terms; empty for what is no return."""
    ruled = ruling(moment.state, order)
    if ruled is None:
        return _without_policy(moment, order), Tone.MUTED
    lines = [f"{ruled.words}."]
    is_refunded = order.replaced_by is None and order.kind is OrderKind.RETURN
    if ruled.is_accepted and is_refunded:
        lines.append(_terms(moment, ruled))
    if order.exception is not None:
        lines.append(_exception(moment, order))
    tone = Tone.GOOD if ruled.is_accepted else Tone.BAD
    return "\n".join(lines), Tone.WARN if order.exception is not None else tone


def _without_policy(moment: Moment, order: Order) -> str:
    """No policy of the day of purchase, or none at all; empty for what is no return."""
    if order.kind is not OrderKind.RETURN or order.request is None:
        return ""
    shop = order.shop or "The shop"
    day = date_words(order.request.bought_on)
    if order.shop in moment.state.policies:
        return f"No return policy of {shop} covers purchases of {day}: decide as you think right."
    return f"{shop} has no return policy here: decide as you think right."


def receipt_words(moment: Moment, order: Order) -> str:
    """What the customer reads of the goods that were taken; empty before."""
    receipt = receipt_of(moment.state, order.id)
    return receipt_text(receipt, moment.wording.money) if receipt is not None else ""


def _terms(moment: Moment, ruled: Ruling) -> str:
    """How much, when, and what else the customer may have."""
    money = moment.wording.money
    words = f"Refund {money(ruled.refund_minor)} {WHEN_WORDS[ruled.policy.refund]}"
    fee = f", after a fee of {money(ruled.fee_minor)}" if ruled.fee_minor else ", no fee"
    instead = " or ".join(INSTEAD_WORDS[each] for each in ruled.policy.instead)
    return f"{words}{fee}{f'; {instead} instead if wished' if instead else ''}."


def _exception(moment: Moment, order: Order) -> str:
    made = order.exception
    assert made is not None
    when = moment.wording.clock_on(made.at, moment.wording.today(moment.now))
    why = moment.text(made.note_ref, "the reason was erased")
    count = exceptions(moment.state, order.shop)
    many = f"{count} exceptions for {order.shop}" if count > 1 else f"the first for {order.shop}"
    return f"Exception by {moment.actor(made.by)} at {when}: “{why}” ({many})."

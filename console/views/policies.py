"""What a shop's return policy says to a case's request, in words. Pure."""

from console.hub_words import in_words
from console.tongue import tr
from console.view import Tone
from console.views.moment import Moment
from console.views.wording import date_words
from core.model import Order, OrderKind
from core.policy import Instead, RefundWhen
from core.rules.policy import Ruling, exceptions, ruling
from core.rules.receipts import receipt_of, receipt_text

WHEN_WORDS = {
    RefundWhen.AT_THE_DOOR: tr("at the door"),
    RefundWhen.ON_RECEIPT: tr("when the goods are at the depot"),
    RefundWhen.AFTER_INSPECTION: tr("after the goods are inspected"),
}
INSTEAD_WORDS = {Instead.EXCHANGE: tr("an exchange"), Instead.CREDIT: tr("a credit")}


def policy_words(moment: Moment, order: Order) -> tuple[str, Tone]:
    """The ruling in a sentence with its terms; empty for what is no return."""
    ruled = ruling(moment.state, order)
    if ruled is None:
        return _without_policy(moment, order), Tone.MUTED
    lines = [f"{in_words(ruled.words)}."]
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
    shop = order.shop or tr("The shop")
    day = date_words(order.request.bought_on)
    if order.shop in moment.state.policies:
        return tr(
            "No return policy of {shop} covers purchases of {day}: decide as you think right.",
            shop=shop,
            day=day,
        )
    return tr("{shop} has no return policy here: decide as you think right.", shop=shop)


def receipt_words(moment: Moment, order: Order) -> str:
    """What the customer reads of the goods that were taken; empty before."""
    receipt = receipt_of(moment.state, order.id)
    return receipt_text(receipt, moment.wording.money) if receipt is not None else ""


def _terms(moment: Moment, ruled: Ruling) -> str:
    """How much, when, and what else the customer may have."""
    money = moment.wording.money
    words = tr(
        "Refund {money} {when_words}",
        money=money(ruled.refund_minor),
        when_words=WHEN_WORDS[ruled.policy.refund],
    )
    fee = (
        tr(", after a fee of {money}", money=money(ruled.fee_minor))
        if ruled.fee_minor
        else tr(", no fee")
    )
    instead = tr(" or ").join(INSTEAD_WORDS[each] for each in ruled.policy.instead)
    return f"{words}{fee}{tr('; {instead} instead if wished', instead=instead) if instead else ''}."


def _exception(moment: Moment, order: Order) -> str:
    made = order.exception
    assert made is not None
    when = moment.wording.clock_on(made.at, moment.wording.today(moment.now))
    why = moment.text(made.note_ref, tr("the reason was erased"))
    count = exceptions(moment.state, order.shop)
    many = (
        tr("{count} exceptions for {shop}", count=count, shop=order.shop)
        if count > 1
        else tr("the first for {shop}", shop=order.shop)
    )
    return tr(
        "Exception by {actor} at {when}: “{why}” ({many}).",
        actor=moment.actor(made.by),
        when=when,
        why=why,
        many=many,
    )

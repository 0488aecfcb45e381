"""What "take, and settle the rest" would do, in words: how many orders go where, and what money
that takes. Pure."""

from collections.abc import Iterable, Sequence

from console.tongue import tr
from console.views.moment import Moment
from console.views.refunds import refund_line
from core.planning.settling import OF_MONEY, Outcome, Settlement

MOST_LINES = 6
"""Refunds that are listed one by one in a question."""


def rest_words(moment: Moment, rest: Sequence[Settlement]) -> str:
    """`3 tomorrow · 1 back to the depot · 2 with a refund ($12,000)`; empty for none."""
    days = sorted({each.day for each in rest if each.outcome is Outcome.LATER and each.day})
    found = [
        f"{sum(_goes_to(each, day) for each in rest)} {moment.wording.near_day(day, moment.now)}"
        for day in days
    ]
    for outcome, words in _WORDS.items():
        of_kind = [each for each in rest if each.outcome is outcome]
        if of_kind:
            money = _money(moment, of_kind)
            found.append(f"{len(of_kind)} {words}" + (f" ({money})" if money else ""))
    return " · ".join(found)


def rest_question(moment: Moment, rest: Sequence[Settlement]) -> tuple[str, tuple[str, ...]]:
    """What is asked before money is, and the lines beneath it."""
    asked = [each for each in rest if each.outcome in OF_MONEY]
    question = tr(
        "Take the plan, and settle {orders}?",
        orders=tr("{n} order", "{n} orders", len(rest)),
    )
    lines = [rest_words(moment, rest)]
    if asked:
        lines.append(
            tr(
                "Ask the shops to refund {money} for {orders}; Ctrl+Z does not take that back",
                money=_money(moment, asked),
                orders=tr("{n} order", "{n} orders", len(asked)),
            )
        )
    for each in asked[:MOST_LINES]:
        order = moment.state.orders[each.order_id]
        lines.append(refund_line(moment.state, order))
    if len(asked) > MOST_LINES:
        lines.append(tr("{n} more refund", "{n} more refunds", len(asked) - MOST_LINES))
    replaced = [each.order_id for each in rest if each.outcome is Outcome.REPLACE]
    if replaced:
        lines.append(tr("Other goods are sent at once for {orders}", orders=", ".join(replaced)))
    return question, tuple(lines)


def _goes_to(each: Settlement, day: str) -> bool:
    return each.outcome is Outcome.LATER and each.day == day


def _money(moment: Moment, of_kind: Iterable[Settlement]) -> str:
    minor = sum(each.money_minor for each in of_kind)
    return moment.wording.money(minor) if minor else ""


_WORDS = {
    Outcome.DEPOT: tr("back to the depot"),
    Outcome.COUNTER: tr("at our counter"),
    Outcome.PARTNER: tr("to partners"),
    Outcome.REPLACE: tr("replaced by other goods"),
    Outcome.REFUND: tr("with a refund"),
    Outcome.KEEP_IT: tr("not worth collecting, with a refund"),
}

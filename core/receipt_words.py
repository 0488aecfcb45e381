"""What a message says of goods that were taken, in the customer's language.

The page behind the link shows every line, the photos and the fee; a message stays short.
"""

from collections.abc import Sequence

from core.customer_view import Money
from core.customer_words import CustomerWords
from core.message_words import GoodsWords
from core.model import Order
from core.rules.receipts import ReceiptLine, receipt_of
from core.state import State

LINES_NAMED = 4
"""More are counted, so that a text message stays one."""


def receipt_fields(
    state: State, order: Order, goods: GoodsWords, words: CustomerWords
) -> dict[str, str]:
    """The fields that only a receipt has."""
    receipt = receipt_of(state, order.id)
    assert receipt is not None
    assert state.depot is not None
    taken = [line for line in receipt.lines if line.is_taken]
    left = [line for line in receipt.lines if not line.is_taken]
    pieces = sum(line.quantity for line in taken)
    money = Money(receipt.refund_minor, state.depot.currency, state.depot.minor_digits)
    return {
        "items": _named(taken, goods),
        "count": goods.one if pieces == 1 else goods.many.format(count=pieces),
        "left": f"{words.receipt.left}: {_named(left, goods)}." if left else "",
        "next": words.next[receipt.next].format(amount=words.money(money)),
    }


def _named(lines: Sequence[ReceiptLine], goods: GoodsWords) -> str:
    """`2 × Books, 1 × Boots`, the first few by name."""
    named = [f"{line.quantity} × {line.description}" for line in lines[:LINES_NAMED]]
    if len(lines) > LINES_NAMED:
        named.append(goods.more.format(count=len(lines) - LINES_NAMED))
    return ", ".join(named) or goods.nothing

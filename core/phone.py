"""Who is on the telephone: orders by number, name, address or phone number. Pure.

Words match by their beginning, without regard to case and accents; digits match anywhere in a
phone number, so that the last four are enough.
"""

import unicodedata
from collections.abc import Iterable, Mapping

from msgspec import Struct

from core.model import CaseStatus, Order, OrderId, OrderStatus, TextRef
from core.rules.lookups import active_case
from core.state import State

LEAST_DIGITS = 3
MOST_FOUND = 12
_OPEN = (CaseStatus.OPEN, CaseStatus.ACKNOWLEDGED)


class Entry(Struct, frozen=True):
    """An order as it can be found. Lower `rank` comes first."""

    order_id: OrderId
    words: tuple[str, ...]
    digits: str
    rank: tuple[int, str]


def plain(text: str) -> str:
    """Lower case, without accents."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


def directory(state: State, texts: Mapping[TextRef, str]) -> tuple[Entry, ...]:
    """Everything that can be searched, open cases first; made once for a state."""
    entries = (_entry(state, texts, order) for order in state.orders.values())
    return tuple(sorted(entries, key=lambda entry: entry.rank))


def search(entries: Iterable[Entry], wanted: str, limit: int = MOST_FOUND) -> tuple[OrderId, ...]:
    """Orders that match every word of what was typed; nothing for nothing."""
    words = plain(wanted).replace(",", " ").split()
    if len(words) > 1 and not any(sign.isalpha() for sign in wanted):
        words = ["".join(words)]  # a telephone number as people write it
    if not words:
        return ()
    found: list[OrderId] = []
    for entry in entries:
        if all(_matches(entry, word) for word in words):
            found.append(entry.order_id)
            if len(found) == limit:
                break
    return tuple(found)


def _matches(entry: Entry, word: str) -> bool:
    digits = "".join(sign for sign in word if sign.isdigit())
    is_number = len(digits) >= LEAST_DIGITS and not any(sign.isalpha() for sign in word)
    if is_number and digits in entry.digits:
        return True
    return any(each.startswith(word) for each in entry.words)


def _entry(state: State, texts: Mapping[TextRef, str], order: Order) -> Entry:
    customer = state.customers[order.customer_id]
    name = texts.get(customer.name_ref, "")
    phone = texts.get(customer.phone_ref or TextRef(""), "")
    address = state.places[order.place_id].address
    words = plain(f"{order.id} {name} {address} {order.shop}").replace(",", " ").split()
    digits = "".join(sign for sign in phone if sign.isdigit())
    return Entry(order.id, tuple(words), digits, (_rank(state, order), order.id))


def _rank(state: State, order: Order) -> int:
    case = active_case(state, order.id)
    if case is not None and case.status in _OPEN:
        return 0
    is_over = order.status in (OrderStatus.DONE, OrderStatus.CLOSED)
    return 2 if is_over else 1

"""What belongs to a person and goes when the person is erased. Pure.

The log keeps what was decided, under ids; names, numbers and notes lose their key, photos and
tracks are deleted. What is left in the state says since when.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from core.model import (
    BlobId,
    Customer,
    CustomerId,
    Driver,
    DriverId,
    Order,
    OrderId,
    PersonKind,
    Stop,
    TextRef,
)
from core.state import State

ERASED = "erased"
"""What is read where a text was."""

_BLOB = re.compile(rb'(?<!\\)"([0-9a-f]{64})"')
"""A text that is the name of a photo and nothing else, as JSON writes it."""


def owner_of(kind: PersonKind, id_: str) -> str:
    """Under whom the texts are sealed."""
    return f"{kind}:{id_}"


def person_of(state: State, kind: PersonKind, id_: str) -> Customer | Driver | None:
    """The person, also when erased."""
    if kind is PersonKind.CUSTOMER:
        return state.customers.get(CustomerId(id_))
    return state.drivers.get(DriverId(id_))


def text_refs(person: Customer | Driver) -> Iterator[TextRef]:
    """Where the person's own texts are."""
    yield person.name_ref
    if person.phone_ref is not None:
        yield person.phone_ref
    if isinstance(person, Customer) and person.email_ref is not None:
        yield person.email_ref


def erased_people(state: State) -> Iterator[tuple[PersonKind, str]]:
    """Everybody who was erased."""
    for customer in state.customers.values():
        if customer.erased_at is not None:
            yield PersonKind.CUSTOMER, str(customer.id)
    for driver in state.drivers.values():
        if driver.erased_at is not None:
            yield PersonKind.DRIVER, str(driver.id)


def with_erased(state: State, texts: Mapping[str, str]) -> dict[str, str]:
    """The texts, and for whoever was erased a word instead of the name."""
    people = (person_of(state, kind, id_) for kind, id_ in erased_people(state))
    return dict(texts) | {person.name_ref: ERASED for person in people if person is not None}


def others_that_name(state: State, texts: Mapping[str, str], name: str) -> Iterator[str]:
    """Under whom such texts are sealed as are about nobody and say the person's name all the same:
    why a street is closed, what was noted of a day or of a van's goods.

    A name of one word is not looked for: it is half of the office's, too.
    """
    words = name.split()
    if len(words) < 2:
        return
    spelled = r"\s+".join(map(re.escape, words))
    pattern = re.compile(rf"(?<!\w){spelled}(?!\w)", re.IGNORECASE)
    for owner, ref in _about_nobody(state):
        if ref is not None and pattern.search(texts.get(ref, "")):
            yield owner


def _about_nobody(state: State) -> Iterator[tuple[str, TextRef | None]]:
    for closure in state.closures.values():
        yield f"closure:{closure.id}", closure.because_ref
    for day in state.days.values():
        for noted in (day.sign_off, day.closing):
            yield f"day:{day.day}", noted.note_ref if noted is not None else None
    for route_id, receiving in state.receivings.items():
        yield f"route:{route_id}", receiving.note_ref


def photos_to_delete(state: State, customers: Iterable[CustomerId]) -> frozenset[BlobId]:
    """Photos and signatures of those customers' orders that no other order shows."""
    theirs = frozenset(customers)
    gone: set[str] = set()
    kept: set[str] = set()
    stops = _stops_by_order(state)
    for order in state.orders.values():
        (gone if order.customer_id in theirs else kept).update(_photos_of(state, order, stops))
    return frozenset(BlobId(blob) for blob in gone - kept)


def old_photos(state: State, closed_before: str) -> frozenset[BlobId]:
    """Photos and signatures of orders of days before that one that nothing newer shows."""
    gone: set[str] = set()
    kept: set[str] = set()
    stops = _stops_by_order(state)
    for order in state.orders.values():
        (gone if order.day < closed_before else kept).update(_photos_of(state, order, stops))
    return frozenset(BlobId(blob) for blob in gone - kept)


def old_messages(state: State, closed_before: str) -> frozenset[TextRef]:
    """Texts of messages about orders of days before that one."""
    return frozenset(
        message.text_ref
        for order in state.orders.values()
        if order.day < closed_before
        for message in order.messages
    )


def _stops_by_order(state: State) -> dict[OrderId, list[Stop]]:
    found: dict[OrderId, list[Stop]] = defaultdict(list)
    for stop in state.stops.values():
        if stop.order_id is not None:
            found[stop.order_id].append(stop)
    return found


def _photos_of(state: State, order: Order, stops: Mapping[OrderId, list[Stop]]) -> list[str]:
    """Every photo that the order, its stops and the inspection of its goods name."""
    looked = [state.inspections.get(item.id) for item in order.items]
    written = msgspec.json.encode((order, stops.get(order.id, ()), looked))
    return [blob.decode() for blob in _BLOB.findall(written)]

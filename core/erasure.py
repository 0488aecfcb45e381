"""What belongs to a person and goes when the person is erased. Pure.

The log keeps what was decided, under ids; names, numbers and notes lose their key, photos and
tracks are deleted. What is left in the state says since when.
"""

import re
from bisect import bisect
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate, chain

import msgspec

from core.model import (
    BlobId,
    CollectionRound,
    Customer,
    CustomerId,
    Driver,
    DriverId,
    Fence,
    Order,
    OrderId,
    PersonKind,
    Stop,
    TextRef,
)
from core.state import State

ERASED = "erased"
"""What is read where a text was."""

_LEAST_DIGITS = 6
"""Of what is taken for a telephone number."""
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


def name_of(what: Fence | CollectionRound, texts: Mapping[TextRef, str] | Mapping[str, str]) -> str:
    """What the office calls it: people name such things after people."""
    return what.name if what.name_ref is None else texts.get(what.name_ref, ERASED)


def refs_that_name(texts: Mapping[str, str], known: Iterable[str]) -> Iterator[str]:
    """Where a person is named whose name, telephone and e-mail are `known`: why a street is closed,
    what a driver was written, how a fence or a round is called.

    A name of one word is not looked for: it is half of the office's, too.
    """
    refs, kept = [*texts], [*texts.values()]
    folded = [text.casefold() for text in kept]
    ends = [*accumulate(len(text) + 1 for text in folded)]
    # One search through all of them: one by one, 100,000 texts took a tenth of a second and more.
    whole = "\0".join(folded)
    naming: set[int] = set()
    for said in known:
        pattern = _pattern(said)
        if pattern is not None:
            near = {bisect(ends, hit.start()) for hit in re.finditer(_hint(said), whole)}
            naming.update(at for at in near if pattern.search(kept[at]))
    yield from (refs[at] for at in sorted(naming))


def _hint(said: str) -> str:
    """A pattern that is found quickly in folded texts wherever it may be said."""
    if _is_number(said):
        return _spaced(said)
    return re.escape(max(said.casefold().split(), key=len))


def namesakes(state: State, texts: Mapping[str, str], person: Customer | Driver) -> Iterator[str]:
    """Under whom the texts of others are sealed who are called the same: theirs are not his."""
    own = person.name_ref
    return called(state, texts, texts.get(own, ""), but=own)


def called(
    state: State, texts: Mapping[str, str], name: str, but: TextRef | None = None
) -> Iterator[str]:
    """Under whom the texts of everybody of that name are sealed, `but` for whose name is there."""
    name = _folded(name)
    kinds: tuple[tuple[PersonKind, Iterable[Customer | Driver]], ...] = (
        (PersonKind.CUSTOMER, state.customers.values()),
        (PersonKind.DRIVER, state.drivers.values()),
    )
    for kind, people in kinds:
        for other in people:
            if other.name_ref != but and _folded(texts.get(other.name_ref, "")) == name:
                yield owner_of(kind, other.id)


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def without(text: str, known: Iterable[str]) -> str:
    """The text with `…` for what somebody is known by: others say it, and it is for the log."""
    for said in known:
        pattern = _pattern(said)
        if pattern is not None:
            text = pattern.sub("…", text)
    return text


def _pattern(said: str) -> re.Pattern[str] | None:
    """However it is spaced; None for what could be anybody."""
    words = said.split()
    if _is_number(said):
        return re.compile(rf"(?<!\d){_spaced(said)}(?!\d)")
    if "@" not in said and len(words) < 2:
        return None
    spelled = r"\s+".join(map(re.escape, words))
    return re.compile(rf"(?<!\w){spelled}(?!\w)", re.IGNORECASE)


def _spaced(number: str) -> str:
    """Its digits, with what people write between them."""
    return r"[\s()./-]*".join(re.findall(r"\d", number))


def _is_number(said: str) -> bool:
    return len(re.findall(r"\d", said)) >= _LEAST_DIGITS and not re.search(r"[^\W\d]", said)


def photos_to_delete(state: State, customers: Iterable[CustomerId]) -> frozenset[BlobId]:
    """Photos and signatures of those customers' orders that no other order shows."""
    theirs = frozenset(customers)
    gone: set[str] = set()
    kept: set[str] = set()
    stops = _stops_by_order(state)
    for order in state.orders.values():
        (gone if order.customer_id in theirs else kept).update(_photos_of(state, order, stops))
    return frozenset(BlobId(blob) for blob in gone - kept)


def photos_in_use(state: State) -> frozenset[BlobId]:
    """Every photo and signature that anything of the depot shows."""
    shown: set[bytes] = set()
    encode = msgspec.json.Encoder().encode
    # One by one: to search the text of 100,000 orders at once keeps other threads waiting for 3 s.
    for each in chain(state.orders.values(), state.stops.values(), state.inspections.values()):
        shown.update(_BLOB.findall(encode(each)))
    return frozenset(BlobId(blob.decode()) for blob in shown)


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

"""What belongs to a person, and what is over its time."""

from msgspec.structs import replace

from core.erasure import (
    ERASED,
    erased_people,
    name_of,
    namesakes,
    old_messages,
    old_photos,
    owner_of,
    person_of,
    photos_in_use,
    photos_to_delete,
    refs_that_name,
    text_refs,
    with_erased,
    without,
)
from core.model import (
    ActorId,
    Attempt,
    BlobId,
    Customer,
    CustomerId,
    Driver,
    DriverId,
    Fence,
    FenceId,
    Grade,
    Inspection,
    ItemId,
    Message,
    MessageId,
    MessageKind,
    PersonKind,
    Proof,
    ServiceDay,
    TextRef,
)
from core.state import State
from tests.builders import A1, NOON, R1, TODAY, W1, running_day

ONE, BOTH = BlobId("1" * 64), BlobId("2" * 64)


def with_photos() -> State:
    """A1 shows both photos, W1 one of them; A1 is of an earlier day and was told something."""
    state = running_day().state
    told = Message(MessageId("m"), MessageKind.FAILED, NOON, TextRef("told"))
    orders = dict(state.orders)
    orders[A1] = replace(
        orders[A1],
        day=ServiceDay("2020-01-01"),
        condition_photos=(ONE, BOTH),
        messages=(told,),
    )
    orders[W1] = replace(orders[W1], condition_photos=(BOTH,))
    return replace(state, orders=orders)


def test_texts_that_say_the_whole_name_are_found() -> None:
    texts = {"z1": "The house of ROSA  Pérez", "z2": "Prosa Pérezoso", "d": "Rosa Pérez was kind",
             "c": "All counted", "r": "Rosa\nPérez, two boxes"}  # fmt: skip
    assert list(refs_that_name(texts, ["Rosa Pérez"])) == ["z1", "d", "r"]
    assert list(refs_that_name(texts, ["Rosa P"])) == []
    assert list(refs_that_name(texts, ["Rosa", ""])) == []


def test_a_telephone_and_an_address_are_found_however_they_are_written() -> None:
    texts = {"a": "call (+56) 9-7777.1234!", "b": "197777123456", "c": "to Rosa@Example.org.",
             "d": "not-rosa@example.organic", "e": "at 12345"}  # fmt: skip
    assert list(refs_that_name(texts, ["+56 9 7777 1234"])) == ["a"]
    assert list(refs_that_name(texts, ["rosa@example.org"])) == ["c"]
    assert list(refs_that_name(texts, ["12345"])) == []


def test_what_others_say_is_kept_without_whom_they_say_it_of() -> None:
    known = ["Rosa Pérez", "rosa@example.org", "Rosa"]
    said = "Rosa Pérez <rosa@example.org> unknown; ask rosa pérez"
    assert without(said, known) == "… <…> unknown; ask …"


def test_who_is_called_the_same_is_known() -> None:
    state = running_day().state
    people = list(state.customers.values())
    driver = next(iter(state.drivers.values()))
    refs = (people[0].name_ref, people[1].name_ref, driver.name_ref, people[2].name_ref)
    names = ("Rosa  Pérez", "rosa pérez", "Rosa Pérez", "Eva Soto")
    texts = dict(zip(map(str, refs), names, strict=True))
    found = {f"customer:{people[1].id}", f"driver:{driver.id}"}
    assert set(namesakes(state, texts, people[0])) == found


def test_what_is_called_after_somebody_is_read_beside_the_log() -> None:
    old = Fence(FenceId("f"), "Market", (), ActorId("ana"), NOON)
    assert name_of(old, {}) == "Market"
    new = replace(old, name="", name_ref=TextRef("n"))
    assert name_of(new, {TextRef("n"): "Harbour"}) == "Harbour"
    assert name_of(new, {}) == ERASED


def test_photos_of_an_inspection_go_with_the_goods_owner() -> None:
    state = with_photos()
    taken = BlobId("3" * 64)
    found = Inspection(Grade.B, "refurbish", "refurbish", ActorId("ana"), NOON, photos=(taken,))
    state = replace(state, inspections={state.orders[A1].items[0].id: found})
    assert taken in photos_to_delete(state, [state.orders[A1].customer_id])


def test_only_photos_that_nobody_else_shows_go() -> None:
    state = with_photos()
    customer_id = state.orders[A1].customer_id
    assert state.orders[W1].customer_id != customer_id
    assert photos_to_delete(state, [customer_id]) == {ONE}
    assert photos_to_delete(state, []) == frozenset()


def test_a_photo_of_a_stop_goes_with_its_order() -> None:
    state = running_day().state
    stop = next(each for each in state.stops.values() if each.order_id == A1)
    attempt = Attempt(stop.id, DriverId("d"), "not_home", NOON, NOON, photo=ONE)
    orders = {**state.orders, A1: replace(state.orders[A1], attempts=(attempt,))}
    state = replace(state, orders=orders)
    assert photos_to_delete(state, [state.orders[A1].customer_id]) == {ONE}


def test_every_photo_that_is_shown_somewhere_is_in_use() -> None:
    state = with_photos()
    assert photos_in_use(state) == {ONE, BOTH}
    taken, signed = BlobId("3" * 64), BlobId("4" * 64)
    found = Inspection(Grade.B, "refurbish", "refurbish", ActorId("ana"), NOON, photos=(taken,))
    stop = replace(next(iter(state.stops.values())), proof=Proof(signature=signed))
    state = replace(
        state, inspections={ItemId("found-1"): found}, stops={**state.stops, stop.id: stop}
    )
    assert photos_in_use(state) == {ONE, BOTH, taken, signed}


def test_a_stop_of_no_order_is_nobody_s() -> None:
    state = with_photos()
    stop = replace(next(iter(state.stops.values())), order_id=None)
    state = replace(state, stops={**state.stops, stop.id: stop})
    assert photos_to_delete(state, [state.orders[A1].customer_id]) == {ONE}


def test_a_photo_s_name_within_a_text_is_no_photo() -> None:
    state = with_photos()
    named = replace(state.orders[A1], shop=f'said "{"3" * 64}" once')
    state = replace(state, orders={**state.orders, A1: named})
    assert photos_to_delete(state, [named.customer_id]) == {ONE}


def test_what_is_of_days_before_is_old() -> None:
    state = with_photos()
    assert old_photos(state, "2020-01-02") == {ONE}
    assert old_photos(state, "2020-01-01") == frozenset()
    assert old_messages(state, "2020-01-02") == {"told"}
    assert old_messages(state, "2019-12-31") == frozenset()
    assert str(TODAY) > "2020-01-02"


def test_who_was_erased_is_found_and_read_as_such() -> None:
    state = running_day().state
    customer = replace(state.customers[state.orders[A1].customer_id], erased_at=NOON)
    driver = replace(state.drivers[state.routes[R1].driver_id], erased_at=NOON)
    state = replace(
        state,
        customers={**state.customers, customer.id: customer},
        drivers={**state.drivers, driver.id: driver},
    )
    assert set(erased_people(state)) == {
        (PersonKind.CUSTOMER, customer.id),
        (PersonKind.DRIVER, driver.id),
    }
    assert with_erased(state, {"x": "y"}) == {
        "x": "y",
        customer.name_ref: ERASED,
        driver.name_ref: ERASED,
    }
    assert person_of(state, PersonKind.DRIVER, driver.id) == driver
    assert person_of(state, PersonKind.CUSTOMER, "nobody") is None
    assert owner_of(PersonKind.CUSTOMER, "c1") == "customer:c1"


def test_the_own_texts_of_a_person_are_those_that_there_are() -> None:
    name, phone, email = TextRef("name"), TextRef("phone"), TextRef("email")
    assert tuple(text_refs(Driver(DriverId("d"), name))) == (name,)
    assert tuple(text_refs(Driver(DriverId("d"), name, phone))) == (name, phone)
    assert tuple(text_refs(Customer(CustomerId("c"), name, None, email))) == (name, email)
    assert tuple(text_refs(Customer(CustomerId("c"), name, phone))) == (name, phone)

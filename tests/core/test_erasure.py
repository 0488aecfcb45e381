"""What belongs to a person, and what is over its time."""

from msgspec.structs import replace

from core.erasure import (
    ERASED,
    erased_people,
    old_messages,
    old_photos,
    others_that_name,
    owner_of,
    person_of,
    photos_to_delete,
    text_refs,
    with_erased,
)
from core.model import (
    ActorId,
    Attempt,
    BlobId,
    Closure,
    ClosureId,
    Customer,
    CustomerId,
    Driver,
    DriverId,
    Grade,
    Inspection,
    Message,
    MessageId,
    MessageKind,
    PersonKind,
    Receiving,
    ServiceDay,
    SignOff,
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


def test_texts_about_nobody_that_say_the_whole_name_are_found() -> None:
    state, by = running_day().state, ActorId("ana")
    (day, *_) = state.days.values()
    texts = {"z1": "The house of ROSA  Pérez", "z2": "Prosa Pérezoso", "d": "Rosa Pérez was kind",
             "c": "All counted", "r": "Rosa\nPérez, two boxes"}  # fmt: skip
    streets = {
        ClosureId(id_): Closure(ClosureId(id_), "", (), "", NOON, None, by, NOON, ref)
        for id_, ref in (("z1", TextRef("z1")), ("z2", TextRef("z2")), ("z3", None))
    }
    state = replace(
        state,
        closures=streets,
        days=state.days | {day.day: replace(day, sign_off=SignOff(by, NOON, TextRef("d")))},
        receivings={R1: Receiving((), NOON, note_ref=TextRef("r"))},
    )
    found = ["closure:z1", f"day:{day.day}", f"route:{R1}"]
    assert list(others_that_name(state, texts, "Rosa Pérez")) == found
    assert list(others_that_name(state, texts, "Rosa P")) == []
    assert list(others_that_name(state, texts, "Rosa")) == []


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

"""What customers chose stands on the card, and puts their case on top until it is heard."""

import pytest
from msgspec.structs import replace

from console.view import CaseAction, Tone
from console.views.inspections import case_view, route_view
from console.views.moment import Moment
from console.views.queue_rows import ON_TOP, queue_rows
from core.model import (
    Case,
    CaseKind,
    CaseStatus,
    CollectionPoint,
    CustomerAnswer,
    CustomerChoice,
    CustomerOffers,
    Depot,
    DepotId,
    OrderId,
    Place,
    PlaceId,
    StopId,
    TextRef,
    TimeWindow,
)
from tests.console.views.small_day import NEXT, NOW, ORDERS, V1, case, minutes, moment

FAILED = case(CaseKind.FAILED_DELIVERY, reason="recipient_absent")
POINT = CollectionPoint(Place(PlaceId("kiosk"), "Elm 9", 0, 0), "Kiosk")
GIVEN = CustomerAnswer(CustomerChoice.HOME_NOW, NOW - minutes(5))


def answered(answer: CustomerAnswer | None, of: Case = FAILED) -> Moment:
    made = moment(of)
    order = replace(ORDERS[of.order_id], answer=answer)
    offers = CustomerOffers(points=(POINT,))
    depot = Depot(DepotId("d"), "D", PlaceId("depot"), "UTC", "EUR", offers=offers)
    state = replace(made.state, orders={**ORDERS, order.id: order}, depot=depot)
    return replace(made, state=state)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (GIVEN, "I am home now"),
        (replace(GIVEN, choice=CustomerChoice.REFUND), "I want my money back"),
        (replace(GIVEN, choice=CustomerChoice.REPLACEMENT), "I want a replacement"),
        (
            replace(GIVEN, choice=CustomerChoice.NEIGHBOUR, note_ref=TextRef("note")),
            "leave it with a neighbour (Rang twice)",
        ),
        (
            replace(GIVEN, choice=CustomerChoice.NEIGHBOUR, note_ref=TextRef("gone")),
            "leave it with a neighbour (erased)",
        ),
        (
            replace(GIVEN, choice=CustomerChoice.COLLECTION_POINT, point_id=PlaceId("kiosk")),
            "I pick it up at Kiosk",
        ),
        (
            replace(GIVEN, choice=CustomerChoice.COLLECTION_POINT, point_id=PlaceId("gone")),
            "I pick it up at gone",
        ),
        (
            replace(
                GIVEN,
                choice=CustomerChoice.NEW_DAY,
                day=NEXT,
                window=TimeWindow(NOW, NOW + minutes(120)),
            ),
            "come on Tue 24 Nov 10:00–12:00",
        ),
        (replace(GIVEN, choice=CustomerChoice.NEW_DAY), "come on another day"),
    ],
)
def test_the_card_says_what_the_customer_chose(answer: CustomerAnswer, words: str) -> None:
    view = case_view(answered(answer), FAILED)
    assert view.answer == f"Customer, 09:55: {words}"
    needs_somebody = answer.choice is not CustomerChoice.NEW_DAY
    assert view.answer_tone is (Tone.ACCENT if needs_somebody else Tone.MUTED)


def test_the_row_is_on_top_until_the_office_has_decided() -> None:
    (row,) = queue_rows(answered(GIVEN))
    assert row.rank > ON_TOP
    assert (row.state, row.state_tone) == ("answered", Tone.ACCENT)
    assert "Customer, 09:55: I am home now" in row.explanation
    decided = replace(FAILED, status=CaseStatus.DECIDED)
    (row,) = queue_rows(answered(GIVEN, decided))
    assert row.rank < ON_TOP
    assert row.state == "waits for driver"
    assert case_view(answered(GIVEN, decided), decided).answer_tone is Tone.MUTED


def test_without_an_answer_nothing_is_said_and_the_link_is_a_key_away() -> None:
    view = case_view(answered(None), FAILED)
    assert view.answer == ""
    link = next(each for each in view.handling if each.action is CaseAction.COPY_LINK)
    assert (link.label, link.key) == ("Customer's link", "C")


@pytest.mark.parametrize(
    ("choice", "label"),
    [
        (CustomerChoice.HOME_NOW, "Own van, as asked"),
        (CustomerChoice.NEIGHBOUR, "Own van, as asked"),
        (CustomerChoice.REFUND, "Refund, as asked"),
    ],
)
def test_the_button_that_does_what_was_asked_says_so(choice: CustomerChoice, label: str) -> None:
    view = case_view(answered(replace(GIVEN, choice=choice)), FAILED)
    assert [each.label for each in view.actions if "as asked" in each.label] == [label]
    plain = case_view(answered(None), FAILED)
    assert not [each.label for each in plain.actions if "as asked" in each.label]


def test_a_stop_that_is_ahead_says_what_its_customer_chose() -> None:
    way = replace(ORDERS[OrderId("ret")], answer=GIVEN)
    made = moment()
    made = replace(made, state=replace(made.state, orders={**ORDERS, way.id: way}))
    rows = {row.stop_id: row for row in route_view(made, made.state.routes[V1]).stops}
    assert "Customer, 09:55: I am home now" in rows[StopId("s-ret")].subtitle
    assert "Customer, " not in rows[StopId("s-box")].subtitle

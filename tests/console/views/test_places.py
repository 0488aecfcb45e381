"""What is said of an order's place."""

from msgspec.structs import replace

from console.view import CaseAction
from console.views.moment import Moment
from console.views.places import door_words, pin_actions, pin_words
from core.model import AddressChange, Case, CaseId, CaseKind, Position, StopStatus, TextRef
from tests.console.views.small_day import ME, NOW, moment


def delivered_elsewhere(*east: float) -> tuple[Moment, Case]:
    """Visits that ended so many metres east of the pin of an order's place."""
    shown = moment()
    order = next(iter(shown.state.orders.values()))
    place = shown.state.places[order.place_id]
    some = list(shown.state.stops.values())[: len(east)]
    stops = {
        stop.id: replace(
            stop,
            place_id=place.id,
            status=StopStatus.COMPLETED,
            done_at=Position(place.lat, place.lon + metres / 111_195),
        )
        for stop, metres in zip(some, east, strict=True)
    }
    case = Case(CaseId("case-x"), CaseKind.FAILED_DELIVERY, order.id, NOW, NOW)
    return replace(shown, state=replace(shown.state, stops=stops)), case


def test_a_pin_that_seems_right_is_only_moved_by_hand() -> None:
    shown, case = delivered_elsewhere()
    assert pin_words(shown, shown.order(case.order_id)) == ""
    assert [each.action for each in pin_actions(shown, case)] == [
        CaseAction.READDRESS,
        CaseAction.MOVE_PIN,
    ]


def test_deliveries_somewhere_else_offer_another_pin() -> None:
    shown, case = delivered_elsewhere(80, 90)
    assert pin_words(shown, shown.order(case.order_id)) == (
        "Delivered 2 times 85 m east of the pin: move the pin there? (Shift+L)"
    )
    _, by_hand, by_proofs = pin_actions(shown, case)
    assert by_hand.action is CaseAction.MOVE_PIN
    assert (by_proofs.action, by_proofs.label) == (CaseAction.PIN_TO_PROOFS, "Pin 85 m east")


def test_the_address_before_is_told() -> None:
    shown, case = delivered_elsewhere()
    order = shown.order(case.order_id)
    moved = replace(order, addresses=(AddressChange(order.place_id, ME, NOW),))
    assert door_words(shown, order) == ""
    assert door_words(shown, moved) == "Until 10:00: Elm 1"


def test_the_note_of_the_list_stands_first() -> None:
    shown, case = delivered_elsewhere()
    shown = replace(shown, texts={**shown.texts, TextRef("n"): "Ring twice"})
    noted = replace(shown.order(case.order_id), note_ref=TextRef("n"))
    assert door_words(shown, noted) == "Note: Ring twice"

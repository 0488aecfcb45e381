"""The last attempt in a sentence."""

from msgspec.structs import replace

from console.view import Tone
from console.views.attempts import attempt_words
from core.model import Attempt, Order, OrderId, Position, StopId
from tests.console.views.small_day import NOW, STOPS, minutes, moment

FAIL = OrderId("fail")


def told(*before: Attempt, arrived_min: float | None = 35, **changes: object) -> tuple[str, Tone]:
    """The words for the last attempt at the order `fail`, which is changed like this."""
    at = moment()
    order: Order = at.state.orders[FAIL]
    last = replace(order.attempts[-1], **changes)
    order = replace(order, attempts=(*before, last))
    arrived = NOW - minutes(arrived_min) if arrived_min is not None else None
    stop = replace(STOPS[StopId("s-fail")], arrived_at=arrived)
    state = replace(
        at.state,
        orders=at.state.orders | {FAIL: order},
        stops=at.state.stops | {stop.id: stop},
    )
    return attempt_words(replace(at, state=state), order)


def test_a_plausible_attempt_is_told_quietly() -> None:
    words = "Attempted at the door, after 5 min, with a photo, customer not called"
    assert told(position=Position(0, 0)) == (words, Tone.MUTED)


def test_a_driver_who_was_elsewhere_is_suspect() -> None:
    words, tone = told(position=Position(0.00576, 0), arrived_min=30 + 20 / 60, photo=None)
    assert words == "Suspect: 640 m away, after 20 s, no photo, customer not called"
    assert tone is Tone.BAD


def test_what_was_not_recorded_is_said() -> None:
    words, _ = told(position=None, arrived_min=None)
    assert words.startswith("Suspect: nobody knows where, no arrival reported, with a photo")


def test_earlier_failures_at_the_door_are_counted() -> None:
    earlier = replace(moment().state.orders[FAIL].attempts[-1], at=NOW - minutes(200))
    words, _ = told(earlier, position=Position(0, 0))
    assert words.endswith("1 visit failed there before")


def test_nothing_is_said_when_nobody_claims_to_have_been_there() -> None:
    assert told(reason="vehicle_breakdown") == ("", Tone.MUTED)

"""What was drawn around on the map, as it is by now."""

from msgspec.structs import replace

from console.gathered import gathered, gathered_words, stop_instead
from core.model import OrderId, StopId, StopStatus
from tests.builders import W1, W3, running_day


def test_cases_become_orders_and_what_has_gone_is_left_out() -> None:
    state = running_day().state
    stop = next(iter(state.stops))
    cases = (f"case-{W1}", "case-gone", f"case-{W3}")
    assert gathered(state, cases, (str(stop), "gone")) == ((W1, W3), (StopId(stop),))
    assert gathered(state, None, []) == ((), ())


def test_it_is_said_what_is_chosen_and_what_to_do() -> None:
    assert gathered_words(2, 1).startswith("2 cases and 1 stop chosen. Right-click")
    assert gathered_words(0, 3).startswith("3 stops chosen.")
    assert gathered_words(0, 0) == "Nothing lies inside. Draw around cases or stops."


def test_an_order_without_a_case_is_seen_at_its_stop() -> None:
    state = running_day().state
    assert stop_instead(state, W1) is None
    stop = next(
        stop
        for stop in state.stops.values()
        if all(case.order_id != stop.order_id for case in state.cases.values())
    )
    assert stop_instead(state, stop.order_id) == stop
    ended = replace(stop, status=StopStatus.COMPLETED)
    after = replace(state, stops={**state.stops, stop.id: ended})
    assert stop_instead(after, stop.order_id) == ended
    assert stop_instead(state, OrderId("nobody's")) is None

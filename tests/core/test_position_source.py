"""Which device of a driver is believed."""

from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from core.model import DriverId
from core.position_source import PAGE, Heard, as_of, is_on_shift, is_shown, source_words
from tests.builders import R1, after, running_day

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
PHONE = "Traccar Client"


def heard(
    source: str = PAGE, *, at_s: float = 0, received_s: float | None = None, m: float | None = 8
) -> Heard:
    """`received_s` after noon, by default at the moment it is from."""
    received = at_s if received_s is None else received_s
    return Heard(source, NOON + timedelta(seconds=at_s), NOON + timedelta(seconds=received), m)


def test_the_first_position_is_shown() -> None:
    assert is_shown(None, heard(m=5_000))


def test_the_page_counts_what_it_sends_so_its_clock_is_not_asked() -> None:
    assert is_shown(heard(at_s=10), heard(at_s=-500, received_s=11))


def test_what_a_program_had_buffered_does_not_move_the_van_back() -> None:
    assert not is_shown(heard(PHONE, at_s=10), heard(PHONE, at_s=9, received_s=11))
    assert is_shown(heard(PHONE, at_s=10), heard(PHONE, at_s=20))


def test_the_van_does_not_jump_between_two_devices() -> None:
    shown = heard(PAGE)
    for second in range(1, 30):
        assert not is_shown(shown, heard(PHONE, at_s=second))


def test_another_device_takes_over_when_the_first_is_silent() -> None:
    assert is_shown(heard(PAGE), heard(PHONE, at_s=31))
    assert is_shown(heard(PAGE), heard(PHONE, at_s=31, m=None))
    assert not is_shown(heard(PAGE), heard(PHONE, at_s=31, m=2_000)), "a coarse one waits longer"
    assert is_shown(heard(PAGE), heard(PHONE, at_s=121, m=2_000))
    assert not is_shown(heard(PAGE), heard(PHONE, at_s=31, received_s=122)), "it was buffered"


def test_an_exact_device_takes_over_from_a_coarse_one_at_once() -> None:
    assert is_shown(heard(PAGE, m=3_000), heard(PHONE, at_s=1))
    assert not is_shown(heard(PAGE, m=3_000), heard(PHONE, at_s=1, m=3_000))


def test_a_buffered_position_is_as_old_as_its_program_says() -> None:
    late = NOON + timedelta(minutes=5)
    assert as_of(PHONE, NOON, late) == NOON
    assert as_of(PAGE, NOON, late) == as_of("", NOON, late) == late


def test_the_source_is_told_with_the_battery_if_that_is_known() -> None:
    assert source_words(PHONE, 0.43) == "Traccar Client, battery 43%"
    assert source_words(PHONE, None) == PHONE
    assert source_words("", 0.43) == ""


def test_where_somebody_is_before_and_after_the_shift_is_his_own_affair() -> None:
    state = running_day().state
    began = state.routes[R1].started_at
    assert began is not None
    luis = DriverId("d1")
    assert is_on_shift(state, luis, after(-1, began)), "phones' clocks are not exact"
    assert not is_on_shift(state, luis, after(-3, began))
    assert is_on_shift(state, luis, after(600, began))
    assert not is_on_shift(state, DriverId("nobody"), after(1, began))
    ended = replace(state.routes[R1], ended_at=after(60, began))
    state = replace(state, routes={**state.routes, R1: ended})
    assert is_on_shift(state, luis, after(61, began))
    assert not is_on_shift(state, luis, after(63, began))

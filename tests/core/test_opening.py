"""Opening hours are read, told, and asked of a moment."""

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from core import commands as c
from core.model import OpenHours, ServiceDay, TimeWindow
from core.opening import (
    NoHours,
    hours_words,
    next_closing,
    open_window,
    parse_hours,
    served_window,
    what_is_wrong,
    why_closed,
)
from tests.builders import A1, MORNING, TODAY, make_window, running_day

ZONE = "America/Santiago"
SHOP = "Mon-Fri 9:00-13:00, 15:00-18:00; Sat 10-14"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (SHOP, "Mon–Fri 09:00–13:00, 15:00–18:00; Sat 10:00–14:00"),
        ("9-18", "daily 09:00–18:00"),
        ("every day 9.30 – 18", "daily 09:30–18:00"),
        ("Sat-Mon 9-12", "Mon 09:00–12:00; Sat–Sun 09:00–12:00"),
        ("Lun,mié 9-12 and 14-24;", "Mon 09:00–12:00, 14:00–24:00; Wed 09:00–12:00, 14:00–24:00"),
        ("Sunday: 0:00-24:00", "Sun 00:00–24:00"),
        ("  ", ""),
    ],
)
def test_hours_are_read_as_people_write_them(words: str, told: str) -> None:
    hours = parse_hours(words)
    assert hours_words(hours) == told
    assert parse_hours(told) == hours


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("Mon-Fri", "“mon-fri” has no times."),
        ("Mon 9-12; ; Tue 9-12", "“” has no times."),
        ("Mon 9-12 or so", "“or so” is not understood."),
        ("Someday 9-12", "“someday” is no weekday."),
        ("Mon 9:75-12", "“9:75-12” is no time of day."),
        ("Mon 13-9", "Mon 13:00–09:00: a place opens before it closes"),
        ("Mon 9-25", "Mon 09:00–25:00: a place opens before it closes"),
        ("Mon 9-13; Mon 12-15", "Mon 09:00–13:00 and 12:00–15:00 overlap."),
    ],
)
def test_what_cannot_be_is_said(words: str, why: str) -> None:
    with pytest.raises(NoHours) as raised:
        parse_hours(words)
    assert why in str(raised.value)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_in_words(words: str) -> None:
    with suppress(NoHours):
        assert what_is_wrong(parse_hours(words)) == ""


def test_there_are_seven_days() -> None:
    assert "seven days" in what_is_wrong((OpenHours(7, 0, 60),))


def test_a_day_is_open_from_its_first_opening_to_its_last_closing() -> None:
    monday, sunday = ServiceDay("2026-11-23"), ServiceDay("2026-11-22")
    hours = parse_hours(SHOP)
    assert open_window(hours, monday, ZONE, MORNING) == TimeWindow(
        datetime(2026, 11, 23, 12, tzinfo=UTC), datetime(2026, 11, 23, 21, tzinfo=UTC)
    )
    assert open_window(hours, sunday, ZONE, MORNING) is None
    assert open_window(hours, monday, ZONE) == open_window(hours, monday, ZONE, MORNING)
    after_lunch = datetime(2026, 11, 23, 16, tzinfo=UTC)
    rest = open_window(hours, monday, ZONE, after_lunch)
    assert rest is not None
    assert rest.opens == datetime(2026, 11, 23, 18, tzinfo=UTC)
    over = datetime(2026, 11, 23, 23, tzinfo=UTC)
    assert open_window(hours, monday, ZONE, over) == open_window(hours, monday, ZONE, MORNING)
    closings = [next_closing(hours, monday, ZONE, at) for at in (MORNING, after_lunch, over)]
    assert closings == [
        datetime(2026, 11, 23, 16, tzinfo=UTC),
        datetime(2026, 11, 23, 21, tzinfo=UTC),
        None,
    ]
    late = open_window(parse_hours("9-24"), monday, ZONE, MORNING)
    assert late is not None
    assert late.closes == datetime(2026, 11, 24, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "why"),
    [
        (datetime(2026, 11, 23, 12, tzinfo=UTC), ""),
        (datetime(2026, 11, 23, 17, 0, tzinfo=UTC), "closed at 14:00 (09:00–13:00, 15:00–18:00)"),
        (
            datetime(2026, 11, 22, 15, tzinfo=UTC),
            "closed on Sundays (Mon–Fri 09:00–13:00, 15:00–18:00; Sat 10:00–14:00)",
        ),
    ],
)
def test_why_nobody_opens(at: datetime, why: str) -> None:
    assert why_closed(parse_hours(SHOP), at, ZONE) == why
    assert why_closed((), at, ZONE) == ""


def test_an_order_without_a_window_is_served_while_its_place_is_open() -> None:
    board = running_day()
    assert served_window(board.state, board.order(A1), MORNING) is None
    board.ask(c.LearnPlace(A1, hours=parse_hours("Mon 10-12")))
    assert served_window(board.state, board.order(A1), MORNING) == TimeWindow(
        datetime(2026, 11, 23, 13, tzinfo=UTC), datetime(2026, 11, 23, 15, tzinfo=UTC)
    )
    own = make_window(0, 60)
    assert served_window(board.state, replace(board.order(A1), window=own), MORNING) == own
    assert served_window(replace(board.state, depot=None), board.order(A1), MORNING) is None
    assert TODAY == "2026-11-23"

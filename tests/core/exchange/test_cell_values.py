"""Numbers, days and times of the day as people write them."""

from datetime import date

import pytest

from core.exchange import cell_values as v
from core.exchange.cell_values import DayOrder

D = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("text", "decimal", "found"),
    [
        ("12", ".", 12),
        ("-71.25", ".", -71.25),
        ("-71,25", ",", -71.25),
        ("1.234,50", ",", 1234.5),
        ("$ 1,234.50", ".", 1234.5),
        ("1 234,5 kg", ",", 1234.5),
        ("1'234.5", ".", 1234.5),
        ("€5", ".", 5),
        ("", ".", None),
        ("twelve", ".", None),
        ("1.2.3", ".", None),
    ],
)
def test_numbers(text: str, decimal: str, found: float | None) -> None:
    assert v.number(text, decimal) == found


def test_the_decimal_sign_is_what_most_numbers_show() -> None:
    assert v.guess_decimal(["1,5", "2,25", "3.0"]) == ","
    assert v.guess_decimal(["1.234,50"]) == ","
    assert v.guess_decimal(["1,234", "x.", "7"]) == "."
    assert v.guess_decimal(["1,234,567"]) == "."


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-30",
        "2026-11-30T09:00:00-03:00",
        "30/11/2026",
        "30.11.2026",
        "30.11.26",
        "30-11-2026 09:00",
        "20261130",
        "46356",
        "46356.5",
        "30 November 2026",
        "30 de noviembre de 2026",
        "Mo, 30. Nov. 2026",
        "November 30, 2026",
    ],
)
def test_days(text: str) -> None:
    assert v.day(text) == D


def test_a_day_may_begin_with_its_month() -> None:
    assert v.day("11/30/2026", DayOrder.MONTH) == D
    assert v.day("30.11.2026", DayOrder.MONTH) == D
    assert v.guess_day_order(["1/2/2026", "11/30/2026"]) == (DayOrder.MONTH, True)
    assert v.guess_day_order(["x", "2026-01-13", "30/11/2026"]) == (DayOrder.DAY, True)
    assert v.guess_day_order(["13.12.2026", "1/2/2026"]) == (DayOrder.DAY, False)


@pytest.mark.parametrize("text", ["", "31/02/2026", "soon", "30 foo 2026", "foo 30, 2026", "12345"])
def test_what_is_no_day(text: str) -> None:
    assert v.day(text) is None


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("9", 540),
        ("9:30", 570),
        ("09.30", 570),
        ("9h30", 570),
        ("14 Uhr", 840),
        ("2 pm", 840),
        ("12 a.m.", 0),
        ("12:15 PM", 735),
        ("09:30:00", 570),
        ("2026-11-30 09:30", 570),
        ("0.5", 720),
        ("24:00", 1440),
        ("24:30", None),
        ("13 pm", None),
        ("9:75", None),
        ("noon", None),
    ],
)
def test_times_of_the_day(text: str, minutes: int | None) -> None:
    assert v.clock(text) == minutes


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("9-12", (540, 720)),
        ("09:00 – 12:00", (540, 720)),
        ("von 9 bis 12 Uhr", (540, 720)),
        ("de 9 a 13 h", (540, 780)),
        ("desde las 9 hasta las 13", (540, 780)),
        ("2pm - 6pm", (840, 1080)),
        ("2-6 pm", (840, 1080)),
        ("10 - 2 pm", (600, 840)),
        ("18 a 9", (1080, 540)),
        ("ab 18:00", (1080, None)),
        ("Después de las 15", (900, None)),
        ("from 9am", (540, None)),
        ("bis 12 Uhr", (None, 720)),
        ("before 1 pm", (None, 780)),
        ("ab morgen", None),
        ("ab 30", None),
        ("9", None),
        ("9 - late", None),
        ("soon - 9", None),
        ("13 - 2 pm", (780, 840)),
    ],
)
def test_windows(text: str, found: tuple[int | None, int | None] | None) -> None:
    assert v.window(text) == found


@pytest.mark.parametrize(
    ("text", "units", "found"),
    [
        ("0,6 t", v.GRAMS, (0.6, 1e6)),
        ("1.200 Kg.", v.GRAMS, (1200, 1000)),
        ("500g", v.GRAMS, (500, 1)),
        ("12", v.GRAMS, (12, 0)),
        ("12 sacks", v.GRAMS, (12, 0)),
        ("10 m3", v.MILLILITRES, (10, 1e6)),
        ("8,5 m³", v.MILLILITRES, (8.5, 1e6)),
        ("3000 Liter", v.MILLILITRES, (3000, 1000)),
        ("many kg", v.GRAMS, (None, 0)),
    ],
)
def test_units_stand_in_cells(
    text: str, units: dict[str, float], found: tuple[float | None, float]
) -> None:
    assert v.measure(text, ",", units) == found


def test_a_cubed_unit_hides_no_decimal_sign() -> None:
    assert v.guess_decimal(["8,5 m3", "12,25 M³"]) == ","

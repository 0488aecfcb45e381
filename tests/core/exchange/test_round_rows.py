"""What a row of a list of rounds says, and what it leaves as it was."""

from datetime import date

import pytest
from msgspec.structs import replace

from core.exchange.list_kinds import ListKind, guess
from core.exchange.round_rows import differences, round_of
from core.exchange.row_reader import RowReader, styles
from core.exchange.tables import Table
from core.model import (
    Calendar,
    CollectionRound,
    CustomerId,
    Load,
    OrderKind,
    PlaceId,
    RoundId,
)

WAS = CollectionRound(
    RoundId("r"),
    CustomerId("c"),
    PlaceId("p"),
    Calendar((2,), date(2026, 11, 2), 3, date(2027, 1, 1), (date(2026, 12, 25),)),
    OrderKind.RETURN,
    "Linen",
    "LIN",
    4,
    Load(1000, 2000, 1),
    540,
    600,
    600,
    frozenset({"lift"}),
    "North",
)


def read(header: str, row: str) -> tuple[CollectionRound, list[str]]:
    table = Table("T", tuple(header.split("|")), (tuple(row.split("|")),), (2,))
    mapped = guess(table, ListKind.ROUNDS)
    columns = {field: column for column, field in mapped.items()}
    reader = RowReader(table, columns, styles(table, mapped), (0,), "")
    return round_of(reader, WAS), [problem.words for problem in reader.problems]


def test_what_no_column_says_stays() -> None:
    assert read("Customer", "Cafe Sol") == (WAS, [])


def test_all_of_a_round_can_be_said() -> None:
    made, faults = read(
        "Kind|What|SKU|Quantity|Weight kg|Volume l|Slots|Weekdays|Every weeks|First day|Last day|"
        "Days left out|From|Until|Minutes|Equipment|Round|Active",
        "empties|Crates|CR|6|12.5|60|6|Mon-Wed|2|2026-11-30|2026-12-31|"
        "2026-12-08; 25.12.2026|9:00|12:00|7|Lift, two people|South|no",
    )
    assert faults == []
    days_off = (date(2026, 12, 8), date(2026, 12, 25))
    calendar = Calendar((0, 1, 2), date(2026, 11, 30), 2, date(2026, 12, 31), days_off)
    assert made.calendar == calendar
    assert (made.kind, made.goods, made.sku, made.quantity) == (
        OrderKind.CONTAINER,
        "Crates",
        "CR",
        6,
    )
    assert made.load == Load(12_500, 60_000, 6)
    assert (made.opens_min, made.closes_min, made.service_s) == (540, 720, 420)
    assert made.needs == frozenset({"lift", "two people"})
    assert (made.name, made.is_off) == ("South", True)
    assert differences(WAS, made) == [
        "days",
        "window",
        "minutes at the door",
        "equipment",
        "name",
        "goods",
        "made no more",
    ]
    moved = replace(WAS, customer_id=CustomerId("d"), place_id=PlaceId("q"))
    assert differences(replace(WAS, is_off=True), moved) == ["customer", "address", "made again"]


def test_empty_cells_of_the_calendar_are_what_is_usual() -> None:
    made, faults = read("Weekdays|Last day|Days left out|Kind", "Mon|||")
    assert faults == []
    assert made.calendar == Calendar((0,), date(2026, 11, 2), 3)
    assert made.kind is OrderKind.CONTAINER


@pytest.mark.parametrize(
    ("header", "row", "words"),
    [
        ("Weekdays", "Noday", "is no weekday; write Mon, Thu"),
        ("Weekdays|Kind", "|empties", "Say on which weekdays"),
        ("Weekdays|Every weeks", "Mon|1.5", "1.5 is no whole number of weeks"),
        ("Weekdays|Every weeks", "Mon|60", "every 1 to 52 weeks"),
        ("Weekdays|Last day", "Mon|2026-10-01", "It ends before it starts"),
        ("Weekdays|Days left out", "Mon|Christmas", "'Christmas' is no day"),
        ("Kind", "delivery", "is not collected"),
        ("Quantity", "0", "0 pieces"),
        ("Quantity", "1.5", "1.5 pieces"),
        ("Weight kg", "-2", "-2 cannot be"),
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(header: str, row: str, words: str) -> None:
    made, faults = read(header, row)
    assert len(faults) == 1
    assert words in faults[0]
    assert made.quantity == WAS.quantity
    assert made.calendar.every_weeks == WAS.calendar.every_weeks

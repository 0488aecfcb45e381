"""Cells of one record: what they say, and every doubt with its cell."""

from datetime import date

import pytest

from core.exchange.cell_values import DayOrder
from core.exchange.order_columns import Field
from core.exchange.row_reader import USUAL_SERVICE_MIN, RowReader, styles
from core.exchange.tables import Table
from core.model import Load


def reader(**cells: str | tuple[str, ...]) -> RowReader:
    """Columns by their field's name; several cells are several rows."""
    columns = {Field[name]: at for at, name in enumerate(cells)}
    each = [text if isinstance(text, tuple) else (text,) for text in cells.values()]
    rows = tuple(zip(*each, strict=True))
    header = tuple(f"{name.lower()} m3" if name == "VOLUME" else name.lower() for name in cells)
    table = Table("T", header, rows, tuple(range(2, 2 + len(rows))))
    style = styles(table, {at: field for field, at in columns.items()})
    return RowReader(table, columns, style, tuple(range(len(rows))), "")


def words(read: RowReader) -> list[str]:
    return [problem.words for problem in read.problems]


def test_styles_are_guessed_from_whole_columns_and_said() -> None:
    table = Table("T", ("a", "b"), (("1,50", "31/12/2026"),), (2,))
    found = styles(table, {0: Field.VALUE, 1: Field.DAY})
    assert found.decimals == {Field.VALUE: ","}
    assert found.day_order is DayOrder.DAY
    assert found.notes == ("decimal comma", "dates day first")
    unsure = Table("T", ("b",), (("01/02/2026",),), (2,))
    assert styles(unsure, {0: Field.DAY}).notes == ("dates day first (guessed)",)
    iso = Table("T", ("b",), (("2026-01-02",),), (2,))
    assert styles(iso, {0: Field.DAY}).notes == ()


def test_what_is_of_the_whole_record_may_stand_in_any_of_its_rows() -> None:
    read = reader(CUSTOMER=("", "Ana Soto"), GOODS=("Lamp", "Shoe"))
    assert read.name() == "Ana Soto"
    assert read.cell(Field.GOODS, 1) == "Shoe"
    assert read.cell(Field.SKU, 0) == ""


def test_equipment_is_parted_by_any_sign_and_may_be_missing() -> None:
    assert reader(NEEDS="Lift, two people;|COLD ").equipment() == {"lift", "two people", "cold"}
    assert reader(CUSTOMER="Ana").equipment() == frozenset()


def test_a_name_is_whole_or_of_parts_or_missing() -> None:
    assert reader(FIRST_NAME="Ana", LAST_NAME="Soto").name() == "Ana Soto"
    read = reader(FIRST_NAME="", LAST_NAME="")
    assert read.name("driver") == ""
    assert words(read) == ["the driver's name is missing"]


def test_texts_that_are_too_long_or_like_formulas_are_said() -> None:
    read = reader(SHOP="x" * 201, CUSTOMER="=1+1")
    assert read.text(Field.SHOP) == ""
    assert read.text(Field.CUSTOMER) == "=1+1"
    assert [problem.is_blocking for problem in read.problems] == [True, False]


@pytest.mark.parametrize(
    ("field", "text", "found"),
    [
        ("PHONE", "abc", ""),
        ("PHONE", "+56 9 8765 4321", "+56 9 8765 4321"),
        ("PHONE", "5.69556E+10", ""),
        ("PHONE", "", ""),
        ("EMAIL", "ana@", ""),
        ("EMAIL", "ana@sol.cl", "ana@sol.cl"),
    ],
)
def test_what_nobody_could_be_reached_by_is_left_out(field: str, text: str, found: str) -> None:
    read = reader(**{field: text})
    assert (read.phone() if field == "PHONE" else read.email()) == found
    assert bool(read.problems) is (bool(text) and not found)
    assert not any(problem.is_blocking for problem in read.problems)


def test_an_address_is_put_together_of_its_parts() -> None:
    read = reader(ADDRESS="Ahornweg", HOUSE="3", ADDRESS_2="2. Stock", POSTCODE="10115", CITY="Ulm")
    assert read.address(has_spot=False) == "Ahornweg 3, 2. Stock, 10115 Ulm"
    assert reader(ADDRESS="Ahornweg 3", HOUSE="3").address(has_spot=False) == "Ahornweg 3"


def test_an_address_that_is_none_is_said() -> None:
    missing, alone, number = reader(ADDRESS=""), reader(ADDRESS=""), reader(ADDRESS="12")
    assert missing.address(has_spot=False) == alone.address(has_spot=True) == ""
    assert number.address(has_spot=False) == "12"
    assert words(missing) == ["the address is missing"]
    assert "coordinates alone do not say a door" in words(alone)[0]
    assert "is no address" in words(number)[0]


@pytest.mark.parametrize(
    ("lat", "lon", "spot", "said"),
    [
        ("-29.9", "-71.2", (-29.9, -71.2), ""),
        ("", "", (None, None), ""),
        ("-29.9", "", (None, None), "only one of the coordinates"),
        ("", "-71.2", (None, None), "only one of the coordinates"),
        ("95", "1", (None, None), "between -90 and 90"),
        ("195", "1", (None, None), "between -90 and 90"),
        ("-299123", "1", (None, None), "is the decimal sign missing?"),
        ("0", "0", (None, None), "lies in the sea"),
        ("north", "1", (None, None), "is no number"),
    ],
)
def test_coordinates_are_both_there_and_on_earth(
    lat: str, lon: str, spot: tuple[float | None, float | None], said: str
) -> None:
    read = reader(LAT=lat, LON=lon)
    assert read.spot() == spot
    assert (said in " ".join(words(read))) if said else not read.problems


def test_amounts_are_in_small_units_and_cannot_be_absurd() -> None:
    read = reader(WEIGHT=("2", "-1", ""), VOLUME=("3", "1", "1"))
    assert (read.grams(), read.millilitres()) == (1000, 1_000_000)
    assert read.amount(Field.WEIGHT, 0, 1000, 10**6) == 2000
    assert read.amount(Field.WEIGHT, 1, 1000, 10**6) == 0
    assert read.amount(Field.WEIGHT, 2, 1000, 10**6) == 0
    assert words(read) == ["-1 cannot be"]
    assert read.problems[0].row == 3
    assert (reader().header(Field.WEIGHT), reader().millilitres()) == ("", 1000)


def test_a_doubt_about_a_cell_is_said_once_however_often_it_is_read() -> None:
    read = reader(GOODS=("=lamp", "=shoe"), VALUE=("x", "x"))
    assert (read.text(Field.GOODS), read.text(Field.GOODS)) == ("=lamp", "=lamp")
    for row in (0, 1, 1):
        read.number(Field.VALUE, row)
    assert [problem.row for problem in read.problems] == [2, 2, 3]


def test_a_load_is_as_it_was_where_the_list_says_nothing_or_nonsense() -> None:
    read = reader(WEIGHT="2.5", VOLUME="0", SLOTS="-4")
    assert read.load(Load(1, 2, 3), Load(9_000, 9, 9)) == Load(2_500, 0, 3)
    assert words(read) == ["-4 cannot be"]
    assert reader(CUSTOMER="Ana").load(Load(1, 2, 3), Load()) == Load(1, 2, 3)


def test_a_header_may_say_grams() -> None:
    table = Table("T", ("weight grams",), (("500",),), (2,))
    style = styles(table, {0: Field.WEIGHT})
    assert RowReader(table, {Field.WEIGHT: 0}, style, (0,), "").grams() == 1


def test_the_unit_of_a_cell_goes_before_that_of_its_column() -> None:
    read = reader(WEIGHT=("500 g", "0.6 t", "7"), VOLUME=("30 l", "2 m3", "0.5"))
    grams = [read.amount(Field.WEIGHT, row, read.grams(), 10**7) for row in range(3)]
    assert grams == [500, 600_000, 7_000]
    millilitres = [read.amount(Field.VOLUME, n, read.millilitres(), 10**7) for n in range(3)]
    assert millilitres == [30_000, 2_000_000, 500_000]
    assert words(read) == []


def test_a_day_is_read_in_the_order_of_the_column() -> None:
    read = reader(DAY=("13/12/2026",), STARTS=("no",))
    assert read.day(Field.DAY) == date(2026, 12, 13)
    assert read.day(Field.ENDS) is None
    assert read.day(Field.STARTS) is None
    assert words(read) == ["'no' is no day; write 2026-11-30 or 30/11/2026"]


@pytest.mark.parametrize(
    ("cells", "hours", "fault"),
    [
        ({"WINDOW": ("9-12",)}, (540, 720), ""),
        ({"WINDOW": ("noon",)}, (None, None), "'noon' is no window; write 9:00-13:00"),
        ({"WINDOW": ("ab 18:00",)}, (1080, None), ""),
        ({"OPENS": ("9:30",)}, (570, None), ""),
        ({"CLOSES": ("soon",)}, (None, None), "'soon' is no time of the day; write 9:30"),
        (
            {"OPENS": ("12",), "CLOSES": ("9:05",)},
            (None, None),
            "the window ends at 9:05, before it begins at 12:00",
        ),
    ],
)
def test_hours_stand_in_one_cell_or_in_two(
    cells: dict[str, tuple[str, ...]], hours: tuple[int | None, int | None], fault: str
) -> None:
    read = reader(**cells)
    assert read.hours() == hours
    assert words(read) == ([fault] if fault else [])


def test_minutes_at_a_door_are_usual_where_nothing_says_them() -> None:
    assert reader(SERVICE=("7.6",)).service_min() == 8
    assert reader().service_min() == USUAL_SERVICE_MIN
    absurd = reader(SERVICE=("900",))
    assert absurd.service_min() == USUAL_SERVICE_MIN
    assert words(absurd) == ["900 minutes at a door; 480 at most"]

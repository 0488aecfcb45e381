"""Tables of other people: where the header is, and how a cell is named."""

import pytest

from core.exchange import tables as t
from core.exchange.tables import Problem, TableError, make_table


def known(words: str) -> bool:
    return words in ("Order", "Name", "Street")


def rows(*cells: tuple[str, ...]) -> list[tuple[int, tuple[str, ...]]]:
    return list(enumerate(cells, start=1))


def test_columns_are_named_as_in_a_spreadsheet() -> None:
    assert [t.letters(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
    assert t.told("Orders", Problem(17, 3, "is no day")) == "Orders!D17: is no day"
    assert t.told("Orders", Problem(17, -1, "is no row")) == "Orders, row 17: is no row"


def test_what_stands_above_the_header_is_skipped() -> None:
    table = make_table("T", rows(("Plan",), (), ("Order", "Name"), ("1", "Ana", "x"), ()), known)
    assert table.header == ("Order", "Name", "")
    assert (table.rows, table.numbers) == ((("1", "Ana", "x"),), (4,))
    assert table.notes == ("1 row above the header skipped",)


def test_a_header_of_two_rows_is_one() -> None:
    found = make_table(
        "T",
        rows(("Plan", ""), ("", ""), ("Goods", "", "Door"), ("Order", "Name", "Street"), ("1",)),
        known,
    )
    assert found.header == ("Goods Order", "Goods Name", "Door Street")
    assert found.notes == ("1 row above the header skipped", "the header has two rows, read as one")
    short = make_table("T", rows(("A", "B"), ("Order", "Name", "Street"), ("1",)), known)
    assert short.header == ("A Order", "B Name", "B Street")


def test_without_known_words_the_first_wide_row_is_the_header() -> None:
    assert make_table("T", rows(("x",), ("a", "b"), ("1", "2")), known).header == ("a", "b")
    narrow = make_table("T", rows(("a",), ("1",)), known)
    assert (narrow.header, narrow.rows) == (("a",), (("1",),))
    two = make_table("T", rows(("x",), ("y",), ("Order", "Name")), known)
    assert two.notes == ("2 rows above the header skipped",)


def test_a_list_without_a_header_loses_no_row() -> None:
    bare = make_table("T", rows(("My list",), ("1", "Ana", "2.5"), ("2", "Name", "3")), known)
    assert bare.header == ("A", "B", "C")
    assert bare.rows == (("1", "Ana", "2.5"), ("2", "Name", "3"))
    assert bare.notes == ("there is no header: say of each column what it holds",)
    foreign = make_table("T", rows(("Nimi", "Katu"), ("1", "2"), ("7", "Name", "9")), known)
    assert (foreign.header, len(foreign.rows)) == (("Nimi", "Katu", ""), 2)
    years = make_table("T", rows(("Order", "Name", "2026", "2027"), ("1", "Ana")), known)
    assert years.header == ("Order", "Name", "2026", "2027")


def test_a_cell_that_went_wrong_is_named_and_emptied() -> None:
    table = make_table("T", rows(("Order", "Name"), ("1", "x" * 40_000)), known)
    assert table.rows == (("1", ""),)
    assert table.problems == (Problem(2, 1, "the cell holds 40,000 characters; 32,767 at most"),)


def test_what_goes_wrong_in_a_column_that_is_not_read_is_no_problem() -> None:
    whole, read, other = (Problem(2, column, "is a formula") for column in (-1, 0, 3))
    table = t.Table("T", ("Order",), (("1",),), (2,), problems=(whole, read, other))
    assert table.problems_in({0, 1}) == (whole, read)


def test_what_cannot_be_a_list_is_refused() -> None:
    with pytest.raises(TableError, match="T is empty"):
        make_table("T", rows(("",), ()), known)
    with pytest.raises(TableError, match="100,001 rows"):
        make_table("T", [(1, ("a",))] * 100_001, known)
    with pytest.raises(TableError, match="401 columns"):
        make_table("T", rows(("Order",), ("x",) * 401), known)

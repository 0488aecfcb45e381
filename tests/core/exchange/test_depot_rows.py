"""A list of depots: what it would set up, and what is wrong in which cell."""

import pytest

from core.exchange.depot_rows import MOST_DEPOTS, DepotRows, Ground, read_depots
from core.exchange.tables import Problem, Table
from core.own_depot import SetUp

HEAD = "Depot;Address;Latitude;Longitude;Currency;Vans;Time zone"


def read(*rows: str, head: str = HEAD, known: tuple[str, ...] = ()) -> DepotRows:
    cells = tuple(tuple(row.split(";")) for row in rows)
    table = Table("Depots", tuple(head.split(";")), cells, tuple(range(2, 2 + len(rows))))
    places = {"Balmaceda 1": (-29.9, -71.25)}
    ground = Ground(places.get, lambda lat, lon: lat < 80, lambda lat, lon: "America/Santiago")
    return read_depots(table, known, ground, "CLP")


def test_depots_are_read_with_what_is_usual_where_the_list_says_nothing() -> None:
    found = read(
        "North;Balmaceda 1;;;;;",
        "South;Elm 2;60,17;24,94;eur;5;Europe/Helsinki",
        "West;Balmaceda 1;81;24;;;",
        known=("west",),
    )
    assert found.problems == ()
    assert found.wanted == (
        SetUp("North", "Balmaceda 1", -29.9, -71.25, "America/Santiago", "CLP", 3),
        SetUp("South", "Elm 2", 60.17, 24.94, "Europe/Helsinki", "EUR", 5),
    )
    assert found.known == ("West",)


def test_where_nobody_names_a_currency_it_is_the_places() -> None:
    table = Table("Depots", ("Depot", "Address"), (("North", "Balmaceda 1"),), (2,))
    there = (-29.9, -71.25)
    ground = Ground(
        lambda _: there, lambda *at: True, lambda *at: "America/Santiago", lambda *at: "CLP"
    )
    assert read_depots(table, (), ground, "").wanted[0].currency == "CLP"
    assert read_depots(table, (), ground, "eur").wanted[0].currency == "EUR"


def test_a_decimal_comma_is_known_by_the_whole_column() -> None:
    found = read("North;Elm 1;60,1712;24,941;;;", "South;Elm 2;60,170;24,9412;;;")
    assert found.problems == ()
    assert [(each.lat, each.lon) for each in found.wanted] == [(60.1712, 24.941), (60.17, 24.9412)]


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ("North;Balmaceda 1;;;;2.5;", 5, "2.5 is no whole number"),
        ("North;Nowhere 1;;;;;", 1, "is not among the region's addresses"),
        ("North;;;;;;", 1, "is not among the region's addresses"),
        ("North;Elm 2;x;24;;;", 2, "'x' is no number"),
        ("North;Balmaceda 1;;;;many;", 5, "'many' is no number"),
        (";Balmaceda 1;;;;;", 0, "Give the depot a name"),
        ("North;Balmaceda 1;;;EURO;;", 0, "is no currency"),
        ("North;Balmaceda 1;;;;;Mars/City", 0, "There is no time zone 'Mars/City'"),
        ("North;Elm 2;81;24;;;", 0, "the region has no road near 81.00000, 24.00000"),
        ("South;Balmaceda 1;;;;;", 0, "South stands in row 2 already"),
    ],
)
def test_what_cannot_be_is_said_in_its_cell(row: str, column: int, words: str) -> None:
    found = read("South;Balmaceda 1;;;;;", row)
    (problem,) = [each for each in found.problems if each.column == column]
    assert (problem.row, words in problem.words) == (3, True), problem
    assert [each.name for each in found.wanted] == ["South"]


def test_a_list_of_something_else_or_without_end_is_refused() -> None:
    words = "no column holds the name or the address of a depot"
    assert read("a", head="Whatever").problems == (Problem(0, -1, words),)
    many = read(*["North;Balmaceda 1;;;;;"] * (MOST_DEPOTS + 1))
    assert many.wanted == ()
    assert "are set up at once" in many.problems[0].words

"""What a list is of, and what its columns hold, guessed from headings and names."""

import pytest

from core.exchange.list_kinds import ListKind, guess, guess_kind, is_known, one, titles
from core.exchange.order_columns import Field
from core.exchange.tables import Table


def table(*header: str, rows: tuple[tuple[str, ...], ...] = (), name: str = "Sheet1") -> Table:
    return Table(name, header, rows, tuple(range(2, 2 + len(rows))))


@pytest.mark.parametrize(
    ("header", "file_name", "kind"),
    [
        (("Order number", "Name", "Address", "Lineitem quantity"), "export", ListKind.ORDERS),
        (("Name", "Phone"), "drivers", ListKind.DRIVERS),
        (("Fahrer", "Telefon", "Führerschein"), "liste", ListKind.DRIVERS),
        (("Patente", "Capacidad kg"), "libro1", ListKind.VANS),
        (("Name", "kg"), "Fahrzeuge 2026", ListKind.VANS),
        (("Customer number", "Company", "Street", "Crates held"), "empties", ListKind.CUSTOMERS),
        (("Kundennummer", "Firma", "Adresse"), "Kunden", ListKind.CUSTOMERS),
        (("Customer", "Address", "Order"), "customers orders", ListKind.ORDERS),
        (("Customer", "Address", "What", "Weekdays"), "liste", ListKind.ROUNDS),
        (("Kunde", "Adresse", "Wochentage", "Turnus"), "abholung", ListKind.ROUNDS),
        (("Customer", "Address", "Day"), "Milk run north", ListKind.ROUNDS),
        (("a", "b"), "", ListKind.ORDERS),
    ],
)
def test_the_kind_is_guessed(header: tuple[str, ...], file_name: str, kind: ListKind) -> None:
    assert guess_kind(table(*header), file_name) is kind


def test_columns_of_vans_are_recognized() -> None:
    found = guess(
        table("Van", "Number plate", "Max weight (kg)", "Load volume m3", "Cost per km", "Colour"),
        ListKind.VANS,
    )
    assert found == {
        0: Field.CUSTOMER,
        1: Field.ID,
        2: Field.WEIGHT,
        3: Field.VOLUME,
        4: Field.COST_KM,
    }


def test_a_whole_name_makes_its_parts_superfluous() -> None:
    header = table("Full name", "First name", "Last name", "Mobile")
    assert guess(header, ListKind.DRIVERS) == {0: Field.CUSTOMER, 3: Field.PHONE}
    parts = table("First name", "Last name")
    assert guess(parts, ListKind.DRIVERS) == {0: Field.FIRST_NAME, 1: Field.LAST_NAME}


def test_values_that_do_not_fit_speak_against_a_heading() -> None:
    rows = (("Ana", "none"), ("Eva", "none"))
    assert guess(table("Name", "Phone", rows=rows), ListKind.DRIVERS) == {0: Field.CUSTOMER}


def test_orders_are_guessed_as_orders() -> None:
    assert guess(table("Order", "Address"), ListKind.ORDERS) == {0: Field.ID, 1: Field.ADDRESS}


def test_each_kind_has_its_own_words() -> None:
    assert titles(ListKind.VANS)[Field.ID] == "Plate or number"
    assert Field.HELD not in titles(ListKind.ORDERS)
    assert Field.GOODS not in titles(ListKind.CUSTOMERS)
    assert (one(ListKind.VANS), one(ListKind.VANS, 2)) == ("van", "vans")
    assert is_known("Kennzeichen")
    assert is_known("Order number")
    assert not is_known("Colour")

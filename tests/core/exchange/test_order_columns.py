"""Which column holds what, in the shapes of shop systems and of people who keep lists."""

import pytest

from core.exchange import order_columns as oc
from core.exchange.order_columns import Field, is_of_money
from core.exchange.tables import Table
from core.model import OrderKind


def table(*columns: tuple[str, ...]) -> Table:
    """Columns with their header first."""
    rows = tuple(zip(*(column[1:] for column in columns), strict=True))
    return Table("T", tuple(column[0] for column in columns), rows, tuple(range(2, 2 + len(rows))))


def guessed(*columns: tuple[str, ...]) -> dict[str, str]:
    made = table(*columns)
    return {made.header[at]: field.value for at, field in oc.guess(made).items()}


def test_a_number_right_of_streets_without_one_is_the_houses() -> None:
    rows = (("7", "Ana", "Kasarmikatu", "12"), ("8", "Eva", "Annankatu", "3 B"))
    table = Table("T", ("Auftrag Nr", "Kunde Name", "Kunde Strasse", "Kunde Nr"), rows, (2, 3))
    assert oc.guess(table)[3] is Field.HOUSE
    other = Table(
        "T", table.header, tuple((*row[:2], "Kasarmikatu 1", "9") for row in rows), (2, 3)
    )
    assert oc.guess(other).get(3) is not Field.HOUSE
    last = Table("T", table.header[:3], tuple(row[:3] for row in rows), (2, 3))
    assert Field.HOUSE not in oc.guess(last).values()
    empty = Table("T", table.header, (), ())
    assert Field.HOUSE not in oc.guess(empty).values()


def test_a_day_of_collection_is_the_day() -> None:
    table = Table("T", ("Auftrag Nr", "Auftrag Abholtag"), (("7", "2026-12-01"),), (2,))
    assert oc.guess(table)[1] is Field.DAY


def test_an_export_with_numbers_called_name_and_two_addresses() -> None:
    assert guessed(
        ("Name", "#1001", "#1002"),
        ("Financial Status", "paid", "paid"),
        ("Created at", "2026-11-28 10:12:31 -0300", "2026-11-28 10:12:31 -0300"),
        ("Billing Name", "Ana", "Eva"),
        ("Billing Street", "Balmaceda 1", "Balmaceda 2"),
        ("Shipping Name", "Ana Soto", "Eva Rojas"),
        ("Shipping Street", "Balmaceda 12", "Balmaceda 14"),
        ("Shipping Method", "Standard", "Standard"),
        ("Lineitem quantity", "1", "2"),
        ("Id", "54001", "54002"),
        ("Cancelled at", "", ""),
    ) == {
        "Name": "order",
        "Financial Status": "status",
        "Shipping Name": "customer",
        "Shipping Street": "address",
        "Lineitem quantity": "quantity",
        "Cancelled at": "cancelled_at",
    }


def test_an_export_with_names_in_two_parts() -> None:
    assert guessed(
        ("Order Number", "8300"),
        ("Order Date", "2026-11-27"),
        ("First Name (Billing)", "Ana"),
        ("First Name (Shipping)", "Ana"),
        ("Last Name (Shipping)", "Soto"),
        ("Item #", "1"),
        ("Item Name", "Lamp"),
    ) == {
        "Order Number": "order",
        "First Name (Shipping)": "first_name",
        "Last Name (Shipping)": "last_name",
        "Item Name": "goods",
    }


def test_a_whole_name_makes_its_parts_superfluous() -> None:
    found = guessed(("Kunde", "Ana Soto"), ("Vorname", "Ana"), ("Nachname", "Soto"))
    assert found == {"Kunde": "customer"}


def test_lists_in_spanish_and_german() -> None:
    assert guessed(
        ("N° Pedido", "F-1", "F-2"),
        ("Dirección", "Balmaceda 12", "Balmaceda 14"),
        ("Retiro/Entrega", "Retiro", "Entrega"),
        ("Horario", "9 a 13", ""),
        ("Qué", "Pan", "Pan"),
    ) == {
        "N° Pedido": "order",
        "Dirección": "address",
        "Retiro/Entrega": "kind",
        "Horario": "window",
        "Qué": "goods",
    }
    assert guessed(
        ("Bestell-Nr.", "7"), ("Straße", "Ahornweg"), ("Hausnr.", "3"), ("PLZ", "10115")
    ) == {
        "Bestell-Nr.": "order",
        "Straße": "address",
        "Hausnr.": "house_number",
        "PLZ": "postcode",
    }


def test_a_list_of_a_german_merchandise_system() -> None:
    assert guessed(
        ("Belegnr.", "AB-2026-004711", "AB-2026-004712"),
        ("Belegdatum", "27.11.2026", "27.11.2026"),
        ("Kd-Nr.", "10203", "10204"),
        ("Name 1", "Rossi GmbH", "Anne Boeri"),
        ("Straße", "Rue Basse", "Rue Plati"),
        ("Hausnr.", "4", "12"),
        ("Gesamtgewicht", "12,5", "3,250"),
        ("Liefertermin", "01.12.2026", "01.12.2026"),
        ("Bemerkung", "", "vorher anrufen"),
    ) == {
        "Belegnr.": "order",
        "Kd-Nr.": "customer_id",
        "Name 1": "customer",
        "Straße": "address",
        "Hausnr.": "house_number",
        "Gesamtgewicht": "weight_kg",
        "Liefertermin": "day",
        "Bemerkung": "note",
    }


def test_what_the_customer_asks_for_is_a_note() -> None:
    for header in ("Notes", "Customer Note", "Order notes", "Lieferhinweis", "Observaciones"):
        assert guessed((header, "Ring twice", "Leave with Ana")) == {header: "note"}
    assert Field.NOTE not in guessed(("Delivery note number", "DN-1", "DN-2")).values()
    assert guessed(("Note attributes", "a", "b")) == {}


def test_values_speak_against_a_header() -> None:
    assert guessed(("Date", "soon", "later")) == {}
    assert guessed(("Lat", "x", "200")) == {}
    assert guessed(("Lat", "-29.9", "-29.8"), ("Lon", "-71.2", "x")) == {
        "Lat": "lat",
        "Lon": "lon",
    }
    assert guessed(("Customer", "#1", "#2"), ("Foo", "1", "2")) == {"Customer": "order"}
    assert guessed(("Sort", "retiro", "entrega")) == {"Sort": "kind"}
    assert guessed(("Name", "Ana Soto", "12")) == {"Name": "customer"}
    assert guessed(("Order", "")) == {"Order": "order"}


def test_an_empty_table_is_known_by_its_header() -> None:
    assert guessed(("Order",), ("Telefon",), ("E-Mail",)) == {
        "Order": "order",
        "Telefon": "phone",
        "E-Mail": "email",
    }


def test_what_looks_like_the_head_of_a_column() -> None:
    assert oc.is_known("Dirección (entrega)")
    assert oc.is_known("Shipping Country")
    assert not oc.is_known("Ana Soto")
    assert not oc.is_known("")


def test_a_signature_is_of_the_header() -> None:
    assert oc.signature(table(("A b", "1"))) == oc.signature(table(("a B", "2")))
    assert oc.signature(table(("A", "1"))) != oc.signature(table(("B", "1")))


def test_a_guess_is_put_right_by_hand() -> None:
    made = table(("Code", "1"), ("Who", "Ana"), ("Order", "2"))
    assert oc.guess(made) == {2: Field.ID}
    chosen = oc.chosen_by_hand(made, ("code=order", "Who=customer"), oc.guess(made))
    assert chosen == {0: Field.ID, 1: Field.CUSTOMER}
    assert oc.chosen_by_hand(made, ("Order=-", "Who=-"), oc.guess(made)) == {}
    for wrong, words in (
        ("Nope=order", "no column 'Nope'"),
        ("Who", "no column 'Who'"),
        ("Who=boss", "'boss' is no field"),
    ):
        with pytest.raises(ValueError, match=words):
            oc.chosen_by_hand(made, (wrong,), {})


def test_kinds_have_many_names() -> None:
    assert [oc.kind_of(text) for text in ("Abholung", "Leergut", "Entrega", "Umtausch", "x")] == [
        OrderKind.RETURN,
        OrderKind.CONTAINER,
        OrderKind.DELIVERY,
        OrderKind.EXCHANGE,
        None,
    ]


def test_every_field_has_a_title_and_words() -> None:
    assert set(oc.TITLES) == set(Field)
    assert all(oc.is_known(title.split("(")[0].split(",")[0]) for title in ("Order number", "SKU"))
    values = {
        "Email": "a@b.cl",
        "Phone": "+56 9 8765 4321",
        "From": "9:00",
        "Until": "12",
        "Qty": "2",
        "Weight": "1,5",
        "Volume": "2",
        "Crates": "1",
        "Price": "$ 5",
        "Service time": "5",
        "House number": "12",
    }
    assert len(guessed(*((name, value) for name, value in values.items()))) == len(values)


def test_what_was_paid_says_what_is_cancelled_where_nothing_says_it_better() -> None:
    alone = guessed(("Order", "1", "2"), ("Payment status", "Paid", "Cancelled"))
    assert alone == {"Order": "order", "Payment status": "status"}
    both = guessed(
        ("Order", "1", "2"), ("Payment status", "Paid", "Paid"), ("Status", "new", "cancelled")
    )
    assert both == {"Order": "order", "Status": "status"}


def test_what_was_paid_is_told_from_what_became_of_the_order() -> None:
    assert is_of_money("Payment Status")
    assert is_of_money("Estado de pago")
    assert not is_of_money("Order status")
    assert not is_of_money("")


@pytest.mark.parametrize("header", ["Seller", "Sender name", "Absender", "Remitente", "Store Name"])
def test_whoever_sends_is_the_shop(header: str) -> None:
    found = guessed(
        ("Order", "1"), ("Recipient", "Ana"), (header, "Casa Norte"), ("Address", "Balmaceda 12")
    )
    assert found == {
        "Order": "order", "Recipient": "customer", header: "shop", "Address": "address",
    }  # fmt: skip

"""Rows become orders, and every doubt a problem with its cell."""

from datetime import date

import pytest

from core.exchange.order_columns import Field
from core.exchange.order_rows import Draft, DraftItem, Drafts, missing, read_orders
from core.exchange.row_reader import styles
from core.exchange.tables import Problem, Table, told
from core.model import OrderKind
from core.policy import ReturnReason

F = Field
USUAL = {F.ID: "1", F.CUSTOMER: "Ana Soto", F.ADDRESS: "Balmaceda 12"}


def read(
    *rows: dict[Field, str], prefix: str = "", problems: tuple[Problem, ...] = (), weight: str = ""
) -> Drafts:
    fields = list(dict.fromkeys(field for row in rows for field in row))
    header = tuple(weight if field in (F.WEIGHT, F.VOLUME) else field.value for field in fields)
    table = Table(
        "T",
        header,
        tuple(tuple(row.get(field, "") for field in fields) for row in rows),
        tuple(range(2, 2 + len(rows))),
        problems=problems,
    )
    return read_orders(table, dict(enumerate(fields)), prefix)


def one(row: dict[Field, str], weight: str = "") -> Draft:
    (draft,) = read(USUAL | row, weight=weight).drafts
    return draft


def words(row: dict[Field, str], *others: dict[Field, str]) -> list[str]:
    found = read(USUAL | row, *others)
    table = Table("T", (), (), ())
    return [told(table.name, problem) for problem in found.problems]


def test_everything_that_a_row_can_say() -> None:
    assert one(
        {
            F.KIND: "Retoure",
            F.SHOP: "Shoes",
            F.PHONE: "+56 9 1234",
            F.EMAIL: "a@b.cl",
            F.CUSTOMER_ID: "K 7",
            F.HOUSE: "3",
            F.ADDRESS: "Ahornweg",
            F.ADDRESS_2: "2. Stock",
            F.POSTCODE: "10115",
            F.CITY: "Berlin",
            F.LAT: "52,5",
            F.LON: "13,4",
            F.DAY: "30/11/2026",
            F.WINDOW: "9-12",
            F.SERVICE: "7",
            F.NEEDS: "Lift, two people",
            F.REASON: "Does not fit",
            F.SKU: "S1",
            F.GOODS: "Shoe",
            F.QUANTITY: "2",
            F.VALUE: "19,90",
            F.WEIGHT: "1,5",
            F.VOLUME: "3",
            F.SLOTS: "1",
        }
    ) == Draft(
        id="1",
        kind=OrderKind.RETURN,
        rows=(0,),
        name="Ana Soto",
        address="Ahornweg 3, 2. Stock, 10115 Berlin",
        items=(DraftItem("S1", "Shoe", 2, 19.9, 1500, 3000, 1),),
        phone="+56 9 1234",
        email="a@b.cl",
        customer_id="K-7",
        lat=52.5,
        lon=13.4,
        day=date(2026, 11, 30),
        opens_min=540,
        closes_min=720,
        service_min=7,
        needs=frozenset({"lift", "two people"}),
        shop="Shoes",
        reason=ReturnReason.DOES_NOT_FIT,
    )


def test_what_a_row_need_not_say() -> None:
    draft = one({})
    assert (draft.kind, draft.service_min) == (OrderKind.DELIVERY, 5)
    assert draft.items == (DraftItem("Goods", "Goods", 1),)
    parts = {F.ID: "1", F.FIRST_NAME: "Ana", F.LAST_NAME: "Soto", F.ADDRESS: "Balmaceda 12"}
    assert read(parts).drafts[0].name == "Ana Soto"
    assert one({F.OPENS: "9"}).opens_min == 540
    assert one({F.HOUSE: "12"}).address == "Balmaceda 12"
    assert one({F.SKU: "S1"}).items[0].description == "S1"
    assert one({F.REASON: "late"}).reason is None
    assert one({F.KIND: "return", F.REASON: ""}).reason is None
    assert one({F.WEIGHT: "500"}, weight="Weight (g)").items[0].weight_g == 500
    assert one({F.VOLUME: "2"}, weight="m3").items[0].volume_ml == 2_000_000
    assert one({F.CITY: "Balmaceda"}).address == "Balmaceda 12"


def test_order_numbers_are_written_as_the_hub_takes_them() -> None:
    found = read(USUAL | {F.ID: "#10 01"}, USUAL | {F.ID: "Ñ/7"}, prefix="CN-")
    assert [draft.id for draft in found.drafts] == ["CN-10-01", "CN-n-7"]
    assert found.notes == ("order numbers written without # and spaces",)


def test_rows_of_one_number_are_lines_of_one_order() -> None:
    found = read(
        USUAL | {F.GOODS: "Lamp"},
        {F.ID: "1", F.GOODS: "Desk"},
        {F.GOODS: "Chair"},
        USUAL | {F.ID: "2", F.GOODS: "Lamp"},
    )
    assert [(draft.id, len(draft.items)) for draft in found.drafts] == [("1", 3), ("2", 1)]


def test_two_customers_or_doors_under_one_number_are_not_one_order() -> None:
    line = {F.ID: "1", F.GOODS: "Desk"}
    for field, other in ((F.CUSTOMER, "Eva Rojas"), (F.ADDRESS, "Calle 9")):
        found = read(USUAL | {F.GOODS: "Lamp"}, USUAL | line | {field: other})
        (problem,) = found.problems
        assert (problem.row, found.refused, found.drafts) == (3, 1, ())
        assert problem.words == (
            f"row 2 has the same order number with {USUAL[field]!r}: give one of them another "
            "number"
        )
    alike = read(USUAL | {F.GOODS: "Lamp"}, line | {F.CUSTOMER: USUAL[F.CUSTOMER].upper()})
    assert alike.problems == ()


@pytest.mark.parametrize("text", ["4.5E+12", "1,00E+05", "4E+12"])
def test_a_number_that_a_spreadsheet_has_shortened_is_no_order_number(text: str) -> None:
    assert words({F.ID: text}) == [
        f"T!A2: {text!r} is a number that a spreadsheet has shortened: show its column as text "
        "and save the list again"
    ]
    assert [d.id for d in read(USUAL | {F.ID: "4E12"}).drafts] == ["4E12"]


def test_a_number_that_comes_again_is_said() -> None:
    again = (USUAL | {F.ID: "2"}, USUAL)
    assert words({}, *again) == ["T!A4: order 1 stands in row 2 already"]
    assert words({F.GOODS: ""}, USUAL) == [
        "T!A3: the same line of the same order again; delete one"
    ]


@pytest.mark.parametrize("named", [F.GOODS, F.SKU])
def test_lines_of_one_article_both_count_and_are_said(named: Field) -> None:
    lamp = USUAL | {named: "Lamp", F.QUANTITY: "2"}
    found = read(lamp, lamp, lamp | {F.QUANTITY: "1"})
    (draft,) = found.drafts
    assert [(item.sku, item.quantity) for item in draft.items] == [
        ("Lamp", 2),
        ("Lamp", 2),
        ("Lamp", 1),
    ]
    assert [told("T", problem) for problem in found.problems] == [
        "T!A3: the same line of the same order again; both count"
    ]
    assert (found.refused, found.problems[0].is_blocking) == (0, False)


def test_a_row_without_a_number_is_refused() -> None:
    found = read(USUAL | {F.ID: ""}, USUAL | {F.ID: "", F.CUSTOMER: "Eva"}, USUAL)
    assert (len(found.drafts), found.refused) == (1, 2)
    assert [p.words for p in found.problems] == ["there is no order number"] * 2


def test_what_the_shop_has_cancelled_is_left_out() -> None:
    found = read(USUAL | {F.STATUS: "Storniert"}, USUAL | {F.ID: "2", F.CANCELLED: "2026-11-28"})
    assert (found.drafts, found.left_out) == ((), 2)
    alone = read(USUAL | {F.STATUS: "Cancelled"})
    assert alone.notes == ("1 row left out: cancelled or refunded in the shop",)
    assert found.notes == ("2 rows left out: cancelled or refunded in the shop",)


@pytest.mark.parametrize(
    ("field", "said"),
    [
        (F.FULFILLED, "fulfilled"),
        (F.FULFILLED, "2026-11-28 14:02:11 -0300"),
        (F.FULFILLED, "Zugestellt"),
        (F.STATUS, "wc-completed"),
        (F.STATUS, "Completado"),
    ],
)
def test_what_the_shop_has_delivered_is_left_out(field: Field, said: str) -> None:
    found = read(USUAL | {field: said})
    assert (found.drafts, found.left_out) == ((), 1)
    assert found.notes == ("1 row left out: the shop says that they are delivered",)
    back = read(USUAL | {field: said, F.KIND: "return"})
    assert len(back.drafts) == 1, "what is to come back was delivered before"


@pytest.mark.parametrize(
    "said", ["unfulfilled", "partially fulfilled", "not delivered", "paid", "", "nicht geliefert"]
)
def test_what_is_still_to_be_delivered_comes_in(said: str) -> None:
    found = read(USUAL | {F.FULFILLED: said, F.STATUS: said})
    assert (len(found.drafts), found.left_out, found.notes) == (1, 0, ())


@pytest.mark.parametrize("header", ["Payment status", "Estado del pago", "Financial Status"])
def test_goods_that_are_paid_for_are_still_to_be_delivered(header: str) -> None:
    columns = {0: F.ID, 1: F.CUSTOMER, 2: F.ADDRESS, 3: F.STATUS}
    for said, left_out in (("Completed", 0), ("Refunded", 1)):
        table = Table("T", ("#", "Who", "Where", header), ((*USUAL.values(), said),), (2,))
        assert read_orders(table, columns).left_out == left_out


def test_a_latitude_that_can_only_be_a_longitude_is_counted() -> None:
    found = read(USUAL | {F.LAT: "-118.2", F.LON: "34.1"})
    assert (found.swapped, found.refused) == (1, 1)
    assert read(USUAL | {F.LAT: "-118.2", F.LON: "134.1"}).swapped == 0
    assert read(USUAL | {F.LAT: "-318.2", F.LON: "34.1"}).swapped == 0


def test_the_sum_below_a_list_is_no_order() -> None:
    found = read(USUAL | {F.QUANTITY: "4"}, {F.ID: "TOTAL:", F.QUANTITY: "4"})
    assert (len(found.drafts), found.problems) == (1, ())


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ({F.CUSTOMER: ""}, "T!B2: the customer's name is missing"),
        ({F.ADDRESS: ""}, "T!C2: the address is missing"),
        ({F.ADDRESS: "12"}, "T!C2: '12' is no address: write street and number"),
        ({F.ADDRESS: "x" * 201}, "T!C2: 201 characters; 200 at most"),
        ({F.ID: "x" * 41}, "T!A2: the order number has 41 characters; 40 at most"),
        ({F.KIND: "foo"}, "T!D2: 'foo' is no kind: delivery, return or container"),
        (
            {F.KIND: "Umtausch"},
            "T!D2: exchanges cannot be imported; enter a delivery and a return",
        ),
        ({F.EMAIL: "x"}, "T!D2: 'x' is no e-mail address; left out"),
        ({F.CUSTOMER: "=cmd|x"}, "T!B2: '=cmd|x' begins like a formula; it is taken as text"),
        ({F.DAY: "soon"}, "T!D2: 'soon' is no day; write 2026-11-30 or 30/11/2026"),
        ({F.WINDOW: "late"}, "T!D2: 'late' is no window; write 9:00-13:00"),
        ({F.WINDOW: "18 a 9"}, "T!D2: the window ends at 9:00, before it begins at 18:00"),
        ({F.OPENS: "late"}, "T!D2: 'late' is no time of the day; write 9:30"),
        ({F.SERVICE: "900"}, "T!D2: 900 minutes at a door; 480 at most"),
        ({F.QUANTITY: "x"}, "T!D2: 'x' is no number"),
        ({F.QUANTITY: "1.5"}, "T!D2: 1.5 pieces; a whole number from 1 on"),
        ({F.WEIGHT: "-1"}, "T!D2: -1 cannot be"),
        ({F.GOODS: "x" * 201}, "T!D2: 201 characters; 200 at most"),
        ({F.LAT: "1"}, "T, row 2: only one of the coordinates is there"),
        ({F.LON: "1"}, "T, row 2: only one of the coordinates is there"),
        ({F.LAT: "0", F.LON: "0"}, "T!D2: 0, 0 lies in the sea; left out"),
        (
            {F.LAT: "95", F.LON: "1"},
            "T!D2: 95 is no latitude: it lies between -90 and 90",
        ),
        (
            {F.LAT: "-2995", F.LON: "1"},
            "T!D2: -2995 is no latitude: it lies between -90 and 90; is the decimal sign missing?",
        ),
        (
            {F.KIND: "return", F.REASON: "foo"},
            "T!E2: 'foo' is no known reason; left out",
        ),
    ],
)
def test_every_doubt_names_its_cell(row: dict[Field, str], problem: str) -> None:
    assert problem in words(row)


def test_coordinates_do_not_stand_for_an_address() -> None:
    spot = {F.ADDRESS: "", F.LAT: "-29.9", F.LON: "-71.2"}
    assert words(spot) == ["T!C2: the address is missing; coordinates alone do not say a door"]


def test_too_many_lines_are_no_order() -> None:
    rows = [USUAL | {F.GOODS: f"Lamp {n}"} for n in range(401)]
    assert "the order has 401 lines; 400 at most" in [p.words for p in read(*rows).problems]


def test_a_cell_that_could_not_be_read_keeps_its_order_out() -> None:
    broken = Problem(2, 1, "a formula without a result")
    found = read(USUAL, USUAL | {F.ID: "2"}, problems=(broken,))
    assert ([draft.id for draft in found.drafts], found.refused) == (["2"], 1)


def test_what_is_wrong_in_a_column_that_is_not_read_keeps_nothing_out() -> None:
    elsewhere = Problem(2, len(USUAL), "a formula without a result")
    of_the_row = Problem(3, -1, "cut off")
    found = read(USUAL, USUAL | {F.ID: "2"}, problems=(elsewhere, of_the_row))
    assert [draft.id for draft in found.drafts] == ["1"]
    assert found.problems == (of_the_row,)


def test_a_note_is_read_and_a_long_one_is_cut() -> None:
    assert one({F.NOTE: "Ring  twice,\nthen wait"}).note == "Ring twice, then wait"
    found = read(USUAL | {F.NOTE: "x" * 501})
    assert found.drafts[0].note == "x" * 500
    assert [(p.words, p.is_blocking) for p in found.problems] == [
        ("501 characters; the first 500 are kept", False)
    ]


def test_styles_are_told() -> None:
    table = Table("T", ("d", "w"), (("1/2/2026", "1,5"),), (2,))
    assert styles(table, {0: F.DAY, 1: F.WEIGHT}).notes == (
        "decimal comma",
        "dates day first (guessed)",
    )
    sure = Table("T", ("d",), (("30/2/2026",),), (2,))
    assert styles(sure, {0: F.DAY}).notes == ("dates day first",)


def test_a_column_that_does_not_tell_its_decimal_sign_goes_by_the_others() -> None:
    german = one({F.QUANTITY: "3,000", F.VALUE: "1.249,00", F.WEIGHT: "12,345"}).items[0]
    assert (german.quantity, german.unit_value, german.weight_g) == (3, 1249, 12_345)
    english = one({F.QUANTITY: "3,000", F.VALUE: "1,249.00"}).items[0]
    assert (english.quantity, english.unit_value) == (3000, 1249)
    alone = one({F.QUANTITY: "3,000"}).items[0]
    assert alone.quantity == 3000


def test_what_no_order_can_do_without() -> None:
    assert missing({}) == ("Order number", "Customer's name", "Street address")
    assert missing({0: F.ID, 1: F.LAST_NAME, 2: F.ADDRESS}) == ()


def test_a_list_without_a_column_of_numbers_has_no_orders() -> None:
    nameless = {F.CUSTOMER: "Ana", F.ADDRESS: "Balmaceda 12"}
    assert read(nameless, nameless).drafts == ()
    assert read({F.ID: "1"}, {F.ID: "total"}).refused == 1

"""A table of stock is taken whole, or every problem is told with its row."""

import pytest

from core.stock_table import Stock, read_stock


def test_counts_are_read_by_sku() -> None:
    assert read_stock("\ufeffSKU, Count\r\nBOOK, 3\r\n\r\nSHOE,0\r\n") == Stock(
        {"BOOK": 3, "SHOE": 0}
    )


def test_every_problem_is_told_and_nothing_is_read() -> None:
    text = "sku,count\nBOOK,3\nBOOK,4\nSHOE,-1\nHAT,1.5\nCAP\n,7\nBAG,99999999999999\nTOY,²"
    assert read_stock(text).problems == (
        "Row 3: BOOK stands there twice.",
        "Row 4: the count '-1' of SHOE is no whole number up to 1000000000.",
        "Row 5: the count '1.5' of HAT is no whole number up to 1000000000.",
        "Row 6: it is not a SKU and a count.",
        "Row 7: it is not a SKU and a count.",
        "Row 8: the count '99999999999999' of BAG is no whole number up to 1000000000.",
        "Row 9: the count '²' of TOY is no whole number up to 1000000000.",
    )
    assert read_stock(text).counts == {}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Row 1: it must say sku,count."),
        ("name,count\n", "Row 1: it must say sku,count."),
        ('sku,count\n"a', "This is no CSV table: unexpected end of data."),
    ],
)
def test_what_is_no_table_is_refused(text: str, words: str) -> None:
    assert read_stock(text).problems == (words,)

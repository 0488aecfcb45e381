"""Files of every sort, and what is remembered of their columns."""

from pathlib import Path

import pytest
import xlsxwriter

from core.exchange import order_file
from core.exchange.order_columns import Field
from core.exchange.order_file import Memory, OrderFile, Remembered
from core.exchange.tables import TableError


def test_a_text_is_read_as_a_table(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text("Order;Customer\n1;Ana\n")
    file = OrderFile(path)
    assert (file.is_text, file.is_bulky, file.sheets) == (True, False, ())
    assert file.table().rows == (("1", "Ana"),)
    assert file.table(delimiter=",").header == ("Order;Customer",)


def test_the_sheet_with_orders_is_found(tmp_path: Path) -> None:
    path = tmp_path / "orders.xlsx"
    book = xlsxwriter.Workbook(str(path))
    book.add_worksheet("Empty")
    book.add_worksheet("Notes").write_row(0, 0, ("hello", "you"))
    sheet = book.add_worksheet("List")
    sheet.write_row(0, 0, ("Order", "Customer", "Address"))
    sheet.write_row(1, 0, ("1", "Ana", "Balmaceda 12"))
    book.close()
    file = OrderFile(path)
    assert not file.is_text
    assert file.sheets == ("Empty", "Notes", "List")
    assert file.table().name == "List"
    assert file.table("Notes").header == ("hello", "you")
    with pytest.raises(TableError, match="no sheet Other"):
        file.table("Other")


def test_sheets_with_other_lists_are_named(tmp_path: Path) -> None:
    path = tmp_path / "all.xlsx"
    book = xlsxwriter.Workbook(str(path))
    book.add_worksheet("Drivers").write_row(0, 0, ("Driver", "Phone"))
    book.add_worksheet("List").write_row(0, 0, ("Order", "Customer", "Address"))
    rows = ("Ana", "555 0142"), ("1", "Ana", "Street 12")
    for sheet, row in zip(book.worksheets(), rows, strict=True):
        sheet.write_row(1, 0, row)
    book.close()
    words = "only the sheet List was read, not Drivers: choose it, or save it apart"
    assert words in OrderFile(path).table().notes
    assert words not in OrderFile(path).table("List").notes


def test_an_encoding_that_there_is_not_is_named(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text("Order,Customer\n1,Ana\n")
    with pytest.raises(TableError, match="There is no encoding 'klingon'"):
        OrderFile(path).table(encoding="klingon")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b" \n", "is empty"),
        (b"\xd0\xcf\x11\xe0 old", "old or locked workbook"),
        (b"%PDF-1.7", "no table"),
        (b"\xef\xbb\xbf <!DOCTYPE html><html>", "is a web page"),
        (b"<!-- saved --><HTML lang=en>", "is a web page"),
        (b"PK\x03\x04 cut", "no whole XLSX file"),
    ],
)
def test_what_is_no_list_is_said(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "orders"
    path.write_bytes(content)
    with pytest.raises(TableError, match=words):
        OrderFile(path)


def test_what_is_called_a_workbook_and_is_none_is_not_read_as_text(tmp_path: Path) -> None:
    path = tmp_path / "orders.XLSX"
    path.write_bytes(b"Order,Customer\n1,Ana\n")
    with pytest.raises(TableError, match="is no workbook, whatever its name says"):
        OrderFile(path)


def test_files_that_are_not_there_or_too_large(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(TableError, match="cannot be read: No such file"):
        OrderFile(tmp_path / "none.csv")
    path = tmp_path / "orders.csv"
    path.write_text("Order\n1\n")
    monkeypatch.setattr(order_file, "LONGEST_FILE", 4)
    with pytest.raises(TableError, match="Split the file"):
        OrderFile(path)


def test_columns_are_remembered_by_their_header(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "orders.csv"
    path.write_text("Code,Who\n1,Ana\n")
    table = OrderFile(path).table()
    memory = Memory(tmp_path / "kept" / "columns.json")
    assert memory.recall(table) is None
    memory.keep(table, {0: Field.ID}, "CN-")
    assert memory.recall(table) == Remembered(((0, Field.ID),), "CN-")
    path.write_text("Other,Who\n1,Ana\n")
    other = OrderFile(path).table()
    monkeypatch.setattr(order_file, "MOST_REMEMBERED", 1)
    memory.keep(other, {1: Field.CUSTOMER})
    assert memory.recall(table) is None
    assert memory.recall(other) is not None


def test_a_memory_that_cannot_be_kept_is_no_fault(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("x")
    path = tmp_path / "orders.csv"
    path.write_text("Order\n1\n")
    table = OrderFile(path).table()
    memory = Memory(blocked / "columns.json")
    memory.keep(table, {0: Field.ID})
    assert memory.recall(table) is None

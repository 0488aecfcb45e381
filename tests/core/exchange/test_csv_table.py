"""Text with delimiters, whoever wrote it."""

import pytest

from core.exchange.csv_table import MIXED, guess_delimiter, guess_encoding, read_csv
from core.exchange.tables import Table, TableError

ROWS = (("1", "Ana"), ("2", "Núñez"))


def known(words: str) -> bool:
    return words in ("Order", "Name")


def read(content: bytes, **chosen: str) -> Table:
    return read_csv("list", content, known, **chosen)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encoding_and_delimiter_are_guessed(encoding: str, delimiter: str) -> None:
    text = "\r\n".join(delimiter.join(row) for row in (("Order", "Name"), *ROWS))
    table = read(text.encode(encoding))
    assert (table.header, table.rows) == (("Order", "Name"), ROWS)
    assert all("(guessed)" in note for note in table.notes)


def test_bytes_that_are_no_text_are_read_as_latin() -> None:
    assert guess_encoding(b"Order\x81\xe9") == "latin-1"


def test_what_is_chosen_is_not_guessed() -> None:
    table = read("Order;Name\n1;Núñez\n".encode("cp1252"), encoding="cp1252", delimiter=";")
    assert table.notes == ("encoding cp1252", "semicolon between cells")
    with pytest.raises(TableError, match="not written in utf-8: line 2 has a byte"):
        read("Order;Name\n1;Núñez\n".encode("cp1252"), encoding="utf-8")
    assert "'#' between cells" in read(b"Order#Name\n1#Ana", delimiter="#").notes


def test_quoted_cells_may_hold_anything() -> None:
    table = read(b'Order,Name\n1,"Ana, ""the"" one\nsecond line"\n2,Eva')
    assert table.rows == (("1", 'Ana, "the" one\nsecond line'), ("2", "Eva"))
    assert table.numbers == (2, 3)


def test_a_spreadsheets_own_marks_are_understood() -> None:
    assert read(b"sep=;\nOrder;Name\n'0042;'t\n").rows == (("0042", "t"),)
    assert read(b"Order;Name\n'x';'\n").rows == (("'x'", "'"),)


def test_what_cannot_be_read_is_said() -> None:
    with pytest.raises(TableError, match="row 2: a quotation mark is opened"):
        read(b'Order,Name\n1,"Ana' + b"\nx,y" * 100)
    with pytest.raises(TableError, match="row 2: a cell is far too long"):
        read(b"Order,Name\n1," + b"x" * 200_000)
    with pytest.raises(TableError, match="row 2: a cell is far too long"):
        read(b"Order,Name\n1," + b"x" * 100_001)
    with pytest.raises(TableError, match="list is empty"):
        read(b"\n\n")


def test_an_encoding_that_there_is_not_is_named() -> None:
    with pytest.raises(TableError, match="There is no encoding 'klingon'"):
        read_csv("T", b"a\n1\n", lambda _: True, encoding="klingon")


def test_a_quotation_mark_that_nobody_closes_swallows_no_rows() -> None:
    with pytest.raises(TableError, match="row 3: a quotation mark is opened and not closed"):
        read(b'Order,Name\n1,Ana\n2,"Bea\n3,Eva\n4,Leo\n')
    assert read(b'Order,Name\n1,"Ana\nMaria"\n').rows == (("1", "Ana\nMaria"),)
    assert read(b'Order,Name\n1,"Ana\nMaria"').rows == (("1", "Ana\nMaria"),)


def test_what_no_text_holds_is_left_out_and_a_file_full_of_it_is_none() -> None:
    rows = b"".join(b"%d,Ana\n" % n for n in range(50))
    table = read(b"Order,Na\x1bme\n" + rows + b"\x1a")
    assert table.header == ("Order", "Name")
    assert "2 control characters left out" in table.notes
    with pytest.raises(TableError, match="list is no text, so no CSV file"):
        read(bytes(range(256)) * 8)


def test_lines_that_no_delimiter_fits() -> None:
    assert guess_delimiter([]) == ","
    assert guess_delimiter(["a"]) == ","
    assert guess_delimiter(["x" * 200_000]) == ","


def test_a_list_of_two_encodings_is_told_as_such() -> None:
    text = "Order,Customer\n1,José\n"
    mixed = text.encode() + "2,Peña\n".encode("cp1252")
    assert MIXED in read_csv("T", mixed, lambda _: True).notes
    assert MIXED not in read_csv("T", text.encode(), lambda _: True).notes
    assert MIXED not in read_csv("T", text.encode("cp1252"), lambda _: True).notes

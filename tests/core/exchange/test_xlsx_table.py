"""Workbooks of other people, and archives that only look like one."""

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
import xlsxwriter

from core.exchange import xlsx_table
from core.exchange.tables import TableError
from core.exchange.xlsx_table import Workbook


def known(words: str) -> bool:
    return words in ("Order", "Goods")


def book(fill: Callable[[Any, Any], None]) -> bytes:
    target = io.BytesIO()
    made = xlsxwriter.Workbook(target, {"in_memory": True})
    fill(made, made.add_worksheet("Orders"))
    made.close()
    return target.getvalue()


def simple(made: Any, sheet: Any) -> None:
    sheet.write_row(0, 0, ("Order", "Goods", "When", "At", "Sure", "Took"))
    day = made.add_format({"num_format": "dd/mm/yyyy"})
    clock = made.add_format({"num_format": "hh:mm"})
    sheet.write_row(2, 0, (7, 2.5))
    sheet.write_datetime(2, 2, datetime(2026, 11, 30), day)  # noqa: DTZ001
    sheet.write_datetime(2, 3, time(9, 30), clock)
    sheet.write_boolean(2, 4, True)
    sheet.write_datetime(3, 2, datetime(2026, 11, 30, 8, 5), day)  # noqa: DTZ001


def test_cells_are_read_as_they_would_be_written() -> None:
    made = Workbook("x.xlsx", book(simple))
    assert made.sheets == ("Orders",)
    table = made.table("Orders", known)
    assert table.header == ("Order", "Goods", "When", "At", "Sure", "Took")
    assert table.rows[0] == ("7", "2.5", "2026-11-30", "09:30", "true", "")
    assert table.rows[1][2] == "2026-11-30 08:05"
    assert table.numbers == (3, 4)


def test_values_of_every_type_are_texts() -> None:
    told = [date(2026, 11, 30), timedelta(hours=1, minutes=5), False, 1e20, " x "]
    assert [xlsx_table._text(value) for value in told] == [
        "2026-11-30",
        "01:05",
        "false",
        "1e+20",
        "x",
    ]


def test_a_formula_counts_by_its_result_and_is_named_without_one() -> None:
    def fill(made: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ("Order", "Goods"))
        sheet.write_formula(1, 0, "=A9+1", None, 7)
        sheet.write_formula(2, 1, "=A9+1", None, "")

    table = Workbook("x.xlsx", book(fill)).table("Orders", known)
    assert table.rows[0][0] == "7"
    (problem,) = table.problems
    assert (problem.row, problem.column) == (3, 1)
    assert "without a result" in problem.words


def test_merged_cells_below_each_other_are_told() -> None:
    def fill(made: Any, sheet: Any) -> None:
        sheet.merge_range("A1:B1", "Plan")
        sheet.write_row(1, 0, ("Order", "Goods"))
        sheet.merge_range("A3:A4", "7")
        sheet.write(2, 1, "Lamp")
        sheet.write(3, 1, "Desk")

    table = Workbook("x.xlsx", book(fill)).table("Orders", known)
    assert table.rows == (("7", "Lamp"), ("", "Desk"))
    (problem,) = table.problems
    assert (problem.row, problem.column, problem.is_blocking) == (3, 0, False)
    assert "down to A4" in problem.words


def test_a_sheet_that_is_not_there_or_empty_is_said() -> None:
    made = Workbook("x.xlsx", book(lambda made, sheet: None))
    with pytest.raises(TableError, match="Orders is empty"):
        made.table("Orders", known)
    with pytest.raises(TableError, match="The sheet Other"):
        made.table("Other", known)


def archive(*members: tuple[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name, body in members:
            made.writestr(name, body)
    return target.getvalue()


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_table, "MOST_UNPACKED", 1_000_000)
    bomb = archive(("xl/workbook.xml", b"0" * 900_000), ("xl/a.xml", b"0" * 900_000))
    with pytest.raises(TableError, match="unpacks to more than 1 MB"):
        Workbook("x.xlsx", bomb)


def test_a_bomb_that_lies_about_its_size_is_no_whole_file() -> None:
    bomb = bytearray(archive(("xl/workbook.xml", b"0" * 900_000)))
    size = (900_000).to_bytes(4, "little")
    small = (900).to_bytes(4, "little")
    with pytest.raises(TableError, match="no whole XLSX file"):
        Workbook("x.xlsx", bytes(bomb.replace(size, small)))


def test_a_cell_far_away_is_not_read_with_all_that_lies_between() -> None:
    def fill(made: Any, sheet: Any) -> None:
        simple(made, sheet)
        sheet.write(1_048_575, 16_383, "x")

    with pytest.raises(TableError, match="down to row 1,048,576 and on to column XFD"):
        Workbook("x.xlsx", book(fill))


def test_a_sheet_that_is_padded_is_looked_at_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def fill(_: Any, sheet: Any) -> None:
        sheet.write(1_048_575, 16_383, "x")

    monkeypatch.setattr(xlsx_table, "SMALL", 10)
    with pytest.raises(TableError, match="on to column XFD"):
        Workbook("x.xlsx", book(fill))
    monkeypatch.setattr(xlsx_table, "SMALL_FILE", 10)
    assert Workbook("x.xlsx", book(fill)).longest_part > 10


def test_an_archive_of_another_kind_is_no_workbook() -> None:
    content = b"<office:document-content/>"
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    for other in (("mimetype", kind), ("content.xml", content)), (("xl/workbook.bin", b""),):
        with pytest.raises(TableError, match="no workbook that can be read"):
            Workbook("x.xlsx", archive(*other))


def test_what_is_no_workbook_is_said() -> None:
    with pytest.raises(TableError, match="no whole XLSX file"):
        Workbook("x.xlsx", book(simple)[:500])
    with pytest.raises(TableError, match="no workbook that can be read"):
        Workbook("x.xlsx", archive(("hello.txt", b"hello")))

"""Tables leave as they are meant: no cell of them is calculated by whoever opens them."""

import csv
import io
import zipfile
from pathlib import Path

import pytest

from core.exchange.report_tables import csv_text, defused, write_csv, write_workbook

MONEY: list[list[str | float]] = [["Money"]]
HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"]
TABLE: list[list[str | float]] = [["By place", "Failures"], ["=HYPERLINK(1)", 3.0], ["Calle 1", ""]]


@pytest.mark.parametrize("cell", HOSTILE)
def test_a_cell_that_would_be_calculated_is_defused(cell: str) -> None:
    assert defused(cell) == f"'{cell}"


def test_numbers_and_harmless_words_stay() -> None:
    assert defused(-3.0) == -3.0
    assert defused("Calle = 1") == "Calle = 1"


def test_tables_stand_below_each_other(tmp_path: Path) -> None:
    rows = list(csv.reader(io.StringIO(csv_text([TABLE, MONEY]))))
    assert rows == [
        ["By place", "Failures"],
        ["'=HYPERLINK(1)", "3.0"],
        ["Calle 1", ""],
        [],
        ["Money"],
    ]
    write_csv(tmp_path / "r.csv", [TABLE])
    assert (tmp_path / "r.csv").read_bytes().startswith(b"\xef\xbb\xbfBy place")


def test_a_workbook_keeps_texts_as_texts_and_names_sheets_apart(tmp_path: Path) -> None:
    file = tmp_path / "r.xlsx"
    write_workbook(file, "Depot & day", [TABLE, TABLE, [["[]"]]])
    with zipfile.ZipFile(file) as book:
        first = book.read("xl/worksheets/sheet1.xml").decode()
        names = book.read("xl/workbook.xml").decode()
        texts = book.read("xl/sharedStrings.xml").decode()
    assert "<f>" not in first
    assert "=HYPERLINK(1)" in texts
    assert [name in names for name in ('"By place"', '"By place 2"', '"Report"')] == [True] * 3

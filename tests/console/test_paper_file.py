"""Papers are written as PDF, and what stands in the way is an error of the system's own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QFontDatabase
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QApplication

from console.paper_file import write_pdf
from console.theme import Theme


@pytest.fixture(autouse=True)
def plain_font(qapp: QApplication) -> Iterator[None]:
    """The system's type, whatever the tests before these have set; theirs afterwards."""
    was = qapp.font()
    qapp.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont))
    yield
    qapp.setFont(was)


def test_a_page_is_a_pdf(qapp: QApplication, tmp_path: Path) -> None:
    file = tmp_path / "lot.pdf"
    write_pdf(file, ["<h1>Packing list</h1><p>Ñandú</p>"], "Packing list")
    assert file.read_bytes().startswith(b"%PDF")
    write_pdf(file, ["<p>wide</p>"], "Note", is_wide=True)
    assert b"/Title" in file.read_bytes()


def test_a_folder_that_is_not_there_is_told(qapp: QApplication, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nowhere"):
        write_pdf(tmp_path / "nowhere" / "lot.pdf", ["<p></p>"], "x")


def told(file: Path) -> list[str]:
    """What each page says."""
    document = QPdfDocument()
    document.load(str(file))
    return [document.getAllText(page).text() for page in range(document.pageCount())]


def test_what_is_printed_can_be_searched_for(theme: Theme, tmp_path: Path) -> None:
    words = "12:30–14:05 · 88.1 % · +$1,234.5 (C5) → −7 kg"
    page = (
        f"<style>b {{ font-family: Inter; font-weight: 600 }}</style><p>{words}</p><b>{words}</b>"
    )
    file = tmp_path / "day.pdf"
    write_pdf(file, [page], "Day")
    assert told(file) == [f"{words}\r\n{words}"]


def table(name: str) -> str:
    rows = "".join(f"<tr><td>{n}</td><td>{name} {n}<br>two<br>last {n}</td></tr>" for n in range(9))
    return (
        f"<p>Of {name}</p><p>facts</p><table border=1 cellpadding=4><thead><tr><th>No</th>"
        f"<th>What</th></tr></thead>{rows * 3}</table>"
    )


def test_each_paper_has_its_head_and_no_row_is_cut(qapp: QApplication, tmp_path: Path) -> None:
    file = tmp_path / "manifests.pdf"
    write_pdf(file, [table("first"), table("second"), table("third")], "Manifests", is_wide=True)
    pages = told(file)
    each, rest = divmod(len(pages), 3)
    assert (each > 1, rest) == (True, 0)
    for number, name in enumerate(("first", "second", "third")):
        assert f"Of {name}" in pages[each * number]
    for page in pages:
        assert "What" in page, "the head of the table"
        starts, ends = page.count("two"), page.count("last ")
        assert starts == ends > 0

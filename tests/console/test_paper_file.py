"""Papers are written as PDF, and what stands in the way is an error of the system's own."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from console.paper_file import write_pdf


def test_a_page_is_a_pdf(qapp: QApplication, tmp_path: Path) -> None:
    file = tmp_path / "lot.pdf"
    write_pdf(file, "<h1>Packing list</h1><p>Ñandú</p>", "Packing list")
    assert file.read_bytes().startswith(b"%PDF")
    write_pdf(file, "<p>wide</p>", "Note", is_wide=True)
    assert b"/Title" in file.read_bytes()


def test_a_folder_that_is_not_there_is_told(qapp: QApplication, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nowhere"):
        write_pdf(tmp_path / "nowhere" / "lot.pdf", "<p></p>", "x")

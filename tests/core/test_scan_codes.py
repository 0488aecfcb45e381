"""What scanners and hands type is read the same way."""

import pytest

from core.scan_codes import ScanCode, scan_code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1043-2", ScanCode("1043-2")),
        ("  1043 ", ScanCode("1043")),
        ("BOOK*3", ScanCode("BOOK", 3)),
        ("BOOK × 12", ScanCode("BOOK", 12)),
        ("BOOK x3", ScanCode("BOOK", 3)),
        ("3*BOOK", ScanCode("BOOK", 3)),
        ("3 x COFFEE-MACHINE", ScanCode("COFFEE-MACHINE", 3)),
        ("BOX2", ScanCode("BOX2")),
        ("1043-2@valparaiso", ScanCode("1043-2", None, "valparaiso")),
        ("BOOK*2@coquimbo", ScanCode("BOOK", 2, "coquimbo")),
        ("@", ScanCode("")),
    ],
)
def test_a_code_has_parts(text: str, code: ScanCode) -> None:
    assert scan_code(text) == code

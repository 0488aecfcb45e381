"""What a scanner or a hand typed, as a code, a number of units and the depot that it names. Pure.

`1043-2` is a line, `1043` an order, `BOOK` one unit of goods; `BOOK*3`, `3*BOOK` and `BOOK x3` are
three. Labels of other depots end with `@` and the depot's id.
"""

import re

from msgspec import Struct

_BEFORE = re.compile(r"(\d{1,5}) ?[*×x] ?(.+)", re.IGNORECASE)
_AFTER = re.compile(r"(.+?)(?: ?[*×] ?| x ?)(\d{1,5})", re.IGNORECASE)


class ScanCode(Struct, frozen=True):
    """`units` is None where none were named; `depot` is empty where the label names none."""

    code: str
    units: int | None = None
    depot: str = ""


def scan_code(text: str) -> ScanCode:
    """The parts of what was typed; `code` is empty if there is nothing left of it."""
    words, _, depot = " ".join(text.split()).partition("@")
    words, depot = words.strip(), depot.strip()
    if after := _AFTER.fullmatch(words):
        return ScanCode(after[1], int(after[2]), depot)
    if before := _BEFORE.fullmatch(words):
        return ScanCode(before[2], int(before[1]), depot)
    return ScanCode(words, None, depot)

"""Reads text with delimiters as a table, whoever wrote it: encoding and delimiter are guessed, and
said. Pure."""

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator

from core.exchange.tables import NumberedRow, Table, TableError, make_table

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
ENCODINGS = ("utf-8", "utf-16", "cp1252", "latin-1")
MOST_LINES_IN_A_CELL = 60
LONGEST_CELL = 100_000
MOST_CONTROL = 100
"""More than every so many-th character: the file is something else."""
MIXED = (
    "some letters are written in utf-8 and others are not: look at names with accents, and export "
    "the parts of the list alike"
)
_ONE_BYTE = ("cp1252", "latin-1")
_TWO_BYTES = re.compile(rb"\xc3[\x80-\xbf]")
"""An accented letter in utf-8; in the others a capital and a sign that no word has."""
_SAMPLE = 40
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


def read_csv(
    name: str,
    content: bytes,
    known: Callable[[str], bool],
    *,
    encoding: str = "",
    delimiter: str = "",
) -> Table:
    """What is named is not guessed. Raises `TableError`."""
    chosen = encoding or guess_encoding(content)
    try:
        text = content.decode("utf-8-sig" if chosen == "utf-8" else chosen)
    except LookupError:
        raise TableError(
            f"There is no encoding {chosen!r}. Name another one, as utf-8 or cp1252."
        ) from None
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise TableError(
            f"{name} is not written in {chosen}: line {line} has a byte that it does not know. "
            "Choose another encoding."
        ) from None
    text, left_out = _as_text(name, text.lstrip("\ufeff"))
    lines = list(_lines(text))
    first = 1
    said = re.fullmatch(r'"?sep=(.)"?', lines[0].strip(), re.IGNORECASE) if lines else None
    if said is not None:
        lines, first = lines[1:], 2
        delimiter = delimiter or said[1]
    by = delimiter or guess_delimiter(lines[:_SAMPLE])
    rows = list(_rows(name, lines, by, first))
    notes = (
        f"encoding {chosen}{'' if encoding else ' (guessed)'}",
        f"{DELIMITERS.get(by, repr(by))} between cells{'' if delimiter else ' (guessed)'}",
        *([f"{left_out} control characters left out"] if left_out else []),
        *([MIXED] if not encoding and chosen in _ONE_BYTE and _TWO_BYTES.search(content) else []),
    )
    return make_table(name, rows, known, notes=notes)


def _as_text(name: str, text: str) -> tuple[str, int]:
    """Without what no text holds, and how much that was; a file full of it is none."""
    kept, left_out = _CONTROL.subn("", text)
    if left_out * MOST_CONTROL > len(text):
        raise TableError(f"{name} is no text, so no CSV file. Choose a CSV or XLSX file.")
    return kept, left_out


def _lines(text: str) -> Iterator[str]:
    """One by one: splitting a large text at once would hold up every other thread."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    start = 0
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        yield text[start:end]
        start = end


def guess_encoding(content: bytes) -> str:
    """By its mark, by its zeros, or the first that fits."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    head = content[:4000]
    if head and head.count(0) > len(head) // 4:
        return "utf-16-le" if head[1:2] == b"\0" else "utf-16-be"
    for encoding in ("utf-8", "cp1252"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    return "latin-1"


def guess_delimiter(lines: list[str]) -> str:
    """The one that gives most rows the same number of cells, and more than one."""
    best, chosen = 0, ","
    for delimiter in DELIMITERS:
        try:
            widths = Counter(
                len(cells) for cells in csv.reader(lines, delimiter=delimiter) if cells
            )
        except csv.Error:
            continue
        if not widths:
            continue
        width, times = max(widths.items(), key=lambda each: (each[1] * (each[0] > 1), each[0]))
        score = times * min(width - 1, 8) * (2 if times == sum(widths.values()) else 1)
        if score > best:
            best, chosen = score, delimiter
    return chosen


def _rows(name: str, lines: list[str], delimiter: str, first: int) -> Iterator[NumberedRow]:
    """Rows are counted as a spreadsheet counts them, not by the lines that a cell may hold."""
    reader = csv.reader(lines, delimiter=delimiter)
    number = first - 1
    last: list[str] = []
    try:
        for number, cells in enumerate(reader, start=first):
            for cell in cells:
                if len(cell) > LONGEST_CELL:
                    raise _unread(name, number, "a cell is far too long")
                if cell.count("\n") > MOST_LINES_IN_A_CELL:
                    raise TableError(
                        f"{name}, row {number}: a quotation mark is opened and not closed in the "
                        f"next {MOST_LINES_IN_A_CELL} lines. Close it, or delete it."
                    )
            last = cells
            yield number, tuple(_cell(cell) for cell in cells)
    except csv.Error as error:
        # The parser's own limit belongs to the whole process; which of the two is lower is open.
        words = "a cell is far too long" if "limit" in str(error) else str(error)
        raise _unread(name, number + 1, words) from None
    # The parser takes the file's end for the cell's; the rows in between would be gone.
    if last and "\n" in last[-1] and not lines[-1].rstrip().endswith('"'):
        raise _unread(name, number, "a quotation mark is opened and not closed")


def _unread(name: str, number: int, words: str) -> TableError:
    return TableError(f"{name}, row {number}: {words}. Nothing was read; mend that row.")


def _cell(text: str) -> str:
    """Without the apostrophe by which spreadsheets are told that digits are a text."""
    text = text.strip()
    return text[1:] if text.startswith("'") and text[1:2].isalnum() and text[-1] != "'" else text

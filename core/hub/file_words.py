"""What is sent and told of a whole file over the API: the same lists and plans as in the window.

Pure. Every problem names its cell as a spreadsheet does, or its JSON path.
"""

from datetime import date
from typing import Annotated

from msgspec import Meta, Struct

from core.exchange.list_kinds import ListKind

MOST_BYTES = 8_000_000
"""Of a file; in base64 a third more."""
MOST_ROWS = 5_000
MOST_VANS = 500


class NewFile(Struct, frozen=True, forbid_unknown_fields=True):
    """A list (CSV, XLSX) or a plan (VROOM JSON). `content` is the file in base64."""

    name: Annotated[str, Meta(min_length=1, max_length=200)]
    content: bytes
    kind: ListKind | None = None
    """Of what the list is; guessed from its headings where it is left out."""
    sheet: Annotated[str, Meta(max_length=200)] = ""
    """Of a workbook; the one with most columns that are recognized where it is left out."""
    encoding: Annotated[str, Meta(max_length=40)] = ""
    delimiter: Annotated[str, Meta(max_length=1)] = ""
    """Of a text; both are guessed where they are left out."""
    columns: Annotated[dict[str, str], Meta(max_length=400)] = {}
    """What columns hold that are not guessed: `{"Ref": "order"}`; `-` is nothing."""
    day: date | None = None
    """Of orders without one, and of a plan that counts from midnight; tomorrow."""
    prefix: Annotated[str, Meta(max_length=20, pattern=r"\A[A-Za-z0-9_.-]*\Z")] = ""


class ToldColumn(Struct, frozen=True):
    """What a column is read as; `field` is empty where it is not read."""

    header: str
    field: str
    words: str


class ToldProblem(Struct, frozen=True):
    """`where` is `Orders!D17` or `$.jobs[3].location`. What is not blocking is only said."""

    where: str
    words: str
    is_blocking: bool


class ToldFile(Struct, frozen=True):
    """What becomes of a file's rows, or would. `imported` are those that were written."""

    kind: str
    new: int
    changed: int
    same: int
    refused: int
    imported: int
    columns: tuple[ToldColumn, ...] = ()
    notes: tuple[str, ...] = ()
    problems: tuple[ToldProblem, ...] = ()
    more_problems: int = 0

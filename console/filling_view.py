"""What can be put into a day beside its own orders, as it is drawn. Values only."""

from msgspec import Struct


class FillingRow(Struct, frozen=True):
    """One thing that can be put in."""

    key: str
    title: str
    detail: str
    source: str
    """Where it comes from: the day that left it over, or its calendar."""
    value: str = ""
    """What its goods are worth, where that is known."""
    is_ticked: bool = True
    refusal: str = ""
    """Why it cannot be taken."""


class FillingGroup(Struct, frozen=True):
    """Rows of one kind, which are taken with one tick."""

    key: str
    title: str
    rows: tuple[FillingRow, ...]

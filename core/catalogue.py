"""Failure and decline reasons and dispositions as the shipped catalogues name them.

`load` reads and checks the files once; decisions take the values. To add a reason, add an entry
to `resources/failure_reasons.toml`; a disposition, to `resources/dispositions.toml`.
"""

import tomllib
from collections.abc import Iterable
from enum import StrEnum
from functools import cache
from itertools import product
from pathlib import Path
from typing import Annotated, Literal, TypeVar

import msgspec
from msgspec import Meta, Struct

from core.model import Grade, OrderStatus, Rates, StopKind
from core.policy import ReturnReason

RESOURCES = Path(__file__).parent.parent / "resources"
REGION = RESOURCES / "demo"
"""Roads, base map and addresses of the demo's region."""


class CatalogueError(Exception):
    """A catalogue file is missing or wrong; the text says which entry and why."""


class FailureReason(Struct, frozen=True, forbid_unknown_fields=True):
    """Why an attempt failed. `x12` are ANSI X12 element 1651/1650 codes, for the edge only."""

    words: str
    x12: tuple[str, ...]
    at: frozenset[StopKind]
    """Stops at which a driver may give it."""
    decide_within_min: Annotated[int, Meta(gt=0)]
    next_step: str
    reported_of: frozenset[OrderStatus] = frozenset()
    """Orders of which the office may report it."""
    is_off: bool = False
    """The depot offers it to nobody."""


class DeclineReason(Struct, frozen=True, forbid_unknown_fields=True):
    """Why a driver declines a change."""

    words: str


class CameBack(StrEnum):
    """How goods come back, as far as is known before anybody has looked at them."""

    UNOPENED = "unopened"
    """They never reached the customer."""
    RETURNED = "returned"
    """The customer sends them back."""
    DAMAGED = "damaged"


class Onward(StrEnum):
    """Who has goods once their lot is closed and gone."""

    DEPOT = "depot"
    """They stay, and are in stock again."""
    PARTNER = "partner"
    DISPOSED = "disposed"
    STAYS = "stays"
    """No lot: they lie at the depot until somebody decides anew."""


class Paper(StrEnum):
    """What goes along with a lot."""

    NONE = ""
    PUTAWAY_LIST = "putaway_list"
    PACKING_LIST = "packing_list"
    RETURN_TO_VENDOR = "return_to_vendor"
    DONATION = "donation"
    DESTRUCTION = "destruction"


class Disposition(Struct, frozen=True, forbid_unknown_fields=True):
    """What becomes of goods that came back. `cbv` are GS1 words for it, for the edge only."""

    words: Annotated[str, Meta(min_length=1)]
    hint: str
    cbv: Annotated[tuple[str, ...], Meta(min_length=1)]
    goes_to: Onward
    grades: frozenset[Grade] = frozenset()
    """Grades that suggest it."""
    reasons: frozenset[ReturnReason] = frozenset()
    """Only where the customer gave one of them, and then before others."""
    likely_for: frozenset[CameBack] = frozenset()
    """What it is expected of before anybody has looked."""
    rate: str = ""
    """Field of the depot's `Rates` that says what it brings, in percent of the value."""
    share_pct: Annotated[int, Meta(ge=0, le=100)] = 0
    """What it brings where no rate is named."""
    decays: bool = False
    """Whether that share shrinks with every week, by the depot's rate."""
    paper: Paper = Paper.NONE
    is_off: bool = False
    """The depot does not offer it."""


class ShortMessageWords(Struct, frozen=True, forbid_unknown_fields=True):
    """A message that a driver or the office sends by one touch."""

    by: Literal["driver", "office"]
    words: str


class Catalogue(Struct, frozen=True, eq=False):
    """Reasons, dispositions and ready messages by code."""

    failures: dict[str, FailureReason]
    declines: dict[str, DeclineReason]
    dispositions: dict[str, Disposition]
    short_messages: dict[str, ShortMessageWords] = {}


def load(folder: Path = RESOURCES) -> Catalogue:
    """Read and check the catalogues. Raises `CatalogueError`."""
    found = Catalogue(
        failures=_read(folder / "failure_reasons.toml", FailureReason),
        declines=_read(folder / "decline_reasons.toml", DeclineReason),
        dispositions=_read(folder / "dispositions.toml", Disposition),
        short_messages=_read(folder / "short_messages.toml", ShortMessageWords),
    )
    for words in _faults(found.dispositions):
        raise CatalogueError(f"The catalogue {folder / 'dispositions.toml'}: {words}.")
    return found


@cache
def shipped() -> Catalogue:
    """The catalogues of this release."""
    return load()


def _faults(dispositions: dict[str, Disposition]) -> Iterable[str]:
    """What cannot be used: a grade or an expectation must name exactly one entry."""
    entries = dispositions.items()
    for code, entry in entries:
        if entry.rate and not (entry.rate.endswith("_pct") and hasattr(Rates(), entry.rate)):
            yield f"{code} names the rate {entry.rate}, which no depot has"
        if (entry.goes_to is Onward.STAYS) != (entry.paper is Paper.NONE):
            yield f"{code} needs a paper exactly if its goods are gathered in lots"
    for way in CameBack:
        if len([code for code, entry in entries if way in entry.likely_for]) != 1:
            yield f"exactly one entry must be likely for {way} goods"
    for grade in Grade:
        usual = [c for c, entry in entries if grade in entry.grades and not entry.reasons]
        if len(usual) != 1:
            yield f"exactly one entry without reasons must be suggested by grade {grade}"
    for grade, reason in product(Grade, ReturnReason):
        first = [c for c, e in entries if grade in e.grades and reason in e.reasons]
        if len(first) > 1:
            yield f"{' and '.join(first)} are both suggested by grade {grade} and {reason}"


_Entry = TypeVar("_Entry")


def _read(file: Path, kind: type[_Entry]) -> dict[str, _Entry]:
    try:
        entries = tomllib.loads(file.read_text(encoding="utf-8"))
        return {code: msgspec.convert(entry, kind) for code, entry in entries.items()}
    except (OSError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise CatalogueError(f"The catalogue {file} cannot be used: {error}") from error

"""Failure and decline reasons as the shipped catalogues name them.

`load` reads and checks the files once; decisions take the values. To add a reason, add an entry
to `resources/failure_reasons.toml`.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta, Struct

from core.model import OrderStatus, StopKind

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


class DeclineReason(Struct, frozen=True, forbid_unknown_fields=True):
    """Why a driver declines a change."""

    words: str


class Catalogue(Struct, frozen=True):
    """Reasons by code."""

    failures: dict[str, FailureReason]
    declines: dict[str, DeclineReason]


def load(folder: Path = RESOURCES) -> Catalogue:
    """Read and check the catalogues. Raises `CatalogueError`."""
    return Catalogue(
        failures=_read(folder / "failure_reasons.toml", FailureReason),
        declines=_read(folder / "decline_reasons.toml", DeclineReason),
    )


@cache
def shipped() -> Catalogue:
    """The catalogues of this release."""
    return load()


_Entry = TypeVar("_Entry")


def _read(file: Path, kind: type[_Entry]) -> dict[str, _Entry]:
    try:
        entries = tomllib.loads(file.read_text(encoding="utf-8"))
        return {code: msgspec.convert(entry, kind) for code, entry in entries.items()}
    except (OSError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise CatalogueError(f"The catalogue {file} cannot be used: {error}") from error

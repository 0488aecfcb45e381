"""Which region a day is planned on, as a log keeps it and a hub tells its consoles, and the fault
that everything about regions raises. Pure and light: imported where numpy must not be.
"""

from msgspec import Struct


class RegionFileError(Exception):
    """A file of a region cannot be used; the text says which, why and what to do."""


class RegionRef(Struct, frozen=True):
    """A region by its name, and the build of it: equal builds are equal regions."""

    name: str
    build: str


class RegionFile(Struct, frozen=True):
    """A file of a region as a hub offers it."""

    name: str
    bytes: int
    sha256: str


class RegionOffer(Struct, frozen=True):
    """HTTP answer: the hub's region and its files. `is_demo`: house numbers are invented."""

    ref: RegionRef
    files: tuple[RegionFile, ...]
    is_demo: bool = False

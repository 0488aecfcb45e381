"""Reads who can help a depot beyond its routes: `[[standby]]` and `[[partners]]` of a TOML file."""

import tomllib
from pathlib import Path

import msgspec

from core.catalogue import RESOURCES
from core.model import Reserves

DEMO_RESERVES = RESOURCES / "demo" / "reserves.toml"
LAST_MINUTE = 24 * 60


class ReservesFileError(Exception):
    """The file cannot be used; the text says what, in which entry."""


def read_reserves(file: Path) -> Reserves:
    """The reserves of a file, checked. Raises `ReservesFileError`."""
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
        reserves = msgspec.convert(table, Reserves)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ReservesFileError(f"{file.name} cannot be read: {error}.") from error
    except msgspec.ValidationError as error:
        raise ReservesFileError(f"{file.name} cannot be used: {error}.") from error
    complaints = _complaints(reserves)
    if complaints:
        raise ReservesFileError(f"{file.name}: {' '.join(complaints)}")
    return reserves


def _complaints(reserves: Reserves) -> list[str]:
    found = []
    for each in reserves.standby:
        if not 0 <= each.from_min < each.until_min <= LAST_MINUTE or each.ready_min < 0:
            found.append(f"The standby of {each.driver_id} ends before it begins, or is no time.")
    for partner in reserves.partners:
        if partner.price_minor < 0:
            found.append(f"The price of {partner.name} is negative.")
        if not 0 <= partner.cut_off_min <= LAST_MINUTE:
            found.append(f"The cut-off of {partner.name} is no minute of a day.")
    for ids in ([s.driver_id for s in reserves.standby], [p.id for p in reserves.partners]):
        if len(set(ids)) < len(ids):
            found.append(f"Two entries have the same id: {', '.join(sorted(ids))}.")
    return found

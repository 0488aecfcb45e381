"""Reads a table of return policies: one `[[policy]]` of a TOML file per shop and period.

Whatever is wrong is said in one text, a sentence per fault with file, entry and field; nothing
of a faulty file is used.
"""

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from core.catalogue import RESOURCES
from core.policy import Fault, Policy, faults

DEMO_POLICIES = RESOURCES / "policies.toml"


class PolicyFileError(Exception):
    """The file cannot be used; the text says what, in which entry and field."""


def read_policies(file: Path) -> tuple[Policy, ...]:
    """The policies of a file, checked. Raises `PolicyFileError`."""
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PolicyFileError(f"{file.name} cannot be read: {error}.") from error
    entries = table.pop("policy", None)
    if table or not isinstance(entries, list):
        strange = ", ".join(sorted(table)) or "nothing"
        raise PolicyFileError(f"{file.name} must hold [[policy]] entries only; it has {strange}.")
    policies, complaints = _converted(entries)
    if not complaints:
        complaints = list(faults(policies))
    if complaints:
        raise PolicyFileError("\n".join(_sentence(file, entries, each) for each in complaints))
    return tuple(policies)


def _converted(entries: Sequence[Any]) -> tuple[list[Policy], list[Fault]]:
    policies, complaints = [], []
    for number, entry in enumerate(entries, start=1):
        try:
            policies.append(msgspec.convert(entry, Policy))
        except msgspec.ValidationError as error:
            words, _, path = str(error).partition(" - at `$")
            field = path.strip("`").lstrip(".") or "the entry"
            complaints.append(Fault(number, field, words))
    return policies, complaints


def _sentence(file: Path, entries: Sequence[Any], fault: Fault) -> str:
    entry = entries[fault.entry - 1]
    shop = entry.get("shop") if isinstance(entry, dict) else None
    named = f"entry {fault.entry} ({shop})" if shop else f"entry {fault.entry}"
    return f"{file.name}, {named}, {fault.field}: {fault.words}."

"""Small files of what somebody likes, and names under which several are kept.

One that is missing or broken means that nothing was kept. Called by whoever owns such a file.
"""

import logging
from pathlib import Path
from typing import TypeVar

import msgspec

from core.json_faults import NOT_JSON

LONGEST_NAME = 40
_Value = TypeVar("_Value")
_log = logging.getLogger(__name__)


def read_kept(file: Path, kind: type[_Value]) -> _Value | None:
    """What is kept there; None when nothing is, or when it cannot be read, which the log says."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=kind)
    except FileNotFoundError:
        return None
    except (OSError, *NOT_JSON) as error:
        _log.warning("What is kept in %s cannot be read: %s", file, error)
        return None


def with_name(known: dict[str, _Value], name: str, value: _Value, most: int) -> dict[str, _Value]:
    """Under this name as well, as the newest; the oldest go when there are too many."""
    named = {**without_name(known, name[:LONGEST_NAME]), name[:LONGEST_NAME]: value}
    return dict(list(named.items())[-most:])


def without_name(known: dict[str, _Value], name: str) -> dict[str, _Value]:
    """All others."""
    return {key: value for key, value in known.items() if key != name}


def clean_name(text: str) -> str:
    """As it was typed, without the spaces that nobody sees."""
    return " ".join(text.split())[:LONGEST_NAME]

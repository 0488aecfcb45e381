"""What is wrong with a message, for whoever filled in the form it came from. Pure.

msgspec speaks of types, regexes and paths; people see a name and what to do.
"""

import re
from contextlib import suppress

LONGEST = 300
"""Of what is said as it came: a client's own bytes may stand in it."""
_PATH = re.compile(r" - at `(?:key in )?(?P<path>[^`]*)`$")
_NAME = re.compile(r"[A-Za-z_]\w*")
_SAYINGS = (
    (r"Expected `str` of length <= (\d+)", "{name} is too long: write at most {0} characters"),
    (r"Expected `str` of length >= \d+", "{name} is empty: fill it in"),
    (r"Expected `(?:array|object)` of length <= (\d+)", "more than {0} entries: {name}"),
    (r"Expected `(?:array|object)` of length >= \d+", "too few entries: {name}"),
    (r"Expected `str` matching regex .*", "{name} has characters that do not belong there"),
    (r"Expected `(?:int|float)` (?:<=|<) (\S+)", "{name} is too large: at most {0}"),
    (r"Expected `(?:int|float)` (?:>=|>) (\S+)", "{name} is too small: at least {0}"),
    (r"Expected `datetime` with a timezone component", "{name} comes without its zone"),
    (r"Invalid RFC3339 encoded datetime", "{name} cannot be read as a time"),
    (r"Invalid RFC3339 encoded date", "{name} is no date: write it like 2026-11-24"),
    (r"Invalid (?:enum )?value (.*)", "{name} is {0}, which is unknown here"),
    (
        r"Object missing required field `(lat|lon)`",
        "{0} is missing: a place is told by lat and lon, not by its address alone",
    ),
    (r"Object missing required field `(\w+)`", "{0} is missing"),
    (
        r"Object contains unknown field `(\w+)`",
        "{0} is unknown here: no field is called so",
    ),
    (r"Expected `.*`, got `null`", "{name} is missing"),
    (r"Expected `.*`", "{name} is something else than belongs there"),
)


def fault_words(error: Exception) -> str:
    """The error as the end of a sentence: `the note is too long: write at most 2,000 characters`.

    What is not known here is said as it came.
    """
    said = str(error)
    path = _PATH.search(said)
    bare = said[: path.start()] if path is not None else said
    names = _NAME.findall(path["path"]) if path is not None else []
    for pattern, words in _SAYINGS:
        found = re.fullmatch(pattern, bare)
        if found is not None:
            parts = [_named(part) for part in found.groups()]
            name = _named(names[-1] if names else "message")
            is_one_of = path is not None and path["path"].endswith("]") and bool(names)
            return words.format(*parts, name=f"one of {name}" if is_one_of else name)
    begin = bare[:1] if bare[:2].isupper() else bare[:1].lower()
    return f"{begin}{bare[1:LONGEST]}".replace("`", "")


def _named(field: str) -> str:
    """`route_id` → `the route`; `2000` → `2,000`; what a client wrote is quoted."""
    if field[0] == "'":
        return f"“{field.strip(chr(39))[:40]}”"
    with suppress(ValueError):
        return f"{float(field):,.10g}"
    words = "time" if field == "at" else field[:40].removesuffix("_id").replace("_", " ")
    return f"the {words}"

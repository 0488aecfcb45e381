"""Takes out of a command's texts what nobody can type on purpose and what misleads who reads them.

Pure. Control characters, direction overrides and invisible fillers go; every script stays, with
the joiners and direction marks that it needs. Line breaks and tabs stay in notes only.
"""

import re
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from core.commands import Command
from core.rules.lookups import Refused

LONG_TEXTS = frozenset({"note"})
"""Fields in which people write more than one line."""

_HIDDEN = (
    "\u200b\u2060-\u2064\ufeff"  # fillers without width
    "\u202a-\u202e\u2066-\u2069"  # embeddings, overrides and isolates of direction
    "\u206a-\u206f\ufff9-\ufffb"  # deprecated and interlinear controls
    "\U000e0000-\U000e007f"  # tags: a second, unseen alphabet
    "\ud800-\udfff"  # halves of characters
)
_BREAK = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_REMOVED = re.compile(f"[\x00-\x08\x0e-\x1f\x7f-\x9f{_HIDDEN}]")
_SPACE = re.compile("[\t\n]")
_SUSPECT = re.compile(rf"\\[bfnrtu]|[\x7f-\x9f\u2028\u2029{_HIDDEN}]")
"""In a command's JSON, where control characters are written as escapes."""


def plain(text: str, *, is_long: bool = False) -> str:
    """The text without what misleads; on one line unless it `is_long`."""
    text = _REMOVED.sub("", _BREAK.sub("\n", text))
    return text if is_long else _SPACE.sub(" ", text)


def plain_command(command: Command) -> Command:
    """The command with plain texts; mostly the same object.

    Raises `Refused` when nothing that can be read is left where something must be.
    """
    encoded = msgspec.json.encode(command).decode()
    if not _SUSPECT.search(encoded):
        return command
    found: Command = _plain(command)
    try:
        return msgspec.convert(msgspec.to_builtins(found), type(command))
    except msgspec.ValidationError as error:
        raise Refused(
            "A text holds nothing but characters that cannot be seen. Write it again."
        ) from error


def _plain(value: Any, *, is_long: bool = False) -> Any:
    if type(value) is str:
        return plain(value, is_long=is_long)
    if isinstance(value, Struct):
        fields = {name: getattr(value, name) for name in value.__struct_fields__}
        return replace(
            value, **{n: _plain(each, is_long=n in LONG_TEXTS) for n, each in fields.items()}
        )
    if isinstance(value, tuple | frozenset):
        return type(value)(map(_plain, value))
    if isinstance(value, dict):
        return {_plain(key): _plain(each) for key, each in value.items()}
    return value

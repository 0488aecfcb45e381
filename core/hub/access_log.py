"""What is written down of access: who came in, who was refused what, who changed whose rights.

Pure: the notes and how those that are alike become one. They stand in a stream of their own,
chained like every other, so that an auditor can tell that none is missing; no console gets it.
"""

from enum import StrEnum

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from core.model import ActorId

STREAM = "@access"
"""No depot can be called so."""
VERSION = 1
MOST_AT_ONCE = 50
"""Different notes that are written one by one when many come in a moment; the rest is counted."""
LONGEST_WORDS = 300


class Kind(StrEnum):
    """What happened."""

    PERSON_MADE = "access.person_made"
    PERSON_CHANGED = "access.person_changed"
    PERSON_REMOVED = "access.person_removed"
    PASSWORD_RESET = "access.password_reset"
    PASSWORD_CHANGED = "access.password_changed"
    TOTP_SET = "access.totp_set"
    TOTP_REMOVED = "access.totp_removed"
    RECOVERY_USED = "access.recovery_used"
    SIGNED_IN = "access.signed_in"
    SIGNED_OUT = "access.signed_out"
    SESSIONS_ENDED = "access.sessions_ended"
    TOKEN_MADE = "access.token_made"
    TOKEN_REVOKED = "access.token_revoked"
    LINK_USED = "access.link_used"
    """A driver's phone came in by a link of the office, and has a token from then on."""
    SIGN_IN_REFUSED = "access.sign_in_refused"
    STRANGER_REFUSED = "access.stranger_refused"
    """Somebody showed a token that nobody has."""
    COMMAND_REFUSED = "access.command_refused"
    """Somebody asked what the role may not ask."""
    SLOWED_DOWN = "access.slowed_down"
    """A device that is let in sent so much that was refused that it had to wait."""
    REPLAY_REFUSED = "access.replay_refused"
    """An id came again with another body."""
    EXPORTED = "access.exported"
    ERASED = "access.erased"
    RETENTION_RAN = "access.retention_ran"
    MORE_REFUSED = "access.more_refused"
    """So many more than are written down one by one."""


class Note(Struct, frozen=True, omit_defaults=True):
    """One thing that happened, or `count` of the same kind since the last look."""

    kind: Kind
    who: ActorId
    about: str = ""
    """Whom or what it was done to."""
    depot: str = ""
    address: str = ""
    words: str = ""
    count: int = 1


def gathered(notes: list[Note]) -> list[Note]:
    """Alike ones as one with its count; beyond `MOST_AT_ONCE` only how many there were."""
    counts: dict[Note, int] = {}
    for note in notes:
        alike = replace(note, count=1)
        counts[alike] = counts.get(alike, 0) + note.count
    together = [replace(note, count=count) for note, count in counts.items()]
    kept, rest = together[:MOST_AT_ONCE], together[MOST_AT_ONCE:]
    if rest:
        count = sum(note.count for note in rest)
        words = f"{len(rest)} different ones, from {rest[0].kind} on."
        kept.append(Note(Kind.MORE_REFUSED, ActorId("hub"), words=words, count=count))
    return kept


def body_of(note: Note) -> bytes:
    """As it is stored and hashed."""
    return msgspec.json.encode(replace(note, words=note.words[:LONGEST_WORDS]))


def note_of(body: bytes) -> Note:
    """Raises `msgspec.DecodeError` for anything else."""
    return msgspec.json.decode(body, type=Note)

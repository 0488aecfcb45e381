"""Hubs that somebody has joined from this computer, newest first, and the tokens of those sessions.

Addresses lie in a file that only the user can read; tokens lie in the system's keyring and nowhere
else. Without a keyring somebody stays signed in until the console is closed, and is told so.
"""

import logging
from pathlib import Path

import msgspec
from msgspec import Struct

from console.tongue import tr
from core.json_faults import NOT_JSON
from core.private_files import close_to_others, private_file

SERVICE = "Backhaul"
MOST_HUBS = 12
NO_KEYRING = tr(
    "This computer has no keyring that can be used, so you stay signed in until you "
    "close the console."
)
_log = logging.getLogger(__name__)


class KnownHub(Struct, frozen=True):
    """Where somebody was signed in last, and the authority that was compared then (PEM)."""

    url: str
    name: str = ""
    depot: str = ""
    authority: str = ""

    @property
    def account(self) -> str:
        """What the token is kept under."""
        return f"{self.name} {self.url}"


def read_hubs(file: Path) -> list[KnownHub]:
    """What is known; nothing when there is no such file or it cannot be read."""
    try:
        close_to_others(file)
        return msgspec.json.decode(file.read_bytes(), type=list[KnownHub])
    except FileNotFoundError:
        return []
    except (OSError, *NOT_JSON) as error:
        _log.warning("The hubs in %s cannot be read: %s", file, error)
        return []


def remember(file: Path, hub: KnownHub) -> None:
    """Put a hub on top of the list. Raises `OSError`."""
    others = [each for each in read_hubs(file) if each.url != hub.url]
    private_file(file)
    file.write_bytes(msgspec.json.encode([hub, *others][:MOST_HUBS]))


def kept_token(hub: KnownHub) -> str:
    """From the keyring; empty when there is none. Blocks, also while the keyring is unlocked."""
    from keyring import get_password
    from keyring.errors import KeyringError

    try:
        return get_password(SERVICE, hub.account) or ""
    except KeyringError as error:
        _log.info("The keyring gives nothing: %s", error)
        return ""


def keep_token(hub: KnownHub, token: str) -> str:
    """Into the keyring; words to say when that cannot be done. Blocks."""
    from keyring import set_password
    from keyring.errors import KeyringError

    try:
        set_password(SERVICE, hub.account, token)
    except KeyringError as error:
        _log.info("The keyring takes nothing: %s", error)
        return NO_KEYRING
    return ""


def drop_token(hub: KnownHub) -> None:
    """Out of the keyring; blocks."""
    from keyring import delete_password
    from keyring.errors import KeyringError

    try:
        delete_password(SERVICE, hub.account)
    except KeyringError as error:
        _log.info("There was nothing to take out of the keyring: %s", error)

"""How a hub is found and entered: its addresses and secrets, as files that only the user can read.

The embedded hub says it on its standard output, too. Nothing here listens or connects.
"""

import os
import secrets
from pathlib import Path

import msgspec
from msgspec import Struct

from core.json_faults import NOT_JSON
from core.model import DepotId
from core.private_files import close_to_others


class Secrets(Struct, frozen=True):
    """Tokens that outlive a hub: handed to an embedded one on stdin, kept in files for others."""

    console: str = ""
    office: str = ""
    """Of the simulator's own client, which adds customers' requests."""
    drivers: dict[str, str] = {}
    """Token of each driver's simulated device by driver id."""


class DriverToken(Struct, frozen=True):
    """A driver and the token of his device."""

    driver_id: str
    token: str


class Tokens(Struct, frozen=True):
    """What the hub hands to the simulator: drivers, and the office that takes new orders."""

    depot: DepotId
    drivers: tuple[DriverToken, ...]
    office: str = ""
    """Token of a client that may add orders and set the clock; empty: none."""


class Endpoint(Struct, frozen=True):
    """A running hub: where it listens and what a console shows it."""

    ws_url: str
    http_url: str
    token: str
    depots: tuple[DepotId, ...] = ()
    demo_seed: int | None = None
    demo_day: str | None = None
    """Local date on which the demo day began."""
    pid: int = 0
    region: str = ""
    """Its roads, for the simulated drivers."""


class Ready(Struct, frozen=True):
    """The one line that an embedded hub prints: where it is, or why it cannot be."""

    endpoint: Endpoint | None = None
    secrets: Secrets = Secrets()
    words: str = ""
    is_taken: bool = False
    """Another hub has the database: connect to that one."""
    is_port_taken: bool = False
    """It could not listen where it was told to."""


class HubFiles:
    """Where a hub of a database keeps its endpoint and tokens."""

    def __init__(self, db: str, data: Path) -> None:
        """Beside an SQLite file, or in the data folder."""
        path = sqlite_path(db)
        base = path if path is not None else data / "hub"
        self.database = path
        self.endpoint = base.with_name(f"{base.name}.endpoint.json")
        self.token = base.with_name(f"{base.name}.token")
        self.drivers = base.with_name(f"{base.name}.drivers.json")
        self.port = base.with_name(f"{base.name}.port")
        """Where an embedded hub listened last: customers hold links to it for days."""
        self.secrets = base.with_name(f"{base.name}.secrets.json")


def sqlite_path(db: str) -> Path | None:
    """The file that a database URL or path names, or None for a server."""
    if "://" not in db:
        return Path(db).expanduser().absolute()
    scheme, _, name = db.partition(":///")
    return Path(name).absolute() if scheme == "sqlite" and name else None


def simulator_tokens(secrets_: Secrets, depot: DepotId) -> Tokens:
    """What `main.py simulate --tokens` reads."""
    drivers = tuple(DriverToken(driver_id, token) for driver_id, token in secrets_.drivers.items())
    return Tokens(depot, drivers, secrets_.office)


def write_private(path: Path, content: bytes) -> None:
    """Replace a file in one step; nobody but the user can ever read it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    new.replace(path)


def read_endpoint(path: Path) -> Endpoint | None:
    """The endpoint in a file, or None when there is none or it cannot be read."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Endpoint)
    except (OSError, *NOT_JSON):
        return None


def read_port(path: Path) -> int:
    """The port in a file; 0, any that is free, when there is none or it cannot be one."""
    try:
        port = int(path.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return 0
    return port if 1024 <= port < 65536 else 0


def read_secrets(path: Path) -> Secrets:
    """The tokens in a file; none yet when there is no such file. Raises `OSError`."""
    close_to_others(path)
    try:
        return msgspec.json.decode(path.read_bytes(), type=Secrets)
    except (FileNotFoundError, *NOT_JSON):
        return Secrets()

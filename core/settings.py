"""Settings of one machine, from a TOML file and the environment, checked once at start.

Read by the shells (`main.py`, console, hub); pure code gets plain values. Every field has a
sentence, which is also what the settings file shows.
"""

import ast
import os
import tomllib
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
import platformdirs
from msgspec import Meta, Struct

from core.private_files import replace_file

ENVIRONMENT_PREFIX = "BACKHAUL_"


class SettingsError(Exception):
    """The settings cannot be used; the text says which, where and what is allowed."""


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """What a person may choose."""

    theme: Literal["system", "dark", "light"] = "system"
    """Colours of the window."""
    language: Literal["system", "en", "es"] = "system"
    """What the window speaks, and how it writes figures and dates."""
    send_after_s: Annotated[int, Meta(ge=0, le=3600)] = 40
    """Seconds after the last change until a driver's tray is sent by itself; 0: only by key."""
    take_better_sequence: bool = False
    """Take the better sequence of a route at once instead of offering it."""
    public_url: Annotated[str, Meta(pattern=r"\A(https?://[^/\s]+)?\Z")] = ""
    """Where customers reach the hub from outside, through a proxy that encrypts and passes their
    address on in X-Forwarded-For, as https://orders.example.com; empty: only this machine does."""
    proxy_networks: str = "127.0.0.0/8 ::1"
    """From where that proxy connects; X-Forwarded-For is believed from there only."""
    smtp_url: str = ""
    """Mail server for messages to customers, as smtp://user:password@host:587 or smtps://…; empty:
    nobody is sent mail."""
    mail_from: str = ""
    """Address that customers' mail comes from."""
    message_url: str = ""
    """Web service that sends text messages, as https://…; empty: nobody is sent any."""
    message_secret: str = ""
    """What requests to that service are signed with."""
    webhook_networks: str = ""
    """Private networks that shops' webhooks may lead to, as 10.0.0.0/8 192.168.1.7; empty: they
    lead to public addresses only."""
    routing_url: str = ""
    """Server that is asked for travel times, as osrm+http://127.0.0.1:5000 or
    valhalla+http://127.0.0.1:8002, with /PROFILE behind it; empty, or while it does not answer, the
    region's own roads are used."""
    address_url: Annotated[str, Meta(max_length=500)] = ""
    """Server that is asked where addresses of imported lists are, as photon+http://127.0.0.1:2322
    or nominatim+https://nominatim.example.com; empty, or while it does not answer, the region's
    own index is used. Asking a server tells it your customers' addresses."""
    require_totp: bool = False
    """Supervisors and administrators who sign in at a hub need a code of an authenticator app."""
    refused_per_minute: Annotated[int, Meta(ge=0, le=100_000)] = 60
    """Refused commands a minute, beyond the first 200, until a device is listened to more slowly;
    0: none is."""
    sounds: tuple[Literal["message", "case", "door", "back"], ...] = ()
    """What is heard: "message", when a driver writes; "case", when something new needs a decision,
    once for everything of one cause; "door", when a driver at a door waits for a word; "back", when
    a case that waited is due or answered. None by default."""
    notices: tuple[Literal["message", "case", "door", "back"], ...] = ()
    """What the desktop tells while the window is not in front, by the same names as sounds. None by
    default."""
    scale_percent: Annotated[int, Meta(ge=100, le=250)] = 100
    """Size of everything in the window, in percent."""
    base_map: Annotated[str, Meta(max_length=500)] = ""
    """Other streets under the day: a PMTiles file, or pictures from a server, as
    https://tiles.example.com/{z}/{x}/{y}.png; empty: those of the region. Asking a server tells it
    where you look."""
    base_map_attribution: Annotated[str, Meta(max_length=200)] = ""
    """Whom the map names for those other streets, as their licence demands."""
    solver_ms: Annotated[int, Meta(ge=20, le=10_000)] = 60
    """Milliseconds that the local re-optimization of one route may take."""


def sentences() -> dict[str, str]:
    """What each setting means: the text below its field, which exists nowhere else."""
    tree = ast.parse(Path(__file__).read_text(encoding="utf-8"))
    body = next(n.body for n in tree.body if isinstance(n, ast.ClassDef) and n.name == "Settings")
    found = {}
    for field, text in pairwise(body):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
            assert isinstance(text, ast.Expr)
            assert isinstance(text.value, ast.Constant)
            found[field.target.id] = " ".join(str(text.value.value).split())
    return found


def data_folder() -> Path:
    """Where the database, photos and outboxes live; `BACKHAUL_DATA` overrides it."""
    override = os.environ.get(f"{ENVIRONMENT_PREFIX}DATA")
    return Path(override) if override else Path(platformdirs.user_data_path("backhaul"))


def settings_file() -> Path:
    """The TOML file that `load_settings` reads when none is named."""
    return Path(platformdirs.user_config_path("backhaul")) / "settings.toml"


def load_settings(file: Path | None = None, environ: Mapping[str, str] = os.environ) -> Settings:
    """The file's settings, overridden by `BACKHAUL_<NAME>`; a missing file means the defaults.

    Raises `SettingsError` for a file that cannot be read or a value that is not allowed.
    """
    file = file or settings_file()
    values = _read(file) if file.exists() else {}
    for name in Settings.__struct_fields__:
        text = environ.get(ENVIRONMENT_PREFIX + name.upper())
        if text is not None:
            values[name] = _literal(text)
    try:
        return msgspec.convert(values, Settings)
    except msgspec.ValidationError as error:
        raise SettingsError(
            f"A setting in {file} or the environment is not allowed: {error}"
        ) from error


def keep_settings(changes: Mapping[str, object], file: Path | None = None) -> Settings:
    """Write these settings into the file, whose comments and other lines stay; the file's settings.

    The file is replaced in one step and is the user's alone, since it may hold passwords. Raises
    `SettingsError` for a value that is not allowed and for a file that cannot be read or written;
    then nothing has changed.
    """
    # Imported late: most starts write nothing.
    import tomlkit

    file = file or settings_file()
    kept = load_settings(file, {})  # complains of a broken file before it is touched
    try:
        kept = msgspec.convert({**msgspec.structs.asdict(kept), **changes}, Settings)
        text = file.read_text(encoding="utf-8") if file.exists() else ""
        document = tomlkit.parse(text)
        for name in changes:
            document[name] = msgspec.to_builtins(getattr(kept, name))
        file.parent.mkdir(parents=True, exist_ok=True)
        replace_file(file, tomlkit.dumps(document).encode())
    except msgspec.ValidationError as error:
        raise SettingsError(f"This setting is not allowed: {error}") from error
    except OSError as error:
        raise SettingsError(f"The settings in {file} cannot be written: {error}") from error
    return kept


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"The settings in {file} cannot be read: {error}") from error


def _literal(text: str) -> Any:
    """A TOML value if the text is one, else the text itself."""
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text

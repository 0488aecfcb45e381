"""What was opened last on this computer: the next start opens it again without a question."""

import argparse
import logging
import os
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from console.kept import read_kept
from core.hub.own_depots import depots_in
from core.private_files import replace_file

OPENED = "opened.json"
CITIES = {"la-serena": "La Serena", "helsinki": "Helsinki"}
"""Demo days, by the cities that are shipped."""
_log = logging.getLogger(__name__)


class Opened(Struct, frozen=True):
    """A demo city, a depot of one's own by its id, or a hub that is asked for by its dialog."""

    kind: Literal["demo", "own", "hub"]
    name: str = ""


def read_opened(data: Path) -> Opened | None:
    """What was opened last and is still there; None asks."""
    if not (data / OPENED).exists():
        # Before there was a welcome the demo day was opened without a question.
        return Opened("demo", "la-serena") if (data / "demo").is_dir() else None
    opened = read_kept(data / OPENED, Opened)
    if opened is None:
        return None
    is_there = {
        "demo": opened.name in CITIES,
        "own": opened.name in {card.id for card in depots_in(data)},
        "hub": True,
    }
    return opened if is_there[opened.kind] else None


def keep_opened(data: Path, opened: Opened) -> None:
    """For the next start; a disk that refuses is no reason to stop."""
    try:
        replace_file(data / OPENED, msgspec.json.encode(opened))
    except OSError as error:
        _log.warning("What was opened cannot be kept: %s", error)


def is_named(options: argparse.Namespace) -> bool:
    """Whether the command line, or the environment, says what to open."""
    named = (options.demo, options.city, options.open, options.hub, options.sign_in)
    started = (options.fresh, options.speed, options.screenshot, options.token_file)
    return any(named) or any(started) or bool(os.environ.get("BACKHAUL_TOKEN"))


def name_in(options: argparse.Namespace, opened: Opened) -> None:
    """As if the command line had said it."""
    options.city = opened.name if opened.kind == "demo" else None
    options.open = opened.name if opened.kind == "own" else None
    options.sign_in = opened.kind == "hub"
    options.hub = None
    options.fresh = False

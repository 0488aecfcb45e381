"""Depots of a person's own on this computer: each a folder with a database.

depots/NAME/day.db …       its log and what belongs to it
depots/NAME/depot.json     what is told of it before that is opened
depots/.making-…/          what is being made; left behind only by a kill, and then cleared
"""

from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from core.json_faults import NOT_JSON
from core.private_files import replace_file

DEPOTS = "depots"
DATABASE = "day.db"
CARD = "depot.json"


class DepotRefused(Exception):
    """No depot was made; the text says why."""


class Card(Struct, frozen=True):
    """What is told of a depot before its database is opened."""

    id: str
    name: str
    address: str
    region: str


def depots_in(data: Path) -> list[Card]:
    """The depots of a data folder, by name."""
    folder = data / DEPOTS
    found = []
    for path in sorted(folder.glob(f"*/{CARD}")) if folder.is_dir() else ():
        card = card_in(path.parent)
        if card is not None:
            found.append(card)
    return sorted(found, key=lambda card: card.name.lower())


def on_region(data: Path, region: str) -> list[Card]:
    """The depots that stand in a region: without it their hub does not start."""
    return [card for card in depots_in(data) if card.region == region]


def card_in(folder: Path) -> Card | None:
    """The depot of a folder; None where there is none."""
    try:
        return msgspec.json.decode((folder / CARD).read_bytes(), type=Card)
    except (OSError, *NOT_JSON):
        return None


def keep_region(folder: Path, region: str) -> None:
    """The depot of this folder stands in another region from now on. Raises `OSError`."""
    card = card_in(folder)
    if card is not None:
        replace_file(folder / CARD, msgspec.json.encode(replace(card, region=region)))


def folder_of(data: Path, depot: str) -> Path:
    """Where a depot lies. Raises `DepotRefused` where there is none."""
    known = depots_in(data)
    if depot not in [card.id for card in known]:
        names = ", ".join(card.id for card in known) or "none yet"
        raise DepotRefused(
            f"There is no depot {depot} in {data / DEPOTS} ({names}). Set it up: "
            f"python main.py depot add {depot} --region REGION --address ADDRESS"
        )
    return data / DEPOTS / depot

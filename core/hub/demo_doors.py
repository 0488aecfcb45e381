"""What was learned about some doors of the demo day before it begins. Invented, like its people."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from core import commands as c
from core.model import OrderStatus
from core.opening import parse_hours
from core.state import State

EVERY = 41
"""Every so many orders there is a door that somebody has written about."""


class _Door(msgspec.Struct, forbid_unknown_fields=True):
    entrance: str = ""
    gate_code: str = ""
    has_dog: bool = False
    parking: str = ""
    neighbour: str = ""
    house: str = ""
    note: str = ""
    hours: str = ""


class _Doors(msgspec.Struct, forbid_unknown_fields=True):
    door: tuple[_Door, ...]


def learned_doors(state: State, file: Path) -> Iterator[c.LearnPlace]:
    """One command for each of them; the same day always gives the same ones."""
    doors = msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8")), _Doors).door
    waiting = sorted(
        order.id
        for order in state.orders.values()
        if order.status in (OrderStatus.PLANNED, OrderStatus.WAITING)
    )
    for number, order_id in enumerate(waiting[EVERY - 1 :: EVERY]):
        door = doors[number % len(doors)]
        yield c.LearnPlace(
            order_id,
            door.note,
            entrance=door.entrance,
            gate_code=door.gate_code,
            has_dog=door.has_dog,
            parking=door.parking,
            neighbour=door.neighbour,
            house=door.house,
            hours=parse_hours(door.hours),
        )

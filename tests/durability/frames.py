"""Frames as no client of ours would send them: valid ones of every kind, and what chance makes."""

import json
from collections.abc import Iterator
from random import Random
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings

from core.commands import Command
from core.hub import protocol as p
from tests.structs import members, structs

EACH = 3
"""Valid frames of each kind of command in the corpus."""
BIG = (2**62, -(2**62), 10**400, 1e308, float("nan"), float("inf"), -0.0, 0.1)
TEXTS = (
    "",
    "\0",
    "\u202e",
    "\ud800",
    "'; DROP TABLE events; --",
    "<script>alert(1)</script>",
    "=1+1",
    "{{7*7}}",
    "../../etc/passwd",
    "\U0001f69a" * 500,
    "a" * 9_000,
)


def corpus() -> list[bytes]:
    """Valid frames of every kind that a client may send, the same ones in every run."""
    frames: list[bytes] = []
    for command in members(Command):

        @settings(
            max_examples=EACH,
            database=None,
            derandomize=True,
            deadline=None,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        )
        @given(structs(command))
        def collect(value: Any) -> None:
            frames.append(p.encode(p.Ask(f"f{len(frames)}", value)))

        collect()
    frames.append(b'{"frame":"positions","fixes":[{"at":"2026-11-23T08:00:00Z","lat":1,"lon":2}]}')
    frames.append(b'{"frame":"set_clock","id":"c","rate":1}')
    return [frame for frame in frames if len(frame) <= p.MAX_FRAME_BYTES]


def mutated(frames: list[bytes], random: Random) -> Iterator[str | bytes]:
    """Without end: text as a rule, binary now and then, sometimes untouched."""
    changes = (_flipped, _cut, _doubled, _swapped, _deep, _noise, _as_it_is, _too_long)
    weights = (20, 20, 20, 30, 5, 5, 20, 0.02)
    while True:
        (change,) = random.choices(changes, weights)
        made = change(random.choice(frames), random)
        yield made if random.random() < 0.02 else made.decode(errors="replace")


def _as_it_is(frame: bytes, random: Random) -> bytes:
    return frame


def _flipped(frame: bytes, random: Random) -> bytes:
    changed = bytearray(frame)
    for _ in range(random.randrange(1, 6)):
        changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed)


def _cut(frame: bytes, random: Random) -> bytes:
    start = random.randrange(len(frame))
    return frame[start:] if random.random() < 0.3 else frame[:start]


def _doubled(frame: bytes, random: Random) -> bytes:
    start, end = sorted((random.randrange(len(frame)), random.randrange(len(frame))))
    return frame[:end] + frame[start:]


def _deep(frame: bytes, random: Random) -> bytes:
    depth = random.choice((10, 1_000, 10_000))
    opening = random.choice((b"[", b'{"a":'))
    return b'{"frame":"ask","id":"x","command":' + opening * depth


def _too_long(frame: bytes, random: Random) -> bytes:
    return frame + b" " * p.MAX_FRAME_BYTES


def _noise(frame: bytes, random: Random) -> bytes:
    return random.randbytes(random.randrange(1, 2000))


def _swapped(frame: bytes, random: Random) -> bytes:
    """Somewhere in the tree stands something else: another type, a bound, a text that bites."""
    tree = json.loads(frame)
    places = list(_places(tree))
    for _ in range(random.randrange(1, 4)):
        holder, key = random.choice(places)
        holder[key] = random.choice(
            (*BIG, *TEXTS, None, True, [], {}, [[]] * 50, random.randrange(-10, 10))
        )
    return json.dumps(tree).encode(errors="replace")


def _places(tree: Any) -> Iterator[tuple[Any, Any]]:
    keys = list(tree) if isinstance(tree, dict) else range(len(tree))
    for key in keys:
        yield tree, key
        if isinstance(tree[key], dict | list):
            yield from _places(tree[key])

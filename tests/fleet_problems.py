"""Small random fleet problems in which everything that the engine knows occurs."""

import random
from typing import Any

import numpy as np

from core.planning.fleet import FAR_AWAY, Break, FleetProblem, Matrix, Request, Van

DAY_S = 30_000


def random_problem(seed: int, *, requests: int | None = None) -> FleetProblem:
    """One problem; each kind of constraint is in about a third of them."""
    dice = random.Random(seed)
    has = {name: dice.random() < 0.35 for name in FEATURES}
    count = requests or dice.randint(2, 14)
    vans = dice.randint(1, 4)
    places = count + 3
    seconds = _matrix(dice, places, 2 if has["layers"] else 1)
    metres = _matrix(dice, places, len(seconds))
    tasks = _requests(dice, has, count, vans, places)
    return FleetProblem(
        requests=tuple(tasks),
        vans=tuple(_van(dice, has, places, len(seconds)) for _ in range(vans)),
        seconds=seconds,
        second=metres if has["metres"] else None,
        metres=metres,
        move_price=dice.choice((0, 500)) if has["stable"] else 0,
        disturb_price=dice.choice((0, 900)) if has["stable"] else 0,
    )


FEATURES = (
    "layers", "metres", "windows", "several", "pairs", "sizes", "skills", "prizes", "breaks",
    "late", "over", "limits", "apart", "setup", "open", "fixed", "road", "asymmetric", "stable",
)  # fmt: skip


def _matrix(dice: random.Random, places: int, layers: int) -> Matrix:
    points = np.array([(dice.uniform(0, 2500), dice.uniform(0, 2500)) for _ in range(places)])
    way = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    skew = 1 + dice.choice((0.0, 0.2)) * np.array(
        [[dice.random() for _ in range(places)] for _ in range(places)]
    )
    matrix = np.stack([np.ceil(way * skew * (1 + layer)) for layer in range(layers)])
    for layer in matrix:
        np.fill_diagonal(layer, 0)
    return matrix.astype(np.int32)


def _requests(
    dice: random.Random, has: dict[str, bool], count: int, vans: int, places: int
) -> list[Request]:
    found: list[Request] = []
    while len(found) < count:
        paired = has["pairs"] and dice.random() < 0.5
        able = (
            frozenset(dice.sample(range(vans), dice.randint(1, vans)))
            if has["skills"] and dice.random() < 0.5
            else None
        )
        prize = dice.randint(0, 9_000) if has["prizes"] and dice.random() < 0.5 else None
        more = (dice.randint(0, 4), dice.randint(0, 4)) if has["sizes"] else (0, 0)
        size = (dice.randint(0, 4), *more)
        common: dict[str, Any] = {
            "vans": able,
            "prize": prize,
            "weight": dice.choice((1, 1, 2, 51)),
        }
        at = len(found)
        if paired:
            found.append(Request(**_visit(dice, has, places), takes=size, partner=at + 1, **common))
            back = (dice.randint(0, 4), *more) if dice.random() < 0.3 else (0, 0, 0)
            found.append(
                Request(
                    **_visit(dice, has, places),
                    leaves=size,
                    takes=back,
                    partner=at,
                    is_delivery_half=True,
                    vans=_other_vans(dice, able, vans),
                )
            )
            continue
        loads = size if dice.random() < 0.6 else (0, 0, 0)
        takes = (0, 0, 0) if loads == size and dice.random() < 0.6 else size
        found.append(Request(**_visit(dice, has, places), loads=loads, takes=takes, **common))
    return found


def _other_vans(
    dice: random.Random, able: frozenset[int] | None, vans: int
) -> frozenset[int] | None:
    """Those of a pair's other half: now and then others, of which only the common ones may."""
    if able is None or dice.random() < 0.7:
        return able
    return frozenset(dice.sample(range(vans), dice.randint(1, vans)))


def _visit(dice: random.Random, has: dict[str, bool], places: int) -> dict[str, Any]:
    windows: tuple[tuple[int, int], ...] = ()
    if has["windows"] and dice.random() < 0.7:
        opens = dice.randint(0, 16_000)
        windows = ((opens, opens + dice.randint(500, 9_000)),)
        if has["several"] and dice.random() < 0.6:
            later = windows[0][1] + dice.randint(1, 3_000)
            windows = (*windows, (later, later + dice.randint(300, 5_000)))
    return {
        "place": dice.randrange(places),
        "service_s": dice.randint(0, 900),
        "setup_s": dice.randint(0, 400) if has["setup"] else 0,
        "windows": windows,
        "due_s": dice.randint(1_000, 15_000) if has["late"] and dice.random() < 0.5 else FAR_AWAY,
        "brings_clean": has["apart"] and dice.random() < 0.3,
        "takes_dirty": has["apart"] and dice.random() < 0.3,
    }


def _van(dice: random.Random, has: dict[str, bool], places: int, layers: int) -> Van:
    breaks = []
    if has["breaks"]:
        clock = 0
        for _ in range(dice.randint(0, 2)):
            opens = clock + dice.randint(500, 6_000)
            windows = [(opens, opens + dice.randint(0, 4_000))]
            if dice.random() < 0.3:
                later = windows[0][1] + dice.randint(1, 2_000)
                windows.append((later, later + 2_000))
            breaks.append(Break(tuple(windows), dice.randint(100, 2_000)))
            clock = windows[-1][1]
    start = dice.randrange(places)
    return Van(
        start=start,
        end=start if not has["open"] else dice.randrange(places),
        begin_s=dice.randint(0, 2_000),
        latest_s=dice.randint(8_000, DAY_S),
        shift_end_s=dice.randint(5_000, 20_000) if has["over"] else FAR_AWAY,
        room=(dice.randint(5, 25), dice.randint(6, 25), dice.randint(6, 25)),
        aboard=(dice.randint(0, 2), 0, 0),
        layer=dice.randrange(layers),
        per_second=dice.randint(1, 3),
        per_unit=dice.randint(0, 2),
        per_second_out=dice.randint(0, 2) if has["late"] else 0,
        per_second_over=dice.randint(1, 5) if has["over"] else 0,
        per_second_late=dice.randint(1, 5) if has["late"] else 0,
        fixed=dice.choice((0, 2_000)),
        max_tasks=dice.randint(1, 8) if has["limits"] else FAR_AWAY,
        max_driving_s=dice.randint(3_000, 12_000) if has["limits"] else FAR_AWAY,
        max_metres=dice.randint(3_000, 12_000) if has["limits"] else FAR_AWAY,
        breaks=tuple(breaks),
        is_on_the_road=has["road"] and dice.random() < 0.5,
        has_dirty=has["apart"] and dice.random() < 0.2,
        is_divided=has["apart"] and dice.random() < 0.2,
    )

"""Academic problem texts: Solomon and Homberger, Li & Lim, and VRPLIB with its later sections.

Pure. Distances and times are tenths, truncated, as the published best-known values for the
distance objective are counted; a VRPLIB text without windows counts in whole rounded units, as its
own format says.
"""

import math
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from core.planning.fleet import FleetProblem, Matrix, Request, Van

TENTHS = 10


class NotAnInstance(Exception):
    """A text cannot be read; the sentence names the line."""


def read_solomon(text: str) -> FleetProblem:
    """Solomon's and Homberger's layout: a table of customers under a fleet of equal vans."""
    rows = [(number, line.split()) for number, line in enumerate(text.splitlines(), 1)]
    fleet = [(number, row) for number, row in rows if len(row) == 2 and row[0].isdigit()]
    table = [_whole(row, number) for number, row in rows if len(row) == 7 and row[0].isdigit()]
    if not fleet or len(table) < 2:
        raise NotAnInstance("There is no line with vehicles and capacity, or no customer below it")
    vehicles, capacity = _whole(fleet[0][1], fleet[0][0])
    matrix = _tenths([(row[1], row[2]) for row in table])
    requests = [
        Request(
            place=place,
            service_s=TENTHS * row[6],
            windows=((TENTHS * row[4], TENTHS * row[5]),),
            loads=(row[3], 0, 0),
        )
        for place, row in enumerate(table)
    ]
    depot = table[0]
    van = _van(capacity, TENTHS * depot[4], TENTHS * depot[5])
    return FleetProblem(tuple(requests[1:]), (van,) * vehicles, matrix)


def read_li_lim(text: str) -> FleetProblem:
    """Li & Lim's layout: tasks in pairs, a pickup naming its delivery and the other way round."""
    rows = [(number, line.split()) for number, line in enumerate(text.splitlines(), 1)]
    rows = [(number, row) for number, row in rows if row]
    if len(rows) < 3 or len(rows[0][1]) < 2:
        raise NotAnInstance("The first line does not name vehicles and capacity")
    vehicles, capacity = _whole(rows[0][1][:2], rows[0][0])
    table = [_whole(row, number) for number, row in rows[1:]]
    if any(len(row) != 9 for row in table):
        raise NotAnInstance("A task has not nine numbers")
    requests = []
    for place, row in enumerate(table[1:], 1):
        partner = (row[7] or row[8]) - 1
        if not 0 <= partner < len(table) - 1:
            raise NotAnInstance(f"Task {place} has no partner")
        requests.append(
            Request(
                place=place,
                service_s=TENTHS * row[6],
                windows=((TENTHS * row[4], TENTHS * row[5]),),
                leaves=(max(0, -row[3]), 0, 0),
                takes=(max(0, row[3]), 0, 0),
                partner=partner,
                is_delivery_half=row[7] > 0,
            )
        )
    van = _van(capacity, TENTHS * table[0][4], TENTHS * table[0][5])
    matrix = _tenths([(row[1], row[2]) for row in table])
    return FleetProblem(tuple(requests), (van,) * vehicles, matrix)


def read_vrplib(text: str) -> FleetProblem:
    """CVRPLIB's and LKH's layout: `KEY : value` lines and sections, one depot, equal vans."""
    keys, sections = _sections(text)
    if "NODE_COORD_SECTION" not in sections and "EDGE_WEIGHT_SECTION" not in sections:
        raise NotAnInstance("There is neither NODE_COORD_SECTION nor EDGE_WEIGHT_SECTION")
    visits = sections.get("PICKUP_AND_DELIVERY_SECTION")
    windows = sections.get("TIME_WINDOW_SECTION")
    has_windows = visits is not None or windows is not None
    scale = TENTHS if has_windows else 1
    matrix = _vrplib_matrix(keys, sections, has_windows)
    count = matrix.shape[1]
    demand = _column(sections.get("DEMAND_SECTION"), 1, count)
    opens = _column(windows, 1, count)
    closes = _column(windows, 2, count, 1e7)
    service = _column(sections.get("SERVICE_TIME_SECTION"), 1, count, _number(keys, "SERVICE_TIME"))
    collect = np.zeros(count)
    if visits is not None:
        opens, closes = _column(visits, 2, count), _column(visits, 3, count)
        service = _column(visits, 4, count)
        collect, demand = _column(visits, 5, count), _column(visits, 6, count)
        closes[closes == 0] = 1e7
    requests = tuple(
        Request(
            place=place,
            service_s=round(scale * service[place]),
            windows=((round(scale * opens[place]), round(scale * closes[place])),)
            if has_windows
            else (),
            loads=(round(demand[place]), 0, 0),
            takes=(round(collect[place]), 0, 0),
        )
        for place in range(1, count)
    )
    vehicles = int(_number(keys, "VEHICLES", count - 1))
    latest = round(scale * min(closes[0], 1e7))
    van = _van(round(_number(keys, "CAPACITY", 1e8)), round(scale * opens[0]), latest)
    return FleetProblem(requests, (van,) * vehicles, matrix)


def _van(capacity: int, opens: int, closes: int) -> Van:
    return Van(0, 0, begin_s=opens, latest_s=closes, room=(capacity, 1 << 29, 1 << 29))


def _sections(text: str) -> tuple[dict[str, str], dict[str, list[list[float]]]]:
    keys: dict[str, str] = {}
    sections: dict[str, list[list[float]]] = {}
    section: list[list[float]] | None = None
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split()
        if not words or words[0] == "EOF":
            continue
        if words[0].endswith("_SECTION"):
            section = sections.setdefault(words[0].rstrip(":"), [])
        elif ":" in line and not _is_number(words[0]):
            key, _, value = line.partition(":")
            keys[key.strip()] = value.strip()
        elif section is None:
            raise NotAnInstance(f"Line {number} belongs to no section: {line.strip()[:40]}")
        else:
            section.append(_numbers(words, number))
    return keys, sections


def _vrplib_matrix(
    keys: dict[str, str], sections: dict[str, list[list[float]]], has_windows: bool
) -> Matrix:
    if "EDGE_WEIGHT_SECTION" in sections:
        values = [value for row in sections["EDGE_WEIGHT_SECTION"] for value in row]
        return _explicit(values, keys.get("EDGE_WEIGHT_FORMAT", "FULL_MATRIX"))
    points = [(row[1], row[2]) for row in sections["NODE_COORD_SECTION"]]
    if has_windows:
        return _tenths(points)
    return np.rint(_distances(points)).astype(np.int32)[None]


def _explicit(values: Sequence[float], layout: str) -> Matrix:
    if layout == "FULL_MATRIX":
        count = math.isqrt(len(values))
        if count * count != len(values):
            raise NotAnInstance("EDGE_WEIGHT_SECTION is not square")
        return np.array(values, np.int32).reshape(1, count, count)
    if layout not in ("LOWER_ROW", "UPPER_ROW"):
        raise NotAnInstance(f"EDGE_WEIGHT_FORMAT {layout[:40]} is not known")
    count = (1 + math.isqrt(1 + 8 * len(values))) // 2
    if count * (count - 1) // 2 != len(values):
        raise NotAnInstance("EDGE_WEIGHT_SECTION is not a triangle")
    matrix = np.zeros((count, count), np.int32)
    pick = np.tril_indices(count, -1) if layout == "LOWER_ROW" else np.triu_indices(count, 1)
    matrix[pick] = values
    return (matrix + matrix.T)[None]


def _tenths(points: Sequence[tuple[float, float]]) -> Matrix:
    # A hair is added, since 0.1 is no binary number and a whole distance must stay whole.
    return np.floor(_distances(points) * TENTHS + 1e-9).astype(np.int32)[None]


def _distances(points: Sequence[tuple[float, float]]) -> npt.NDArray[np.float64]:
    at = np.array(points, np.float64)
    distances: npt.NDArray[np.float64] = np.hypot(*(at[:, None] - at[None]).transpose(2, 0, 1))
    return distances


def _column(
    rows: list[list[float]] | None, column: int, count: int, default: float = 0.0
) -> npt.NDArray[np.float64]:
    """One number per node, by the node's own number in column 0."""
    values = np.full(count, default)
    for row in rows or ():
        node = int(row[0]) - 1
        if not 0 <= node < count or len(row) <= column:
            raise NotAnInstance(f"Node {row[0]:g} of a section is not known or lacks a number")
        values[node] = row[column]
    return values


def _number(keys: dict[str, str], key: str, default: float = 0.0) -> float:
    text = keys.get(key, "")
    if not text:
        return default
    if not _is_number(text):
        raise NotAnInstance(f"{key} is no number: {text[:40]}")
    return float(text)


def _whole(words: Sequence[str], line: int) -> list[int]:
    return [int(value) for value in _numbers(words, line)]


def _numbers(words: Iterable[str], line: int) -> list[float]:
    try:
        values = [float(word) for word in words]
    except ValueError:
        raise NotAnInstance(f"Line {line} holds something that is no number") from None
    if not all(map(math.isfinite, values)):
        raise NotAnInstance(f"Line {line} holds a number without end")
    return values


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False

"""A fleet problem as the arrays that the compiled search works on.

Pure: numpy only, so that the console may build them beside a running search.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from core.planning import engine_columns as c
from core.planning.fleet import FleetProblem, Matrix, Request, Van
from core.planning.neighbours import Ways, are_the_same, near_as_before, near_of, turned

Ints = npt.NDArray[np.int64]
Records = npt.NDArray[np.int32]
Routes = Sequence[Sequence[int]]

NEAR = 40
"""Neighbours whose gaps an insertion looks at."""
RUIN_NEAR = 100
_NONE = np.zeros((1, 1, 1), np.int32)


class Arrays(Struct, eq=False):
    """Everything `search` takes, in its order but for temperature, steps and stop."""

    nodes: Records
    vans: Ints
    seconds: Matrix
    seconds_to: Matrix
    second: Matrix
    second_to: Matrix
    metres: Matrix
    near: Records
    allowed: npt.NDArray[np.uint8]
    prizes: Ints
    windows: Records
    breaks: Records
    memory: Ints
    scratch: Ints
    undo: Records
    """Room for every node as it was before a step."""
    kinds: tuple[int, ...] = ()
    """The number of each van in the problem: those of one kind stand side by side here."""
    problem: FleetProblem | None = None


def make_arrays(
    problem: FleetProblem,
    routes: Routes = (),
    *,
    near: int = NEAR,
    like: Arrays | None = None,
) -> Arrays:
    """Arrays with `routes` as the plan to start from; what they lack waits to be placed.

    `routes` are taken as they stand: whoever has a plan that breaks limits relaxes them first.
    Most of the work is to turn the matrices and to find neighbours. What `like`, arrays of a
    problem before, has of that is kept: matrices that are the very same, and neighbours of all
    requests near which nothing has changed.
    """
    order = _by_kind(problem.vans, len(routes) > 0)
    requests = len(problem.requests)
    size = requests + 2 * len(problem.vans)
    seconds = np.ascontiguousarray(problem.seconds, np.int32)
    second = _NONE if problem.second is None else np.ascontiguousarray(problem.second, np.int32)
    metres = _NONE if problem.metres is None else np.ascontiguousarray(problem.metres, np.int32)
    windows: list[tuple[int, int]] = []
    nodes = _lines(size)
    nodes[:, c.ROUTE] = -1
    nodes[:, [c.PARTNER, c.ONLY_VAN, c.HOME]] = -1
    nodes[:, c.DUE] = c.FAR
    breaks: list[tuple[int, int, int, int]] = []
    vans = np.zeros((len(problem.vans), c.VAN_COLUMNS), np.int64)
    number_of = {van: number for number, van in enumerate(order)}
    for number, van in enumerate(order):
        _fill_van(vans[number], nodes, problem.vans[van], requests + 2 * number, breaks)
        nodes[requests + 2 * number : requests + 2 * number + 2, c.ROUTE] = number
    allowed, classes = _allowed(problem.requests, number_of)
    prizes = np.zeros(size, np.int64)
    if requests:
        rows = [_request_row(request, windows) for request in problem.requests]
        nodes[:requests, _REQUEST_COLUMNS] = rows
        able = [np.flatnonzero(row) for row in allowed]
        only = np.array([who[0] if len(who) == 1 else -1 for who in able])
        nodes[:requests, c.CLASS] = classes
        nodes[:requests, c.ONLY_VAN] = only[classes]
        prizes[:requests] = [_prize(request) for request in problem.requests]
    last_kind, kind = None, -1
    for number, van in enumerate(order):
        if problem.vans[van] != last_kind or _is_own_kind(problem.vans[van], len(routes) > 0):
            kind += 1
            last_kind = problem.vans[van]
        vans[number, c.KIND] = kind
    ways = _ways_of(seconds, second, problem, like)
    near_nodes = _near(problem, ways, nodes[:requests], max(near, RUIN_NEAR), like)
    memory = np.zeros(c.MEMORY, np.int64)
    memory[c.REQUESTS], memory[c.VANS] = requests, len(order)
    memory[c.DIMENSIONS] = _dimensions(problem)
    memory[c.HAS_SECOND] = problem.second is not None
    memory[c.IS_EXACT] = (
        len(breaks) > 0
        or len(windows) > 0
        or any(r.setup_s or r.due_s < c.FAR for r in problem.requests)
    )
    memory[c.HAS_PAIRS] = any(r.partner >= 0 for r in problem.requests)
    memory[c.IS_STABLE] = len(routes) > 0 and problem.move_price + problem.disturb_price > 0
    memory[c.MOVE_PRICE], memory[c.DISTURB_PRICE] = problem.move_price, problem.disturb_price
    memory[c.HAS_LIMITS] = any(
        min(v.max_tasks, v.max_driving_s, v.max_metres) < c.FAR for v in problem.vans
    )
    memory[c.PRICES_TIME] = any(
        v.per_second_out or v.per_second_over or v.per_second_late for v in problem.vans
    )
    memory[c.KEEPS_APART] = any(r.brings_clean for r in problem.requests)
    memory[c.IS_ONE_WAY] = _is_one_way(problem)
    memory[c.HAS_WINDOWS] = any(r.windows for r in problem.requests)
    memory[c.NEAR_WIDTH] = min(near, near_nodes.shape[1])
    memory[c.RUIN_WIDTH] = near_nodes.shape[1]
    width = size + c.SAVED_VAN * len(order) + 2 * near_nodes.shape[1]
    arrays = Arrays(
        nodes=nodes,
        vans=vans,
        seconds=ways.seconds,
        seconds_to=ways.seconds_to,
        second=ways.second,
        second_to=ways.second_to,
        metres=metres,
        near=near_nodes,
        allowed=allowed,
        prizes=prizes,
        windows=np.array(windows or [(0, 0)], np.int32),
        breaks=np.array(breaks or [(0, 0, 0, 0)], np.int32),
        memory=memory,
        scratch=np.zeros((c.SCRATCH, width), np.int64),
        undo=_lines(size),
        kinds=tuple(order),
        problem=problem,
    )
    _link(arrays, problem, [routes[van] if routes else () for van in order])
    return arrays


def _lines(count: int) -> Records:
    """Rows for nodes, each beginning with a cache line of the processor."""
    width = c.NODE_COLUMNS
    spare = np.zeros(count * width + 16, np.int32)
    first = -spare.ctypes.data % 64 // 4
    return spare[first : first + count * width].reshape(count, width)


def _is_one_way(problem: FleetProblem) -> bool:
    """Whether no van both empties and fills, in the first dimension.

    A pair asks for the load at each node between its halves, even if it has none of its own.
    """
    brought = any(r.loads[0] for r in problem.requests)
    taken = any(r.takes[0] for r in problem.requests)
    is_two_way = any(r.leaves[0] or r.partner >= 0 for r in problem.requests)
    return not (is_two_way or (brought and taken))


def _link(arrays: Arrays, problem: FleetProblem, routes: Routes) -> None:
    """Chain the nodes of every route; requests on none of them wait."""
    nodes, vans, memory = arrays.nodes, arrays.vans, arrays.memory
    for number, route in enumerate(routes):
        before = int(vans[number, c.START])
        for rank, node in enumerate(route):
            nodes[before, c.NEXT] = node
            nodes[node, c.ROUTE] = nodes[node, c.HOME] = number
            nodes[node, c.HOME_RANK] = rank + 1
            if vans[number, c.IS_CLOSED] or rank < vans[number, c.PREFIX]:
                nodes[node, c.IS_FIXED] = 1
            before = node
        nodes[before, c.NEXT] = vans[number, c.START] + 1
        vans[number, c.HOME_LENGTH] = len(route)
    waiting = [
        number
        for number, request in enumerate(problem.requests)
        if nodes[number, c.ROUTE] < 0 and not request.is_delivery_half
    ]
    arrays.scratch[c.WAITING, : len(waiting)] = waiting
    memory[c.LEFT_OUT] = len(waiting)
    memory[c.IS_FIRST] = len(waiting) > 0
    memory[c.SERVED] = sum(map(len, routes))
    memory[c.USED] = sum(1 for route in routes if route)


def _by_kind(vans: Sequence[Van], has_plan: bool) -> list[int]:
    """Numbers of the vans, equal ones side by side in the order of their first."""
    first: dict[Van, int] = {}
    keys = [
        number if has_plan and _is_own_kind(van, has_plan) else first.setdefault(van, number)
        for number, van in enumerate(vans)
    ]
    return sorted(range(len(vans)), key=lambda number: (keys[number], number))


def _is_own_kind(van: Van, has_plan: bool) -> bool:
    return has_plan and (van.is_on_the_road or van.is_closed or van.prefix > 0)


def _fill_van(
    row: Ints, nodes: Records, van: Van, start: int, breaks: list[tuple[int, int, int, int]]
) -> None:
    row[c.START], row[c.LAYER] = start, van.layer
    row[c.PER_SECOND], row[c.PER_SECOND_UNIT] = van.per_second, van.per_unit
    row[c.OPENING] = van.fixed
    row[c.PER_SECOND_OUT] = van.per_second_out
    row[c.PER_SECOND_OVER], row[c.SHIFT_END] = van.per_second_over, van.shift_end_s
    row[c.PER_SECOND_LATE] = van.per_second_late
    row[c.ROOM : c.ROOM + 3], row[c.ABOARD : c.ABOARD + 3] = van.room, van.aboard
    row[c.MAX_TASKS], row[c.MAX_DRIVING] = van.max_tasks, van.max_driving_s
    row[c.MAX_METRES] = van.max_metres
    row[c.BREAK_FIRST], row[c.BREAK_COUNT] = len(breaks), len(van.breaks)
    row[c.IS_CLOSED], row[c.PREFIX] = van.is_closed, van.prefix
    row[c.HAS_DIRTY], row[c.IS_DIVIDED] = van.has_dirty, van.is_divided
    row[c.MUST_DRIVE] = van.is_on_the_road
    nodes[start, c.PLACE], nodes[start + 1, c.PLACE] = van.start, van.end
    nodes[start, [c.OPENS, c.BEGIN]] = van.begin_s
    nodes[start, c.CLOSES] = c.FAR
    nodes[start + 1, c.CLOSES] = van.latest_s
    nodes[[start, start + 1], c.IS_FIXED] = 1
    nodes[start, c.NEXT], nodes[start + 1, c.PREVIOUS] = start + 1, start
    spare = len(breaks) + len(van.breaks)
    more: list[tuple[int, int, int, int]] = []
    for pause in van.breaks:
        following = [*pause.windows[1:], None]
        rows = [
            (opens, closes, pause.duration_s, -1 if after is None else 0)
            for (opens, closes), after in zip(pause.windows, following, strict=True)
        ]
        links = [*(spare + len(more) + n for n in range(len(rows) - 1)), -1]
        chained = [(*row[:3], link) for row, link in zip(rows, links, strict=True)]
        breaks.append(chained[0])
        more += chained[1:]
    breaks += more


_REQUEST_COLUMNS = (
    c.PLACE, c.SERVICE, c.SETUP, c.OPENS, c.CLOSES, c.DUE, c.WINDOW_COUNT, c.WINDOW_FIRST,
    c.PARTNER, c.ROLE, c.GOODS, c.IS_FIXED,
    *range(c.ADDS_BEFORE, c.ADDS_BEFORE + 3), *range(c.ADDS_AFTER, c.ADDS_AFTER + 3),
)  # fmt: skip


def _request_row(request: Request, windows: list[tuple[int, int]]) -> tuple[int, ...]:
    """What goes into `_REQUEST_COLUMNS`; several windows are added to the list of them."""
    first = 0
    if len(request.windows) > 1:
        first = len(windows)
        windows += request.windows
    role = c.SINGLE
    if request.partner >= 0:
        role = c.DELIVERY if request.is_delivery_half else c.PICKUP
    return (
        request.place,
        request.service_s,
        request.setup_s,
        request.windows[0][0] if request.windows else -c.FAR,
        request.windows[-1][1] if request.windows else c.FAR,
        min(request.due_s, c.FAR),
        len(request.windows),
        first,
        request.partner,
        role,
        c.CLEAN * request.brings_clean + c.DIRTY * request.takes_dirty,
        int(request.is_fixed),
        *request.loads,
        *(taken - left for taken, left in zip(request.takes, request.leaves, strict=True)),
    )


def _prize(request: Request) -> int:
    """What leaving it out costs."""
    if request.is_delivery_half:
        return 0
    return c.MUST * request.weight if request.prize is None else request.prize


def _allowed(
    requests: Sequence[Request], number_of: dict[int, int]
) -> tuple[npt.NDArray[np.uint8], list[int]]:
    """A row for every set of vans that occurs, and each request's row.

    A van makes both halves of a pair, so that it must be able to make either.
    """
    rows: dict[frozenset[int] | None, int] = {}
    classes = [rows.setdefault(_able(request, requests), len(rows)) for request in requests]
    allowed = np.zeros((max(1, len(rows)), len(number_of)), np.uint8)
    for able, row in rows.items():
        allowed[row, [number_of[van] for van in (number_of if able is None else able)]] = 1
    return allowed, classes


def _able(request: Request, requests: Sequence[Request]) -> frozenset[int] | None:
    own = request.vans
    if request.partner < 0:
        return own
    other = requests[request.partner].vans
    if own is None or other is None or own is other:
        return other if own is None else own
    return own & other


def _dimensions(problem: FleetProblem) -> int:
    """How many dimensions of load can ever bind: trailing ones that nobody uses are left out."""
    sizes = [
        sum(
            map(
                abs,
                (
                    *(r.loads[d] for r in problem.requests),
                    *(r.takes[d] + r.leaves[d] for r in problem.requests),
                    *(v.aboard[d] for v in problem.vans),
                ),
            )
        )
        for d in range(3)
    ]
    return max((d + 1 for d in range(3) if sizes[d]), default=1)


def _ways_of(seconds: Matrix, second: Matrix, problem: FleetProblem, like: Arrays | None) -> Ways:
    """The matrices and how they are turned, those of `like` if they are the same."""
    van = problem.vans[0] if problem.vans else Van(0, 0)
    if like is not None and are_the_same(seconds, like.seconds, second, like.second):
        return Ways(like.seconds, like.seconds_to, like.second, like.second_to, van)
    return Ways(seconds, turned(seconds), second, turned(second), van)


def _near(
    problem: FleetProblem, ways: Ways, nodes: Records, width: int, like: Arrays | None
) -> Records:
    """Neighbours of every request; notes in `nodes` how remote and how large each is."""
    if len(nodes) == 0:
        return np.zeros((0, 1), np.int32)
    _fill_sizes(ways, nodes)
    if like is not None and like.problem is not None and like.seconds is ways.seconds:
        if _is_alike(problem, like.problem):
            return like.near
        before = like.nodes[: len(like.problem.requests), c.PLACE]
        if like.problem.vans and ways.cost_like(like.problem.vans[0]):
            kept = near_as_before(ways, nodes[:, c.PLACE], width, before, like.near)
            if kept is not None:
                return kept
    return near_of(ways, nodes[:, c.PLACE], width)


def _is_alike(problem: FleetProblem, other: FleetProblem) -> bool:
    return problem.requests is other.requests and problem.vans is other.vans


def _fill_sizes(ways: Ways, nodes: Records) -> None:
    depot = np.array([ways.van.start], np.int32)
    remote = ways.costs(depot, nodes[:, c.PLACE])[0]
    scale = max(1.0, float(remote.max()) / 1e9)
    nodes[:, c.REMOTENESS] = remote / scale
    rooms = np.maximum(1, np.array(ways.van.room, np.float64))
    takes = np.abs(nodes[:, c.ADDS_BEFORE : c.ADDS_BEFORE + 3]) + np.abs(
        nodes[:, c.ADDS_AFTER : c.ADDS_AFTER + 3]
    )
    nodes[:, c.SIZE] = np.minimum(1e9, 1e6 * (takes / rooms).sum(axis=1))

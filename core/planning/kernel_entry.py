"""The compiled search behind one C function. Only who compiles imports this: it needs numba, and
compiling takes half a minute.
"""

# mypy: disable-error-code="attr-defined,no-untyped-call,untyped-decorator"
from numba import carray, cfunc, types

from core.planning import engine_columns as c
from core.planning.route_walk import refresh
from core.planning.ruin_recreate import search

_INT, _LONG, _BYTE = (types.CPointer(kind) for kind in (types.int32, types.int64, types.uint8))
_SIGNATURE = types.int64(
    *(_INT, _LONG, _INT, _INT, _INT, _INT, _INT, _INT),
    *(_BYTE, _LONG, _INT, _INT, _LONG, _LONG, _INT),
    *(_LONG, types.float64, types.int64, _BYTE, types.int64),
)


@cfunc(_SIGNATURE)
def entry(  # type: ignore[no-untyped-def]
    nodes_,
    vans_,
    seconds_,
    seconds_to_,
    second_,
    second_to_,
    metres_,
    near_,
    allowed_,
    prizes_,
    windows_,
    breaks_,
    memory_,
    scratch_,
    undo_,
    sizes,
    temperature,
    steps,
    stop_,
    van,
):
    """`refresh` of a van, or `search` for van -1. `sizes` has three numbers for every array."""
    nodes = carray(nodes_, (sizes[0], sizes[1]))
    vans = carray(vans_, (sizes[3], sizes[4]))
    seconds = carray(seconds_, (sizes[6], sizes[7], sizes[8]))
    seconds_to = carray(seconds_to_, (sizes[9], sizes[10], sizes[11]))
    second = carray(second_, (sizes[12], sizes[13], sizes[14]))
    second_to = carray(second_to_, (sizes[15], sizes[16], sizes[17]))
    metres = carray(metres_, (sizes[18], sizes[19], sizes[20]))
    near = carray(near_, (sizes[21], sizes[22]))
    allowed = carray(allowed_, (sizes[24], sizes[25]))
    prizes = carray(prizes_, (sizes[27],))
    windows = carray(windows_, (sizes[30], sizes[31]))
    breaks = carray(breaks_, (sizes[33], sizes[34]))
    memory = carray(memory_, (sizes[36],))
    scratch = carray(scratch_, (sizes[39], sizes[40]))
    undo = carray(undo_, (sizes[42], sizes[43]))
    if van >= 0:
        tails = scratch[c.TAILS]
        return refresh(van, nodes, vans, seconds, second, metres, windows, breaks, memory, tails)
    return search(
        nodes,
        vans,
        seconds,
        seconds_to,
        second,
        second_to,
        metres,
        near,
        allowed,
        prizes,
        windows,
        breaks,
        memory,
        scratch,
        undo,
        temperature,
        steps,
        carray(stop_, (1,)),
    )

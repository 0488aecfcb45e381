"""The preview's kernel behind a C function, as `kernel_entry.py` has the search."""

# mypy: disable-error-code="attr-defined,no-untyped-call,untyped-decorator"
from numba import carray, cfunc, types

from core.planning.insertion_kernel import scan

_INT, _LONG = types.CPointer(types.int32), types.CPointer(types.int64)


@cfunc(types.int64(_LONG, _LONG, _LONG, _LONG, _INT, _INT, _LONG, _LONG, _INT, _LONG))
def scan_entry(  # type: ignore[no-untyped-def]
    gaps, routes, pauses, limits, seconds, metres, visit, found, legs, sizes
):
    """`scan`. `sizes` has rows and columns of every array."""
    return scan(
        carray(gaps, (sizes[0], sizes[1])),
        carray(routes, (sizes[2], sizes[3])),
        carray(pauses, (sizes[4], sizes[5])),
        carray(limits, (sizes[6], sizes[7])),
        carray(seconds, (sizes[8], sizes[9])),
        carray(metres, (sizes[10], sizes[11])),
        carray(visit, (sizes[12],)),
        carray(found, (sizes[14], sizes[15])),
        carray(legs, (sizes[16], sizes[17])),
    )

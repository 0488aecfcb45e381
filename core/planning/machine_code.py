"""The compiled kernels as one file of machine code, which is loaded and called without numba.

numba takes a second to import and to read its own cache, llvmlite a twentieth for this file.
Whoever opens a file trusts it: `compiled.py` keeps it where only its user can write.
"""

import ctypes
import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import msgspec
import numpy as np
import numpy.typing as npt

from core.planning.engine_arrays import Arrays
from core.planning.packed_gaps import Scan

Kernel: TypeAlias = Callable[[float, int, int], int]
"""Called with a temperature, a number of steps and van -1 it searches; with a van's number it works
out everything that its route remembers, and returns the route's cost."""
Binding: TypeAlias = Callable[[Arrays, npt.NDArray[np.uint8]], Kernel]
"""Makes the kernel of a problem's arrays, and of a flag that stops its search."""
NO_VAN = -1

ARRAYS = {
    "nodes": (np.int32, 2),
    "vans": (np.int64, 2),
    "seconds": (np.int32, 3),
    "seconds_to": (np.int32, 3),
    "second": (np.int32, 3),
    "second_to": (np.int32, 3),
    "metres": (np.int32, 3),
    "near": (np.int32, 2),
    "allowed": (np.uint8, 2),
    "prizes": (np.int64, 1),
    "windows": (np.int32, 2),
    "breaks": (np.int32, 2),
    "memory": (np.int64, 1),
    "scratch": (np.int64, 2),
    "undo": (np.int32, 2),
}
"""What the C function takes, in its order: kind of number, and dimensions."""
NUMBAS_OWN = ("NRT_", "numba_")
"""Names of what numba's runtime would provide: for errors and memory, which no kernel has."""
SCANNED = (np.int64, np.int64, np.int64, np.int64, np.int32, np.int32, np.int64, np.int64, np.int32)
"""The kinds of number that `insertion_kernel.scan` takes, in its order."""
_POINTER = ctypes.c_void_p
_SCAN = ctypes.CFUNCTYPE(ctypes.c_int64, *[_POINTER] * (len(SCANNED) + 1))
_ENTRY = ctypes.CFUNCTYPE(
    ctypes.c_int64,
    *[_POINTER] * (len(ARRAYS) + 1),
    ctypes.c_double,
    ctypes.c_int64,
    _POINTER,
    ctypes.c_int64,
)


_NEVER = ctypes.CFUNCTYPE(None)(os.abort)
"""Nothing may go on after this."""


class _Head(msgspec.Struct, frozen=True):
    """The first line of the file."""

    name: str
    needs: tuple[str, ...]
    digest: str
    """Of what follows: a linker that is given something else ends the process."""


def write(file: Path, compiled: Any) -> None:
    """Put what `kernel_entry.py` has compiled there, whole or not at all."""
    library = compiled._library
    needs = sorted(f.name for f in library._final_module.functions if f.is_declaration)
    stubs = tuple(name for name in needs if name.startswith(NUMBAS_OWN))
    code = library._get_compiled_object()
    head = _Head(compiled._wrapper_name, stubs, _digest(code))
    spare = file.with_name(f".{file.name}.{os.getpid()}")
    spare.write_bytes(msgspec.json.encode(head) + b"\n" + code)
    spare.replace(file)


def opened(file: Path) -> Binding:
    """The search of a file; raises OSError or ValueError if it is no such file."""
    entry = _linked(file, _ENTRY)
    return lambda arrays, stop: _bound(entry, arrays, stop)


def opened_scan(file: Path) -> Scan:
    """The preview's kernel of a file; raises as `opened` does."""
    entry = _linked(file, _SCAN)

    def scan(*arrays: npt.NDArray[Any]) -> int:
        sizes = []
        for array, kind in zip(arrays, SCANNED, strict=True):
            if array.dtype != kind or not array.flags.c_contiguous:
                raise TypeError(f"an array of the preview is {array.dtype} or has gaps")
            sizes += [len(array), array.size // max(1, len(array))]
        addresses = [array.__array_interface__["data"][0] for array in arrays]
        return int(entry(*addresses, (ctypes.c_int64 * len(sizes))(*sizes)))

    return scan


def _linked(file: Path, kind: Any) -> Callable[..., int]:
    """The C function of a file."""
    import llvmlite.binding as llvm

    line, _, code = file.read_bytes().partition(b"\n")
    head = msgspec.json.decode(line, type=_Head)
    if head.digest != _digest(code):
        raise ValueError(f"{file} is damaged")
    for name in head.needs:
        if llvm.address_of_symbol(name) is None:  # never in place of numba's own
            llvm.add_symbol(name, ctypes.cast(_NEVER, _POINTER).value)
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    machine = llvm.Target.from_default_triple().create_target_machine()
    linker = llvm.create_mcjit_compiler(llvm.parse_assembly(""), machine)
    linker.add_object_file(llvm.ObjectFileRef.from_data(code))
    linker.finalize_object()
    entry: Any = kind(linker.get_function_address(head.name))
    entry.memory = linker  # lives as long as what can call it
    return entry  # type: ignore[no-any-return]


def _digest(code: bytes) -> str:
    return hashlib.sha256(code).hexdigest()


def _bound(entry: Callable[..., int], arrays: Arrays, stop: npt.NDArray[np.uint8]) -> Kernel:
    sizes = np.zeros((len(ARRAYS), 3), np.int64)
    held = []
    for row, (name, (kind, dimensions)) in enumerate(ARRAYS.items()):
        array = getattr(arrays, name)
        if array.dtype != kind or array.ndim != dimensions or not array.flags.c_contiguous:
            raise TypeError(f"{name} is {array.dtype} in {array.ndim} dimensions or has gaps")
        sizes[row, :dimensions] = array.shape
        held.append(array)
    addresses = [array.ctypes.data for array in (*held, sizes)]
    flag = stop.ctypes.data

    def kernel(temperature: float, steps: int, van: int) -> int:
        return entry(*addresses, temperature, steps, flag, van)

    kernel.memory = (held, sizes, stop)  # type: ignore[attr-defined]  # the addresses' owners
    return kernel

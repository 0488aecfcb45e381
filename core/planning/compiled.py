"""Where compiled kernels are kept, and whether they are there: compiling takes half a minute.

A process of its own compiles them, once per machine and version, into a folder that only its user
can write: they are code. Until they are there, callers use the same functions as plain Python, or
another solver. Everybody else loads machine code, and never numba.
"""

import hashlib
import importlib.util
import logging
import os
import platform
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from platformdirs import user_cache_path

from core.planning import machine_code
from core.planning.engine_arrays import Arrays
from core.planning.engine_columns import TAILS
from core.planning.machine_code import Binding, Kernel
from core.planning.packed_gaps import Scan

log = logging.getLogger(__name__)

SOURCES = (
    "compiled.py",
    "engine_columns.py",
    "gap_columns.py",
    "gap_entry.py",
    "insertion_kernel.py",
    "kernel_entry.py",
    "machine_code.py",
    "route_walk.py",
    "ruin_recreate.py",
)
FILE = "kernels"
SCAN = "preview"
"""The preview's kernel, there before the other file is."""
COMPILES = "BACKHAUL_COMPILES"
"""Set in the environment of the one process in which kernels are not plain Python."""
GENTLY = "gently"
_OF_PROCESSOR = ("model name", "flags", "Features", "CPU implementer", "CPU part")
"""Lines of Linux: two for x86, three for ARM."""
_ROOT = Path(__file__).parents[2]
_COMPILER = (sys.executable, "-m", "core.planning.compiled")


def kernel(function: Callable[..., Any]) -> Any:
    """To be compiled without the interpreter lock where that is done; else as it is."""
    if not os.environ.get(COMPILES):
        return function
    from numba import njit

    return njit(nogil=True, error_model="numpy")(function)


def cache_folder() -> Path:
    """Named after everything that the machine code depends on."""
    return user_cache_path("backhaul") / "kernels" / _fingerprint()


def is_ready() -> bool:
    """Whether loading the kernels takes a moment only."""
    folder = cache_folder()
    try:
        return (folder / FILE).exists() and _is_safe(folder)
    except OSError:
        return False


def has_numba() -> bool:
    """Whether kernels can be compiled at all."""
    return _version("numba") != ""


def load(*, as_plain: bool = False) -> Binding:
    """The kernels. Compiles if they are not there: ask `is_ready` first where nobody may wait.

    `as_plain` is for who must not wait at all.
    """
    if as_plain or not has_numba():
        return _plain
    if not is_ready():
        compile_now()
    return _opened(cache_folder() / FILE)


def scan() -> Scan | None:
    """The preview's kernel, None while it is not there: numpy does the same in more time."""
    return _opened_scan(cache_folder() / SCAN) if has_numba() and is_ready() else None


@cache
def _opened_scan(file: Path) -> Scan | None:
    try:
        return machine_code.opened_scan(file)
    except (OSError, ValueError):
        _spoiled(file)
        # Only where the other file is missing, too, somebody makes them anew.
        _remove(file.with_name(FILE))
        return None


@cache
def _opened(file: Path) -> Binding:
    try:
        return machine_code.opened(file)
    except (OSError, ValueError):
        _spoiled(file)
        return _plain


def _spoiled(file: Path) -> None:
    log.warning("%s cannot be used; it will be made anew", file, exc_info=True)
    _remove(file)


def _remove(file: Path) -> None:
    with suppress(OSError):  # a folder that is read-only stays as it is
        file.unlink(missing_ok=True)


def _plain(arrays: Arrays, stop: npt.NDArray[np.uint8]) -> Kernel:
    from core.planning.route_walk import refresh
    from core.planning.ruin_recreate import search

    a, tails = arrays, arrays.scratch[TAILS]
    fields = [getattr(arrays, name) for name in machine_code.ARRAYS]
    ours = (a.nodes, a.vans, a.seconds, a.second, a.metres, a.windows, a.breaks, a.memory, tails)

    def kernel(temperature: float, steps: int, van: int) -> int:
        if van >= 0:
            return int(refresh(van, *ours))
        return int(search(*fields, temperature, steps, stop))

    return kernel


def compile_now() -> None:
    """Put the kernels into the folder, or wait for whoever is at it."""
    subprocess.run(_COMPILER, cwd=_ROOT, check=True)


def compile_in_background() -> "subprocess.Popen[bytes]":
    """The same behind everybody's back, in a process that outlives the caller if need be."""
    return subprocess.Popen(
        [*_COMPILER, GENTLY],
        cwd=_ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _compile() -> None:
    """In a process of its own."""
    from filelock import FileLock

    os.environ[COMPILES] = "1"
    os.environ.pop("NUMBA_DISABLE_JIT", None)
    folder = _made_folder()
    with FileLock(folder / "lock"):
        if not is_ready():
            from core.planning.gap_entry import scan_entry
            from core.planning.kernel_entry import entry

            machine_code.write(folder / SCAN, scan_entry)
            machine_code.write(folder / FILE, entry)


def _made_folder() -> Path:
    """The folder, ours alone; raises PermissionError if somebody else could write to it."""
    folder = cache_folder()
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    if not _is_safe(folder):
        raise PermissionError(f"{folder} can be written by others; remove it")
    return folder


def _is_safe(folder: Path) -> bool:
    if not hasattr(os, "getuid"):
        return True
    facts = folder.stat()
    return facts.st_uid == os.getuid() and not facts.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


@cache
def _fingerprint() -> str:
    """Read once: whoever makes an engine asks for it, and nothing of it changes meanwhile."""
    here = Path(__file__).parent
    seed = hashlib.sha256()
    for name in SOURCES:
        seed.update((here / name).read_bytes())
    seed.update(f"{here}{sys.version}{_version('numba')}{_version('numpy')}{_processor()}".encode())
    return seed.hexdigest()[:24]


@cache
def _version(package: str) -> str:
    """From the module's own notes: the installed packages' take a tenth of a second to read."""
    found = importlib.util.find_spec(package)
    notes = Path(found.origin).parent if found is not None and found.origin else None
    for name in ("_version.py", "version.py"):
        if notes is not None and (notes / name).exists():
            return (notes / name).read_text(encoding="utf-8")
    return "" if notes is None else str(notes)


def _processor() -> str:
    """What numba's choice of instructions depends on."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return "".join(sorted({line for line in lines if line.startswith(_OF_PROCESSOR)}))


if __name__ == "__main__":
    if GENTLY in sys.argv and hasattr(os, "nice"):
        os.nice(10)
    _compile()

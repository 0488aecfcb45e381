"""Where compiled kernels are kept, and whether they are there: compiling takes half a minute.

A kernel is compiled once per machine and version, into a folder that only its user can write:
numba's cache files are code. Until it is there, callers use the same functions as plain Python, or
another solver, while `compile_in_background` fills the folder.
"""

import hashlib
import importlib
import importlib.util
import os
import platform
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path

SOURCES = ("compiled.py", "engine_columns.py", "route_walk.py", "ruin_recreate.py")
STAMP = "complete"


def kernel(function: Callable[..., Any]) -> Any:
    """Compiled by numba without the interpreter lock, or as it is where numba is missing.

    For kernels' modules only; `NUMBA_DISABLE_JIT` leaves them plain, too, and saves the import.
    """
    if os.environ.get("NUMBA_DISABLE_JIT", "0") not in ("", "0"):
        return function
    try:
        from numba import njit
    except ImportError:
        return function
    return njit(cache=True, nogil=True)(function)


def cache_folder() -> Path:
    """Named after everything that the machine code depends on."""
    here = Path(__file__).parent
    seed = hashlib.sha256()
    for name in SOURCES:
        seed.update((here / name).read_bytes())
    seed.update(f"{here}{sys.version}{_version('numba')}{_version('numpy')}{_processor()}".encode())
    return user_cache_path("backhaul") / "kernels" / seed.hexdigest()[:24]


def is_ready() -> bool:
    """Whether loading the kernels takes a moment only."""
    folder = cache_folder()
    return (folder / STAMP).exists() and _is_safe(folder)


def has_numba() -> bool:
    """Whether kernels can be compiled at all."""
    return _version("numba") != ""


def load(*, as_plain: bool = False) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """`search` and `refresh`. The first call decides for the whole process.

    Compiles if the folder is empty: ask `is_ready` first where nobody may wait.
    """
    if "core.planning.ruin_recreate" not in sys.modules:
        if as_plain:
            os.environ["NUMBA_DISABLE_JIT"] = "1"
        else:
            os.environ["NUMBA_CACHE_DIR"] = str(_made_folder())
    walk = importlib.import_module("core.planning.route_walk")
    searching = importlib.import_module("core.planning.ruin_recreate")
    return searching.search, walk.refresh


def compile_now() -> None:
    """Compile everything into the folder and say that it is complete, unless somebody is at it."""
    from filelock import FileLock, Timeout

    from core.planning.engine import Engine
    from core.planning.warm_up import small_problem

    folder = _made_folder()
    try:
        with FileLock(folder / "lock", timeout=0):
            Engine(small_problem()).run_steps(4)
            (folder / STAMP).touch()
    except Timeout:
        return


def compile_in_background() -> "subprocess.Popen[bytes]":
    """The same in a process of its own that outlives the caller if need be."""
    return subprocess.Popen(
        [sys.executable, "-m", "core.planning.compiled"],
        cwd=Path(__file__).parents[2],
        env={name: value for name, value in os.environ.items() if name != "NUMBA_DISABLE_JIT"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


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
    return "".join(sorted({line for line in lines if line.startswith(("model name", "flags"))}))


if __name__ == "__main__":
    if hasattr(os, "nice"):
        os.nice(10)
    compile_now()

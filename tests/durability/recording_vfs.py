"""A disk that remembers: SQLite's file layer with every write, sync and truncation written down.

SQLite is asked for its default VFS; a copy of it, with three of its file methods replaced, is
registered as the default. So the product runs unchanged, and a test knows in which order its bytes
went to the disk, and can refuse a write or a sync. Structures as in sqlite3.h (sqlite3_vfs,
sqlite3_io_methods, both of version 3 or lower).
"""

import _sqlite3
import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import CFUNCTYPE, POINTER, c_char_p, c_int, c_int64, c_void_p
from typing import Any

from msgspec import Struct

OK = 0
FULL = 13
"""SQLITE_FULL: no space is left."""
IOERR_FSYNC = 10 | 4 << 8
"""SQLITE_IOERR_FSYNC: the disk could not say that the bytes are safe."""


class Wrote(Struct, frozen=True):
    """Bytes were handed to the system; they are safe only after a later `Synced`."""

    file: str
    offset: int
    data: bytes


class Truncated(Struct, frozen=True):
    """A file got another size."""

    file: str
    size: int


class Deleted(Struct, frozen=True):
    """A file is gone; surely so only if its folder was synced with it."""

    file: str
    is_synced: bool


class Synced(Struct, frozen=True):
    """What was written to the file before is safe from now on; if not `is_good`, it never will be.

    After a failed sync the kernel believes that these pages are clean (Rebello et al., "Can
    Applications Recover from fsync Failures?", 2020).
    """

    file: str
    is_good: bool = True


class Acknowledged(Struct, frozen=True):
    """Somebody was told: this many events are saved."""

    events: int


Step = Wrote | Truncated | Deleted | Synced | Acknowledged


class Disk:
    """What happened to all files of one folder, in order, and what fails just now."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.steps: list[Step] = []
        self.is_full = False
        self.fails_to_sync = False

    def acknowledged(self, events: int) -> None:
        """Note what was promised at this moment."""
        self.steps.append(Acknowledged(events))


class _Vfs(ctypes.Structure):
    _fields_ = (
        ("version", c_int),
        ("file_size", c_int),
        ("max_path", c_int),
        ("next", c_void_p),
        ("name", c_char_p),
        ("app_data", c_void_p),
        ("open", c_void_p),
        ("delete", c_void_p),
        ("others", c_void_p * 14),
    )


class _Methods(ctypes.Structure):
    _fields_ = (
        ("version", c_int),
        ("close", c_void_p),
        ("read", c_void_p),
        ("write", c_void_p),
        ("truncate", c_void_p),
        ("sync", c_void_p),
        ("others", c_void_p * 13),
    )


class _File(ctypes.Structure):
    _fields_ = (("methods", POINTER(_Methods)),)


_Open = CFUNCTYPE(c_int, c_void_p, c_void_p, POINTER(_File), c_int, c_void_p)
_Delete = CFUNCTYPE(c_int, c_void_p, c_char_p, c_int)
_Write = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
_Truncate = CFUNCTYPE(c_int, c_void_p, c_int64)
_Sync = CFUNCTYPE(c_int, c_void_p, c_int)


def _library() -> Any:
    """The very SQLite that Python's module uses."""
    file = getattr(_sqlite3, "__file__", None)
    return ctypes.CDLL(file)


def is_possible() -> bool:
    """Whether this Python's SQLite can be reached (a statically linked one may hide itself)."""
    return hasattr(_library(), "sqlite3_vfs_register")


@contextmanager
def recorded(disk: Disk) -> Iterator[None]:
    """Until the end every database that is opened in this process writes through `disk`."""
    library = _library()
    library.sqlite3_vfs_find.restype = POINTER(_Vfs)
    usual = library.sqlite3_vfs_find(None)
    shim = _Shim(disk, usual.contents)
    library.sqlite3_vfs_register(ctypes.byref(shim.vfs), 1)
    try:
        yield
    finally:
        library.sqlite3_vfs_register(usual, 1)
        library.sqlite3_vfs_unregister(ctypes.byref(shim.vfs))
        _alive.append(shim)


_alive: list[object] = []
"""Shims that a forgotten connection may still call."""


class _Shim:
    def __init__(self, disk: Disk, usual: _Vfs) -> None:
        self._disk = disk
        self._names: dict[int, str] = {}
        self._methods: dict[int, _Methods] = {}
        self._usual: dict[int, _Methods] = {}
        self._usual_open = _Open(usual.open)
        self._usual_delete = _Delete(usual.delete)
        self._open_pointer = _Open(self._open)
        self._delete_pointer = _Delete(self._delete)
        self._write_pointer = _Write(self._write)
        self._truncate_pointer = _Truncate(self._truncate)
        self._sync_pointer = _Sync(self._sync)
        self.vfs = _Vfs.from_buffer_copy(usual)
        self.vfs.name = b"recorded"
        self.vfs.next = None
        self.vfs.open = ctypes.cast(self._open_pointer, c_void_p)
        self.vfs.delete = ctypes.cast(self._delete_pointer, c_void_p)

    def _open(self, vfs: int, name: int, file: Any, flags: int, out: int) -> int:
        code = self._usual_open(vfs, name, file, flags, out)
        path = ctypes.string_at(name).decode() if name else ""
        if code == OK and path.startswith(self._disk.folder):
            self._names[ctypes.addressof(file.contents)] = path
            file.contents.methods = ctypes.pointer(self._methods_like(file.contents.methods))
        return int(code)

    def _delete(self, vfs: int, name: bytes, is_synced: int) -> int:
        code = self._usual_delete(vfs, name, is_synced)
        if code == OK and name.decode().startswith(self._disk.folder):
            self._disk.steps.append(Deleted(name.decode(), bool(is_synced)))
        return int(code)

    def _methods_like(self, usual: Any) -> _Methods:
        at = ctypes.addressof(usual.contents)
        if at not in self._methods:
            self._usual[at] = usual.contents
            made = _Methods.from_buffer_copy(usual.contents)
            made.write = ctypes.cast(self._write_pointer, c_void_p)
            made.truncate = ctypes.cast(self._truncate_pointer, c_void_p)
            made.sync = ctypes.cast(self._sync_pointer, c_void_p)
            self._methods[at] = made
        return self._methods[at]

    def _as_usual(self, file: int) -> _Methods:
        mine = ctypes.addressof(_File.from_address(file).methods.contents)
        for at, made in self._methods.items():
            if ctypes.addressof(made) == mine:
                return self._usual[at]
        raise AssertionError("a file that was not opened here")

    def _write(self, file: int, data: int, count: int, offset: int) -> int:
        if self._disk.is_full:
            return FULL
        code = _Write(self._as_usual(file).write)(file, data, count, offset)
        if code == OK:
            taken = ctypes.string_at(data, count)
            self._disk.steps.append(Wrote(self._names[file], offset, taken))
        return int(code)

    def _truncate(self, file: int, size: int) -> int:
        code = _Truncate(self._as_usual(file).truncate)(file, size)
        if code == OK:
            self._disk.steps.append(Truncated(self._names[file], size))
        return int(code)

    def _sync(self, file: int, flags: int) -> int:
        name = self._names[file]
        if self._disk.fails_to_sync:
            self._disk.steps.append(Synced(name, is_good=False))
            return IOERR_FSYNC
        code = _Sync(self._as_usual(file).sync)(file, flags)
        if code == OK:
            self._disk.steps.append(Synced(name))
        return int(code)

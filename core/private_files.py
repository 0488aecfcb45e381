"""Folders and files that nobody but the user may read: customers' names, photos and tokens.

Independent of the umask. What is found open to others is closed, and the log says so. On systems
without such rights (Windows) the user's own folder is private already.
"""

import logging
import os
import stat
from contextlib import suppress
from pathlib import Path

_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_log = logging.getLogger(__name__)


def private_folder(path: Path) -> Path:
    """Make the folder, or close it to others. Raises `OSError`."""
    if os.name == "posix" and not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):  # another process has just made it
            path.mkdir(mode=stat.S_IRWXU)
    path.mkdir(parents=True, exist_ok=True)
    close_to_others(path)
    return path


def own_folder(path: Path) -> bool:
    """Make the folder for the user alone; one that is there stays as it is, for colleagues may work
    in it. Whether others can look into it. Raises `OSError`."""
    if not path.exists():
        private_folder(path)
    return os.name == "posix" and bool(stat.S_IMODE(path.stat().st_mode) & _OTHERS)


def private_file(path: Path) -> None:
    """Make an empty file, or close the one that is there to others. Raises `OSError`."""
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    close_to_others(path)


def replace_file(path: Path, content: bytes) -> None:
    """Put a new file in its place in one step, so that nobody ever reads half of it. Raises
    `OSError`."""
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    private_file(fresh)
    fresh.write_bytes(content)
    fresh.replace(path)


def close_to_others(path: Path) -> bool:
    """Take everybody else's rights away if the file is ours; whether there were any.

    What is shared on purpose (a folder with the sticky bit, as /tmp) stays as it is.
    """
    if os.name != "posix":
        return False
    try:
        found = path.stat()
    except FileNotFoundError:
        return False
    mode = stat.S_IMODE(found.st_mode)
    is_ours = found.st_uid == os.geteuid() and not mode & stat.S_ISVTX
    if not mode & _OTHERS or not is_ours:
        return False
    path.chmod(mode & ~_OTHERS)
    _log.warning("%s was open to other users of this computer. Now only you can use it.", path)
    return True

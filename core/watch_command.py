"""`main.py import FOLDER`: every list that is put into a folder goes to the hub, one after another.

A file that came in moves to `imported/`, one that did not to `refused/`, each with what was said of
it beside it. While the hub is away files stay where they are. A file is read when two looks have
found it the same, so that one that is still being written is not read in halves.
"""

import argparse
import contextlib
import io
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from core.exchange.order_file import ENDINGS

LOOK_EVERY_S = 2.0
IMPORTED, REFUSED = "imported", "refused"
AWAY = 3
"""Exit code of an import that did not reach the hub."""
PARTLY = 4
"""Exit code of an import of which some rows were refused."""


class Outcome(Struct, frozen=True):
    """What an import came to: the exit code, and how many rows it brought or why it did not."""

    code: int
    words: str


Import = Callable[[argparse.Namespace], Outcome]


def watch(
    options: argparse.Namespace,
    import_file: Import,
    *,
    sleep: Callable[[float], None] = time.sleep,
    looks: int | None = None,
) -> int:
    """Until it is interrupted, or for so many `looks`; the exit code."""
    folder: Path = options.file
    seen: dict[Path, tuple[int, int]] = {}
    _say(f"{folder} is watched. Put CSV or XLSX files there; Ctrl+C ends it.")
    try:
        while looks is None or looks > 0:
            looks = None if looks is None else looks - 1
            seen = _look(folder, seen, options, import_file)
            sleep(LOOK_EVERY_S)
    except KeyboardInterrupt:
        _say("Ended.")
    except OSError as error:
        sys.stderr.write(f"{folder} cannot be watched: {error.strerror or error}.\n")
        return 1
    return 0


def _look(
    folder: Path,
    seen: dict[Path, tuple[int, int]],
    options: argparse.Namespace,
    import_file: Import,
) -> dict[Path, tuple[int, int]]:
    """Bring what has settled; the others as they were found."""
    found = {}
    for path in sorted(folder.iterdir()):
        if path.name.startswith((".", "~")) or not path.name.lower().endswith(ENDINGS):
            continue
        try:
            stat = path.stat()
        except FileNotFoundError:
            continue  # whoever put it there has taken it away again
        state = (stat.st_size, stat.st_mtime_ns)
        if seen.get(path) != state or not _bring(path, options, import_file):
            found[path] = state
    return found


def _bring(path: Path, options: argparse.Namespace, import_file: Import) -> bool:
    """Whether it has left the folder."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        outcome = import_file(argparse.Namespace(**{**vars(options), "file": path}))
    code = outcome.code
    if code == AWAY:
        _say(f"{path.name} waits: the hub is out of reach.")
        return False
    words = said.getvalue()
    # What came in of a list that is mended and put there again is the same then, and stays.
    home = path.parent / (IMPORTED if code == 0 else REFUSED)
    home.mkdir(exist_ok=True)
    target = _free(home / path.name)
    path.rename(target)
    target.with_name(f"{target.name}.txt").write_text(words, encoding="utf-8")
    how = {0: "came in", PARTLY: "came in in part"}.get(code, "was refused")
    _say(f"{path.name} {how}: {outcome.words}")
    return True


def _free(path: Path) -> Path:
    """Under its own name, or with the time when there was one of that name before."""
    if not path.exists():
        return path
    now = datetime.now().astimezone().strftime("%Y%m%d-%H%M%S-%f")
    return path.with_name(f"{path.stem}-{now}{path.suffix}")


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()

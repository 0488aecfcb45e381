"""Photos and signatures on disk, named by the SHA-256 of what the device sent.

An upload comes in parts and can go on after a lost connection or a restart. A blob counts as
durable once `finish` has returned; only then may an event cite it. What was sent is kept as
evidence and never changes; what people are shown is a copy that was drawn anew (`redraw.py`).
Deleting both is how a photo is erased. Beside them an empty file per depot says whose it is.
"""

import errno
import hashlib
import os
import re
import shutil
import threading
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from core.access import EVERY_DEPOT
from core.hub.pictures import NotAPicture, checked_picture
from core.hub.redraw import CannotRedraw, NotDrawable, redrawn
from core.model import BlobId, DepotId

MAX_BLOB_BYTES = 16 * 1024 * 1024
MAX_PART_BYTES = 1024 * 1024
SPARE_BYTES = 256 * 1024 * 1024
"""Of the disk that photos leave free: whoever sends them without end must not keep the log from
what has to be written down."""
MOST_AT_ONCE = 2
"""Pictures that are drawn at a time, whoever waits."""

_ID = re.compile(r"\A[0-9a-f]{64}\Z")
_DEPOT = re.compile(r"\A([A-Za-z0-9_-]{1,40}|\*)\Z")
_SHARED = "every depot"


class BlobRefused(Exception):
    """The upload cannot go on like this; the text says why and what to do."""


class WrongOffset(BlobRefused):
    """The part does not continue what is here; `offset` says where to go on."""

    def __init__(self, words: str, offset: int) -> None:
        super().__init__(words)
        self.offset = offset


class BlobsUnavailable(Exception):
    """The folder cannot be read or written; the text says what, where and what to do."""


class Shown(Struct, frozen=True):
    """What may be shown of a blob: a file, and what it is."""

    path: Path
    media_type: str


class BlobStore:
    """Blobs below one folder. Methods may be called from any thread and block on the disk."""

    def __init__(self, folder: Path, max_bytes: int = MAX_BLOB_BYTES) -> None:
        self._folder = folder
        self._max_bytes = max_bytes
        self._turn = threading.Lock()
        self._easels = threading.BoundedSemaphore(MOST_AT_ONCE)
        with self._disk():
            (folder / "parts").mkdir(parents=True, exist_ok=True)

    def begin(self, blob_id: str, size: int) -> int:
        """Announce an upload; the offset to go on from, which is `size` when nothing is missing.

        Raises `BlobRefused` for a name that is no SHA-256 and for an empty or too large blob.
        """
        if not 0 < size <= self._max_bytes:
            raise BlobRefused(
                f"A photo has between 1 and {self._max_bytes:,} bytes; this one has {size:,}. "
                "Send a smaller one."
            )
        return size if self.has(blob_id) else self.offset(blob_id)

    def offset(self, blob_id: str) -> int:
        """How many bytes of an unfinished upload are here."""
        part = self._part(blob_id)
        with self._disk():
            return part.stat().st_size if part.exists() else 0

    def append(self, blob_id: str, offset: int, part: bytes) -> int:
        """Add bytes at `offset`; the offset of the next part.

        Raises `WrongOffset` when bytes are missing before it or there already, and `BlobRefused`
        when the blob grows too large.
        """
        if len(part) > MAX_PART_BYTES:
            raise BlobRefused(f"A part has at most {MAX_PART_BYTES:,} bytes. Send smaller ones.")
        path = self._part(blob_id)
        with self._turn, self._disk():
            here = path.stat().st_size if path.exists() else 0
            if offset != here:
                raise WrongOffset(f"{here:,} bytes are here; go on from there.", here)
            if shutil.disk_usage(self._folder).free < SPARE_BYTES + len(part):
                raise BlobsUnavailable(
                    f"The disk that holds the photos in {self._folder} is nearly full, and what is "
                    "left is for the log. Free some space, then try again."
                )
            if here + len(part) > self._max_bytes:
                path.unlink(missing_ok=True)
                raise BlobRefused(
                    f"The photo exceeds {self._max_bytes:,} bytes. Send a smaller one."
                )
            with path.open("ab") as file:
                file.write(part)
            return here + len(part)

    def finish(self, blob_id: str) -> None:
        """Check the content against its name, draw it anew and make both durable. Finishing twice
        is harmless.

        Raises `BlobRefused` when the bytes are not the ones that the name promises, or no picture
        can be drawn of them; they are then thrown away and the upload starts again from 0.
        """
        if self.has(blob_id):
            return
        content = self._arrived(blob_id)
        try:
            if hashlib.sha256(content).hexdigest() != blob_id:
                raise BlobRefused(
                    f"The bytes that arrived are not the photo {blob_id}. Send it again from 0."
                )
            shown = self._drawn(content)
        except BlobRefused:
            with self._turn, self._disk():
                self._part(blob_id).unlink(missing_ok=True)
            raise
        with self._turn, self._disk():
            self._keep(self._shown(blob_id), shown)
            self._keep(self.path_of(blob_id), content)
            self._part(blob_id).unlink(missing_ok=True)

    def claim(self, blob_id: str, depots: Collection[DepotId]) -> None:
        """Say whose a blob is that has been finished: more depots may send the same one.

        `EVERY_DEPOT` shares it with all.
        """
        for depot in depots:
            path = self._claim(blob_id, depot)
            with self._disk():
                path.parent.mkdir(parents=True, exist_ok=True)
                path.touch()
                _sync_folder(path.parent)

    def has_for(self, depot: DepotId, blob_id: str) -> bool:
        """Whether the blob is here and is the depot's; one of every depot is, too."""
        claims = [self._claim(blob_id, owner) for owner in (depot, EVERY_DEPOT)]
        with self._disk():
            return self.has(blob_id) and any(claim.exists() for claim in claims)

    def has(self, blob_id: str) -> bool:
        """Whether the blob is here, whole and durable."""
        path = self.path_of(blob_id)
        with self._disk():
            return path.exists()

    def path_of(self, blob_id: str) -> Path:
        """Where what was sent is or will be; raises `BlobRefused` for anything but a SHA-256."""
        return self._folder / _checked(blob_id)[:2] / blob_id

    def picture(self, blob_id: str) -> Shown:
        """What may be shown of the blob. It is drawn now if that was not done when it came: in a
        restored folder, and with photos of an earlier release.

        Raises `BlobRefused` when the blob is not here, or nothing can be drawn of it.
        """
        if not self.has(blob_id):
            raise BlobRefused(f"There is no photo {blob_id} here.")
        shown = self._shown(blob_id)
        with self._disk():
            is_drawn = shown.exists()
            content = b"" if is_drawn else self.path_of(blob_id).read_bytes()
        if not is_drawn:
            drawn = self._drawn(content)
            with self._turn, self._disk():
                self._keep(shown, drawn)
        with self._disk(), shown.open("rb") as file:
            is_png = file.read(4) == b"\x89PNG"
        return Shown(shown, "image/png" if is_png else "image/jpeg")

    def delete(self, blob_id: str) -> None:
        """Erase a blob; one that is not here is no error."""
        path = self.path_of(blob_id)
        with self._disk():
            self._shown(blob_id).unlink(missing_ok=True)
            path.unlink(missing_ok=True)
            for claim in (self._folder / "of").glob(f"*/{blob_id}"):
                claim.unlink(missing_ok=True)

    def disown(self, depot: DepotId, named: Collection[BlobId], older_than_s: float) -> int:
        """Give up what the depot was sent and has had no use for since, as photos of a report that
        was refused; how many there were. What no other depot has is erased."""
        with self._turn, self._disk():
            old = self._old_claims(depot, older_than_s)
            unused = [claim for claim in old if claim.name not in named]
            for claim in unused:
                claim.unlink()
                if not any((self._folder / "of").glob(f"*/{claim.name}")):
                    self.delete(claim.name)
        return len(unused)

    def has_older(self, depot: DepotId, older_than_s: float) -> bool:
        """Whether the depot was sent anything so long ago, and has it still; what is being given up
        at this moment is gone by then."""
        with self._turn, self._disk():
            return bool(self._old_claims(depot, older_than_s))

    def _old_claims(self, depot: DepotId, older_than_s: float) -> list[Path]:
        limit = time.time() - older_than_s
        folder = self._folder / "of" / _checked_depot(depot)
        claims = folder.iterdir() if folder.is_dir() else ()
        return [claim for claim in claims if claim.stat().st_mtime < limit]

    def drop_stale_parts(self, older_than_s: float) -> int:
        """Delete uploads that nobody went on with; how many there were."""
        limit = time.time() - older_than_s
        with self._turn, self._disk():
            stale = [p for p in (self._folder / "parts").iterdir() if p.stat().st_mtime < limit]
            for path in stale:
                path.unlink()
        return len(stale)

    def _arrived(self, blob_id: str) -> bytes:
        part = self._part(blob_id)
        with self._turn, self._disk():
            if not part.exists():
                raise BlobRefused(f"Nothing of the photo {blob_id} has arrived. Send it from 0.")
            return part.read_bytes()

    def _drawn(self, content: bytes) -> bytes:
        try:
            checked_picture(content)
            with self._easels:
                return redrawn(content)
        except (NotAPicture, NotDrawable) as fault:
            raise BlobRefused(str(fault)) from fault
        except CannotRedraw as failed:
            raise BlobsUnavailable(str(failed)) from failed

    def _keep(self, path: Path, content: bytes) -> None:
        """Make a file durable that is there whole or not at all."""
        draft = self._folder / "parts" / f"{path.name}.new"
        path.parent.mkdir(exist_ok=True)
        draft.write_bytes(content)
        _sync(draft)
        draft.replace(path)
        for folder in (path.parent, self._folder):
            _sync_folder(folder)

    def _shown(self, blob_id: str) -> Path:
        path = self.path_of(blob_id)
        return path.with_name(f"{path.name}.shown")

    def _part(self, blob_id: str) -> Path:
        return self._folder / "parts" / _checked(blob_id)

    def _claim(self, blob_id: str, depot: DepotId) -> Path:
        return self._folder / "of" / _checked_depot(depot) / _checked(blob_id)

    @contextmanager
    def _disk(self) -> Iterator[None]:
        """Turn what the disk raises into a sentence."""
        try:
            yield
        except OSError as error:
            raise BlobsUnavailable(_said_of(error, self._folder)) from error


def _checked_depot(depot: DepotId) -> str:
    """Its folder."""
    if not _DEPOT.match(depot):
        raise BlobRefused(f"{depot[:80]!r} is not the name of a depot.")
    return _SHARED if depot == EVERY_DEPOT else depot


def _checked(blob_id: str) -> str:
    if not _ID.match(blob_id):
        raise BlobRefused(
            f"{blob_id[:80]!r} is not the name of a photo: 64 digits 0-9 a-f, the SHA-256 of its "
            "bytes."
        )
    return blob_id


def _said_of(error: OSError, folder: Path) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return (
            f"The disk that holds the photos in {folder} is full. Free some space, then try again."
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return (
            f"The folder of the photos, {folder}, is not writable ({error.strerror}). Make it "
            "writable for the user that runs the hub, then try again."
        )
    return (
        f"The photos in {folder} cannot be stored or read ({error.strerror}). Check the disk, then "
        "try again."
    )


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync_folder(path: Path) -> None:
    """Make a rename durable; Windows has no such call and needs none."""
    if os.name != "posix":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

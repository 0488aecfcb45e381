"""What a disk may hold after the power has gone, at any moment of a recorded run.

Bytes that were synced are there. Of what was written since, each sector may have arrived or not,
in any order: that is all a disk promises.
"""

from pathlib import Path
from random import Random

from core.private_files import private_file
from tests.durability.recording_vfs import (
    Acknowledged,
    Deleted,
    Disk,
    Step,
    Synced,
    Truncated,
    Wrote,
)

SECTOR = 512


class _File:
    def __init__(self) -> None:
        self.safe: bytearray | None = None
        """None: there is no such file."""
        self.unsafe: list[Wrote | Truncated | Deleted] = []

    def sync(self, *, is_good: bool) -> None:
        if is_good:
            for step in self.unsafe:
                self.safe = _after(self.safe, step)
        self.unsafe.clear()

    def cut(self, random: Random) -> bytearray | None:
        """One of the contents that the disk may have now."""
        content = self.safe
        for step in self.unsafe:
            for part in _parts(step):
                if random.random() < 0.5:
                    content = _after(content, part)
        return content


def acknowledged_before(disk: Disk, cut: int) -> int:
    """How many events somebody had been told are saved."""
    told = [step.events for step in disk.steps[:cut] if isinstance(step, Acknowledged)]
    return max(told, default=0)


def write_image(disk: Disk, cut: int, random: Random, folder: Path) -> None:
    """Put into `folder` what is left of the disk's files when the power goes before step `cut`."""
    files: dict[str, _File] = {}
    for step in disk.steps[:cut]:
        if isinstance(step, Acknowledged):
            continue
        file = files.setdefault(step.file, _File())
        if isinstance(step, Synced):
            file.sync(is_good=step.is_good)
        else:
            file.unsafe.append(step)
            if isinstance(step, Deleted) and step.is_synced:
                file.sync(is_good=True)
    for name, file in files.items():
        content = file.cut(random)
        if content is not None:
            left = folder / Path(name).name
            private_file(left)
            left.write_bytes(content)


def _parts(step: Wrote | Truncated | Deleted) -> list[Wrote | Truncated | Deleted]:
    """A write in sectors of the disk; anything else happens as a whole."""
    if not isinstance(step, Wrote):
        return [step]
    edges = range(step.offset // SECTOR * SECTOR, step.offset + len(step.data), SECTOR)
    pieces = [(max(edge, step.offset), edge + SECTOR) for edge in edges]
    return [
        Wrote(step.file, start, step.data[start - step.offset : end - step.offset])
        for start, end in pieces
    ]


def _after(content: bytearray | None, step: Step) -> bytearray | None:
    if isinstance(step, Deleted):
        return None
    content = bytearray(content or b"")
    if isinstance(step, Truncated):
        return content[: step.size].ljust(step.size, b"\0")
    assert isinstance(step, Wrote)
    end = step.offset + len(step.data)
    content.extend(bytes(max(0, end - len(content))))
    content[step.offset : end] = step.data
    return content

"""Keeps a person's regions: built from extracts, listed, brought up to date, removed.

    regions/NAME/region.json          which build counts; replaced in one step
    regions/NAME/BUILD/…              its files; whole before anything names them
    regions/.building/NAME@BUILD/…    what is being built, or waits to be gone on with

A build goes on where it stopped: each stage leaves one file, whole or not at all. It may be ended
at any moment, by a signal, too; what was not finished is never used.
"""

import os
import re
import shutil
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from filelock import FileLock, Timeout
from msgspec import Struct

from core.json_faults import NOT_JSON
from core.region.region import (
    ADDRESSES_FILE,
    BASE_MAP_FILE,
    FORMAT,
    MANIFEST_FILE,
    ROADS_FILE,
    SHIPPED_EXTRACTS,
    Manifest,
    Region,
    shipped_region,
)
from core.region.region_ref import RegionFileError, RegionRef
from core.settings import data_folder

if TYPE_CHECKING:
    # Reads extracts, with libraries that nobody needs who only looks for a region.
    from core.region.extract_survey import Needs, Survey

REGIONS = "regions"
BUILDING = ".building"
RULES = 3
"""Rises when the same extract gives other roads, so that a region built again has another name."""
WAITS_S = 60
"""For another program that is just building a shipped region."""
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?\Z")
STAGES = (ROADS_FILE, BASE_MAP_FILE, ADDRESSES_FILE)


def regions_folder(folder: Path | None = None) -> Path:
    """Where a person's regions are, unless another folder is named."""
    return folder or data_folder() / REGIONS


class Progress(Struct, frozen=True):
    """How far a build is: what it does, which part of the whole is done, and seconds left."""

    words: str
    part: float
    left_s: float


Tell = Callable[[Progress], None]


class RegionStore:
    """The regions in a folder. Any number of programs may read it while one builds."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def all(self) -> list[Region]:
        """Every region that can be used, by name."""
        found = (self._read(name) for name in self._names())
        return [region for region in found if region is not None]

    def unfinished(self) -> list[tuple[str, int]]:
        """Names whose build was stopped, and how many of the stages are there."""
        found = []
        for folder in self._drafts():
            found.append(
                (folder.name.partition("@")[0], sum((folder / f).exists() for f in STAGES))
            )
        return found

    def get(self, name: str, tell: Tell = lambda progress: None) -> Region:
        """A region by its name. Raises `RegionFileError` in words.

        A demo city that is wanted for the first time is built and `tell` hears how far it is; what
        it raises ends the build, and what is finished of it is kept.
        """
        if name == shipped_region().name:
            return shipped_region()
        if name in SHIPPED_EXTRACTS:
            return self._shipped(name, tell)
        region = self._read(name) if _NAME.match(name) else None
        if region is None:
            known = ", ".join(each.name for each in self.all()) or "none yet"
            raise RegionFileError(
                f"There is no region {name} in {self.folder} ({known}). Add it: "
                f"python main.py region add {name} EXTRACT.osm.pbf"
            )
        return region

    def names(self) -> list[str]:
        """Every region that `get` knows, the user's own first."""
        return [*(each.name for each in self.all()), shipped_region().name, *SHIPPED_EXTRACTS]

    def with_build(self, ref: RegionRef) -> Region | None:
        """The region that a hub names, under whatever name it is here."""
        candidates = (shipped_region(), *self.all())
        return next((region for region in candidates if region.build == ref.build), None)

    def look_at(self, pbf: Path) -> "tuple[Survey, Needs]":
        """What is in an extract and what a region of it needs. Raises `RegionFileError`."""
        from core.region.extract_survey import needs_of, survey

        found = survey(pbf)
        return found, needs_of(found, self.folder)

    def check_name(self, name: str, *, is_new: bool) -> None:
        """Raise `RegionFileError` when a region of this name cannot be added or updated."""
        if not _NAME.match(name):
            raise RegionFileError(
                f"{name!r} cannot name a region. Use small letters, digits and hyphens, as "
                "in north-coast."
            )
        if name == shipped_region().name or name in SHIPPED_EXTRACTS:
            raise RegionFileError(f"{name} is a demo city that is shipped. Choose another name.")
        if is_new and self._read(name) is not None:
            raise RegionFileError(
                f"There is a region {name} already. Update it (region update {name} …), or choose "
                "another name."
            )
        if not is_new and self._read(name) is None:
            self.get(name)

    def build(
        self, name: str, pbf: Path, found: "Survey", *, drives_on_left: bool, tell: Tell
    ) -> Region:
        """Build a region, or what is missing of it, and make it the one of this name.

        Raises `RegionFileError`, after which nothing is left behind, or `OSError`. Ended in any
        other way, what is finished stays and is gone on with.
        """
        # Imported here: whoever only looks for a region needs none of the heavy libraries.
        from core.region.stages import Stages

        build = _build_id(found.sha256, drives_on_left)
        draft = self.folder / BUILDING / f"{name}@{build}"
        draft.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.folder / BUILDING / f"{name}.lock")
        try:
            lock.acquire(timeout=WAITS_S if name in SHIPPED_EXTRACTS else 0)
        except Timeout:
            raise RegionFileError(f"The region {name} is being built by another program.") from None
        try:
            self._drop_drafts(name, keep=draft)
            began = time.monotonic()
            made = Stages(pbf, draft, found, drives_on_left=drives_on_left, tell=tell).run()
            manifest = Manifest(
                name=name,
                build=build,
                extract=pbf.name,
                extract_bytes=found.bytes,
                extract_sha256=found.sha256,
                data_at=found.data_at,
                drives_on_left=drives_on_left,
                bounds=made.bounds,
                road_km=made.road_km,
                segments=made.segments,
                streets=made.streets,
                addresses=made.addresses,
                tiles=made.tiles,
                disk_bytes=sum((draft / name).stat().st_size for name in STAGES),
                took_s=round(time.monotonic() - began, 1),
                peak_memory_bytes=_peak_memory(),
                built_at=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            )
            return self._publish(name, draft, manifest)
        except RegionFileError:
            shutil.rmtree(draft, ignore_errors=True)
            raise
        finally:
            lock.release()
            lock_file = Path(lock.lock_file)
            lock_file.unlink(missing_ok=True)
            _remove_if_empty(self.folder / BUILDING)

    def remove(self, name: str) -> None:
        """Forget a region and what was begun of it. Raises `RegionFileError`."""
        drafts = [draft for draft in self._drafts() if draft.name.partition("@")[0] == name]
        if not drafts:
            self.check_name(name, is_new=False)
        folder = self.folder / name
        # The name first: from then on nobody finds it, however the rest ends.
        (folder / MANIFEST_FILE).unlink(missing_ok=True)
        for each in (folder, *drafts):
            shutil.rmtree(each, ignore_errors=True)
        _remove_if_empty(self.folder / BUILDING)

    def _shipped(self, name: str, tell: Tell) -> Region:
        """The region of an extract that is shipped; built when it is first wanted."""
        here = self._read(name)
        if here is not None:
            return here
        pbf = SHIPPED_EXTRACTS[name]
        found, needs = self.look_at(pbf)
        needs.refuse_if_short(self.folder)
        return self.build(name, pbf, found, drives_on_left=False, tell=tell)

    def _publish(self, name: str, draft: Path, manifest: Manifest) -> Region:
        home = self.folder / name
        home.mkdir(exist_ok=True)
        target = home / manifest.build
        if target.exists():
            shutil.rmtree(target)
        text = msgspec.json.format(msgspec.json.encode(manifest), indent=2)
        (draft / MANIFEST_FILE).write_bytes(text)
        draft.rename(target)
        new = home / f"{MANIFEST_FILE}.new"
        with new.open("wb") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        before = self._read(name)
        new.replace(home / MANIFEST_FILE)
        # The build before stays for hubs and consoles that have it open; older ones go.
        keep = {manifest.build, before.build if before is not None else ""}
        for old in home.iterdir():
            if old.is_dir() and old.name not in keep:
                shutil.rmtree(old, ignore_errors=True)
        return Region(name, manifest.build, target, manifest)

    def _names(self) -> list[str]:
        if not self.folder.is_dir():
            return []
        return sorted(path.name for path in self.folder.iterdir() if _NAME.match(path.name))

    def _read(self, name: str) -> Region | None:
        try:
            text = (self.folder / name / MANIFEST_FILE).read_bytes()
            manifest = msgspec.json.decode(text, type=Manifest)
        except (OSError, *NOT_JSON):
            return None
        folder = self.folder / name / manifest.build
        is_whole = manifest.format == FORMAT and all((folder / file).exists() for file in STAGES)
        return Region(name, manifest.build, folder, manifest) if is_whole else None

    def _drafts(self) -> Iterator[Path]:
        building = self.folder / BUILDING
        if building.is_dir():
            yield from sorted(path for path in building.iterdir() if path.is_dir())

    def _drop_drafts(self, name: str, keep: Path) -> None:
        """Of another extract, and halves of files that a killed build has left."""
        for draft in self._drafts():
            if draft.name.partition("@")[0] == name and draft != keep:
                shutil.rmtree(draft, ignore_errors=True)
        for file in keep.iterdir():
            if file.name not in STAGES:
                file.unlink()


def _build_id(sha256: str, drives_on_left: bool) -> str:
    return f"{sha256[:16]}-{FORMAT}{'l' if drives_on_left else 'r'}{RULES}"


def _peak_memory() -> int:
    """Of this program so far; 0 where the system does not say."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))
    except (OSError, StopIteration, ValueError):
        return 0


def _remove_if_empty(folder: Path) -> None:
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()

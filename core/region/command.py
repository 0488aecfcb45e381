"""`main.py region`: add, list, update and remove regions from the command line.

With `--json` progress is a line of JSON each, for a console that runs this as a process of its own.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from core.hub.own_depots import Card, on_region
from core.private_files import private_folder
from core.region.region import Manifest, shipped_region
from core.region.region_ref import RegionFileError
from core.region.sizes import size_words, time_words
from core.region.store import REGIONS, Progress, RegionStore, regions_folder
from core.settings import SettingsError

if TYPE_CHECKING:
    from core.region.extract_survey import Needs, Survey


class Said(Struct, frozen=True, omit_defaults=True):
    """A line of `--json`: what will be needed, how far it is, or how it ended."""

    words: str = ""
    part: float = 0.0
    left_s: float = 0.0
    is_done: bool = False
    is_failed: bool = False


def run(options: argparse.Namespace) -> int:
    """The exit code. Known failures are a sentence on stderr."""
    try:
        store = RegionStore(regions_folder(options.data and options.data / REGIONS))
        if options.wanted == "list":
            return _list(store)
        if options.wanted == "remove":
            depots = on_region(store.folder.parent, options.name)
            if depots and not options.force:
                sys.stderr.write(f"{needed_words(options.name, depots)}\n")
                return 1
            store.remove(options.name)
            _line(f"The region {options.name} is removed.")
            return 0
        if options.wanted == "look":
            _, needs, words = _looked_at(store, options.extract)
            needs.refuse_if_short(store.folder)
            _finish(options, words)
            return 0
        private_folder(store.folder.parent)
        return _build(store, options)
    except (RegionFileError, SettingsError, OSError) as error:
        words = str(error) if not isinstance(error, OSError) else _os_words(error)
        if getattr(options, "json", False):
            _json(Said(words, is_failed=True))
        else:
            sys.stderr.write(f"{words}\n")
        return 1


def _build(store: RegionStore, options: argparse.Namespace) -> int:
    is_new = options.wanted == "add"
    store.check_name(options.name, is_new=is_new)
    before = None if is_new else store.get(options.name).manifest
    found, needs, said = _looked_at(store, options.extract)
    if options.json:
        _json(Said(said, left_s=needs.seconds))
    else:
        _line(said)
    needs.refuse_if_short(store.folder)
    on_left = options.left or (before is not None and before.drives_on_left)
    if before is not None and before.extract_sha256 == found.sha256:
        _finish(options, f"The region {options.name} is of this extract already.")
        return 0
    try:
        tell = _json_progress if options.json else _Bar()
        region = store.build(
            options.name, options.extract, found, drives_on_left=on_left, tell=tell
        )
    except KeyboardInterrupt:
        _line(
            f"\nStopped. What is finished is kept: the same command goes on; "
            f"region remove {options.name} drops it."
        )
        return 130
    assert region.manifest is not None
    _finish(options, f"The region {options.name} is ready: {region_words(region.manifest)}.")
    return 0


def _looked_at(store: RegionStore, extract: Path) -> "tuple[Survey, Needs, str]":
    """What is in it and what a region of it needs, also as a sentence."""
    found, needs = store.look_at(extract)
    as_of = f", as of {found.data_at[:10]}" if found.data_at else ""
    said = f"{extract.name}: {size_words(found.bytes)}, {found.roads:,} roads{as_of}. {needs.words}"
    return found, needs, said


def _finish(options: argparse.Namespace, words: str) -> None:
    if options.json:
        _json(Said(words, part=1.0, is_done=True))
    else:
        _line(words)


def _list(store: RegionStore) -> int:
    _line(f"{shipped_region().name}: the demo city; its house numbers are invented")
    for region in store.all():
        assert region.manifest is not None
        _line(f"{region.name}: {region_words(region.manifest)}")
    for name, stages in store.unfinished():
        _line(f"{name}: not finished, {stages} of 3 stages; add it again to go on")
    return 0


def needed_words(region: str, depots: Sequence[Card]) -> str:
    """Why a region is not removed just so."""
    names = ", ".join(card.name for card in depots)
    return (
        f"The region {region} is not removed: {names} cannot be opened without it. Remove it all "
        "the same with --force; the window then asks for another region."
    )


def region_words(manifest: Manifest) -> str:
    """What a region holds, in a line."""
    when = f" of {manifest.data_at[:10]}" if manifest.data_at else ""
    side = ", on the left" if manifest.drives_on_left else ""
    return (
        f"{manifest.road_km:,.0f} km of roads{side}, {manifest.streets:,} streets, "
        f"{manifest.addresses:,} addresses, {size_words(manifest.disk_bytes)}, "
        f"map{when} from {manifest.extract}"
    )


class _Bar:
    """Progress for a person: one line that is written over, or one per stage in a file."""

    def __init__(self) -> None:
        self._is_screen = sys.stdout.isatty()
        self._last = ""

    def __call__(self, progress: Progress) -> None:
        if self._is_screen:
            line = f"{progress.part:4.0%}  {progress.words}, {time_words(progress.left_s)} left"
            end = "\n" if progress.part >= 1 else ""
            sys.stdout.write(f"\r{line:<78}{end}")
        elif progress.words != self._last:
            sys.stdout.write(f"{progress.part:4.0%}  {progress.words}\n")
        self._last = progress.words
        sys.stdout.flush()


def _json_progress(progress: Progress) -> None:
    _json(Said(progress.words, progress.part, progress.left_s))


def _json(said: Said) -> None:
    sys.stdout.write(msgspec.json.encode(said).decode() + "\n")
    sys.stdout.flush()


def _line(words: str) -> None:
    sys.stdout.write(f"{words}\n")


def _os_words(error: OSError) -> str:
    return f"{error.filename or 'The region'} cannot be written: {error.strerror or error}."

"""`main.py import`: a list in a file goes to a running hub, in the words of the console."""

import argparse
import asyncio
import sys
import time
from collections.abc import Awaitable, Callable, Iterable
from datetime import date
from functools import partial
from pathlib import Path

import platformdirs

from core import commands as c
from core.exchange.list_kinds import ListKind, guess, guess_kind, titles
from core.exchange.lists import AnyImport, compared, lacking, of_depots, pieces
from core.exchange.order_columns import Field, Mapped, chosen_by_hand
from core.exchange.order_file import PLAN, Memory, OrderFile, Remembered
from core.exchange.order_import import Board, Fate, other_way_round
from core.exchange.region_places import RegionPlaces
from core.exchange.tables import Table, TableError, letters, told
from core.exchange.vroom_day import VroomDay, commands, document_of, vroom_day
from core.exchange.vroom_reader import Json
from core.hub import protocol as p
from core.hub.client import Address, HubClient, Unreached
from core.hub.enrol_asking import NotDone, shown
from core.hub.replica import Replica
from core.hub.trust import HubUntrusted
from core.model import DepotId
from core.region.address_server import AddressServer, parse_address_server
from core.region.region import Region
from core.region.region_ref import RegionRef
from core.region.store import REGIONS, RegionStore, regions_folder
from core.settings import load_settings
from core.watch_command import AWAY, PARTLY, Outcome, watch

MOST_TOLD = 40
DRY = "Nothing was written: this was a dry run."
PATIENCE_S = 60.0
"""For a large day to come over a slow line, once the hub is reached."""


class _HubAway(NotDone):
    """It may be there later."""


def run_all(options: argparse.Namespace) -> int:
    """One file, or every one that is put into a folder."""
    return watch(options, bring) if options.file.is_dir() else run(options)


def run(options: argparse.Namespace) -> int:
    """Read, compare, ask, report; the exit code."""
    return bring(options).code


def bring(options: argparse.Namespace) -> Outcome:
    """The same, with what it came to beside the code."""
    try:
        token, authority = shown(options)
        address = Address(options.hub, token, DepotId(options.depot), authority)
        if options.file.suffix.lower() == PLAN:
            document = document_of(options.file.read_bytes())
            plan = partial(_bring_plan, document=document, options=options)
            return asyncio.run(_at_hub(address, options, plan))
        file = OrderFile(options.file)
        table = file.table(options.sheet, options.encoding, options.delimiter)
        memory = Memory(memory_file(options.data))
        remembered = memory.recall(table)
        if remembered is not None and options.prefix is None:
            options.prefix = remembered.prefix
        options.prefix = options.prefix or ""
        kind = _kind(options, table, remembered)
        is_known = remembered is not None and remembered.kind is kind
        mapped = dict(remembered.columns) if remembered and is_known else guess(table, kind)
        mapped = chosen_by_hand(table, options.map or (), mapped)
        _show(table, kind, mapped)
        reading = (kind, mapped)
        brought = partial(_bring_list, table=table, reading=reading, memory=memory, options=options)
        return asyncio.run(_at_hub(address, options, brought))
    except _HubAway as error:
        outcome = Outcome(AWAY, str(error))
    except (TableError, NotDone, HubUntrusted, ValueError) as error:
        outcome = Outcome(1, str(error))
    except OSError as error:
        outcome = Outcome(1, f"{error.filename or 'The hub'}: {error.strerror or error}.")
    sys.stderr.write(f"{outcome.words}\n")
    return outcome


def memory_file(data: Path | None) -> Path:
    """Where choices of columns are kept."""
    folder = data if data is not None else platformdirs.user_data_path("backhaul")
    return folder / "import_columns.json"


def _kind(options: argparse.Namespace, table: Table, remembered: Remembered | None) -> ListKind:
    """As it is said, as it was before, or guessed."""
    if options.kind:
        return ListKind(options.kind)
    return remembered.kind if remembered is not None else guess_kind(table, options.file.stem)


def _show(table: Table, kind: ListKind, mapped: Mapped) -> None:
    """How each column is read; raises when something is lacking."""
    _say(f"{table.name}: {len(table.rows):,} {kind}; {'; '.join(table.notes)}")
    names = titles(kind)
    for column, header in enumerate(table.header):
        field = mapped.get(column)
        if header or field is not None:
            words = names.get(field, "") if field is not None else ""
            means = f"{field.value} ({words})" if field is not None else "not read"
            _say(f"  {letters(column):3}{header[:40]:42}{means}")
    left = lacking(kind, mapped)
    if left:
        lack = ", ".join(left)
        lacks = next(each.value for each, words in names.items() if words in left)
        words = f'No column holds: {lack}. Say it, as --map "COLUMN={lacks}".'
        raise NotDone(" ".join([words, *of_depots(table)]))


async def _at_hub(
    address: Address,
    options: argparse.Namespace,
    use: Callable[[HubClient, Board], Awaitable[Outcome]],
) -> Outcome:
    """What `use` comes to, with what the depot knows by now."""
    replica = Replica(time.monotonic)
    heard = asyncio.Event()
    ref: RegionRef | None = None

    def hear(frame: p.FromHub) -> None:
        nonlocal ref
        if isinstance(frame, p.Welcome):
            ref = frame.region
        replica.receive(frame)
        if replica.clock is not None and replica.state.depot is not None:
            heard.set()

    client = HubClient(address, on_frame=hear, must_exist=True)
    serving = asyncio.create_task(client.run())
    try:
        await client.reach(options.wait)
        async with asyncio.timeout(PATIENCE_S):
            await heard.wait()
        return await use(client, _board(replica, ref, options))
    except TimeoutError:
        raise _HubAway("The hub was reached, but its day did not come in time.") from None
    except Unreached as why:
        if why.is_away:
            raise _HubAway(str(why)) from None
        raise NotDone(f"The hub did not let this in: {why}") from None
    finally:
        client.stop()
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)


async def _bring_list(
    client: HubClient,
    board: Board,
    table: Table,
    reading: tuple[ListKind, Mapped],
    memory: Memory,
    options: argparse.Namespace,
) -> Outcome:
    kind, mapped = reading
    found = await asyncio.to_thread(compared, table, mapped, kind, options.prefix, board)
    _report(table, mapped, found)
    if options.dry_run:
        _say(DRY)
    else:
        memory.keep(table, mapped, options.prefix, kind)
        await _send(client, pieces(found), len(found.to_do), options.wait)
    return Outcome(PARTLY if found.counts[Fate.REFUSED] else 0, counts_words(found))


async def _bring_plan(
    client: HubClient, board: Board, document: Json, options: argparse.Namespace
) -> Outcome:
    found = await asyncio.to_thread(vroom_day, document, board, options.prefix or "")
    if not isinstance(found, VroomDay):
        for wrong in found[:MOST_TOLD]:
            _say(f"{wrong.path} {wrong.words}")
        if len(found) > MOST_TOLD:
            _say(f"… and {len(found) - MOST_TOLD} more")
        raise NotDone(f"{len(found)} mistakes. Nothing was written.")
    for notice in found.notices[:MOST_TOLD]:
        _say(f"note: {notice.path} {notice.words}")
    words = (
        f"{len(found.orders):,} orders and {len(found.routes):,} routes of {found.day}, "
        f"{found.planned:,} orders on them"
    )
    _say(words)
    if options.dry_run:
        _say(DRY)
    else:
        await _send(client, commands(found), len(found.orders), options.wait)
    return Outcome(0, words)


def _board(replica: Replica, ref: RegionRef | None, options: argparse.Namespace) -> Board:
    state, clock = replica.state, replica.clock
    assert clock is not None
    day = date.fromisoformat(options.day) if options.day else None
    known = region_here(ref, options.data)
    if known is None:
        _say(
            "The hub's region is not on this machine: only rows with coordinates are placed. "
            "Name the data folder that has it with --data."
        )
    url = load_settings().address_url
    server = AddressServer(parse_address_server(url)) if url else None
    places = RegionPlaces(known, server=server)
    return places.board(state, replica.texts, clock.at(time.monotonic()), day)


def region_here(ref: RegionRef | None, data: Path | None) -> Region | None:
    """Where a named data folder has it, else where this person's regions are."""
    folders = [data / REGIONS, regions_folder()] if data is not None else [regions_folder()]
    found = (RegionStore(folder).with_build(ref) for folder in folders if ref is not None)
    return next((region for region in found if region is not None), None)


def _report(table: Table, mapped: Mapped, found: AnyImport) -> None:
    for note in found.notes:
        _say(f"  {note}")
    if found.is_swapped:
        columns = (at for at, field in mapped.items() if field in (Field.LAT, Field.LON))
        swaps = (f'--map "{table.header[at]}={other_way_round(mapped)[at]}"' for at in columns)
        _say(f"  Change them for each other with {' '.join(swaps)}")
    for problem in found.problems[:MOST_TOLD]:
        mark = "" if problem.is_blocking else "note: "
        _say(f"{mark}{told(table.name, problem)}")
    if len(found.problems) > MOST_TOLD:
        _say(f"… and {len(found.problems) - MOST_TOLD} more")
    for entry in found.to_do:
        if entry.fate is Fate.CHANGED:
            _say(f"{entry.draft.id} changes: {entry.words}")
    _say(counts_words(found))


def counts_words(found: AnyImport) -> str:
    """As `12 new, 3 changed, 40 the same, 2 refused`."""
    names = {
        Fate.NEW: "new",
        Fate.CHANGED: "changed",
        Fate.SAME: "the same",
        Fate.REFUSED: "refused",
    }
    return ", ".join(f"{found.counts[fate]:,} {name}" for fate, name in names.items())


async def _send(
    client: HubClient, asked: Iterable[tuple[int, c.Command]], total: int, wait_s: float
) -> None:
    """What has come in stays in: the same file brings the rest later."""
    done = 0
    for rows, command in asked:
        try:
            answer = await client.ask_soon(command, wait_s)
        except Unreached as why:
            raise _HubAway(f"{done:,} were imported; then the line broke: {why}") from None
        if isinstance(answer, p.Refused):
            raise NotDone(f"{done:,} were imported; then the hub refused: {answer.words}")
        done += rows
        _say(f"{done:,} of {total:,} imported")
    _say("Nothing to do." if not done else "Done.")


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")

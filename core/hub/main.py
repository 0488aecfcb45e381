"""Runs a hub as a process: `main.py hub`, by itself or embedded in a console.

An embedded hub gets its secrets on stdin, prints one JSON line (`Ready`) when it listens, and ends
when stdin closes, so it cannot outlive its console. A hub of its own keeps its secrets in files
beside the database.
"""

import argparse
import asyncio
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import msgspec
from msgspec.structs import replace

from core.access import EVERY_DEPOT, Actor, Role
from core.garbage import search_young_ones
from core.hub.blobs import BlobStore, BlobsUnavailable
from core.hub.clock import keep_clock, load_clock
from core.hub.demo_depot_hand import watch_vans
from core.hub.demo_seed import demo_seed
from core.hub.endpoint import (
    Endpoint,
    HubFiles,
    Ready,
    Secrets,
    read_endpoint,
    read_secrets,
    simulator_tokens,
    write_private,
)
from core.hub.head_file import HeadFile
from core.hub.letters import Channel, ChannelRefused, DemoPhone
from core.hub.line import Line, keep_line_young, line_of, tls_of
from core.hub.listen import (
    CertificateRefused,
    Listen,
    ListenRefused,
    parse_listen,
    refuse_if_taken,
)
from core.hub.log import EventLog, LogUnavailable, depots_of
from core.hub.maintenance import keep_read_tables_new
from core.hub.networks import Network, networks_of
from core.hub.server import HubServer
from core.hub.shop_file import NAME as SHOPS_FILE
from core.hub.shop_file import ShopFileError, read_shops
from core.hub.sql_log import SqlLog
from core.hub.tokens import enrol, has_person, new_token, simulated_device
from core.hub.unhurried_loop import unhurried_loop
from core.json_faults import NOT_JSON
from core.model import ActorId, DepotId, DriverId
from core.private_files import private_folder
from core.region.region import Region, shipped_region
from core.region.region_ref import RegionFileError
from core.region.store import RegionStore, regions_folder
from core.settings import Settings, SettingsError, data_folder, load_settings

ROADS = shipped_region().roads
CONSOLE = Actor(ActorId("office"), Role.ADMIN, frozenset({EVERY_DEPOT}))
CUSTOMERS = Actor(ActorId("customers"), Role.SYSTEM, frozenset({EVERY_DEPOT}))
"""The simulator's client that enters what customers ask for."""


SLICE_S = 0.0005
"""How long a thread keeps the interpreter while another one wants it. Python's own 5 ms are waited
after every statement of SQL while the loop is busy: 2,000 strangers a second made acknowledgements
take 35 to 44 ms at the 99th percentile, with this 20 to 25."""


class DemoNotOpened(Exception):
    """The demo day could not be filled in; the text says why."""


_KNOWN = (
    LogUnavailable,
    ListenRefused,
    BlobsUnavailable,
    DemoNotOpened,
    SettingsError,
    ShopFileError,
    ChannelRefused,
    CertificateRefused,
    RegionFileError,
    OSError,
)

_log = logging.getLogger(__name__)


def run(options: argparse.Namespace) -> int:
    """Serve until stopped; the exit code. Known failures are a sentence on stderr."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s: %(message)s")
    is_embedded: bool = options.embedded
    data: Path = options.data or data_folder()
    try:
        listen = parse_listen(options.listen)
        files = HubFiles(options.db, data)
        if files.database is None or not files.database.exists():
            # Opened in earnest once there is a day to serve, which may take a minute to make. Where
            # there is one, another hub may have it, and that is said of the database.
            refuse_if_taken(listen)
        private_folder(data)
        line = line_of(options, listen, data)
        kept = _secrets_from_stdin() if is_embedded else read_secrets(files.secrets)
        if options.region is not None:
            # Before there is a database, which a slip in the name would leave behind.
            RegionStore(regions_folder(options.regions)).get(options.region)
        log = _open_log(options, files, data)
    except _KNOWN as error:
        return _cannot(error, is_embedded, is_taken="in use by another hub" in str(error))
    try:
        region = _region(options, log)
        sys.setswitchinterval(SLICE_S)
        with asyncio.Runner(loop_factory=unhurried_loop) as runner:
            is_well = runner.run(
                _serve(is_embedded, (listen, line), log, data, (files, kept), region)
            )
    except _KNOWN as error:
        return _cannot(error, is_embedded)
    finally:
        log.close()
    return 0 if is_well else 1


def _open_log(options: argparse.Namespace, files: HubFiles, data: Path) -> SqlLog:
    """Open the database, first filling it with the demo day when that is wanted.

    A demo in SQLite is lived in a file of its own and moved into place when it is whole, so that
    a start that was interrupted leaves nothing behind.
    """
    if options.demo and files.database is not None and not files.database.exists():
        _fill_file(options, files.database, data)
    log = SqlLog(options.db)
    try:
        if options.demo and not depots_of(log):
            _fill(options, log, data)
        keep_read_tables_new(log)
        if options.speed is not None:
            _set_speed(log, options.speed)
    except BaseException:
        log.close()
        raise
    return log


def _fill_file(options: argparse.Namespace, database: Path, data: Path) -> None:
    draft = database.with_name(f"{database.name}.filling")
    log = SqlLog(str(draft))
    try:
        if depots_of(log) and demo_seed(log) is None:
            # Somebody was killed in the middle of filling it.
            log.close()
            _remove(draft)
            log = SqlLog(str(draft))
        if not depots_of(log):
            _fill(options, log, data)
    finally:
        log.close()
    with suppress(FileNotFoundError):  # another console has just moved it
        for suffix in ("-wal", ""):
            part = draft.with_name(f"{draft.name}{suffix}")
            if suffix == "" or part.exists():
                part.replace(database.with_name(f"{database.name}{suffix}"))
    _remove(draft)


def _remove(database: Path) -> None:
    for suffix in ("", "-wal", "-shm", ".lock"):
        database.with_name(f"{database.name}{suffix}").unlink(missing_ok=True)


def _fill(options: argparse.Namespace, log: EventLog, data: Path) -> None:
    # Imported late: they take a second, and a start on a filled database does not need them.
    from core.hub.demo import DEFAULT_RATE, DemoRefused, open_demo
    from core.planning.road import RoadEngine

    try:
        region = _region(options, log)
        open_demo(
            log,
            BlobStore(data / "photos"),
            RoadEngine.open(region.roads),
            region=region,
            seed=options.seed,
            rate=options.speed or DEFAULT_RATE,
        )
    except (DemoRefused, RegionFileError) as error:
        raise DemoNotOpened(str(error)) from error


def _region(options: argparse.Namespace, log: EventLog) -> Region:
    """Whose roads and map the hub's days are planned on. Raises `RegionFileError`."""
    from core.hub.region_choice import region_of

    return region_of(log, RegionStore(regions_folder(options.regions)), options.region)


def _set_speed(log: EventLog, rate: float) -> None:
    for stream in depots_of(log):
        clock = load_clock(log, DepotId(stream))
        if clock.is_simulated:
            keep_clock(log, DepotId(stream), replace(clock.saved(), rate=rate))


async def _serve(
    is_embedded: bool,
    where: tuple[Listen, Line],
    log: EventLog,
    data: Path,
    found: tuple[HubFiles, Secrets],
    region: Region,
) -> bool:
    """Listen, say so, and serve until told to stop; False when a part of the hub failed."""
    files, kept = found
    listen, line = where
    settings = load_settings()
    tls = tls_of(line)
    server = HubServer(
        log,
        BlobStore(data / "photos"),
        tls=tls,
        region=region,
        names=line.names,
        authority=line.certificates.authority if line.certificates is not None else None,
        shops=read_shops(data / SHOPS_FILE),
        public_url=settings.public_url,
        proxies=_networks(settings.proxy_networks, "proxy_networks"),
        heads=HeadFile.beside(files.database or data / "hub"),
        webhook_networks=_networks(settings.webhook_networks, "webhook_networks"),
        require_totp=settings.require_totp,
        refused_per_minute=settings.refused_per_minute,
        routing_url=_routing(settings.routing_url),
        channels=_channels(settings, is_demo=demo_seed(log) is not None),
    )
    stop = asyncio.Event()
    _stop_on_signals(stop)
    await server.open(listen)
    try:
        tokens = await asyncio.to_thread(_enrol_all, log, server, kept)
        tokens = await _renewed(server, tokens)
        demo = demo_seed(log)
        lived = [await server.depot_for(CONSOLE, depot) for depot in server.depots if demo]
        hands = [watch_vans(opened) for opened in lived if opened is not None]
        endpoint = Endpoint(
            ws_url=server.ws_url,
            http_url=server.http_url,
            token=tokens.console,
            depots=tuple(server.depots),
            demo_seed=demo.seed if demo else None,
            demo_day=demo.day if demo else None,
            region=region.name,
            pid=os.getpid(),
        )
        write_private(files.endpoint, msgspec.json.encode(endpoint))
        search_young_ones()
        if is_embedded:
            _say(Ready(endpoint, tokens))
            _stop_when_stdin_closes(stop)
        else:
            _write_tokens(files, tokens, server)
            _tell_people(endpoint, files, line)
        # Drivers and consoles are served already.
        await server.serve_pages()
        failed = asyncio.create_task(server.failed.wait())
        stopped = asyncio.create_task(stop.wait())
        young = asyncio.create_task(keep_line_young(line, tls)) if tls is not None else None
        await asyncio.wait([failed, stopped], return_when=asyncio.FIRST_COMPLETED)
        for task in (failed, stopped, young, *hands):
            if task is not None:
                task.cancel()
        return not server.failed.is_set()
    finally:
        running = read_endpoint(files.endpoint)
        if running is not None and running.pid == os.getpid():
            files.endpoint.unlink(missing_ok=True)
        await server.stop()


def _channels(settings: Settings, *, is_demo: bool) -> Sequence[Channel]:
    """The ways by which customers are told. Raises `ChannelRefused`."""
    if not (settings.smtp_url or settings.message_url):
        return (DemoPhone(),) if is_demo else ()
    # Imported late, as all that speaks HTTP: see `HubServer.serve_pages`.
    from core.hub.channels import channels_of

    return channels_of(
        smtp_url=settings.smtp_url,
        mail_from=settings.mail_from,
        message_url=settings.message_url,
        message_secret=settings.message_secret,
        is_demo=is_demo,
    )


def _routing(url: str) -> str:
    """The routing server that is asked for travel times, as far as it can be one."""
    if url:
        # Imported late: whoever has none need not load what reads its answers.
        from core.planning.route_server import parse_server

        try:
            parse_server(url)
        except ValueError as error:
            raise SettingsError(f"The setting routing_url is not allowed: {error}") from None
    return url


def _networks(text: str, setting: str) -> tuple[Network, ...]:
    try:
        return networks_of(text)
    except ValueError as error:
        raise SettingsError(f"The setting {setting} is not allowed: {error}") from None


def _enrol_all(log: EventLog, server: HubServer, kept: Secrets) -> Secrets:
    """Make the tokens valid; whoever has none yet gets one."""
    console = enrol(log, "console", CONSOLE, kept.console or None)
    if demo_seed(log) is None:
        return Secrets(console)
    office = enrol(log, "simulator:customers", CUSTOMERS, kept.office or None)
    drivers = {}
    for depot, driver_id in server.drivers():
        # The simulator drives at one depot only; another one's may be called the same.
        if depot != server.depots[0] or has_person(log, depot, driver_id):
            continue
        actor = Actor(ActorId(driver_id), Role.DRIVER, frozenset({depot}), DriverId(driver_id))
        token = kept.drivers.get(driver_id) or new_token()
        drivers[str(driver_id)] = enrol(log, simulated_device(depot, driver_id), actor, token)
    return Secrets(console, office, drivers)


async def _renewed(server: HubServer, tokens: Secrets) -> Secrets:
    """Those of the simulated office and drivers change at a start, when they are a week old; a
    simulator that runs elsewhere goes on until the new ones are used. The administrator's own
    stays: people copy its file for screens and scripts, which cannot be told of another one."""

    async def young(token: str) -> str:
        return await server.renewed(token) or token if token else ""

    drivers = {driver_id: await young(token) for driver_id, token in tokens.drivers.items()}
    return Secrets(tokens.console, await young(tokens.office), drivers)


def _secrets_from_stdin() -> Secrets:
    line = sys.stdin.readline()
    try:
        return msgspec.json.decode(line, type=Secrets) if line.strip() else Secrets()
    except NOT_JSON as error:
        raise OSError(f"The first line on stdin holds no secrets: {error}.") from error


def _write_tokens(files: HubFiles, tokens: Secrets, server: HubServer) -> None:
    write_private(files.secrets, msgspec.json.encode(tokens))
    write_private(files.token, f"{tokens.console}\n".encode())
    if tokens.drivers:
        wanted = simulator_tokens(tokens, server.depots[0])
        write_private(files.drivers, msgspec.json.encode(wanted))


def _tell_people(endpoint: Endpoint, files: HubFiles, line: Line) -> None:
    named = ", ".join(endpoint.depots) or "none yet"
    lines = [
        f"The hub listens on {endpoint.ws_url} (photos and the driver's page: "
        f"{endpoint.http_url}).",
        f"Depots: {named}. A console's token is in {files.token}.",
    ]
    if line.certificates is not None and line.certificates.fingerprint:
        lines.append(f"Its authority has the fingerprint {line.certificates.fingerprint}")
    if endpoint.demo_seed is not None:
        lines.append(f"The demo drivers' tokens are in {files.drivers}.")
    sys.stdout.write("\n".join([*lines, "Stop with Ctrl+C.", ""]))
    sys.stdout.flush()


def _cannot(error: Exception, is_embedded: bool, *, is_taken: bool = False) -> int:
    if is_embedded:
        is_port_taken = isinstance(error, ListenRefused)
        _say(Ready(words=str(error), is_taken=is_taken, is_port_taken=is_port_taken))
    else:
        sys.stderr.write(f"{error}\n")
    return 1


def _say(ready: Ready) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(ready) + b"\n")
    sys.stdout.flush()


def _stop_on_signals(stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # Windows
            loop.add_signal_handler(name, stop.set)


def _stop_when_stdin_closes(stop: asyncio.Event) -> None:
    """The console holds the other end: when it is gone, however it went, so is the hub."""
    loop = asyncio.get_running_loop()

    def watch(tell: Callable[[], None]) -> None:
        # os.read, because a thread inside sys.stdin would hold its lock when Python ends.
        with suppress(OSError):
            while os.read(0, 4096):
                pass
        with suppress(RuntimeError):  # the loop is closed: stopping already
            loop.call_soon_threadsafe(tell)

    threading.Thread(target=watch, args=(stop.set,), name="stdin", daemon=True).start()

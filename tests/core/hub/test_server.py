"""The hub over real sockets on loopback."""

import asyncio
import os
import random
import socket
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import aiohttp
import msgspec
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from core import commands as c
from core.access import EVERY_DEPOT, Actor, Role
from core.hub import growing_delay
from core.hub import protocol as p
from core.hub.access_log import Kind
from core.hub.blobs import BlobStore
from core.hub.client import Address, DriverClient, HubClient, Line, LineState
from core.hub.conduct import AT_ONCE, slow_words
from core.hub.gate import encode_state
from core.hub.listen import Listen, ListenRefused, bound_sockets, parse_listen
from core.hub.log import LogUnavailable
from core.hub.open_depot import ANOTHER_LOG, OpenDepot
from core.hub.replica import Replica
from core.hub.server import HubServer
from core.hub.sql_log import SqlLog
from core.hub.tokens import token_sha256
from core.model import (
    ActorId,
    Depot,
    DepotId,
    Driver,
    DriverId,
    OrderId,
    Place,
    PlaceId,
    RouteId,
    StopId,
    TextRef,
)
from core.state import FOLD_VERSION
from tests.core.hub.hub_builders import (
    ANA,
    DEPOT,
    EVA,
    MORNING,
    SYSTEM,
    RunningHub,
    driver_actor,
    reports,
    running_hub,
    trail_of,
    until,
)

ADMIN = Actor(ActorId("root"), Role.ADMIN, frozenset({EVERY_DEPOT}))
HOSTILE_FRAMES = int(os.environ.get("BACKHAUL_TEST_HOSTILE_FRAMES", "400"))


class Console:
    """A console as the program has it: a client and a replica."""

    def __init__(self, hub: RunningHub, actor: Actor = ANA) -> None:
        self.frames: list[p.FromHub] = []
        self.lines: list[LineState] = []
        self.replica = Replica(lambda: 0.0)
        self.client = HubClient(hub.address(actor), on_frame=self._hear, on_line=self.lines.append)
        hub.connect(self.client)

    def _hear(self, frame: p.FromHub) -> None:
        self.frames.append(frame)
        self.replica.receive(frame)

    def heard(self, kind: type[p.FromHub]) -> list[p.FromHub]:
        return [frame for frame in self.frames if isinstance(frame, kind)]

    async def caught_up(self, hub: RunningHub) -> None:
        await until(lambda: self.replica.state.seq == hub.log.head(DEPOT).seq)


class Phone:
    """A driver's client and the last list it was shown."""

    def __init__(self, hub: RunningHub, number: int) -> None:
        self.views: list[p.DriverView] = []
        self.client = DriverClient(hub.address(driver_actor(number)), on_view=self.views.append)
        hub.connect(self.client)


async def raw(address: Address, **options: object) -> ClientConnection:
    """A connection that has said hello and nothing else."""
    connection = await connect(address.ws_url, compression=None, proxy=None, **options)  # type: ignore[arg-type]
    hello = p.Hello(address.token, p.PROTOCOL, address.depot, FOLD_VERSION)
    await connection.send(p.encode(hello), text=True)
    return connection


async def read_to_end(connection: ClientConnection) -> None:
    """Read until the connection breaks. Raises `ConnectionClosed`."""
    while True:
        await connection.recv()


async def test_a_console_gets_everything_and_then_what_happens(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        console = Console(hub)
        await console.caught_up(hub)
        welcome = console.frames[0]
        assert isinstance(welcome, p.Welcome)
        assert (welcome.actor_id, welcome.role) == ("ana", Role.DISPATCHER)
        assert isinstance(console.frames[1], p.Clock)
        assert isinstance(console.frames[2], p.Snapshot)
        assert console.replica.texts["name:o1_1"] == "Customer o1_1"
        answer = await console.client.ask(c.LockRoute(RouteId("r1")))
        assert isinstance(answer, p.Accepted)
        await console.caught_up(hub)
        assert console.replica.state.routes[RouteId("r1")].locked_by == "ana"


async def test_two_consoles_see_the_same_and_a_stale_drag_is_refused(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        first, second = Console(hub), Console(hub)
        await first.caught_up(hub)
        await second.caught_up(hub)
        version = first.replica.state.routes[RouteId("r1")].version
        drop = c.PlaceOrder(OrderId("w1"), RouteId("r1"), 1, version)
        assert isinstance(await first.client.ask(drop), p.Accepted)
        late = await second.client.ask(c.PlaceOrder(OrderId("w2"), RouteId("r1"), 1, version))
        assert isinstance(late, p.Refused)
        assert "R1" in late.words
        await first.caught_up(hub)
        await second.caught_up(hub)
        assert encode_state(first.replica.state) == encode_state(second.replica.state)


async def test_a_console_resumes_where_it_stood(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        console, other = Console(hub), Console(hub)
        await console.caught_up(hub)
        connection = console.client._connection
        assert connection is not None
        connection.transport.abort()
        await other.client.ask(c.LockRoute(RouteId("r1")))
        await console.caught_up(hub)
        assert len(console.heard(p.Snapshot)) == 1
        assert len(console.heard(p.Welcome)) == 2


async def test_a_console_that_was_long_away_reads_from_disk(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        console = Console(hub)
        await console.caught_up(hub)
        gate = hub.server._depots[DEPOT].gate
        gate.recent.clear()
        frames: list[p.FromHub] = []
        late = HubClient(hub.address(), on_frame=frames.append)
        late.seq = 1
        hub.connect(late)
        await until(lambda: late.seq == gate.state.seq)
        assert not any(isinstance(frame, p.Snapshot) for frame in frames)
        texts = {ref for f in frames if isinstance(f, p.Events) for ref in f.texts}
        assert "name:o1_1" in texts


async def test_a_console_from_the_future_gets_a_snapshot(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        frames: list[p.FromHub] = []
        client = HubClient(hub.address(), on_frame=frames.append)
        client.seq = 10**6
        hub.connect(client)
        await until(lambda: any(isinstance(frame, p.Snapshot) for frame in frames))
        assert client.seq == hub.log.head(DEPOT).seq


async def test_a_console_of_another_log_gets_a_snapshot_and_a_word(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        head = hub.log.head(DEPOT)
        (stored,) = hub.log.read(DEPOT, 1, 1)
        for known, is_same in ((stored.hash.hex(), True), ("ab" * 32, False), ("", True)):
            frames: list[p.FromHub] = []
            client = HubClient(hub.address(), on_frame=frames.append)
            client.seq, client._seq_hash = stored.seq, known
            hub.connect(client)
            await until(lambda client=client: client.seq == head.seq)  # type: ignore[misc]
            because = [f.because for f in frames if isinstance(f, p.Snapshot)]
            assert because == ([] if is_same else [ANOTHER_LOG])
            assert client._seq_hash == head.hash.hex()
        await client.ask(c.LockRoute(RouteId("r1")))
        assert client._seq_hash == hub.log.head(DEPOT).hash.hex()


async def test_a_driver_sees_only_the_own_list(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        phone, other = Phone(hub, 1), Phone(hub, 2)
        await until(lambda: phone.views and other.views)
        (view,) = phone.views
        assert (view.driver, view.route_id) == ("Driver 1", "r1")
        assert [stop.customer for stop in view.stops] == [f"Customer o1_{n}" for n in (1, 2, 3)]
        for command in list(reports(1))[:2]:
            assert isinstance(await phone.client.report(command), p.Accepted)
        await until(lambda: phone.views[-1].stops[0].status == "en_route")
        assert len(other.views) == 1
        refused = await phone.client.report(c.LockRoute(RouteId("r1")))
        assert isinstance(refused, p.Refused)
        assert "driver may not" in refused.words


async def test_a_driver_who_left_is_let_go_and_back_when_he_drives_again(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        gate = hub.server._depots[DEPOT].gate
        for number, command in enumerate(reports(1)):
            assert isinstance(await gate.ask(driver_actor(1), f"d{number}", command), p.Accepted)
        lines: list[Line] = []
        client = DriverClient(
            hub.address(driver_actor(1)),
            on_view=lambda view: None,
            on_line=lambda state: lines.append(state.line),
        )
        hub.connect(client)
        await until(lambda: lines[-1:] == [Line.LIVE])
        driver = gate.state.drivers[DriverId("d1")]
        for number, has_left in enumerate((True, False)):
            listed = c.RegisterFleet((msgspec.structs.replace(driver, has_left=has_left),), ())
            assert isinstance(await gate.ask(SYSTEM, f"left:{number}", listed), p.Accepted)
            wanted = Line.REJECTED if has_left else Line.LIVE
            client.hurry()
            await until(lambda: lines[-1] is wanted)  # noqa: B023
            assert not has_left or "any more" in client.state.words


async def test_a_driver_who_is_not_on_the_plan_gets_an_empty_list(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        phone = Phone(hub, 9)
        await until(lambda: phone.views)
        assert phone.views[0].route_id is None


async def test_an_auditor_reads_and_changes_nothing(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        console = Console(hub, EVA)
        await console.caught_up(hub)
        refused = await console.client.ask(c.LockRoute(RouteId("r1")))
        assert isinstance(refused, p.Refused)
        assert "auditor may not" in refused.words


async def test_an_auditor_follows_what_is_decided_but_not_who_and_where(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        office, auditor, phone = Console(hub), Console(hub, EVA), Phone(hub, 1)
        await office.caught_up(hub)
        await auditor.caught_up(hub)
        assert office.replica.texts
        assert not auditor.replica.texts
        assert encode_state(auditor.replica.state) == encode_state(office.replica.state)
        await until(lambda: phone.client.is_live)
        for command in list(reports(1))[:4]:
            await phone.client.report(command)
        note = c.ReportProblem(StopId("s1_2"), "recipient_absent", MORNING, "Rosa is away")
        for command in (c.ArriveAtStop(StopId("s1_2"), MORNING), note):
            assert isinstance(await phone.client.report(command), p.Accepted)
        await phone.client.locate([p.Fix(MORNING, 60.17, 24.94)])
        await until(lambda: office.replica.fixes)
        await office.caught_up(hub)
        await auditor.caught_up(hub)
        assert "Rosa is away" in office.replica.texts.values()
        assert not auditor.replica.texts
        assert not auditor.replica.fixes


async def test_the_hubs_own_clients_ask_and_see_the_time_only(tmp_path: Path) -> None:
    async with running_hub(tmp_path, rate=1) as hub:
        shops, office = Console(hub, SYSTEM), Console(hub)
        await until(lambda: shops.client.is_live and office.client.is_live)
        await office.client.set_clock(5)
        await until(lambda: any(f.rate == 5 for f in shops.frames if isinstance(f, p.Clock)))
        assert {type(frame) for frame in shops.frames} == {p.Welcome, p.Clock}


async def test_positions_reach_consoles_and_the_log(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        console, phone = Console(hub), Phone(hub, 1)
        await until(lambda: phone.views)
        started = await phone.client.ask(c.StartRoute(RouteId("r1"), MORNING))
        assert isinstance(started, p.Accepted)
        fixes = [p.Fix(at=MORNING, lat=60.1 + n / 1000, lon=24.9) for n in range(3)]
        await phone.client.locate(fixes)
        await until(lambda: "d1" in console.replica.fixes)
        assert console.replica.fixes["d1"].lat == fixes[-1].lat
        await until(lambda: len(hub.log.positions(DEPOT, "d1", MORNING)) == 3)
    async with running_hub(tmp_path) as again:
        late = Console(again)
        await until(lambda: "d1" in late.replica.fixes)


async def test_a_simulated_clock_can_be_set_by_the_office(tmp_path: Path) -> None:
    async with running_hub(tmp_path, rate=0) as hub:
        console, phone = Console(hub), Phone(hub, 1)
        await until(lambda: console.client.is_live and phone.views)
        assert isinstance(await console.client.set_clock(0.5), p.Accepted)
        refused = await phone.client.set_clock(100)
        assert isinstance(refused, p.Refused)
        assert "Only the office" in refused.words
        await until(lambda: len(console.heard(p.Clock)) == 2)
        clock = console.heard(p.Clock)[-1]
        assert isinstance(clock, p.Clock)
        assert clock.rate == 0.5
    async with running_hub(tmp_path) as again:
        assert again.server._depots[DEPOT].clock.rate == 0.5
        assert again.server._depots[DEPOT].clock.now() >= clock.now


async def test_a_real_days_clock_cannot_be_set(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        console = Console(hub)
        await until(lambda: console.client.is_live)
        refused = await console.client.set_clock(20)
        assert isinstance(refused, p.Refused)
        assert "real time" in refused.words


async def test_a_console_that_does_not_read_is_cut_off(tmp_path: Path) -> None:
    async with running_hub(tmp_path, max_backlog_bytes=500_000) as hub:
        deaf = await raw(hub.address(), max_queue=1)
        console = Console(hub, ADMIN)
        await console.caught_up(hub)
        depot = hub.server._depots[DEPOT]
        await until(lambda: len(depot._consoles) == 2)
        refs = [TextRef(f"long:{n}") for n in range(30)]
        people = tuple(Driver(DriverId(ref), ref) for ref in refs)
        talk = c.RegisterFleet(people, (), dict.fromkeys(refs, "x" * 1900))
        while len(depot._consoles) == 2:
            await console.client.ask(talk)
        with pytest.raises(ConnectionClosed):
            await read_to_end(deaf)
        await console.caught_up(hub)
        assert len(console.heard(p.Welcome)) == 1


async def test_who_has_no_token_is_told_and_not_let_in(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        assert "unknown or has expired" in await _rejection(hub, token="x" * 43)
        assert "no access" in await _rejection(hub, depot=DepotId("oslo"))


async def _rejection(hub: RunningHub, **wrong: str) -> str:
    lines: list[LineState] = []
    address = msgspec.structs.replace(hub.address(), **wrong)
    hub.connect(HubClient(address, on_frame=lambda frame: None, on_line=lines.append))
    await until(lambda: any(state.line is Line.REJECTED for state in lines))
    return lines[-1].words


async def test_a_depot_that_is_not_here_is_named(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        everywhere = Actor(ActorId("bo"), Role.DISPATCHER, frozenset({DepotId("*")}))
        address = msgspec.structs.replace(hub.address(everywhere), depot=DepotId("oslo"))
        connection = await raw(address)
        fault = p.decode_from_hub(await connection.recv())
        words = f"There is no depot oslo at this hub. It has: {DEPOT}."
        assert fault == p.Fault(words, is_final=True)
        await connection.wait_closed()
        assert connection.close_code == 1008


async def test_hostile_frames_are_answered_and_the_connection_lives(tmp_path: Path) -> None:
    async with running_hub(tmp_path, refused_per_minute=0) as hub:
        connection = await raw(hub.address(driver_actor(1)))
        while not isinstance(p.decode_from_hub(await connection.recv()), p.DriverView):
            pass
        seq = hub.log.head(DEPOT).seq
        rng = random.Random(7)
        good = p.encode(p.Ask("g", c.StartRoute(RouteId("r2"), MORNING))).decode()
        for number in range(HOSTILE_FRAMES):
            await connection.send(HOSTILE[number % len(HOSTILE)](rng, good))
            answer = p.decode_from_hub(await connection.recv())
            assert isinstance(answer, p.Fault | p.Refused), answer
            assert answer.words.endswith(".")
            if number % 50 == 49:
                await connection.send(
                    p.encode(p.Ask(f"ok{number}", c.LockRoute(RouteId("r1")))).decode()
                )
                assert isinstance(p.decode_from_hub(await connection.recv()), p.Refused)
        assert hub.log.head(DEPOT).seq == seq
        await connection.close()


def _mutilated(rng: random.Random, good: str) -> str:
    """A frame with a character too many; only those that do not decode are hostile."""
    while True:
        at = rng.randrange(len(good))
        text = good[:at] + chr(rng.randrange(32, 0x3000)) + good[at + 1 :]
        try:
            p.decode_from_client(text)
        except msgspec.DecodeError:
            return text


def _junk(rng: random.Random, good: str) -> str:
    return "".join(chr(rng.randrange(1, 0xD000)) for _ in range(rng.randrange(200)))


def _binary(rng: random.Random, good: str) -> bytes:
    return rng.randbytes(rng.randrange(1, 300))


def _truncated(rng: random.Random, good: str) -> str:
    return good[: rng.randrange(1, len(good))]


def _deep(rng: random.Random, good: str) -> str:
    return "[" * 20_000


def _not_mine(rng: random.Random, good: str) -> str:
    return good.replace('"g"', f'"g{rng.random()}"')


def _too_many(rng: random.Random, good: str) -> str:
    fix = '{"at":"2026-11-23T08:00:00Z","lat":1,"lon":1}'
    return f'{{"frame":"positions","fixes":[{",".join([fix] * 501)}]}}'


def _hello_again(rng: random.Random, good: str) -> str:
    return p.encode(p.Hello("t" * 43, 1, DEPOT)).decode()


HOSTILE: list[Callable[[random.Random, str], str | bytes]] = [
    _mutilated,
    _junk,
    _binary,
    _truncated,
    _deep,
    _not_mine,
    _too_many,
    _hello_again,
]


async def test_a_device_that_floods_the_hub_slows_itself_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(growing_delay, "FIRST_S", 4.0)
    async with running_hub(tmp_path) as hub:
        address = hub.address(driver_actor(1))
        broken = await raw(address)
        for number in range(AT_ONCE + 1):
            junk = p.Ask(f"q{number}", c.LockRoute(RouteId("r1")), 0)
            await broken.send(p.encode(junk), text=True)
        said = ""
        while not said:
            frame = p.decode_from_hub(await broken.recv(decode=True))
            said = frame.words if isinstance(frame, p.Fault) else ""
        assert said == slow_words(4.0)
        device = token_sha256(address.token)
        assert hub.server.conduct.wait_s(device, time.monotonic()) > 0
        # Its own way over HTTP is closed for as long, everybody else's is open.
        headers = {"Authorization": f"Bearer {address.token}"}
        async with (
            aiohttp.ClientSession(hub.server.http_url, headers=headers) as session,
            session.get(f"/travel/{DEPOT}") as response,
        ):
            assert response.status == 429
            assert int(response.headers["Retry-After"]) >= 1
        office = HubClient(hub.address(ANA), on_frame=lambda frame: None)
        hub.connect(office)
        assert isinstance(await office.ask(c.LockRoute(RouteId("r1"))), p.Accepted)
        # And it is listened to again: nothing that is right is lost.
        right = p.Ask("right", c.StartRoute(RouteId("r1"), MORNING), 0)
        await broken.send(p.encode(right), text=True)
        answer = None
        while not isinstance(answer, p.Accepted):
            answer = p.decode_from_hub(await broken.recv(decode=True))
        assert answer.id == "right"
        await broken.close()
        await hub.server.trail.write()
        slowed = [note for note in trail_of(hub) if note.kind is Kind.SLOWED_DOWN]
        assert [(note.who, note.depot) for note in slowed] == [("d1", DEPOT)]


async def test_an_oversized_frame_ends_the_connection_with_a_reason(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        connection = await raw(hub.address())
        await connection.send("x" * (p.MAX_FRAME_BYTES + 1))
        with pytest.raises(ConnectionClosed) as closed:
            await read_to_end(connection)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1009
        assert "exceeds limit" in closed.value.rcvd.reason


async def test_a_page_of_another_site_cannot_connect(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        with pytest.raises(InvalidStatus):
            await connect(hub.server.ws_url, origin="http://evil.example", proxy=None)  # type: ignore[arg-type]
        async with connect(hub.server.ws_url, origin=hub.server.http_url, proxy=None):  # type: ignore[arg-type]
            pass


@pytest.mark.parametrize(("public_url", "seats"), [("", 1), ("https://hub.example", 2)])
async def test_one_address_takes_half_of_the_seats_and_a_proxy_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, public_url: str, seats: int
) -> None:
    monkeypatch.setattr("core.hub.server.seats_here", lambda: 2)
    async with running_hub(tmp_path, public_url=public_url) as hub:
        seated = [await connect(hub.server.ws_url, proxy=None) for _ in range(seats)]
        with pytest.raises(InvalidStatus) as refused:
            await connect(hub.server.ws_url, proxy=None)
        assert refused.value.response.status_code == 503
        for connection in seated:
            await connection.close()


async def test_a_silent_connection_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.hub.server.HELLO_TIMEOUT_S", 0.05)
    async with running_hub(tmp_path) as hub:
        connection = await connect(hub.server.ws_url, proxy=None)
        await connection.wait_closed()
        assert "said hello" in (connection.close_reason or "")


async def test_other_frames_do_not_put_off_the_hello(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.hub.server.HELLO_TIMEOUT_S", 0.3)
    async with running_hub(tmp_path) as hub, connect(hub.server.ws_url, proxy=None) as stranger:
        await stranger.send(b"{}")
        assert "binary" in str(await stranger.recv())
        await stranger.wait_closed()
        assert "said hello" in (stranger.close_reason or "")


async def test_who_said_hello_in_time_may_need_longer_for_what_was_missed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring_up_to_date = OpenDepot._bring_up_to_date

    async def slowly(self: OpenDepot, *told: Any) -> None:
        await asyncio.sleep(1.5)
        await bring_up_to_date(self, *told)

    monkeypatch.setattr("core.hub.server.HELLO_TIMEOUT_S", 1)
    monkeypatch.setattr(OpenDepot, "_bring_up_to_date", slowly)
    async with running_hub(tmp_path) as hub, asyncio.timeout(10):
        console = Console(hub)
        await console.caught_up(hub)
        assert console.heard(p.Fault) == []


async def test_an_administrator_opens_a_new_depot(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        address = msgspec.structs.replace(hub.address(ADMIN), depot=DepotId("oslo"))
        client = HubClient(address, on_frame=lambda frame: None)
        hub.connect(client)
        place = Place(PlaceId("depot"), "Gate 1", 59.9, 10.7)
        depot = Depot(DepotId("oslo"), "Oslo", place.id, "Europe/Oslo", "NOK")
        assert isinstance(await client.ask(c.RegisterDepot(depot, place)), p.Accepted)
        assert hub.server.depots == [DEPOT, "oslo"]


async def test_beyond_this_machine_nothing_goes_unencrypted(tmp_path: Path) -> None:
    with closing(SqlLog(str(tmp_path / "log.db"))) as log:
        server = HubServer(log, BlobStore(tmp_path / "photos"))
        with pytest.raises(ListenRefused, match="without encryption"):
            await server.start(parse_listen("0.0.0.0:8765"))
        await server.stop()


def test_a_name_is_no_address_to_listen_on() -> None:
    with pytest.raises(ListenRefused, match="no address of this machine"):
        parse_listen("example.org:80")


@pytest.mark.parametrize("address", ["8765", "127.0.0.1", "127.0.0.1:x", "127.0.0.1:99999", ":1"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(ListenRefused, match="is not HOST:PORT"):
        parse_listen(address)


def test_loopback_has_three_names() -> None:
    assert parse_listen("localhost:8765") == Listen("127.0.0.1", 8765)
    assert parse_listen("127.0.0.1:8765") == Listen("127.0.0.1", 8765)
    assert parse_listen("[::1]:8765") == Listen("::1", 8765)


def test_a_port_in_use_is_a_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ListenRefused, match=f"cannot listen on 127.0.0.1:{port}"):
            bound_sockets(Listen("127.0.0.1", port))


async def test_a_part_that_fails_is_noticed(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:

        async def broken() -> None:
            raise ZeroDivisionError

        assert hub.server.health()["is_well"]
        hub.server._begin(broken())
        await asyncio.wait_for(hub.server.failed.wait(), 5)
        assert not hub.server.health()["is_well"]


async def test_a_list_that_cannot_be_made_ends_only_that_connection(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> p.DriverView:
        raise ZeroDivisionError

    monkeypatch.setattr("core.driver_news.driver_frame", broken)
    async with running_hub(tmp_path) as hub:
        console = Console(hub)
        await console.caught_up(hub)
        phone = await raw(hub.address(driver_actor(1)))
        await phone.wait_closed()
        assert "could not be made" in caplog.text
        assert console.client.is_live


async def test_a_database_that_is_away_is_told_to_who_says_hello(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise LogUnavailable("The database is away. Try again later.")

    async with running_hub(tmp_path) as hub:
        address = hub.address()
        monkeypatch.setattr("core.hub.device_tokens.actor_of", away)
        connection = await raw(address)
        assert p.decode_from_hub(await connection.recv()) == p.Fault(
            "The database is away. Try again later.", is_final=True
        )
        await connection.wait_closed()


async def test_a_depots_name_is_short_and_plain(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        connection = await raw(msgspec.structs.replace(hub.address(ADMIN), depot=DepotId("a/b")))
        fault = p.decode_from_hub(await connection.recv())
        assert isinstance(fault, p.Fault)
        assert "no depot a/b" in fault.words
        await connection.wait_closed()
        assert hub.server.depots == [DEPOT]


async def test_driver_ids_are_listed_for_enrolment(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        assert hub.server.drivers() == [(DEPOT, DriverId("d1")), (DEPOT, DriverId("d2"))]

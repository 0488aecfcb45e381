"""Who was erased is gone from every table, file and screen, and the chain still verifies; what is
over its time goes by itself."""

import hashlib
import os
import sqlite3
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import aiohttp
from msgspec.structs import replace

from core import commands as c
from core.access import Role
from core.depot_settings import settings_of, with_value
from core.hub import protocol as p
from core.hub.access_log import STREAM, Kind, Note, note_of
from core.hub.client import Address, HubClient, Line
from core.hub.log import PersonalText, StoredFix
from core.hub.privacy import old_contacts
from core.hub.replica import Replica
from core.hub.tokens import enrol
from core.model import (
    ActorId,
    CallOutcome,
    ClosureId,
    CustomerId,
    DriverId,
    OrderId,
    PersonKind,
    Position,
    RouteId,
    TextRef,
)
from tests.core.hub.hub_builders import (
    ANA,
    DEPOT,
    MORNING,
    RunningHub,
    driver_actor,
    reports,
    running_hub,
    trail_of,
    until,
)
from tests.core.hub.log_builders import make_append
from tests.core.hub.test_people_routes import Caller
from tests.pictures import jpeg

SUE = replace(ANA, id=ActorId("sue"), role=Role.SUPERVISOR)
CUSTOMER = CustomerId("co1_1")
SECRET = "Customer o1_1"


async def delivered(hub: RunningHub) -> None:
    """Route 1 is over, so that nobody waits for it."""
    gate = hub.server._depots[DEPOT].gate
    for number, command in enumerate(reports(1)):
        answer = await gate.ask(driver_actor(1), f"d1:{number}", command)
        assert isinstance(answer, p.Accepted), answer


async def test_a_person_who_is_erased_is_gone_everywhere_at_once(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        replica = Replica(lambda: 0.0)
        client = HubClient(hub.address(), on_frame=replica.receive)
        hub.connect(client)
        await until(lambda: SECRET in replica.texts.values())
        office = Caller(hub, enrol(hub.log, "sue", SUE))
        body = {"depot": DEPOT, "kind": "customer", "person_id": CUSTOMER}
        assert (await office.call("POST", "/erasures", body))[0] == 409
        await delivered(hub)
        assert (await office.call("POST", "/erasures", body))[0] == 204
        await until(lambda: replica.state.customers[CUSTOMER].erased_at is not None)
        name_ref = replica.state.customers[CUSTOMER].name_ref
        assert replica.texts[name_ref] == "erased"
        assert SECRET not in replica.texts.values()
        assert hub.log.verify(DEPOT).is_sound
        assert hub.log.personal(DEPOT, [name_ref]) == {}
        (note,) = [n for n in map(note_of, bodies(hub)) if n.kind is Kind.ERASED]
        assert (note.who, note.about) == ("sue", f"customer {CUSTOMER}")
    with sqlite3.connect(tmp_path / "log.db") as db:
        keys = db.execute("SELECT person FROM personal_keys").fetchall()
    db.close()
    assert (f"customer:{CUSTOMER}",) not in keys
    async with running_hub(tmp_path) as hub:
        texts = hub.server._depots[DEPOT].gate.texts
        assert texts[name_ref] == "erased"


async def test_what_was_learned_of_a_door_goes_with_who_lives_there(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        gate = hub.server._depots[DEPOT].gate
        learned = c.LearnPlace(OrderId("o1_1"), "Rosa opens", gate_code="4711", neighbour="Rosa S.")
        assert isinstance(await gate.ask(ANA, "l1", learned), p.Accepted)
        said = {"Rosa opens", "4711", "Rosa S."}
        assert said <= set(hub.log.all_personal(DEPOT).values())
        await delivered(hub)
        address = gate.state.places[gate.state.orders[OrderId("o1_1")].place_id].address
        wanted = c.ErasePerson(PersonKind.CUSTOMER, CUSTOMER)
        assert isinstance(await gate.ask(SUE, "e1", wanted), p.Accepted)
        assert not said & set(hub.log.all_personal(DEPOT).values())
        assert not said & set(gate.texts.values())
        # The street and number stay: a house is not a person, and the log names it.
        assert gate.state.places[gate.state.orders[OrderId("o1_1")].place_id].address == address


async def test_what_names_a_person_elsewhere_goes_with_the_person(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        gate = hub.server._depots[DEPOT].gate
        line = (Position(60.2, 24.9), Position(60.3, 24.9))
        for id_, why in (("z1", f"{SECRET} moves house"), ("z2", "a parade")):
            closing = c.CloseStreet(ClosureId(id_), "Main street", line, why)
            assert isinstance(await gate.ask(ANA, id_, closing), p.Accepted)
        await delivered(hub)
        wanted = c.ErasePerson(PersonKind.CUSTOMER, CUSTOMER)
        assert isinstance(await gate.ask(SUE, "e1", wanted), p.Accepted)
        assert not [text for text in hub.log.all_personal(DEPOT).values() if SECRET in text]
        reasons = [
            gate.texts[each.because_ref or TextRef("")] for each in gate.state.closures.values()
        ]
        assert reasons == ["erased", "a parade"]
        assert hub.log.verify(DEPOT).is_sound


async def test_what_others_were_written_goes_where_it_says_the_name_and_else_stays(
    tmp_path: Path,
) -> None:
    async with running_hub(tmp_path) as hub:
        gate = hub.server._depots[DEPOT].gate
        line = (Position(60.2, 24.9), Position(60.3, 24.9))
        asked: tuple[c.Command, ...] = (
            c.SendShortMessage(DriverId("d1"), note=f"Ring twice at {SECRET.upper()}'s"),
            c.SendShortMessage(DriverId("d1"), note="Ring twice at the next one's"),
            # A street that is open again is in no state any more, but its reason is kept.
            c.CloseStreet(ClosureId("z1"), "Main street", line, f"{SECRET} moves house"),
            c.OpenStreet(ClosureId("z1")),
        )
        for number, command in enumerate(asked):
            assert isinstance(await gate.ask(ANA, f"a{number}", command), p.Accepted)
        await delivered(hub)
        wanted = c.ErasePerson(PersonKind.CUSTOMER, CUSTOMER)
        assert isinstance(await gate.ask(SUE, "e1", wanted), p.Accepted)
        for texts in (gate.texts, hub.log.all_personal(DEPOT)):
            assert not [text for text in texts.values() if SECRET.casefold() in text.casefold()]
            assert "Ring twice at the next one's" in texts.values()
            assert "Driver 1" in texts.values()


async def test_who_is_called_the_same_keeps_what_is_his(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        gate = hub.server._depots[DEPOT].gate
        before = gate.state.customers[CustomerId("cw1")]
        named = c.ImportOrders((), (before,), (), {before.name_ref: SECRET})
        noted = c.LogCall(OrderId("w1"), CallOutcome.REACHED, f"{SECRET} waits until six")
        asked: tuple[c.Command, ...] = (named, noted)
        for number, command in enumerate(asked):
            answer = await gate.ask(ANA, f"a{number}", command)
            assert isinstance(answer, p.Accepted), answer
        await delivered(hub)
        wanted = c.ErasePerson(PersonKind.CUSTOMER, CUSTOMER)
        assert isinstance(await gate.ask(SUE, "e1", wanted), p.Accepted)
        left = hub.log.all_personal(DEPOT)
        assert left[before.name_ref] == SECRET
        assert f"{SECRET} waits until six" in left.values()


async def test_what_others_have_noted_beside_it_stays(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        gate = hub.server._depots[DEPOT].gate
        await delivered(hub)
        counted = c.CloseReceiving(RouteId("r1"), note=f"{SECRET} called twice")
        assert isinstance(await gate.ask(ANA, "n1", counted), p.Accepted)
        theirs = PersonalText("note:tom:n1", "route:r1", "Nothing was missing")
        hub.log.append([make_append("other", events=0, personal=(theirs,))])
        wanted = c.ErasePerson(PersonKind.CUSTOMER, CUSTOMER)
        assert isinstance(await gate.ask(SUE, "e1", wanted), p.Accepted)
        assert not [text for text in hub.log.all_personal(DEPOT).values() if SECRET in text]
        assert hub.log.all_personal("other") == {theirs.ref: theirs.text}, "another depot's r1"


def bodies(hub: RunningHub) -> list[bytes]:
    return [event.body for event in hub.log.read(STREAM, 0)]


async def test_an_erasure_from_the_console_is_written_down_like_any_other(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        await delivered(hub)
        console = HubClient(hub.address(SUE), on_frame=lambda frame: None)
        hub.connect(console)
        wanted = c.ErasePerson(PersonKind.CUSTOMER, CUSTOMER)
        assert isinstance(await console.ask(wanted), p.Accepted)
        await hub.server.trail.write()
        assert trail_of(hub) == [Note(Kind.ERASED, SUE.id, f"customer {CUSTOMER}", DEPOT)]


async def test_a_console_that_was_away_holds_no_name_either(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        replica = Replica(lambda: 0.0)
        client = HubClient(hub.address(), on_frame=replica.receive)
        hub.connect(client)
        await until(lambda: SECRET in replica.texts.values())
        opened = hub.server._depots[DEPOT]
        await delivered(hub)
        await until(lambda: replica.state.seq == opened.gate.state.seq)
        for member in opened.members:
            member.dismiss("away")
        await until(lambda: not opened.members)
        answer = await opened.gate.ask(SUE, "e1", c.ErasePerson(PersonKind.CUSTOMER, CUSTOMER))
        assert isinstance(answer, p.Accepted)
        client.hurry()
        await until(lambda: replica.state.seq == opened.gate.state.seq)
        assert SECRET not in replica.texts.values()


async def test_a_drivers_track_goes_with_him(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        await delivered(hub)
        fix = StoredFix(DEPOT, "d1", MORNING, MORNING, 60.1, 24.9)
        hub.log.store_positions([fix, replace(fix, driver_id="d2")])
        gate = hub.server._depots[DEPOT].gate
        await gate.ask(SUE, "e1", c.ErasePerson(PersonKind.DRIVER, "d1"))
        await until(lambda: not hub.log.positions(DEPOT, "d1", MORNING))
        assert hub.log.positions(DEPOT, "d2", MORNING)
        assert [each.driver_id for each in hub.log.last_positions(DEPOT)] == ["d2"]


async def test_the_page_of_a_driver_who_was_erased_is_nobodys(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        await delivered(hub)
        token = await hub.server.enrol_driver(DEPOT, DriverId("d1"))
        page = HubClient(Address(hub.server.ws_url, token, DEPOT), on_frame=lambda frame: None)
        hub.connect(page)
        await until(lambda: page.state.line is Line.LIVE)
        office = Caller(hub, enrol(hub.log, "sue", SUE))
        body = {"depot": DEPOT, "kind": "driver", "person_id": "d1"}
        assert (await office.call("POST", "/erasures", body))[0] == 204
        await until(lambda: page.state.line is Line.REJECTED)
        assert await hub.server.actor_of(token) is None
        again = {"depot": DEPOT, "driver_id": "d1"}
        assert (await office.call("POST", "/driver-links", again))[0] == 404


async def test_a_customers_link_opens_nothing_once_the_customer_was_erased(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        await delivered(hub)
        url = await hub.server.give_customer_link(DEPOT, OrderId("o1_1"), ANA)
        assert url is not None
        async with aiohttp.ClientSession() as anybody:
            async with anybody.get(url) as page:
                assert page.status == 200
            gate = hub.server._depots[DEPOT].gate
            wanted = c.ErasePerson(PersonKind.CUSTOMER, CUSTOMER)
            assert isinstance(await gate.ask(SUE, "e1", wanted), p.Accepted)
            async with anybody.get(url) as page:
                assert page.status == 410
                assert "o1_1" not in await page.text()


async def test_what_is_over_its_time_goes_by_itself(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        await delivered(hub)
        opened = hub.server._depots[DEPOT]
        now = opened.clock.now()
        old, new = now - timedelta(days=100), now - timedelta(days=10)
        hub.log.store_positions([StoredFix(DEPOT, "d1", at, at, 60.1, 24.9) for at in (old, new)])
        today = date(2029, 11, 29)
        await hub.server.privacy.keep_only_what_is_due(opened, today)
        assert [fix.at for fix in hub.log.positions(DEPOT, "d1", old)] == [new]
        erased = {id_ for id_, c_ in opened.gate.state.customers.items() if c_.erased_at}
        # Route 2 and the waiting returns are open: those customers stay.
        assert erased == {CustomerId(f"co1_{n}") for n in (1, 2, 3)}
        await hub.server.trail.write()
        notes = [note_of(body) for body in bodies(hub)]
        ran = next(note for note in notes if note.kind is Kind.RETENTION_RAN)
        assert ran.words.startswith("1 positions")
        assert hub.log.verify(DEPOT).is_sound


async def test_a_photo_whose_report_never_came_goes_in_time(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        opened = hub.server._depots[DEPOT]
        blobs, photo = hub.server._blobs, jpeg(b"a door" * 200)
        blob_id = hashlib.sha256(photo).hexdigest()
        blobs.begin(blob_id, len(photo))
        blobs.append(blob_id, 0, photo)
        blobs.finish(blob_id)
        blobs.claim(blob_id, [DEPOT])
        today = opened.clock.now().date()
        await hub.server.privacy.keep_only_what_is_due(opened, today)
        assert blobs.has(blob_id)
        claim = tmp_path / "photos" / "of" / DEPOT / blob_id
        os.utime(claim, (0, 0))
        await hub.server.privacy.keep_only_what_is_due(opened, today)
        assert not blobs.has(blob_id)


async def test_nothing_goes_where_it_is_kept_for_ever(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        await delivered(hub)
        opened = hub.server._depots[DEPOT]
        depot = opened.gate.state.depot
        assert depot is not None
        seen = settings_of(depot)
        wanted = seen
        for kind in ("positions", "photos", "messages", "contacts"):
            wanted = with_value(wanted, f"retention.{kind}_days", 0)
        answer = await opened.gate.ask(SUE, "s1", c.ChangeDepotSettings(seen, wanted))
        assert isinstance(answer, p.Accepted), answer
        before = opened.gate.state
        await hub.server.privacy.keep_only_what_is_due(opened, date(2099, 1, 1))
        assert opened.gate.state is before


async def test_a_position_from_outside_a_shift_is_not_kept(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        opened = hub.server._depots[DEPOT]
        fix = p.Fix(datetime.now(UTC), 60.1, 24.9)
        opened.locate(driver_actor(1).driver_id or "", (fix,))  # type: ignore[arg-type]
        await opened.store()
        assert hub.log.positions(DEPOT, "d1", MORNING) == []
        await opened.gate.ask(driver_actor(1), "n1", c.StartRoute(RouteId("r1"), MORNING))
        opened.locate(driver_actor(1).driver_id or "", (fix,))  # type: ignore[arg-type]
        await opened.store()
        assert len(hub.log.positions(DEPOT, "d1", MORNING)) == 1


def test_a_customer_with_an_open_order_is_no_old_contact() -> None:
    from tests.builders import running_day

    assert old_contacts(running_day().state, "2999-01-01") == []

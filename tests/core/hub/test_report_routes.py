"""Reports and history are answered over HTTP, to those whom they are for, in words when not."""

from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import aiohttp
import msgspec
import pytest

from core.access import Actor, Role
from core.hub.log import StoredFix
from core.hub.tokens import enrol
from core.model import ActorId
from core.reports.facts import CaseList, FactsAnswer
from core.rewind import RewindEvents, RewindStart, Tracks
from core.state import FOLD_VERSION
from tests.core.hub.hub_builders import DEPOT, MORNING, RunningHub, running_hub

DAY = {"since": "2026-11-23T00:00:00+00:00", "until": "2026-11-24T00:00:00+00:00"}


async def get(hub: RunningHub, path: str, **asked: str) -> tuple[int, bytes]:
    who = Actor(ActorId("sup"), Role.SUPERVISOR, frozenset({DEPOT}))
    headers = {"Authorization": f"Bearer {enrol(hub.log, 'device', who)}"}
    async with aiohttp.ClientSession(headers=headers) as http:
        url = f"{hub.server.http_url}{path}?{urlencode(asked)}"
        async with http.get(url) as answer:
            return answer.status, await answer.read()


async def test_facts_come_with_the_period_before_where_that_is_compared(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        _, body = await get(hub, f"/reports/{DEPOT}", first="2026-11-23", last="2026-11-23")
        answer = msgspec.json.decode(body, type=FactsAnswer)
        assert answer.before is not None
        assert answer.before.period.last.isoformat() == "2026-11-22"
        assert answer.facts.routes[0].planned_stops > 0
        _, body = await get(hub, f"/reports/{DEPOT}", first="2026-01-01", last="2026-12-31")
        assert msgspec.json.decode(body, type=FactsAnswer).before is None


async def test_cases_are_listed_by_a_filter(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        wanted = '{"first":"2026-11-01","last":"2026-11-30","has_failed":true}'
        status, body = await get(hub, f"/report-cases/{DEPOT}", of=wanted)
        assert status == 200
        assert msgspec.json.decode(body, type=CaseList).total == 0


@pytest.mark.parametrize(
    ("path", "asked", "words"),
    [
        ("/reports/", {"first": "x", "last": "y"}, "is no period"),
        ("/report-cases/", {"of": "{}"}, "cannot be used"),
        ("/rewind/", {"since": "noon", "until": "then"}, "a moment with a zone"),
        ("/rewind/", {"since": "0001-01-01T00:00+14:00", "until": "x"}, "a moment with a zone"),
        ("/reports/", {"first": "0001-01-01", "last": "0001-01-02"}, "no period of a depot"),
        (
            "/report-cases/",
            {"of": '{"first":"2026-11-23","last":"9999-12-31"}'},
            "No case can be so: the last is not in the years",
        ),
        ("/rewind/", {"since": "2026-11-23T00:00", "until": "x"}, "a moment with a zone"),
    ],
)
async def test_what_cannot_be_meant_is_refused_in_words(
    tmp_path: Path, path: str, asked: dict[str, str], words: str
) -> None:
    async with running_hub(tmp_path) as hub:
        status, body = await get(hub, f"{path}{DEPOT}", **asked)
        assert (status, words in body.decode()) == (400, True)
        status, body = await get(hub, f"/rewind/{DEPOT}/events", after="-1")
        assert (status, b"whole number" in body) == (400, True)


async def test_a_day_is_handed_on_with_everything_that_happened(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        head = hub.log.head(DEPOT).seq
        start = msgspec.json.decode(
            (await get(hub, f"/rewind/{DEPOT}", **DAY))[1], type=RewindStart
        )
        assert (start.base_seq, start.before_seq, start.last_seq) == (0, 0, head)
        body = (await get(hub, f"/rewind/{DEPOT}/events", after="0"))[1]
        events = msgspec.json.decode(body, type=RewindEvents).events
        assert [event.seq for event in events] == list(range(1, head + 1))


async def test_a_later_day_begins_with_the_newest_state_before_it(tmp_path: Path) -> None:
    later = {"since": "2026-12-24T00:00:00+00:00", "until": "2026-12-25T00:00:00+00:00"}
    async with running_hub(tmp_path) as hub:
        head = hub.log.head(DEPOT).seq
        hub.log.save_snapshot(DEPOT, head, FOLD_VERSION, b'{"seq":1}')
        body = (await get(hub, f"/rewind/{DEPOT}", **later))[1]
        start = msgspec.json.decode(body, type=RewindStart)
        assert (start.base_seq, start.before_seq, start.last_seq) == (head, head, head)
        assert bytes(start.base) == b'{"seq":1}'


async def test_tracks_of_a_day_are_those_that_were_heard_on_it(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        at = datetime(2026, 11, 24, tzinfo=UTC)
        fixes = [StoredFix(DEPOT, "d1", moment, moment, -29.9, -71.2) for moment in (MORNING, at)]
        hub.log.store_positions(fixes)
        body = (await get(hub, f"/rewind/{DEPOT}/positions", **DAY))[1]
        (fix,) = msgspec.json.decode(body, type=Tracks).fixes
        assert (fix.driver_id, fix.received_at) == ("d1", MORNING)

"""The log as a file from a running hub: whole, checkable, and written down."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from core.access import EVERY_DEPOT, Role
from core.hub.access_log import STREAM, Kind, Note
from core.hub.audit import check_export
from core.hub.audit_words import HEADS
from core.hub.log import Append, DraftEvent
from core.model import ActorId, DepotId
from tests.core.hub.hub_builders import ANA, DEPOT, MORNING, running_hub, trail_of
from tests.core.hub.test_http import browser, refusal

AUDITOR = replace(ANA, id=ActorId("uma"), role=Role.AUDITOR)
OTHER = DepotId("oulu")


@pytest.mark.parametrize("kind", ["jsonl", "csv"])
async def test_an_auditor_takes_a_file_that_can_be_checked(
    tmp_path: Path, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / f"export.{kind}"
    async with running_hub(tmp_path) as hub:
        async with (
            browser(hub, AUDITOR) as office,
            office.get(f"/audit/{DEPOT}", params={"format": kind}) as answer,
        ):
            assert answer.status == 200
            content = await answer.read()
            heads = answer.headers[HEADS]
        assert len(content) == int(answer.headers["Content-Length"])
        file.write_bytes(content)
        assert check_export(file, hub.log) == 0
        head = hub.log.head(DEPOT)
        assert heads.startswith(f"{DEPOT} {head.seq} {head.hash.hex()}, {STREAM} 1 ")
        assert trail_of(hub) == [
            Note(Kind.EXPORTED, AUDITOR.id, f"log of {DEPOT}", DEPOT, "", kind)
        ]
    # Who took it stands in it.
    assert "access.exported" in content.decode()
    assert "Customer o1_1" not in content.decode()
    assert "exported events, sound" in capsys.readouterr().out


async def test_what_happens_at_the_doors_of_many_depots_is_for_who_has_them_all(
    tmp_path: Path,
) -> None:
    async with running_hub(tmp_path) as hub:
        await hub.server.trail.keep(Note(Kind.SIGNED_IN, ActorId("bo"), depot=OTHER))
        elsewhere = Append(
            stream=OTHER,
            expected_seq=0,
            command_id="q1",
            actor_id="bo",
            recorded_at=MORNING,
            events=(DraftEvent("day_opened", 1, b"{}"),),
            answer=b"{}",
        )
        hub.log.append([elsewhere])
        async with browser(hub, AUDITOR) as office, office.get(f"/audit/{DEPOT}") as answer:
            assert STREAM not in answer.headers[HEADS]
            assert STREAM not in (await answer.read()).decode()
        everywhere = replace(AUDITOR, id=ActorId("eva"), depots=frozenset({EVERY_DEPOT}))
        async with browser(hub, everywhere) as office, office.get(f"/audit/{DEPOT}") as answer:
            assert STREAM in answer.headers[HEADS]


async def test_what_is_asked_wrongly_is_a_sentence(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub, browser(hub, AUDITOR) as office:
        assert "jsonl or csv" in await refusal(office.get(f"/audit/{DEPOT}?format=pdf"), 400)
        assert "may not export" in await refusal(office.get(f"/audit/{OTHER}"), 403)
        everywhere = replace(AUDITOR, id=ActorId("eva"), depots=frozenset({EVERY_DEPOT}))
        async with browser(hub, everywhere) as eva:
            assert "no depot" in await refusal(eva.get(f"/audit/{OTHER}"), 404)
            assert "no depot" in await refusal(eva.get(f"/audit/{STREAM}"), 404)
        assert trail_of(hub) == []

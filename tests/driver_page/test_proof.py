"""A delivery with everything that shows it: two photos, a signature, codes and a note."""

from pathlib import Path

import pytest

from core.hub.sql_log import SqlLog
from core.model import Proof, StopId
from tests.core.hub.hub_builders import DEPOT, RunningHub, fill, running_hub, until
from tests.driver_page.bad_line import bad_line
from tests.driver_page.handset import handset, until_chip_says, until_kept
from tests.end_to_end.phone_browser import Phone
from tests.pictures import jpeg

pytestmark = [pytest.mark.end_to_end, pytest.mark.timeout(90)]

FAKE_CAMERA = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
READS_4712 = """
window.BarcodeDetector = class { async detect() { return [{ rawValue: "4712" }]; } };
"""


async def arrive(page: Phone) -> None:
    """At the door of the first stop."""
    await page.until_it_says("Start the route")
    await until_kept(page)
    for words in ("Set out", "I am there", "Problem…"):
        await page.tap("#current .primary")
        await page.until_it_says(words)
    await until_chip_says(page, "Live · all saved")


async def sign(page: Phone) -> None:
    """A finger that goes across the pad."""
    await page.tap("#sign")
    await page.until("document.getElementById('signing').open")
    assert await page.value("document.getElementById('sign-keep').disabled")
    x, y, width, height = await page.value(
        "(() => { const box = document.getElementById('pad').getBoundingClientRect();"
        " return [box.x, box.y, box.width, box.height]; })()"
    )
    await page.pointer("mousePressed", x + width / 4, y + height / 4)
    await page.pointer("mouseMoved", x + width / 2, y + height / 2)
    await page.pointer("mouseReleased", x + width / 2, y + height / 2)
    await page.tap("#sign-keep")
    await page.until("document.getElementById('signed').textContent === '✓'")


def shown(hub: RunningHub) -> Proof | None:
    return hub.server._depots[DEPOT].gate.state.stops[StopId("s1_1")].proof


async def test_what_shows_a_delivery_is_kept_offline_and_arrives(tmp_path: Path) -> None:
    with_log = SqlLog(str(tmp_path / "log.db"))
    await fill(with_log, 1, 2)
    with_log.close()
    photo = tmp_path / "door.jpg"
    photo.write_bytes(jpeg(b"door" * 10_000))
    async with (
        running_hub(tmp_path, rate=1.0) as hub,
        bad_line(hub.server.ws_url, hub.server.http_url) as line,
        handset(hub, line) as phone,
    ):
        line.arguments += FAKE_CAMERA
        async with phone.opened(await phone.link()) as page:
            await page.call("Page.addScriptToEvaluateOnNewDocument", source=READS_4712)
            await page.call("Page.reload")
            await arrive(page)
            line.cut()
            await until_chip_says(page, "No connection")
            await page.tap("#current .proof")
            await page.choose_file("#checks-photos", photo)
            await sign(page)
            await page.tap("#signed-by")
            await page.type("Rosa Díaz")
            await page.tap("#code")
            await page.type(" 4711 ")
            await page.tap("#code-add")
            await page.tap("#scan")
            await page.until("document.querySelectorAll('#codes li').length === 2")
            await page.until("!document.getElementById('scanning').open")
            await page.tap("#checks-note")
            await page.type("Left with her")
            await page.tap("#checks-send")
            await until_chip_says(page, "1 not yet saved")
            await page.until("document.querySelectorAll('#stops .ended').length === 1")
            assert not [said for said in page.complaints if "exceptionDetails" in said]
        line.restore()
        async with phone.opened() as page:
            await until(lambda: shown(hub))
            await until_chip_says(page, "Live · all saved")
            assert await page.value("document.querySelectorAll('#refused-list li').length") == 0
        proof = shown(hub)
        assert proof is not None
        assert len(proof.photos) == 1
        assert proof.codes == ("4711", "4712")
        texts = hub.server._depots[DEPOT].gate.texts
        assert proof.signed_by_ref is not None
        assert proof.note_ref is not None
        assert texts[proof.signed_by_ref] == "Rosa Díaz"
        assert texts[proof.note_ref] == "Left with her"
        assert proof.signature is not None
        for blob in (proof.signature, *proof.photos):
            assert hub.server._blobs.picture(blob).media_type == "image/jpeg"


async def test_a_visit_can_be_ended_with_a_note_alone(tmp_path: Path) -> None:
    async with (
        running_hub(tmp_path, rate=1.0) as hub,
        bad_line(hub.server.ws_url, hub.server.http_url) as line,
        handset(hub, line) as phone,
        phone.opened(await phone.link()) as page,
    ):
        await arrive(page)
        await page.tap("#current .proof")
        await page.tap("#sign")
        await page.tap("#signing [value=cancel]")
        await page.until("!document.getElementById('signing').open")
        await page.tap("#checks-note")
        await page.type("At the gate")
        await page.tap("#checks-send")
        await until_chip_says(page, "Live · all saved")
        await until(lambda: shown(hub))
        proof = shown(hub)
        assert proof is not None
        assert (proof.signature, proof.photos, proof.codes) == (None, (), ())

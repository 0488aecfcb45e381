"""Pictures come back drawn anew, and hostile ones harm nobody."""

import io
import struct
import subprocess
import sys
import zlib
from pathlib import Path
from unittest import mock

import pytest
from PIL import Image

from core.hub import redraw
from core.hub.redraw import SIDE, CannotRedraw, NotDrawable, redrawn
from tests.pictures import drawing, jpeg


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


@pytest.mark.parametrize(("kind", "made"), [("JPEG", "JPEG"), ("PNG", "PNG"), ("WEBP", "JPEG")])
def test_every_kind_comes_back_in_its_colours(kind: str, made: str) -> None:
    shown = opened(redrawn(drawing(kind, (40, 30), "navy")))
    assert (shown.format, shown.size) == (made, (40, 30))
    pixel = shown.convert("RGB").getpixel((20, 15))
    assert isinstance(pixel, tuple)
    assert all(abs(a - b) < 8 for a, b in zip(pixel, (0, 0, 128), strict=True))


def test_what_else_was_inside_is_gone() -> None:
    sent = jpeg(b"Calle Larga 12, -29.90, -71.25") + b"<script>alert(1)</script>"
    shown = redrawn(sent)
    assert b"Calle" not in shown
    assert b"script" not in shown
    assert not opened(shown).getexif()


def test_a_picture_lies_as_it_was_taken() -> None:
    content = io.BytesIO()
    turned = Image.Exif()
    turned[0x0112] = 6
    Image.new("RGB", (40, 20)).save(content, "JPEG", exif=turned)
    assert opened(redrawn(content.getvalue())).size == (20, 40)


def test_a_signature_without_ground_is_drawn_on_white() -> None:
    content = io.BytesIO()
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(content, "PNG")
    assert opened(redrawn(content.getvalue())).convert("RGB").getpixel((4, 4)) == (255, 255, 255)


def test_a_large_picture_is_made_smaller() -> None:
    shown = opened(redrawn(drawing("PNG", (SIDE + 1000, 100))))
    assert shown.size[0] == SIDE


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xd8\xff" + b"x" * 100,
        drawing("PNG", (300, 300))[:60],
        b"GIF89a" + bytes(40),
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(/etc/passwd) run\n",
    ],
)
def test_what_is_no_picture_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(NotDrawable, match="Take it again"):
        redrawn(content)


def test_a_picture_that_swells_up_is_refused_in_words() -> None:
    side = 30_000
    header = struct.pack(">II5B", side, side, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(1000 * (side * 3 + 1)), 9)
    chunks = [(b"IHDR", header), (b"IDAT", pixels), (b"IEND", b"")]
    bomb = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )
    with pytest.raises(NotDrawable, match="Send a smaller one"):
        redrawn(bomb)


def test_the_process_knows_nothing_of_the_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKHAUL_TOKEN", "secret")
    with mock.patch.object(subprocess, "run", wraps=subprocess.run) as run:
        redrawn(drawing("PNG"))
    assert run.call_args.kwargs["env"] == {}


def test_a_process_that_cannot_start_is_told_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/there/is/none")
    with pytest.raises(CannotRedraw, match="No such file"):
        redrawn(drawing("PNG"))


def test_a_process_that_never_answers_is_told_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redraw, "TIMEOUT_S", 0)
    with pytest.raises(CannotRedraw, match="no answer in 0 s"):
        redrawn(drawing("PNG"))


def test_a_missing_library_is_told_in_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    script = tmp_path / "redraw.py"
    script.write_text("raise ModuleNotFoundError('No module named PIL')")
    monkeypatch.setattr(redraw, "__file__", str(script))
    with pytest.raises(CannotRedraw, match="No module named PIL"):
        redrawn(drawing("PNG"))

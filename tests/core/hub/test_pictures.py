"""What is no picture is not kept as one."""

import struct
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.hub.pictures import MAX_SIDE, NotAPicture, checked_picture
from tests.pictures import jpeg, png, webp

LOSSY = b"\0\0\0\x9d\x01\x2a" + struct.pack("<HH", 4, 3)
LOSSLESS = b"\x2f" + struct.pack("<I", 3 | 2 << 14)
EXTENDED = bytes(4) + (3).to_bytes(3, "little") + (2).to_bytes(3, "little")
PHOTOS = Path(__file__).parents[3] / "resources" / "demo" / "photos"


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (jpeg(), "image/jpeg"),
        (jpeg(b"x" * 100_000), "image/jpeg"),
        (jpeg().replace(b"\xff\xc0", b"\xff\x01\xff\xff\xc2"), "image/jpeg"),
        (png(), "image/png"),
        (png(chunks=(b"tEXt", b"IDAT", b"IDAT")), "image/png"),
        (webp((b"VP8 ", LOSSY)), "image/webp"),
        (webp((b"VP8L", LOSSLESS)), "image/webp"),
        (webp((b"VP8X", EXTENDED), (b"EXIF", b"odd"), (b"VP8L", LOSSLESS)), "image/webp"),
    ],
)
def test_cameras_pictures_are_known(content: bytes, media_type: str) -> None:
    assert checked_picture(content) == media_type


@pytest.mark.parametrize("path", sorted(PHOTOS.glob("*.jpg")), ids=lambda path: str(path.name))
def test_real_photos_are_known(path: Path) -> None:
    assert checked_picture(path.read_bytes()) == "image/jpeg"


@pytest.mark.parametrize("content", [b"", b"<script>alert(1)</script>", b"GIF89a", b"%PDF-1.7"])
def test_other_files_are_named_as_no_photo(content: bytes) -> None:
    with pytest.raises(NotAPicture, match="no photo"):
        checked_picture(content)


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xd8\xff" + b"photo" * 100,
        b"\xff\xd8\xff\xd9",
        b"\xff\xd8\xff\xd8\0\x04ab",
        b"\xff\xd8\xff\xfe\0\x01ab",
        b"\xff\xd8\xff\xfe\0\x02ab",
        b"\xff\xd8\xff\xda\0\x02ab",
        jpeg()[:-5],
        b"\x89PNG\r\n\x1a\n....",
        png(chunks=()),
        png()[:40],
        b"RIFF\0\0\0\0WEBPVP8 ",
        webp((b"WAVE", b"")),
        webp((b"VP8L", LOSSLESS))[:20],
        webp((b"VP8 ", b"\0" * 10)),
        webp((b"VP8L", b"\0" * 5)),
        webp((b"VP8X", EXTENDED)),
        b"RIFF\0\0\0\0WAVEfmt ",
    ],
)
def test_what_only_begins_like_a_picture_is_damaged(content: bytes) -> None:
    with pytest.raises(NotAPicture, match="cut off or damaged"):
        checked_picture(content)


@pytest.mark.parametrize("size", [(MAX_SIDE + 1, 1), (1, MAX_SIDE + 1), (16_000, 16_000)])
def test_more_pixels_than_a_camera_takes_are_refused(size: tuple[int, int]) -> None:
    for content in (jpeg(b"", *size), png(*size)):
        with pytest.raises(NotAPicture, match="Send a smaller one"):
            checked_picture(content)


def test_a_picture_without_pixels_is_empty() -> None:
    with pytest.raises(NotAPicture, match="empty"):
        checked_picture(jpeg(b"", 0, 3))
    with pytest.raises(NotAPicture, match="empty"):
        checked_picture(png(4, 0))


@given(
    st.sampled_from([jpeg(), png(), webp((b"VP8X", EXTENDED), (b"VP8 ", LOSSY))]),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 255)), max_size=6),
    st.binary(max_size=40),
)
def test_hostile_bytes_are_judged_and_never_an_error(
    content: bytes, changes: list[tuple[int, int]], tail: bytes
) -> None:
    damaged = bytearray(content)
    for at, value in changes:
        damaged[at % len(damaged)] = value
    with suppress(NotAPicture):
        checked_picture(bytes(damaged) + tail)

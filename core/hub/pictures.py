"""Whether bytes that a device sent are a picture that a program may be asked to draw. Pure.

Looks at the structure of JPEG, PNG and WebP up to the pixels and decodes none of them, so that a
hostile file costs nothing here; what claims more pixels than any camera takes is refused.
"""

from collections.abc import Callable

MAX_SIDE = 16_384
MAX_PIXELS = 120_000_000

_SIZED = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""JPEG's start-of-frame markers; the three others define tables."""
_BARE = frozenset({0x01, *range(0xD0, 0xD8)})
"""JPEG's markers without a length."""

_Size = tuple[int, int]


class NotAPicture(ValueError):
    """The bytes are no picture; the text says what they are not and what to do."""


def checked_picture(content: bytes) -> str:
    """The media type of a JPEG, PNG or WebP picture of a bearable size; raises `NotAPicture`."""
    for magic, media_type, size_of in _KINDS:
        if content.startswith(magic):
            try:
                width, height = size_of(content)
            except (IndexError, ValueError):
                raise NotAPicture("The photo is cut off or damaged. Take it again.") from None
            _must_be_bearable(width, height)
            return media_type
    raise NotAPicture("This is no photo: the hub takes JPEG, PNG and WebP. Send one of those.")


def _must_be_bearable(width: int, height: int) -> None:
    if width < 1 or height < 1:
        raise NotAPicture("The photo is empty. Take it again.")
    if max(width, height) > MAX_SIDE or width * height > MAX_PIXELS:
        raise NotAPicture(
            f"The photo has {width:,} × {height:,} pixels; the hub takes {MAX_PIXELS:,}, and "
            f"{MAX_SIDE:,} along a side. Send a smaller one."
        )


def _jpeg_size(content: bytes) -> _Size:
    """Of the frame header; the scan must begin behind it."""
    size: _Size | None = None
    at = 2
    while True:
        if content[at] != 0xFF:
            raise ValueError("no marker")
        while content[at] == 0xFF:
            at += 1
        marker = content[at]
        at += 1
        if marker in _BARE:
            continue
        length = _number(content, at, 2, "big")
        if marker == 0xDA and size is not None and at + length < len(content):
            return size
        if marker in (0xD8, 0xD9, 0xDA) or length < 2:
            raise ValueError("out of order")
        if marker in _SIZED:
            size = _number(content, at + 5, 2, "big"), _number(content, at + 3, 2, "big")
        at += length


def _png_size(content: bytes) -> _Size:
    """Of the header; pixels and the end must follow."""
    if content[8:16] != b"\0\0\0\rIHDR":
        raise ValueError("no header")
    size = _number(content, 16, 4, "big"), _number(content, 20, 4, "big")
    has_pixels = False
    at = 8
    while (kind := content[at + 4 : at + 8]) != b"IEND":
        has_pixels = has_pixels or kind == b"IDAT"
        at += _number(content, at, 4, "big") + 12
    if not has_pixels:
        raise ValueError("no pixels")
    return size


def _webp_size(content: bytes) -> _Size:
    """Of the first chunk: lossy, lossless, or extended with the pixels in a later one."""
    if content[8:12] != b"WEBP" or _number(content, 4, 4, "little") + 8 > len(content):
        raise ValueError("no WebP")
    kind = content[12:16]
    if kind == b"VP8 " and content[23:26] == b"\x9d\x01\x2a":
        width, height = _number(content, 26, 2, "little"), _number(content, 28, 2, "little")
        return width & 0x3FFF, height & 0x3FFF
    if kind == b"VP8L" and content[20] == 0x2F:
        bits = _number(content, 21, 4, "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8X" and _has_pixels(content):
        return _number(content, 24, 3, "little") + 1, _number(content, 27, 3, "little") + 1
    raise ValueError("no pixels")


def _has_pixels(content: bytes) -> bool:
    at = 12
    while (kind := content[at : at + 4]) not in (b"VP8 ", b"VP8L", b"ANMF"):
        if not kind:
            return False
        length = _number(content, at + 4, 4, "little")
        at += 8 + length + length % 2
    return True


def _number(content: bytes, at: int, count: int, order: str) -> int:
    digits = content[at : at + count]
    if len(digits) < count:
        raise IndexError("cut off")
    return int.from_bytes(digits, "big" if order == "big" else "little")


_KINDS: tuple[tuple[bytes, str, Callable[[bytes], _Size]], ...] = (
    (b"\xff\xd8\xff", "image/jpeg", _jpeg_size),
    (b"\x89PNG\r\n\x1a\n", "image/png", _png_size),
    (b"RIFF", "image/webp", _webp_size),
)

"""Small pictures for tests: some that can be drawn, some that are only sound in structure."""

import io
import struct

from PIL import Image


def jpeg(filler: bytes = b"", width: int = 4, height: int = 3) -> bytes:
    """A grey JPEG; `filler` is carried along as comments.

    With another size than 4 × 3 only its header speaks of that many pixels.
    """
    parts = [filler[at : at + 60_000] for at in range(0, len(filler), 60_000)]
    comments = b"".join(b"\xff\xfe" + struct.pack(">H", len(part) + 2) + part for part in parts)
    sound = drawing("JPEG")
    if (width, height) != (4, 3):
        frame = sound.index(b"\xff\xc0")
        sound = sound[: frame + 5] + struct.pack(">HH", height, width) + sound[frame + 9 :]
    return sound[:2] + comments + sound[2:]


def drawing(kind: str, size: tuple[int, int] = (4, 3), colour: str = "grey") -> bytes:
    """A picture that can be drawn: JPEG, PNG or WEBP, of one colour."""
    mode = "L" if kind == "JPEG" and colour == "grey" else "RGB"
    content = io.BytesIO()
    Image.new(mode, size, colour).save(content, kind)
    return content.getvalue()


def png(width: int = 4, height: int = 3, chunks: tuple[bytes, ...] = (b"IDAT",)) -> bytes:
    """A PNG of that size with these chunks between header and end."""
    header = b"\0\0\0\rIHDR" + struct.pack(">II", width, height) + bytes(5 + 4)
    body = b"".join(struct.pack(">I", 3) + kind + b"abc" + bytes(4) for kind in chunks)
    return b"\x89PNG\r\n\x1a\n" + header + body + bytes(4) + b"IEND" + bytes(4)


def webp(*chunks: tuple[bytes, bytes]) -> bytes:
    """A WebP of these chunks."""
    body = b"WEBP" + b"".join(
        kind + struct.pack("<I", len(content)) + content + bytes(len(content) % 2)
        for kind, content in chunks
    )
    return b"RIFF" + struct.pack("<I", len(body)) + body

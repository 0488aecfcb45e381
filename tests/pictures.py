"""Small pictures for tests: sound in structure, with any content inside."""

import struct


def jpeg(filler: bytes = b"", width: int = 4, height: int = 3) -> bytes:
    """A JPEG of that size; `filler` is carried along as comments."""
    parts = [filler[at : at + 60_000] for at in range(0, len(filler), 60_000)]
    comments = b"".join(b"\xff\xfe" + struct.pack(">H", len(part) + 2) + part for part in parts)
    frame = b"\xff\xc0" + struct.pack(">HBHHB3s", 11, 8, height, width, 1, b"\x01\x11\x00")
    scan = b"\xff\xda" + struct.pack(">HB2s3s", 8, 1, b"\x01\x00", b"\x00\x3f\x00") + b"\x12\x34"
    return b"\xff\xd8" + comments + frame + scan + b"\xff\xd9"


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

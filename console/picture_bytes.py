"""The bytes of pictures that somebody of the office gives: a file, or what was on the clipboard.

Blocks: never on the Qt thread.
"""

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage

from console.tongue import tr
from core.hub.blobs import MAX_BLOB_BYTES

QUALITY = 88


class NoPicture(Exception):
    """What was given cannot be sent as a photo; the text says why and what to do."""


def file_bytes(file: Path) -> bytes:
    """Raises `NoPicture`."""
    try:
        size = file.stat().st_size
        if size > MAX_BLOB_BYTES:
            most = MAX_BLOB_BYTES // 1024 // 1024
            raise NoPicture(
                tr(
                    "{file_name} has {size} MB; a photo has up to {most}.",
                    file_name=file.name,
                    size=size // 1024 // 1024,
                    most=most,
                )
            )
        return file.read_bytes()
    except OSError as error:
        raise NoPicture(
            tr(
                "{file_name} cannot be read: {strerror}.",
                file_name=file.name,
                strerror=error.strerror or error,
            )
        ) from error


def image_bytes(image: QImage) -> bytes:
    """As a JPEG. Raises `NoPicture`."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not image.save(buffer, "JPEG", QUALITY):  # type: ignore[call-overload]
        raise NoPicture(tr("What is on the clipboard cannot be kept as a photo."))
    return bytes(content.data())

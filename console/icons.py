"""The bundled line icons (lucide, ISC licence), drawn in any colour and size and kept."""

from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from console.tongue import tr

ICONS = Path(__file__).parent.parent / "resources" / "icons"


@lru_cache(maxsize=1024)
def icon_pixmap(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    """The icon `name` in `#rrggbb`, `size` device-independent pixels square.

    Raises `FileNotFoundError` for a name that is not bundled.
    """
    source = _source(name).replace(b"currentColor", colour.encode())
    pixmap = QPixmap(round(size * ratio), round(size * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(source)).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap


@lru_cache(maxsize=128)
def _source(name: str) -> bytes:
    file = ICONS / f"{name}.svg"
    if not file.is_file():
        raise FileNotFoundError(tr("The icon {file} is missing. Reinstall the program.", file=file))
    return file.read_bytes()

"""Other streets under the day than the region's: a PMTiles file, or pictures from a tile server.

The page never talks to a server: it asks its own scheme for a picture, which is fetched here, from
the one place that the settings name. Pictures are kept on disk as the server allows.
"""

import logging
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from msgspec import Struct
from PySide6.QtCore import QByteArray, QObject, QUrl
from PySide6.QtNetwork import (
    QNetworkAccessManager,
    QNetworkDiskCache,
    QNetworkReply,
    QNetworkRequest,
)

from console.tongue import tr

_log = logging.getLogger(__name__)

TILE = re.compile(r"/tiles/(\d{1,2})/(\d{1,7})/(\d{1,7})\Z")
KINDS = (b"image/png", b"image/jpeg", b"image/webp")
LARGEST_BYTES = 2 * 1024 * 1024
TIMEOUT_MS = 15_000
KEPT_BYTES = 200 * 1024 * 1024
HERE = ("127.0.0.1", "localhost", "::1")
Arrived = Callable[[bytes, QByteArray], None]
"""The kind of picture and its bytes; no kind when there is none."""


class OtherMap(Struct, frozen=True):
    """What the settings name: a file, or the address of pictures; and whom the map names for it."""

    file: Path | None = None
    url: str = ""
    attribution: str = ""


class NoMap(Exception):
    """The setting cannot be used; the text says why and what is meant."""


def other_map(text: str, attribution: str) -> OtherMap | None:
    """The setting `base_map` as a value; None when it is empty. Raises `NoMap`."""
    text = text.strip()
    if not text:
        return None
    if "://" not in text:
        file = Path(text).expanduser()
        if not file.is_file():
            raise NoMap(
                tr("The base map {file} is not there. The region's streets are shown.", file=file)
            )
        return OtherMap(file, attribution=attribution)
    parts = urlsplit(text)
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in HERE)
    if not is_safe or any(mark not in text for mark in ("{z}", "{x}", "{y}")):
        raise NoMap(
            tr(
                "The base map {address} cannot be used: an address looks as {example}. "
                "The region's streets are shown.",
                address=text,
                example="https://tiles.example.com/{z}/{x}/{y}.png",
            )
        )
    return OtherMap(url=text, attribution=attribution)


class Tiles(QObject):
    """Fetches pictures. Invariant: asks one address and no other."""

    def __init__(self, url: str, cache: Path, parent: QObject) -> None:
        super().__init__(parent)
        self._url = url
        self._network = QNetworkAccessManager(self)
        self._network.setTransferTimeout(TIMEOUT_MS)
        kept = QNetworkDiskCache(self._network)
        kept.setCacheDirectory(str(cache / "tiles"))
        kept.setMaximumCacheSize(KEPT_BYTES)
        self._network.setCache(kept)

    def fetch(self, path: str, arrived: Arrived) -> QNetworkReply | None:
        """Ask for the picture of `/tiles/z/x/y`; None for a path that is none. Who has lost
        interest aborts the answer, and hears nothing."""
        found = TILE.fullmatch(path)
        if found is None:
            return None
        z, x, y = found.groups()
        address = self._url.replace("{z}", z).replace("{x}", x).replace("{y}", y)
        request = QNetworkRequest(QUrl(address))
        request.setRawHeader(b"User-Agent", b"Backhaul (desktop dispatch console)")
        request.setAttribute(
            QNetworkRequest.Attribute.CacheLoadControlAttribute,
            QNetworkRequest.CacheLoadControl.PreferCache,
        )
        policy = QNetworkRequest.RedirectPolicy.SameOriginRedirectPolicy
        request.setAttribute(QNetworkRequest.Attribute.RedirectPolicyAttribute, policy)
        reply = self._network.get(request)
        reply.downloadProgress.connect(lambda got, _: self._bound(reply, got, arrived))
        reply.finished.connect(lambda: self._finished(reply, arrived))
        return reply

    @staticmethod
    def _bound(reply: QNetworkReply, got: int, arrived: Arrived) -> None:
        if got > LARGEST_BYTES and reply.isRunning():
            reply.abort()
            arrived(b"", QByteArray())

    @staticmethod
    def _finished(reply: QNetworkReply, arrived: Arrived) -> None:
        reply.deleteLater()
        if reply.error() is QNetworkReply.NetworkError.OperationCanceledError:
            return
        kind: Any = reply.header(QNetworkRequest.KnownHeaders.ContentTypeHeader)
        name = str(kind or "").partition(";")[0].strip().encode()
        if reply.error() is not QNetworkReply.NetworkError.NoError or name not in KINDS:
            _log.info("No picture from the tile server: %s %s", reply.errorString(), kind)
            arrived(b"", QByteArray())
        else:
            arrived(name, reply.readAll())

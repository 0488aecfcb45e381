"""The page inside the map: a folium shell and vendored files behind the scheme `backhaul://map/`.

The page can reach nothing but the files listed here: no network, no local files, no other page.
No text of a user ever passes through folium, which would emit it raw; it travels over the bridge.
`register_scheme` must run before QApplication is made. folium itself is imported only when the
shell is not yet in the cache folder.
"""

import hashlib
import json
import logging
import secrets
from pathlib import Path
from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QFile, QIODevice, QObject, QThread, QUrl
from PySide6.QtWebEngineCore import (
    QWebEnginePage,
    QWebEngineProfile,
    QWebEngineSettings,
    QWebEngineUrlRequestInfo,
    QWebEngineUrlRequestInterceptor,
    QWebEngineUrlRequestJob,
    QWebEngineUrlScheme,
    QWebEngineUrlSchemeHandler,
)

from console.map.other_map import OtherMap, Tiles
from console.map.page_texts import words_script

_log = logging.getLogger(__name__)

SCHEME = b"backhaul"
HOST = "map"
SHELL_URL = "backhaul://map/"
RESOURCES = Path(__file__).resolve().parents[2] / "resources"

_NONCE_MARK = "@nonce@"
_CHANNEL_SCRIPT = ":/qtwebchannel/qwebchannel.js"
_BASE_MAP = "/base.pmtiles"
_BASE_MAP_FACTS = "/base_map.json"
_WORDS = "/words.js"
_MIME_TYPES = {
    ".js": b"text/javascript",
    ".css": b"text/css",
    ".woff2": b"font/woff2",
    ".pmtiles": b"application/octet-stream",
}
_SCRIPTS = (
    ("leaflet", "vendor/leaflet.js"),
    ("protomaps", "vendor/protomaps-leaflet.js"),
    ("channel", "qwebchannel.js"),
    ("palette", "palette.js"),
    ("words", "words.js"),
    ("base_map", "base_map.js"),
    ("bits", "bits.js"),
    ("sprites", "sprites.js"),
    ("marks", "marks.js"),
    ("cost_chips", "cost_chips.js"),
    ("clusters", "clusters.js"),
    ("shared_streets", "shared_streets.js"),
    ("painter", "painter.js"),
    ("sheet", "sheet.js"),
    ("layer", "layer.js"),
    ("gather", "gather.js"),
    ("pointer", "pointer.js"),
    ("pin", "pin.js"),
    ("measure", "measure.js"),
    ("street", "street.js"),
    ("follow", "follow.js"),
    ("furniture", "furniture.js"),
    ("bridge", "bridge.js"),
)
_STYLES = (
    ("leaflet_style", "vendor/leaflet.css"),
    ("map_style", "map.css"),
)
_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; "
    "font-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)


def register_scheme() -> None:
    """Make `backhaul:` known to the web engine. Call once, before QApplication exists."""
    if QWebEngineUrlScheme.schemeByName(SCHEME).name() == SCHEME:
        return
    scheme = QWebEngineUrlScheme(SCHEME)
    scheme.setSyntax(QWebEngineUrlScheme.Syntax.Host)
    flag = QWebEngineUrlScheme.Flag
    scheme.setFlags(flag.SecureScheme | flag.CorsEnabled | flag.FetchApiAllowed)
    QWebEngineUrlScheme.registerScheme(scheme)


def load_shell(cache_folder: Path) -> str:
    """The page's HTML with `@nonce@` where a nonce belongs, rendered once per version."""
    cached = cache_folder / f"map_shell_{_shell_version()}.html"
    try:
        return cached.read_text(encoding="utf-8")
    except OSError:
        shell = render_shell()
    try:
        cache_folder.mkdir(parents=True, exist_ok=True)
        unfinished = cached.with_suffix(f".{secrets.token_hex(4)}")
        unfinished.write_text(shell, encoding="utf-8")
        unfinished.replace(cached)
    except OSError as error:
        _log.info("The map's shell is not cached: %s", error)
    return shell


def render_shell() -> str:
    """Render the page by folium: its map without tiles, our scripts and styles, nonces added."""
    from console.map.folium_shell import make_shell

    shell = make_shell(scripts=_SCRIPTS, styles=_STYLES)
    for tag in ("script", "style"):
        shell = shell.replace(f"<{tag}>", f'<{tag} nonce="{_NONCE_MARK}">')
    return shell


def _shell_version() -> str:
    from importlib.metadata import version

    sources = b"".join(
        Path(__file__).with_name(name).read_bytes() for name in ("map_page.py", "folium_shell.py")
    )
    digest = hashlib.sha256(sources + version("folium").encode())
    return digest.hexdigest()[:16]


def deepest_zoom(base_map: Path) -> int | None:
    """The last zoom level of a PMTiles file (version 3); None if it is not one or not there."""
    try:
        with base_map.open("rb") as file:
            header = file.read(127)
    except OSError as error:
        _log.warning("The map has no streets: %s", error)
        return None
    if len(header) < 127 or header[:8] != b"PMTiles\x03":
        _log.warning("The map has no streets: %s is not a PMTiles file of version 3", base_map)
        return None
    return header[101]


class ShellThread(QThread):
    """Gets the shell without stopping the window: rendering the first one takes most of a second.

    `shell` is there once the thread has finished."""

    def __init__(self, cache_folder: Path, parent: QObject) -> None:
        super().__init__(parent)
        self._cache_folder = cache_folder
        self.shell = ""

    def run(self) -> None:
        self.shell = load_shell(self._cache_folder)


class MapFiles(QWebEngineUrlSchemeHandler):
    """Answers `backhaul://map/…` from a fixed list of files; anything else does not exist."""

    def __init__(self, shell: ShellThread, base_map: Path | None, parent: QObject | None) -> None:
        super().__init__(parent)
        self._shell = shell
        self._files: dict[str, Path | str] = {
            "/" + path.relative_to(RESOURCES / "map").as_posix(): path
            for pattern in ("*.js", "*.css", "vendor/*.js", "vendor/*.css")
            for path in (RESOURCES / "map").glob(pattern)
        }
        for font in (RESOURCES / "fonts").glob("*.woff2"):
            self._files[f"/fonts/{font.name}"] = font
        self._files["/qwebchannel.js"] = _CHANNEL_SCRIPT
        self._facts: dict[str, object] | None = None
        self._tiles: Tiles | None = None
        self.use_base_map(base_map)

    def use_other_map(self, other: OtherMap, cache: Path) -> None:
        """Serve these streets instead of any region's, from the next load on."""
        if other.file is not None:
            self.use_base_map(other.file)
        self._tiles = Tiles(other.url, cache, self) if other.url else None
        facts = {"tiles": True} if other.url else self._facts
        self._facts = None if facts is None else {**facts, "attribution": other.attribution}

    def use_base_map(self, base_map: Path | None) -> None:
        """Serve these streets, from the next time on that the page is loaded."""
        self._facts = None
        self._files.pop(_BASE_MAP, None)
        deepest = None if base_map is None else deepest_zoom(base_map)
        if base_map is not None and deepest is not None:
            self._facts = {"deepest_zoom": deepest, "bytes": base_map.stat().st_size}
            self._files[_BASE_MAP] = base_map

    def requestStarted(self, job: QWebEngineUrlRequestJob) -> None:
        url = job.requestUrl()
        if job.requestMethod() != b"GET":
            job.fail(QWebEngineUrlRequestJob.Error.RequestDenied)
        elif url.path() == "/":
            self._reply_with_shell(job)
        elif url.path() == _BASE_MAP_FACTS:
            # Asked first: a request for a range of a missing file never ends in Qt 6.11.
            self._reply(job, b"application/json", json.dumps(self._facts).encode())
        elif url.path() == _WORDS:
            self._reply(job, _MIME_TYPES[".js"], words_script())
        elif self._tiles is not None and url.path().startswith("/tiles/"):
            self._reply_with_tile(job, self._tiles, url.path())
        elif (file := self._files.get(url.path())) is not None:
            self._reply_with_file(job, str(file))
        else:
            job.fail(QWebEngineUrlRequestJob.Error.UrlNotFound)

    def _reply_with_shell(self, job: QWebEngineUrlRequestJob) -> None:
        # A hexadecimal nonce: Qt lower-cases the values of response headers.
        nonce = secrets.token_hex(16)
        shell = self._shell.shell.replace(_NONCE_MARK, nonce)
        policy = _SECURITY_POLICY.format(nonce=nonce).encode()
        # The binding's type says one value per header, its code wants a list of them.
        headers: dict[QByteArray, Any] = {
            QByteArray(b"Content-Security-Policy"): [QByteArray(policy)],
            QByteArray(b"Cache-Control"): [QByteArray(b"no-store")],
        }
        job.setAdditionalResponseHeaders(headers)
        self._reply(job, b"text/html", shell.encode())

    def _reply_with_tile(self, job: QWebEngineUrlRequestJob, tiles: Tiles, path: str) -> None:
        """A picture, or a failure that leaves its square empty."""

        def arrived(kind: bytes, body: QByteArray) -> None:
            if kind:
                self._reply(job, kind, bytes(body.data()))
            else:
                job.fail(QWebEngineUrlRequestJob.Error.RequestFailed)

        asked = tiles.fetch(path, arrived)
        if asked is None:
            job.fail(QWebEngineUrlRequestJob.Error.UrlNotFound)
        else:
            job.destroyed.connect(asked.abort)

    def _reply(self, job: QWebEngineUrlRequestJob, mime_type: bytes, body: bytes) -> None:
        buffer = QBuffer(job)
        buffer.setData(QByteArray(body))
        buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        job.reply(QByteArray(mime_type), buffer)

    def _reply_with_file(self, job: QWebEngineUrlRequestJob, name: str) -> None:
        """The web engine itself cuts a requested byte range out of the device and answers 206."""
        file = QFile(name, job)
        if not file.open(QIODevice.OpenModeFlag.ReadOnly):
            _log.warning("The map cannot read %s: %s", name, file.errorString())
            job.fail(QWebEngineUrlRequestJob.Error.RequestFailed)
            return
        mime_type = _MIME_TYPES[Path(name).suffix]
        job.reply(QByteArray(mime_type), file)


class OnlyTheMap(QWebEngineUrlRequestInterceptor):
    """Blocks every request that is not for the map's own files."""

    def interceptRequest(self, info: QWebEngineUrlRequestInfo) -> None:
        if not _is_ours(info.requestUrl()):
            _log.warning("The map was kept from loading %s", info.requestUrl().toString())
            info.block(True)


class MapPage(QWebEnginePage):
    """A page that stays where it is: it refuses to navigate and to open windows."""

    def acceptNavigationRequest(
        self, url: QUrl | str, _type: QWebEnginePage.NavigationType, is_main_frame: bool
    ) -> bool:
        return is_main_frame and QUrl(url) == QUrl(SHELL_URL)

    def createWindow(self, _type: QWebEnginePage.WebWindowType) -> QWebEnginePage:
        return None  # type: ignore[return-value]  # the documented way to refuse

    def javaScriptConsoleMessage(
        self,
        level: QWebEnginePage.JavaScriptConsoleMessageLevel,
        message: str,
        line_number: int,
        source_id: str,
    ) -> None:
        is_info = level is QWebEnginePage.JavaScriptConsoleMessageLevel.InfoMessageLevel
        _log.log(
            logging.DEBUG if is_info else logging.WARNING,
            "%s:%d %s",
            source_id,
            line_number,
            message,
        )


def make_page(
    shell: ShellThread, base_map: Path | None, parent: QObject
) -> tuple[MapPage, MapFiles]:
    """A page on an off-the-record profile of its own, and the files that it is served; all die with
    `parent`, the page first.

    It may be loaded when `shell` has finished."""
    profile = QWebEngineProfile()
    files = MapFiles(shell, base_map, profile)
    profile.installUrlSchemeHandler(SCHEME, files)
    profile.setUrlRequestInterceptor(OnlyTheMap(profile))
    page = MapPage(profile, parent)
    # Children are deleted in the order in which they came, and a page must go before its profile.
    profile.setParent(parent)
    _lock_down(page.settings())
    return page, files


def _lock_down(settings: QWebEngineSettings) -> None:
    attribute = QWebEngineSettings.WebAttribute
    for unwanted in (
        attribute.LocalContentCanAccessFileUrls,
        attribute.LocalContentCanAccessRemoteUrls,
        attribute.LocalStorageEnabled,
        attribute.JavascriptCanOpenWindows,
        attribute.JavascriptCanAccessClipboard,
        attribute.NavigateOnDropEnabled,
        attribute.PluginsEnabled,
        attribute.PdfViewerEnabled,
        attribute.WebGLEnabled,
        attribute.FullScreenSupportEnabled,
        attribute.HyperlinkAuditingEnabled,
        attribute.DnsPrefetchEnabled,
        attribute.AutoLoadIconsForPage,
        attribute.ErrorPageEnabled,
        attribute.ShowScrollBars,
    ):
        settings.setAttribute(unwanted, False)


def _is_ours(url: QUrl) -> bool:
    if url.scheme().encode() == SCHEME:
        return url.host() == HOST
    # The web channel's script is handed to the page by the scheme handler, not loaded by it.
    return False

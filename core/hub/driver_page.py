"""Serves the driver's page: its files, and a service worker that keeps exactly these on the phone.

The worker is told a hash of every file, so a release that changes one of them is another worker,
and a phone takes over a version as a whole or not at all.
"""

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import web

PAGE = "index.html"
WORKER = "sw.js"
_MEDIA_TYPES = {
    ".css": "text/css",
    ".html": "text/html",
    ".js": "text/javascript",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
}

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


def driver_routes(folder: Path, policy: Callable[[], str]) -> list[web.RouteDef]:
    """What the hub serves below `/driver/`; nothing when the folder is missing.

    The content `policy` is kept on the phone with the files, so another one is another version.
    """
    if not folder.is_dir():
        return []
    files = sorted(file for file in folder.iterdir() if file.suffix in _MEDIA_TYPES)
    return [
        web.get("/driver", _to_page),
        web.get("/driver/", _file(folder / PAGE)),
        web.get(f"/driver/{WORKER}", _worker(folder / WORKER, files, policy)),
        *(web.get(f"/driver/{file.name}", _file(file)) for file in files if file.name != WORKER),
    ]


def version_of(files: list[Path], policy: str) -> str:
    """A hash of names, contents and policy: another whenever anything in the page is another."""
    digest = hashlib.sha256(policy.encode())
    for file in files:
        content = file.read_bytes()
        digest.update(f"\0{file.name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:16]


async def _to_page(request: web.Request) -> web.StreamResponse:
    raise web.HTTPFound("/driver/")


def _file(path: Path) -> Answer:
    headers = {"Content-Type": _MEDIA_TYPES[path.suffix]}

    async def serve(request: web.Request) -> web.StreamResponse:
        return web.FileResponse(path, headers=headers)

    return serve


def _worker(path: Path, files: list[Path], policy: Callable[[], str]) -> Answer:
    # The page itself is kept under the address that phones open.
    names = ["" if file.name == PAGE else file.name for file in files if file.name != WORKER]

    async def serve(request: web.Request) -> web.StreamResponse:
        version = await asyncio.to_thread(version_of, files, policy())
        told = f"const VERSION = {json.dumps(version)};\nconst FILES = {json.dumps(names)};\n"
        script = told + await asyncio.to_thread(path.read_text, encoding="utf-8")
        return web.Response(text=script, content_type=_MEDIA_TYPES[path.suffix])

    return serve

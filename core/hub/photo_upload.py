"""Sends a photo to the hub in parts, for a driver's device; an earlier try is gone on with."""

import hashlib
import ssl

import aiohttp
import msgspec

from core.hub import protocol as p

PHOTO_PART_BYTES = 256 * 1024
MAY_PASS = frozenset({401, 408, 425, 429})
"""Answers that are about the device or the moment, not about the photo: it is kept."""


class PhotoRefused(Exception):
    """The hub will never take this photo; the text says why."""


async def upload_photo(
    http_url: str, token: str, photo: bytes, tls: ssl.SSLContext | None = None
) -> str:
    """Upload a photo in parts, going on where an earlier try stopped; its id.

    Raises `PhotoRefused` when trying again is useless, and `aiohttp.ClientError` otherwise.
    """
    blob_id = hashlib.sha256(photo).hexdigest()
    url = f"{http_url}/blobs/{blob_id}"
    timeout = aiohttp.ClientTimeout(total=60)
    headers = {"Authorization": f"Bearer {token}"}
    line = aiohttp.TCPConnector(ssl=tls if tls is not None else True)
    async with aiohttp.ClientSession(headers=headers, timeout=timeout, connector=line) as session:
        async with session.head(url) as response:
            offset = int(response.headers.get("Upload-Offset", "0"))
            is_complete = response.status == 200
        while not is_complete:
            part = photo[offset : offset + PHOTO_PART_BYTES]
            query = {"offset": str(offset), "size": str(len(photo))}
            async with session.put(url, params=query, data=part) as response:
                upload = _upload(response.status, await response.text())
            offset, is_complete = upload.offset, upload.is_complete
    return blob_id


def _upload(status: int, text: str) -> p.Upload:
    if status in (200, 409):
        return msgspec.json.decode(text, type=p.Upload)
    if 400 <= status < 500 and status not in MAY_PASS:
        raise PhotoRefused(text)
    raise aiohttp.ClientError(text)

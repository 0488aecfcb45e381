"""Seals personal texts with the key of a person, so that destroying the key erases the text.

Pure but for the operating system's random numbers. The keys lie in the same database as the
sealed texts: they serve erasure (also from the reach of anything that still holds the sealed
bytes), not secrecy towards whoever can read the whole database.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE_BYTES = 12


def new_key() -> bytes:
    """A fresh AES-256 key."""
    return AESGCM.generate_key(bit_length=256)


def seal(key: bytes, text: str, bound_to: tuple[str, ...]) -> bytes:
    """Encrypt with AES-GCM; the result opens only with the same key and the same names."""
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, text.encode(), _names(bound_to))


def unseal(key: bytes, sealed: bytes, bound_to: tuple[str, ...]) -> str | None:
    """The text, or None when the bytes were damaged or belong to another name or key."""
    nonce, ciphertext = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
    try:
        return AESGCM(key).decrypt(nonce, ciphertext, _names(bound_to)).decode()
    except (InvalidTag, ValueError):
        return None


def _names(names: tuple[str, ...]) -> bytes:
    encoded = [name.encode() for name in names]
    return b"".join(len(name).to_bytes(4, "big") + name for name in encoded)

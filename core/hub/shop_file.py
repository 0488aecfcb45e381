"""Reads which shops take refunds by webhook: `shops.toml` in the hub's data folder.

    [[shop]]
    name = "Casa Norte"
    url = "https://casanorte.example/backhaul/refunds"
    secret = "at least sixteen characters"

A shop that is not named there gets its refunds in a CSV run.
"""

import tomllib
from collections import Counter
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta, Struct

NAME = "shops.toml"
_HERE = ("127.0.0.1", "localhost", "::1")


class ShopFileError(Exception):
    """The file cannot be used; the text says what, in which entry and field."""


class ShopAddress(Struct, frozen=True, forbid_unknown_fields=True):
    """Where a shop takes refunds, and the secret that both sides sign with."""

    name: Annotated[str, Meta(min_length=1, max_length=80)]
    url: Annotated[str, Meta(min_length=1, max_length=2000)]
    secret: Annotated[str, Meta(min_length=16, max_length=400)]


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    shop: tuple[ShopAddress, ...] = ()


def read_shops(file: Path) -> dict[str, ShopAddress]:
    """The shops by name; none without the file. Raises `ShopFileError`."""
    if not file.exists():
        return {}
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
        shops = msgspec.convert(table, _File).shop
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ShopFileError(f"{file} cannot be read: {error}.") from error
    except msgspec.ValidationError as error:
        raise ShopFileError(f"{file}: {error}.") from error
    twice = [name for name, times in Counter(shop.name for shop in shops).items() if times > 1]
    if twice:
        raise ShopFileError(f"{file}: the shop {twice[0]} stands there twice.")
    for number, shop in enumerate(shops, start=1):
        address = urlsplit(shop.url)
        is_safe = address.scheme == "https" or (
            address.scheme == "http" and address.hostname in _HERE
        )
        if not is_safe or not address.hostname:
            raise ShopFileError(
                f"{file}, shop {number} ({shop.name}), url: {shop.url} is no https address."
            )
    return {shop.name: shop for shop in shops}

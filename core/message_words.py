"""Texts of messages to customers, by language, from `resources/messages`; checked when loaded.

To add a language, add a file with the same keys here and one in `resources/customer`.
"""

import tomllib
from functools import cache
from pathlib import Path
from string import Formatter

import msgspec
from msgspec import Struct

from core.catalogue import RESOURCES, CatalogueError
from core.model import MessageKind

FOLDER = RESOURCES / "messages"
FIELDS = (
    "order",
    "shop",
    "depot",
    "day",
    "window",
    "reason",
    "amount",
    "place",
    "from",
    "until",
    "link",
)
RECEIPT_FIELDS = (*FIELDS, "items", "count", "left", "next")


class GoodsWords(Struct, frozen=True, forbid_unknown_fields=True):
    """How goods of a receipt are counted; `many` and `more` name {count}."""

    nothing: str
    one: str
    many: str
    more: str


class MessageWords(Struct, frozen=True, forbid_unknown_fields=True):
    """One language: a template of `FIELDS` for each kind of message and for a mail's subject."""

    subject: str
    any_time: str
    """Instead of a window."""
    texts: dict[MessageKind, str]
    goods: GoodsWords

    def text(self, kind: MessageKind, fields: dict[str, str]) -> str:
        """The message with its fields filled in."""
        return " ".join(self.texts[kind].format_map(fields).split())

    def has_link(self, kind: MessageKind) -> bool:
        """Whether the message leads to the customer's page."""
        return "{link}" in self.texts[kind]

    def subject_of(self, fields: dict[str, str]) -> str:
        """The subject of a mail."""
        return self.subject.format_map(fields)


def load(folder: Path = FOLDER) -> dict[str, MessageWords]:
    """Every language of the folder by its code. Raises `CatalogueError`."""
    return {file.stem: _read(file) for file in sorted(folder.glob("*.toml"))}


@cache
def shipped() -> dict[str, MessageWords]:
    """The languages of this release."""
    return load()


def _read(file: Path) -> MessageWords:
    try:
        words = msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8")), MessageWords)
    except (OSError, ValueError) as error:
        raise CatalogueError(f"The messages in {file} cannot be used: {error}") from error
    lacking = [kind.value for kind in MessageKind if kind not in words.texts]
    if lacking:
        raise CatalogueError(f"The messages in {file} lack texts.{', texts.'.join(lacking)}.")
    _must_be_known(file, "subject", words.subject, ("order", "shop", "depot"))
    for name, template in words.texts.items():
        known = RECEIPT_FIELDS if name is MessageKind.RECEIPT else FIELDS
        _must_be_known(file, f"texts.{name}", template, known)
    _must_be_known(file, "goods.many", words.goods.many, ("count",))
    _must_be_known(file, "goods.more", words.goods.more, ("count",))
    return words


def _must_be_known(file: Path, name: str, template: str, known: tuple[str, ...]) -> None:
    try:
        fields = [field for _, field, _, _ in Formatter().parse(template) if field is not None]
    except ValueError as error:
        raise CatalogueError(f"{name} in {file} is no template: {error}.") from error
    for field in fields:
        if field not in known:
            raise CatalogueError(
                f"{name} in {file} has the unknown field {{{field}}}. Known are {', '.join(known)}."
            )

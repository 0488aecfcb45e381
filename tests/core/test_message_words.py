"""Messages are whole in every language, and a wrong template does not load."""

from pathlib import Path

import pytest

from core import customer_words
from core.catalogue import CatalogueError
from core.message_words import FOLDER, RECEIPT_FIELDS, load, shipped
from core.model import MessageKind

ALL = {field: f"<{field}>" for field in RECEIPT_FIELDS}


@pytest.mark.parametrize("kind", MessageKind)
@pytest.mark.parametrize("language", shipped())
def test_every_message_reads_in_every_language(language: str, kind: MessageKind) -> None:
    text = shipped()[language].text(kind, ALL)
    assert "<order>" in text
    assert "{" not in text
    assert language in customer_words.shipped(), "its dates and reasons are worded too"


def copied(folder: Path, old: str, new: str) -> Path:
    text = (FOLDER / "en.toml").read_text(encoding="utf-8")
    assert old in text
    (folder / "en.toml").write_text(text.replace(old, new), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("{reason}", "{reazon}", r"texts.failed in .*en.toml has the unknown field {reazon}"),
        ("{reason}", "{reason", "texts.failed in .* is no template"),
        ("refunded =", "refundet =", "cannot be used"),
        ('subject = "', 'subject = "{x.y}', "subject in .* unknown field {x.y}"),
        ("[texts]", "[texts", "cannot be used"),
        ("{reason}", "{items}", "texts.failed in .* unknown field {items}"),
        ("{count} pieces", "{number} pieces", "goods.many in .* unknown field {number}"),
    ],
)
def test_a_wrong_template_is_named(tmp_path: Path, old: str, new: str, words: str) -> None:
    with pytest.raises(CatalogueError, match=words):
        load(copied(tmp_path, old, new))


def test_a_missing_message_is_named(tmp_path: Path) -> None:
    text = (FOLDER / "en.toml").read_text(encoding="utf-8")
    kept = [line for line in text.splitlines() if not line.startswith("moved")]
    (tmp_path / "en.toml").write_text("\n".join(kept), encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"lack texts\.moved"):
        load(tmp_path)


def test_it_is_known_which_messages_lead_to_the_page() -> None:
    words = shipped()["en"]
    assert words.has_link(MessageKind.FAILED)
    assert not words.has_link(MessageKind.REFUNDED)

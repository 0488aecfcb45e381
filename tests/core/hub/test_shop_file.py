"""The file of shops is read whole or refused with a sentence."""

from pathlib import Path

import pytest

from core.hub.shop_file import ShopAddress, ShopFileError, read_shops

SHOP = """[[shop]]
name = "Shoes"
url = "https://shoes.example/refunds"
secret = "sixteen characters"
"""


def test_without_a_file_there_are_no_shops(tmp_path: Path) -> None:
    assert read_shops(tmp_path / "shops.toml") == {}


def test_shops_are_known_by_name(tmp_path: Path) -> None:
    file = tmp_path / "shops.toml"
    file.write_text(SHOP)
    address = ShopAddress("Shoes", "https://shoes.example/refunds", "sixteen characters")
    assert read_shops(file) == {"Shoes": address}
    file.write_text(SHOP.replace("https://shoes.example", "http://127.0.0.1:8080"))
    assert read_shops(file)["Shoes"].url == "http://127.0.0.1:8080/refunds"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (SHOP + SHOP, "the shop Shoes stands there twice"),
        (SHOP.replace("https", "http"), r"shop 1 \(Shoes\), url: .* is no https address"),
        (SHOP.replace("https://shoes.example", "shoes"), "is no https address"),
        (SHOP.replace("sixteen characters", "short"), r"length >= 16 - at `\$.shop\[0\].secret`"),
        (SHOP + "colour = 1", "unknown field `colour`"),
        ("[[shop", "cannot be read"),
    ],
)
def test_a_wrong_file_is_refused(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "shops.toml"
    file.write_text(text)
    with pytest.raises(ShopFileError, match=words):
        read_shops(file)

"""Whatever is shipped or installed is named with its licence."""

import re
import tomllib
from pathlib import Path

import pytest


@pytest.fixture
def notices(repository: Path) -> str:
    return (repository / "resources/licences/README.md").read_text()


def test_every_package_that_backhaul_needs_is_listed(repository: Path, notices: str) -> None:
    project = tomllib.loads((repository / "pyproject.toml").read_text())["project"]
    for requirement in project["dependencies"]:
        name = re.split(r"[^\w-]", requirement)[0]
        assert re.search(rf"\b{name}\b", notices), f"{name} has no licence"


def test_every_vendored_licence_lies_where_the_notices_say(repository: Path, notices: str) -> None:
    for place in re.findall(r"`(resources/[\w./-]+)`", notices):
        assert (repository / place).exists(), f"{place} is named and missing"


def test_the_map_data_is_attributed(notices: str) -> None:
    assert "© OpenStreetMap contributors" in notices
    assert "AequilibraE" in notices


def test_every_locked_package_names_its_hashes(repository: Path) -> None:
    lock = (repository / "requirements.lock").read_text()
    entries = re.split(r"\n(?=[a-z0-9])", lock)[1:]
    assert len(entries) > 40
    assert not [e.splitlines()[0] for e in entries if "--hash=sha256:" not in e]

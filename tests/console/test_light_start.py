"""What is loaded before the first window and before the first map, each in a fresh process."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("module", "spared"),
    [
        ("console.start", ("numpy", "aiohttp", "websockets", "asyncio")),
        ("console.start", ("core.exchange.lists", "core.state", "console.panels.goods_panel")),
        ("console.app", ("scipy", "ortools", "folium", "sqlalchemy")),
    ],
)
def test_heavy_libraries_wait_until_they_are_needed(module: str, spared: tuple[str, ...]) -> None:
    words = f"import {module}, sys; print(*[n for n in {spared} if n in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", words], stdout=subprocess.PIPE, text=True, timeout=60, check=True
    )
    assert done.stdout.split() == []

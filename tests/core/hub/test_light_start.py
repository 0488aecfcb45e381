"""What a hub loads before it listens, in a fresh process: drivers wait for it to come back."""

import subprocess
import sys

SPARED = (
    *("numpy", "numba", "scipy", "ortools", "alembic", "PIL", "segno"),
    # All that speaks HTTP, and what only an encrypted line or a mail server needs.
    *("aiohttp", "cryptography.x509", "smtplib", "core.hub.web_side"),
)


def test_heavy_libraries_wait_until_the_hub_listens() -> None:
    words = f"import core.hub.main, sys; print(*[n for n in {SPARED} if n in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", words], stdout=subprocess.PIPE, text=True, timeout=60, check=True
    )
    assert done.stdout.split() == []

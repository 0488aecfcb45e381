"""Writes the log of this release: `python -m tests.golden 2`, once, when the release is made."""

import sys
from pathlib import Path

import msgspec

from core import events as e
from tests.golden.everything import lived

FOLDER = Path(__file__).parent


def main(name: str) -> None:
    """One event a line with its version, and the state after the last."""
    events, state = lived()
    lines = [msgspec.json.encode({"version": e.VERSION, "body": event}) for event in events]
    (FOLDER / f"log_{name}.jsonl").write_bytes(b"\n".join(lines) + b"\n")
    body = msgspec.json.encode(state, order="deterministic")
    (FOLDER / f"state_{name}.json").write_bytes(msgspec.json.format(body, indent=1) + b"\n")


if __name__ == "__main__":
    main(sys.argv[1])

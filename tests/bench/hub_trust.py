"""What a hub does when it is killed, and when it is sent what no client of ours would send.

Run as a program it prints its figures as one JSON line. `make soak` does the same with the counts
that are asked for; here are fewer, so that the figures come soon.
"""

import json
import os
import sys
import tempfile
from pathlib import Path

import msgspec

from tests.bench.figures import Figure
from tests.durability.test_frames import MOST_MIB, send_hostile
from tests.durability.test_kills import kill_again_and_again, p99_s

KILLS = int(os.environ.get("BACKHAUL_TEST_HUB_KILLS", "25"))
LOGGED = int(os.environ.get("BACKHAUL_BENCH_LOGGED", "20000"))
"""Events that the hub has behind it when it is killed first."""
FRAMES = int(os.environ.get("BACKHAUL_TEST_FRAMES", "40000"))


def main() -> int:
    """Measure and print; whatever is lost or harmed ends it without figures."""
    with tempfile.TemporaryDirectory() as folder:
        acknowledged, restarts = kill_again_and_again(Path(folder), KILLS, logged=LOGGED)
    with tempfile.TemporaryDirectory() as folder:
        seconds, heard, grown_mib = send_hostile(Path(folder), FRAMES)
    assert heard["broken"] == 0
    figures = [
        Figure(
            "hub_restart_p99_ms",
            p99_s([each.wall_s for each in restarts]) * 1000,
            "ms",
            f"limit; {KILLS} kills after {LOGGED:,} events, 0 of {acknowledged} lost",
            1000,
            1.0,
        ),
        Figure(
            "hub_restart_cpu_p99_ms",
            p99_s([each.cpu_s for each in restarts]) * 1000,
            "ms",
            f"the same by processor time ({os.getloadavg()[0]:.1f} wait)",
            1000,
            1.0,
        ),
        Figure("hub_fuzz_frames", FRAMES, "", f"all harmless, in {seconds:.0f} s", FRAMES, 1.0),
        Figure("hub_fuzz_memory_mib", max(0.0, grown_mib), "MiB", "limit", MOST_MIB, 1.0),
    ]
    sys.stdout.write(json.dumps(msgspec.to_builtins(figures)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

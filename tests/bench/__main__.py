"""`make bench`: measure, print a table, write `bench.json`.

`--only NAME` keeps the figures whose name begins with NAME. Each group runs in a process of its
own, so that one does not warm up or weigh down another.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

import msgspec

from tests.bench.figures import Figure, print_table, write_json

GROUPS = {
    "tests.bench.preview": (
        "preview_40x25_ms",
        "preview_200x25_ms",
        "preview_60_ms",
        "preview_200x100_ms",
    ),
    "tests.bench.on_the_way": ("on_the_way_first_ms", "on_the_way_again_ms"),
    "tests.bench.plans": (
        "plans_first_s",
        "plans_wait_ms",
        "plans_wait_idle_ms",
        "plans_cancel_ms",
    ),
    "tests.bench.resident": (
        "next_second_200x25_ms",
        "engine_again_ms",
        "engine_first_plan_ms",
        "engine_cancel_ms",
        "engine_start_s",
        "engine_start_cold_s",
    ),
    "tests.bench.hub": (
        "hub_events_per_s",
        "hub_events_per_cpu_s",
        "hub_codec_per_s",
        "hub_commit_per_s",
        "hub_gate_events_per_s",
        "hub_gate_events_per_cpu_s",
    ),
    "tests.bench.hub_trust": (
        "hub_restart_p99_ms",
        "hub_restart_cpu_p99_ms",
        "hub_fuzz_frames",
        "hub_fuzz_memory_mib",
    ),
    "tests.bench.hub_live": (
        "hub_ack_p99_ms",
        "hub_to_console_p99_ms",
        "hub_busy_cores",
        "hub_ack_in_step_p99_ms",
        "hub_in_step_to_console_p99_ms",
        "hub_ack_floor_p99_ms",
        "hub_to_console_floor_p99_ms",
        "hub_clients_busy_cores",
    ),
    "tests.bench.hub_fleet": (
        "hub_fleet_ack_p99_ms",
        "hub_fleet_report_ack_p99_ms",
        "hub_fleet_to_console_p99_ms",
        "hub_fleet_busy_cores",
    ),
    "tests.bench.year": ("report_year_s",),
    "tests.bench.rewind": ("rewind_ms",),
    "tests.bench.optimizer": (
        "optimizer_cold_1s_ratio",
        "optimizer_cold_5s_ratio",
        "optimizer_vroom_5s_ratio",
        "optimizer_pairs_5s_ratio",
        "optimizer_dynamic_1s_ratio",
        "optimizer_stable_cost_ratio",
        "optimizer_road_50_ratio",
        "optimizer_200x5000_memory_mib",
        "optimizer_one_route_ratio",
    ),
    "tests.bench.region": (
        "region_build_s",
        "region_made_build_s",
        "region_made_memory_mib",
        "region_disk_mib",
        "region_made_disk_mib",
        "matrix_500_s",
        "matrix_1000_s",
        "matrix_made_1000_s",
        "matrix_straight_s",
        "geometry_p99_ms",
        "geometry_made_p99_ms",
        "address_search_p99_ms",
        "address_search_made_p99_ms",
        "address_nearest_p99_ms",
    ),
    "tests.bench.road_peer": (
        "road_peer_diff_pct",
        "road_peer_r",
        "road_peer_worst_r",
        "road_peer_all_r",
        "road_peer_raw_factor",
        "road_peer_straight_r",
        "road_peer_matrix_s",
        "road_peer_build_s",
    ),
    "tests.bench.eta": ("eta_coverage_pct", "eta_coverage_off", "eta_error_min"),
    "tests.bench.desks": ("desk_seen_p99_ms",),
    "tests.bench.start": ("first_window_s", "first_map_s"),
    "tests.bench.page": (
        "page_fps_bare",
        "page_fps_empty",
        "page_fps_5000",
        "page_fps_5000_to_bare",
        "page_fps_5000_30hz",
        "page_frame_cpu_ms",
        "page_fps_5000_moving",
        "page_longest_frame_ms",
    ),
    "tests.bench.busy": ("main_thread_stall_max_ms", "memory_growth_pct"),
    "tests.bench.live": ("drop_to_drawn_p95_ms", "report_to_pixel_p95_ms", "memory_mib"),
}
TIMEOUT_S = 3600


def main() -> int:
    """Run the groups that hold wanted figures; 1 when a group failed to measure."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--only", default="", metavar="NAME")
    only = parser.parse_args().only
    figures: list[Figure] = []
    has_failed = False
    for module, names in GROUPS.items():
        if only and not any(name.startswith(only) or only.startswith(name) for name in names):
            continue
        found = _measure(module)
        has_failed = has_failed or found is None
        figures += [figure for figure in found or () if figure.name.startswith(only)]
    print_table(figures)
    write_json(figures, Path("bench.json"))
    return 1 if has_failed or not figures else 0


def _measure(module: str) -> list[Figure] | None:
    """The figures a group prints as its last line."""
    done = subprocess.run(
        [sys.executable, "-m", module],
        stdout=subprocess.PIPE,
        text=True,
        timeout=TIMEOUT_S,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        check=False,
    )
    lines = done.stdout.strip().splitlines()
    if done.returncode != 0 or not lines:
        sys.stderr.write(f"{module} measured nothing (exit code {done.returncode}).\n")
        return None
    return msgspec.convert(json.loads(lines[-1]), list[Figure])


if __name__ == "__main__":
    sys.exit(main())

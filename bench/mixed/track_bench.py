#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The program as a whole: `track` over a file of mixed reports, and over the
microphones scenario; reports a second, times real time, peak memory.

track_bench.py LUCHTWACHT MIXED_BENCH [SECONDS]
"""
import os
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "bench", "study"))
import runs  # noqa: E402

LUCHTWACHT, MIXED = sys.argv[1:3]
SECONDS = int(sys.argv[3]) if len(sys.argv) > 3 else 10
MICROPHONES = os.path.join(ROOT, "data", "scenarios", "microphones.yaml")
MICROPHONES_SECONDS = 60


def track(folder, name, reports, seconds):
    load = runs.measured(
        [LUCHTWACHT, "track", "--site", os.path.join(folder, "site.yaml"),
         os.path.join(folder, "reports.ndjson")],
        os.path.join(folder, "tracks.ndjson"))
    print(f"{name}: {reports / load['cpu_s']:,.0f} reports/s of processor "
          f"time, {seconds / load['cpu_s']:.1f} times real time, peak "
          f"{load['peak_bytes'] / 1e6:.0f} MB", flush=True)


def mixed():
    with tempfile.TemporaryDirectory() as folder:
        said = subprocess.run([MIXED, "--write", folder, str(SECONDS)],
                              check=True, capture_output=True, text=True)
        track(folder, "track, mixed reports (bar 100,000)",
              int(said.stdout.split()[0]), SECONDS)


def microphones():
    if not os.path.exists(MICROPHONES):
        print("no microphones scenario here")
        return
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([LUCHTWACHT, "sim", "--seed", "1", "--out", folder,
                        "--minutes", str(MICROPHONES_SECONDS / 60),
                        MICROPHONES], check=True)
        track(folder, "track, microphones (bar 100 times, 256 MB)",
              runs.lines_in(os.path.join(folder, "reports.ndjson")),
              MICROPHONES_SECONDS)


mixed()
microphones()

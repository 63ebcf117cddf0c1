#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A simulated day (the scenario `site`, 24 hours of it) through `track`, and
how much memory it holds after each hour of it.

day_bench.py LUCHTWACHT [SCENARIO]
"""
import json
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, ".."))
import bars  # noqa: E402

HOURS = 24
SHOWN = (1, 2, 6, 12, 18, 24)


def resident_kib(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        return int(re.search(r"^VmRSS:\s+(\d+)", file.read(), re.M)[1])


def hours_of(reports):
    """The lines of each hour of arrival, in order."""
    first, hour, lines = None, 0, []
    for line in reports:
        at = json.loads(line)
        at = at.get("rx", at["t"])
        first = at if first is None else first
        if at - first >= 3600 * (hour + 1):
            yield lines
            hour, lines = hour + 1, []
        lines.append(line)
    yield lines


def held_after_hours(program, folder):
    """Resident KiB after each hour, by the program in memory that it fills."""
    track = subprocess.Popen(
        [program, "track", "--site", os.path.join(folder, "site.yaml"), "-"],
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    held = []
    with open(os.path.join(folder, "reports.ndjson"), "rb") as reports:
        for lines in hours_of(reports):
            track.stdin.writelines(lines)
            track.stdin.flush()
            held.append(resident_kib(track.pid))
    track.stdin.close()
    if track.wait() != 0:
        sys.exit("day_bench: track failed")
    return held


def main(program, scenario="site"):
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([program, "sim", "--seed", "1", "--out", folder,
                        "--set", f"hours={HOURS}", scenario], check=True)
        held = held_after_hours(program, folder)
    print("resident after " + ", ".join(
        f"{hour} h: {held[hour - 1] / 1024:.1f} MiB"
        for hour in SHOWN if hour <= len(held)))
    bars.most("a simulated day: memory at its end over that after an hour",
              held[-1] / held[0], 1.01, "times")


main(*sys.argv[1:])

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The program as a whole: `track` over a file of mixed reports and over 14,000
microphones that hear 800 aircraft; `sim` of an hour of a raid. Reports a
second, times real time, peak memory.

track_bench.py LUCHTWACHT MIXED_BENCH
"""
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, ".."), os.path.join(HERE, "..", "study")]
import bars  # noqa: E402
import runs  # noqa: E402

MIXED_SECONDS = 10
# Once the aircraft that started at the same time have spread out.
MICROPHONES_MINUTES, MICROPHONES_FROM = 2, 10
RAID_MINUTES, RAID_FROM = 60, 360


def sim(program, folder, minutes, begin, scenario, *options):
    return runs.measured([program, "sim", "--seed", "1", "--out", folder,
                          "--minutes", str(minutes), "--from", str(begin),
                          *options, scenario])


def track(program, folder):
    return runs.measured(
        [program, "track", "--site", os.path.join(folder, "site.yaml"),
         os.path.join(folder, "reports.ndjson")],
        os.path.join(folder, "tracks.ndjson"))


def mixed(program, writer):
    with tempfile.TemporaryDirectory() as folder:
        said = subprocess.run([writer, "--write", folder, str(MIXED_SECONDS)],
                              check=True, capture_output=True, text=True)
        load = track(program, folder)
    bars.least("mixed reports, file to tracks",
               int(said.stdout.split()[0]) / load["cpu_s"], 100000, "/s")


def microphones(program, what, *options):
    with tempfile.TemporaryDirectory() as folder:
        sim(program, folder, MICROPHONES_MINUTES, MICROPHONES_FROM,
            "microphones", *options)
        load = track(program, folder)
    bars.least(f"14,000 microphones, 800 aircraft, {what}",
               60 * MICROPHONES_MINUTES / load["cpu_s"], 100,
               "times real time")
    bars.most("  its memory", load["peak_bytes"] / 1e6, 256, "MB")


def raid(program):
    with tempfile.TemporaryDirectory() as folder:
        load = sim(program, folder, RAID_MINUTES, RAID_FROM, "raid-median")
    bars.least("sim of a 14-hour raid, an hour of it",
               60 * RAID_MINUTES / load["cpu_s"], 100, "times real time")


def main(program, writer):
    mixed(program, writer)
    microphones(program, "presence")
    microphones(program, "bearings", "--set", "sensors.node.reports=bearing",
                "--set", "sensors.node.sd={az: 4}")
    raid(program)


main(*sys.argv[1:3])

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The recordings that are shipped: whole, in order, licensed, and all of it
accepted by the program's own readers.

scenes_test.py LUCHTWACHT; prints TAP.
"""
import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, "..", "..")
sys.path.insert(0, os.path.join(ROOT, "scripts"))
import tap  # noqa: E402

PROGRAM = sys.argv[1]
OUT = tap.Writer()
SCENES = os.path.join(ROOT, "data", "scenes")
FIRST_LINES = 200
SIZE_MAX = 2_000_000


def check(name, good, *about):
    OUT.point(bool(good), name, [] if good else [str(a)[:500] for a in about])


def run(*arguments, stdin=b""):
    return subprocess.run([PROGRAM, *arguments], input=stdin, check=False,
                          capture_output=True)


def reports(scene, folder):
    path = os.path.join(folder, "reports.ndjson.zst")
    check(f"{scene}: fits the repository", os.path.getsize(path) <= SIZE_MAX)
    plain = subprocess.run(["zstd", "-dcq", path], check=True,
                           capture_output=True).stdout
    lines = plain.splitlines()
    read = run("decode", "--format", "ndjson", "--reports", path)
    check(f"{scene}: every report is accepted",
          read.returncode == 0 and read.stderr == b""
          and len(read.stdout.splitlines()) == len(lines) > 0,
          read.returncode, read.stderr, len(lines))
    times = [json.loads(line)["t"] for line in lines]
    check(f"{scene}: reports are in order", times == sorted(times))
    tracked = run("track", "--site", os.path.join(folder, "site.yaml"),
                  stdin=b"\n".join(lines[:FIRST_LINES]) + b"\n")
    check(f"{scene}: the site knows the sensors",
          tracked.returncode == 0 and tracked.stderr == b"", tracked.stderr)


def truth(scene, path):
    """Shown as it was, it must score as perfect: it is whole and in step."""
    shown = []
    with open(path, encoding="utf-8") as file:
        for line in file:
            at = json.loads(line)
            shown.append(json.dumps({**at, "type": "track",
                                     "track": at["object"],
                                     "status": "confirmed"}))
    scored = run("score", "--truth", path, "--json", "-",
                 stdin="\n".join(shown).encode())
    score = json.loads(scored.stdout or "{}")
    check(f"{scene}: truth is whole",
          score.get("completeness") == 1 and score["rms"] < 1e-5
          and score["objects"] == 2, scored.stderr, score)


def main():
    scenes = sorted(os.listdir(SCENES))
    check("there are scenes", len(scenes) >= 6, scenes)
    for scene in scenes:
        folder = os.path.join(SCENES, scene)
        files = set(os.listdir(folder))
        check(f"{scene}: has its licence and says what it is",
              {"LICENSE", "README.md", "site.yaml"} <= files, files)
        reports(scene, folder)
        if "truth.ndjson" in files:
            truth(scene, os.path.join(folder, "truth.ndjson"))
    return 0 if OUT.close() else 1


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""make fuzz: every reader under libFuzzer, from the saved seeds.

    fuzz.py [SECONDS] [TARGET ...]      60 seconds each; all, unless named

What it finds stays in build/fuzz/found/TARGET; a crash is printed with the
command that repeats it. Make the input a seed (fuzz/seeds/TARGET/) and a unit
test, then mend the reader.
"""
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FOLDER = os.path.join(ROOT, "build", "fuzz")
INPUT_MAX = {"site_yaml": 4096, "ndjson": 4096, "json": 4096}


def build():
    """The programs, with clang and its sanitizers."""
    if not os.path.exists(os.path.join(FOLDER, "build.ninja")):
        os.makedirs(os.path.dirname(FOLDER), exist_ok=True)
        subprocess.run(
            ["meson", "setup", "-Dfuzz=true", "-Dweb=disabled",
             "-Dbuildtype=debugoptimized", "-Db_lundef=false",
             "-Db_sanitize=address,undefined",
             "-Dc_args=-fsanitize=fuzzer-no-link", FOLDER, ROOT],
            env={**os.environ, "CC": "clang"}, check=True)
    targets = sorted(os.listdir(os.path.join(ROOT, "fuzz", "seeds")))
    subprocess.run(["ninja", "-C", FOLDER, *(f"fuzz/fuzz_{t}" for t in targets)],
                   check=True)
    return targets


def fuzz(target, seconds):
    """True when nothing was found."""
    found = os.path.join(FOLDER, "found", target)
    os.makedirs(found, exist_ok=True)
    command = [os.path.join(FOLDER, "fuzz", f"fuzz_{target}"), found,
               os.path.join(ROOT, "fuzz", "seeds", target),
               f"-max_total_time={seconds}", "-timeout=10", "-rss_limit_mb=4096",
               f"-max_len={INPUT_MAX.get(target, 2048)}",
               f"-artifact_prefix={found}-", "-print_final_stats=1"]
    print(f"fuzz: {target}, {seconds} s", flush=True)
    run = subprocess.run(command, capture_output=True, text=True,
                         errors="replace")
    lines = run.stderr.splitlines()
    if run.returncode != 0:
        print("\n".join(lines[-60:]))
        print("repeat:", command[0], "FILE")
        return False
    print("\n".join(line for line in lines
                    if "number_of_executed_units" in line or " cov:" in line
                    )[-400:])
    return True


def main():
    arguments = sys.argv[1:]
    seconds = int(arguments.pop(0)) if arguments and arguments[0].isdigit() else 60
    targets = build()
    chosen = arguments or targets
    for target in chosen:
        if target not in targets:
            sys.exit(f"fuzz.py: {target}: no such target")
    bad = [target for target in chosen if not fuzz(target, seconds)]
    print(f"fuzz: {len(chosen) - len(bad)} clean, {len(bad)} found something",
          *bad)
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""make fuzz: libFuzzer over every target of fuzz/, SECONDS each, beginning with
the saved seeds. What it learns is kept in build/fuzz/corpus/NAME; an input that
stops a target is kept in build/fuzz/found/NAME: make it a seed and a test.

    fuzz.py [SECONDS] [NAME ...]
"""
import glob
import os
import subprocess
import sys

import test

FOLDER = os.path.join(test.ROOT, "build", "fuzz")
test.BUILDS["fuzz"] = ("clang", [
    "-Dfuzz=true", "-Dweb=disabled", "-Db_lundef=false",
    "-Db_sanitize=address,undefined", "-Dc_args=-fsanitize=fuzzer-no-link"])


def run(program, seconds):
    name = os.path.basename(program)[len("fuzz_"):]
    corpus = os.path.join(FOLDER, "corpus", name)
    found = os.path.join(FOLDER, "found", name)
    seeds = os.path.join(test.ROOT, "fuzz", "seeds", name)
    for folder in (corpus, found):
        os.makedirs(folder, exist_ok=True)
    fuzzer = subprocess.run(
        [program, f"-max_total_time={seconds}", "-timeout=10",
         "-rss_limit_mb=2048", f"-artifact_prefix={found}/", corpus,
         *([seeds] if os.path.isdir(seeds) else [])],
        env={**os.environ, **test.SANITIZERS}, capture_output=True, text=True)
    lines = fuzzer.stderr.splitlines()
    done = [line for line in lines if line.startswith("Done ")]
    if fuzzer.returncode == 0:
        print(f"{name}: {done[-1] if done else 'done'}", flush=True)
        return True
    print(f"{name}: failed; its input is in {found}", *lines[-40:],
          sep="\n", flush=True)
    return False


def main(arguments):
    seconds = int(arguments[0]) if arguments else 60
    if not test.build("fuzz"):
        return 1
    programs = sorted(p for p in glob.glob(os.path.join(FOLDER, "fuzz",
                                                        "fuzz_*"))
                      if os.access(p, os.X_OK) and os.path.isfile(p))
    chosen = [p for p in programs
              if not arguments[1:] or
              os.path.basename(p)[len("fuzz_"):] in arguments[1:]]
    if not chosen:
        print("fuzz.py: no such target")
        return 2
    return 0 if all([run(p, seconds) for p in chosen]) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

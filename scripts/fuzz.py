#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""make fuzz: libFuzzer over every target of fuzz/, SECONDS each, beginning with
the saved seeds. What it learns is kept in build/fuzz/corpus/NAME; an input that
stops a target is kept in build/fuzz/found/NAME: make it a seed and a test.

    fuzz.py [SECONDS] [NAME ...]
    fuzz.py --mutate RUNS [NAME ...]

The second learns nothing and is ten times as fast: RUNS inputs made from the
saved seeds (fuzz/mutate.h), under the same sanitizers, a process a core, each
from a number of its own.
"""
import glob
import os
import subprocess
import sys
import time

import test

FOLDER = os.path.join(test.ROOT, "build", "fuzz")
test.BUILDS["fuzz"] = ("clang", [
    "-Dfuzz=true", "-Dweb=disabled", "-Db_lundef=false",
    "-Db_sanitize=address,undefined", "-Dc_args=-fsanitize=fuzzer-no-link"])
test.BUILDS["mutate"] = ("clang", [
    "-Doptimization=2", "-Dweb=disabled", "-Db_lundef=false",
    "-Db_sanitize=address,undefined"])
# A freed block need not stay so for longer than a run.
QUICK = ":quarantine_size_mb=1:malloc_context_size=8"


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


def mutate(program, runs):
    name = os.path.basename(program)[len("seeds_"):]
    found = os.path.join(FOLDER, "found", name)
    seeds = os.path.join(test.ROOT, "fuzz", "seeds", name)
    os.makedirs(found, exist_ok=True)
    environment = {**os.environ, **test.SANITIZERS}
    environment["ASAN_OPTIONS"] += QUICK
    parts = os.cpu_count() or 1
    begin = time.monotonic()
    runners = [subprocess.Popen(
        [program, seeds, str(runs // parts + (part < runs % parts)),
         str(part + 1)], cwd=found, env=environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
               for part in range(parts)]
    outputs = [runner.communicate()[0] for runner in runners]
    if not any(runner.returncode for runner in runners):
        print(f"{name}: {runs} runs in {time.monotonic() - begin:.0f} s",
              flush=True)
        return True
    print(f"{name}: failed; its input is in {found}", *outputs, sep="\n",
          flush=True)
    return False


def main(arguments):
    mutating = arguments[:1] == ["--mutate"]
    if mutating:
        arguments = arguments[1:]
    amount = int(arguments[0]) if arguments else 60
    build, prefix = ("mutate", "seeds_") if mutating else ("fuzz", "fuzz_")
    if not test.build(build):
        return 1
    programs = sorted(p for p in glob.glob(os.path.join(
        test.ROOT, "build", build, "fuzz", prefix + "*"))
                      if os.access(p, os.X_OK) and os.path.isfile(p))
    chosen = [p for p in programs
              if not arguments[1:] or
              os.path.basename(p)[len(prefix):] in arguments[1:]]
    if not chosen:
        print("fuzz.py: no such target")
        return 2
    one = mutate if mutating else run
    return 0 if all([one(p, amount) for p in chosen]) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

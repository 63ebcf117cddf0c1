#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""make test: both compilers, every test, every check; one count of it all.

The last line is `N passed, N failed`, with `, N skipped` where some were. What
is counted are single tests (the points of TAP), not programs. Nothing is
built or checked again that has not changed.

    test.py [gcc] [clang-asan] [lint] [web]     all, unless some are named
"""
import json
import os
import subprocess
import sys
import time

import tap

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BUILDS = {
    "gcc": ("gcc", ["-Dwerror=true"]),
    "clang-asan": ("clang", ["-Dwerror=true", "-Db_lundef=false",
                             "-Db_sanitize=address,undefined"]),
}
STEPS = [*BUILDS, "lint", "web"]
SANITIZERS = {
    "ASAN_OPTIONS": "abort_on_error=1:strict_string_checks=1",
    "UBSAN_OPTIONS": "halt_on_error=1:abort_on_error=1:print_stacktrace=1",
}


def failed(what):
    result = tap.Count()
    result.failures.append(what)
    return result


def build(name):
    """Configure where that has not been done, then compile. True if good."""
    compiler, options = BUILDS[name]
    folder = os.path.join(ROOT, "build", name)
    if not os.path.exists(os.path.join(folder, "build.ninja")):
        os.makedirs(os.path.dirname(folder), exist_ok=True)
        setup = subprocess.run(
            ["meson", "setup", *options, folder, ROOT],
            env={**os.environ, "CC": compiler},
            capture_output=True, text=True)
        if setup.returncode != 0:
            print(setup.stdout, setup.stderr, sep="\n")
            return False
    ninja = subprocess.run(["ninja", "--quiet", "-k", "0", "-C", folder],
                           capture_output=True, text=True)
    if ninja.returncode != 0:
        at = max(0, ninja.stdout.find("FAILED: "))
        print(ninja.stdout[at:][:20000], ninja.stderr, sep="\n")
    return ninja.returncode == 0


def count_program(test, name):
    """One program of Meson's log: its TAP points, or itself as one test."""
    output = test.get("stdout") or ""
    result = tap.count(output, name)
    good = test["result"] in ("OK", "SKIP", "EXPECTEDFAIL")
    if test["result"] == "SKIP" and result.total == 0:
        lines = (test.get("stderr") or output).strip().splitlines()
        result.skips.append(f"{name}: {lines[-1] if lines else 'no reason'}")
    elif good and result.total == 0:
        result.passed = 1
    elif not good and not result.failures:
        result.failures.append(f"{name}: {test['result'].lower()}")
    return result


def meson_tests(name):
    if not build(name):
        return failed(f"{name}: it does not build")
    folder = os.path.join(ROOT, "build", name)
    log = os.path.join(folder, "meson-logs", f"{name}.json")
    if os.path.exists(log):
        os.remove(log)
    run = subprocess.run(
        ["meson", "test", "-C", folder, "--no-rebuild", "--logbase", name,
         "--print-errorlogs", "--quiet",
         # a limit is for what hangs, not for what shares its machine
         "--timeout-multiplier", "4"],
        env={**os.environ, **SANITIZERS}, capture_output=True, text=True)
    if not os.path.exists(log):
        print(run.stdout, run.stderr, sep="\n")
        return failed(f"{name}: the tests did not run")
    total = tap.Count()
    with open(log, encoding="utf-8") as lines:
        for line in lines:
            test = json.loads(line)
            total.add(count_program(test, f"{name}: {test['name']}"))
    if run.returncode != 0:
        print(run.stdout[-20000:])
        if not total.failures:
            total.failures.append(f"{name}: meson test: {run.returncode}")
    return total


def program(name, command, folder=ROOT, env=None):
    """A check that prints TAP by itself."""
    run = subprocess.run(command, cwd=folder, env={**os.environ, **(env or {})},
                         capture_output=True, text=True)
    result = tap.count(run.stdout, name)
    if result.failures or run.returncode != 0:
        print(tap.failed_only(run.stdout), run.stderr[-5000:], sep="\n")
    if run.returncode != 0 and not result.failures:
        result.failures.append(f"{name}: exit status {run.returncode}")
    if result.total == 0:
        result.failures.append(f"{name}: it tested nothing")
    return result


def lint():
    total = program("checks", [sys.executable, "scripts/checks_test.py"])
    total.add(program("lint", [sys.executable, "scripts/lint.py"]))
    return total


def web():
    return program("web", ["npm", "--silent", "test"],
                   os.path.join(ROOT, "web"),
                   {"LW_BINARY": os.path.join(
                       ROOT, "build", "gcc", "src", "cmd", "luchtwacht")})


def main(steps):
    total = tap.Count()
    for step in steps:
        begin = time.monotonic()
        if step in BUILDS:
            result = meson_tests(step)
        else:
            result = {"lint": lint, "web": web}[step]()
        print(f"{step}: {result.passed} passed, {len(result.failures)} failed, "
              f"{len(result.skips)} skipped, "
              f"{time.monotonic() - begin:.0f} s", flush=True)
        total.add(result)
    for skip in total.skips:
        print(f"skipped: {skip}")
    for failure in total.failures:
        print(f"failed: {failure}")
    skipped = f", {len(total.skips)} skipped" if total.skips else ""
    print(f"{total.passed} passed, {len(total.failures)} failed{skipped}")
    return 1 if total.failures else 0


if __name__ == "__main__":
    named = sys.argv[1:]
    unknown = [step for step in named if step not in STEPS]
    if unknown:
        sys.exit(f"test.py: no step called {unknown[0]}: {' '.join(STEPS)}")
    sys.exit(main(named or STEPS))

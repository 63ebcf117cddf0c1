#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""make lint: clang-format, clang-tidy, cppcheck, layers, house rules. TAP.

clang-tidy is slow, so a source that it found clean is not looked at again
until that source, a header or .clang-tidy changes.
"""
import concurrent.futures
import glob
import hashlib
import json
import os
import subprocess
import sys

import check_house
import check_layers
import tap
import test

ROOT = test.ROOT
DATABASE = os.path.join(ROOT, "build", "clang-asan")
CLEAN = os.path.join(ROOT, "build", "lint")
FOLDERS = ("src", "include", "tests", "fuzz", "bench")


def c_files(suffixes):
    found = []
    for folder in FOLDERS:
        for suffix in suffixes:
            found += glob.glob(os.path.join(ROOT, folder, "**", f"*{suffix}"),
                               recursive=True)
    return sorted(found)


def compiled():
    """Our sources in the compilation database: generated ones are not ours."""
    path = os.path.join(DATABASE, "compile_commands.json")
    with open(path, encoding="utf-8") as file:
        entries = json.load(file)
    known = {os.path.normpath(os.path.join(e["directory"], e["file"]))
             for e in entries}
    return [path for path in c_files([".c"]) if path in known]


def clang_format(out):
    run = subprocess.run(
        ["clang-format", "--dry-run", "--Werror", *c_files([".c", ".h"])],
        capture_output=True, text=True)
    wrong = sorted({os.path.relpath(line.split(":")[0], ROOT)
                    for line in run.stderr.splitlines() if ": error:" in line})
    out.point(run.returncode == 0, "clang-format", wrong)


def digest(paths):
    total = hashlib.sha256()
    for path in paths:
        with open(path, "rb") as file:
            total.update(hashlib.sha256(file.read()).digest())
    return total.hexdigest()


def tidy_one(job):
    path, stamp = job
    run = subprocess.run(
        ["clang-tidy", "--quiet", "-p", DATABASE, path],
        capture_output=True, text=True)
    if run.returncode == 0:
        with open(stamp, "w", encoding="utf-8") as file:
            file.write(path)
        return []
    found = [line for line in run.stdout.splitlines() if "error:" in line]
    return found or [f"{path}: clang-tidy: exit status {run.returncode}",
                     *run.stderr.splitlines()[-3:]]


def clang_tidy(out):
    os.makedirs(CLEAN, exist_ok=True)
    headers = digest([os.path.join(ROOT, ".clang-tidy"), *c_files([".h"])])
    jobs = []
    stamps = set()
    for path in compiled():
        key = hashlib.sha256((headers + digest([path]) + path).encode())
        stamp = os.path.join(CLEAN, key.hexdigest())
        stamps.add(stamp)
        if not os.path.exists(stamp):
            jobs.append((path, stamp))
    for stale in set(glob.glob(os.path.join(CLEAN, "*"))) - stamps:
        if os.path.isfile(stale):
            os.remove(stale)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        problems = [p for found in pool.map(tidy_one, jobs) for p in found]
    out.point(not problems, "clang-tidy",
              [p.replace(f"{ROOT}/", "") for p in problems])


def cppcheck(out):
    cache = os.path.join(CLEAN, "cppcheck")
    os.makedirs(cache, exist_ok=True)
    run = subprocess.run(
        ["cppcheck", "--quiet", "--error-exitcode=1", "--std=c11",
         "--enable=warning,performance,portability", "--inline-suppr",
         f"--cppcheck-build-dir={cache}", "-j", str(os.cpu_count()),
         "--suppressions-list=" + suppressions(),
         "--template={file}:{line}: {severity}: {message} [{id}]",
         "-I", os.path.join(ROOT, "include"), "-I", os.path.join(ROOT, "src"),
         *(os.path.join(ROOT, f) for f in ("src", "tests", "fuzz", "bench"))],
        capture_output=True, text=True)
    out.point(run.returncode == 0, "cppcheck",
              [line.replace(f"{ROOT}/", "")
               for line in (run.stderr + run.stdout).splitlines()])


def suppressions():
    """The list without its comments, which cppcheck cannot read."""
    plain = os.path.join(CLEAN, "cppcheck", "suppressions")
    with open(os.path.join(ROOT, "scripts", "cppcheck.txt"),
              encoding="utf-8") as file:
        lines = [line for line in file if line.strip() and line[0] != "#"]
    with open(plain, "w", encoding="utf-8") as file:
        file.writelines(lines)
    return plain


def main():
    out = tap.Writer()
    clang_format(out)
    for checks in (check_layers.CHECKS, check_house.CHECKS):
        for name, check in checks:
            problems = check(ROOT)
            out.point(not problems, name, problems)
    cppcheck(out)
    if test.build("clang-asan"):
        clang_tidy(out)
    else:
        out.point(False, "clang-tidy", ["the tree does not build"])
    return 0 if out.close() else 1


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What `sim` makes is the same to the last bit whichever compiler built it,
and however hard it optimised.

sim_compilers_test.py ROOT; prints TAP.
"""
import glob
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile

ROOT = sys.argv[1]
sys.path.insert(0, os.path.join(ROOT, "scripts"))
import tap  # noqa: E402

OUT = tap.Writer()
BUILDS = (("gcc", "-O2"), ("gcc", "-O0"), ("clang", "-O2"))
SCENES = (("mixed", "1"), ("patrol-50-10", "0.5"), ("listening", "2"))


def sources():
    found = []
    for folder in ("base", "model", "sim"):
        found += [path for path in
                  glob.glob(os.path.join(ROOT, "src", folder, "*.c"))
                  if not path.endswith(("_test.c", "asterix_spec.c",
                                        "sapient_wire.c"))]
    found += [os.path.join(ROOT, "src", path) for path in
              ("encode/report_json.c", "encode/json_parts.c", "cmd/sim.c",
               "cmd/load_scenario.c", "cmd/load_site.c", "cmd/zone_kml.c",
               "keep/database.c", "keep/geopackage_zones.c")]
    found.append(os.path.join(ROOT, "tests", "sim", "sim_main.c"))
    return sorted(found)


def build(folder, compiler, level):
    assets = os.path.join(folder, "assets.c")
    subprocess.run([os.path.join(ROOT, "scripts", "embed_scenarios.py"),
                    assets, *glob.glob(os.path.join(ROOT, "data", "scenarios",
                                                    "*.yaml"))], check=True)
    program = os.path.join(folder, f"sim{level}-{compiler}")
    include = [f"-I{os.path.join(ROOT, path)}" for path in
               ("include", "src", "src/base", "src/model", "src/cmd",
                "src/keep")]
    found = subprocess.run(["pkg-config", "--cflags", "--libs", "libxml-2.0",
                            "sqlite3", "yaml-0.1"], check=True,
                           capture_output=True, text=True)
    subprocess.run([compiler, "-std=c11", level, "-ffp-contract=off",
                    "-D_POSIX_C_SOURCE=200809L", *include, "-o", program,
                    *sources(), assets, *found.stdout.split(), "-lm"],
                   check=True)
    return program


def made_by(program, folder):
    hashes = hashlib.sha256()
    for scene, minutes in SCENES:
        out = os.path.join(folder, "out")
        subprocess.run([program, "sim", "--seed", "3", "--out", out,
                        "--minutes", minutes, scene], check=True,
                       stderr=subprocess.DEVNULL)
        for name in ("reports.ndjson", "truth.ndjson", "site.yaml"):
            with open(os.path.join(out, name), "rb") as file:
                hashes.update(file.read())
    return hashes.hexdigest()


def main():
    with tempfile.TemporaryDirectory() as folder:
        first = None
        for compiler, level in BUILDS:
            name = f"sim: {compiler} {level} makes the same"
            if shutil.which(compiler) is None:
                OUT.point(True, f"{name} # SKIP no {compiler} here")
                continue
            made = made_by(build(folder, compiler, level), folder)
            first = first or made
            OUT.point(made == first, name, [f"{made} is not {first}"]
                      if made != first else [])
    return 0 if OUT.close() else 1


sys.exit(main())

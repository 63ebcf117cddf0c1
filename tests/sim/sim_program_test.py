#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`luchtwacht sim` as a whole: every scenario that ships, and its edges.

sim_program_test.py LUCHTWACHT; prints TAP.
"""
import collections
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "..", "scripts"))
import tap  # noqa: E402

PROGRAM = sys.argv[1]
OUT = tap.Writer()
T0 = 1790000000  # where a scenario does not say when it begins
FILES = ("origins.ndjson", "reports.ndjson", "site.yaml", "truth.ndjson")
# Minutes of each scenario that are looked at: so many that something flies.
CUT = {"airport": ("120", "1"), "degraded": ("120", "1"),
       "site": ("70", "2"), "silence": ("30", "1"),
       "incursion": ("40", "0.5"), "raid-median": ("15", "0.3"),
       "raid-record": ("15", "0.3"), "raid-stress": ("10", "0.2"),
       "microphones": ("0", "1"), "bearings": ("0", "0.4"),
       "hearsay": ("15", "6"), "listening": ("1", "2")}
# The tracker itself is tested elsewhere: here, that it can read each site and
# takes every line; the large ones need its time.
TRACKED_LINES_MAX = 1000


def luchtwacht(*args, stdin=None):
    return subprocess.run([PROGRAM, *args], input=stdin, capture_output=True,
                          check=False)


def simulate(folder, scenario, *options, seed=1):
    done = luchtwacht("sim", "--seed", str(seed), "--out", folder, *options,
                      scenario)
    if done.returncode != 0:
        raise AssertionError(done.stderr.decode())
    return {name: read(folder, name) for name in FILES}


def read(folder, name):
    with open(os.path.join(folder, name), "rb") as file:
        return file.read()


def lines(data):
    return [json.loads(line) for line in data.splitlines()]


def digest(files):
    return hashlib.sha256(b"\0".join(files[n] for n in FILES)).hexdigest()


def shipped():
    return luchtwacht("sim", "--list").stdout.decode().split()


def check_lines(files):
    """Problems of what came out, by the words of the contract."""
    problems = []
    reports = lines(files["reports.ndjson"])
    origins = lines(files["origins.ndjson"])
    truth = lines(files["truth.ndjson"])
    objects = {t["object"] for t in truth}
    if [o["line"] for o in origins] != list(range(1, len(reports) + 1)):
        problems.append("origins do not count the reports")
    if any(o.get("object") not in objects | {None} and
           o.get("object") is not None for o in origins) and not truth:
        problems.append("an object that there is no truth of")
    if any(a["rx"] > b["rx"] for a, b in zip(reports, reports[1:])):
        problems.append("not in order of arrival")
    if not all(r.get("exercise") for r in reports):
        problems.append("a report that could be taken for real")
    for key in ("object", "truth", "kind", "origin"):
        if any(key in r for r in reports):
            problems.append(f"the reports say `{key}`")
    for t in truth:
        if not {"t", "object", "lat", "lon", "alt", "vel", "kind", "sensors",
                "cooperative"} <= set(t):
            problems.append(f"a truth line with {sorted(t)}")
            break
    return problems, reports


def check_shipped(scenario, folder):
    begin, length = CUT.get(scenario, ("0", "0.5"))
    cut = ("--from", begin, "--minutes", length)
    other = simulate(folder, scenario, *cut, seed=2)
    files = simulate(folder, scenario, *cut)
    problems, reports = check_lines(files)
    if not reports:
        problems.append("no reports")
    if digest(other) == digest(files):
        problems.append("another seed gives the same")
    if digest(simulate(folder, scenario, *cut)) != digest(files):
        problems.append("twice the same is not the same")
    path = os.path.join(folder, "reports.ndjson")
    decoded = luchtwacht("decode", "--format", "ndjson", path)
    if decoded.stdout.count(b"\n") != len(reports) or decoded.stderr:
        problems.append(f"decode: {decoded.stderr[:200]}")
    head = files["reports.ndjson"].splitlines()[:TRACKED_LINES_MAX]
    tracked = luchtwacht("track", "--site", os.path.join(folder, "site.yaml"),
                         "-", stdin=b"\n".join(head) + b"\n")
    # people are at times so late that nothing can be done with it any more
    told = [line for line in tracked.stderr.decode().splitlines()
            if not line.endswith(": late")]
    if tracked.returncode != 0 or told:
        problems.append(f"track: {tracked.returncode} {told[:3]}")
    return problems


def check_cut(folder):
    """Whatever is on its way then, and whatever had to be skipped."""
    problems = []
    for scenario, more in (("radar", ()), ("listening", ()), ("hearsay", ()),
                           ("degraded", ("--base", "radar")),
                           ("registration", ()),
                           ("mixed", ("--set", "start=1790000000"))):
        whole = simulate(folder, scenario, *more, "--minutes", "3")
        part = simulate(folder, scenario, *more, "--from", "2", "--minutes",
                        "1")
        kept = [x for x in whole["reports.ndjson"].splitlines()
                if json.loads(x)["rx"] >= T0 + 120]
        if part["reports.ndjson"].splitlines() != kept or not kept:
            problems.append(f"{scenario}: a cut is not a part of the reports")
        kept = [x for x in whole["truth.ndjson"].splitlines()
                if json.loads(x)["t"] >= T0 + 120]
        if part["truth.ndjson"].splitlines() != kept:
            problems.append(f"{scenario}: a cut is not a part of the truth")
    return problems


def check_late(folder):
    """patrol-late is patrol-200-100 but for when its reports arrive."""
    def bare(data):
        return sorted(json.dumps({k: v for k, v in r.items() if k != "rx"})
                      for r in lines(data))
    in_order = simulate(folder, "patrol-200-100", "--minutes", "0.2")
    late = simulate(folder, "patrol-late", "--minutes", "0.2")
    late_by = [r["rx"] - r["t"] for r in lines(late["reports.ndjson"])
               if r["type"] == "position"]
    share = sum(by > 0 for by in late_by) / len(late_by)
    problems = []
    if bare(in_order["reports.ndjson"]) != bare(late["reports.ndjson"]):
        problems.append("other reports")
    if in_order["truth.ndjson"] != late["truth.ndjson"]:
        problems.append("another truth")
    if not 0.25 < share < 0.35 or max(late_by) > 8:
        problems.append(f"{share} late, by {max(late_by)} at most")
    return problems


def check_patrol(folder):
    """As many plots as the peers' scene has, off by as much."""
    files = simulate(folder, "patrol-50-100")
    count = collections.Counter(
        r["type"] for r in lines(files["reports.ndjson"]))
    seen = sum("object" in o for o in lines(files["origins.ndjson"]))
    problems = []
    if count["look"] != 100 or len(lines(files["truth.ndjson"])) != 5000:
        problems.append(f"{count}")
    if abs(seen - 4500) > 4 * 21.2:
        problems.append(f"{seen} plots of aircraft")
    if abs(count["position"] - seen - 10000) > 400:
        problems.append(f"{count['position'] - seen} false plots")
    return problems


def check_registration(folder):
    """What the first radar is off by is in its reports, and not in the site
    file."""
    files = simulate(folder, "registration", "--minutes", "1")
    problems = []
    if "north" not in files["site.yaml"].decode():
        problems.append("no radar of that name")
    looks = [r for r in lines(files["reports.ndjson"])
             if r["type"] == "look" and r["sensor"] == "north"]
    if any(not 0.29 < r["t"] - r["rx"] < 0.31 for r in looks):
        problems.append("its clock is right")
    return problems


def check_speed(folder):
    """A raid, 100 times as fast as it flies, where the machine is free."""
    begin = time.process_time(), os.times().children_user
    simulate(folder, "raid-median", "--minutes", "10")
    took = os.times().children_user - begin[1]
    return [] if took < 6 else [f"600 s took {took:.1f} s of processor time"]


def check_own_file(folder):
    """A scenario of one's own, upon one that ships and upon a neighbour."""
    for name, text in (("mine.yaml", "base: swarm\nseconds: 5\n"),
                       ("next.yaml", "base: mine\nscenario: next\n"),
                       ("third.yaml", "base: next.yaml\ntruth_every: 5\n")):
        with open(os.path.join(folder, name), "w",
                  encoding="utf-8") as file:
            file.write(text)
    files = simulate(folder, os.path.join(folder, "third.yaml"))
    problems = []
    if len(lines(files["truth.ndjson"])) != 40:
        problems.append("not what the three say together")
    files = simulate(folder, os.path.join(folder, "third.yaml"), "--set",
                     "truth_every=1", "--set", "seconds=3")
    if len(lines(files["truth.ndjson"])) != 120:
        problems.append("what is set counts for nothing")
    files = simulate(folder, "swarm", "--set", "aircraft.west.number=30",
                     "--set", "sensors.radar.period=5", "--minutes", "0.1")
    if len(lines(files["truth.ndjson"])) != 50 * 6:
        problems.append("what is set of a group counts for nothing")
    shown = luchtwacht("sim", "--show", "swarm").stdout
    with open(os.path.join(folder, "copy.yaml"), "wb") as file:
        file.write(shown)
    if (digest(simulate(folder, os.path.join(folder, "copy.yaml"))) !=
            digest(simulate(folder, "swarm"))):
        problems.append("a copy is not the same")
    return problems


def check_degraded_base(folder):
    files = simulate(folder, "degraded", "--base", "listening", "--minutes",
                     "3")
    reports = lines(files["reports.ndjson"])
    twice = len(reports) - len({r["id"] for r in reports if "id" in r})
    return [] if 0 < twice < len(reports) / 4 else [f"{twice} duplicates"]


def check_refusals(folder):
    """Every wrong call: its exit status and what it says."""
    bad = os.path.join(folder, "bad.yaml")
    with open(bad, "w", encoding="utf-8") as file:
        file.write("seconds: 5\nsensors:\n"
                   "  - {id: a, kind: rader, place: [0, 0]}\n")
    calls = (
        (("sim",), 2, "SCENARIO"),
        (("sim", "radar"), 2, "--seed"),
        (("sim", "--seed", "x", "--out", folder, "radar"), 2, "--seed"),
        (("sim", "--seed", "-1", "--out", folder, "radar"), 2, "--seed"),
        (("sim", "--seed", "1", "--out", folder, "nothing"), 1,
         "nothing: no scenario"),
        (("sim", "--seed", "1", "--out", folder, bad), 1,
         f"{bad}:3: `kind`: `rader` means nothing here: did you mean "
         "`radar`"),
        (("sim", "--seed", "1", "--out", folder, "--set", "radar", "radar"),
         2, "KEY=VALUE"),
        (("sim", "--seed", "1", "--out", folder, "--set", "secs=3", "radar"),
         1, "`secs` is no key"),
        (("sim", "--seed", "1", "--out", folder, "--minutes", "0", "radar"),
         2, "--minutes"),
        (("sim", "--seed", "1", "--out", bad, "radar"), 1, "bad.yaml"),
        (("sim", "--seed", "1", "--out", "/dev/full/x", "radar"), 1,
         "/dev/full"),
        (("sim", "--seed", "1", "--out", folder, "--set",
          "aircraft.dron.number=3", "radar"), 1, "needs `kind`"),
        (("sim", "--show", "nothing"), 1, "--list"),
        (("sim", "--wrong"), 2, "usage"),
    )
    problems = []
    for call, status, words in calls:
        done = luchtwacht(*call)
        if done.returncode != status or words not in done.stderr.decode():
            problems.append(f"{' '.join(call)}: {done.returncode} "
                            f"{done.stderr.decode()[:200]}")
    if luchtwacht("sim", "--help").returncode != 0:
        problems.append("--help fails")
    return problems


def main():
    checks = [(f"sim: {name} is whole, and the same twice",
               lambda folder, name=name: check_shipped(name, folder))
              for name in shipped()]
    checks += [
        ("sim: a part is a part of the whole", check_cut),
        ("sim: patrol-late is late and nothing else", check_late),
        ("sim: patrol has as many plots as it says", check_patrol),
        ("sim: registration's faults are where they should be",
         check_registration),
        ("sim: a raid is made 100 times as fast as it flies", check_speed),
        ("sim: scenarios of one's own", check_own_file),
        ("sim: any scenario can be degraded", check_degraded_base),
        ("sim: wrong calls are told of", check_refusals),
    ]
    for name, check in checks:
        with tempfile.TemporaryDirectory() as folder:
            try:
                problems = check(folder)
            except AssertionError as error:
                problems = [str(error)]
        OUT.point(not problems, name, problems)
    return 0 if OUT.close() else 1


sys.exit(main())

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`luchtwacht score --warnings` as a whole: files in, figures and a page out.

score_warnings_test.py LUCHTWACHT; prints TAP.
"""
import json
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "..", "scripts"))
import tap  # noqa: E402

PROGRAM = sys.argv[1]
OUT = tap.Writer()
T0 = 1790000000
SITE = """site: Two
sensors:
  - {id: post, kind: observer}
zones:
  - {id: west, kind: district, warn: {minutes: 10, clear_after: 300}, geometry:
     {type: Polygon, coordinates: [[[5.0, 52], [5.1, 52], [5.1, 52.1],
                                    [5.0, 52.1], [5.0, 52]]]}}
  - {id: east, kind: hospital, warn: {minutes: 10, clear_after: 300}, geometry:
     {type: Polygon, coordinates: [[[5.2, 52], [5.3, 52], [5.3, 52.1],
                                    [5.2, 52.1], [5.2, 52]]]}}
"""


def truth():
    """Over 52.05 N from 4.5 to 5.15 E in 1,300 s: in the west from 1,000 s to
    1,200 s. Two can notice it from 600 s on. Something else stays outside."""
    lines = []
    for s in range(0, 4001, 10):
        if s <= 1300:
            lines.append({"type": "truth", "t": T0 + s, "object": "a",
                          "lat": 52.05, "lon": 4.5 + s * 0.0005,
                          "kind": "piston", "sensors": 2 if s >= 600 else 1})
        lines.append({"type": "truth", "t": T0 + s, "object": "b",
                      "lat": 52.5, "lon": 4.5, "kind": "piston",
                      "sensors": 0})
    return lines


def told(t, warning, zone, state, probability, level="warning", **more):
    return {"type": level, "t": T0 + t, "warning": warning, "zone": zone,
            "state": state, "probability": probability, **more}


def run(lines, *options, site=SITE):
    with tempfile.TemporaryDirectory() as folder:
        paths = {}
        for name, text in (("site.yaml", site), ("truth", "".join(
                json.dumps(line) + "\n" for line in truth())), (
                "tracks", "".join(json.dumps(line) + "\n"
                                  for line in lines))):
            paths[name] = os.path.join(folder, name)
            with open(paths[name], "w", encoding="utf-8") as file:
                file.write(text)
        page = os.path.join(folder, "page.html")
        options = [page if o == "PAGE" else o for o in options]
        done = subprocess.run(
            [PROGRAM, "score", "--warnings", "--site", paths["site.yaml"],
             "--truth", paths["truth"], *options, paths["tracks"]],
            capture_output=True, text=True, check=False)
        if os.path.exists(page):
            with open(page, encoding="utf-8") as file:
                done.page = file.read()
        return done


def check(name, good, *about):
    OUT.point(bool(good), name, [] if good else [str(a) for a in about])


LINES = [
    {"type": "track", "t": T0, "track": "A0001", "status": "confirmed",
     "lat": 52.05, "lon": 4.5},
    told(500, "W0001", "west", "active", 0.3, "notice"),
    told(800, "W0001", "west", "active", 0.6, arrival={
        "earliest": T0 + 900, "likely": T0 + 1010, "latest": T0 + 1100}),
    told(1600, "W0001", "west", "cleared", 0),
    told(1000, "W0002", "east", "active", 0.7),
    told(1400, "W0002", "east", "cancelled", 0),
    {"type": "cover", "t": T0, "zone": "west", "state": "covered"},
]


def figures():
    done = run(LINES, "--json")
    check("warnings are scored", done.returncode == 0, done.stderr)
    score = json.loads(done.stdout)
    entry = score["entry"][0]
    check("an entry has its lead and the oracle's",
          abs(entry["lead"] - 200) <= 1.1 and entry["oracle_lead"] == 600
          and abs(entry["noticed_oracle_lead"] - 400) <= 1.1
          and abs(entry["notice_lead"] - 500) <= 1.1, entry)
    check("what nothing came of is needless", score["raised"] == 2 and
          score["needless"] == 1 and score["cancelled"] == 1, score)
    check("hours stand beside the oracle's",
          abs(score["warned"]["zone_hours"] - 1200 / 3600) < 0.001 and
          abs(score["oracle"]["zone_hours"] - 1100 / 3600) < 0.001, score)
    check("an all clear is counted from the last that left",
          abs(score["clear_median"] - 100) <= 1.1, score["clear_median"])
    check("the same gives the same, byte for byte",
          run(LINES, "--json", "--name", "x").stdout ==
          run(LINES, "--json", "--name", "x").stdout)


def forms():
    done = run(LINES, "--html", "PAGE")
    check("a table for people, and a page", "warnings" in done.stdout and
          "district" in done.page and "<svg" in done.page and
          "http" not in done.page, done.stdout, done.stderr)
    done = run([])
    check("nothing told is a result, too", done.returncode == 0 and
          "missed" in done.stdout, done.stderr)


def faults():
    done = run([told(1, "W1", "north", "active", 0.5)])
    check("a zone that the site has not is told of with its line",
          done.returncode == 1 and ":1: `zone`: the site has no `north`"
          in done.stderr, done.stderr)
    done = run([told(1, "W1", "west", "soon", 0.5)])
    check("a state that there is not", done.returncode == 1 and
          ":1: `state`" in done.stderr, done.stderr)
    done = run(LINES, site=SITE[:SITE.index("zones:")])
    check("a site without zones", done.returncode == 1 and
          "expected zones" in done.stderr, done.stderr)
    done = subprocess.run([PROGRAM, "score", "--warnings", "--truth", "t",
                           "x"], capture_output=True, text=True, check=False)
    check("it needs a site", done.returncode == 2 and
          "--site" in done.stderr, done.stderr)


figures()
forms()
faults()
sys.exit(0 if OUT.close() else 1)

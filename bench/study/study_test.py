#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The study itself: its arithmetic, the clairvoyant, and a short run of it.

study_test.py LUCHTWACHT CLAIRVOYANT; prints TAP.
"""
import json
import math
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "..", "scripts")]
sys.dont_write_bytecode = True
import extras  # noqa: E402
import figures  # noqa: E402
import tap  # noqa: E402
import warned  # noqa: E402
import warned_page  # noqa: E402

OUT = tap.Writer()
LUCHTWACHT, CLAIRVOYANT = sys.argv[1:3]
SCENARIOS = ("patrol-10-10", "crossing")


def check(name, good, *about):
    OUT.point(bool(good), name, [] if good else [str(a) for a in about])


def near(a, b, tolerance=1e-9):
    return a is not None and abs(a - b) <= tolerance


def arithmetic():
    check("an interval is Student's", near(
        figures.half_width([1, 2, 3, 4]), 3.182 * math.sqrt(5 / 12), 1e-6))
    check("one value has no interval", figures.half_width([1]) is None)
    check("a percentile lies between order statistics",
          near(figures.percentile([4, 1, 3, 2], 0.5), 2.5))
    check("who never had a track spoils the percentile that reaches it",
          figures.percentile([1, math.inf], 0.95) is None and
          figures.percentile([1, 1, 1, math.inf], 0.5) == 1)
    bar = figures.at_most(2)
    check("a bar is reached up to its edge", bar.reached(2) and
          not bar.reached(2.01) and near(bar.beyond(3), 0.5))
    band = figures.within(0.7, 1.5)
    check("a band has two edges", band.reached(0.7) and not band.reached(0.6)
          and near(band.beyond(0.35), 0.5))
    one = {"track": {"gospa": {"false": 20 / math.sqrt(2)}, "cutoff": 20}}
    check("one false track a scan is one",
          near(figures.false_a_scan(one), 1, 1e-12))
    part = {"from": 0.9, "track_seconds": 10, "claimed": 0.92, "right": 0.5}
    pooled = figures.classes([
        {"track": {"existence_with_tentative": [part]}},
        {"track": {"existence_with_tentative": [{**part, "track_seconds": 30,
                                  "right": 0.9}]}}])
    check("classes of existence are weighed by their time",
          near(pooled[0][1], 0.8) and near(figures.called(0.8, 0.99)(
              [{"track": {"existence_with_tentative": [part]}}]), 0.5 / 0.92))


def pairs():
    def at(key, name, lat):
        return {key: name, "lat": lat, "lon": 5.0}
    both = [at("object", "a", 52.0), at("object", "b", 52.0002)]
    first = extras.kept_pairs(both, [at("track", "A", 52.0),
                                     at("track", "B", 52.0002)], {}, 200)
    swapped = [at("track", "A", 52.0002), at("track", "B", 52.0)]
    check("pairs are made of the nearest", first == {"a": "A", "b": "B"})
    check("a pair stands while it is within reach",
          extras.kept_pairs(both, swapped, first, 200) == first and
          extras.kept_pairs(both, swapped, first, 10) ==
          {"a": "B", "b": "A"})


def seed_of(lead_s, came, clear_s):
    """A score of warnings: one entry that could be noticed 400 s before."""
    return {"minutes": 60, "score": {
        "entry": [{"kind": "district", "flyer": "piston", "first": 1,
                   "warned": int(lead_s is not None), "could": 400,
                   "lead": lead_s, "oracle_lead": 600,
                   "noticed_oracle_lead": 460}],
        "warning": [{"clear": clear_s}], "returned": 1, "raised": 4,
        "warned": {"area_hours": 30, "zone_hours": 3},
        "oracle": {"area_hours": 20, "zone_hours": 2},
        "ahead": [{"seconds": 600, "told": 2, "good": 1}],
        "arrivals": {"seconds": 100, "early": 4, "late": 6},
        "line_claims": [{"from": 0.8, "weight": 10, "claimed": 0.8,
                         "came": came}]}}


def warnings():
    seeds = [seed_of(230, 0.5, 10), seed_of(None, 0.7, None),
             seed_of(460, 0.6, 30)]
    check("leads are sorted over all seeds, and late is none",
          near(warned.lead_ratio(seeds), 0.5) and warned.missed(seeds) == 1)
    piston = warned.in_time(300, lambda e: e["flyer"] == "piston")
    check("in time are those that could have been, and were",
          near(piston(seeds), 1 / 3) and
          warned.in_time(420, lambda e: True)(seeds) is None)
    check("hours are summed before they are divided",
          near(warned.area("warned")(seeds), 1.5) and
          near(warned.ratio("returned", "raised")(seeds), 0.25))
    check("claims are put together by their weight",
          near(warned.called_80("line_claims")(seeds), 0.75) and
          near(warned.inside(seeds), 0.9) and near(warned.ahead(seeds), 0.5))
    check("who was never cleared has no time of it",
          near(warned.clears(0.5)(seeds), 20))
    point = {"minutes": 10, "probability": 0.5, "raised": 4, "needless": 1,
             "over": {"area_hours": 10}}
    curve = [{**r, "curve": [{**point, **{k: r["score"][k] for k in (
        "entry", "oracle")}}]} for r in seeds]
    check("settings are compared over all seeds",
          warned.curve(curve) == [{"minutes": 10, "probability": 0.5,
                                   "lead": 230, "over": 0.5, "raised": 12,
                                   "needless": 3}])
    check("the curve is drawn", warned_page.curve(curve).count("<circle") == 1)


def study(folder, *more):
    return subprocess.run(
        [sys.executable, os.path.join(HERE, "study.py"), LUCHTWACHT,
         "--clairvoyant", CLAIRVOYANT, "--out", folder, "--jobs", "1",
         "--no-recordings", "--no-warnings", *more], capture_output=True,
        text=True)


def short_study(folder):
    args = ("--quick", "--seeds", "1", "--scenarios", ",".join(SCENARIOS))
    done = study(folder, *args)
    check("a short study runs", done.returncode == 0, done.stdout[-2000:],
          done.stderr[-2000:])
    if done.returncode != 0:
        return
    with open(os.path.join(folder, "study.json"), encoding="utf-8") as file:
        whole = json.load(file)
    check("each scenario has its figures",
          tuple(whole["scenarios"]) == SCENARIOS and not whole["failed"])
    for name, scenario in whole["scenarios"].items():
        of = scenario["figures"]
        numbers = [key for key, f in of.items() if f["value"] is None]
        check(f"{name}: what the score gives is there",
              not {"gospa", "nees", "told_gospa", "gospa_ratio", "speed",
                   "peak"} & set(numbers), numbers)
        check(f"{name}: the clairvoyant is no worse than the tracker",
              of["gospa_ratio"]["value"] >= 0.95, of["gospa_ratio"])
        check(f"{name}: a bar stands in the table", any(
            f["name"] in line and ("reached" in line) for f in of.values()
            if f["bar"] and f["value"] is not None
            for line in done.stdout.splitlines()))
    nees = whole["scenarios"]["crossing"]["figures"]["told_nees"]["value"]
    check("on straight courses the clairvoyant is honest of its errors",
          0.6 <= nees <= 1.5, nees)
    plots = whole["scenarios"]["patrol-10-10"]["figures"]
    check("plots of 5 m leave the clairvoyant less than that",
          3 < plots["told_rms"]["value"] < 5, plots["told_rms"])
    with open(os.path.join(folder, "study.html"), encoding="utf-8") as file:
        page = file.read()
    check("the page shows each scenario, and needs nothing else",
          all(f'id="{name}"' in page for name in SCENARIOS) and
          page.count("<svg") >= 8 and "http" not in page)
    resumed(folder, args)


def resumed(folder, args):
    kept = os.path.join(folder, "results", "crossing", "1.json")
    before = os.stat(kept).st_mtime_ns
    again = study(folder, *args)
    check("what was measured is not measured again", again.returncode == 0
          and os.stat(kept).st_mtime_ns == before, again.stderr[-500:])
    check("nothing large is left behind",
          not os.listdir(os.path.join(folder, "work")))
    wrong = study(folder, "--scenarios", "no-such")
    check("an unknown scenario is said to be one",
          wrong.returncode == 1 and "no scenario no-such" in wrong.stderr)


def blind(folder):
    """The clairvoyant refuses what it cannot read."""
    def run(*args):
        return subprocess.run([CLAIRVOYANT, *args], capture_output=True,
                              text=True)
    check("without files the call is off", run().returncode == 2)
    site = "site: x\nsensors: [{id: a, kind: ads-b}]\n"
    for name, text in (("site.yaml", site),
                       ("truth.ndjson", ""), ("none.ndjson", ""),
                       ("bad.ndjson", '{"line":1,"object":"o1"}\n'),
                       ("worse.ndjson", '{"line":')):
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(text)

    def with_origins(name):
        return run("--site", os.path.join(folder, "site.yaml"), "--truth",
                   os.path.join(folder, "truth.ndjson"), "--origins",
                   os.path.join(folder, name),
                   os.path.join(folder, "none.ndjson"))
    check("nothing comes of nothing", with_origins("none.ndjson").returncode
          == 0 and with_origins("none.ndjson").stdout == "")
    check("an object without truth is nobody's",
          with_origins("bad.ndjson").returncode == 0
          and with_origins("bad.ndjson").stdout == "")
    check("a broken line is told of with its number",
          ":1:" in with_origins("worse.ndjson").stderr
          and with_origins("worse.ndjson").returncode == 1)


arithmetic()
pairs()
warnings()
with tempfile.TemporaryDirectory() as here:
    blind(here)
    short_study(os.path.join(here, "study"))
sys.exit(0 if OUT.close() else 1)

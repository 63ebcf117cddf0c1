#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`luchtwacht score` as a whole: against its definitions, and at its edges.

score_test.py LUCHTWACHT; prints TAP.
"""
import gzip
import json
import os
import random
import re
import subprocess
import sys
import tempfile
from xml.etree import ElementTree

import score_reference

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "..", "scripts"))
import tap  # noqa: E402

PROGRAM = sys.argv[1]
OUT = tap.Writer()
T0 = 1790000000
SEEDS = 40
FIGURE_TOLERANCE = 2e-6  # figures are printed to six decimals


def truth_line(t, name, lat, lon, **more):
    return json.dumps({"type": "truth", "t": t, "object": name, "lat": lat,
                       "lon": lon, **more})


def track_line(t, name, lat, lon, status="confirmed", **more):
    return json.dumps({"type": "track", "t": t, "track": name, "lat": lat,
                       "lon": lon, "status": status, **more})


def run(truth, tracks, *options, stdin=None):
    """Exit status, standard output, standard error."""
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for name, content in (("truth.ndjson", truth),
                              ("tracks.ndjson", tracks)):
            paths.append(os.path.join(folder, name))
            if isinstance(content, list):
                content = "".join(line + "\n" for line in content).encode()
            with open(paths[-1], "wb") as file:
                file.write(content)
        if stdin is not None:
            paths[1] = "-"
        done = subprocess.run([PROGRAM, "score", "--truth", paths[0], *options,
                               paths[1]], input=stdin, capture_output=True,
                              check=False)
        return (done.returncode, done.stdout.decode(),
                done.stderr.decode().replace(folder + "/", ""))


def scored(truth, tracks, *options):
    status, out, err = run(truth, tracks, "--json", *options)
    if status != 0:
        raise RuntimeError(f"exit {status}: {err}")
    return json.loads(out)


def flat(score):
    out = {}
    for key, value in score.items():
        if isinstance(value, dict):
            out.update({f"{key}.{k}": v for k, v in value.items()})
        else:
            out[key] = value
    return out


def random_scene(seed):
    """Objects that wander and tracks that half follow them, half do not."""
    dice = random.Random(seed)
    objects = {f"o{i}": [52 + dice.random() * 6e-4, 5 + dice.random() * 6e-4]
               for i in range(dice.randint(1, 4))}
    steps, truth, tracks = [], [], []
    for second in range(dice.randint(5, 25)):
        there, shown = {}, {}
        for name, place in objects.items():
            place[0] += dice.gauss(0, 3e-5)
            place[1] += dice.gauss(0, 3e-5)
            if second == 0 or dice.random() < 0.97:
                there[name] = tuple(place)
        for i in range(dice.randint(0, 5)):
            near = objects[dice.choice(list(objects))]
            far = 1e-3 if dice.random() < 0.2 else 6e-5
            shown[f"t{i}"] = (near[0] + dice.gauss(0, far),
                              near[1] + dice.gauss(0, far))
        steps.append((there, shown))
        truth += [truth_line(T0 + second, n, *p) for n, p in there.items()]
        tracks += [track_line(T0 + second, n, *p) for n, p in shown.items()]
    # An object that is left out for a second stands between its neighbours.
    names = list(objects)
    for name in names:
        at = [i for i, step in enumerate(steps) if name in step[0]]
        for a, b in zip(at, at[1:]):
            for i in range(a + 1, b):
                share = (i - a) / (b - a)
                steps[i][0][name] = tuple(
                    x + (y - x) * share for x, y in
                    zip(steps[a][0][name], steps[b][0][name]))
    last = max(i for i, step in enumerate(steps) if step[0])
    return steps[:last + 1], truth, tracks


def against_definitions():
    wrong = []
    compared = 0
    for seed in range(SEEDS):
        steps, truth, tracks = random_scene(seed)
        p = 1 + seed % 3
        got = flat(scored(truth, tracks, "--cutoff", "20", "--p", str(p),
                          "--every", "1"))
        try:
            expected = score_reference.score(steps, 20, p)
        except ZeroDivisionError:
            continue  # nothing to divide: shares of nothing are tested below
        compared += 1
        for key, value in expected.items():
            if abs(got[key] - value) > FIGURE_TOLERANCE * max(1, abs(value)):
                wrong.append(f"seed {seed}: {key} {got[key]}, expected {value}")
    OUT.point(not wrong and compared > SEEDS / 2,
              "random scenes agree with the definitions",
              wrong[:20] or [f"{compared} scenes compared"])


def small_scene(seed):
    """Two objects and up to three tracks that come, go and change over."""
    dice = random.Random(1000 + seed)
    steps, truth, tracks = [], [], []
    place = {"o0": [52.0, 5.0], "o1": [52.0, 5.0 + dice.random() * 4e-4]}
    follows = {f"t{i}": dice.choice(["o0", "o1"]) for i in range(3)}
    for second in range(dice.randint(4, 9)):
        shown = {}
        for at in place.values():
            at[0] += dice.gauss(0, 2e-5)
            at[1] += dice.gauss(0, 2e-5)
        for name in follows:
            if dice.random() < 0.2:
                follows[name] = dice.choice(["o0", "o1"])
            if dice.random() < 0.7:
                at = place[follows[name]]
                shown[name] = (at[0] + dice.gauss(0, 5e-5),
                               at[1] + dice.gauss(0, 5e-5))
        steps.append(({n: tuple(at) for n, at in place.items()}, shown))
        truth += [truth_line(T0 + second, n, *at) for n, at in place.items()]
        tracks += [track_line(T0 + second, n, *at)
                   for n, at in shown.items()]
    return steps, truth, tracks


def trajectories():
    """OSPA(2) agrees with its definition; the trajectory metric, found by
    trying every sequence, lies between the two bounds."""
    wrong, ratio, seeds = [], 0, 25
    for seed in range(seeds):
        steps, truth, tracks = small_scene(seed)
        p = 1 + seed % 2
        got = scored(truth, tracks, "--cutoff", "20", "--p", str(p),
                     "--every", "1", "--window", "3", "--switch", "8")
        near = score_reference.ospa2(steps, 20, p, 3)
        if abs(got["ospa2"]["mean"] - near) > FIGURE_TOLERANCE * near:
            wrong.append(f"seed {seed}: OSPA(2) {got['ospa2']}, not {near}")
        least = score_reference.trajectory_gospa(steps, 20, p, 8)
        bounds = got["trajectory_gospa"]
        if not (bounds["lower"] - 1e-5 <= least <= bounds["upper"] + 1e-5):
            wrong.append(f"seed {seed}: {least} is not within {bounds}")
        ratio += bounds["upper"] / least / seeds
        parts = sum(bounds[k] ** p for k in
                    ("localisation", "missed", "false", "switching"))
        if abs(parts ** (1 / p) - bounds["upper"]) > 1e-4:
            wrong.append(f"seed {seed}: parts of {bounds}")
    OUT.point(not wrong, "paths agree with the definitions of their metrics",
              wrong[:10])
    check("where tracks change over all the time, the upper bound is close",
          ratio < 1.04, ratio)


def choices():
    """What need not be shown, and how the rest is told apart."""
    truth = (line_of(20, sensors=2, kind="jet")
             + [truth_line(T0 + i, "p", 53, 5, sensors=1, kind="bird",
                           cooperative=True) for i in range(20)])
    got = scored(truth, follow(20), "--noticeable", "2")
    check("what too few sensors notice is not asked for",
          got["completeness"] == 1 and got["objects"] == 1
          and got["noticeable"] == 2, got["completeness"])
    got = scored(truth, follow(20))
    check("unless told, what one notices counts", got["completeness"] == 0.5
          and got["objects"] == 2 and got["noticeable"] == 1,
          got["completeness"])
    check("kinds are told apart",
          [(k["kind"], k["completeness"]) for k in got["kinds"]]
          == [("jet", 1), ("bird", 0)], got["kinds"])
    got = scored(truth, follow(20), "--noticeable", "0", "--ignore", "bird")
    check("a kind can be left out", got["objects"] == 1, got["objects"])
    got = scored(line_of(5), follow(5))
    check("where truth tells of no sensors all is asked for",
          got["noticeable"] is None and got["kinds"] == [], got)
    seen = [truth_line(T0 + i, "p", 53, 5, cooperative=True)
            for i in range(10)]
    shown = [track_line(T0 + i, "A1", 53, 5,
                        ident={"icao": "484506"} if i > 3 else {},
                        kinds={"airliner": 0.9, "jet": 0.1})
             for i in range(10)]
    got = scored(seen, shown)
    check("cooperative aircraft without a name are counted",
          got["cooperative"] == {"seconds": 10, "shown_as_unknown": 0.4},
          got["cooperative"])
    got = scored([*seen, truth_line(T0, "late", 53, 6)], shown)
    check("those never tracked count in the time to the first track",
          got["seconds_to_first_track"]["median"] == 0
          and got["seconds_to_first_track"]["p95_of_all"] is None, got)
    maybe = [track_line(T0 + i, "B1", 53, 5, "tentative", existence=0.3)
             for i in range(10)]
    got = scored(seen, maybe)
    check("tentative tracks are held to their claims alone",
          got["completeness"] == 0 and got["existence"] == []
          and got["existence_with_tentative"][0]["right"] == 1
          and abs(got["existence_with_tentative_error"] - 0.7) < 1e-9, got)


def regions():
    square = [[[4.9, 51.9], [5.1, 51.9], [5.1, 52.00005], [4.9, 52.00005],
               [4.9, 51.9]]]
    geojson = {"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {"name": "South é<"},
         "geometry": {"type": "Polygon", "coordinates": square}},
        {"type": "Feature", "id": 7, "properties": None,
         "geometry": {"type": "Point", "coordinates": [5, 52]}}]}
    site = ("site: T\norigin: {lat: 52.0, lon: 5.0}\nsensors:\n"
            "  - {id: r, kind: radar, position: {lat: 52, lon: 5, alt: 0}}\n")
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "r.geojson")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(geojson, file)
        got = scored(line_of(10), follow(10), "--regions", path)
        check("polygons are told apart",
              [(r["region"], r["object_seconds"]) for r in got["regions"]]
              == [("South é<", 5), ("elsewhere", 5)], got["regions"])
        for text in ("", "[]", "{}", '{"type":"Polygon"}', '{"features":[{}]}',
                     '{"type":"Polygon","coordinates":[[[0,0],[1,1]]]}',
                     '{"type":"Polygon","coordinates":[[[0,0],[1,1],[2]]]}',
                     '{"type":"Polygon","coordinates":[[["[0,1",2],[3,4]]]}',
                     '{"type":"Polygon","coordinates":[[[0,0],[1,1],[0,99]'):
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
            status, out, err = run(line_of(3), follow(3), "--regions", path)
            check(f"no polygon is refused: {text}",
                  status == 1 and "r.geojson:" in err and out == "", err)
        path = os.path.join(folder, "site.yaml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(site)
        got = scored(line_of(10), follow(10), "--site", path, "--rings",
                     "0.005,2")
        check("rings are told apart",
              [(r["region"], r["object_seconds"]) for r in got["regions"]]
              == [("0 to 0.005 km", 5), ("0.005 to 2 km", 5)],
              got["regions"])


def orders():
    """Any order in files; sixty seconds of disorder in a pipe."""
    truth, tracks = [], []
    for name, lat in (("a", 52), ("b", 53)):
        truth += [truth_line(T0 + i, name, lat + i * 1e-5, 5)
                  for i in range(400)]
        tracks += [track_line(T0 + i, "A" + name, lat + i * 1e-5, 5)
                   for i in range(0, 400, 1)]
    expected = scored(sorted(truth, key=lambda x: json.loads(x)["t"]),
                      sorted(tracks, key=lambda x: json.loads(x)["t"]))
    check("a scene of two is whole", expected["completeness"] == 1
          and expected["steps"] == 400, expected["steps"])
    keys = ("completeness", "gospa", "steps", "tracks", "objects")
    for name, files in (("truth", (truth, tracks[::-1])),
                        ("tracks", (truth[::-1], tracks))):
        got = scored(*files)
        check(f"{name} by object is as good as in order of time",
              all(got[k] == expected[k] for k in keys), got)
    text = "".join(line + "\n" for line in
                   sorted(tracks, key=lambda x: json.loads(x)["t"])).encode()
    status, out, err = run(truth, [], "--json", stdin=text)
    check("truth in any order goes with a pipe",
          status == 0 and json.loads(out)["completeness"] == 1, err)
    text = "".join(line + "\n" for line in tracks).encode()
    status, out, err = run(truth, [], "--json", stdin=text)
    check("a pipe far out of order is refused, not scored wrongly",
          status == 1 and "60 s out of order" in err and out == "", err)


def pages():
    """The page is whole, escapes what it is given, and fetches nothing."""
    with tempfile.TemporaryDirectory() as folder:
        page = os.path.join(folder, "page.html")
        tracks = [track_line(T0 + i, "A1", 52 + i * 1e-5, 5, existence=0.9)
                  for i in range(40)]
        status, out, err = run(line_of(50, kind="<b>&\"'"), tracks, "--json",
                               "--name", "<script>1</script>", "--html", page)
        result = json.loads(out)
        with open(page, encoding="utf-8") as file:
            text = file.read()
        check("a page is written beside the result", status == 0
              and text.startswith("<!doctype html>")
              and text.rstrip().endswith("</html>"), err, text[:80])
        check("it escapes what it is given", "<script" not in text
              and "<b>&" not in text and "&lt;script&gt;" in text, text)
        svgs = text.split("<svg")[1:]
        whole = []
        for svg in svgs:
            try:
                ElementTree.fromstring("<svg" + svg[:svg.index("</svg>") + 6])
                whole.append(True)
            except ElementTree.ParseError:
                whole.append(False)
        check("all of its plots are whole", len(whole) == 7 and all(whole),
              whole)
        check("no figure in it is nan or inf",
              not re.search(r"[ \",>](-?nan|-?inf)\b", text), text)
        check("it fetches nothing", not re.search(
            r"(src|href)=(?!\"#r)|url\(|@import|http", text), text)

        result["bars"] = [{"figure": "completeness", "min": 0.7},
                          {"figure": "gospa.mean", "max": 1e-9},
                          {"figure": "no.such.figure", "max": 1},
                          {"label": "given", "value": 2, "max": 3}]
        names = []
        for i in range(3):
            result["name"] = f"run {i}"
            names.append(os.path.join(folder, f"{i}.json"))
            with open(names[-1], "w", encoding="utf-8") as file:
                json.dump(result, file)
        many = subprocess.run([PROGRAM, "score", "--page", page, *names],
                              check=False, capture_output=True)
        with open(page, encoding="utf-8") as file:
            text = file.read()
        check("many results make one page", many.returncode == 0
              and all(f'<h2 id="r{i + 1}">run {i}</h2>' in text
                      for i in range(3)), many.stderr)
        check("figures are held against their bars",
              text.count('class="good"') == 3 * 3
              and text.count('class="bad"') == 3 * 3,
              text.count('class="good"'), text.count('class="bad"'))
        for content in ("", "{}", "[1,2", "nonsense", '{"gospa":{}}',
                        "[" * 40):
            with open(names[1], "w", encoding="utf-8") as file:
                file.write(content)
            bad = subprocess.run([PROGRAM, "score", "--page", page, *names],
                                 check=False, capture_output=True)
            check(f"what is no result is refused: {content[:20]}",
                  bad.returncode == 1 and b"1.json:" in bad.stderr,
                  bad.stderr)
        gone = subprocess.run([PROGRAM, "score", "--page",
                               "/nonexistent/x.html", names[0]],
                              check=False, capture_output=True)
        check("a page that cannot be written is told of",
              gone.returncode == 1 and b"/nonexistent/x.html: " in gone.stderr,
              gone.stderr)


def line_of(n, name="o", **more):
    return [truth_line(T0 + i, name, 52 + i * 1e-5, 5, **more)
            for i in range(n)]


def follow(n, name="A1", **more):
    return [track_line(T0 + i, name, 52 + i * 1e-5, 5, **more)
            for i in range(n)]


def check(name, condition, *about):
    OUT.point(bool(condition), name,
              [] if condition else [str(a) for a in about])


def what_counts():
    perfect = scored(line_of(20), follow(20))
    check("a perfect picture scores perfectly",
          perfect["completeness"] == 1 and perfect["gospa"]["mean"] < 1e-5
          and perfect["spurious_share"] == 0 and perfect["steps"] == 20
          and perfect["identity_switches"] == 0, perfect)
    nothing = scored(line_of(20), [], "--cutoff", "20")
    check("a picture that shows nothing pays for every step",
          nothing["completeness"] == 0 and nothing["steps"] == 20
          and nothing["rms"] is None and nothing["spurious_share"] is None
          and abs(nothing["gospa"]["mean"] - 200 ** 0.5) < 1e-5
          and nothing["objects_tracked"] == 0
          and nothing["seconds_to_first_track"]["median"] is None
          and nothing["per_object"][0]["seconds_to_first_track"] is None,
          nothing)
    half = scored(line_of(20), follow(10))
    check("steps after the last track line count as missed",
          half["completeness"] == 0.5 and half["steps"] == 20, half)
    for status, counts in (("coasting", 1), ("tentative", 0), ("ended", 0)):
        got = scored(line_of(10), follow(10, status=status))
        check(f"a track that is {status} "
              f"{'counts' if counts else 'does not count'}",
              got["completeness"] == counts, got)
    late = scored(line_of(20), follow(20)[5:], "--skip", "10")
    check("--skip leaves steps out, but not of the time to the first track",
          late["steps"] == 10 and late["completeness"] == 1
          and late["seconds_to_first_track"]["median"] == 5, late)
    window = scored(line_of(20), follow(20)[5:], "--from", str(T0 + 10),
                    "--to", "2026-09-21T14:13:32Z")
    check("--from and --to are a window",
          window["steps"] == 3
          and window["seconds_to_first_track"]["median"] == 0, window)
    slow = scored(line_of(21), follow(21)[::5])
    check("steps are as far apart as the track lines",
          slow["every"] == 5 and slow["completeness"] == 1, slow)


def forms():
    tracks = follow(10)
    warning = json.dumps({"type": "warning", "t": T0, "warning": "W1"})
    got = scored(line_of(10), [warning, "", *tracks, warning])
    check("other lines and empty ones are passed over",
          got["completeness"] == 1, got)
    text = "".join(line + "\n" for line in tracks).encode()
    status, out, err = run(line_of(10), [], "--json", stdin=text)
    check("- is standard input",
          status == 0 and json.loads(out)["completeness"] == 1, err)
    got = scored(gzip.compress("\n".join(line_of(10)).encode()), tracks)
    check("compressed files are read", got["completeness"] == 1, got)
    status, out, err = run(line_of(10), tracks)
    check("without --json it is a table",
          status == 0 and "completeness" in out and "GOSPA" in out
          and "nan" not in out, out, err)
    status, out, err = run(line_of(10), [])
    check("a table of nothing has dashes",
          status == 0 and "nan" not in out and " - " in out, out, err)
    high = scored(line_of(10, alt=5000), follow(10, alt=4990),
                  "--dimensions", "3", "--cutoff", "50")
    check("three dimensions take heights",
          abs(high["rms"] - 10) < 1e-4
          and abs(high["vertical_rms"] - 10) < 1e-4, high)


def faults():
    cases = [
        ("a bad line is told of with its file and number",
         line_of(3), ["", follow(1)[0], "{\"type\":\"track\",\"t\":"], [], 1,
         "luchtwacht: tracks.ndjson:3: "),
        ("and of truth", ["{\"type\":\"truth\",\"t\":1,\"object\":\"a\","
                          "\"lat\":99,\"lon\":1}"], [], [], 1,
         "luchtwacht: truth.ndjson:1: `lat`"),
        ("truth without truth lines is refused", follow(3), follow(3), [], 1,
         "luchtwacht: truth.ndjson: expected truth lines"),
        ("heights are asked for where they matter", line_of(3), follow(3),
         ["--dimensions", "3"], 1, "`alt`"),
        ("a window without truth is refused", line_of(3), follow(3),
         ["--to", "1"], 1, "no truth"),
        ("too many steps are refused",
         [truth_line(0, "a", 1, 1), truth_line(4e9, "a", 1, 1)], follow(3),
         [], 1, "--every"),
    ]
    for name, truth, tracks, options, status, says in cases:
        got = run(truth, tracks, *options)
        check(name, got[0] == status and says in got[2] and got[1] == "", got)
    for options in (["--cutoff", "0"], ["--cutoff", "x"], ["--p", "0.5"],
                    ["--alpha", "3"], ["--dimensions", "2.5"],
                    ["--every", "nan"], ["--from", "soon"], ["--nonsense"],
                    ["--skip", "-1"], ["--window", "65"], ["--window", "0"],
                    ["--noticeable", "1.5"], ["--rings", "5,2", "--site", "x"],
                    ["--rings", "5"], ["--regions", "a", "--site", "b"],
                    ["--switch", "0"], ["--area", "x"], ["--ignore", ""],
                    ["--page", "x"]):
        got = run(line_of(3), follow(3), *options)
        check(f"{' '.join(options)} is a call that is off",
              got[0] == 2 and got[2].startswith("luchtwacht: score: "), got)
    for arguments in ([], ["--truth"], ["--truth", "a"], ["a"],
                      ["--truth", "a", "b", "c"], ["--truth", "-", "-"]):
        done = subprocess.run([PROGRAM, "score", *arguments], check=False,
                              capture_output=True, stdin=subprocess.DEVNULL)
        check(f"so is `score {' '.join(arguments)}`", done.returncode == 2,
              done)
    gone = subprocess.run([PROGRAM, "score", "--truth", "/nonexistent", "x"],
                          check=False, capture_output=True)
    check("a file that is not there is named",
          gone.returncode == 1 and b"/nonexistent: " in gone.stderr, gone)
    helped = subprocess.run([PROGRAM, "score", "--help"], check=False,
                            capture_output=True)
    check("--help helps", helped.returncode == 0
          and b"examples:" in helped.stdout and helped.stderr == b"", helped)


against_definitions()
trajectories()
what_counts()
choices()
regions()
orders()
pages()
forms()
faults()
sys.exit(0 if OUT.close() else 1)

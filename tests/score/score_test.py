#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`luchtwacht score` as a whole: against its definitions, and at its edges.

score_test.py LUCHTWACHT; prints TAP.
"""
import gzip
import json
import os
import random
import subprocess
import sys
import tempfile

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
                    ["--skip", "-1"]):
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
what_counts()
forms()
faults()
sys.exit(0 if OUT.close() else 1)

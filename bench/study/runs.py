# SPDX-License-Identifier: Apache-2.0
"""One scenario with one seed: sim, track, score, and the clairvoyant.

What a run comes to is kept in FOLDER/results under a key made of the programs
and everything that was asked, so that a study that was broken off goes on
where it was. The large files in between go as soon as they have been scored.
"""
import hashlib
import json
import os
import shutil
import subprocess
import sys

import extras
import scenarios

RESULT_VERSION = 2


def digest(*paths):
    made = hashlib.sha256()
    for path in paths:
        with open(path, "rb") as file:
            for block in iter(lambda: file.read(1 << 20), b""):
                made.update(block)
    return made.hexdigest()[:24]


def measured(command, out=None):
    """Run; its processor time, elapsed time and peak memory."""
    here = os.path.dirname(os.path.abspath(__file__))
    with open(out or os.devnull, "wb") as stdout:
        done = subprocess.run(
            [sys.executable, "-I", "-S", os.path.join(here, "usage.py"),
             *command], stdout=stdout, stderr=subprocess.PIPE, check=False)
    said = done.stderr.decode(errors="replace").rstrip().split("\n")
    if done.returncode != 0:
        raise subprocess.CalledProcessError(done.returncode, command,
                                            stderr="\n".join(said[:-1]))
    return json.loads(said[-1])


class Programs:
    """The two programs, and what tells one build of them from another."""

    def __init__(self, luchtwacht, clairvoyant):
        self.luchtwacht = os.path.abspath(luchtwacht)
        self.clairvoyant = os.path.abspath(clairvoyant)
        here = os.path.dirname(os.path.abspath(__file__))
        self.key = digest(self.luchtwacht, self.clairvoyant,
                          os.path.join(here, "runs.py"),
                          os.path.join(here, "usage.py"),
                          os.path.join(here, "extras.py"))
        self.told_key = digest(self.clairvoyant)

    def sim(self, scenario, seed, minutes, folder):
        """So many minutes of the scenario, into the folder."""
        os.makedirs(folder, exist_ok=True)
        subprocess.run([self.luchtwacht, "sim", "--seed", str(seed), "--out",
                        folder, "--minutes", str(minutes), "--from",
                        str(scenario.begin), *scenario.options,
                        scenario.file], check=True, capture_output=True)

    def track(self, folder, reports="reports.ndjson", site="site.yaml",
              out="tracks.ndjson", more=()):
        return measured([self.luchtwacht, "track", "--site",
                         os.path.join(folder, site), *more,
                         os.path.join(folder, reports)],
                        os.path.join(folder, out))

    def told(self, scenario, folder, reports="reports.ndjson",
             site="site.yaml", out="told.ndjson", motion=None,
             origins="origins.ndjson"):
        return measured([self.clairvoyant,
                         "--site", os.path.join(folder, site),
                         "--truth", os.path.join(folder, "truth.ndjson"),
                         "--origins", os.path.join(folder, origins),
                         "--motion", motion or scenario.motion,
                         "--cutoff", str(scenario.cutoff_m),
                         os.path.join(folder, reports)],
                        os.path.join(folder, out))

    def score(self, scenario, folder, tracks="tracks.ndjson", noticeable=1):
        done = subprocess.run(
            [self.luchtwacht, "score", "--truth",
             os.path.join(folder, "truth.ndjson"),
             "--cutoff", str(scenario.cutoff_m),
             "--skip", str(scenario.skip_s), "--every", "1",
             "--noticeable", str(noticeable), "--ignore", "bird",
             "--ignore", "balloon", "--json", os.path.join(folder, tracks)],
            check=True, capture_output=True)
        return json.loads(done.stdout)


def minutes_of(scenario, asked):
    return min(scenario.minutes, asked) if asked else scenario.minutes


def key_of(programs, scenario, seed, minutes):
    told = json.dumps([RESULT_VERSION, programs.key, seed, minutes,
                       scenario.cutoff_m, scenario.skip_s, scenario.motion,
                       scenario.told, scenario.extras, scenario.begin,
                       scenario.options])
    return hashlib.sha256((told + digest(*chain(scenario))).encode()
                          ).hexdigest()


def chain(scenario):
    """Its file, and those that it builds upon."""
    files = [scenario.file]
    while (base := extras.base_of(files[-1])) is not None and \
            os.path.exists(scenarios.of(base).file):
        files.append(scenarios.of(base).file)
    return files


def told_score(programs, scenario, folder, cache):
    """The clairvoyant's score; it does not change with the tracker."""
    files = [os.path.join(folder, name) for name in
             ("reports.ndjson", "truth.ndjson", "origins.ndjson", "site.yaml")]
    key = hashlib.sha256(json.dumps(
        [RESULT_VERSION, programs.told_key, digest(*files), scenario.motion,
         scenario.cutoff_m, scenario.skip_s]).encode()).hexdigest()[:32]
    kept = os.path.join(cache, key + ".json")
    if os.path.exists(kept):
        with open(kept, encoding="utf-8") as file:
            return json.load(file)
    programs.told(scenario, folder)
    score = programs.score(scenario, folder, "told.ndjson")
    for large in ("map", "per_object"):
        score.pop(large, None)
    os.makedirs(cache, exist_ok=True)
    write_json(kept, score)
    return score


def write_json(path, value):
    with open(path + ".part", "w", encoding="utf-8") as file:
        json.dump(value, file)
    os.replace(path + ".part", path)


def lines_in(path):
    with open(path, "rb") as file:
        return sum(block.count(b"\n")
                   for block in iter(lambda: file.read(1 << 20), b""))


def run(programs, out, scenario, seed, minutes, keep=False):
    """What one seed comes to; from the results of an earlier run if it can."""
    key = key_of(programs, scenario, seed, minutes)
    kept = os.path.join(out, "results", scenario.name, f"{seed}.json")
    if os.path.exists(kept):
        with open(kept, encoding="utf-8") as file:
            result = json.load(file)
        if result["key"] == key:
            return result
    folder = os.path.join(out, "work", f"{scenario.name}-{seed}")
    shutil.rmtree(folder, ignore_errors=True)
    try:
        programs.sim(scenario, seed, minutes, folder)
        result = {"key": key, "scenario": scenario.name, "seed": seed,
                  "minutes": minutes,
                  "reports": lines_in(os.path.join(folder, "reports.ndjson")),
                  "load": programs.track(folder, more=("--tentative",))}
        result["track"] = programs.score(scenario, folder)
        if scenario.told:
            result["told"] = told_score(programs, scenario, folder,
                                        os.path.join(out, "told"))
        result.update(extras.measure(programs, scenario, folder, seed,
                                     minutes))
        for who in ("track", "told"):
            if who in result:
                keep_series(result, who, seed)
    finally:
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(os.path.dirname(kept), exist_ok=True)
    write_json(kept, result)
    return result


def keep_series(result, who, seed):
    """How GOSPA went in the first seed, for a picture; of the rest only what
    figures are made of."""
    series = result[who].get("series")
    if seed == 1 and series:
        result[who + "_series"] = {key: series[key] for key in
                                   ("t", "gospa", "objects", "shown")}
    result[who] = extras.slim(result[who])


def tune(programs, out, scenario, seeds, minutes, motions):
    """{motion: mean position error} of the clairvoyant on other seeds."""
    errors = {motion: [] for motion in motions}
    for seed in seeds:
        folder = os.path.join(out, "work", f"tune-{scenario.name}-{seed}")
        shutil.rmtree(folder, ignore_errors=True)
        try:
            programs.sim(scenario, seed, minutes, folder)
            for motion in motions:
                programs.told(scenario, folder, motion=motion)
                errors[motion].append(programs.score(
                    scenario, folder, "told.ndjson"))
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    return errors

# SPDX-License-Identifier: Apache-2.0
"""How good the warnings are: every national and local scenario, its bars, and
the two references: the oracle and the province-wide habit.

A seed is made, tracked once, and `luchtwacht score --warnings` holds what was
told against truth. Figures are of all seeds put together: entries are counted,
leads are sorted, hours are summed. doc/study.md says what each of them is.
"""
import concurrent.futures
import dataclasses
import json
import os
import shutil
import subprocess
import sys

import figures
import runs
import scenarios
from figures import Figure, at_least, at_most, within

VERSION = 1
LEADS = {"piston": 300, "jet": 120, "cruise": 60}
SHARES = {"piston": 0.99, "jet": 0.95, "cruise": 0.90}
SITES_LEAD_S, SITES_SHARE = 60, 0.95
AHEAD_S = 600
CURVE_MINUTES = "5,10,15,20"
CURVE_PROBABILITIES = "0.2,0.3,0.5,0.7,0.9"
CURVE_SEEDS = 2


@dataclasses.dataclass(frozen=True)
class Watch:
    """A scenario, or one with `degraded` upon it, and how much of it."""
    scenario: str
    asks: str  # national, local, silence
    begin: float  # minutes
    minutes: float
    seeds: int
    degraded: bool = False
    curve: bool = False

    @property
    def name(self):
        return self.scenario + (" degraded" if self.degraded else "")

    @property
    def files(self):
        names = [self.scenario] + (["degraded"] if self.degraded else [])
        return [scenarios.of(name).file for name in names]

    def sim(self):
        """Arguments of `sim`."""
        return (["--base", self.scenario, self.files[-1]] if self.degraded
                else [self.files[0]])


WATCHES = [
    Watch("raid-median", "national", 300, 120, 8, curve=True),
    Watch("raid-record", "national", 560, 60, 4),
    Watch("raid-stress", "national", 150, 40, 2),
    Watch("incursion", "national", 60, 240, 20, curve=True),
    Watch("airport", "local", 835, 200, 20),
    Watch("site", "local", 60, 240, 20, curve=True),
    Watch("silence", "silence", 2290, 360, 20),
    Watch("raid-median", "national", 300, 90, 4, degraded=True),
    Watch("incursion", "national", 60, 240, 10, degraded=True),
    Watch("airport", "local", 835, 200, 10, degraded=True),
    Watch("site", "local", 60, 240, 10, degraded=True),
    Watch("silence", "silence", 2290, 360, 10, degraded=True),
]


def chosen(names):
    present = scenarios.present()
    asked = None if names is None else names.split(",")
    return [watch for watch in WATCHES if watch.scenario in present
            and (asked is None or watch.scenario in asked)]


# ---- running ----

def warnings_of(program, folder):
    """`track`, of which the warnings alone are kept; then their score."""
    site = os.path.join(folder, "site.yaml")
    told = os.path.join(folder, "warnings.ndjson")
    with open(told, "wb") as out:
        track = subprocess.Popen(
            [program, "track", "--site", site,
             os.path.join(folder, "reports.ndjson")],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        for line in track.stdout:
            if not line.startswith(b'{"type":"track"'):
                out.write(line)
        if track.wait() != 0:
            raise subprocess.CalledProcessError(track.returncode, track.args)
    done = subprocess.run(
        [program, "score", "--warnings", "--json", "--site", site, "--truth",
         os.path.join(folder, "truth.ndjson"), told],
        check=True, capture_output=True)
    return json.loads(done.stdout)


def curve_of(rewarn, folder):
    """What other settings come to: [{minutes, probability, ..}]."""
    done = subprocess.run(
        [rewarn, "--site", os.path.join(folder, "site.yaml"), "--truth",
         os.path.join(folder, "truth.ndjson"), "--minutes", CURVE_MINUTES,
         "--probability", CURVE_PROBABILITIES,
         os.path.join(folder, "reports.ndjson")],
        check=True, capture_output=True)
    return [{"minutes": point["minutes"], "probability": point["probability"],
             **{key: point["result"][key] for key in
                ("oracle", "warned", "over", "entry", "raised", "needless")}}
            for point in json.loads(done.stdout)]


def run(programs, rewarn, out, watch, seed, minutes):
    """One seed; from the results of an earlier run if it can."""
    key = runs.digest(programs.luchtwacht, rewarn, *watch.files,
                      os.path.abspath(__file__)) + f"-{minutes:g}"
    name = watch.name.replace(" ", "-")
    kept = os.path.join(out, "results", "warnings-" + name, f"{seed}.json")
    if os.path.exists(kept):
        with open(kept, encoding="utf-8") as file:
            result = json.load(file)
        if result["key"] == key:
            return result
    folder = os.path.join(out, "work", f"warnings-{name}-{seed}")
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    try:
        subprocess.run(
            [programs.luchtwacht, "sim", "--seed", str(seed), "--out", folder,
             "--minutes", f"{minutes:g}", "--from", f"{watch.begin:g}",
             *watch.sim()], check=True, capture_output=True)
        result = {"key": key, "seed": seed, "minutes": minutes,
                  "score": warnings_of(programs.luchtwacht, folder)}
        if watch.curve and seed <= CURVE_SEEDS:
            result["curve"] = curve_of(rewarn, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(os.path.dirname(kept), exist_ok=True)
    runs.write_json(kept, result)
    return result


def run_all(programs, rewarn, args):
    """{name of the watch: results by seed}, and what failed."""
    watches = chosen(args.scenarios)
    results, failed = {watch.name: {} for watch in watches}, []
    with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        waiting = {}
        for watch in watches:
            minutes = min(watch.minutes, args.minutes or watch.minutes)
            for seed in range(1, min(args.seeds or 1000, watch.seeds) + 1):
                waiting[pool.submit(run, programs, rewarn, args.out, watch,
                                    seed, minutes)] = (watch, seed)
        for task in concurrent.futures.as_completed(waiting):
            watch, seed = waiting[task]
            try:
                results[watch.name][seed] = task.result()
            except (subprocess.CalledProcessError, OSError, ValueError,
                    KeyError) as error:
                failed.append(f"warnings of {watch.name}, seed {seed}: "
                              f"{error}")
            if sys.stderr.isatty():
                print(f"\rwarnings: {watch.name:<24}", end="",
                      file=sys.stderr, flush=True)
    return {watch: [results[watch.name][seed]
                    for seed in sorted(results[watch.name])]
            for watch in watches if results[watch.name]}, failed


# ---- figures, of all seeds together ----

def total(path):
    """The sum over seeds of a figure of the score."""
    def of(results):
        return sum(figures.dig(r["score"], path) or 0 for r in results)
    return of


def ratio(part, whole):
    def of(results):
        below = total(whole)(results)
        return total(part)(results) / below if below else None
    return of


def entries(results, wanted=lambda entry: True):
    return [e for r in results for e in r["score"]["entry"] if wanted(e)]


def median(values):
    return figures.percentile(values, 0.5)


def lead_of(entry):
    """Seconds; 0: late, or never."""
    return max(entry.get("lead") or 0.0, 0.0)


def is_first(entry):
    return entry["first"] == 1


def seen_first(entry):
    """The first of an event, and two sensors could notice it before."""
    return is_first(entry) and entry.get("noticed_oracle_lead") is not None


def lead_ratio(results):
    """Median lead over the oracle's who needs two sensors as well."""
    of = entries(results, seen_first)
    if not of:
        return None
    ours = median([lead_of(e) for e in of])
    oracle = median([e["noticed_oracle_lead"] for e in of])
    return ours / oracle if oracle else None


def lead_median(results):
    return median([lead_of(e) for e in entries(results, seen_first)])


def oracle_median(key):
    def of(results):
        return median([e[key] for e in entries(results, seen_first)])
    return of


def in_time(lead_s, wanted):
    """Of the first entries that could have been warned of so long before, the
    share that was."""
    def of(results):
        asked = [e for e in entries(results, is_first) if wanted(e)
                 and e.get("could") is not None and e["could"] >= lead_s]
        good = sum(lead_of(e) >= lead_s for e in asked)
        return good / len(asked) if asked else None
    return of


def missed(results):
    return sum(e.get("could") is not None and not e["warned"]
               for e in entries(results))


def clears(share):
    def of(results):
        values = [w["clear"] for r in results for w in r["score"]["warning"]
                  if w.get("clear") is not None]
        return figures.percentile(values, share) if values else None
    return of


def ahead(results):
    told = good = 0
    for r in results:
        for part in r["score"]["ahead"]:
            if part["seconds"] == AHEAD_S:
                told, good = told + part["told"], good + part["good"]
    return good / told if told else None


def inside(results):
    seconds = total("arrivals.seconds")(results)
    outside = total("arrivals.early")(results) + total(
        "arrivals.late")(results)
    return 1 - outside / seconds if seconds else None


def bins(results, key):
    """[(claimed, came, weight)], the seeds put together."""
    pooled = {}
    for r in results:
        for part in r["score"][key]:
            weight, claimed, came = pooled.get(part["from"], (0, 0, 0))
            w = part["weight"]
            pooled[part["from"]] = (weight + w, claimed + w * part["claimed"],
                                    came + w * part["came"])
    return [(c / w, r / w, w) for _, (w, c, r) in sorted(pooled.items())]


def called_80(key):
    """Of those called 0.7 to 0.9: came / called."""
    def of(results):
        parts = [p for p in bins(results, key) if 0.7 <= p[0] < 0.9]
        called = sum(c * w for c, _, w in parts)
        return sum(r * w for _, r, w in parts) / called if called else None
    return of


def miscalibration(key):
    def of(results):
        parts = bins(results, key)
        weight = sum(w for _, _, w in parts)
        return (sum(abs(c - r) * w for c, r, w in parts) / weight
                if weight else None)
    return of


def area(part, whole="oracle"):
    return ratio(f"{part}.area_hours", f"{whole}.area_hours")


def time_figures(watch):
    if watch.asks == "local":
        return [Figure("sites_in_time", f"sites warned {SITES_LEAD_S} s before",
                       in_time(SITES_LEAD_S, lambda e: True), 3, "",
                       at_least(SITES_SHARE))]
    return [Figure(f"{flyer}_in_time", f"districts warned {lead} s before, "
                   f"{flyer}", in_time(lead, lambda e, f=flyer:
                                       e["kind"] == "district" and
                                       e["flyer"] == f), 3, "",
                   at_least(SHARES[flyer]))
            for flyer, lead in LEADS.items()]


def lead_figures():
    return [
        Figure("lead_ratio", "median lead / the oracle's", lead_ratio, 3, "",
               at_least(0.95)),
        Figure("lead", "median lead", lead_median, 0, "s"),
        Figure("oracle_lead", "... the oracle's, from when two notice it",
               oracle_median("noticed_oracle_lead"), 0, "s"),
        Figure("exists_lead", "... from when it exists",
               oracle_median("oracle_lead"), 0, "s"),
        Figure("missed", "entered unwarned, though two could notice it",
               missed, 0, "", at_most(0)),
        Figure("could", "... of so many entries", lambda results: len(
            entries(results, lambda e: e.get("could") is not None)), 0),
        Figure("exposed", "inside a zone that is not warned, share of time",
               ratio("exposed_seconds", "inside_seconds"), 4),
    ]


def hour_figures(watch):
    national = watch.asks == "national"
    return [
        Figure("area_oracle", "warned km2-hours / the oracle's",
               area("warned"), 2, "", at_most(1.5)),
        Figure("zone_oracle", "warned / needed zone-hours",
               ratio("warned.zone_hours", "oracle.zone_hours"), 2, "",
               at_most(2.5) if national else None),
        Figure("area_country", "warned km2-hours / province-wide habit",
               area("warned", "country"), 3, "",
               at_most(0.15) if national else None),
        Figure("oracle_country", "... the oracle's own", area(
            "oracle", "country"), 3),
        Figure("area_province", "... where provinces are 160 km wide",
               area("warned", "province"), 3),
        Figure("needless", "warnings that nothing came of", ratio(
            "needless", "judged"), 3),
    ]


def life_figures(watch):
    national = watch.asks == "national"
    return [
        Figure("flapping", "back within 10 min of the all clear", ratio(
            "returned", "raised"), 4, "", at_most(0.005)),
        Figure("raised", "warnings raised", total("raised"), 0),
        Figure("early", "all clear while something was inside",
               total("left_early"), 0),
        Figure("clear_p50", "all clear after it is over, median",
               clears(0.5), 0, "s"),
        Figure("clear_p95", "... p95, beyond the quiet time", clears(0.95), 0,
               "s", at_most(300 if national else 180)),
    ]


def claim_figures():
    return [
        Figure("ahead", "arrival within 20%, 10 min ahead", ahead, 3, "",
               at_least(0.90)),
        Figure("inside", "came between earliest and latest", inside, 3, "",
               within(0.85, 0.95)),
        Figure("called", "chance 0.7 to 0.9: came / claimed, by time",
               called_80("line_claims"), 2, "", within(0.9, 1.15)),
        Figure("called_raised", "... as raised", called_80("raised_claims"),
               2),
        Figure("miscalibrated", "mean |claimed - came|, by time",
               miscalibration("line_claims"), 3),
    ]


def silence_figures():
    def a_day(path):
        def of(results):
            days = sum(r["minutes"] for r in results) / 1440
            return total(path)(results) / days
        return of
    return [
        Figure("needless", "warnings raised for nothing", total("needless"),
               0, "", at_most(0)),
        Figure("raised", "warnings raised", total("raised"), 0, "",
               at_most(0)),
        Figure("entries", "aircraft that say nothing, into a zone",
               total("entries"), 0),
        Figure("raised_day", "warnings a day", a_day("raised"), 1),
        Figure("notices_day", "notices a day", a_day("notices"), 1),
    ]


def figures_of(watch):
    if watch.asks == "silence":
        return silence_figures()
    return (time_figures(watch) + lead_figures() + hour_figures(watch)
            + life_figures(watch) + claim_figures())


def table(watch, results):
    """Of all seeds at once; what there is nothing of is left out unless its
    bar is asked for."""
    cells = [figures.measure(figure, results) for figure in figures_of(watch)]
    return [cell for cell in cells if cell.value is not None
            or cell.figure.key == "piston_in_time"]


# ---- settings ----

def curve(results):
    """[(minutes, probability, median lead, over-warned / needed)] of the seeds
    together, and the oracle's lead by minutes."""
    pooled = {}
    for result in results:
        for point in result.get("curve", []):
            key = (point["minutes"], point["probability"])
            pooled.setdefault(key, []).append(point)
    points = []
    for (minutes, probability), of in sorted(pooled.items()):
        leads = [lead_of(e) for p in of for e in p["entry"] if seen_first(e)]
        needed = sum(p["oracle"]["area_hours"] for p in of)
        if leads and needed:
            points.append({"minutes": minutes, "probability": probability,
                           "lead": median(leads),
                           "over": sum(p["over"]["area_hours"] for p in of)
                           / needed,
                           "raised": sum(p["raised"] for p in of),
                           "needless": sum(p["needless"] for p in of)})
    return points



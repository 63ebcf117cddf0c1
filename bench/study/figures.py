# SPDX-License-Identifier: Apache-2.0
"""The figures of each scenario, and the bars they stand beside.

A figure is computed from the results of several seeds at once (some, such as a
percentile, mean little for one); its interval is that of the mean over seeds
(Student's t, 95%). doc/study.md says what each is.
"""
import dataclasses
import math

STUDENT_95 = {1: 12.706, 2: 4.303, 3: 3.182, 4: 2.776}
AT_MOST, AT_LEAST, WITHIN = "at most", "at least", "within"


@dataclasses.dataclass(frozen=True)
class Bar:
    kind: str
    low: float = -math.inf
    high: float = math.inf

    def text(self, decimals):
        if self.kind == WITHIN:
            return f"{self.low:g} .. {self.high:g}"
        sign, value = (("<=", self.high) if self.kind == AT_MOST
                       else (">=", self.low))
        return f"{sign} {value:.{max(decimals, places(value))}f}"

    def reached(self, value):
        return self.low <= value <= self.high

    def beyond(self, value):
        """How far outside, as a share of the bar; 0 where reached."""
        edge = self.high if value > self.high else self.low
        if self.reached(value):
            return 0.0
        return abs(value / edge - 1) if edge else math.inf


def places(value):
    return next((n for n in range(4) if abs(round(value, n) - value) < 1e-9),
                4)


def at_most(value):
    return Bar(AT_MOST, high=value)


def at_least(value):
    return Bar(AT_LEAST, low=value)


def within(low, high):
    return Bar(WITHIN, low, high)


@dataclasses.dataclass(frozen=True)
class Figure:
    key: str
    name: str
    of: object  # list of results -> number or None
    decimals: int = 2
    unit: str = ""
    bar: Bar = None


@dataclasses.dataclass(frozen=True)
class Cell:
    """A figure as measured."""
    figure: Figure
    value: float  # None: there is none
    half: float  # of the 95% interval; None with one seed
    by_seed: tuple

    @property
    def mark(self):
        if self.figure.bar is None:
            return ""
        if self.value is None:
            return "not measured"
        if self.figure.bar.reached(self.value):
            return "reached"
        beyond = self.figure.bar.beyond(self.value)
        if math.isinf(beyond):
            return "not reached"
        return f"not reached by {100 * beyond:.{0 if beyond > 0.1 else 1}f}%"


def half_width(values):
    n = len(values)
    if n < 2:
        return None
    mean = sum(values) / n
    var = sum((v - mean) ** 2 for v in values) / (n - 1)
    t = STUDENT_95.get(n - 1, 1.96 + 2.37 / (n - 1) + 2.82 / (n - 1) ** 2)
    return t * math.sqrt(var / n)


def measure(figure, results):
    by_seed = [figure.of([result]) for result in results]
    known = [value for value in by_seed if value is not None]
    return Cell(figure, figure.of(results), half_width(known), tuple(by_seed))


# ---- getting at values ----

def dig(value, path):
    for key in path.split("."):
        if not isinstance(value, dict) or value.get(key) is None:
            return None
        value = value[key]
    return value


def mean_of(get):
    def of(results):
        values = [v for v in map(get, results) if v is not None]
        return sum(values) / len(values) if values else None
    return of


def mean(path):
    return mean_of(lambda result: dig(result, path))


def ratio(path, other="told"):
    """Of the tracker's figure to the clairvoyant's."""
    def get(result):
        a, b = dig(result, f"track.{path}"), dig(result, f"{other}.{path}")
        return a / b if a is not None and b else None
    return mean_of(get)


def percentile(values, share):
    """Linear between the order statistics; a missing one counts as never."""
    values = sorted(values)
    if not values:
        return None
    at = share * (len(values) - 1)
    low, high = values[math.floor(at)], values[math.ceil(at)]
    if math.isinf(high):
        return None if at > math.floor(at) or math.isinf(low) else low
    return low + (at - math.floor(at)) * (high - low)


def first_track(share):
    """Seconds until objects that were noticed have a track."""
    def of(results):
        waits = []
        for result in results:
            firsts = dig(result, "noticed.first") or []
            waits += [math.inf if w is None else w for w in firsts]
        return percentile(waits, share)
    return of


def false_a_scan(result):
    """Mean number of tracks on nothing; from GOSPA's part for them."""
    part, cutoff = dig(result, "track.gospa.false"), dig(result,
                                                         "track.cutoff")
    return None if part is None or not cutoff else 2 * (part / cutoff) ** 2


def classes(results):
    """[(claimed, right, seconds)] of existence, over the seeds."""
    pooled = {}
    for result in results:
        for part in dig(result, "track.existence_with_tentative") or []:
            seconds, right, claimed = pooled.get(part["from"], (0, 0, 0))
            s = part["track_seconds"]
            pooled[part["from"]] = (seconds + s, right + s * part["right"],
                                    claimed + s * part["claimed"])
    return [(c / s, r / s, s) for _, (s, r, c) in sorted(pooled.items()) if s]


def called(low, high):
    """Right / claimed, of tracks whose claim lies between."""
    def of(results):
        parts = [p for p in classes(results) if low <= p[0] <= high]
        claimed = sum(c * s for c, _, s in parts)
        return sum(r * s for _, r, s in parts) / claimed if claimed else None
    return of


def miscalibration(results):
    """Mean |claimed - right|, weighted by track time."""
    parts = classes(results)
    total = sum(s for _, _, s in parts)
    return (sum(abs(c - r) * s for c, r, s in parts) / total
            if total else None)


def speed(result):
    """Simulated seconds a second of processor time."""
    return 60 * result["minutes"] / max(result["load"]["cpu_s"], 1e-3)


def ghosts(results):
    tracks = sum(r["track"]["tracks"] for r in results)
    return (sum(r["track"]["false_tracks"] for r in results) / tracks
            if tracks else None)


def ghost_time(result):
    seconds = dig(result, "track.track_seconds")
    return dig(result, "track.false_track_seconds") / seconds \
        if seconds else None


def hours(result):
    return result["minutes"] / 60


def false_rate(results):
    """False confirmed tracks in 24 h in 10,000 km2."""
    watched = sum(hours(r) / 24 * (r.get("area") or 0) / 1e4 for r in results)
    return (sum(r["track"]["false_tracks"] for r in results) / watched
            if watched else None)


def late_cost(who):
    def get(result):
        now = dig(result, f"{who}.gospa.mean")
        before = dig(result, f"in_order.{who}")
        return now / before if now is not None and before else None
    return get


def late_beyond(result):
    a, b = late_cost("track")(result), late_cost("told")(result)
    return a / b if a and b else None


def sound_bias(without):
    """Of the means over seeds: one seed's bias is mostly chance."""
    def of(results):
        a, b = mean("sound.with_m")(results), mean(without)(results)
        return abs(a / b) if a is not None and b else None
    return of


def memory_growth(result):
    a, b = dig(result, "flat.whole"), dig(result, "flat.quarter")
    return a / b if a and b else None


def fallen(result):
    a, b = dig(result, "undegraded.completeness"), dig(
        result, "noticed.completeness")
    return a - b if a is not None and b is not None else None


# ---- which figures a scenario has ----

FIRST_S = {"national": {"radar": (10, 30), "mixed": (10, 30),
                        "sound": (60, 180), "presence": (60, 180)},
           "local": {"radar": (5, 15), "mixed": (5, 15),
                     "sound": (60, 180), "presence": (60, 180)}}
RMS_M = {"national": {"radar": 150, "mixed": 350, "sound": 1500,
                      "presence": 1500},
         "local": {"radar": 50, "mixed": 50, "sound": 300, "presence": 1500}}


def told_figures(scenario):
    if not scenario.told:
        return []
    bound = scenario.asks == "bound"
    return [
        Figure("rms_ratio", "position RMS / clairvoyant's", ratio("rms"), 3,
               bar=at_most(1.10) if bound else None),
        Figure("gospa_ratio", "GOSPA / clairvoyant's", ratio("gospa.mean"), 3,
               bar=at_most(1.25)),
        Figure("told_rms", "clairvoyant's RMS", mean("told.rms"), 1, "m"),
        Figure("told_gospa", "clairvoyant's GOSPA", mean("told.gospa.mean"),
               1, "m"),
        Figure("told_nees", "clairvoyant's NEES",
               mean("told.nees.horizontal.per_dimension"), 2),
    ]


def plot_figures(scenario):
    bars = scenario.bars

    def bar(key):
        return at_most(bars[key]) if key in bars else None
    return [
        Figure("gospa", "GOSPA", mean("track.gospa.mean"), 1, "m",
               bar("gospa")),
        Figure("switches", "identity switches, pairs kept",
               mean("track.identity_switches_clear_mot"), 1, "",
               bar("switches")),
        Figure("switches_steps", "... each step assigned anew",
               mean("track.identity_switches"), 1),
        Figure("switches_told", "... the same, of the clairvoyant",
               mean("told.identity_switches"), 1),
        Figure("false_a_scan", "false tracks a scan", mean_of(false_a_scan),
               2, "", bar("false_a_scan")),
    ] + ([Figure("cardinality", "count, mean |error|", mean("cardinality"), 3,
                 "", bar("cardinality"))] if "cardinality" in scenario.extras
         else [])


def siap_figures(scenario, region):
    national = region == "national"
    first, last = FIRST_S[region][scenario.sensing]
    return [
        Figure("completeness", "completeness, noticeable by two",
               mean("noticed.completeness"), 3, "",
               at_least(scenario.bars.get("completeness", 0.95))),
        Figure("ambiguity", "ambiguity", mean("track.siap.ambiguity"), 3, "",
               at_most(1.08 if national else 1.05)),
        Figure("spurious", "spurious", mean("track.siap.spuriousness"), 3, "",
               at_most(0.05)),
        Figure("longest", "longest segment",
               mean("identity.longest"), 3, "",
               at_least(0.85 if national else 0.90)),
        Figure("changes", "identity changes an hour",
               mean("identity.changes"), 2, "",
               at_most(0.5 if national else 0.2)),
        Figure("first_median", "first track, median", first_track(0.5), 1,
               "s", at_most(first)),
        Figure("first_p95", "first track, p95", first_track(0.95), 1, "s",
               at_most(last)),
        Figure("rms", "position RMS", mean("noticed.rms"), 1, "m",
               at_most(RMS_M[region][scenario.sensing])),
        Figure("velocity", "velocity right (5 m/s or 10%)",
               mean("noticed.settled.velocity_good"), 3, "", at_least(0.90)),
        Figure("course", "course error, p90 after 60 s",
               mean("noticed.settled.course_p90"), 1, "deg", at_most(15)),
        Figure("unknown", "civil aircraft shown as unknown",
               mean("track.cooperative.shown_as_unknown"), 4, "",
               at_most(0.001)),
    ]


def honest_figures():
    return [
        Figure("nees", "NEES a dimension",
               mean("track.nees.horizontal.per_dimension"), 2, "",
               within(0.7, 1.5)),
        Figure("called_09", "existence: right / claimed, 0.8 to 0.99",
               called(0.8, 0.99), 2, "", within(0.95, 1.20)),
        Figure("miscalibrated", "existence, mean |claimed - right|",
               miscalibration, 3),
    ]


def load_figures():
    return [
        Figure("speed", "times real time, one core", mean_of(speed), 0),
        Figure("peak", "peak memory", mean_of(
            lambda r: r["load"]["peak_bytes"] / 1e6), 0, "MB"),
        Figure("rate", "reports a second of processor time", mean_of(
            lambda r: r["reports"] / max(r["load"]["cpu_s"], 1e-3)), 0),
    ]


def late_figures():
    return [
        Figure("late", "GOSPA / the same reports in order",
               mean_of(late_cost("track")), 3, "", at_most(1.01)),
        Figure("late_told", "clairvoyant's: what lateness itself costs",
               mean_of(late_cost("told")), 3),
        Figure("late_beyond", "... over what it costs the clairvoyant",
               mean_of(late_beyond), 3, "", at_most(1.01)),
    ]


def sound_figures():
    return [
        Figure("sound", "bias along the course / when ignored",
               sound_bias("sound.without_m"), 3, "", at_most(0.10)),
        Figure("sound_told", "... / the clairvoyant's when ignored",
               sound_bias("sound.told_without_m"), 3),
        Figure("sound_with", "bias along the course", mean("sound.with_m"), 1,
               "m"),
        Figure("sound_without", "... when the sound's way is ignored",
               mean("sound.without_m"), 1, "m"),
    ]


def figures_of(scenario):
    asks = scenario.asks
    found = []
    if asks in ("plots", "ghosts", "load"):
        found += plot_figures(scenario)
    if asks in ("local", "bound"):
        found += siap_figures(scenario, "local")
    if asks == "national":
        found += siap_figures(scenario, "national")
    if asks == "ghosts":
        found += [
            Figure("ghosts", "ghosts, share of track time",
                   mean_of(ghost_time), 4, "", at_most(0.01)),
            Figure("ghosts_ever", "ghosts, share of tracks ever shown",
                   ghosts, 3)]
    if asks == "silence":
        found.append(Figure("false_rate",
                            "false tracks in 24 h, 10,000 km2", false_rate, 2,
                            "", at_most(1.0)))
    if asks not in ("plots", "ghosts", "load"):
        found.append(Figure("gospa", "GOSPA", mean("track.gospa.mean"), 1,
                            "m"))
    found += told_figures(scenario) + honest_figures()
    if "in_order" in scenario.extras:
        found += late_figures()
    if "sound" in scenario.extras:
        found += sound_figures()
    if "undegraded" in scenario.extras:
        found.append(Figure("fallen", "completeness lost to the faults",
                            mean_of(fallen), 3, "", at_most(0.10)))
    if "registration" in scenario.extras:
        found += registration_figures()
    load = load_figures()
    if asks == "load":
        load[0] = dataclasses.replace(load[0], bar=at_least(100))
        load[1] = dataclasses.replace(load[1], bar=at_most(256))
    if "flat" in scenario.extras:
        load.append(Figure("flat", "peak memory / of the first quarter",
                           mean_of(memory_growth), 3, "", at_most(1.02)))
    return found + load


def registration_figures():
    names = (("azimuth", "1 degree"), ("clock", "0.3 s"), ("range", "30 m"))
    return [Figure(f"registration_{error}", f"{wrong} off: error of the "
                   "estimate at 120 s", mean(f"registration.{error}"), 3, "",
                   at_most(0.10)) for error, wrong in names]


# What not every scene has: no civil aircraft, no figure for them.
OPTIONAL = ("unknown",)


def table(scenario, results):
    cells = [measure(figure, results) for figure in figures_of(scenario)]
    return [cell for cell in cells
            if cell.value is not None or cell.figure.key not in OPTIONAL]


# ---- the recordings ----

RECORDING_WAY = "radar, lidar"


def recording_table(recordings):
    """The bars of the five Autoferry recordings, with radar and lidar."""
    scores = list(recordings[RECORDING_WAY].values())

    def total(path):
        return lambda results: sum(dig(r, path) for r in results)
    rows = [("completeness", "completeness", mean("completeness"), 3, "",
             at_least(0.93)),
            ("rms", "position RMS", mean("rms"), 2, "m", at_most(5.3)),
            ("switches", "identity switches, sum",
             total("identity_switches"), 0, "", at_most(4)),
            ("second", "a second track on one boat",
             mean("second_track_share"), 3, "", at_most(0.02)),
            ("spurious", "spurious share", mean("spurious_share"), 3, "",
             at_most(0.45))]
    return [Cell(figure, figure.of(scores), None, ())
            for figure in (Figure(*row) for row in rows)]

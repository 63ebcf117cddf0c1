# SPDX-License-Identifier: Apache-2.0
"""Questions that take more than one run of the tracker, or more than a score.

Each is asked of the scenarios that name it (scenarios.py) and returns what goes
into the result of a seed under its own name.
"""
import json
import math
import os
import re

import scenarios

METRES_A_DEGREE = 6371008.8 * math.pi / 180
PATHS_POINTS = 160


def lines_of(path):
    with open(path, encoding="utf-8") as file:
        for line in file:
            yield line, json.loads(line)


def flat(lat, lon, lat0):
    """Metres east and north, good enough to compare neighbours."""
    return (lon * METRES_A_DEGREE * math.cos(math.radians(lat0)),
            lat * METRES_A_DEGREE)


def by_second(path, kind, names=("confirmed", "coasting")):
    """{whole second: [(name, line)]} of shown tracks, or of truth."""
    at = {}
    for _, line in lines_of(path):
        if line.get("type") != kind:
            continue
        if kind == "track" and line["status"] not in names:
            continue
        if abs(line["t"] - round(line["t"])) < 1e-6:
            at.setdefault(round(line["t"]), []).append(line)
    return at


# ---- what two or more sensors could notice ----

NO_AIRCRAFT = ("bird", "balloon")


def noticed(programs, scenario, folder):
    """The score of what two sensors or more could notice; where there is no
    such thing, of what one could."""
    for sensors in (2, 1):
        score = programs.score(scenario, folder, noticeable=sensors)
        if score["object_seconds"] > 0:
            break
    score["first"] = [o["seconds_to_first_track"]
                      for o in score["per_object"] if o["seconds"] > 0]
    return slim(score)


def slim(score):
    """Without what is large and used for pictures only."""
    return {key: value for key, value in score.items()
            if key not in ("map", "series", "per_object")}


# ---- who is who, by pairs that are kept ----

def kept_pairs(objects, shown, before, reach_m):
    """{object: track} of one second: pairs of the second before stand while
    they are within reach, the nearest go together of what is left (CLEAR MOT;
    Bernardin and Stiefelhagen, 2008)."""
    lat0 = objects[0]["lat"] if objects else 0
    there = {o["object"]: flat(o["lat"], o["lon"], lat0) for o in objects}
    track = {t["track"]: flat(t["lat"], t["lon"], lat0) for t in shown}
    pairs = {o: t for o, t in before.items() if o in there and t in track
             and math.dist(there[o], track[t]) <= reach_m}
    taken = set(pairs.values())
    near = sorted((math.dist(p, q), o, t) for o, p in there.items()
                  if o not in pairs for t, q in track.items()
                  if t not in taken and abs(p[0] - q[0]) <= reach_m
                  and abs(p[1] - q[1]) <= reach_m)
    for away, o, t in near:
        if away <= reach_m and o not in pairs and t not in taken:
            pairs[o] = t
            taken.add(t)
    return pairs


def identity(_programs, scenario, folder):
    """The longest time of each object under one id, over the time that it
    could be noticed; and how often an hour its id changed."""
    truth = by_second(os.path.join(folder, "truth.ndjson"), "truth")
    shown = by_second(os.path.join(folder, "tracks.ndjson"), "track")
    most = max((o.get("sensors", 2) for of in truth.values() for o in of),
               default=2)
    present, last, run, longest = {}, {}, {}, {}
    pairs, changes, tracked = {}, 0, 0
    for second, objects in sorted(truth.items()):
        objects = [o for o in objects if o.get("kind") not in NO_AIRCRAFT
                   and o.get("sensors", 2) >= min(2, max(most, 1))]
        for o in objects:
            present[o["object"]] = present.get(o["object"], 0) + 1
        pairs = kept_pairs(objects, shown.get(second, []), pairs,
                           scenario.cutoff_m)
        for o, t in pairs.items():
            tracked += 1
            if last.get(o) != t:
                changes += o in last
                last[o], run[o] = t, 0
            run[o] += 1
            longest[o] = max(longest.get(o, 0), run[o])
    step_s = step_of(truth)
    return {"longest": sum(longest.values()) / max(sum(present.values()), 1),
            "changes": changes / max(tracked * step_s / 3600, 1e-9)
            if tracked else None}


def step_of(by_time):
    times = sorted(by_time)
    return (times[-1] - times[0]) / max(len(times) - 1, 1) if times else 1


# ---- late reports ----

def in_order_reports(folder):
    """in-order.ndjson and in-order-origins.ndjson: the same reports, each
    arriving the moment it was sensed; a look's end after its reports."""
    origin = {line["line"]: line.get("object") for _, line in lines_of(
        os.path.join(folder, "origins.ndjson"))}
    rows = []
    for number, (_, report) in enumerate(lines_of(
            os.path.join(folder, "reports.ndjson")), 1):
        report.pop("rx", None)
        rows.append((report["t"], report["type"] == "look", number, report))
    rows.sort(key=lambda row: row[:3])
    with open(os.path.join(folder, "in-order.ndjson"), "w",
              encoding="utf-8") as out, \
            open(os.path.join(folder, "in-order-origins.ndjson"), "w",
                 encoding="utf-8") as origins:
        for at, (_, _, number, report) in enumerate(rows, 1):
            out.write(json.dumps(report) + "\n")
            line = {"line": at}
            if origin.get(number):
                line["object"] = origin[number]
            origins.write(json.dumps(line) + "\n")


def in_order(programs, scenario, folder):
    """GOSPA of the tracker and of the clairvoyant, had nothing been late."""
    in_order_reports(folder)
    programs.track(folder, "in-order.ndjson", out="in-order-tracks.ndjson")
    programs.told(scenario, folder, "in-order.ndjson",
                  out="in-order-told.ndjson",
                  origins="in-order-origins.ndjson")
    return {"track": programs.score(
        scenario, folder, "in-order-tracks.ndjson")["gospa"]["mean"],
        "told": programs.score(
            scenario, folder, "in-order-told.ndjson")["gospa"]["mean"]}


# ---- the sound's delay ----

def along_course(folder, tracks, reach_m):
    """Mean error along the object's course, tracks less truth, of every track
    to its nearest object within reach; metres, and how many pairs."""
    truth = by_second(os.path.join(folder, "truth.ndjson"), "truth")
    total, pairs = 0.0, 0
    for second, shown in by_second(os.path.join(folder, tracks),
                                   "track").items():
        objects = [(*flat(o["lat"], o["lon"], o["lat"]), o["vel"])
                   for o in truth.get(second, [])
                   if math.hypot(*o.get("vel", [0, 0])[:2]) > 5]
        for track in shown:
            if not objects:
                continue
            x, y = flat(track["lat"], track["lon"], track["lat"])
            ox, oy, vel = min(objects, key=lambda o: math.hypot(x - o[0],
                                                                y - o[1]))
            if math.hypot(x - ox, y - oy) > reach_m:
                continue
            total += ((x - ox) * vel[0] + (y - oy) * vel[1]) \
                / math.hypot(vel[0], vel[1])
            pairs += 1
    return (total / pairs if pairs else None), pairs


def deaf_site(folder):
    """deaf.yaml: the site with its microphones called observers, whose reports
    are of the moment they are made."""
    with open(os.path.join(folder, "site.yaml"), encoding="utf-8") as file:
        text = file.read()
    changed = text.replace("kind: acoustic", "kind: observer").replace(
        '"kind": "acoustic"', '"kind": "observer"').replace(
        '"kind":"acoustic"', '"kind":"observer"')
    if changed == text:
        raise ValueError("the site has no sensor of kind acoustic")
    with open(os.path.join(folder, "deaf.yaml"), "w",
              encoding="utf-8") as file:
        file.write(changed)


def sound(programs, scenario, folder):
    """How far tracks lag behind, with the sound's delay and without; the same
    of the clairvoyant, which no lost track disturbs."""
    reach_m = 1000.0
    deaf_site(folder)
    programs.track(folder, site="deaf.yaml", out="deaf-tracks.ndjson")
    programs.told(scenario, folder, site="deaf.yaml", out="deaf-told.ndjson")
    programs.told(scenario, folder)
    result = {}
    for name, tracks in (("with", "tracks"), ("without", "deaf-tracks"),
                         ("told_with", "told"),
                         ("told_without", "deaf-told")):
        result[name + "_m"], result[name + "_pairs"] = along_course(
            folder, tracks + ".ndjson", reach_m)
    return result


# ---- a sensor's own errors ----

# What the scenario `registration` does to its first radar; `sim` draws signs.
WRONG = "north"
INJECTED = {"azimuth": 1.0, "clock": 0.3, "range": 30.0}  # degrees, s, m
FOUND_AFTER_S = 120.0


def residuals(folder, sensor):
    """[(azimuth, range, rate)]: reported less true, degrees and metres, and
    how fast the true range grew, of the reports that are of an object."""
    with open(os.path.join(folder, "site.yaml"), encoding="utf-8") as file:
        text = file.read()
    block = text[text.index(sensor):]
    lat, lon = (float(re.search(rf'"?{key}"?: ?(-?[\d.]+)', block)[1])
                for key in ("lat", "lon"))
    truth = {}
    for _, line in lines_of(os.path.join(folder, "truth.ndjson")):
        truth.setdefault(line["object"], {})[round(line["t"])] = line
    origin = {line["line"]: line.get("object") for _, line in lines_of(
        os.path.join(folder, "origins.ndjson"))}
    x0, y0 = flat(lat, lon, lat)
    found = []
    for number, (_, r) in enumerate(lines_of(
            os.path.join(folder, "reports.ndjson")), 1):
        there = truth.get(origin.get(number), {}).get(round(r["t"]))
        if r["sensor"] != sensor or r["type"] != "polar" or there is None:
            continue
        ahead = r["t"] - round(r["t"])
        x, y = flat(there["lat"], there["lon"], lat)
        vx, vy, vz = there["vel"]
        x, y = x - x0 + ahead * vx, y - y0 + ahead * vy
        z = there["alt"] + ahead * vz
        away = math.hypot(x, y, z)
        az = r["az"] - math.degrees(math.atan2(x, y))
        found.append(((az + 180) % 360 - 180, r["range"] - away,
                      (x * vx + y * vy + z * vz) / away))
    return found


def injected(folder):
    """INJECTED with the signs that this seed has, read off the reports."""
    seen = residuals(folder, WRONG)
    n = len(seen)
    az, off, rate = (sum(column) / n for column in zip(*seen))
    slope = sum((o - off) * (v - rate) for _, o, v in seen) / sum(
        (v - rate) ** 2 for _, _, v in seen)
    # what is reported late is where it was: range less rate times lateness
    signs = {"azimuth": az, "clock": -slope, "range": off - slope * rate}
    return {e: math.copysign(INJECTED[e], signs[e]) for e in INJECTED}


def learnt(folder, name, sensor):
    """The errors told of the sensor, the first at FOUND_AFTER_S or later."""
    first = None
    for _, line in lines_of(os.path.join(folder, name)):
        first = line["t"] if first is None else first
        if line["sensor"] == sensor and line["t"] >= first + FOUND_AFTER_S - 10:
            return line["errors"]
    return {}


def registration(programs, _scenario, folder):
    """{error: |found - injected| / injected}; one not found is off by 1."""
    programs.track(folder, out="registered.ndjson", more=(
        "--sensors", os.path.join(folder, "sensors.ndjson")))
    found = learnt(folder, "sensors.ndjson", WRONG)
    result = {}
    for error, value in injected(folder).items():
        result[error] = (abs(found[error]["value"] / value - 1)
                         if error in found else 1.0)
        result[error + "_value"] = found.get(error, {}).get("value")
        result[error + "_sd"] = found.get(error, {}).get("sd")
        result[error + "_true"] = value
    return result


# ---- how many there are ----

def cardinality(_programs, scenario, folder):
    """Mean over the seconds after the first ten of |shown / there - 1|."""
    truth = by_second(os.path.join(folder, "truth.ndjson"), "truth")
    shown = by_second(os.path.join(folder, "tracks.ndjson"), "track")
    begin = min(truth) + max(scenario.skip_s, 10)
    errors = [abs(len(shown.get(second, [])) / len(objects) - 1)
              for second, objects in truth.items() if second >= begin]
    return sum(errors) / len(errors) if errors else None


# ---- area, for false tracks an area ----

def area_km2(_programs, _scenario, folder):
    """Of the union of the coverages of what sees or hears (not of what only
    listens to aircraft that say who they are), on a grid of 1 km."""
    cells = set()
    for place, reach_m in coverages(os.path.join(folder, "site.yaml"),
                                    ("ads-b", "remote-id")):
        x, y = (v / 1000 for v in flat(*place, place[0]))
        reach = reach_m / 1000
        for i in range(math.floor(x - reach), math.ceil(x + reach) + 1):
            for j in range(math.floor(y - reach), math.ceil(y + reach) + 1):
                if math.hypot(i + 0.5 - x, j + 0.5 - y) <= reach:
                    cells.add((i, j))
    return len(cells)


def coverages(path, but=()):
    """[((lat, lon), range)] of a site file as `sim` writes it, one sensor a
    line, but of some kinds."""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    number = r"(-?[\d.eE+]+)"
    found = []
    for block in re.split(r"\n\s*-\s", text)[1:]:
        kind = re.search(r"kind: ?([\w-]+)", block)
        if kind and kind[1] in but:
            continue
        lat = re.search(r"\"?lat\"?: ?" + number, block)
        lon = re.search(r"\"?lon\"?: ?" + number, block)
        reach = re.search(r"\"?range\"?: ?" + number, block)
        if lat and lon and reach:
            found.append(((float(lat[1]), float(lon[1])), float(reach[1])))
    return found


# ---- memory that stays flat ----

def flat_memory(programs, _scenario, folder):
    """Peak memory of the first quarter of the reports, and of all of them."""
    source = os.path.join(folder, "reports.ndjson")
    with open(source, encoding="utf-8") as file:
        total = sum(1 for _ in file)
    with open(source, encoding="utf-8") as file, \
            open(os.path.join(folder, "quarter.ndjson"), "w",
                 encoding="utf-8") as out:
        for number, line in enumerate(file):
            if number >= total // 4:
                break
            out.write(line)
    quarter = programs.track(folder, "quarter.ndjson", out="quarter.tracks")
    whole = programs.track(folder, out="whole.tracks")
    return {"quarter": quarter["peak_bytes"], "whole": whole["peak_bytes"]}


# ---- pictures ----

def thin(points, most):
    step = max(1, math.ceil(len(points) / most))
    return points[::step] + (points[-1:] if len(points) % step != 1 else [])


def paths(folder):
    """Where objects and tracks went, thinned, for a picture."""
    result = {}
    for kind, name, file in (("truth", "object", "truth.ndjson"),
                             ("track", "track", "tracks.ndjson")):
        by_name = {}
        for _, line in lines_of(os.path.join(folder, file)):
            if line.get("type") == kind and (
                    kind == "truth" or line["status"] in ("confirmed",
                                                          "coasting")):
                by_name.setdefault(line[name], []).append(
                    [round(line["lat"], 6), round(line["lon"], 6)])
        most = max(12, min(PATHS_POINTS, 24000 // max(len(by_name), 1)))
        result[kind] = [thin(points, most) for points in by_name.values()]
    result["sensors"] = [place for place, _ in coverages(
        os.path.join(folder, "site.yaml"))][:3000]
    return result


# ---- the scenario without its faults ----

def undegraded(programs, scenario, folder, seed, minutes):
    """Completeness of the scenario that `degraded` builds upon."""
    base = base_of(scenario.file)
    if base is None:
        return None
    clean = scenarios.of(base)
    other = os.path.join(folder, "clean")
    programs.sim(clean, seed, minutes, other)
    programs.track(other)
    return {"base": base, "completeness": programs.score(
        clean, other, noticeable=2)["completeness"]}


def base_of(path):
    with open(path, encoding="utf-8") as file:
        for line in file:
            if line.startswith("base:"):
                return os.path.splitext(os.path.basename(
                    line[5:].split("#")[0].strip()))[0]
    return None


ASKED = {"in_order": in_order, "sound": sound, "cardinality": cardinality,
         "area": area_km2, "flat": flat_memory, "registration": registration}


def measure(programs, scenario, folder, seed, minutes):
    result = {name: ASKED[name](programs, scenario, folder)
              for name in scenario.extras if name in ASKED}
    if scenario.asks in ("national", "local", "bound"):
        result["noticed"] = noticed(programs, scenario, folder)
        result["identity"] = identity(programs, scenario, folder)
    if "undegraded" in scenario.extras:
        result["undegraded"] = undegraded(programs, scenario, folder, seed,
                                          minutes)
    if seed == 1:
        result["paths"] = paths(folder)
    return result

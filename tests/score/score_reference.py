# SPDX-License-Identifier: Apache-2.0
"""The figures of `luchtwacht score` from their definitions, the slow way.

Written apart from the program and sharing nothing with it: every assignment is
tried. For a handful of objects and tracks.
"""
import itertools
import math

A_M = 6378137.0
E2 = 6.69437999014e-3


def ecef(lat, lon):
    lat, lon = math.radians(lat), math.radians(lon)
    n = A_M / math.sqrt(1 - E2 * math.sin(lat) ** 2)
    return (n * math.cos(lat) * math.cos(lon),
            n * math.cos(lat) * math.sin(lon), n * (1 - E2) * math.sin(lat))


def difference(truth, track):
    """Track less truth, east and north at the truth, on the ellipsoid."""
    d = [b - a for a, b in zip(ecef(*truth), ecef(*track))]
    lat, lon = map(math.radians, truth)
    east = -math.sin(lon) * d[0] + math.cos(lon) * d[1]
    north = (-math.sin(lat) * math.cos(lon) * d[0]
             - math.sin(lat) * math.sin(lon) * d[1] + math.cos(lat) * d[2])
    return east, north


def assignments(objects, tracks):
    """Every way to give each object a track of its own, or None."""
    for pick in itertools.product([None, *tracks], repeat=len(objects)):
        used = [t for t in pick if t is not None]
        if len(used) == len(set(used)):
            yield dict(zip(objects, pick))


def best(objects, tracks, distance, cutoff, p):
    """The cheapest assignment and its cost, by definition 1, alpha 2."""
    def cost(pairs):
        used = sum(t is not None for t in pairs.values())
        return (sum(distance[o, t] ** p for o, t in pairs.items()
                    if t is not None)
                + cutoff ** p / 2 * (len(objects) + len(tracks) - 2 * used))
    return min(((cost(pairs), pairs) for pairs in
                assignments(objects, tracks)), key=lambda x: x[0])


def offsets(truth, tracks):
    """Distance of every pair."""
    return {(o, t): math.hypot(*difference(truth[o], tracks[t]))
            for o in truth for t in tracks}


def ospa2(steps, cutoff, p, window):
    """Mean OSPA(2) of windows one behind the other, weighed by their steps:
    every way of pairing whole paths is tried."""
    total = 0
    for first in range(0, len(steps), window):
        part = steps[first:first + window]
        objects = sorted({o for truth, _ in part for o in truth})
        tracks = sorted({t for _, shown in part for t in shown})
        base = {}
        for o in objects:
            for t in tracks:
                terms = []
                for truth, shown in part:
                    if o in truth and t in shown:
                        d = math.hypot(*difference(truth[o], shown[t]))
                        terms.append(min(d, cutoff) ** p)
                    elif o in truth or t in shown:
                        terms.append(cutoff ** p)
                base[o, t] = sum(terms) / len(terms)
        larger = max(len(objects), len(tracks))
        least = 0
        if larger:
            least = min(
                sum(base[o, t] for o, t in pairs.items() if t is not None)
                + cutoff ** p * (larger - sum(t is not None
                                              for t in pairs.values()))
                for pairs in assignments(objects, tracks)) / larger
        total += least ** (1 / p) * len(part)
    return total / len(steps)


def trajectory_gospa(steps, cutoff, p, gamma):
    """The least over every sequence of assignments, step by step: exact
    where an assignment is a vector, one track or none for each object."""
    objects = sorted({o for truth, _ in steps for o in truth})
    tracks = sorted({t for _, shown in steps for t in shown})
    ways = [tuple(pairs[o] for o in objects)
            for pairs in assignments(objects, tracks)]

    def switch(a, b):
        return gamma ** p * sum(
            0 if x == y else 0.5 if None in (x, y) else 1
            for x, y in zip(a, b))

    def stand(way, truth, shown, distance):
        cost, used = 0, set()
        for o, t in zip(objects, way):
            if o in truth and t in shown and distance[o, t] < cutoff:
                cost += distance[o, t] ** p
                used.add(t)
            elif o in truth:
                cost += cutoff ** p / 2
        return cost + cutoff ** p / 2 * len(set(shown) - used)

    best = None
    for truth, shown in steps:
        distance = offsets(truth, shown)
        here = [stand(way, truth, shown, distance) for way in ways]
        if best is not None:
            here = [cost + min(before + switch(old, way)
                               for before, old in zip(best, ways))
                    for cost, way in zip(here, ways)]
        best = here
    return (min(best) / len(steps)) ** (1 / p)


def score(steps, cutoff, p):
    """steps: [({object: (lat, lon)}, {track: (lat, lon)})]"""
    total = dict.fromkeys(
        ("objects", "tracks", "assigned", "error2", "gospa", "power",
         "localisation", "switches", "near_objects", "near_tracks", "second",
         "nees", "longest", "false_s"), 0)
    last, runs, longest, shown, hit = {}, {}, {}, {}, set()
    for truth, tracks in steps:
        offset = {(o, t): difference(truth[o], tracks[t])
                  for o in truth for t in tracks}
        distance = {pair: math.hypot(*way) for pair, way in offset.items()}
        cost, pairs = best(list(truth), list(tracks), distance, cutoff, p)
        total["objects"] += len(truth)
        total["tracks"] += len(tracks)
        total["gospa"] += cost ** (1 / p)
        total["power"] += cost
        for t in tracks:
            shown[t] = shown.get(t, 0) + 1
        for o, t in pairs.items():
            if t is None:
                continue
            hit.add(t)
            total["assigned"] += 1
            total["error2"] += distance[o, t] ** 2
            total["localisation"] += distance[o, t] ** p
            total["switches"] += last.get(o, t) != t
            runs[o] = runs.get(o, 0) + 1 if last.get(o) == t else 1
            longest[o] = max(longest.get(o, 0), runs[o])
            last[o] = t
        followers = {}
        for t in tracks:
            near = [(distance[o, t], o) for o in truth
                    if distance[o, t] < cutoff]
            if near:
                followers[min(near)[1]] = followers.get(min(near)[1], 0) + 1
        total["near_objects"] += len(followers)
        total["near_tracks"] += sum(followers.values())
        total["second"] += sum(n > 1 for n in followers.values())
    n = len(steps)
    false = [t for t in shown if t not in hit]
    return {
        "completeness": total["assigned"] / total["objects"],
        "spurious_share": 1 - total["assigned"] / total["tracks"],
        "second_track_share": total["second"] / total["objects"],
        "rms": math.sqrt(total["error2"] / total["assigned"]),
        "identity_switches": total["switches"],
        "longest_segment": sum(longest.values()) / total["objects"],
        "false_tracks": len(false),
        "false_track_seconds": sum(shown[t] for t in false),
        "gospa.mean": total["gospa"] / n,
        "gospa.rms": (total["power"] / n) ** (1 / p),
        "gospa.localisation": (total["localisation"] / n) ** (1 / p),
        "gospa.missed": ((total["objects"] - total["assigned"])
                         * cutoff ** p / 2 / n) ** (1 / p),
        "gospa.false": ((total["tracks"] - total["assigned"])
                        * cutoff ** p / 2 / n) ** (1 / p),
        "siap.completeness": total["near_objects"] / total["objects"],
        "siap.ambiguity": total["near_tracks"] / total["near_objects"],
        "siap.spuriousness": 1 - total["near_tracks"] / total["tracks"],
    }

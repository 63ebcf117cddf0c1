#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The Swiss ADS-B recording of xoolive/traffic as contract reports.

usage: convert_switzerland.py switzerland.json.gz > reports.ndjson

State vectors on a 10 s grid, in arrival order. What cannot be true is left
out, counted and told of on standard error:

- a position that has not moved with its aircraft (less than half of what its
  own ground speed says, since the last one kept at most 30 s ago): the
  receiver network repeated an old one under a new time;
- a step of more than 600 m/s, or of more than 100 m/s up or down: one wrong
  value;
- a vertical rate beyond 8,000 ft/min: the report stays, without velocity.
"""
import gzip
import json
import math
import sys

FOOT_M = 0.3048
KNOT_MPS = 1852 / 3600
EARTH_RADIUS_M = 6371000.0
STEP_S_MAX = 30
STALE_SHARE = 0.5
STALE_SPEED_MPS = 30
SPEED_MPS_MAX = 600
CLIMB_MPS_MAX = 100
VERTICAL_RATE_FPM_MAX = 8000


def distance_m(a, b):
    mean = math.radians((a["latitude"] + b["latitude"]) / 2)
    north = math.radians(b["latitude"] - a["latitude"])
    east = math.radians(b["longitude"] - a["longitude"]) * math.cos(mean)
    return EARTH_RADIUS_M * math.hypot(north, east)


def fault(vector, last):
    """Why `vector` cannot be true after `last`, or None."""
    if last is None:
        return None
    step_s = (vector["timestamp"] - last["timestamp"]) / 1000
    if step_s > STEP_S_MAX:
        return None
    if step_s <= 0:
        return "repeated time"
    went_m = distance_m(last, vector)
    speed_mps = vector["groundspeed"] * KNOT_MPS
    if (speed_mps > STALE_SPEED_MPS
            and went_m < STALE_SHARE * speed_mps * step_s):
        return "old position under a new time"
    if went_m > SPEED_MPS_MAX * step_s:
        return "impossible step"
    climb_m = abs(vector["altitude"] - last["altitude"]) * FOOT_M
    if climb_m > CLIMB_MPS_MAX * step_s:
        return "impossible climb"
    return None


def report(vector):
    out = {
        "type": "position",
        "t": vector["timestamp"] // 1000,
        "sensor": "ads-b",
        "lat": round(vector["latitude"], 6),
        "lon": round(vector["longitude"], 6),
        "alt": round(vector["altitude"] * FOOT_M, 1),
    }
    if abs(vector["vertical_rate"]) <= VERTICAL_RATE_FPM_MAX:
        speed_mps = vector["groundspeed"] * KNOT_MPS
        track_rad = math.radians(vector["track"])
        out["vel"] = [
            round(speed_mps * math.sin(track_rad), 1),
            round(speed_mps * math.cos(track_rad), 1),
            round(vector["vertical_rate"] * FOOT_M / 60, 2),
        ]
    out["ident"] = {"icao": vector["icao24"]}
    callsign = vector["callsign"].strip()
    if callsign:
        out["ident"]["callsign"] = callsign
    return out


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    with gzip.open(sys.argv[1]) as file:
        vectors = json.load(file)
    vectors.sort(key=lambda v: (v["timestamp"], v["icao24"]))
    last = {}
    left_out = {}
    kept = no_velocity = 0
    for vector in vectors:
        why = fault(vector, last.get(vector["icao24"]))
        if why is not None:
            left_out[why] = left_out.get(why, 0) + 1
            if why.startswith("impossible"):
                del last[vector["icao24"]]  # which of the two was wrong?
            continue
        last[vector["icao24"]] = vector
        line = report(vector)
        no_velocity += "vel" not in line
        kept += 1
        print(json.dumps(line, separators=(",", ":")))
    print(f"{len(vectors)} state vectors, {kept} kept, of these "
          f"{no_velocity} without velocity; left out: {left_out}",
          file=sys.stderr)


if __name__ == "__main__":
    main()

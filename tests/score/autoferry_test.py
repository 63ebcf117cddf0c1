#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The promises on real recordings: as good as the peers, and no worse with more
sensors.

autoferry_test.py LUCHTWACHT; prints TAP. The figures themselves: `make study`.
"""
import math
import os
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, "..", "..")
sys.path[:0] = [os.path.join(ROOT, "scripts"),
                os.path.join(ROOT, "bench", "study")]
import autoferry as study  # noqa: E402
import tap  # noqa: E402

OUT = tap.Writer()
# The worst of the two peers that know no delays (autoferry.PEERS).
PEERS = [peer for name, peer in study.PEERS.items() if "told" not in name]
COMPLETENESS_MIN = min(peer[0] for peer in PEERS)
RMS_M_MAX = max(peer[1] for peer in PEERS)
SPURIOUS_MAX = max(peer[3] for peer in PEERS)
# What two runs with different sensors may differ by without meaning anything.
COMPLETENESS_SLACK = 0.01
RMS_M_SLACK = 0.2
GOSPA_M_SLACK = 0.5
SECOND_MAX = 0.02
SWITCHES_MAX = 4


def of_the_boats(score):
    """GOSPA but for what is false: the recordings hold boats, gulls and moored
    ships that have no truth, and to see more of them is no worse."""
    gospa = score["gospa"]
    return math.hypot(gospa["localisation"], gospa["missed"])


def mean(scores, key):
    values = [of_the_boats(score) if key == "gospa of the boats"
              else score[key] for score in scores]
    return sum(values) / len(values)


def check(name, good, *about):
    OUT.point(bool(good), name, [] if good else [str(a) for a in about])


def no_worse(more, fewer, name):
    for key, slack, sign in (("completeness", COMPLETENESS_SLACK, 1),
                             ("rms", RMS_M_SLACK, -1),
                             ("gospa of the boats", GOSPA_M_SLACK, -1)):
        a, b = mean(more, key), mean(fewer, key)
        check(f"{name}: {key} is no worse", sign * (a - b) >= -slack,
              f"{a:.3f} against {b:.3f}")


def main():
    program = sys.argv[1]
    with tempfile.TemporaryDirectory() as folder:
        scores = {way: [study.run(program, folder, scene, way)
                        for scene in study.SCENES] for way in study.WAYS}
    for way, of_way in scores.items():
        check(f"{way}: both boats are found in every recording",
              all(score["objects_tracked"] == 2 for score in of_way),
              [score["per_object"] for score in of_way])
    both = scores["radar, lidar"]
    check("radar, lidar: completeness as the peers'",
          mean(both, "completeness") >= COMPLETENESS_MIN,
          mean(both, "completeness"))
    check("radar, lidar: position error as the peers'",
          mean(both, "rms") <= RMS_M_MAX, mean(both, "rms"))
    for way, of_way in scores.items():
        spurious = mean(of_way, "spurious_share")
        check(f"{way}: spurious share as the peers'", spurious <= SPURIOUS_MAX,
              spurious)
        second = mean(of_way, "second_track_share")
        check(f"{way}: one track a boat", second <= SECOND_MAX, second)
        switches = sum(score["identity_switches"] for score in of_way)
        check(f"{way}: boats keep their tracks", switches <= SWITCHES_MAX,
              switches)
    no_worse(both, scores["radar"], "lidar added to radar")
    no_worse(scores["all four"], both, "cameras added to radar and lidar")
    return 0 if OUT.close() else 1


if __name__ == "__main__":
    sys.exit(main())

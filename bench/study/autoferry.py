# SPDX-License-Identifier: Apache-2.0
"""How well the tracker follows two boats, by which sensors it has.

Runs `track` and `score` on the five Autoferry recordings three ways: radar;
radar and lidar; all four sensors. doc/measuring.md says what the columns mean.
"""
import json
import os
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
SCENES = [f"autoferry-{number}" for number in range(2, 7)]
WAYS = {
    "radar": ["radar"],
    "radar, lidar": ["radar", "lidar"],
    "all four": ["radar", "lidar", "infrared", "camera"],
}
CUTOFF_M = 20
SKIP_S = 10
EVERY_S = 1

# Peers on the same recordings, radar and lidar, cut-off 20 m, first 10 s left
# out (measured November 2026): completeness, RMS m, switches, spurious share.
PEERS = {
    "VIMMJIPDA (NTNU's code)": (0.92, 7.1, 27, 0.67),
    "Stone Soup JPDA (EHM2)": (0.89, 7.3, 4, 0.64),
    "VIMMJIPDA, told the delays": (0.91, 5.9, 17, 0.67),
    "Stone Soup JPDA, told the delays": (0.90, 5.9, 2, 0.63),
}

# Heading, how the five recordings become one figure, decimals, source, and
# what it says.
MEAN, SUM = "mean", "sum"
COLUMNS = [
    ("complete", MEAN, 3, lambda s: s["completeness"],
     "share of the boats' time with a track"),
    ("RMS m", MEAN, 2, lambda s: s["rms"], "position error"),
    ("switches", SUM, 0, lambda s: s["identity_switches"],
     "a boat under another track than last, each step assigned anew"),
    ("kept", SUM, 0, lambda s: s["identity_switches_clear_mot"],
     "the same, where pairs that hold are kept"),
    ("spurious", MEAN, 3, lambda s: s["spurious_share"],
     "share of track time on neither boat"),
    ("second", MEAN, 3, lambda s: s["second_track_share"],
     "share of the boats' time with two tracks on one"),
    ("GOSPA m", MEAN, 2, lambda s: s["gospa"]["mean"], "mean of the steps"),
    ("local.", MEAN, 2, lambda s: s["gospa"]["localisation"],
     "part of its rms: position error"),
    ("missed", MEAN, 2, lambda s: s["gospa"]["missed"],
     "part of its rms: boats without a track"),
    ("false", MEAN, 2, lambda s: s["gospa"]["false"],
     "part of its rms: tracks without a boat"),
    ("never on", SUM, 0, lambda s: s["false_tracks"],
     "tracks that were never on a boat"),
    ("track s", SUM, 0, lambda s: s["track_seconds"],
     "seconds of all tracks together"),
    ("first s", MEAN, 1, lambda s: s["seconds_to_first_track"]["max"],
     "seconds until the later boat had a track"),
    ("NEES", MEAN, 2, lambda s: s["nees"]["horizontal"]["per_dimension"],
     "1 where the stated uncertainty is honest"),
    ("cpu s", SUM, 2, lambda s: s["cpu_seconds"], "processor time to track it"),
]


def site_of(text, sensors):
    """The site file with only these sensors. Each begins `  - id: NAME`."""
    head, *blocks = text.split("\n  - id: ")
    named = {block.split("\n", 1)[0].strip(): block for block in blocks}
    missing = [sensor for sensor in sensors if sensor not in named]
    if missing:
        sys.exit(f"study: no sensor {missing[0]} in the site file")
    return "".join([head] + [f"\n  - id: {named[s].rstrip()}"
                             for s in sensors]) + "\n"


def reports_of(lines, sensors):
    return [line for line in lines if json.loads(line)["sensor"] in sensors]


def run(program, folder, scene, way):
    """Score of one recording; leaves its files in `folder`."""
    source = os.path.join(ROOT, "data", "scenes", scene)
    name = os.path.join(folder, f"{scene}-{way.replace(', ', '-')}"
                        .replace(" ", "-"))
    with open(f"{source}/site.yaml", encoding="utf-8") as file:
        site = site_of(file.read(), WAYS[way])
    packed = subprocess.run(["zstd", "-dcq", f"{source}/reports.ndjson.zst"],
                            check=True, capture_output=True)
    lines = reports_of(packed.stdout.splitlines(keepends=True), WAYS[way])
    with open(f"{name}.yaml", "w", encoding="utf-8") as file:
        file.write(site)
    with open(f"{name}.reports.ndjson", "wb") as file:
        file.writelines(lines)

    before = os.times()
    started = time.monotonic()
    with open(f"{name}.tracks.ndjson", "wb") as tracks:
        subprocess.run([program, "track", "--site", f"{name}.yaml", "--every",
                        str(EVERY_S), f"{name}.reports.ndjson"],
                       check=True, stdout=tracks)
    elapsed_s = time.monotonic() - started
    after = os.times()
    scored = subprocess.run(
        [program, "score", "--truth", f"{source}/truth.ndjson", "--cutoff",
         str(CUTOFF_M), "--skip", str(SKIP_S), "--every", str(EVERY_S),
         "--json", f"{name}.tracks.ndjson"],
        check=True, capture_output=True)
    score = json.loads(scored.stdout)
    score["cpu_seconds"] = (after.children_user + after.children_system
                            - before.children_user - before.children_system)
    score["elapsed_seconds"] = elapsed_s
    score["reports"] = len(lines)
    score["tracks_file"] = os.path.basename(score["tracks_file"])
    score["truth"] = os.path.relpath(score["truth"], ROOT)
    with open(f"{name}.score.json", "w", encoding="utf-8") as file:
        json.dump(score, file, indent=1)
    return score


def figure(value, decimals):
    return "-" if value is None else f"{value:.{decimals}f}"


def row_of(scores):
    """One row of figures over several recordings; None where one has none."""
    row = []
    for _, how, _, of, _ in COLUMNS:
        values = [of(score) for score in scores]
        if None in values:
            row.append(None)
        else:
            row.append(sum(values) / (len(values) if how == MEAN else 1))
    return row


def tables(scores):
    """[(title, [(label, [figure as text])])] from {way: {scene: score}}."""
    out = []
    for way, by_scene in scores.items():
        rows = [(scene, row_of([score])) for scene, score in by_scene.items()]
        rows.append(("mean or sum", row_of(list(by_scene.values()))))
        out.append((way, [(label, [figure(value, column[2]) for value, column
                                   in zip(row, COLUMNS)])
                          for label, row in rows]))
    peers = []
    for name, (completeness, rms, switches, spurious) in PEERS.items():
        known = {"complete": completeness, "RMS m": rms,
                 "switches": switches, "spurious": spurious}
        peers.append((name, [figure(known.get(column[0]),
                                    min(column[2], 2)) for column in COLUMNS]))
    out.append(("peers: radar, lidar", peers))
    return out


def as_text(parts):
    label_width = max(len(label) for _, rows in parts for label, _ in rows)
    heads = [column[0] for column in COLUMNS]
    widths = [max([len(head)] + [len(row[i]) for _, rows in parts
                                 for _, row in rows])
              for i, head in enumerate(heads)]
    lines = []
    for title, rows in parts:
        lines.append(f"{title:<{label_width}}  " + "  ".join(
            head.rjust(width) for head, width in zip(heads, widths)))
        for label, row in rows:
            lines.append(f"{label:<{label_width}}  " + "  ".join(
                cell.rjust(width) for cell, width in zip(row, widths)))
        lines.append("")
    return "\n".join(lines)


def as_markdown(parts):
    """The means, and the peers: what the README quotes; then all of it."""
    heads = [column[0] for column in COLUMNS]
    lines = ["| sensors | " + " | ".join(heads) + " |",
             "|---|" + "---|" * len(heads)]
    for title, rows in parts[:-1]:
        lines.append(f"| {title} | " + " | ".join(rows[-1][1]) + " |")
    for label, row in parts[-1][1]:
        lines.append(f"| *{label}* | " + " | ".join(row) + " |")
    for title, rows in parts[:-1]:
        lines += ["", f"| {title} | " + " | ".join(heads) + " |",
                  "|---|" + "---|" * len(heads)]
        for label, row in rows:
            lines.append(f"| {label} | " + " | ".join(row) + " |")
    return "\n".join(lines) + "\n"


def study(program, folder, scenes=None):
    """{way: {scene: score}}; leaves the files of each run in `folder`."""
    os.makedirs(folder, exist_ok=True)
    return {way: {scene: run(program, folder, scene, way)
                  for scene in scenes or SCENES} for way in WAYS}


def sums(scores):
    """The same with the last row of each table, by column."""
    return {way: {**by_scene, "all": dict(zip(
        [column[0] for column in COLUMNS],
        row_of(list(by_scene.values()))))}
        for way, by_scene in scores.items()}


def heading():
    return (f"Autoferry, cut-off {CUTOFF_M} m, first {SKIP_S} s left out, a "
            f"step every {EVERY_S} s")


def legend():
    return "; ".join(f"{column[0]}: {column[4]}" for column in COLUMNS) + "."

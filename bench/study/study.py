#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""make study: how good the tracker is, each figure beside its bar.

    study.py LUCHTWACHT [--scenarios NAME,..] [--seeds N] [--minutes M]
             [--quick] [--jobs N] [--out FOLDER] [--no-recordings]
             [--no-warnings | --warnings-only]
    study.py LUCHTWACHT --tune [--scenarios NAME,..]

Runs every scenario of data/scenarios with many seeds, and the five Autoferry
recordings: sim, track, score, and the clairvoyant, a filter that is told which
report came from whom. Prints a table for each, and writes study.json, study.md
and the page study.html to FOLDER (build/study). What has been computed before
with the same programs is taken from there. doc/study.md says what it all means.
"""
import argparse
import concurrent.futures
import datetime
import math
import os
import subprocess
import sys

import autoferry
import figures
import page
import runs
import scenarios
import warned
import warned_page

QUICK_SEEDS, QUICK_MINUTES = 2, 2.0
TUNE_SEEDS = range(1001, 1005)
MOTIONS = ("straight", "legs", "calm", "turns", "steady", "turning", "agile")


def arguments():
    parser = argparse.ArgumentParser(
        description=__doc__.split("\n", 1)[0],
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--clairvoyant", help="the program (bench/study of "
                        "the same build unless told)")
    parser.add_argument("--out", default=os.path.join(
        scenarios.ROOT, "build", "study"))
    parser.add_argument("--scenarios", help="names, with commas between")
    parser.add_argument("--seeds", type=int, help="at most so many of each")
    parser.add_argument("--minutes", type=float, help="at most so many of "
                        "each scenario")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--quick", action="store_true",
                        help=f"{QUICK_SEEDS} seeds of {QUICK_MINUTES:g} "
                        "minutes")
    parser.add_argument("--keep", action="store_true",
                        help="keep reports and tracks, too (large)")
    parser.add_argument("--no-recordings", action="store_true",
                        help="scenarios alone")
    parser.add_argument("--no-warnings", action="store_true",
                        help="tracks alone")
    parser.add_argument("--warnings-only", action="store_true",
                        help="warnings alone")
    parser.add_argument("--tune", action="store_true",
                        help="which motion suits the clairvoyant best")
    args = parser.parse_args()
    if args.clairvoyant is None:
        args.clairvoyant = os.path.join(
            os.path.dirname(os.path.abspath(args.program)),
            "..", "..", "bench", "study", "clairvoyant")
    args.rewarn = os.path.join(os.path.dirname(
        os.path.abspath(args.clairvoyant)), "rewarn")
    if args.quick:
        args.seeds = args.seeds or QUICK_SEEDS
        args.minutes = args.minutes or QUICK_MINUTES
    return args


def chosen(names):
    present = scenarios.present()
    if names is None:
        return [scenarios.of(name) for name in present]
    asked = [name for name in names.split(",") if name]
    missing = [name for name in asked if name not in present]
    if missing:
        sys.exit(f"study: no scenario {missing[0]}; there are: "
                 + ", ".join(present))
    return [scenarios.of(name) for name in asked]


def said(error):
    if isinstance(error, subprocess.CalledProcessError):
        text = error.stderr or b""
        text = text if isinstance(text, str) else text.decode(errors="replace")
        last = (text.strip().splitlines() or ["it said nothing"])[-1]
        return f"{os.path.basename(error.cmd[0])} {error.cmd[1]}: exit " \
            f"{error.returncode}: {last}"
    return f"{type(error).__name__}: {error}"


def run_all(programs, args, wanted):
    """{scenario: [results by seed]} and what failed, as text."""
    results = {scenario.name: {} for scenario in wanted}
    failed = []
    tasks = [(scenario, seed) for scenario in wanted for seed in
             range(1, min(args.seeds or 1000, scenario.seeds) + 1)]
    with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        waiting = {pool.submit(
            runs.run, programs, args.out, scenario, seed,
            runs.minutes_of(scenario, args.minutes), args.keep):
            (scenario, seed) for scenario, seed in tasks}
        for done, task in enumerate(
                concurrent.futures.as_completed(waiting), 1):
            scenario, seed = waiting[task]
            try:
                results[scenario.name][seed] = task.result()
            except (subprocess.CalledProcessError, OSError, ValueError,
                    KeyError) as error:
                failed.append(f"{scenario.name}, seed {seed}: {said(error)}")
            if sys.stderr.isatty():
                print(f"\r{done}/{len(tasks)} {scenario.name:<20} ", end="",
                      file=sys.stderr, flush=True)
    if sys.stderr.isatty():
        print("\r" + " " * 40 + "\r", end="", file=sys.stderr)
    return {name: [by_seed[seed] for seed in sorted(by_seed)]
            for name, by_seed in results.items() if by_seed}, failed


def number(value, decimals):
    return "-" if value is None else f"{value:,.{decimals}f}"


def warned_heading(watch, results):
    return (f"warnings of {watch.name}: {len(results)} "
            f"seed{'s' if len(results) > 1 else ''} of "
            f"{results[0]['minutes']:.4g} min, from minute {watch.begin:g}")


def heading(scenario, results):
    if isinstance(scenario, warned.Watch):
        return warned_heading(scenario, results)
    if not results:
        return f"{scenario.name}: {scenario.about}"
    return (f"{scenario.name}: {scenario.about or 'a scenario'}; "
            f"{len(results)} seed{'s' if len(results) > 1 else ''} of "
            f"{results[0]['minutes']:.4g} min, cut-off "
            f"{scenario.cutoff_m:g} m")


def row_of(cell):
    """Name, value, interval, bar, mark, as texts."""
    decimals = cell.figure.decimals
    bar = cell.figure.bar
    unit = f" {cell.figure.unit}" if cell.figure.unit else ""
    return [cell.figure.name, number(cell.value, decimals) + unit,
            "" if cell.half is None or cell.value is None
            else f"+- {number(cell.half, decimals)}",
            bar.text(decimals) if bar else "", cell.mark]


def as_text(tables):
    lines = []
    for scenario, results, cells in tables:
        rows = [row_of(cell) for cell in cells]
        widths = [max(len(row[i]) for row in rows) for i in range(5)]
        lines += [heading(scenario, results)]
        lines += ["  " + "  ".join(
            text.ljust(width) if i in (0, 4) else text.rjust(width)
            for i, (text, width) in enumerate(zip(row, widths))).rstrip()
            for row in rows] + [""]
    return "\n".join(lines)


def as_markdown(tables):
    lines = []
    for scenario, results, cells in tables:
        lines += [f"## {heading(scenario, results)}", "",
                  "| figure | value | 95% | bar | |", "|---|---|---|---|---|"]
        lines += ["| " + " | ".join(row_of(cell)) + " |" for cell in cells]
        lines.append("")
    return "\n".join(lines)


def figures_json(cells):
    def finite(value):
        return value if value is not None and math.isfinite(value) else None
    return {cell.figure.key: {
        "name": cell.figure.name, "unit": cell.figure.unit,
        "value": finite(cell.value), "interval": finite(cell.half),
        "by_seed": [finite(value) for value in cell.by_seed],
        "mark": cell.mark, "bar": cell.figure.bar and {
            "kind": cell.figure.bar.kind,
            "low": finite(cell.figure.bar.low),
            "high": finite(cell.figure.bar.high)}} for cell in cells}


def as_json(tables, recordings, failed, warnings=()):
    tables = [table for table in tables if table[1]]
    out = {"made": datetime.datetime.now(datetime.timezone.utc).isoformat(
        timespec="seconds"), "failed": failed, "scenarios": {}, "warnings": {},
        "autoferry": autoferry.sums(recordings) if recordings else None}
    for scenario, results, cells in tables:
        out["scenarios"][scenario.name] = {
            "about": scenario.about, "seeds": len(results),
            "minutes": results[0]["minutes"], "cutoff": scenario.cutoff_m,
            "motion": scenario.motion if scenario.told else None,
            "figures": figures_json(cells)}
    for watch, results, cells in warnings:
        out["warnings"][watch.name] = {
            "seeds": len(results), "minutes": results[0]["minutes"],
            "begin": watch.begin, "figures": figures_json(cells),
            "curve": warned.curve(results)}
    return out


def summary(tables):
    """How many bars were reached, and which were not, the farthest first."""
    barred = [(scenario, cell) for scenario, _, cells in tables
              for cell in cells if cell.figure.bar]
    reached = sum(cell.mark == "reached" for _, cell in barred)
    lines = [f"{reached} of {len(barred)} bars reached"]
    lines += [f"  {scenario.name}: {cell.figure.name}: "
              f"{number(cell.value, cell.figure.decimals)} "
              f"(bar {cell.figure.bar.text(cell.figure.decimals)})"
              for scenario, cell in sorted(
                  (b for b in barred if b[1].mark.startswith("not reached")),
                  key=lambda b: -b[1].figure.bar.beyond(b[1].value))]
    return "\n".join(lines)


def tune(programs, args):
    """Which motion gives the clairvoyant the least position error."""
    for scenario in chosen(args.scenarios):
        if not scenario.told:
            continue
        minutes = runs.minutes_of(scenario, args.minutes or 5)
        scores = runs.tune(programs, args.out, scenario, TUNE_SEEDS, minutes,
                           MOTIONS)
        means = {motion: figures.mean("rms")(of) for motion, of in
                 scores.items()}
        best = min(means, key=lambda m: means[m] or float("inf"))
        nees = {motion: figures.mean("nees.horizontal.per_dimension")(of)
                for motion, of in scores.items()}
        print(f"{scenario.name} ({scenario.motion}): " + ", ".join(
            f"{motion} {number(value, 2)} m (NEES {number(nees[motion], 2)})"
            + (" <-" if motion == best else "")
            for motion, value in means.items()), flush=True)


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def history(program):
    """What replaying years of real alerts says (tests/warn)."""
    replay = os.path.join(os.path.dirname(os.path.abspath(program)), "..",
                          "..", "tests", "warn", "history_replay")
    alerts = os.path.join(scenarios.ROOT, "data", "history",
                          "ukraine-alerts.csv.gz")
    said = subprocess.run([replay, alerts], check=False, capture_output=True,
                          text=True)
    return "history of alerts\n" + (said.stdout if said.returncode == 0 else
                                    "failed: " + said.stderr)


def main():
    args = arguments()
    programs = runs.Programs(args.program, args.clairvoyant)
    os.makedirs(args.out, exist_ok=True)
    if args.tune:
        tune(programs, args)
        return 0
    wanted = [] if args.warnings_only else chosen(args.scenarios)
    results, failed = run_all(programs, args, wanted)
    tables = [(scenario, results[scenario.name],
               figures.table(scenario, results[scenario.name]))
              for scenario in wanted if scenario.name in results]
    told, more = ({}, []) if args.no_warnings else warned.run_all(
        programs, args.rewarn, args)
    failed += more
    warnings = [(watch, of, warned.table(watch, of))
                for watch, of in told.items()]
    recordings = {} if args.no_recordings or args.warnings_only else \
        autoferry.study(args.program, os.path.join(args.out, "autoferry"))

    if recordings:
        tables.append((scenarios.Scenario(
            "autoferry", "five real recordings; radar and lidar; cut-off "
            f"{autoferry.CUTOFF_M} m", cutoff_m=autoferry.CUTOFF_M), [],
            figures.recording_table(recordings)))
    print(as_text(tables + warnings))
    if recordings:
        print(autoferry.heading() + "\n")
        print(autoferry.as_text(autoferry.tables(recordings)))
        print(history(args.program))
    print(summary(tables + warnings))
    for line in failed:
        print(f"failed: {line}")
    whole = as_json(tables, recordings, failed, warnings)
    runs.write_json(os.path.join(args.out, "study.json"), whole)
    write(os.path.join(args.out, "study.md"), as_markdown(tables + warnings) + (
        autoferry.as_markdown(autoferry.tables(recordings))
        if recordings else ""))
    write(os.path.join(args.out, "study.html"),
          page.html(tables, recordings, whole, warnings,
                    warned_page.html(warnings)))
    print(f"also in {os.path.relpath(args.out)}: study.html, study.md, "
          "study.json")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

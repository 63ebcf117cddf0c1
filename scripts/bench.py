#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""make bench: every benchmark, and at the end a table of the figures that have
a bar to reach.   bench.py BUILD [NAME ...]

The figures are processor time of this machine, as busy as it is just then.
"""
import re
import subprocess
import sys

START = "bar: "
# What meson says around the programs' own lines.
BEGIN = re.compile(r"\s*\d+/\d+ (\S+) +RUNNING")
NOISE = re.compile(r">>> |―|\s*\d+/\d+ \S+ +OK |\w[\w ]*: +\d+ *$|Full log|"
                   r"\s*$")


class Bar:
    def __init__(self, line):
        self.what, value, self.side, bar, self.unit = (
            line[len(START):].rstrip("\n").split(" | "))
        self.value, self.bar = float(value), float(bar)

    @property
    def reached(self):
        return (self.value >= self.bar if self.side == "at least"
                else self.value <= self.bar)

    @property
    def verdict(self):
        if self.reached:
            return "reached"
        times = (self.bar / self.value if self.side == "at least"
                 else self.value / self.bar) if self.value and self.bar else 0
        return f"NOT: {times:.3g} times off"


def number(value):
    """Three digits, as people write them."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def table(bars):
    rows = [(b.what, f"{number(b.value)} {b.unit}".strip(),
             f"{b.side} {number(b.bar)}", b.verdict) for b in bars]
    rows.insert(0, ("what", "is", "bar", ""))
    width = [max(len(row[i]) for row in rows) for i in range(3)]
    return "\n".join(
        f"{what:{width[0]}}  {value:>{width[1]}}  {bar:{width[2]}}  {verdict}"
        .rstrip() for what, value, bar, verdict in rows)


def main(build, names):
    bars = []
    run = subprocess.Popen(
        ["meson", "test", "-C", build, "--benchmark", "--verbose",
         "--no-rebuild", "--num-processes", "1", *names],
        stdout=subprocess.PIPE, text=True)
    for line in run.stdout:
        begins = BEGIN.match(line)
        if line.startswith(START):
            bars.append(Bar(line))
        elif begins:
            print(f"\n{begins[1]}", flush=True)
        elif not NOISE.match(line):
            print(line, end="", flush=True)
    status = run.wait()
    if bars:
        reached = sum(bar.reached for bar in bars)
        print(f"\n{table(bars)}\n\n{reached} of {len(bars)} bars reached")
    return 1 if status else 0


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("usage: bench.py BUILD [NAME ...]")
    sys.exit(main(sys.argv[1], sys.argv[2:]))

# SPDX-License-Identifier: Apache-2.0
"""TAP, the Test Anything Protocol: our checks write it, test.py counts it."""
import re

POINT = re.compile(r"^(?P<not>not )?ok\b(?:\s+\d+)?(?P<rest>.*)$")
DIRECTIVE = re.compile(r"#\s*(SKIP|TODO)\b\s*(.*)", re.IGNORECASE)
PLAN = re.compile(r"^1\.\.(\d+)(?:\s*#\s*SKIP\b\s*(.*))?", re.IGNORECASE)


class Count:
    """Single tests: passed, failed, skipped; with the names that matter."""

    def __init__(self):
        self.passed = 0
        self.failures = []
        self.skips = []

    @property
    def total(self):
        return self.passed + len(self.failures) + len(self.skips)

    def add(self, other):
        self.passed += other.passed
        self.failures += other.failures
        self.skips += other.skips


def count(text, name):
    """The points of one program's TAP output. Where points are nested, the
    innermost are the tests. Fewer points than the plan promises are a failure:
    the program ended early."""
    result = Count()
    planned = None
    outer = 0
    inner = {}  # indentation -> points at it since the last one further out
    for line in text.splitlines():
        indent = len(line) - len(line.lstrip(" "))
        line = line.strip()
        plan = PLAN.match(line)
        if plan and indent == 0:
            planned = int(plan[1])
            if planned == 0:
                result.skips.append(f"{name}: {plan[2] or 'no reason given'}")
            continue
        point = POINT.match(line)
        if not point:
            continue
        outer += indent == 0
        directive = DIRECTIVE.search(point["rest"])
        title = point["rest"].split("#")[0].strip(" -")
        bad = point["not"] and not directive
        deeper = [inner.pop(n) for n in list(inner) if n > indent]
        inner[indent] = inner.get(indent, False) or bool(bad)
        if deeper:  # a parent: its tests have been counted
            if bad and not any(deeper):
                result.failures.append(f"{name}: {title}")
        elif directive and directive[1].upper() == "SKIP":
            result.skips.append(
                f"{name}: {title}: {directive[2] or 'no reason given'}")
        elif bad:
            result.failures.append(f"{name}: {title}")
        else:
            result.passed += 1
    if planned and outer < planned:
        result.failures.append(
            f"{name}: ended after {outer} of {planned} tests")
    return result


def failed_only(text):
    """The points that failed, with what is said below each."""
    kept = []
    keep = False
    for line in text.splitlines():
        point = POINT.match(line.strip())
        if point:
            keep = bool(point["not"])
        elif line.strip().startswith("# Subtest") or PLAN.match(line):
            keep = False
        if keep:
            kept.append(line)
    return "\n".join(kept)


class Writer:
    """Prints points as they come; `close` prints the plan and says whether
    all were good."""

    def __init__(self):
        self.points = 0
        self.failed = 0

    def point(self, good, name, details=()):
        self.points += 1
        self.failed += not good
        print(f"{'' if good else 'not '}ok {self.points} - {name}", flush=True)
        for line in details:
            print(f"# {line}", flush=True)

    def close(self):
        print(f"1..{self.points}", flush=True)
        return self.failed == 0

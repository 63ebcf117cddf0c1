# SPDX-License-Identifier: Apache-2.0
"""TAP, the Test Anything Protocol: written by our checks, counted by test.py."""
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
    """The points of one program's TAP output. Fewer points than its plan
    promises are a failure: it ended early."""
    result = Count()
    planned = None
    for line in text.splitlines():
        line = line.strip()
        plan = PLAN.match(line)
        if plan:
            planned = int(plan[1])
            if planned == 0:
                result.skips.append(f"{name}: {plan[2] or 'no reason given'}")
            continue
        point = POINT.match(line)
        if not point:
            continue
        directive = DIRECTIVE.search(point["rest"])
        title = point["rest"].split("#")[0].strip(" -")
        if directive and directive[1].upper() == "SKIP":
            result.skips.append(
                f"{name}: {title}: {directive[2] or 'no reason given'}")
        elif point["not"] and not directive:
            result.failures.append(f"{name}: {title}")
        else:
            result.passed += 1
    if planned and result.total < planned:
        result.failures.append(
            f"{name}: ended after {result.total} of {planned} tests")
    return result


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

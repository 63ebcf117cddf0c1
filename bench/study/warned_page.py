# SPDX-License-Identifier: Apache-2.0
"""The part of the study's page that is about warnings."""
import math

import page
import warned
from page import BROAD, LEFT, RIGHT, WIDTH, dot, esc, line, plot, rect, svg
from page import text


def nearest_square(value):
    return max(0.0, value) ** 0.5


def curve(results):
    """Lead time against over-warned time, a line for each `minutes`, a dot for
    each `probability`: what a site chooses between."""
    points = warned.curve(results)
    if not points:
        return ""
    height, left = 300, 44
    most_x = max(p["over"] for p in points) * 1.08 or 1
    most_y = max(p["lead"] for p in points) / 60 * 1.1 or 1

    def at(point):
        return (left + nearest_square(point["over"] / most_x)
                * (BROAD - left - 90),
                height - 34 - point["lead"] / 60 / most_y * (height - 50))
    parts = []
    for tick in page.nice_ticks(0, most_y, 5):
        y = height - 34 - tick / most_y * (height - 50)
        parts += [line(left, y, BROAD - RIGHT, y, "grid"),
                  text(left - 5, y + 4, f"{tick:g}", "end")]
    for tick in (0, 0.1, 0.25, 0.5, 1, 2, 4, 8):
        if tick > most_x:
            break
        x = left + nearest_square(tick / most_x) * (BROAD - left - 90)
        parts += [line(x, 8, x, height - 34, "grid"),
                  text(x, height - 20, f"{tick:g}", "middle")]
    for minutes in sorted({p["minutes"] for p in points}):
        row = [p for p in points if p["minutes"] == minutes]
        parts.append(f'<path d="{page.path_of(row, at)}" fill="none" '
                     'stroke="var(--ours)" stroke-width="1.2"/>')
        for p in row:
            x, y = at(p)
            parts += [dot(x, y, 3, "ours"),
                      text(x, y - 6, f"{p['probability']:g}", "middle")]
        x, y = at(row[0])
        parts.append(text(x + 10, y + 4, f"{minutes:g} min",
                          extra='class="name over"'))
    parts += [text(left, height - 5, "km2-hours warned and not needed, of each "
                   "that was needed"),
              text(left + 4, 12, "median lead, minutes",
                   extra='class="over"')]
    return plot("settings: how early, at what price; a line for each `minutes` "
                "and a dot for each `probability`",
                svg(BROAD, height, parts, "lead against over-warned time"),
                "broad")


def hours(results):
    """Zone-area-hours of ours, of the oracle, of the habit, as bars."""
    rows = [("warned", "warned", "ours"), ("the oracle", "oracle", "good"),
            ("province-wide, 160 km", "province", "missed"),
            ("province-wide, all of it", "country", "false")]
    sums = [warned.total(f"{key}.area_hours")(results) for _, key, _ in rows]
    most = max(sums)
    if not most > 0:
        return ""
    parts = []
    for i, ((name, _, colour), value) in enumerate(zip(rows, sums)):
        y = 30 + 40 * i
        parts += [text(LEFT, y - 6, name, extra='class="name"'),
                  text(WIDTH - RIGHT, y - 6, f"{value:,.0f}", "end",
                       'class="name"'),
                  rect(LEFT, y, value / most * (WIDTH - LEFT - RIGHT), 12,
                       colour)]
    return plot("km2-hours under warning",
                svg(WIDTH, 20 + 40 * len(rows), parts, "hours of warning"))


def leads(results):
    """How many of the first entries had at least so long."""
    of = warned.entries(results, warned.seen_first)
    if not of:
        return ""
    height, left, most = 190, 34, 20 * 60
    ours = sorted((warned.lead_of(e) for e in of), reverse=True)
    oracle = sorted((e["noticed_oracle_lead"] for e in of), reverse=True)

    def at(point):
        return (left + point[0] / most * (WIDTH - left - RIGHT),
                height - 22 - point[1] * (height - 36))
    parts = []
    for tick in (0, 0.25, 0.5, 0.75, 1):
        y = at((0, tick))[1]
        parts += [line(left, y, WIDTH - RIGHT, y, "grid"),
                  text(left - 4, y + 4, f"{tick:g}", "end")]
    for tick in (0, 5, 10, 15, 20):
        parts.append(text(at((60 * tick, 0))[0], height - 7, f"{tick}",
                          "middle"))
    for values, colour in ((oracle, "good"), (ours, "ours")):
        steps = [(0, sum(v >= 0 for v in values) / len(values))]
        steps += [(min(v, most), sum(u >= v for u in values) / len(values))
                  for v in reversed(values) if v > 0]
        steps.append((steps[-1][0], 0))
        parts.append(f'<path d="{page.path_of(steps, at)}" fill="none" '
                     f'stroke="var(--{colour})" stroke-width="1.6"/>')
    return plot("share of first entries with so many minutes of warning "
                "(green: the oracle)",
                svg(WIDTH, height, parts, "lead times"))


def reliability(results):
    parts = warned.bins(results, "line_claims")
    return page.reliability_of(
        [p for p in parts if math.isfinite(p[0])],
        "chance that something comes: claimed, and came (area: time)", "came")


def card(watch, results, cells):
    barred = [c for c in cells if c.figure.bar]
    reached = sum(c.mark == "reached" for c in barred)
    plots = [] if watch.asks == "silence" else [
        curve(results), hours(results), leads(results), reliability(results)]
    seeds = len(results)
    return (f'<section id="warnings-{esc(watch.name)}"><h2>Warnings: '
            f'{esc(watch.name)}</h2><p class=soft>{seeds} '
            f'seed{"s" if seeds > 1 else ""} of {results[0]["minutes"]:.4g} '
            f"min, from minute {watch.begin:g} · {reached} of {len(barred)} "
            f'bars reached</p><div class=plots>{"".join(plots)}</div>'
            f"<details{' open' if reached < len(barred) else ''}><summary>"
            f"figures and bars</summary>{page.table(cells)}</details>"
            "</section>")


def html(tables):
    return "".join(card(*parts) for parts in tables)

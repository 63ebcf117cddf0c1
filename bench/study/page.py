# SPDX-License-Identifier: Apache-2.0
"""The study as one HTML page that needs nothing else: tables and SVG plots."""
import html as escape_of
import math

import autoferry
import figures

STYLE = """
:root { color-scheme: light dark; --page: #f6f7f9; --card: #fff;
  --ink: #14202b; --soft: #5b6875; --line: #dde2e8; --ours: #1f6fd0;
  --told: #8a94a0; --good: #12874a; --bad: #c8362e; --band: #12874a22;
  --missed: #e08a1e; --false: #a345b5; --grid: #e7ebf0; }
@media (prefers-color-scheme: dark) { :root { --page: #0f151b;
  --card: #18212a; --ink: #e8edf2; --soft: #97a4b1; --line: #2b3743;
  --ours: #5ea5f5; --told: #7d8894; --good: #3fbf7f; --bad: #f0705f;
  --band: #3fbf7f26; --missed: #f0a94a; --false: #cf7fe0;
  --grid: #26313c; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink);
  font: 15px/1.45 "Noto Sans", system-ui, sans-serif; }
main { max-width: 1320px; margin: 0 auto; padding: 28px 20px 60px; }
h1 { font-size: 28px; margin: 0 0 4px; letter-spacing: -0.01em; }
h2 { font-size: 19px; margin: 0; }
p { margin: 4px 0 0; } .soft { color: var(--soft); }
.chips { display: flex; flex-wrap: wrap; gap: 10px; margin: 18px 0 22px; }
.chip { background: var(--card); border: 1px solid var(--line);
  border-radius: 10px; padding: 10px 16px; min-width: 130px; }
.chip b { display: block; font-size: 24px; font-weight: 600;
  font-variant-numeric: tabular-nums; }
section { background: var(--card); border: 1px solid var(--line);
  border-radius: 12px; padding: 18px 20px; margin: 0 0 18px; }
.plots { display: grid; gap: 14px 26px; margin-top: 12px;
  grid-template-columns: minmax(250px, 1.25fr) 1fr 1fr;
  grid-auto-flow: dense; }
.plots .tall { grid-row: span 3; } .plots .broad { grid-column: span 2; }
@media (max-width: 800px) { .plots { grid-template-columns: 1fr; }
  .plots .broad { grid-column: auto; } }
figure { margin: 0; } figcaption { font-size: 13px; color: var(--soft);
  margin-bottom: 2px; }
svg { display: block; width: 100%; height: auto; }
svg text { fill: var(--soft); font-size: 11px; font-family: inherit; }
svg .name { fill: var(--ink); }
svg .over { paint-order: stroke; stroke: var(--card); stroke-width: 3px; }
table { border-collapse: collapse; width: 100%; font-size: 14px;
  font-variant-numeric: tabular-nums; }
th { text-align: right; font-weight: 500; color: var(--soft);
  padding: 3px 10px; border-bottom: 1px solid var(--line); }
td { text-align: right; padding: 3px 10px; border-bottom: 1px solid
  var(--grid); white-space: nowrap; }
td:first-child, th:first-child, td.mark { text-align: left; }
td:first-child, th:first-child { padding-left: 0; white-space: normal; }
.good { color: var(--good); } .bad { color: var(--bad); }
.tiles { font-size: 11px; } .tiles td { padding: 2px 3px; text-align: center;
  border: 1px solid var(--card); min-width: 34px; }
.tiles td:first-child { text-align: right; white-space: nowrap;
  padding-right: 10px; }
.tiles th.up { writing-mode: vertical-rl; transform: rotate(180deg);
  text-align: left; padding: 6px 2px; border: 0; }
.tiles a { color: inherit; text-decoration: none; } .none { color:
  var(--soft); }
.wide { overflow-x: auto; } details { margin-top: 10px; }
summary { cursor: pointer; color: var(--soft); font-size: 14px; }
.dense { font-size: 13px; } .dense td, .dense th { padding: 3px 7px;
  white-space: nowrap; } .dense tr.group th { padding-top: 14px; }
.dense td:first-child, .dense th:first-child { padding-left: 0; }
"""
WIDTH, BROAD, LEFT, RIGHT = 300, 640, 8, 8


def esc(text):
    return escape_of.escape(str(text), quote=True)


def num(value, decimals):
    return "–" if value is None else f"{value:,.{decimals}f}"


def svg(width, height, parts, label):
    return (f'<svg viewBox="0 0 {width} {height}" role="img" '
            f'aria-label="{esc(label)}">{"".join(parts)}</svg>')


def text(x, y, words, anchor="start", extra=""):
    return (f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" '
            f'{extra}>{esc(words)}</text>')


def line(x1, y1, x2, y2, colour, extra=""):
    return (f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" '
            f'stroke="var(--{colour})" {extra}/>')


def dot(x, y, r, colour, opacity=1.0):
    return (f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}" '
            f'fill="var(--{colour})" fill-opacity="{opacity}"/>')


def rect(x, y, w, h, colour):
    return (f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(w, 0):.1f}" '
            f'height="{h:.1f}" fill="var(--{colour})"/>')


def plot(caption, drawing, kind=""):
    return (f'<figure class="{kind}"><figcaption>{esc(caption)}</figcaption>'
            f"{drawing}</figure>")


def cell_of(cells, key):
    return next((c for c in cells if c.figure.key == key
                 and c.value is not None), None)


def nice_ticks(low, high, count=4):
    step = 10 ** math.floor(math.log10((high - low) / count))
    step *= next(m for m in (1, 2, 5, 10) if (high - low) / (step * m)
                 <= count + 0.5)
    first = math.ceil(low / step - 1e-9)
    return [k * step for k in range(first, int(high / step + 1e-9) + 1)]


def strip(rows, low, high, bars, band=None, log=False):
    """Dots of each seed in a row, the mean with its interval on top."""
    top, each = 6, 44
    height = top + each * len(rows) + 18

    def at(value):
        value = min(max(value, low), high)
        if log:
            share = math.log(value / low) / math.log(high / low)
        else:
            share = (value - low) / (high - low)
        return LEFT + share * (WIDTH - LEFT - RIGHT)
    parts = []
    if band:
        parts.append(rect(at(band[0]), top, at(band[1]) - at(band[0]),
                          each * len(rows), "band"))
    ticks = ([v for v in (0.1, 0.2, 0.5, 1, 2, 5, 10, 20) if low <= v <= high]
             if log else nice_ticks(low, high))
    for tick in ticks:
        parts += [line(at(tick), top, at(tick), height - 16, "grid"),
                  text(at(tick), height - 4, f"{tick:g}", "middle")]
    for i, (name, cell) in enumerate(rows):
        y = top + each * i + 28
        parts.append(text(LEFT, y - 14, name, extra='class="name"'))
        for k, value in enumerate(v for v in cell.by_seed if v is not None):
            parts.append(dot(at(value), y + (k * 7 % 5 - 2) * 1.6, 3, "ours",
                             0.35))
        if cell.half is not None:
            parts.append(line(at(cell.value - cell.half), y,
                              at(cell.value + cell.half), y, "ours",
                              'stroke-width="3" stroke-linecap="round"'))
        parts.append(dot(at(cell.value), y, 4.5, "ours"))
        parts.append(text(WIDTH - RIGHT, y - 14, f"{cell.value:.3g}", "end",
                          'class="name"'))
        if bars[i] is not None:
            parts.append(line(at(bars[i]), y - 9, at(bars[i]), y + 9, "bad",
                              'stroke-width="2"'))
    return svg(WIDTH, height, parts, ", ".join(
        f"{name} {cell.value:.3g}" for name, cell in rows))


def against_told(cells):
    rows = [(name, cell_of(cells, key)) for name, key in
            (("position RMS", "rms_ratio"), ("GOSPA", "gospa_ratio"))]
    rows = [(name, cell) for name, cell in rows if cell]
    if not rows:
        return ""
    values = [v for _, c in rows for v in (*c.by_seed, c.value)
              if v is not None]
    bars = [c.figure.bar.high if c.figure.bar else None for _, c in rows]
    return plot("times the clairvoyant's (red: the bar)", strip(
        rows, min(0.9, min(values)) - 0.02,
        min(max(1.35, max(values)), 4) + 0.02, bars))


def honesty(cells):
    cell = cell_of(cells, "nees")
    if not cell:
        return ""
    rows = [("tracker", cell), ("clairvoyant", cell_of(cells, "told_nees"))]
    rows = [row for row in rows if row[1]]
    return plot("NEES a dimension, in its band when honest",
                strip(rows, 0.2, 5, [None, None], (0.7, 1.5), log=True))


def parts_of(results, who):
    """(localisation, missed, false), as shares of GOSPA, and GOSPA itself."""
    sums = [0.0, 0.0, 0.0]
    for result in results:
        gospa = figures.dig(result, f"{who}.gospa")
        if not gospa:
            return None
        for i, key in enumerate(("localisation", "missed", "false")):
            sums[i] += gospa[key] ** 2 / len(results)
    total = sum(sums)
    return ([s / total for s in sums], math.sqrt(total)) if total else None


def gospa_parts(results):
    rows = [(name, parts_of(results, who)) for name, who in
            (("tracker", "track"), ("clairvoyant", "told"))]
    rows = [(name, of) for name, of in rows if of]
    if not rows:
        return ""
    most = max(of[1] for _, of in rows)
    parts = []
    for i, (name, (shares, whole)) in enumerate(rows):
        y, x = 30 + 50 * i, LEFT
        parts.append(text(LEFT, y - 6, name, extra='class="name"'))
        parts.append(text(WIDTH - RIGHT, y - 6, f"{whole:,.1f} m", "end",
                          'class="name"'))
        for share, colour in zip(shares, ("ours", "missed", "false")):
            width = share * whole / most * (WIDTH - LEFT - RIGHT)
            parts.append(rect(x, y, max(width - 1.5, 0), 16, colour))
            x += width
    x = LEFT
    for word, colour in (("localisation", "ours"), ("missed", "missed"),
                         ("false", "false")):
        y = 20 + 50 * len(rows)
        parts += [rect(x, y, 9, 9, colour), text(x + 13, y + 8.5, word)]
        x += 30 + 6.2 * len(word)
    return plot("GOSPA (rms) and what it is made of",
                svg(WIDTH, 34 + 50 * len(rows), parts, "GOSPA by parts"))


def reliability(results):
    return reliability_of(figures.classes(results), "existence: claimed, and "
                          "right (area: time)", "right")


def reliability_of(parts_in, caption, outcome):
    """[(claimed, came true, weight)] beside the line of honest claims."""
    if not parts_in:
        return ""
    low = min(0.45, min(min(c, r) for c, r, _ in parts_in) - 0.05)
    low = max(0.0, math.floor(low * 10) / 10)
    size, left, bottom = 158, 30, 22

    def at(value):
        return (value - low) / (1 - low) * (size - 12)
    total = sum(s for _, _, s in parts_in)
    parts = [line(left, size, left + at(1), size - at(1), "told",
                  'stroke-dasharray="3 3"')]
    for tick in nice_ticks(low, 1):
        parts += [line(left + at(tick), size - at(1), left + at(tick), size,
                       "grid"),
                  line(left, size - at(tick), left + at(1), size - at(tick),
                       "grid"),
                  text(left + at(tick), size + 14, f"{tick:g}", "middle"),
                  text(left - 5, size - at(tick) + 4, f"{tick:g}", "end")]
    for claimed, right, seconds in parts_in:
        parts.append(dot(left + at(claimed), size - at(right),
                         3 + 11 * math.sqrt(seconds / total), "ours", 0.65))
    parts.append(text(left + at(1) + 6, size - 2, "claimed"))
    parts.append(text(left + 4, 10, outcome))
    return plot(caption, svg(WIDTH, size + bottom, parts, "reliability"))


def over_time(results):
    """GOSPA of the first seed as it went, tracker over clairvoyant."""
    first = next((r for r in results if r.get("track_series")), None)
    if first is None:
        return ""
    rows = [(first[who + "_series"], colour) for who, colour in
            (("told", "told"), ("track", "ours"))
            if first.get(who + "_series")]
    begin = first["track_series"]["t"][0]
    last = max(first["track_series"]["t"][-1] - begin, 1)
    most = max(max((g for g in series["gospa"] if g is not None), default=0)
               for series, _ in rows) or 1
    height, left = 140, 40

    def at(point):
        return (left + (point[0] - begin) / last * (BROAD - left - RIGHT),
                height - 20 - point[1] / most * (height - 32))
    parts = []
    for tick in nice_ticks(0, most, 3):
        y = at((begin, tick))[1]
        parts += [line(left, y, BROAD - RIGHT, y, "grid"),
                  text(left - 4, y + 4, f"{tick:g}", "end")]
    for series, colour in rows:
        points = [(t, g) for t, g in zip(series["t"], series["gospa"])
                  if g is not None]
        if points:
            parts.append(f'<path d="{path_of(points, at)}" fill="none" '
                         f'stroke="var(--{colour})" stroke-width="1.5"/>')
    parts += [text(left, height - 5, "0"), text(
        BROAD - RIGHT, height - 5, f"{last / 60:.3g} min", "end")]
    return plot("seed 1: GOSPA in metres over time (grey: clairvoyant)",
                svg(BROAD, height, parts, "GOSPA over time"), "broad")


def path_of(points, at):
    steps = [f"{x:.1f},{y:.1f}" for x, y in map(at, points)]
    return "M" + "L".join(steps)


def scene(results):
    paths = next((r["paths"] for r in results if r.get("paths")), None)
    if not paths or not paths["truth"]:
        return ""
    points = [p for path in paths["truth"] for p in path]
    lats, lons = zip(*points)
    stretch = math.cos(math.radians((min(lats) + max(lats)) / 2))
    span = max(max(lats) - min(lats), (max(lons) - min(lons)) * stretch,
               1e-6) * 1.06
    mid = (max(lats) + min(lats)) / 2, (max(lons) + min(lons)) / 2
    size = WIDTH

    def at(point):
        return (size / 2 + (point[1] - mid[1]) * stretch / span * size,
                size / 2 - (point[0] - mid[0]) / span * size)
    inside = [xy for xy in map(at, paths["sensors"])
              if 0 <= xy[0] <= size and 0 <= xy[1] <= size]
    parts = [dot(x, y, 1.6 if len(inside) > 200 else 3, "good", 0.5)
             for x, y in inside]
    for path in paths["truth"]:
        parts.append(f'<path d="{path_of(path, at)}" fill="none" '
                     'stroke="var(--told)" stroke-opacity="0.45" '
                     'stroke-width="3" stroke-linejoin="round"/>')
    for path in paths["track"]:
        parts.append(f'<path d="{path_of(path, at)}" fill="none" '
                     'stroke="var(--ours)" stroke-width="1"/>')
    km = 10 ** math.floor(math.log10(span * 111.2 / 3))
    length = km / 111.2 / span * size
    parts += [line(10, size - 10, 10 + length, size - 10, "ink",
                   'stroke-width="2"'),
              text(10, size - 16, f"{km:g} km" if km >= 1 else
                   f"{1000 * km:g} m", extra='class="name over"')]
    return plot("seed 1: truth (grey), tracks (blue), sensors (green)",
                svg(size, size, [f'<clipPath id="c"><rect width="{size}" '
                                 f'height="{size}"/></clipPath>'
                                 '<g clip-path="url(#c)">', *parts, "</g>"],
                    "map of the first seed"), "tall")


def mark_html(cell):
    if not cell.mark:
        return ""
    kind = "good" if cell.mark == "reached" else (
        "soft" if cell.value is None else "bad")
    sign = {"good": "✓ ", "bad": "✗ ", "soft": ""}[kind]
    return f'<span class="{kind}">{sign}{esc(cell.mark)}</span>'


def table(cells):
    rows = []
    for cell in cells:
        figure = cell.figure
        half = "" if cell.half is None or cell.value is None else \
            f"± {num(cell.half, figure.decimals)}"
        bar = figure.bar.text(figure.decimals).replace("<=", "≤").replace(
            ">=", "≥") if figure.bar else ""
        rows.append(f"<tr><td>{esc(figure.name)}</td>"
                    f"<td>{num(cell.value, figure.decimals)} "
                    f"{esc(figure.unit)}</td><td class=soft>{half}</td>"
                    f"<td>{bar}</td><td class=mark>{mark_html(cell)}</td>"
                    "</tr>")
    return ("<div class=wide><table><tr><th>figure<th>value<th>95%<th>bar"
            "<th></tr>" + "".join(rows) + "</table></div>")


def overview(tables):
    """Every bar in one picture: figures down, scenarios across; the colour
    tells how far a value is inside or outside its bar."""
    cells = {(s.name, c.figure.key): c for s, _, of in tables for c in of
             if c.figure.bar}
    keys = {}
    for _, _, of in tables:
        for c in of:
            if c.figure.bar:
                unit = f", {c.figure.unit}" if c.figure.unit else ""
                keys.setdefault(c.figure.key, c.figure.name + unit)
    head = "".join(f'<th class=up><a href="#{esc(s.name)}">{esc(s.name)}</a>'
                   for s, _, _ in tables)
    rows = []
    for key, name in keys.items():
        row = []
        for scenario, _, _ in tables:
            cell = cells.get((scenario.name, key))
            row.append(tile(cell) if cell else "<td>")
        rows.append(f"<tr><td>{esc(name)}</td>{''.join(row)}</tr>")
    return ("<section><h2>Every bar</h2><p class=soft>Green: reached, the "
            "deeper the farther inside. Red: not reached, the deeper the "
            "farther off. A question mark: the scenes that were run do not "
            "tell. The bars themselves stand in the tables below.</p><div "
            f"class=wide><table class=tiles><tr><th>{head}</tr>"
            + "".join(rows) + "</table></div></section>")


def tile(cell):
    if cell.value is None:
        return '<td class=none title="not measured">?'
    off = math.log(min(max(badness(cell), 1 / 8), 8)) / math.log(8)
    colour = "good" if cell.mark == "reached" else "bad"
    depth = 18 + 62 * abs(off)
    decimals = min(cell.figure.decimals, 2 if abs(cell.value) < 10 else 0)
    bar = cell.figure.bar.text(cell.figure.decimals)
    return (f'<td style="background:color-mix(in srgb, var(--{colour}) '
            f'{depth:.0f}%, transparent)" title="{esc(cell.figure.name)}: '
            f'{num(cell.value, cell.figure.decimals)} ({esc(bar)})">'
            f"{num(cell.value, decimals)}")


def badness(cell):
    """1 at the bar, more beyond it."""
    bar, value = cell.figure.bar, cell.value
    if cell.figure.key == "ambiguity":
        return max(value - 1, 1e-6) / (bar.high - 1)
    if bar.kind == figures.AT_MOST:
        return value / bar.high if bar.high > 0 else 1 + value
    if bar.kind == figures.AT_LEAST:
        if bar.low <= 1 and value <= 1.0001:  # a share
            return (1 - value + 1e-3) / (1 - bar.low + 1e-3)
        return bar.low / max(value, 1e-9)
    middle = math.sqrt(bar.low * bar.high)
    reach = math.log(bar.high / middle)
    off = abs(math.log(max(value, 1e-9) / middle)) / reach
    return 4 ** (off - 1)


def ferry(tables, recordings):
    if not recordings:
        return ""
    barred = next(cells for scenario, _, cells in tables
                  if scenario.name == "autoferry")
    blocks = []
    for title, rows in autoferry.tables(recordings):
        head = "".join(f'<th title="{esc(c[4])}">{esc(c[0])}'
                       for c in autoferry.COLUMNS)
        body = "".join(
            f"<tr><td>{esc(label)}</td>" + "".join(
                f"<td>{esc(value)}</td>" for value in row) + "</tr>"
            for label, row in rows)
        blocks.append(f"<tr class=group><th>{esc(title)}{head}</tr>{body}")
    return ("<section id=autoferry><h2>Real recordings: Autoferry 2 to 6</h2>"
            f"<p class=soft>{esc(autoferry.heading())}</p>{table(barred)}"
            f"<div class=wide><table class=dense>{''.join(blocks)}</table>"
            f"</div><p class=soft>{esc(autoferry.legend())}</p></section>")


def card(scenario, results, cells):
    plots = [scene(results), against_told(cells), gospa_parts(results),
             honesty(cells), reliability(results), over_time(results)]
    barred = [c for c in cells if c.figure.bar]
    reached = sum(c.mark == "reached" for c in barred)
    seeds = len(results)
    return (f'<section id="{esc(scenario.name)}"><h2>{esc(scenario.name)}'
            f'</h2><p class=soft>{esc(scenario.about)} · {seeds} '
            f'seed{"s" if seeds > 1 else ""} of {results[0]["minutes"]:.4g} '
            f'min · cut-off {scenario.cutoff_m:g} m · {reached} of '
            f'{len(barred)} bars reached</p>'
            f'<div class=plots>{"".join(plots)}</div>'
            f"<details{' open' if reached < len(barred) else ''}><summary>"
            f"figures and bars</summary>{table(cells)}</details></section>")


def html(tables, recordings, whole, warnings=(), warned=""):
    simulated = [table for table in tables if table[1]]
    every = [*tables, *warnings]
    barred = [c for _, _, cells in every for c in cells if c.figure.bar]
    reached = sum(c.mark == "reached" for c in barred)
    seeds = sum(len(results) for _, results, _ in every)
    flown = sum(r["minutes"] for _, results, _ in every
                for r in results) / 60
    reports = sum(r["reports"] for _, results, _ in tables for r in results)
    chips = [(f"{reached} of {len(barred)}", "bars reached"),
             (len(simulated) + len(warnings), "scenarios"),
             (seeds, "simulated scenes"),
             (f"{flown:,.1f} h", "of data"),
             (f"{reports:,}", "reports")]
    failed = "".join(f"<p class=bad>{esc(f)}</p>" for f in whole["failed"])
    return f"""<!doctype html>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<html lang="en"><head><meta charset="utf-8"><title>Luchtwacht: how good the
tracker is</title><meta name="viewport" content="width=device-width,
initial-scale=1"><style>{STYLE}</style></head><body><main>
<h1>How good the tracker is</h1>
<p class=soft>Simulated truth, many seeds, each figure beside its bar; made
{esc(whole["made"][:16].replace("T", " "))} UTC by <code>make study</code>. The
clairvoyant is a filter that is told which report came from which aircraft.
<code>doc/study.md</code> says what each figure means.</p>
<div class=chips>{"".join(f"<div class=chip><b>{esc(v)}</b>{esc(n)}</div>"
                          for v, n in chips)}</div>{failed}
{overview(tables)}
{warned}
{"".join(card(*parts) for parts in simulated)}
{ferry(tables, recordings)}
</main></body></html>
"""

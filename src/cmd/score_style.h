/* SPDX-License-Identifier: Apache-2.0 */
/* score_style.h - how the page of results looks, by day and by night. */
#ifndef LW_SCORE_STYLE_H
#define LW_SCORE_STYLE_H

/* clang-format off */
#define LW_SCORE_STYLE \
":root{color-scheme:light dark;--paper:#f6f7f9;--card:#fff;--ink:#1b2430;" \
"--muted:#5c6878;--grid:#e3e7ec;--edge:#d7dce3;--c1:#0b6bb0;--c2:#d9730d;" \
"--c3:#b8336a;--c4:#15875a;--c5:#7a4fc0;--good:#15803d;--bad:#b42318;" \
"--e0:#2c7bb6;--e1:#6db6b9;--e2:#d9b44a;--e3:#e8853d;--e4:#c6262e}\n" \
"@media(prefers-color-scheme:dark){:root{--paper:#10151c;--card:#18202a;" \
"--ink:#e4e9f0;--muted:#9aa7b8;--grid:#28323f;--edge:#2b3644;--c1:#58aef0;" \
"--c2:#f0a04b;--c3:#f07aa6;--c4:#4cc38a;--c5:#b294f0;--good:#4cc38a;" \
"--bad:#ff7a70;--e0:#58a6e0;--e1:#7ed0c8;--e2:#e6cb6a;--e3:#f59a52;" \
"--e4:#ff5f5f}}\n" \
"*{box-sizing:border-box}body{margin:0;background:var(--paper);" \
"color:var(--ink);font:15px/1.5 system-ui,'Noto Sans',sans-serif}\n" \
"main{max-width:1240px;margin:0 auto;padding:28px 20px 60px}" \
"h1{font-size:26px;margin:0 0 4px}h2{font-size:20px;margin:44px 0 2px;" \
"scroll-margin-top:12px}h3{font-size:15px;margin:26px 0 8px}" \
"p{margin:0 0 14px;color:var(--muted)}a{color:var(--c1)}\n" \
".tiles{display:grid;gap:12px;margin:16px 0;" \
"grid-template-columns:repeat(auto-fill,minmax(168px,1fr))}" \
".tile{background:var(--card);border:1px solid var(--edge);" \
"border-radius:10px;padding:10px 14px}.tile b{display:block;" \
"font-size:23px;font-weight:600;font-variant-numeric:tabular-nums}" \
".tile span{color:var(--muted);font-size:13px}\n" \
".plots{display:grid;gap:14px;margin:0 0 14px;" \
"grid-template-columns:repeat(auto-fit,minmax(min(100%,520px),1fr))}" \
".card{background:var(--card);border:1px solid var(--edge);" \
"border-radius:10px;padding:12px;margin:0 0 14px;overflow-x:auto}" \
".plots .card{margin:0}svg{display:block;width:100%;height:auto}\n" \
"table{border-collapse:collapse;font-size:13.5px;" \
"font-variant-numeric:tabular-nums;min-width:100%}th,td{padding:5px 8px;" \
"text-align:right;border-bottom:1px solid var(--grid);white-space:nowrap}" \
"th:first-child,td:first-child{text-align:left}th{color:var(--muted);" \
"font-weight:500;" \
"vertical-align:bottom;white-space:normal}tr:last-child td{border-bottom:0}" \
"td.good{color:var(--good);font-weight:600}" \
"td.bad{color:var(--bad);font-weight:600}" \
".good::before{content:'\\2713  '}.bad::before{content:'\\2717  '}\n" \
"svg text{fill:var(--ink);font-family:inherit}.title{font-size:14px;" \
"font-weight:600}svg .tick{font-size:11.5px;fill:var(--muted)}" \
"svg .name{font-size:11.5px;fill:var(--muted)}" \
".grid{stroke:var(--grid);fill:none}.line{fill:none;stroke-width:1.8;" \
"stroke-linejoin:round;stroke-linecap:round}.rule{stroke:var(--muted);" \
"fill:none;stroke-dasharray:4 4}.band{fill:var(--c4);fill-opacity:.22}\n" \
".c1{stroke:var(--c1)}.c2{stroke:var(--c2)}.c3{stroke:var(--c3)}" \
".c4{stroke:var(--c4)}.c5{stroke:var(--c5)}.faint{stroke:var(--muted)}" \
".c1f{fill:var(--c1)}.c2f{fill:var(--c2)}.c3f{fill:var(--c3)}" \
".dot{fill-opacity:.75}.path{fill:none;stroke:var(--muted);" \
"stroke-opacity:.55;stroke-width:1.4;stroke-linecap:round;" \
"stroke-linejoin:round}.missed{fill:none;stroke:var(--c3);" \
"stroke-width:1.4}.ghost{stroke:var(--c5);stroke-width:1.5;fill:none}" \
".scale{fill:none;stroke:var(--ink);stroke-width:1.5}" \
".e0{fill:var(--e0)}.e1{fill:var(--e1)}.e2{fill:var(--e2)}" \
".e3{fill:var(--e3)}.e4{fill:var(--e4)}\n" \
"@media print{.card{break-inside:avoid}}\n"
/* clang-format on */

#endif

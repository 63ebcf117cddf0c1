#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The scenarios that ship, as a table in C. embed_scenarios.py OUT.c FILE.."""
import os
import sys


def main(out, files):
    arrays, rows = [], []
    for number, path in enumerate(sorted(files)):
        with open(path, 'rb') as file:
            text = file.read()
        name = os.path.splitext(os.path.basename(path))[0]
        lines = [', '.join(str(byte) for byte in text[at:at + 16])
                 for at in range(0, len(text), 16)]
        arrays.append(f'static const unsigned char text_{number}[] = {{\n    '
                      + ',\n    '.join(lines) + '};\n')
        rows.append(f'    {{"{name}", (const char *)text_{number}, '
                    f'sizeof text_{number}}},\n')
    with open(out, 'w', encoding='utf-8') as file:
        file.write('/* Made by scripts/embed_scenarios.py. */\n'
                   '#include "scenario_assets.h"\n\n' + '\n'.join(arrays) +
                   '\nconst struct lw_scenario_asset lw_scenario_assets[] = {'
                   '\n' + ''.join(rows) + '    {0},\n};\n')


main(sys.argv[1], sys.argv[2:])

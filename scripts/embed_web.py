#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The map page as an object file: what web/build.mjs makes, compressed, and a
table of it in C.

embed_web.py WEB OUT.c OUT.S OUT.d    build the page if it is out of date
embed_web.py --placeholder OUT.c OUT.S OUT.d
"""
import fcntl
import gzip
import hashlib
import os
import shutil
import subprocess
import sys

TYPES = {
    '.html': 'text/html; charset=utf-8',
    '.js': 'text/javascript; charset=utf-8',
    '.css': 'text/css; charset=utf-8',
    '.json': 'application/json',
    '.woff2': 'font/woff2',
    '.svg': 'image/svg+xml',
    '.png': 'image/png',
    '.map': 'application/json',
    '.txt': 'text/plain; charset=utf-8',
}
PACKED = {'.woff2', '.png'}  # compressed already

PLACEHOLDER = b"""<!DOCTYPE html>
<html lang="en"><meta charset="utf-8"><title>Luchtwacht</title>
<h1>Luchtwacht</h1>
<p>This program was built without its map (<code>-Dweb=disabled</code>).
The data is at <a href="api/tracks">/api/tracks</a>.</p>
</html>
"""


def inputs(web):
    names = ['build.mjs', 'package.json', 'package-lock.json']
    found = [os.path.join(web, name) for name in names]
    for folder, _, files in os.walk(os.path.join(web, 'src')):
        found += [os.path.join(folder, name) for name in files]
    return [name for name in found if os.path.exists(name)]


def run(command, web):
    done = subprocess.run(command, cwd=web, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT)
    if done.returncode != 0:
        sys.stderr.write(done.stdout.decode(errors='replace'))
        sys.exit(f"embed_web.py: {' '.join(command)} failed; "
                 "-Dweb=disabled builds without the map")


def build(web):
    """Build web/dist, once, however many builds want it at a time."""
    lock = os.open(web, os.O_RDONLY)
    fcntl.flock(lock, fcntl.LOCK_EX)
    try:
        page = os.path.join(web, 'dist', 'index.html')
        newest = max(os.path.getmtime(name) for name in inputs(web))
        if os.path.exists(page) and os.path.getmtime(page) > newest:
            return read(os.path.join(web, 'dist'))
        if shutil.which('node') is None:
            sys.exit('embed_web.py: node is needed to build the map; '
                     '-Dweb=disabled builds without it')
        if not os.path.isdir(os.path.join(web, 'node_modules')):
            run(['npm', 'ci', '--no-audit', '--no-fund'], web)
        run(['node', 'build.mjs'], web)
        return read(os.path.join(web, 'dist'))
    finally:
        os.close(lock)


def read(folder):
    found = {}
    for where, _, files in os.walk(folder):
        for name in files:
            full = os.path.join(where, name)
            with open(full, 'rb') as file:
                found['/' + os.path.relpath(full, folder)] = file.read()
    return found


def main():
    where, out_c, out_s, out_d = sys.argv[1:]
    if where == '--placeholder':
        assets, depends = {'/index.html': PLACEHOLDER}, []
    else:
        assets, depends = build(where), inputs(where)
    rows, symbols, blob, at = [], [], bytearray(), 0
    for name in sorted(assets):
        data, ext = assets[name], os.path.splitext(name)[1]
        packed = ext in PACKED
        body = data if packed else gzip.compress(data, 9, mtime=0)
        tag = hashlib.sha256(data).hexdigest()[:16]
        rows.append(f'    {{"{name}", "{TYPES[ext]}", '
                    f'{"NULL" if packed else chr(34) + "gzip" + chr(34)}, '
                    f'"\\"{tag}\\"", lw_web_bytes + {at}, {len(body)}, '
                    f'{len(data)}}},')
        blob += body
        at += len(body)
    binary = os.path.splitext(out_s)[0] + '.bin'
    with open(binary, 'wb') as file:
        file.write(blob)
    with open(out_s, 'w') as file:
        file.write('    .section .rodata\n    .globl lw_web_bytes\n'
                   '    .balign 16\nlw_web_bytes:\n'
                   f'    .incbin "{os.path.abspath(binary)}"\n    .byte 0\n'
                   '    .section .note.GNU-stack,"",%progbits\n')
    with open(out_c, 'w') as file:
        file.write('/* Made by scripts/embed_web.py. */\n'
                   '#include "web_assets.h"\n\n'
                   'extern const char lw_web_bytes[];\n\n'
                   'const struct lw_web_asset lw_web_assets[] = {\n')
        file.write('\n'.join(rows))
        file.write('\n    {0},\n};\n')
    with open(out_d, 'w') as file:
        names = ' '.join(name.replace(' ', '\\ ') for name in depends)
        file.write(f'{out_c} {out_s}: {names}\n')


main()

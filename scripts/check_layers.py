#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The direction of dependencies, read off the #include lines of src/.

    base <- model <- {decode, encode, fuse, warn, explain, listen, picture,
                      sim, score} <- cmd      and      base <- {keep, io} <- cmd

Siblings never include each other; keep and io may use the public headers. A
test of a pure part may use any of them: decode(encode(x)) = x needs both. File
names are unique in the tree, and every module of a pure folder has a test
beside it. Prints TAP. check_layers.py [ROOT]
"""
import os
import re
import sys

import tap

PURE = ("base", "model", "decode", "encode", "fuse", "warn", "explain",
        "listen", "picture", "sim", "score")
MAY_INCLUDE = {
    "base": {"base"},
    "model": {"base", "model"},
    **{folder: {"base", "model", folder} for folder in PURE[2:]},
    "keep": {"base", "keep"},
    "io": {"base", "io"},
    "cmd": {*PURE, "keep", "io", "cmd"},
}
INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"', re.MULTILINE)
SKIPPED_FOLDERS = {".git", "node_modules", "build", "dist", "__pycache__",
                   ".fresh"}
# Names that every folder may have.
SHARED_NAMES = {"meson.build", "README.md", "LICENSE", "site.yaml",
                "reports.ndjson.zst", "truth.ndjson", ".gitignore"}


def sources(root):
    """Paths below src/, with /, of everything in C."""
    found = []
    for folder, folders, files in os.walk(os.path.join(root, "src")):
        folders.sort()
        for name in sorted(files):
            if name.endswith((".c", ".h")):
                path = os.path.relpath(os.path.join(folder, name),
                                       os.path.join(root, "src"))
                found.append(path.replace(os.sep, "/"))
    return found


def layer_of(included, path, all_paths):
    """The folder of src/ that an include means, or None: a public header, or
    one that was generated."""
    if included.startswith("luchtwacht/"):
        return None
    own = os.path.dirname(path)
    for candidate in (f"{own}/{included}", included):
        candidate = os.path.normpath(candidate).replace(os.sep, "/")
        if candidate in all_paths:
            return candidate.split("/")[0]
    matches = {p.split("/")[0] for p in all_paths
               if os.path.basename(p) == os.path.basename(included)}
    return matches.pop() if len(matches) == 1 else None


def wrong_directions(root):
    paths = sources(root)
    known = set(paths)
    problems = []
    for path in paths:
        layer = path.split("/")[0]
        if layer not in MAY_INCLUDE:
            problems.append(f"src/{path}: no such layer as {layer}")
            continue
        with open(os.path.join(root, "src", path), encoding="utf-8") as file:
            text = file.read()
        for match in INCLUDE.finditer(text):
            target = layer_of(match[1], path, known)
            if path.endswith("_test.c") and target in PURE and layer in PURE:
                continue
            if target is not None and target not in MAY_INCLUDE[layer]:
                line = text.count("\n", 0, match.start(1)) + 1
                problems.append(f"src/{path}:{line}: {layer} includes "
                                f"{match[1]} of {target}")
    return problems


def names_twice(root):
    places = {}
    for top in ("src", "include", "tests", "fuzz", "bench", "scripts"):
        for folder, folders, files in os.walk(os.path.join(root, top)):
            folders[:] = [f for f in folders if f not in SKIPPED_FOLDERS]
            for name in files:
                if name.endswith((".c", ".h", ".py", ".sh", ".mjs", ".ts")):
                    places.setdefault(name, []).append(
                        os.path.relpath(os.path.join(folder, name), root))
    return [f"{' and '.join(sorted(where))} share a name"
            for name, where in sorted(places.items())
            if len(where) > 1 and name not in SHARED_NAMES]


def untested(root):
    """Modules of the pure folders with no test beside them. A source whose
    header is another's (`yaml_x.c` of `yaml.h`) still needs its own."""
    paths = set(sources(root))
    problems = []
    for path in sorted(paths):
        if not path.endswith(".c") or path.endswith("_test.c"):
            continue
        if path.split("/")[0] in PURE and f"{path[:-2]}_test.c" not in paths:
            problems.append(f"src/{path}: no {os.path.basename(path)[:-2]}"
                            "_test.c beside it")
    return problems


CHECKS = (
    ("dependencies point one way", wrong_directions),
    ("file names are unique", names_twice),
    ("every module of the pure parts has a test beside it", untested),
)


def main(root):
    out = tap.Writer()
    for name, check in CHECKS:
        problems = check(root)
        out.point(not problems, f"layers: {name}", problems)
    return 0 if out.close() else 1


if __name__ == "__main__":
    here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else here))

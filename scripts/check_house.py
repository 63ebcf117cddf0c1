#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""House rules that a compiler does not hold (doc/style.md). Prints TAP.

An exception stands on the line that needs it, with its reason:
    /* house: allow RULE: reason */
RULE is `banned`, `malloc`, `static`, `long-line`; `long-function` on the line
of the function's name or the one above, `long-file` anywhere in the file.
check_house.py [ROOT]
"""
import ast
import os
import re
import sys

import tap

COLUMNS_MAX = 80
FUNCTION_LINES_MAX = 70
FILE_LINES_MAX = 800
PURE = {"base", "model", "decode", "encode", "fuse", "warn", "explain",
        "listen", "picture", "sim", "score"}
TEST_CODE = ("_test.c", "_test.h", "_fixture.h")
SPDX = "SPDX-License-Identifier: Apache-2.0"
BANNED = re.compile(
    r"(?<![\w.>])(strcpy|strcat|sprintf|vsprintf|strtok|atoi|atol|atof|gets|"
    r"rand|srand|time|localtime|gmtime|ctime|asctime|alloca|setjmp|longjmp)"
    r"\s*\(")
MALLOC = re.compile(
    r"(?<![\w.>])(malloc|calloc|realloc|free|strdup|strndup)\s*\(")
# A `static` object that is not const: indented, or at file scope without the
# parenthesis of a function.
STATIC = re.compile(r"^\s*static\s+(?!const\b|inline\b|_Noreturn\b)"
                    r"(?:[\w*]+\s+)*\**\w+\s*(?:\[[^\]]*\]\s*)*(?:=|;|,)")
STATIC_CONST_POINTER = re.compile(r"\*\s*const\b")
ALLOW = re.compile(r"house: allow ([\w-]+): \w")
FUNCTION = re.compile(r"^[A-Za-z_][^;={}]*\([^;{}]*\)\s*$")
CHECKED = (".c", ".h", ".py", ".sh", ".mjs", ".ts", ".css", ".html", ".yaml",
           ".yml")
CHECKED_NAMES = {"meson.build", "Makefile", "meson_options.txt"}
SKIPPED = {".git", "node_modules", "build", "dist", "__pycache__", ".fresh"}


def tree(root):
    """Every file of the project, as a path with /."""
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(f for f in folders if f not in SKIPPED and
                            not f.startswith("build"))
        for name in sorted(files):
            path = os.path.relpath(os.path.join(folder, name), root)
            yield path.replace(os.sep, "/")


def read(root, path):
    with open(os.path.join(root, path), encoding="utf-8") as file:
        return file.read()


def blank(text):
    """C with comments, strings and characters blanked; lines stay."""
    def spaces(match):
        return re.sub(r"[^\n]", " ", match[0])
    return re.sub(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|'
                  r"'(?:\\.|[^'\\\n])*'", spaces, text, flags=re.DOTALL)


def allowed(line, rule):
    match = ALLOW.search(line)
    return match is not None and match[1] == rule


def check_spdx(root):
    problems = []
    for path in tree(root):
        name = os.path.basename(path)
        if not (name.endswith(CHECKED) or name in CHECKED_NAMES):
            continue
        if path.startswith("data/"):
            continue  # the licence of a recording stands beside it
        head = read(root, path).split("\n")[:2]
        first = 1 if head[0].startswith(("#!", "<!doctype")) else 0
        if len(head) <= first or SPDX not in head[first]:
            problems.append(f"{path}:1: expected `{SPDX}` first")
    return problems


def c_files(root):
    for path in tree(root):
        if path.endswith((".c", ".h")) and path.split("/")[0] in {
                "src", "include", "tests", "fuzz", "bench"}:
            yield path


def matches(root, paths, pattern, rule, what):
    problems = []
    for path in paths:
        text = read(root, path)
        lines = text.split("\n")
        for number, code in enumerate(blank(text).split("\n")):
            match = pattern.search(code)
            if match and not allowed(lines[number], rule):
                problems.append(f"{path}:{number + 1}: {what(match)}")
    return problems


def is_pure(path):
    parts = path.split("/")
    return (parts[0] == "src" and parts[1] in PURE and
            not path.endswith(TEST_CODE))


def check_banned(root):
    return matches(root, c_files(root), BANNED, "banned",
                   lambda m: f"{m[1]}() is not used here")


def check_malloc(root):
    return matches(root, filter(is_pure, c_files(root)), MALLOC, "malloc",
                   lambda m: f"{m[1]}(): the pure parts allocate nothing")


def check_static(root):
    problems = []
    for path in filter(is_pure, c_files(root)):
        text = read(root, path)
        lines = text.split("\n")
        for number, code in enumerate(blank(text).split("\n")):
            if (STATIC.match(code) and
                    not STATIC_CONST_POINTER.search(code) and
                    not allowed(lines[number], "static")):
                problems.append(f"{path}:{number + 1}: state that outlives "
                                "a call")
    return problems


def check_columns(root):
    problems = []
    for path in c_files(root):
        for number, line in enumerate(read(root, path).split("\n")):
            if len(line) > COLUMNS_MAX and not allowed(line, "long-line"):
                problems.append(f"{path}:{number + 1}: {len(line)} columns")
    return problems


def check_functions(root):
    problems = []
    for path in c_files(root):
        text = read(root, path)
        lines = text.split("\n")
        code = blank(text).split("\n")
        begin = None
        for number, line in enumerate(code):
            if line == "{":
                begin = number
            elif line == "}" and begin is not None:
                name = begin - 1
                while name > 0 and not re.match(r"[A-Za-z_]", code[name]):
                    name -= 1
                near = " ".join(lines[max(0, name - 2):begin])
                length = number - begin + 1
                if (length > FUNCTION_LINES_MAX and
                        not allowed(near, "long-function")):
                    problems.append(f"{path}:{name + 1}: a function of "
                                    f"{length} lines")
                begin = None
    return problems


def check_files(root):
    problems = []
    for path in c_files(root):
        text = read(root, path)
        count = text.count("\n")
        if count > FILE_LINES_MAX and not allowed(text, "long-file"):
            problems.append(f"{path}: {count} lines")
    return problems


def unused_imports(parsed):
    """(line, name) of what is imported and then never named."""
    imported = {}
    for node in ast.walk(parsed):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            for alias in node.names:
                name = (alias.asname or alias.name).split(".")[0]
                imported.setdefault(name, node.lineno)
    named = {node.id for node in ast.walk(parsed)
             if isinstance(node, ast.Name)}
    return sorted((line, name) for name, line in imported.items()
                  if name not in named)


def check_python(root):
    problems = []
    for path in tree(root):
        if not path.endswith(".py"):
            continue
        text = read(root, path)
        for number, line in enumerate(text.split("\n")):
            if len(line) > COLUMNS_MAX and not allowed(line, "long-line"):
                problems.append(f"{path}:{number + 1}: {len(line)} columns")
        try:
            problems += [f"{path}:{line}: {name} is imported for nothing"
                         for line, name in unused_imports(ast.parse(text))]
        except SyntaxError as error:
            problems.append(f"{path}:{error.lineno}: {error.msg}")
    return problems


CHECKS = (
    ("the licence stands first in every file", check_spdx),
    ("no banned function is called", check_banned),
    ("the pure parts allocate nothing", check_malloc),
    ("the pure parts keep no state of their own", check_static),
    (f"no line is longer than {COLUMNS_MAX} columns", check_columns),
    (f"no function is longer than {FUNCTION_LINES_MAX} lines",
     check_functions),
    (f"no file is longer than {FILE_LINES_MAX} lines", check_files),
    ("Python parses, names what it imports, fits the columns", check_python),
)


def main(root):
    out = tap.Writer()
    for name, check in CHECKS:
        problems = check(root)
        out.point(not problems, f"house: {name}", problems)
    return 0 if out.close() else 1


if __name__ == "__main__":
    here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else here))

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Can our checks fail? Each is given a small tree that breaks its rule, and
the same tree mended. Prints TAP."""
import os
import subprocess
import sys
import tempfile

import check_house
import check_layers
import tap

OUT = tap.Writer()
SPDX = "/* SPDX-License-Identifier: Apache-2.0 */\n"


def found(check, files):
    """What `check` finds in a tree of these files."""
    with tempfile.TemporaryDirectory() as root:
        for path, text in files.items():
            whole = os.path.join(root, path)
            os.makedirs(os.path.dirname(whole), exist_ok=True)
            with open(whole, "w", encoding="utf-8") as file:
                file.write(text)
        return check(root)


def both(name, check, broken, mended, says):
    """`broken` is told of in a line with `says`; `mended` is not."""
    bad = found(check, broken)
    good = found(check, mended)
    OUT.point(len(bad) == 1 and says in bad[0] and good == [], name,
              [] if len(bad) == 1 and not good else [*bad, "--", *good])


def layers():
    wrong = check_layers.wrong_directions
    base = {"src/base/a.h": "", "src/model/b.h": "", "src/decode/c.h": "",
            "src/encode/d.h": "", "src/io/e.h": "", "src/cmd/f.h": ""}
    both("a part may not include a later one", wrong,
         {**base, "src/base/x.c": '#include "a.h"\n#include "model/b.h"\n'},
         {**base, "src/model/x.c": '#include "base/a.h"\n#include "b.h"\n'},
         "src/base/x.c:2: base includes model/b.h")
    both("siblings may not include each other", wrong,
         {**base, "src/encode/x.c": '#include "decode/c.h"\n'},
         {**base, "src/encode/x.c": '#include "d.h"\n'}, "of decode")
    both("a header is found without its folder too", wrong,
         {**base, "src/encode/x.c": '# include "c.h"\n'},
         {**base, "src/encode/x.c": '// #include "c.h"\n'}, "of decode")
    both("io may not use the model, but the public headers", wrong,
         {**base, "src/io/x.c": '#include "model/b.h"\n'},
         {**base, "src/io/x.c": '#include "luchtwacht/site.h"\n'}, "of model")
    both("nothing may include cmd", wrong,
         {**base, "src/fuse/x.h": '#include "cmd/f.h"\n'},
         {**base, "src/cmd/x.h": '#include "io/e.h"\n'}, "of cmd")
    both("a round trip is tested with both sides", wrong,
         {**base, "src/encode/x.c": '#include "decode/c.h"\n'},
         {**base, "src/encode/x_test.c": '#include "decode/c.h"\n'}, "decode")
    both("a folder that is no layer is told of", wrong,
         {"src/util/x.c": ""}, {"src/base/x.c": ""}, "no such layer as util")
    both("file names are unique", check_layers.names_twice,
         {"src/base/x.c": "", "bench/x.c": ""},
         {"src/base/x.c": "", "bench/y.c": "", "src/base/meson.build": "",
          "bench/meson.build": ""}, "share a name")
    both("a module has a test", check_layers.untested,
         {"src/base/x.c": "", "src/cmd/y.c": ""},
         {"src/base/x.c": "", "src/base/x_test.c": ""}, "x_test.c")


def house():
    both("the licence stands first", check_house.check_spdx,
         {"src/a.c": "\n" + SPDX}, {"src/a.c": SPDX}, "src/a.c:1")
    both("a script may have its interpreter before it",
         check_house.check_spdx, {"scripts/a.sh": "#!/bin/sh\n"},
         {"scripts/a.sh": "#!/bin/sh\n# SPDX-License-Identifier: Apache-2.0\n"},
         "scripts/a.sh:1")
    both("banned functions", check_house.check_banned,
         {"src/cmd/a.c": "int f(void)\n{\n    return atoi(x);\n}\n"},
         {"src/cmd/a.c": "/* atoi(x) */ f(\"time(0)\"); s.time(1); my_rand();"},
         "src/cmd/a.c:3: atoi()")
    both("an exception needs its reason", check_house.check_banned,
         {"src/cmd/a.c": "time(0); /* house: allow banned: */\n"},
         {"src/cmd/a.c": "time(0); /* house: allow banned: see above */\n"},
         "time()")
    both("the pure parts allocate nothing", check_house.check_malloc,
         {"src/fuse/a.c": "p = malloc(4);\n"},
         {"src/io/a.c": "p = malloc(4);\n", "src/fuse/a_test.c": "free(p);"},
         "malloc()")
    both("the pure parts keep no state", check_house.check_static,
         {"src/fuse/a.c": "static int calls;\n"},
         {"src/fuse/a.c": "static const int four = 4;\nstatic int f(int a)\n"
                          "static const char *const names[] = {\n"
                          "static int g(void);\n"},
         "src/fuse/a.c:1")
    both("neither inside of a function", check_house.check_static,
         {"src/fuse/a.c": "{\n    static struct lw_x x = {0};\n"},
         {"src/cmd/a.c": "{\n    static struct lw_x x = {0};\n"},
         "src/fuse/a.c:2")
    both("columns", check_house.check_columns,
         {"src/cmd/a.c": "x" * 81 + "\n"}, {"src/cmd/a.c": "ж" * 80 + "\n"},
         "81 columns")
    body = "    x;\n"
    both("long functions", check_house.check_functions,
         {"src/cmd/a.c": "int f(int a,\n      int b)\n{\n" + body * 69 + "}\n"},
         {"src/cmd/a.c": "int f(void)\n{\n" + body * 68 + "}\nint g(void)\n{\n"
                         + body * 68 + "}\n"},
         "src/cmd/a.c:1: a function of 71")
    both("a long function with a reason", check_house.check_functions,
         {"src/cmd/a.c": "int f(void)\n{\n" + body * 99 + "}\n"},
         {"src/cmd/a.c": "/* house: allow long-function: one table */\n"
                         "int f(void)\n{\n" + body * 99 + "}\n"}, "101 lines")
    both("long files", check_house.check_files,
         {"src/cmd/a.c": "\n" * 801}, {"src/cmd/a.c": "\n" * 800}, "801 lines")
    both("Python that imports for nothing", check_house.check_python,
         {"scripts/a.py": "import os\nimport sys\nos.getpid()\n"},
         {"scripts/a.py": "import os.path as p\nfrom a import b\np.x(b)\n"},
         "scripts/a.py:2: sys is imported for nothing")
    both("Python that does not parse", check_house.check_python,
         {"bench/a.py": "x = 1\ndef f(:\n"}, {"bench/a.py": "x = 1\n"},
         "bench/a.py:2: ")
    both("wide Python", check_house.check_python,
         {"bench/a.py": "x" * 81}, {"bench/a.py": "x" * 80}, "81 columns")


def counting():
    """The count that make test ends with is right, and cannot lie."""
    text = ("1..5\nok 1 - a\nnot ok 2 - b\nok 3 - c # SKIP no disk\n"
            "# ok 9 - said by a program\nok 4 - d\n")
    result = tap.count(text, "p")
    OUT.point(result.passed == 2 and result.skips == ["p: c: no disk"] and
              result.failures == ["p: b", "p: ended after 4 of 5 tests"],
              "a program that ends early has failed")
    result = tap.count("1..0 # SKIP no root\n", "p")
    OUT.point(result.total == 1 and result.skips == ["p: no root"],
              "a whole program may be skipped, with its reason")
    nested = ("    ok 1 - a\n    not ok 2 - b\n    1..2\nnot ok 1 - file\n"
              "    ok 1 - c\nnot ok 2 - its end\nok 3 - plain\n1..3\n")
    result = tap.count(nested, "p")
    OUT.point(result.passed == 3 and
              result.failures == ["p: b", "p: its end"],
              "of nested tests the innermost count")
    OUT.point(tap.count("Segmentation fault\n", "p").total == 0,
              "what is no TAP counts nothing")


def setup_scripts():
    here = os.path.dirname(os.path.abspath(__file__))
    for name in sorted(os.listdir(here)):
        if name.endswith(".sh"):
            run = subprocess.run(["sh", "-n", os.path.join(here, name)],
                                 capture_output=True, text=True)
            OUT.point(run.returncode == 0, f"{name} is a shell script",
                      run.stderr.splitlines())


if __name__ == "__main__":
    layers()
    house()
    counting()
    setup_scripts()
    sys.exit(0 if OUT.close() else 1)

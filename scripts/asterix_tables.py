#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""ASTERIX specifications (data/asterix/, *.ast) to tables in C.

    asterix_tables.py OUTPUT.c OUTPUT.h FILE.ast...
    asterix_tables.py --list FOLDER    the specifications in it

The tables are what src/model/asterix_spec.h says; OUTPUT.h names the fields
of each category, those of all its editions (LW_I048_040_RHO). A line of a
specification that is not understood is an error with file and line: nothing
is passed over.
"""
import os
import re
import sys
from fractions import Fraction

PROSE = ("definition", "remark", "description", "preamble")
INDENT = 4
KEY_MAX = 24  # LW_ASTERIX_KEY_MAX
NO_FIELD = "{.item = LW_ASTERIX_PLACES_MAX - 1}"


class Fault(Exception):
    """What is wrong, and where."""


class Line:
    """One line of a specification: its depth, its words, what is below it."""

    def __init__(self, path, number, depth, text):
        self.path, self.number = path, number
        self.depth, self.text = depth, text
        self.below = []

    def fault(self, what):
        return Fault(f"{self.path}:{self.number}: {what}: {self.text}")


def read_lines(path):
    """The file as a tree, by indentation; prose is left out."""
    root = Line(path, 0, -1, "")
    stack, prose = [root], None
    with open(path, encoding="utf-8") as file:
        for number, raw in enumerate(file, 1):
            text = raw.strip()
            if not text:
                continue
            depth = (len(raw) - len(raw.lstrip(" "))) // INDENT
            if prose is not None and depth > prose:
                continue
            prose = depth if text in PROSE else None
            if prose is not None:
                continue
            while stack[-1].depth >= depth:
                stack.pop()
            line = Line(path, number, depth, text)
            stack[-1].below.append(line)
            stack.append(line)
    return root


def number_of(text):
    """`360/2^16`, `-1/128`, `2^23-1` is not met."""
    sign = -1 if text.startswith("-") else 1
    value = Fraction(1)
    for i, part in enumerate(text.lstrip("-").split("/")):
        base, _, power = part.partition("^")
        factor = Fraction(base) ** int(power or 1)
        value = value * factor if i == 0 else value / factor
    return sign * value


def decimals(lsb):
    """So many that each multiple is written whole, or where that takes more
    than 9, to a thousandth of it."""
    for digits in range(10):
        if (lsb * 10 ** digits).denominator == 1:
            return digits
    digits = 0
    while lsb * 10 ** digits < 1000:
        digits += 1
    return digits


class Tables:
    """Arrays in C, each written once however often it is met."""

    def __init__(self):
        self.known, self.out = {}, []

    def array(self, kind, entries, length=""):
        key = (kind, tuple(entries))
        if key not in self.known:
            name = f"t{len(self.known)}"
            self.known[key] = name
            body = "".join(f"    {entry},\n" for entry in entries)
            self.out.append(
                f"static const {kind} {name}[{length}] = {{\n{body}}};\n")
        return self.known[key]


def quoted(text):
    text = text.replace("\\", "\\\\").replace('"', '\\"')
    out = ""
    for byte in text.encode():
        # the hex of a byte must not run into the next letter
        out += chr(byte) if byte < 128 else f'\\{byte:03o}'
    return f'"{out}"'


NAMED = re.compile(r'^(\S+) "(.*)"$')
QUANTITY = re.compile(r'^(un)?signed quantity (\S+) "(.*?)"( .*)?$')
INTEGER = re.compile(r'^(un)?signed integer( .*)?$')
STRINGS = {"string ascii": "LW_ASTERIX_ASCII",
           "string icao": "LW_ASTERIX_ICAO",
           "string octal": "LW_ASTERIX_OCTAL"}


class Spec:
    """One file: its items as nodes of C."""

    def __init__(self, path, tables):
        self.tables, self.root = tables, read_lines(path)
        self.bits = {}  # of what has a fixed size
        self.within = {}  # of a node: its kind, its name, its children
        self.items, self.profiles, self.title = [], [], ""
        self.category, self.edition, self.expansion = None, None, None
        self.profile_by = None
        for line in self.root.below:
            self.top(line)

    def top(self, line):
        word, _, rest = line.text.partition(" ")
        if word in ("asterix", "ref"):
            number, title = NAMED.match(rest).groups()
            self.category, self.title = int(number), title
            self.is_ref = word == "ref"
        elif word == "edition":
            self.edition = rest
        elif word == "date":
            pass
        elif word == "items":
            for item in line.below:
                self.items.append(self.named(item))
        elif word == "uap":
            self.profiles.append(("", [x.text for x in line.below]))
        elif word == "uaps":
            self.uaps(line)
        elif word == "compound" and self.is_ref:
            self.expansion = self.variation([line], None, line)
        else:
            raise line.fault("not understood")

    def uaps(self, line):
        for part in line.below:
            if part.text == "variations":
                for way in part.below:
                    self.profiles.append(
                        (way.text, [x.text for x in way.below]))
            elif part.text.startswith("case "):
                where = part.text.split()[1]
                values = [x.text.split(": ") for x in part.below]
                self.profile_by = (where, [(int(v), n) for v, n in values])
            else:
                raise part.fault("not understood")

    # ---- nodes: `{name, title, kind, content, ...}` as C text

    def named(self, line):
        """A line that names what is below it, or leaves bits spare."""
        if line.text.startswith("spare "):
            return self.node("NULL", "SPARE", bits=int(line.text.split()[1]))
        if line.text == "-":
            return self.node("NULL", "FX", bits=1)
        match = NAMED.match(line.text)
        if match is None:
            raise line.fault("no name")
        return self.variation(line.below, match.group(1), line,
                              match.group(2))

    def node(self, name, kind, title="", below=(), **more):
        parts = [f".name = {name}", f".kind = LW_ASTERIX_{kind}"]
        if name != "NULL":
            key = f"{name}:"
            if len(key) > KEY_MAX:
                raise Fault(f"{name}: too long a name")
            parts.append(f".key = {quoted(key)}, .key_len = {len(key)}")
        if title:
            parts.append(f".title = {quoted(title)}")
        if below:
            more["child"] = self.tables.array("struct lw_asterix_node", below)
            more["children"] = len(below)
        parts += [f".{key} = {value}" for key, value in more.items()]
        text = "{" + ", ".join(parts) + "}"
        if kind in ("ELEMENT", "SPARE", "FX", "GROUP", "CASE"):
            self.bits[text] = more["bits"]
        self.within[text] = (kind, name.strip('"'), more.get("child"), below)
        return text

    def variation(self, below, name, at, title=""):
        if len(below) != 1:
            raise at.fault(f"{len(below)} ways to write it")
        line = below[0]
        name = "NULL" if name is None else quoted(name)
        word, _, rest = line.text.partition(" ")
        if word == "element":
            return self.node(name, "ELEMENT", title, bits=int(rest),
                             **self.content(line.below, line))
        if word == "case":
            return self.case(line, name, title)
        if word in ("group", "extended", "compound"):
            kind = word.upper()
            more = {}
            if rest == "no-trailing-fx":
                kind = "EXTENDED_ONCE"
            elif word == "compound" and rest:
                more["bits"] = 8 * int(rest)
            elif rest:
                raise line.fault("not understood")
            children = [self.named(x) for x in line.below]
            if kind == "GROUP":
                more["bits"] = sum(self.bits[child] for child in children)
            elif kind == "COMPOUND":
                sizes = [str(self.size_of(child)) for child in children]
                more["size"] = self.tables.array("uint8_t", sizes)
                if not more.get("bits"):
                    more["length"] = self.tables.array(
                        "uint8_t", self.lengths(children))
            else:
                more.update(self.extents(children, line))
            return self.node(name, kind, title, children, **more)
        if word == "repetitive":
            bits = 0 if rest == "fx" else 8 * int(rest)
            inner = self.variation(line.below, None, line)
            return self.node(name, "REPETITIVE", title, [inner], bits=bits)
        if word == "explicit":
            what = {"sp": "SP", "re": "RE", "": "NONE"}[rest]
            return self.node(name, "EXPLICIT", title,
                             content=f"LW_ASTERIX_{what}")
        raise line.fault("not understood")

    def lengths(self, children):
        """Bytes of a compound by its first byte, without the FX: 0 where they
        vary, or where it names what is not there."""
        out = []
        for first in range(128):
            named = [k for k in range(7) if first >> (6 - k) & 1]
            sizes = [self.size_of(children[k]) if k < len(children) else 0
                     for k in named]
            length = 1 + sum(sizes)
            out.append(str(length if all(sizes) and length < 256 else 0))
        return out

    def extents(self, children, at):
        """What is read up to an FX: bits of the first, how many there are."""
        sizes, bits = [], 0
        for child in children:
            bits += self.bits[child]
            if self.within[child][0] == "FX":
                sizes.append(bits)
                bits = 0
        sizes += [bits] if bits > 0 else []
        if sizes[0] % 8 != 0 or any(size != 8 for size in sizes[1:]):
            raise at.fault("extents that are no bytes")
        return {"bits": sizes[0], "extents": len(sizes)}

    def content(self, below, at):
        if len(below) != 1:
            raise at.fault(f"{len(below)} contents")
        line = below[0]
        if line.text.startswith("case "):
            return self.case_content(line)
        if line.text in STRINGS:
            return {"content": STRINGS[line.text]}
        if line.text == "raw" or line.text.startswith("bds"):
            return {"content": "LW_ASTERIX_RAW"}
        if line.text == "table":
            values = []
            for entry in line.below:
                value, _, text = entry.text.partition(":")
                if not value.isdigit():
                    raise entry.fault("no value")
                values.append(f"{{{value}, {quoted(text.strip())}}}")
            return {"content": "LW_ASTERIX_TABLE",
                    "meaning": self.tables.array(
                        "struct lw_asterix_meaning", values),
                    "meanings": len(values)}
        match = QUANTITY.match(line.text)
        if match:
            lsb = number_of(match.group(2))
            scaled = lsb * 10 ** decimals(lsb)
            shift = scaled.denominator.bit_length() - 1
            if scaled.denominator != 1 << shift:
                raise line.fault("not so many halves of a decimal")
            return {"content": "LW_ASTERIX_" + (
                        "UNSIGNED" if match.group(1) else "SIGNED"),
                    "lsb": f"{lsb.numerator}.0 / {lsb.denominator}.0",
                    "decimals": decimals(lsb),
                    "scale": scaled.numerator, "shift": shift,
                    "unit": quoted(match.group(3))}
        match = INTEGER.match(line.text)
        if match:
            return {"content": "LW_ASTERIX_" + (
                "UNSIGNED" if match.group(1) else "SIGNED"), "lsb": "1.0",
                    "scale": 1}
        raise line.fault("not understood")

    # ---- what depends on another item

    def by(self, line):
        """`case 010/SAC`, `case (000, 120/CC/TID)`: the paths."""
        text = line.text[len("case "):].strip("()")
        paths = [p.strip() for p in text.split(",")]
        if len(paths) > 2:
            raise line.fault("more than two items")
        return ", ".join(quoted(p) for p in paths)

    def ways(self, line, make):
        """Each value (or pair) and what it makes of the element."""
        out = []
        for way in line.below:
            text = way.text.rstrip(":")
            if text == "default":
                values = ""
            else:
                values = ", ".join(
                    f"{int(v)}" for v in text.strip("()").split(","))
            node = self.tables.array("struct lw_asterix_node", [make(way)])
            when = ".any = true" if text == "default" else (
                f".value = {{{values}}}")
            out.append(f"{{{when}, .node = {node}}}")
        return {"by": f"{{{self.by(line)}}}",
                "way": self.tables.array("struct lw_asterix_way", out),
                "ways": len(out)}

    def case(self, line, name, title):
        nodes = []

        def make(way):
            nodes.append(self.variation(way.below, None, way))
            return nodes[-1]

        ways = self.ways(line, make)
        bits = {self.bits[node] for node in nodes}
        if len(bits) != 1:
            raise line.fault("ways of different sizes")
        return self.node(name, "CASE", title, bits=bits.pop(), **ways)

    def case_content(self, line):
        def make(way):
            return self.node("NULL", "ELEMENT", bits=0,
                             **self.content(way.below, way))
        return {"content": "LW_ASTERIX_BY_CASE", **self.ways(line, make)}

    # ---- fields: every value that is at most once in a record

    def fields(self):
        """Path of each to where it stands, as text in C."""
        out = {}
        array = self.tables.array("struct lw_asterix_node", self.items)
        for place, item in enumerate(self.items):
            kind, name, below, children = self.within[item]
            if kind != "COMPOUND":
                self.values(item, f"{array}[{place}]", name, (place, 0), out)
                continue
            for k, child in enumerate(children):
                self.values(child, f"{below}[{k}]",
                            f"{name}/{self.within[child][1]}",
                            (place, k + 1), out)
        return out

    def size(self, slot):
        """Bytes of the item in a slot where it always has as many, else 0."""
        return 0 if "LW" in slot else self.size_of(self.items[int(slot)])

    def size_of(self, node):
        fixed = self.within[node][0] in ("ELEMENT", "GROUP", "CASE")
        return self.bits[node] // 8 if fixed else 0

    def values(self, node, ref, path, where, out, bit=0):
        kind, _, below, children = self.within[node]
        bits = self.bits.get(node, 0)
        if kind in ("ELEMENT", "CASE") and bit % 8 + bits <= 64:
            out[path] = (f"{{.node = &{ref}, .item = {where[0]}, "
                         f".part = {where[1]}, .byte = {bit // 8}, "
                         f".end = {(bit + bits + 7) // 8}, "
                         f".over = {bit % 8}, .bits = {bits}}}")
        if kind not in ("GROUP", "EXTENDED", "EXTENDED_ONCE"):
            return
        for k, child in enumerate(children):
            name = self.within[child][1]
            if name != "NULL":
                self.values(child, f"{below}[{k}]", f"{path}/{name}", where,
                            out, bit)
            bit += self.bits[child]

    # ---- the whole

    def entry(self, paths):
        """The specification; paths: of the fields of its category."""
        tables = self.tables
        if self.is_ref:
            items = tables.array("struct lw_asterix_node", [self.expansion])
            return (f"{{.category = {self.category}, "
                    f".edition = \"{self.edition}\", .item = {items}, "
                    f".title = {quoted(self.title)}, .items = 1}}")
        items = tables.array("struct lw_asterix_node", self.items)
        index = {NAMED.match(x.text).group(1): i for i, x in enumerate(
            next(x for x in self.root.below if x.text == "items").below)}
        profiles = []
        for name, order in self.profiles:
            slots = []
            for item in order:
                if item == "-":
                    slots.append("LW_ASTERIX_UNUSED")
                elif item == "rfs":
                    slots.append("LW_ASTERIX_RFS")
                else:
                    slots.append(str(index[item]))
            sizes = [str(self.size(s)) for s in slots]
            profiles.append(f"{{.name = \"{name}\", .slots = {len(slots)}, "
                            f".slot = {tables.array('int16_t', slots)}, "
                            f".size = {tables.array('uint8_t', sizes)}}}")
        profile = tables.array("struct lw_asterix_profile", profiles)
        more = ""
        if self.profile_by is not None:
            where, values = self.profile_by
            names = [name for name, _ in self.profiles]
            pairs = [f"{{{v}, {names.index(n)}}}" for v, n in values]
            choice = tables.array("struct lw_asterix_choice", pairs)
            more = (f", .profile_by = {quoted(where)}, "
                    f".profile_field = {field_name(self.category, where)}, "
                    f".choice = {choice}, .choices = {len(pairs)}")
        known = self.fields()
        fields = tables.array("struct lw_asterix_field",
                              [known.get(path, NO_FIELD)
                               for path in paths])
        return (f"{{.category = {self.category}, "
                f".edition = \"{self.edition}\", "
                f".title = {quoted(self.title)}, .item = {items}, "
                f".items = {len(self.items)}, .profile = {profile}, "
                f".source = {index.get('010', -1)}, "
                f".field = {fields}, .fields = {len(paths)}, "
                f".profiles = {len(profiles)}{more}}}")


def version(spec):
    return spec.category, [int(n) for n in spec.edition.split(".")]


def field_name(category, path):
    return f"LW_I{category:03d}_" + re.sub(r"\W", "_", path)


def field_orders(specs):
    """The fields of each category: the newest edition's, then what others
    have."""
    orders = {}
    for spec in reversed([s for s in specs if not s.is_ref]):
        order = orders.setdefault(spec.category, [])
        met = set(order)
        order += [path for path in spec.fields() if path not in met]
    return orders


def header(orders):
    out = ("/* Made by scripts/asterix_tables.py; not to be changed. */\n"
           "#ifndef LW_ASTERIX_FIELDS_H\n#define LW_ASTERIX_FIELDS_H\n")
    for category, order in sorted(orders.items()):
        names = [field_name(category, path) for path in order]
        if len(set(names)) < len(names):
            raise Fault(f"category {category}: two fields of one name")
        body = "".join(f"    {name},\n" for name in names)
        out += f"\nenum lw_asterix_fields_{category:03d} {{\n{body}}};\n"
    return out + "\n#endif\n"


def files(folder):
    return sorted(os.path.join(where, name)
                  for where, _, names in os.walk(folder)
                  for name in names if name.endswith(".ast"))


def main(output, output_h, paths):
    tables = Tables()
    specs = [Spec(path, tables) for path in paths]
    specs.sort(key=version)
    orders = field_orders(specs)
    lists = ""
    for is_ref, name in ((False, "specs"), (True, "expansions")):
        entries = [s.entry(orders.get(s.category)) for s in specs
                   if s.is_ref == is_ref]
        body = "".join(f"    {entry},\n" for entry in entries)
        lists += (f"const struct lw_asterix_spec lw_asterix_{name}[] = {{\n"
                  f"{body}    {{.category = 0}},\n}};\n")
    firsts = "".join(
        f"    {sum(not s.is_ref and s.category < c for s in specs)},\n"
        for c in range(257))
    lists += f"const uint8_t lw_asterix_first[257] = {{\n{firsts}}};\n"
    with open(output, "w", encoding="utf-8") as out:
        out.write("/* Made by scripts/asterix_tables.py; not to be changed."
                  " */\n#include \"asterix_fields.h\"\n"
                  "#include \"model/asterix_spec.h\"\n\n")
        out.write("".join(tables.out))
        out.write(lists)
    with open(output_h, "w", encoding="utf-8") as out:
        out.write(header(orders))


if __name__ == "__main__":
    if sys.argv[1] == "--list":
        print("\n".join(files(sys.argv[2])))
        sys.exit()
    try:
        main(sys.argv[1], sys.argv[2], sys.argv[3:])
    except Fault as fault:
        sys.exit(f"asterix_tables.py: {fault}")

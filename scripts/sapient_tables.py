#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""SAPIENT's message definitions (data/sapient/, *.proto) for the build.

    sapient_tables.py OUTPUT.proto OUTPUT.c FILE.proto...
    sapient_tables.py --list FOLDER    the definitions in it

OUTPUT.proto holds all messages in one package, without the standard's own
options, for protoc-c; in proto2, for protoc-c has no proto3 `optional` and the
bytes are the same. OUTPUT.c holds what those options say, as tables that
src/model/sapient_spec.h describes: what is mandatory, what is a UUID or ULID.
What is not understood is an error with file and line: nothing is passed over.
"""
import os
import re
import sys

TOKEN = re.compile(r'"[^"]*"|[A-Za-z_][\w.]*|-?\d+|[{}()\[\]<>=;:,]')
COMMENT = re.compile(r"//[^\n]*")
KNOWN_OPTIONS = {"is_mandatory": "LW_SAPIENT_MANDATORY",
                 "is_uuid": "LW_SAPIENT_UUID",
                 "is_ulid": "LW_SAPIENT_ULID"}
SCALARS = {"string", "bytes", "double", "float", "int32", "int64", "bool"}
TIMESTAMP = "google.protobuf.Timestamp"
TAGS_MAX = 32  # and fields of a message: a bit each
ONEOFS_MAX = 2


class Fault(Exception):
    """What is wrong, and where."""


class Message:
    def __init__(self, name, parent):
        self.name, self.parent = name, parent
        self.fields, self.oneofs, self.inner, self.enums = [], [], [], []

    def path(self):
        return (self.parent.path() if self.parent else []) + [self.name]


class Field:
    def __init__(self, label, kind, name, tag, oneof):
        self.label, self.kind, self.name = label, kind, name
        self.tag, self.oneof, self.flags = tag, oneof, set()


class Reader:
    """The tokens of a file, each with its line."""

    def __init__(self, path):
        self.path, self.at = path, 0
        with open(path, encoding="utf-8") as file:
            text = COMMENT.sub("", file.read())
        self.tokens = [(m[0], text.count("\n", 0, m.start()) + 1)
                       for m in TOKEN.finditer(text)]

    def fault(self, what):
        line = self.tokens[min(self.at, len(self.tokens)) - 1][1]
        return Fault(f"{self.path}:{line}: {what}")

    def peek(self):
        return self.tokens[self.at][0] if self.at < len(self.tokens) else ""

    def next(self):
        token = self.peek()
        self.at += 1
        return token

    def expect(self, *tokens):
        got = self.next()
        if got not in tokens:
            raise self.fault(f"expected {' or '.join(tokens)}, got {got}")
        return got

    def skip_statement(self):
        depth = 0
        while True:
            token = self.next()
            if token == "":
                raise self.fault("a statement does not end")
            depth += (token == "{") - (token == "}")
            if token == ";" and depth == 0:
                return


def read_options(reader):
    """What stands in [(field_options) = {is_mandatory: true, ..}]."""
    flags = set()
    reader.expect("{")
    while reader.peek() != "}":
        name = reader.next()
        reader.expect(":")
        value = reader.expect("true", "false")
        if name not in KNOWN_OPTIONS:
            raise reader.fault(f"an option that is not known: {name}")
        if value == "true":
            flags.add(KNOWN_OPTIONS[name])
        if reader.peek() == ",":
            reader.next()
    reader.expect("}")
    return flags


def read_field(reader, message, oneof):
    label = ""
    if reader.peek() in ("optional", "repeated"):
        label = reader.next()
    kind, name = reader.next(), reader.next()
    reader.expect("=")
    field = Field(label, kind, name, int(reader.next()), oneof)
    if reader.peek() == "[":
        for token in ("[", "(", "field_options", ")", "="):
            reader.expect(token)
        field.flags = read_options(reader)
        reader.expect("]")
    reader.expect(";")
    if not 0 < field.tag < TAGS_MAX:
        raise reader.fault(f"a tag out of bounds: {field.tag}")
    message.fields.append(field)


def read_oneof(reader, message):
    oneof = [reader.next(), False]
    message.oneofs.append(oneof)
    reader.expect("{")
    while reader.peek() != "}":
        if reader.peek() == "option":
            for token in ("option", "(", "oneof_options", ")", "="):
                reader.expect(token)
            oneof[1] = "LW_SAPIENT_MANDATORY" in read_options(reader)
            reader.expect(";")
        else:
            read_field(reader, message, len(message.oneofs))
    reader.expect("}")
    if len(message.oneofs) > ONEOFS_MAX:
        raise reader.fault(f"more than {ONEOFS_MAX} oneofs")


def read_enum(reader):
    name, values = reader.next(), []
    reader.expect("{")
    while reader.peek() != "}":
        if reader.peek() == "reserved":
            reader.skip_statement()
            continue
        value = reader.next()
        reader.expect("=")
        values.append((value, int(reader.next())))
        reader.expect(";")
    reader.expect("}")
    return name, values


def read_message(reader, parent):
    message = Message(reader.next(), parent)
    reader.expect("{")
    while reader.peek() != "}":
        token = reader.peek()
        if token == ";":
            reader.next()
        elif token == "reserved":
            reader.skip_statement()
        elif token == "oneof":
            reader.next()
            read_oneof(reader, message)
        elif token == "message":
            reader.next()
            message.inner.append(read_message(reader, message))
        elif token == "enum":
            reader.next()
            message.enums.append(read_enum(reader))
        else:
            read_field(reader, message, 0)
    reader.expect("}")
    message.fields.sort(key=lambda field: field.tag)
    return message


def read_file(path, top):
    reader = Reader(path)
    while reader.peek():
        token = reader.next()
        if token in ("syntax", "package", "import", "option"):
            reader.skip_statement()
        elif token == "message":
            top.inner.append(read_message(reader, None))
        elif token == "enum":
            top.enums.append(read_enum(reader))
        elif token != ";":
            raise reader.fault(f"expected a message or enum, got {token}")


def timestamp():
    message = Message("Timestamp", None)
    message.fields = [Field("", "int64", "seconds", 1, 0),
                      Field("", "int32", "nanos", 2, 0)]
    return message


def all_messages(messages):
    for message in messages:
        yield message
        yield from all_messages(message.inner)


# ---- one .proto of all ----

def write_proto(top):
    lines = ['syntax = "proto2";', "package sapient;"]

    def put_enum(enum, indent):
        lines.append(f"{indent}enum {enum[0]} {{")
        lines.extend(f"{indent}  {n} = {v};" for n, v in enum[1])
        lines.append(indent + "}")

    def put_field(field, indent):
        kind = "Timestamp" if field.kind == TIMESTAMP else field.kind
        label = "" if field.oneof else (field.label or "optional") + " "
        lines.append(f"{indent}{label}{kind} {field.name} = {field.tag};")

    def put(message, indent):
        lines.append(f"{indent}message {message.name} {{")
        for enum in message.enums:
            put_enum(enum, indent + "  ")
        for inner in message.inner:
            put(inner, indent + "  ")
        for field in message.fields:
            if field.oneof == 0:
                put_field(field, indent + "  ")
        for i, oneof in enumerate(message.oneofs, 1):
            lines.append(f"{indent}  oneof {oneof[0]} {{")
            for field in message.fields:
                if field.oneof == i:
                    put_field(field, indent + "    ")
            lines.append(indent + "  }")
        lines.append(indent + "}")

    for enum in top.enums:
        put_enum(enum, "")
    for message in top.inner:
        put(message, "")
    return "\n".join(lines) + "\n"


# ---- the rules ----

def lower(name):
    """A name as protoc-c writes it in C."""
    return re.sub(r"(?<=[^A-Z])([A-Z])", r"_\1", name).lower()


def json_name(name):
    """lowerCamelCase, as protobuf's JSON has it."""
    return re.sub(r"_(.)", lambda m: m[1].upper(), name)


def c_name(message):
    return "__".join(lower(part) for part in message.path())


def find_type(field, message, top):
    """The message or enum that a field's type names: inside first."""
    kind = "Timestamp" if field.kind == TIMESTAMP else field.kind
    scope = message
    while True:
        inner = scope.inner if scope else top.inner
        enums = scope.enums if scope else top.enums
        for found in inner:
            if found.name == kind:
                return found
        if any(enum[0] == kind for enum in enums):
            return None
        if scope is None:
            raise Fault(f"{message.name}.{field.name}: no type is called "
                        f"{field.kind}")
        scope = scope.parent


def write_rules(top):
    out = ["/* Made by scripts/sapient_tables.py. */",
           '#include "sapient_spec.h"', ""]
    messages = list(all_messages(top.inner))
    for message in messages:
        out.append("static const struct lw_sapient_message "
                   f"message_{c_name(message)};")
    for message in messages:
        name = c_name(message)
        out.append(f"static const struct lw_sapient_field fields_{name}[] = {{")
        for field in message.fields:
            flags = set(field.flags)
            if field.label == "" and field.oneof == 0:
                flags.add("LW_SAPIENT_IMPLICIT")
            inner = None if field.kind in SCALARS else \
                find_type(field, message, top)
            out.append(
                f'    {{"{json_name(field.name)}", '
                f'{"&message_" + c_name(inner) if inner else "NULL"}, '
                f'{" | ".join(sorted(flags)) or 0}, {field.oneof}}},')
        out.append("};")
        bits = [1 << i for i, f in enumerate(message.fields)]
        must = sum(bit for bit, f in zip(bits, message.fields)
                   if "LW_SAPIENT_MANDATORY" in f.flags)
        by_tag = [0] * TAGS_MAX
        for i, field in enumerate(message.fields):
            by_tag[field.tag] = i + 1
        oneofs = ", ".join(
            f'{{"{oneof[0]}", {int(oneof[1])}, '
            f'{sum(b for b, f in zip(bits, message.fields) if f.oneof == i)}u}}'
            for i, oneof in enumerate(message.oneofs, 1))
        out += [
            f"static const struct lw_sapient_message message_{name} = {{",
            f"    &sapient__{name}__descriptor, fields_{name}, {must}u,",
            f"    {{{', '.join(map(str, by_tag))}}},",
            f"    {{{oneofs or '{0}'}}},", "};"]
    out += ["const struct lw_sapient_message *const lw_sapient_root =",
            "    &message_sapient_message;",
            "const struct lw_sapient_message *const lw_sapient_timestamp =",
            "    &message_timestamp;"]
    return "\n".join(out) + "\n"


def main(arguments):
    if arguments[0] == "--list":
        for folder, folders, names in sorted(os.walk(arguments[1])):
            folders.sort()
            for name in sorted(names):
                if name.endswith(".proto") and name != "proto_options.proto":
                    print(os.path.join(folder, name))
        return 0
    top = Message("", None)
    top.inner.append(timestamp())
    try:
        for path in arguments[2:]:
            read_file(path, top)
        texts = write_proto(top), write_rules(top)
    except Fault as fault:
        print(fault, file=sys.stderr)
        return 1
    for path, text in zip(arguments[:2], texts):
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

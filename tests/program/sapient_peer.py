# SPDX-License-Identifier: Apache-2.0
"""SAPIENT by Python's protobuf, made of the standard's own definitions: another
reader and writer of the same bytes. Messages, random ones among them."""
import importlib
import os
import random
import subprocess
import sys
import tempfile
import uuid

PROTO = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                     '..', '..', 'data', 'sapient')
DEBIAN = '/usr/bin/python3'
ULID = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
DEPTH_MAX = 5


def skip(why):
    print(f'1..0 # SKIP {why}')
    sys.exit(0)


def find_protobuf():
    """python3-protobuf is Debian's; another Python may stand before it."""
    try:
        return importlib.import_module('google.protobuf')
    except ImportError:
        if sys.executable != DEBIAN and os.path.exists(DEBIAN):
            os.execv(DEBIAN, [DEBIAN, *sys.argv])
        skip('no protobuf for Python (python3-protobuf)')


def definitions():
    for folder, _, names in os.walk(PROTO):
        for name in sorted(names):
            if name.endswith('.proto'):
                yield os.path.relpath(os.path.join(folder, name), PROTO)


def load():
    """The modules that protoc makes: the messages, and their options."""
    find_protobuf()
    descriptor = importlib.import_module('google.protobuf.descriptor_pb2')
    timestamp = importlib.import_module('google.protobuf.timestamp_pb2')
    well_known = descriptor.FileDescriptorSet()
    for module in (descriptor, timestamp):
        well_known.file.add().ParseFromString(module.DESCRIPTOR.serialized_pb)
    folder = tempfile.mkdtemp(prefix='luchtwacht-sapient-')
    with open(os.path.join(folder, 'known'), 'wb') as file:
        file.write(well_known.SerializeToString())
    try:
        subprocess.run(['protoc', f'--descriptor_set_in={folder}/known',
                        f'-I{PROTO}', f'--python_out={folder}',
                        *definitions()], check=True)
    except FileNotFoundError:
        skip('no protoc (protobuf-compiler)')
    sys.path.insert(0, folder)
    package = 'sapient_msg.bsi_flex_335_v2_0'
    return (importlib.import_module(f'{package}.sapient_message_pb2'),
            importlib.import_module('sapient_msg.proto_options_pb2'))


MESSAGES, OPTIONS = load()
SapientMessage = MESSAGES.SapientMessage
CONTENTS = [f.name for f in
            SapientMessage.DESCRIPTOR.oneofs_by_name['content'].fields]


def frame(message):
    data = message if isinstance(message, bytes) \
        else message.SerializeToString()
    return len(data).to_bytes(4, 'little') + data


def frames(data):
    """The messages in a stream, and what is left of it."""
    found = []
    while len(data) >= 4:
        size = int.from_bytes(data[:4], 'little')
        if len(data) < 4 + size:
            break
        found.append(SapientMessage.FromString(data[4:4 + size]))
        data = data[4 + size:]
    return found, data


def rules(field):
    return field.GetOptions().Extensions[OPTIONS.field_options]


def oneof_is_mandatory(oneof):
    return oneof.GetOptions().Extensions[OPTIONS.oneof_options].is_mandatory


def ulid(dice):
    return dice.choice('01234567') + ''.join(dice.choices(ULID, k=25))


def random_value(field, dice):
    kind = field.cpp_type
    if kind == field.CPPTYPE_STRING:
        if field.type == field.TYPE_BYTES:
            return dice.randbytes(dice.randrange(20))
        if rules(field).is_uuid:
            return str(uuid.UUID(int=dice.getrandbits(128), version=4))
        if rules(field).is_ulid:
            return ulid(dice)
        return dice.choice(['a', 'Drone', '"\\\n\t', 'Україна', '\U0001f6e9',
                            'x' * 100, '2.5', '']) or 'b'
    if kind == field.CPPTYPE_DOUBLE:
        return dice.choice([0.0, -0.0, 1.5, 1e300, 5e-324, -1e-7,
                            dice.uniform(-180, 180), 0.1, 123456789.0])
    if kind == field.CPPTYPE_FLOAT:
        return dice.choice([0.0, 1.0, 0.1, 3.4e38, 1e-45, 16777216.0,
                            dice.uniform(-1, 1)])
    if kind == field.CPPTYPE_BOOL:
        return dice.random() < 0.5
    if kind == field.CPPTYPE_ENUM:
        return dice.choice([v.number for v in field.enum_type.values] + [99])
    return dice.choice([0, 1, -1, 2**31 - 1, -2**31])


def fill(message, dice, depth=0):
    """All that is mandatory, and some of the rest."""
    if message.DESCRIPTOR.full_name == 'google.protobuf.Timestamp':
        message.seconds = dice.choice([0, 1790000000, -1, 4102444799])
        message.nanos = dice.choice([0, 1, 500000000, 123456000, 999999999])
        return message
    chosen = {oneof.name: dice.choice(oneof.fields).name
              for oneof in message.DESCRIPTOR.oneofs
              if len(oneof.fields) > 1 or oneof_is_mandatory(oneof)}
    for field in message.DESCRIPTOR.fields:
        oneof = field.containing_oneof
        if oneof is not None and oneof.name in chosen:
            must = oneof_is_mandatory(oneof)
            if chosen[oneof.name] != field.name:
                continue
        else:
            must = rules(field).is_mandatory
        if not must and dice.random() < 0.4 + 0.2 * depth:
            continue
        put(message, field, dice, depth)
    return message


def put(message, field, dice, depth):
    inner = field.cpp_type == field.CPPTYPE_MESSAGE
    if field.label == field.LABEL_REPEATED:
        if inner and field.message_type == message.DESCRIPTOR \
                and depth >= DEPTH_MAX:
            return
        for _ in range(dice.randint(1, 3 if depth < 3 else 1)):
            if inner:
                fill(getattr(message, field.name).add(), dice, depth + 1)
            else:
                getattr(message, field.name).append(random_value(field, dice))
    elif inner:
        target = getattr(message, field.name)
        target.SetInParent()
        fill(target, dice, depth + 1)
    else:
        setattr(message, field.name, random_value(field, dice))


def random_message(dice, content=None):
    while True:
        message = SapientMessage()
        fill(message, dice)
        if content is not None:
            message.ClearField(message.WhichOneof('content'))
            target = getattr(message, content)
            target.SetInParent()
            fill(target, dice, 1)
        if message.ByteSize() < 30000:
            return message


def without_each_mandatory(message):
    """(path of the standard's names, the message without it), for each."""
    found = []

    def look(inner, path):
        for oneof in inner.DESCRIPTOR.oneofs:
            name = inner.WhichOneof(oneof.name)
            if name is not None and oneof_is_mandatory(oneof) \
                    and len(path) < 40:
                found.append((path + [oneof.name], path, name))
        for field, value in inner.ListFields():
            if rules(field).is_mandatory:
                found.append((path + [field.name], path, field.name))
            if field.cpp_type != field.CPPTYPE_MESSAGE or \
                    field.message_type.full_name.startswith('google.'):
                continue
            if field.label == field.LABEL_REPEATED:
                for i, element in enumerate(value):
                    look(element, path + [(field.name, i)])
            else:
                look(value, path + [field.name])

    look(message, [])
    for path, where, name in found:
        copy = SapientMessage()
        copy.CopyFrom(message)
        inner = copy
        for step in where:
            inner = getattr(inner, step[0])[step[1]] \
                if isinstance(step, tuple) else getattr(inner, step)
        inner.ClearField(name)
        yield '.'.join(f'{s[0]}[{s[1]}]' if isinstance(s, tuple) else s
                       for s in path), copy


def seeded(seed):
    return random.Random(seed)

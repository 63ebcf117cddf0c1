#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""SAPIENT beside Python's protobuf: what `decode` says of messages of all
kinds, right and wrong, and a session of `serve` with a node on loopback."""
import json
import math
import os
import subprocess

import sapient_peer as peer
from centre import PROGRAM, equal, main, test
from google.protobuf.json_format import MessageToDict

SEEDS = int(os.environ.get('SAPIENT_SEEDS', '150'))
NODE = '5f0fbd0c-3b7f-4f2a-9f5f-0d0c1a2b3c4d'


def decode(data, *arguments):
    run = subprocess.run([PROGRAM, 'decode', '-f', 'sapient', *arguments, '-'],
                         input=data, capture_output=True, timeout=120)
    equal(run.returncode, 0)
    return ([json.loads(line) for line in run.stdout.splitlines()],
            run.stderr.decode().splitlines())


def described(data):
    told, _ = decode(data)
    for line in told:
        equal(line.pop('format'), 'sapient')
        line.pop('offset')
    return told


def refused(message, error, start):
    """Refused alone, and the one behind it read."""
    good = peer.random_message(peer.seeded(1))
    told = described(peer.frame(message) + peer.frame(good))
    equal(len(told), 2)
    equal(told[0].get('error'), error)
    assert told[0]['item'].startswith(start), (told[0]['item'], start)
    equal(told[1], MessageToDict(good))


@test
def all_contents_as_protobuf_has_them(folder):
    """random messages of every content, as protobuf's JSON has them"""
    dice = peer.seeded(7)
    messages = [peer.random_message(dice, content)
                for content in peer.CONTENTS for _ in range(SEEDS)]
    told = described(b''.join(map(peer.frame, messages)))
    equal(len(told), len(messages))
    for message, line in zip(messages, told):
        equal(line, MessageToDict(message))


@test
def each_mandatory_field(folder):
    """each mandatory field and oneof left out is named"""
    dice = peer.seeded(8)
    cases = [case for content in peer.CONTENTS for _ in range(6)
             for case in peer.without_each_mandatory(
                 peer.random_message(dice, content))]
    told = described(b''.join(peer.frame(copy) for _, copy in cases))
    equal(len(told), len(cases))
    for (path, _), line in zip(cases, told):
        equal(line.get('error'), 'missing')
        # Of several that are then missing (an implicit one) the first is told.
        assert line['item'].startswith(path + ':'), (line['item'], path)
    assert len({path for path, _ in cases}) > 100


@test
def what_is_not_right(folder):
    """two of a oneof, a field twice, text, ids, groups, nesting, numbers"""
    dice = peer.seeded(9)
    message = peer.random_message(dice, 'detection_report')
    data = message.SerializeToString()
    refused(data + data, 'integrity', 'timestamp: is there twice')
    other = peer.SapientMessage()
    other.alert_ack.SetInParent()
    refused(data + other.SerializeToString(), 'integrity', 'alert_ack: ')
    refused(data + b'\x6a\x02\xc3\x28', 'integrity' if message.HasField(
        'additional_information') else 'range', 'additional_information: ')
    refused(data + b'\x0b\x0c', 'syntax', 'SapientMessage: ')
    refused(data + b'\x00', 'syntax', 'SapientMessage: ')
    message.node_id = '1'
    refused(message, 'range', 'node_id: is no UUID')
    message.node_id = NODE
    message.detection_report.report_id = 'U' * 26
    refused(message, 'range', 'detection_report.report_id: is no ULID')
    message.detection_report.report_id = peer.ulid(dice)
    message.detection_report.location.CopyFrom(location(52, 4))
    message.detection_report.location.x = math.nan
    refused(message, 'range', 'detection_report.location.x: is not finite')
    message.detection_report.location.x = 4
    message.timestamp.nanos = 2000000000
    refused(message, 'range', 'timestamp.nanos: ')
    message.timestamp.nanos = 0
    inner = message.detection_report.classification.add(type='a')
    for _ in range(20):
        inner = inner.sub_class.add(type='b', level=1)
    refused(message, 'integrity', 'detection_report.classification[')
    # The same 10,000 levels deep, which no stack would hold.
    deep = b''
    for _ in range(7000):
        deep = b'\x22' + varint(len(deep)) + deep
    deep = b'\x1a' + varint(len(deep)) + deep
    deep = b'\x5a' + varint(len(deep)) + deep
    refused(b'\x3a' + varint(len(deep)) + deep, 'integrity', 'detection_rep')
    many = b'\x62\x00' * 30000  # coverage, empty
    refused(b'\x32' + varint(len(many)) + many, 'missing', 'status_report.')


def varint(value):
    out = b''
    while value > 127:
        out += bytes([value & 127 | 128])
        value >>= 7
    return out + bytes([value])


@test
def cut_and_lengthened(folder):
    """every prefix, wrong lengths, fields of an edition to come"""
    dice = peer.seeded(10)
    good = peer.random_message(dice, 'status_report')
    data = good.SerializeToString()
    told = described(b''.join(peer.frame(data[:n])
                              for n in range(1, len(data))))
    equal(len(told), len(data) - 1)
    assert all('error' in line for line in told)
    for n in range(4):
        equal(described(bytes(n)), [] if n == 0 else [described(bytes(n))[0]])
    told = described(peer.frame(data)[:-1])
    equal(told[0]['error'], 'truncated')
    told = described(b'\xff\xff\xff\x7f' + data + 3 * peer.frame(data))
    equal([line.get('error') for line in told], ['syntax', None, None, None])
    told = described(b'<?xml version="1.0"?><Detection/>\x00')
    equal({line.get('error') for line in told}, {'syntax'})
    unknown = b'\xa2\x06\x03abc\xa8\x06\x01\xb5\x06abcd\xb9\x06abcdefgh'
    equal(described(peer.frame(data + unknown)), [MessageToDict(good)])


def at_time(content, seconds=1790000000, node=NODE):
    message = peer.SapientMessage(node_id=node)
    message.timestamp.FromNanoseconds(int(seconds * 1e9))
    getattr(message, content).SetInParent()
    return message


def location(lat, lon, system=1, datum=1, **more):
    place = peer.SapientMessage().detection_report.location
    for name, value in {'x': lon, 'y': lat, 'coordinate_system': system,
                        'datum': datum, **more}.items():
        setattr(place, name, value)
    return place


if __name__ == '__main__':
    main()

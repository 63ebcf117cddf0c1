#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""SAPIENT beside Python's protobuf: what `decode` says of messages of all
kinds, right and wrong, and a session of `serve` with a node on loopback."""
import json
import math
import os
import socket
import subprocess
import time

import sapient_peer as peer
from centre import PROGRAM, Centre, equal, main, server, test, until
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


SITE = f"""
site: Noord
origin: {{lat: 52.3, lon: 4.8}}
sensors:
  - {{id: radar-1, kind: tracker, period: 1, detection: 0.95,
     false_reports: 0.01, silence: means-nothing,
     sd: {{horizontal: 8, vertical: 10, vel: 1}}}}
  - {{id: df, kind: rf, position: {{lat: 52.301, lon: 4.802, alt: 8}},
     period: 1, coverage: {{range: 5000}}, detection: 0.6,
     false_reports: 0.02, silence: means-nothing, sd: {{az: 4}}}}
"""
DF = '0b7c2f7e-64c1-4c0e-8a55-7d6f1c9e2b10'
STRANGER = 'c2a1f9d4-90de-4a3b-b1d7-3f6f0a8e5c21'
FEED = f"""feeds:
  - format: sapient
    url: "tcp-listen://127.0.0.1:0"
    sensors: {{{NODE}: radar-1, {DF}: df}}
"""
DICE = peer.seeded(11)


class Node:
    """A sensor that speaks SAPIENT."""

    def __init__(self, port):
        self.link = socket.create_connection(('127.0.0.1', port), 30)
        self.rest = b''

    def say(self, *messages):
        self.link.sendall(b''.join(map(peer.frame, messages)))

    def hear(self):
        """The next message of the centre's."""
        while True:
            found, _ = peer.frames(self.rest)
            if found:
                size = 4 + int.from_bytes(self.rest[:4], 'little')
                self.rest = self.rest[size:]
                return found[0]
            more = self.link.recv(65536)
            assert more, 'the centre hung up'
            self.rest += more


def registration(node=NODE, kind=2):
    """As a strict reader wants it."""
    message = at_time('registration', time.time(), node)
    inner = message.registration
    inner.node_definition.add(node_type=kind)
    inner.icd_version = 'BSI Flex 335 v2.0'
    inner.capabilities.add(category='Radar', type='Range')
    for second in (inner.status_definition.status_interval,
                   inner.mode_definition.add().settle_time):
        second.units, second.value = 4, 5
    mode = inner.mode_definition[0]
    mode.mode_name, mode.mode_type = 'Default', 1
    place = mode.detection_definition.add().location_type
    place.location_units, place.location_datum = 1, 1
    region = mode.task.region_definition
    region.region_type.append(1)
    region.region_area.add().CopyFrom(place)
    inner.config_data.add(manufacturer='Made up', model='1')
    return message


def status(node=NODE):
    message = at_time('status_report', time.time(), node)
    report = message.status_report
    report.report_id, report.mode = peer.ulid(DICE), 'Default'
    report.system = report.info = 1
    return message


def detection(lat, lon, node=NODE, object_id='01JD8ZK3M4N5P6Q7R8S9T0V1W3'):
    message = at_time('detection_report', time.time(), node)
    report = message.detection_report
    report.report_id, report.object_id = peer.ulid(DICE), object_id
    report.location.CopyFrom(location(lat, lon, z=100))
    report.detection_confidence = 0.9
    return message


def centre_of(folder, config):
    centre = Centre(folder, site=SITE, config=config).ready()
    return centre, int(centre.said('sapient feed on tcp://').rsplit(':', 1)[1])


@test
def a_session(folder):
    """a node registers, reports, is acknowledged; none is dropped"""
    centre, port = centre_of(folder, FEED)
    node = Node(port)
    node.say(registration())
    answer = node.hear()
    equal(answer.WhichOneof('content'), 'registration_ack')
    equal(answer.registration_ack.acceptance, True)
    equal(answer.destination_id, NODE)
    own = answer.node_id
    node.say(status())
    node.say(*[detection(52.3 + n * 1e-5, 4.8) for n in range(200)])
    until('all are kept',
          lambda: centre.metric('luchtwacht_accepted_total') == 201)
    kept = [r for r in centre.journal() if r['type'] == 'position']
    equal({r['sensor'] for r in kept}, {'radar-1'})
    equal(len({r['id'] for r in kept}), 200)
    again = detection(52.3, 4.8)
    node.say(again, again)
    until('the same one again is one',
          lambda: centre.metric('luchtwacht_accepted_total') == 202)
    # A second node on the same connection, by bearing.
    node.say(registration(DF, 8))
    equal(node.hear().destination_id, DF)
    bearing = detection(0, 0, DF)
    angles = bearing.detection_report.range_bearing
    angles.azimuth, angles.coordinate_system, angles.datum = 30, 1, 1
    node.say(bearing)
    until('a bearing is kept',
          lambda: centre.metric('luchtwacht_accepted_total') == 203)
    equal(centre.journal()[-1]['sensor'], 'df')
    alert = at_time('alert', time.time())
    alert.alert.alert_id = peer.ulid(DICE)
    node.say(alert)
    answer = node.hear()
    equal(answer.alert_ack.alert_id, alert.alert.alert_id)
    equal(answer.alert_ack.alert_ack_status, 1)
    equal(answer.node_id, own)


@test
def refusals(folder):
    """strangers, effectors, tasks, wrong messages, edition 1: each is told"""
    centre, port = centre_of(folder, FEED)
    node = Node(port)
    for wrong, word in ((registration(STRANGER), 'no sensor of this site'),
                        (registration(kind=14), 'watches and warns')):
        node.say(wrong)
        answer = node.hear()
        equal(answer.registration_ack.acceptance, False)
        assert word in answer.registration_ack.ack_response_reason[0]
    old = registration()
    old.registration.icd_version = 'BSI Flex 335 v1.0'
    old.registration.ClearField('config_data')
    node.say(old)
    equal(list(node.hear().registration_ack.ack_response_reason),
          ['registration.config_data: is mandatory, and missing'])
    node.say(registration())
    equal(node.hear().registration_ack.acceptance, True)
    wrong = detection(52.3, 4.8)
    wrong.detection_report.location.ClearField('datum')
    node.say(wrong)
    answer = node.hear()
    equal(list(answer.error.error_message),
          ['detection_report.location.datum: is mandatory, and missing'])
    equal(answer.error.packet, peer.frame(wrong))
    node.say(detection(52.3, 4.8, STRANGER))
    assert 'no sensor of this site' in node.hear().error.error_message[0]
    task = at_time('task', time.time())
    task.task.task_id, task.task.control = peer.ulid(DICE), 1
    node.say(task)
    answer = node.hear()
    equal(answer.task_ack.task_id, task.task.task_id)
    equal(answer.task_ack.task_status, 2)
    node.link.sendall(b'{"nodeId": "1", "alert": {"alertId": "01H7W2E6"}}')
    assert 'little-endian' in node.hear().error.error_message[0]
    node.say(detection(52.3, 4.8))
    until('it goes on', lambda: centre.metric(
        'luchtwacht_accepted_total') == 1)
    assert centre.metric('luchtwacht_refused_total') >= 6


@test
def as_a_child(folder):
    """our picture to a parent: registration, its answer, then detections"""
    listener, up = server()
    with listener:
        parent = f'tcp://127.0.0.1:{up}'
        centre, port = centre_of(
            folder,
            FEED + f'outputs:\n  - {{format: sapient, url: "{parent}"}}\n')
        link, _ = listener.accept()
        above = Node.__new__(Node)
        above.link, above.rest = link, b''
        link.settimeout(30)
        first = above.hear()
        equal(first.WhichOneof('content'), 'registration')
        equal(first.registration.icd_version, 'BSI Flex 335 v2.0')
        equal(first.registration.node_definition[0].node_type, 20)
        node = Node(port)
        node.say(registration())
        ack = at_time('registration_ack', time.time(), STRANGER)
        ack.destination_id = first.node_id
        ack.registration_ack.acceptance = True
        state = {'n': 0}

        def fly():
            state['n'] += 1
            node.say(detection(52.3 + 5e-6 * state['n'], 4.8))
            return centre.tracks()

        until('there is a track', fly, 60)
        above.say(ack)
        equal(above.hear().WhichOneof('content'), 'status_report')
        found = until('a track is told', lambda: fly() and next(
            (m for m in [above.hear()]
             if m.WhichOneof('content') == 'detection_report'), None), 60)
        equal(found.node_id, first.node_id)
        equal(found.destination_id, STRANGER)
        place = found.detection_report.location
        assert abs(place.x - 4.8) < 0.01 and abs(place.y - 52.3) < 0.05
        assert 0 < place.x_error < 0.01 and place.datum == 1
        assert found.detection_report.enu_velocity.north_rate != 0
        task = at_time('task', time.time(), STRANGER)
        task.task.task_id, task.task.control = peer.ulid(DICE), 1
        above.say(task)
        until('the task is refused', lambda: above.hear().task_ack.task_status
              == 2)


ZONE = """
zones:
  - id: oost
    name: East hospital
    kind: hospital
    geometry: {type: Polygon, coordinates: [[[4.90, 52.30], [4.91, 52.30],
                                             [4.91, 52.31], [4.90, 52.30]]]}
"""
ACTIVE, CLEAR = 1, 5


def parent_of(listener):
    """Who listens above has a node connect, and accepts it."""
    link, _ = listener.accept()
    link.settimeout(30)
    above = Node.__new__(Node)
    above.link, above.rest = link, b''
    first = above.hear()
    ack = at_time('registration_ack', time.time(), STRANGER)
    ack.destination_id = first.node_id
    ack.registration_ack.acceptance = True
    above.say(ack)
    return above


def alert(above, status):
    """The next alert with this status."""
    while True:
        message = above.hear()
        if message.WhichOneof('content') == 'alert' and \
                message.alert.status == status:
            return message.alert


@test
def alerts(folder):
    """a channel's warnings are alerts there, and told again after a break"""
    def decide(path, **more):
        status, _, answer = centre.request(
            'POST', path, json.dumps({'by': 'duty', 'reason': 'seen', **more}),
            {'Content-Type': 'application/json'})
        equal(status, 200)
        return json.loads(answer)['warning']
    listener, up = server()
    with listener:
        url = f'tcp://127.0.0.1:{up}'
        centre = Centre(folder, site=SITE + ZONE, config=f"""
outputs: [{{format: sapient, url: '{url}'}}]
channels: [{{id: c2, by: sapient, url: '{url}', dead_after: 1}}]
""").ready()
        above = parent_of(listener)
        name = decide('/api/zones/oost/raise', level='warning', **{'for': 900})
        first = alert(above, ACTIVE)
        assert 'East hospital' in first.description, first
        above.link.close()
        above = parent_of(listener)
        equal(alert(above, ACTIVE).alert_id, first.alert_id)
        decide(f'/api/warnings/{name}/clear')
        equal(alert(above, CLEAR).alert_id, first.alert_id)
        until('none waits', lambda: centre.json(
            '/api/channels')['channels'][0]['waiting'] == 0)
        above.link.close()
        listener.close()
        until('it is dead', lambda: centre.json(
            '/api/channels')['channels'][0]['state'] == 'dead')
    other = Centre(folder, '--check', site=SITE + ZONE, config="""
channels: [{id: c2, by: sapient, url: 'tcp://127.0.0.1:1'}]
""")
    equal(other.wait(), 1)
    assert 'an output of sapient' in other.err[-1], other.err


if __name__ == '__main__':
    main()

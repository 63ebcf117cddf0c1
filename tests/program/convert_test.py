#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""convert: from what can be decoded, and from tracks, to every output."""
import json
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET

from centre import PROGRAM, SITE, equal, lines, main, position, test

T0 = 1790000000
HERE = os.path.dirname(os.path.abspath(__file__))
CAPTURES = os.path.join(HERE, '..', '..', 'data', 'captures')
ENCODE = os.path.join(HERE, '..', '..', 'src', 'encode')
COT = os.path.join(HERE, '..', '..', '..', 'shared', 'data', 'cot')
KML = '{http://www.opengis.net/kml/2.2}'
GX = '{http://www.google.com/kml/ext/2.2}'
GPX = '{http://www.topografix.com/GPX/1/1}'
NASTY = '<&>"\' \u0416 ]]>'


def run(*args, stdin=b''):
    return subprocess.run([PROGRAM, 'convert', *args], input=stdin,
                          capture_output=True, timeout=60)


def convert(to, stdin, *args):
    """What comes out, where nothing may go wrong."""
    done = run('--to', to, *args, stdin=stdin)
    assert done.returncode == 0, done.stderr
    return done.stdout


def track(n, number=7, **more):
    return {'type': 'track', 't': T0 + n, 'track': f'A{number:04}',
            'status': 'confirmed', 'lat': round(52.3 + 0.001 * n, 7),
            'lon': 4.8, 'alt': 120, 'vel': [0, 10, 1],
            'cov': [[100 if i == j else 0 for j in range(6)]
                    for i in range(6)],
            'existence': 0.9, 'kinds': {'multirotor': 0.8, 'bird': 0.2},
            'ident': {'callsign': NASTY[:5]}, 'sources': ['radar'], **more}


TRACKS = lines([track(n, i) for n in range(5) for i in (7, 8)])
REPORTS = lines([position(T0 + n, i, n, object=f'o{i}',
                          ident={'remote_id': f'R{i}' + NASTY})
                 for n in range(5) for i in range(2)])


def events(text):
    """The events of a stream, each parsed by itself."""
    parts = re.findall(rb'<\?xml.*?</event>', text, re.DOTALL)
    equal(b''.join(parts), text)
    return [ET.fromstring(part) for part in parts]


@test
def documents_hold_whole_paths(folder):
    """KML, CZML and GPX hold the whole path, in order, and are well-formed"""
    for source in (TRACKS, REPORTS,
                   b''.join(reversed(TRACKS.splitlines(True)))):
        kml = ET.fromstring(convert('kml', source))
        folders = kml.findall(f'.//{KML}Folder')
        equal(len(folders), 2)
        for one in folders:
            path = one.find(f'.//{GX}Track')
            times = [e.text for e in path.findall(f'{KML}when')]
            equal(len(times), 5)
            equal(times, sorted(times))
            equal(len(path.findall(f'{GX}coord')), 5)
        gpx = ET.fromstring(convert('gpx', source))
        for one in gpx.findall(f'{GPX}trk'):
            points = one.findall(f'.//{GPX}trkpt')
            equal(len(points), 5)
            times = [p.find(f'{GPX}time').text for p in points]
            equal(times, sorted(times))
            north = [float(p.get('lat')) for p in points]
            equal(north, sorted(north))
        packets = json.loads(convert('czml', source))
        equal(packets[0]['id'], 'document')
        equal(len(packets), 3)
        for packet in packets[1:]:
            samples = packet['position']['cartographicDegrees']
            equal(samples[0::4], [0, 1, 2, 3, 4])
            equal(packet['availability'], '2026-09-21T14:13:20Z/'
                                          '2026-09-21T14:13:24Z')


@test
def streams_have_a_message_each(folder):
    """CoT, TAK protocol and tracks have a message for each position"""
    for source, name in ((TRACKS, None), (REPORTS, 'rid')):
        got = events(convert('cot', source))
        equal(len(got), 10)
        for event in got:
            equal(event.get('type')[:6], 'a-u-A-' if name is None else 'a-u-A')
            equal(event.get('how'), 'm-r')
        out = convert('tracks', source).splitlines()
        equal(len(out), 10)
        for line in map(json.loads, out):
            equal(line['sources'], [name] if name else ['radar'])
            if name:
                equal('existence' in line, False)
        data, count = convert('cot-protobuf', source), 0
        while data:
            equal(data[0], 0xbf)
            length, shift, at = 0, 0, 1
            while True:
                length |= (data[at] & 0x7f) << shift
                shift, at = shift + 7, at + 1
                if data[at - 1] < 0x80:
                    break
            data = data[at + length:]
            count += 1
        equal(count, 10)


@test
def tracks_come_through(folder):
    """tracks to tracks changes nothing, `ndjson` is what the input is"""
    out = convert('tracks', TRACKS)
    for was, line in zip(TRACKS.splitlines(), out.splitlines()):
        equal(json.loads(line), json.loads(was))
    equal(convert('ndjson', TRACKS), out)
    equal(convert('tracks', out), out)
    again = convert('ndjson', REPORTS)
    equal(convert('reports', REPORTS), again)
    for was, line in zip(REPORTS.splitlines(), again.splitlines()):
        equal(json.loads(line)['ident'], json.loads(was)['ident'])


@test
def nothing_is_made_up(folder):
    """what a report does not say is not said; a site file says more"""
    bare = lines([{'type': 'position', 't': T0, 'sensor': 'rid', 'lat': 52.3,
                   'lon': 4.8, 'object': 7}])
    line = json.loads(convert('tracks', bare))
    equal(sorted(line), ['ident', 'lat', 'lon', 'sources', 'status', 't',
                         'track', 'type'])
    event, = events(convert('cot', bare))
    equal(event.get('type'), 'a-u-A')
    equal(event.find('point').get('ce'), '9999999')
    equal(event.find('detail').find('track'), None)
    feature, = json.loads(convert('geojson', bare))['features']
    equal(len(feature['geometry']['coordinates']), 2)
    plane, = json.loads(convert('aircraft-json', bare))['aircraft']
    assert 'alt_geom' not in plane and 'nac_p' not in plane, plane
    named = bare.replace(b'"object": 7', b'"ident": {"icao": "4840d6"}')
    for to in ('asterix', 'asterix-021'):
        done = subprocess.run([PROGRAM, 'decode', '--format', 'asterix', '-'],
                              input=convert(to, named), capture_output=True,
                              check=True)
        for record in map(json.loads, done.stdout.splitlines()):
            items = record['items']
            for item in ('130', '140', '157', '160', '185', '220', '500'):
                assert item not in items, record
            equal(items.get('090', {}).get('NACP', 0), 0)
    site = os.path.join(folder, 'site.yaml')
    with open(site, 'w') as file:
        file.write(SITE)
    line = json.loads(convert('tracks', bare, '--site', site))
    equal(line['cov'][0][:3], [64, 0, None])
    event, = events(convert('cot', bare, '--site', site))
    equal(event.find('point').get('ce'), '8')
    assert event.get('uid').startswith('luchtwacht.Test.A'), event.attrib


@test
def operators_are_nobodys_business(folder):
    """no operator's position leaves, in whatever format"""
    source = lines([position(T0, object='x', operator={'lat': 51.12345,
                                                       'lon': 3.54321})])
    for to in ('tracks', 'reports', 'cot', 'cot-protobuf', 'kml', 'czml',
               'gpx', 'geojson', 'aircraft-json'):
        out = convert(to, source)
        assert b'51.12345' not in out and b'operator' not in out, out


@test
def an_exercise_stays_one(folder):
    """what says it is an exercise says so in every format"""
    for source in (lines([track(0, exercise=True)]),
                   lines([position(T0, object=1, exercise=True)])):
        for to in ('tracks', 'cot', 'kml', 'czml', 'gpx', 'geojson',
                   'aircraft-json'):
            out = convert(to, source)
            assert b'xercise' in out or b'XERCISE' in out, (to, out)
    out = convert('reports', lines([position(T0)]), '--exercise')
    equal(json.loads(out)['exercise'], True)


@test
def from_the_wire(folder):
    """every capture that has positions with a name becomes tracks"""
    seen = 0
    for name in sorted(os.listdir(CAPTURES)):
        if not name.endswith('.cap'):
            continue
        with open(os.path.join(CAPTURES, name)) as file:
            text = file.read()
        wire = re.findall(r'^\d+ \S+ ([0-9a-f]+)$', text, re.MULTILINE)
        kind = re.search(r'^# format: (\S+)', text, re.MULTILINE)
        if not wire or kind is None or '# carries:' in text:
            continue
        data = b''.join(bytes.fromhex(part) for part in wire)
        done = run('--from', kind.group(1), '--to', 'gpx', stdin=data)
        if done.returncode == 0:
            ET.fromstring(done.stdout)
            seen += b'<trk>' in done.stdout
    assert seen >= 3, seen


@test
def cot_is_as_mitre_has_it(folder):
    """events and their parts pass MITRE's schemas, where they are at hand"""
    if not os.path.isdir(COT) or shutil.which('xmllint') is None:
        print('# SKIP no schemas or no xmllint here')
        return
    sources = (TRACKS, REPORTS, lines([track(0, vel=[0, -1e-9, -5])]),
               lines([{'type': 'position', 't': T0, 'sensor': 'a',
                       'lat': -90, 'lon': -180, 'object': 7}]))
    for source in sources:
        for event in events(convert('cot', source, '--exercise')):
            parts = [(event, 'Base-Event'), (event.find('.//contact'),
                                             'Contact'),
                     (event.find('.//remarks'), 'Remarks'),
                     (event.find('.//track'), 'Track')]
            for part, schema in parts:
                if part is None:
                    continue
                path = os.path.join(folder, 'part.xml')
                ET.ElementTree(part).write(path, encoding='utf-8',
                                           xml_declaration=True)
                found = [f for f in os.listdir(COT)
                         if f.startswith(f'CoT {schema} ')]
                done = subprocess.run(
                    ['xmllint', '--noout', '--nonet', '--schema',
                     os.path.join(COT, found[0]), path],
                    capture_output=True, text=True)
                assert done.returncode == 0, done.stderr


@test
def tak_is_read_by_protobuf(folder):
    """Python's protobuf reads the messages of TAK's protocol"""
    if shutil.which('protoc') is None:
        print('# SKIP no protoc here')
        return
    subprocess.run(['protoc', f'--proto_path={ENCODE}',
                    f'--python_out={folder}', 'tak.proto'], check=True)
    sys.path.insert(0, folder)
    try:
        import tak_pb2
    except ImportError as fault:
        print(f'# SKIP {fault}')
        return
    finally:
        sys.path.remove(folder)
    data = convert('cot-protobuf', TRACKS)
    for event in events(convert('cot', TRACKS)):
        length, shift, at = 0, 0, 1
        while data[at] >= 0x80:
            length |= (data[at] & 0x7f) << shift
            shift, at = shift + 7, at + 1
        length |= data[at] << shift
        message = tak_pb2.Message.FromString(data[at + 1:at + 1 + length])
        data = data[at + 1 + length:]
        equal(message.event.uid, event.get('uid'))
        equal(message.event.type, event.get('type'))
        equal(message.event.detail.contact.callsign,
              event.find('.//contact').get('callsign'))
        equal(round(message.event.lat, 7),
              float(event.find('point').get('lat')))
        ET.fromstring(f'<detail>{message.event.detail.xml}</detail>')
    equal(data, b'')


@test
def faults_are_told(folder):
    """calls that make no sense, and lines that are no good"""
    for args, word in (((), '--to'), (('--to', 'xml'), 'no format is called'),
                       (('--to', 'kmll'), 'did you mean `kml`'),
                       (('--to', 'kml', '--from', 'beats'), '`beast`'),
                       (('--to', 'reports', '--from', 'tracks'),
                        'no reports'),
                       (('--to', 'kml', '-o', 'stale=3'), 'neither format'),
                       (('--to', 'cot', '-o', 'stale=x'), '`stale`'),
                       (('--to', 'cot', '-o', 'stale'), 'KEY=VALUE'),
                       (('--to', 'kml', 'a', 'b', 'c'), 'usage')):
        done = run(*args, stdin=TRACKS)
        equal(done.returncode, 2)
        assert word in done.stderr.decode(), (args, done.stderr)
    done = run('--to', 'kml', '/nowhere')
    equal(done.returncode, 1)
    done = run('--to', 'kml', '-', '/nowhere/out.kml', stdin=TRACKS)
    equal(done.returncode, 1)
    path = os.path.join(folder, 'same.ndjson')
    with open(path, 'wb') as file:
        file.write(TRACKS)
    done = run('--to', 'kml', path, path)
    equal(done.returncode, 2)
    with open(path, 'rb') as file:
        equal(file.read(), TRACKS)
    bad = TRACKS + b'{"type":"track","t":1}\n' + TRACKS + b'nonsense\n'
    done = run('--to', 'tracks', stdin=bad)
    equal(done.returncode, 0)
    equal(len(done.stdout.splitlines()), 20)
    assert b'luchtwacht: -:11: `track`' in done.stderr, done.stderr
    assert b'luchtwacht: -:22: ' in done.stderr, done.stderr
    done = run('--to', 'tracks', '--strict', stdin=bad)
    equal(done.returncode, 1)
    equal(len(done.stdout.splitlines()), 10)
    done = run('--to', 'kml', stdin=b'\x00\x01 no format of ours')
    equal(done.returncode, 1)
    done = run('--to', 'kml', stdin=lines([position(T0), {
        'type': 'polar', 't': T0, 'sensor': 'a', 'range': 1, 'az': 2}]))
    equal(done.returncode, 0)
    assert b'1 positions were left out' in done.stderr, done.stderr
    assert b'1 reports were left out' in done.stderr, done.stderr
    done = run('--to', 'tracks', stdin=b'x' * 600000 + b'\n' + TRACKS)
    assert b'too long' in done.stderr or done.returncode == 1, done.stderr
    done = run('--help')
    equal(done.returncode, 0)
    for word in (b'examples:', b'cot-protobuf', b'asterix'):
        assert word in done.stdout, word


@test
def nothing_in_is_a_whole_document(folder):
    """an empty input gives an empty document"""
    for to in ('kml', 'gpx'):
        ET.fromstring(convert(to, b'', '--from', 'tracks'))
    for to in ('czml', 'geojson', 'aircraft-json'):
        json.loads(convert(to, b'', '--from', 'reports'))
    equal(convert('cot', b'', '--from', 'tracks'), b'')


main()

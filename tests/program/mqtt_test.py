#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""serve and MQTT: a broker of our own on loopback, mosquitto's own clients."""
import json
import os
import shutil
import signal
import subprocess
import sys
import time

from broker import Broker, Listener, there
from centre import Centre, equal, main, position, test, until

SITE = """
site: Test
origin: {lat: 52.3, lon: 4.8}
sensors:
  - {id: rid, kind: remote-id, period: 1, detection: 0.95,
     false_reports: 0.01, silence: means-nothing,
     sd: {horizontal: 8, vertical: 10, vel: 1}}
  - {id: post-7, kind: acoustic, period: 5, silence: means-nothing-seen,
     position: {lat: 52.31, lon: 4.77, alt: 12}, coverage: {range: 4000},
     detection: 0.6, false_reports: 0.001}
  - {id: post-8, kind: acoustic, period: 5, silence: means-nothing-seen,
     position: {lat: 52.33, lon: 4.77, alt: 12}, coverage: {range: 4000},
     detection: 0.6, false_reports: 0.001}
"""


def centre_of(folder, feeds='', outputs=''):
    config = (f'feeds:\n{feeds}' if feeds else '') + (
        f'outputs:\n{outputs}' if outputs else '')
    return Centre(folder, site=SITE, config=config).ready()


def feed(url, kind='ndjson', more=''):
    return f'  - {{format: {kind}, url: "{url}"{more}}}\n'


def up(centre):
    until('it is connected', lambda: centre.metric('luchtwacht_feed_up') == 1)


def kept(centre, n):
    until(f'{n} reports are kept',
          lambda: centre.metric('luchtwacht_accepted_total') == n)


def refused(centre, n):
    until(f'{n} are refused',
          lambda: centre.metric('luchtwacht_refused_total') == n)


@test
def lines_in(folder):
    """reports in, by any topic of a filter; what is retained is old"""
    with Broker(folder) as broker:
        now = time.time()
        broker.publish('reports/a', position(now - 60, n=5), '-r')
        centre = centre_of(folder, feed(
            f'mqtt://127.0.0.1:{broker.port}/reports/#'))
        up(centre)
        broker.publish('reports/a', position(now, n=1))
        broker.publish('reports/b/c', '\n'.join(
            json.dumps(position(now + n / 10, n=n)) for n in (2, 3)))
        broker.publish('other', position(now, n=9))
        broker.publish('reports/a', 'nonsense')
        kept(centre, 3)
        refused(centre, 1)
        equal([round(r['lat'], 4) for r in centre.journal()],
              [52.3001, 52.3002, 52.3003])
        centre.stop()


@test
def a_topic_names_its_sensor(folder):
    """the topic says whose reports they are, and no line another's"""
    with Broker(folder) as broker:
        centre = centre_of(folder, feed(
            f'mqtt://127.0.0.1:{broker.port}/posts/{{sensor}}/reports',
            more=', sensors: {"7": post-7}'))
        up(centre)
        now = round(time.time(), 3)
        broker.publish('posts/7/reports', {'type': 'heard', 't': now})
        broker.publish('posts/post-8/reports',
                       {'type': 'heard', 't': now, 'sensor': 'post-8'})
        kept(centre, 2)
        equal([r['sensor'] for r in centre.journal()], ['post-7', 'post-8'])
        broker.publish('posts/7/reports',
                       {'type': 'heard', 't': now, 'sensor': 'post-8'})
        refused(centre, 1)
        broker.publish('posts/nobody/reports', {'type': 'heard', 't': now})
        refused(centre, 2)
        equal(centre.metric('luchtwacht_accepted_total'), 2)
        centre.stop()


@test
def presence(folder):
    """nodes that only say that they heard something, twice counted once"""
    with Broker(folder) as broker:
        centre = centre_of(folder, feed(
            f'mqtt://127.0.0.1:{broker.port}/nodes/+/heard', 'presence',
            ', sensors: {n-7: post-7, "8": post-8}'))
        up(centre)
        now = round(time.time(), 3)
        one = {'device_id': 'n-7', 'detected_at': now, 'level': -41.5}
        for _ in range(2):
            broker.publish('nodes/a/heard', one)
        broker.publish('nodes/b/heard', [
            {'device_id': 8, 'detected_at': int(1000 * now)},
            {'device_id': 'n-7', 'detected_at': None}])
        kept(centre, 2)
        equal([(r['type'], r['sensor'], r['t']) for r in centre.journal()],
              [('heard', 'post-7', now), ('heard', 'post-8', now)])
        until('the second is counted', lambda: centre.metric(
            'luchtwacht_duplicates_total') == 1)
        centre.stop()


@test
def last_wills(folder):
    """states and last wills are heartbeats, told again while they hold"""
    with Broker(folder) as broker:
        broker.publish('posts/post-7/state', 'online', '-r')
        centre = centre_of(folder, feed(
            f'mqtt://127.0.0.1:{broker.port}/posts/{{sensor}}/reports'
            '?status=posts/{sensor}/state&heartbeat=1'))
        beats = lambda who: [r['state'] for r in centre.journal()
                             if r['type'] == 'heartbeat' and r['sensor'] == who]
        until('what was retained counts', lambda: beats('post-7')[:1] == ['ok'])
        # a sensor that vanishes without a word
        post = subprocess.Popen(
            ['mosquitto_sub', *broker.options(
                '-t', 'nothing', '--will-topic', 'posts/post-8/state',
                '--will-payload', 'offline', '--will-retain')],
            stdout=subprocess.DEVNULL)
        broker.publish('posts/post-8/state', '{"state": "online"}')
        until('it is told', lambda: beats('post-8')[:1] == ['ok'])
        post.kill()
        post.wait(30)
        until('its will is told', lambda: beats('post-8')[-1] == 'down')
        until('who is there is told again',
              lambda: beats('post-7')[:3] == ['ok'] * 3)
        equal(beats('post-8')[-1], 'down')
        broker.publish('posts/post-8/state', 'perhaps')
        refused(centre, 1)
        broker.publish('posts/post-8/state', 'degraded')
        until('it is ill', lambda: beats('post-8')[-1] == 'degraded')
        centre.stop()


@test
def connects_again(folder):
    """a broker that goes and comes again, and is told of once"""
    with Broker(folder) as broker:
        centre = centre_of(folder, feed(
            f'mqtt://127.0.0.1:{broker.port}/reports/#'))
        up(centre)
        broker.publish('reports/a', position(time.time(), n=1))
        kept(centre, 1)
        broker.stop(signal.SIGKILL)
        until('it is down', lambda: centre.metric('luchtwacht_feed_up') == 0)
        until('it is told', lambda: centre.err)
        broker.start()
        up(centre)
        broker.publish('reports/a', position(time.time(), n=2))
        kept(centre, 2)
        centre.stop()
        equal(len(centre.err), 1)


@test
def passwords(folder):
    """a wrong password is told once, a right one is never seen"""
    passwords_file = os.path.join(folder, 'passwords')
    with open(passwords_file, 'w') as file:
        file.write('me:right/one\n')
    subprocess.run(['mosquitto_passwd', '-U', passwords_file], check=True)
    with Broker(folder, 'allow_anonymous false',
                f'password_file {passwords_file}') as broker:
        with open(os.path.join(folder, 'secret'), 'w') as file:
            file.write('right/one\n')
        os.environ['LW_TEST_PASSWORD'] = 'right/one'
        place = f'127.0.0.1:{broker.port}/reports/#'
        for url in (f'mqtt://me:right%2Fone@{place}',
                    f'mqtt://me@{place}?password_file=secret',
                    f'mqtt://me@{place}?password_env=LW_TEST_PASSWORD'
                    '&version=5'):
            centre = centre_of(folder, feed(url))
            up(centre)
            page = centre.get('/metrics').decode()
            assert 'mqtt://me@127' in page and 'right' not in page, page
            centre.stop()
            equal(centre.err, [])
        for more in ('', '?version=5'):
            centre = centre_of(folder, feed(f'mqtt://me:wrong@{place}{more}'))
            until('it is told', lambda: centre.err)
            time.sleep(2)
            equal(centre.metric('luchtwacht_feed_up'), 0)
            centre.stop()
            equal(len(centre.err), 1)
            assert 'wrong@' not in centre.err[0], centre.err
            assert 'uthori' in centre.err[0], centre.err


@test
def tls(folder):
    """TLS, by an authority of one's own; another is refused"""
    def openssl(*arguments):
        subprocess.run(['openssl', *arguments], check=True, cwd=folder,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for name in ('ca', 'other'):
        openssl('req', '-x509', '-newkey', 'ec', '-pkeyopt',
                'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2',
                '-subj', f'/CN={name}', '-keyout', f'{name}.key', '-out',
                f'{name}.pem')
    openssl('req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1',
            '-nodes', '-subj', '/CN=localhost', '-keyout', 'server.key',
            '-out', 'server.csr')
    openssl('x509', '-req', '-in', 'server.csr', '-CA', 'ca.pem', '-CAkey',
            'ca.key', '-CAcreateserial', '-days', '2', '-out', 'server.pem')
    with Broker(folder, f'certfile {folder}/server.pem',
                f'keyfile {folder}/server.key') as broker:
        url = f'mqtts://localhost:{broker.port}/reports/#'
        centre = centre_of(folder, feed(url + '?ca=ca.pem'))
        up(centre)
        for n in range(20):
            broker.publish('reports/a', position(time.time(), n=n),
                           '--cafile', f'{folder}/ca.pem', '-h', 'localhost')
        kept(centre, 20)
        centre.stop()
        centre = centre_of(folder, feed(url + '?ca=other.pem'))
        until('it is told', lambda: centre.err)
        equal(centre.metric('luchtwacht_feed_up'), 0)
        centre.stop()


def fly(centre, seconds=8):
    """An aircraft for some seconds, until it is a track; its name."""
    now = time.time()
    for n in range(seconds):
        centre.post([position(now - seconds + n, n=n)])
    def confirmed():
        return [name for name, f in centre.tracks().items()
                if f['properties']['status'] == 'confirmed']
    return until('there is a track', confirmed)[0]


def output(broker, topic, kind='ndjson', more=''):
    return (f'  - {{format: {kind}, '
            f'url: "mqtt://127.0.0.1:{broker.port}/{topic}"{more}}}\n')


@test
def tracks_out(folder):
    """tracks on topics of their own, retained until they end"""
    with Broker(folder) as broker, Listener(broker, 'lw/#') as ears:
        broker.publish('lw/tracks/A9999', '{"type":"track"}', '-r')
        centre = centre_of(folder, outputs=output(broker, 'lw/tracks/{track}')
                           + output(broker, 'lw/picture', 'geojson'))
        until('what an earlier run left is taken back',
              lambda: ears.last().get('lw/tracks/A9999') == '')
        until('it is online',
              lambda: ears.last().get('lw/status') == 'online')
        name = fly(centre)
        topic = f'lw/tracks/{name}'
        until('the track is told', lambda: ears.last().get(topic))
        track = json.loads(ears.last()[topic])
        equal((track['type'], track['track']), ('track', name))
        def late():
            with Listener(broker, 'lw/#') as other:
                until('something came', other.look)
                until('the track is retained', lambda: (
                    topic, True) in [(t, r) for t, _, r in other.look()])
            return True
        until('a late listener gets it', late)
        picture = until('there is a picture', lambda: json.loads(
            ears.last().get('lw/picture', '{}')).get('features'))
        equal(picture[0]['properties']['track'], name)
        until('it ends, and is taken back',
              lambda: ears.last().get(topic) == '', 120)
        equal(centre.stop(), 0)
        until('it is offline',
              lambda: ears.last().get('lw/status') == 'offline')


@test
def home_assistant(folder):
    """discovery: tracks as device trackers, sensors as binary sensors"""
    with Broker(folder) as broker, Listener(broker, '#') as ears:
        centre = centre_of(folder, outputs=output(
            broker, 'lw/tracks/{track}?discovery=homeassistant'
            '&sensors=lw/sensors/{sensor}'))
        name = fly(centre)
        place = f'homeassistant/device_tracker/luchtwacht_Test_{name}/config'
        told = json.loads(until('it is discovered',
                                lambda: ears.last().get(place)))
        equal(told['json_attributes_topic'], f'lw/tracks/{name}')
        equal(told['availability_topic'], 'lw/status')
        place = 'homeassistant/binary_sensor/luchtwacht_Test_rid/config'
        told = json.loads(until('the sensor is',
                                lambda: ears.last().get(place)))
        equal((told['state_topic'], told['device_class']),
              ('lw/sensors/rid', 'connectivity'))
        until('its state is told', lambda: json.loads(
            ears.last().get('lw/sensors/rid', '{}')).get('state') == 'ok')
        centre.post([{'type': 'heartbeat', 't': time.time(), 'sensor': 'rid',
                      'state': 'down'}])
        until('it is down', lambda: json.loads(
            ears.last()['lw/sensors/rid'])['state'] == 'down')
        centre.kill()
        until('our last will is told',
              lambda: ears.last().get('lw/status') == 'offline')


@test
def mistakes(folder):
    """topics that cannot be are told of before it starts"""
    for text, says in (
            (output(Nowhere, 'lw/+/x'), 'for what is read'),
            (output(Nowhere, 'lw/{track}', 'geojson'), 'one document'),
            (output(Nowhere, 'lw/{track}?discovery=ha', 'kml'), 'document'),
            (output(Nowhere, 'lw/{sensor}'), '{track}'),
            (output(Nowhere, 'lw/a?sensors=lw/b'), '{sensor}')):
        centre = Centre(folder, site=SITE, config='outputs:\n' + text)
        equal(centre.wait(), 1)
        assert any(says in line for line in centre.err), (text, centre.err)


class Nowhere:
    port = 1


if there() and shutil.which('openssl'):
    main()
else:
    print('1..0 # SKIP mosquitto and its clients are not installed')
    sys.exit(0)

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Warnings leave by channels: to whom, how, in which order, and what is said
when they do not get through."""
import base64
import hashlib
import hmac
import json
import os
import random
import re
import sqlite3
import ssl
import time
import xml.etree.ElementTree as ET

import broker
from certificates import certificates
from centre import SITE, Centre, Socket, equal, main, test, until
from channel_peers import Mailer, Receiver

CAP = '{urn:oasis:names:tc:emergency:cap:1.2}'
ZONES = """
zones:
  - id: oost
    name: {en: East hospital, nl: Ziekenhuis Oost, uk: Східна лікарня}
    kind: hospital
    geometry: {type: Polygon, coordinates: [[[4.90, 52.30], [4.91, 52.30],
                                             [4.91, 52.31], [4.90, 52.30]]]}
  - id: west
    name: West school
    kind: school
    geometry: {type: Polygon, coordinates: [[[4.70, 52.30], [4.71, 52.30],
                                             [4.71, 52.31], [4.70, 52.30]]]}
"""
ZONED = SITE + ZONES
EXERCISE = ZONED.replace('site: Test', 'site: Test\nexercise: true')
TEST_KEY = 'only-for-tests-0123'
KEYS = f"""
keys: [{{name: tester, key: {TEST_KEY}, may: [test]}},
       {{name: duty, key: the-duty-officer-1, may: [view, decide]}}]
"""
DUTY = {'Authorization': 'Bearer the-duty-officer-1'}
TESTER = {'Authorization': f'Bearer {TEST_KEY}'}
SEED, KILLS = 20261122, 6
QUICK = 'retry: {first: 0.1, last: 1}'


def start(folder, channels, *args, site=ZONED, keys='', more=''):
    """A centre with these channels (YAML of a list)."""
    config = f'{keys}\n{more}\nchannels:\n' + ''.join(
        f'  - {{{channel}}}\n' for channel in channels)
    return Centre(folder, *args, site=site, config=config).ready()


def ask(centre, path, body, headers=None, status=200):
    got, _, answer = centre.request(
        'POST', path, json.dumps(body),
        {'Content-Type': 'application/json', **(headers or {})})
    assert got == status, f'{path}: {got} {answer[:300]!r}'
    return json.loads(answer)


def raise_by_hand(centre, zone='oost', level='warning', headers=None,
                  path='/api/zones', status=200):
    said = ask(centre, f'{path}/{zone}/raise',
               {'by': 'duty', 'level': level, 'for': 3600,
                'reason': 'seen by eye'}, headers, status)
    return said.get('warning')


def decide(centre, name, verb, **more):
    return ask(centre, f'/api/warnings/{name}/{verb}',
               {'by': 'duty', 'reason': 'it was a bird', **more})


def channel(centre, name):
    for found in centre.json('/api/channels')['channels']:
        if found['id'] == name:
            return found
    raise AssertionError(f'no channel {name}')


def signed(headers, body, key):
    """Whether the headers are those of Standard Webhooks."""
    text = (f"{headers['webhook-id']}.{headers['webhook-timestamp']}."
            .encode() + body)
    want = 'v1,' + base64.b64encode(
        hmac.new(key, text, hashlib.sha256).digest()).decode()
    return want in headers['webhook-signature'].split(' ')


def ids(receiver):
    return [headers['webhook-id'] for _, headers, _ in receiver.got]


def states(receiver):
    """What was raised and what ended; some of it changes in between."""
    said = [json.loads(body) for _, _, body in list(receiver.got)]
    return [(line['warning'], line['state']) for line in said
            if line['state'] != 'updated']


def hears(receiver, want):
    until(f'it hears {want}', lambda: len(states(receiver)) >= len(want))
    equal(states(receiver), want)


def hook(folder, text, name='hook'):
    path = os.path.join(folder, name)
    with open(path, 'w') as file:
        file.write(text)
    os.chmod(path, 0o755)
    return path


@test
def webhook(folder):
    """a webhook gets CAP, signed and in order, from the alert to its end"""
    secret = 'whsec_' + base64.b64encode(b'a key of so many bytes!!').decode()
    with Receiver() as peer:
        centre = start(folder, [
            f"id: region, by: webhook, url: '{peer.url('/in?a=1')}', "
            f"secret: {secret}, headers: {{X-Own: 'yes'}}"],
            more="sender: {id: test@noord.example, languages: [nl, uk]}")
        name = raise_by_hand(centre)
        decide(centre, name, 'extend', **{'for': 7200})
        decide(centre, name, 'clear')
        peer.wait(2)
        until('the end', lambda: b'AllClear' in peer.got[-1][2])
        alerts = []
        for path, headers, body in peer.got:
            equal(path, '/in?a=1')
            equal(headers['Content-Type'], 'application/cap+xml')
            equal(headers['X-Own'], 'yes')
            assert signed(headers, body, b'a key of so many bytes!!'), headers
            assert re.fullmatch('[A-Za-z0-9-]+', headers['webhook-id'])
            alerts.append(ET.fromstring(body))
        equal(len(set(ids(peer))), len(peer.got))
        equal([a.findtext(CAP + 'msgType') for a in alerts],
              ['Alert'] + ['Update'] * (len(alerts) - 1))
        for alert in alerts:
            equal(alert.findtext(CAP + 'status'), 'Actual')
            equal(alert.findtext(CAP + 'sender'), 'test@noord.example')
            equal([i.findtext(CAP + 'language')
                   for i in alert.findall(CAP + 'info')], ['nl', 'uk'])
        first = alerts[0].findtext(CAP + 'identifier')
        assert first in alerts[-1].findtext(CAP + 'references')
        until('it is confirmed',
              lambda: channel(centre, 'region')['waiting'] == 0)
        said = channel(centre, 'region')
        equal((said['state'], said['up'], said['sent'], said['failed']),
              ('alive', True, len(peer.got), 0))
        equal(centre.stop(), 0)


@test
def comes_back(folder):
    """a server that fails in every way gets all of it in the end, in order"""
    ways = [500, 'reset', 429, 503, 'reset', 404]
    with Receiver(lambda n: ways[n] if n < len(ways) else 200) as peer, \
            Receiver() as other:
        centre = start(folder, [
            f"id: bad, by: webhook, url: '{peer.url()}', format: json, "
            f"{QUICK}",
            f"id: good, by: webhook, url: '{other.url()}', format: json"])
        one = raise_by_hand(centre, 'oost')
        two = raise_by_hand(centre, 'west')
        decide(centre, one, 'clear')
        want = [(one, 'active'), (two, 'active'), (one, 'cleared')]
        hears(other, want)
        hears(peer, [want[0]] * len(ways) + want)
        until('all of it', lambda: channel(centre, 'bad')['waiting'] == 0)
        # A retry is known by its id.
        equal(set(ids(peer)[:len(ways)]), {ids(peer)[len(ways)]})
        said = channel(centre, 'bad')
        equal((said['failed'], said['waiting'], said['up']),
              (len(ways), 0, True))
        assert '404' in said['reason'], said
        until('it is said', lambda: any('bad: works again' in line
                                        for line in centre.err))


@test
def refused_by_itself(folder):
    """a message that is refused holds up no other warning"""
    def behave(n):
        return 400 if b'"oost"' in peer.last else 200
    with Receiver(behave) as peer:
        serve = peer.serve
        def look(handler, body):
            peer.last = body
            serve(handler, body)
        peer.serve = look
        centre = start(folder, [
            f"id: a, by: webhook, url: '{peer.url()}', format: json, {QUICK}"])
        raise_by_hand(centre, 'oost')
        peer.wait(1)
        two = raise_by_hand(centre, 'west')
        until('the other', lambda: (two, 'active') in states(peer))
        until('it is tried again', lambda: len(peer.got) > 4)


@test
def slow_is_alone(folder):
    """one that never answers delays no other channel, and no clear"""
    with Receiver(lambda n: 'silent') as slow, Receiver() as quick:
        centre = start(folder, [
            f"id: slow, by: webhook, url: '{slow.url()}', format: json, "
            "timeout: 300",
            f"id: quick, by: webhook, url: '{quick.url()}', format: json"])
        name = raise_by_hand(centre)
        slow.wait(1)
        decide(centre, name, 'clear')
        hears(quick, [(name, 'active'), (name, 'cleared')])
        equal(len(slow.got), 1)
        assert channel(centre, 'slow')['waiting'] >= 2
        equal(centre.stop(), 0)


@test
def killed(folder):
    """kill -9: what waited goes after it, what was confirmed does not again"""
    with Receiver() as peer:
        channels = [f"id: a, by: webhook, url: '{peer.url()}', format: json, "
                    f"{QUICK}"]
        centre = start(folder, channels)
        one = raise_by_hand(centre, 'oost')
        until('it is confirmed', lambda: channel(centre, 'a')['sent'] > 0)
        peer.stop()
        two = raise_by_hand(centre, 'west')
        decide(centre, one, 'clear')
        until('both wait', lambda: channel(centre, 'a')['waiting'] >= 2)
        centre.kill()
        peer.again()
        centre = start(folder, channels)
        hears(peer, [(one, 'active'), (two, 'active'), (one, 'cleared')])
        until('all are confirmed',
              lambda: channel(centre, 'a')['waiting'] == 0)
        last = channel(centre, 'a')['last_success']
        centre.kill()
        centre = start(folder, channels)
        decide(centre, two, 'clear')
        hears(peer, [(one, 'active'), (two, 'active'), (one, 'cleared'),
                     (two, 'cleared')])
        until('it is confirmed', lambda:
              channel(centre, 'a')['last_success'] > last)
        equal(len(set(ids(peer))), len(peer.got))


@test
def killed_at_any_moment(folder):
    """kill -9 again and again before a bad server: none lost, all in order"""
    chance = random.Random(SEED)
    zones = 'zones:\n' + ''.join(
        f'  - {{id: z{i}, name: Zone {i}, kind: district, geometry: '
        f'{{type: Polygon, coordinates: [[[{4 + i}, 52], [{4.1 + i}, 52], '
        f'[{4.1 + i}, 52.1], [{4 + i}, 52]]]}}}}\n' for i in range(8))
    decided, alive = [], {}
    with Receiver(lambda n: chance.choice([200, 500, 'reset'])) as peer:
        channels = [f"id: a, by: webhook, url: '{peer.url()}', format: json, "
                    f"{QUICK}"]
        for _ in range(KILLS):
            centre = start(folder, channels, site=SITE + zones)
            for _ in range(chance.randrange(1, 40)):
                zone = f'z{chance.randrange(8)}'
                if zone in alive:
                    decide(centre, alive[zone], 'clear')
                    decided.append((alive.pop(zone), 'cleared'))
                else:
                    alive[zone] = raise_by_hand(centre, zone)
                    decided.append((alive[zone], 'active'))
            centre.kill()
        peer.behave = lambda n: 200
        centre = start(folder, channels, site=SITE + zones)
        until('all of it', lambda: set(decided) <= set(states(peer)))
        last = {}
        for _, _, body in peer.got:
            said = json.loads(body)
            assert said['revision'] >= last.get(said['warning'], 0), said
            last[said['warning']] = said['revision']


@test
def only_what_stands(folder):
    """a channel that is new hears of what stands, and not of what was"""
    with Receiver() as peer:
        centre = start(folder, [])
        one, two = raise_by_hand(centre, 'oost'), raise_by_hand(centre, 'west')
        decide(centre, one, 'clear')
        equal(centre.stop(), 0)
        centre = start(folder, [
            f"id: a, by: webhook, url: '{peer.url()}', format: json"])
        peer.wait(1)
        decide(centre, two, 'clear')
        until('the end', lambda: (two, 'cleared') in states(peer))
        equal({json.loads(body)['warning'] for _, _, body in peer.got}, {two})


@test
def kept_apart(folder):
    """actual, exercise and test never share a channel"""
    with Receiver() as actual, Receiver() as exercise, Receiver() as trial:
        channels = [
            f"id: {name}, by: webhook, url: '{peer.url()}', format: cap, "
            f"carries: {name}"
            for name, peer in (('actual', actual), ('exercise', exercise),
                               ('test', trial))]
        real = os.path.join(folder, 'real')
        os.makedirs(real)
        centre = start(real, channels, keys=KEYS)
        raise_by_hand(centre, headers=TESTER, path='/api/test/zones')
        trial.wait(1)
        raise_by_hand(centre, headers=DUTY)
        actual.wait(1)
        equal(centre.stop(), 0)
        made_up = os.path.join(folder, 'exercise')
        os.makedirs(made_up)
        centre = start(made_up, channels, site=EXERCISE, keys=KEYS)
        raise_by_hand(centre, headers=TESTER, path='/api/test/zones')
        raise_by_hand(centre, headers=DUTY)
        exercise.wait(1)
        equal(centre.stop(), 0)
        db = sqlite3.connect(os.path.join(made_up, 'data', 'outbox.db'))
        equal(db.execute('SELECT DISTINCT channel FROM told').fetchall(),
              [('exercise',)])
        db.close()
        for peer, status in ((actual, 'Actual'), (exercise, 'Exercise'),
                             (trial, 'Test')):
            equal({ET.fromstring(body).findtext(CAP + 'status')
                   for _, _, body in peer.got}, {status})


@test
def played(folder):
    """nothing leaves while a recording is played, but as an exercise"""
    with Receiver() as peer:
        path = os.path.join(folder, 'reports.ndjson')
        with open(path, 'w') as file:
            file.write('{"type":"heartbeat","t":1700000000,"sensor":"camera",'
                       '"state":"ok"}\n')
        channels = [f"id: a, by: webhook, url: '{peer.url()}', "
                    "carries: exercise"]
        centre = start(folder, channels, '--play', path)
        equal(centre.json('/api/channels')['channels'], [])
        until('it is said', lambda: any('nothing leaves' in line
                                        for line in centre.err))
        centre.stop()
        other = os.path.join(folder, 'other')
        os.makedirs(other)
        centre = start(other, channels, '--play', path, '--exercise')
        equal(len(centre.json('/api/channels')['channels']), 1)


@test
def chosen(folder):
    """zones, kinds and levels choose; the end goes to who was told"""
    with Receiver() as zone, Receiver() as kind, Receiver() as level:
        centre = start(folder, [
            f"id: zone, by: webhook, url: '{zone.url()}', format: json, "
            "zones: [west]",
            f"id: kind, by: webhook, url: '{kind.url()}', format: json, "
            "kinds: [hospital]",
            f"id: level, by: webhook, url: '{level.url()}', format: json, "
            "levels: [warning]"])
        one = raise_by_hand(centre, 'oost', 'notice')
        two = raise_by_hand(centre, 'west')
        for name in (one, two):
            decide(centre, name, 'clear')
        hears(zone, [(two, 'active'), (two, 'cleared')])
        hears(kind, [(one, 'active'), (one, 'cleared')])
        hears(level, [(two, 'active'), (two, 'cleared')])


@test
def phones(folder):
    """ntfy gets a title, a priority, a tag and a token"""
    with Receiver() as peer:
        token = os.path.join(folder, 'token')
        with open(token, 'w') as file:
            file.write('tk_secret\n')
        centre = start(folder, [
            f"id: a, by: ntfy, url: '{peer.url('/topic')}', "
            f"secret_file: '{token}', languages: [uk, en], "
            "click: 'https://noord.example/map'"])
        name = raise_by_hand(centre)
        decide(centre, name, 'extend', **{'for': 7200})
        decide(centre, name, 'clear')
        (path, up, text), (_, over, _) = peer.wait(2)[:2]
        equal(len(peer.got), 2)
        equal(path, '/topic')
        equal(up['Authorization'], 'Bearer tk_secret')
        equal((up['Priority'], over['Priority']), ('5', '3'))
        equal((up['Tags'], over['Tags']),
              ('rotating_light', 'white_check_mark'))
        equal(up['Click'], 'https://noord.example/map')
        title = ''.join(base64.b64decode(word).decode() for word in re.findall(
            r'=\?UTF-8\?B\?(.*?)\?=', up['Title']))
        assert 'Східна лікарня' in title, up['Title']
        assert 'East hospital' in text.decode()


@test
def mail(folder):
    """an e-mail to each, one thread a warning, that any reader can read"""
    with Mailer() as peer:
        peer.refused, peer.busy = {'gone@c.example'}, 1
        centre = start(folder, [
            f"id: desk, by: mail, url: 'smtp://127.0.0.1:{peer.port}', "
            "from: centre@noord.example, starttls: false, check: 1, "
            "to: [a@c.example, gone@c.example, b@c.example], "
            f"languages: [uk, nl], {QUICK}"],
            more="sender: {name: Région Nord}")
        name = raise_by_hand(centre)
        until('the first', lambda: len(peer.got) == 1)
        decide(centre, name, 'clear')
        until('both', lambda: len(peer.got) == 2)
        (sender, to, first), (_, _, second) = peer.got
        equal(sender, 'centre@noord.example')
        equal(to, ['a@c.example', 'b@c.example'])
        equal(first['From'], 'Région Nord <centre@noord.example>')
        assert 'a@c.example' not in str(first), 'who else gets it'
        assert 'Східна лікарня' in first['Subject'], first['Subject']
        assert 'Ziekenhuis Oost' in first.get_content()
        equal(first['Importance'], 'high')
        made = first['Date'].datetime.timestamp()
        assert abs(made - time.time()) < 600, first['Date']
        equal(second['In-Reply-To'], first['Message-ID'])
        equal(second['References'], first['Message-ID'])
        assert second['Message-ID'] != first['Message-ID']
        until('it is said', lambda: any('550 no such user' in line
                                        for line in centre.err))
        until('a look', lambda: peer.noops > 0)
        until('it is up', lambda: channel(centre, 'desk')['up'])


@test
def hooks(folder):
    """a program is run with the message, its environment, and a time limit"""
    out = os.path.join(folder, 'out')
    good = hook(folder, f'#!/bin/sh\n{{ env; echo; cat; }} >> {out}\n')
    bad = hook(folder, '#!/bin/sh\necho "no lamp" >&2\nexit 3\n', 'bad')
    slow = hook(folder, '#!/bin/sh\nsleep 100\n', 'slow')
    centre = start(folder, [
        f"id: good, by: hook, run: '{good}', arguments: ['$(id)', x y], "
        "updates: false",
        f"id: bad, by: hook, run: '{bad}', {QUICK}",
        f"id: slow, by: hook, run: '{slow}', timeout: 1, {QUICK}"])
    name = raise_by_hand(centre)
    until('it ran', lambda: channel(centre, 'good')['sent'] == 1)
    with open(out) as file:
        env, text = file.read().split('\n\n', 1)
    env = dict(line.split('=', 1) for line in env.splitlines())
    equal({k: env[f'LUCHTWACHT_{k}'] for k in
           ('WARNING', 'ZONE', 'KIND', 'LEVEL', 'STATE', 'STATUS', 'SOUND')},
          {'WARNING': name, 'ZONE': 'oost', 'KIND': 'hospital',
           'LEVEL': 'warning', 'STATE': 'active', 'STATUS': 'actual',
           'SOUND': '1'})
    assert 'HOME' not in env, env
    equal(json.loads(text)['warning'], name)
    until('it failed', lambda: 'no lamp' in
          channel(centre, 'bad').get('reason', ''))
    until('it was ended', lambda: 'within 1 s' in
          channel(centre, 'slow').get('reason', ''))
    equal(centre.stop(), 0)


@test
def files(folder):
    """a file gets a line each, a folder a CAP message each"""
    out, caps = (os.path.join(folder, name) for name in ('out', 'caps'))
    os.makedirs(caps)
    centre = start(folder, [
        f"id: lines, by: file, url: 'file:{out}'",
        f"id: caps, by: file, url: 'file:{caps}', format: cap"])
    name = raise_by_hand(centre)
    decide(centre, name, 'reject')
    until('all of it', lambda: channel(centre, 'caps')['waiting'] == 0 and
          channel(centre, 'lines')['waiting'] == 0)
    with open(out) as file:
        got = [json.loads(line) for line in file]
    equal([(line['warning'], line['state']) for line in got
           if line['state'] != 'updated'],
          [(name, 'active'), (name, 'cancelled')])
    kinds = [ET.parse(os.path.join(caps, path)).findtext(CAP + 'msgType')
             for path in sorted(os.listdir(caps))]
    equal((kinds[0], kinds[-1]), ('Alert', 'Cancel'))


@test
def sirens(folder):
    """a broker shows how each zone stands, also after either was away"""
    if not broker.there():
        print('# skipped: no mosquitto', flush=True)
        return
    with broker.Broker(folder) as peer:
        channels = [
            f"id: sirens, by: mqtt, url: 'mqtt://127.0.0.1:{peer.port}/noord?"
            "discovery=homeassistant'"]
        centre = start(folder, channels)

        def shown(zone):
            with broker.Listener(peer, '#') as listener:
                until('all is retained', lambda: f'noord/{zone}' in
                      listener.last() and 'noord/channels/sirens' in
                      listener.last())
                return {topic: text for topic, text in listener.last().items()}

        def is_so(zone, state):
            return lambda: json.loads(
                shown(zone)[f'noord/{zone}'])['state'] == state
        until('it is clear', is_so('oost', 'clear'))
        name = raise_by_hand(centre)
        until('it is warned', is_so('oost', 'warning'))
        said = shown('oost')
        state = json.loads(said['noord/oost'])
        equal((state['siren'], state['status'], state['warning']['warning']),
              ('ON', 'actual', name))
        equal(json.loads(said['noord/west'])['siren'], 'OFF')
        equal(said['noord/channels/sirens'], 'online')
        found = {topic: json.loads(text) for topic, text in said.items()
                 if topic.startswith('homeassistant/')}
        equal(len(found), 4)
        for topic, about in found.items():
            equal(about['state_topic'].split('/')[0], 'noord')
            equal(about['availability_topic'], 'noord/channels/sirens')
        until('it is taken', lambda: channel(centre, 'sirens')['waiting'] == 0)

        centre.kill()
        until('our last will', lambda:
              shown('oost')['noord/channels/sirens'] == 'offline')
        centre = start(folder, channels)
        until('we are back', lambda:
              shown('oost')['noord/channels/sirens'] == 'online')
        equal(json.loads(shown('oost')['noord/oost'])['state'], 'warning')

        peer.stop()
        until('it is noticed', lambda: not channel(centre, 'sirens')['up'])
        decide(centre, name, 'clear')
        peer.start()
        until('it is clear again', is_so('oost', 'clear'))
        until('it is up', lambda: channel(centre, 'sirens')['up'])


@test
def watched(folder):
    """a dead channel is an alarm, and its return is told"""
    with Receiver(lambda n: 503) as peer:
        centre = start(folder, [
            f"id: a, by: webhook, url: '{peer.url()}', dead_after: 1, "
            f"{QUICK}",
            f"id: b, by: webhook, url: '{peer.url('/b')}', dead_after: 1, "
            f"check: 1, check_url: '{peer.url('/health')}'"])
        live = Socket(centre.port)

        def alarm(which, state):
            while True:
                said = live.message()
                if isinstance(said, dict) and said['type'] == 'channel' and \
                        said['id'] == which and said['state'] == state:
                    return said
        said = alarm('b', 'dead')
        assert '503' in said['reason'], said
        equal(len(peer.got), 0)
        assert peer.looks[0][0] == '/health'
        raise_by_hand(centre)
        alarm('a', 'dead')
        equal(channel(centre, 'a')['state'], 'dead')
        equal(centre.metric('luchtwacht_channel_dead'), 2)
        equal(centre.metric('luchtwacht_channel_up'), 0)
        late = Socket(centre.port)
        seen = set()
        while seen != {'a', 'b'}:
            said = late.message()
            if isinstance(said, dict) and said['type'] == 'channel':
                seen.add(said['id'])
        late.close()
        peer.behave = lambda n: 200
        since = alarm('a', 'alive')['since']
        assert since > said['since'], (since, said)
        until('all is well', lambda:
              centre.metric('luchtwacht_channel_dead') == 0)
        until('it is said', lambda: any('DEAD' in line
                                        for line in centre.err))
        live.close()


@test
def not_followed(folder):
    """an answer that points elsewhere is a failure, and nobody is asked"""
    with Receiver() as other, Receiver(lambda n: 'redirect') as peer:
        peer.elsewhere = other.url('/stolen')
        centre = start(folder, [
            f"id: a, by: webhook, url: '{peer.url()}', {QUICK}"])
        raise_by_hand(centre)
        peer.wait(3)
        equal(other.got, [])
        assert 'points to' in channel(centre, 'a')['reason']


@test
def certified(folder):
    """a server is believed by its certificate alone"""
    made = certificates(folder)
    if made is None:
        print('# skipped: no openssl', flush=True)
        return
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made['server.pem'], made['server.key'])
    with Receiver(tls=context) as peer:
        centre = start(folder, [
            f"id: good, by: webhook, url: '{peer.url()}', format: json, "
            f"tls: {{ca: '{made['ca.pem']}'}}, headers: {{X-Is: good}}",
            f"id: bad, by: webhook, url: '{peer.url()}', format: json, "
            f"{QUICK}"])
        raise_by_hand(centre)
        until('one is', lambda: channel(centre, 'good')['sent'] > 0)
        until('one is not', lambda: channel(centre, 'bad')['failed'] > 1)
        assert 'certificate' in channel(centre, 'bad')['reason']
        equal({headers['X-Is'] for _, headers, _ in peer.got}, {'good'})


@test
def checked(folder):
    """what is wrong with a channel is said before anything starts"""
    for text, says in (
            ("id: a, by: webhook, url: 'http://a/', zones: [noord]",
             'no zone `noord`'),
            ("id: a, by: webhook, url: 'http://a/', kinds: [castle]",
             'is a `castle`'),
            ("id: a, by: webhook, url: 'http://a/', secret: 'whsec_!'",
             'base64'),
            ("id: a, by: ntfy, url: 'http://a/b', secret_file: nowhere",
             'nowhere'),
            ("id: a, by: hook, run: nowhere", 'cannot be executed'),
            ("id: a, by: mqtt, url: 'mqtt://a'", 'topic'),
            ("id: a, by: mqtt, url: 'mqtt://a/b?qos=0'", '`qos`'),
            ("id: a, by: webhook, url: 'http://a/'}\n  - {id: b, by: webhook, "
             "url: 'http://a/', carries: test", 'same place')):
        config = f'channels:\n  - {{{text}}}\n'
        centre = Centre(folder, '--check', site=ZONED, config=config)
        equal(centre.wait(), 1)
        assert says in centre.err[-1], centre.err
        assert 'centre.yaml:' in centre.err[-1], centre.err


main()

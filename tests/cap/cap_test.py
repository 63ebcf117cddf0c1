#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""CAP messages of whole lives of warnings, as a stranger reads them: against
OASIS's schema with xmllint, and the rules of the standard and its profiles
that a schema does not hold. Prints TAP.

cap_test.py CAP_LIVES SCHEMA
"""
import datetime
import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as tree

LIVES = 120
SEED = 20261122
REFERENCES_MAX = 64
CAP = '{urn:oasis:names:tc:emergency:cap:1.2}'
ATOM = '{http://www.w3.org/2005/Atom}'
LANG = '{http://www.w3.org/XML/1998/namespace}lang'
TIME = re.compile(r'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d')
WORD = re.compile(r'[A-Za-z0-9.@_-]+')
PAIR = re.compile(r'-?\d+(\.\d{1,6})?,-?\d+(\.\d{1,6})?')
MARKS = {'Exercise': {'en': 'EXERCISE', 'nl': 'OEFENING', 'uk': 'НАВЧАННЯ'},
         'Test': {'en': 'TEST', 'nl': 'TEST', 'uk': 'ТЕСТ'}}
NOT_SAID = re.compile(r'\b(foe|enemy|hostile|target|vijand|doelwit)|ворог|ціль',
                      re.IGNORECASE)


def text(element, path):
    return element.findtext('/'.join(CAP + part for part in path.split('/')))


def when(string):
    assert TIME.fullmatch(string), string
    assert not string.endswith('+00:00'), f'{string}: CAP has -00:00 for UTC'
    return datetime.datetime.fromisoformat(string)


def parameters(info):
    return {text(p, 'valueName'): text(p, 'value')
            for p in info.findall(CAP + 'parameter')}


class Lives:
    def __init__(self, folder):
        self.folder = folder
        self.lives = {}
        self.roots = {}
        for path in sorted(glob.glob(folder + '/[0-9]*.xml')):
            root = tree.parse(path).getroot()
            life = os.path.basename(path).split('-')[0]
            self.lives.setdefault(life, []).append(root)
            self.roots[path] = root

    def messages(self):
        for life in self.lives.values():
            yield from life

    def infos(self):
        for message in self.messages():
            for info in message.findall(CAP + 'info'):
                yield message, info


def validates(lives, schema):
    """every message is valid by OASIS's schema"""
    paths = sorted(lives.roots)
    for at in range(0, len(paths), 200):
        done = subprocess.run(
            ['xmllint', '--noout', '--nonet', '--schema', schema] +
            paths[at:at + 200], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[:2000]


def says_something(lives, _):
    """no element is empty, and none has blanks around its text"""
    for message in lives.messages():
        for element in message.iter():
            if len(element) == 0:
                assert element.text, element.tag
                if element.tag != CAP + 'areaDesc':
                    assert element.text == element.text.strip(), element.text


def is_named(lives, _):
    """identifiers are words, and no two messages share one"""
    seen = set()
    for message in lives.messages():
        name, sender = text(message, 'identifier'), text(message, 'sender')
        assert WORD.fullmatch(name) and WORD.fullmatch(sender), name
        assert name not in seen, name
        assert name.startswith(sender + '-'), name
        seen.add(name)


def refers(lives, _):
    """an Alert first; what follows refers to all that still stands"""
    longest = 0
    for life in lives.lives.values():
        past = []
        for message in life:
            kind, sent = text(message, 'msgType'), text(message, 'sent')
            standing = [line for line, until in past
                        if until > when(sent)][-REFERENCES_MAX:]
            if not past:
                assert kind == 'Alert'
                assert message.find(CAP + 'references') is None
            else:
                state = parameters(message.find(CAP + 'info'))[
                    'luchtwacht:state']
                assert kind == ('Cancel' if state == 'cancelled'
                                else 'Update'), kind
                assert (text(message, 'references').split(' ') ==
                        (standing or [past[-1][0]]))
            longest = max(longest, len(standing))
            past.append((','.join((text(message, 'sender'),
                                   text(message, 'identifier'), sent)),
                         max(when(text(info, 'expires'))
                             for info in message.findall(CAP + 'info'))))
    assert longest >= 3, longest


def has_times_in_order(lives, _):
    """sent is effective, comes before the onset and that before it expires"""
    for message, info in lives.infos():
        sent = when(text(message, 'sent'))
        assert text(info, 'effective') == text(message, 'sent')
        expires = when(text(info, 'expires'))
        assert sent < expires
        onset = text(info, 'onset')
        assert onset is None or sent <= when(onset) <= expires
        for name, value in parameters(info).items():
            if name in ('luchtwacht:earliest', 'luchtwacht:likely',
                        'luchtwacht:latest'):
                when(value)
    for life in lives.lives.values():
        sent = [when(text(message, 'sent')) for message in life]
        assert sent == sorted(sent)


def ends(lives, _):
    """an end is an Update with AllClear, or a Cancel, and nothing follows"""
    for life in lives.lives.values():
        for message in life:
            last = message is life[-1]
            for info in message.findall(CAP + 'info'):
                responses = [r.text for r in
                             info.findall(CAP + 'responseType')]
                assert (text(info, 'urgency') == 'Past') == last
                assert ('AllClear' in responses) == (
                    last and text(message, 'msgType') == 'Update')
                assert (text(message, 'msgType') == 'Cancel') <= (
                    responses == ['None'])


def speaks_alike(lives, _):
    """a block a language: the same category, code and area, other words"""
    for message in lives.messages():
        infos = message.findall(CAP + 'info')
        languages = [text(info, 'language') for info in infos]
        assert len(set(languages)) == len(languages)
        for name in ('event', 'headline', 'description', 'instruction'):
            words = [text(info, name) for info in infos]
            assert len(set(words)) == len(words), words
        for of in (lambda i: [c.text for c in i.findall(CAP + 'category')],
                   lambda i: text(i, 'eventCode/value'),
                   lambda i: text(i, 'urgency'), lambda i: text(i, 'expires'),
                   lambda i: [p.text for p in i.iter(CAP + 'polygon')],
                   parameters):
            assert len({str(of(info)) for info in infos}) == 1
        for info in infos:
            assert text(info, 'headline') != text(info, 'description')
            assert text(info, 'description') != text(info, 'instruction')


def is_short(lives, _):
    """an event has under 35 characters, a headline at most 140"""
    for message, info in lives.infos():
        if text(message, 'status') == 'Actual':
            assert len(text(info, 'event')) < 35, text(info, 'event')
            assert len(text(info, 'headline')) <= 140, text(info, 'headline')


def is_marked(lives, _):
    """every text of an exercise or test says so at both ends, no other does"""
    for message, info in lives.infos():
        status, language = text(message, 'status'), text(info, 'language')
        for name in ('event', 'headline', 'description', 'instruction'):
            words = text(info, name)
            for other, marks in MARKS.items():
                mark = marks[language]
                expected = other == status
                assert words.startswith(mark + ' ') == expected, words
                assert words.endswith(' ' + mark) == expected or (
                    expected and words.endswith('\n' + mark)), words
            assert not NOT_SAID.search(words), words
        assert (message.find(CAP + 'note') is None) == (status == 'Actual')


def has_area(lives, _):
    """polygons are closed, of few points, of 6 decimals at most"""
    for _, info in lives.infos():
        polygons = [p.text for p in info.iter(CAP + 'polygon')]
        assert 1 <= len(polygons) <= 32
        for polygon in polygons:
            pairs = polygon.split(' ')
            assert 4 <= len(pairs) <= 100, len(pairs)
            assert pairs[0] == pairs[-1]
            assert all(PAIR.fullmatch(pair) for pair in pairs), polygon
            assert all(a != b for a, b in zip(pairs, pairs[1:])), polygon
            for pair in pairs:
                lat, lon = map(float, pair.split(','))
                assert abs(lat) <= 90 and abs(lon) <= 180
        assert text(info, 'area/geocode/value').startswith('zone-')


def has_feeds(lives, _):
    """feeds hold the messages of their status, and link to each"""
    by_name = {text(m, 'identifier'): m for m in lives.messages()}
    count = 0
    for path in glob.glob(lives.folder + '/feed-*.xml'):
        status, language = os.path.basename(path)[5:-4].split('-')
        root = tree.parse(path).getroot()
        mark = MARKS.get(status.capitalize(), {}).get(language)
        assert root.get(LANG) == language
        for name in ('id', 'title', 'updated'):
            assert root.findtext(ATOM + name), name
        assert root.findtext(f'{ATOM}author/{ATOM}name')
        entries = root.findall(ATOM + 'entry')
        ids = [entry.findtext(ATOM + 'id') for entry in entries]
        assert len(set(ids)) == len(ids)
        for entry in entries:
            count += 1
            link = entry.find(ATOM + 'link')
            assert link.get('type') == 'application/cap+xml'
            message = by_name[entry.findtext(ATOM + 'id').split(':')[-1]]
            assert link.get('href').endswith(
                f"/{text(message, 'incidents')}.cap")
            assert text(message, 'status').lower() == status
            sent = datetime.datetime.fromisoformat(
                entry.findtext(ATOM + 'updated').replace('Z', '+00:00'))
            assert sent.replace(microsecond=0) == when(text(message, 'sent'))
            for part in ('title', 'summary'):
                words = entry.findtext(ATOM + part)
                assert mark is None or (words.startswith(mark) and
                                        words.endswith(mark)), words
    assert count > 100, count


CHECKS = [validates, says_something, is_named, refers, has_times_in_order,
          ends, speaks_alike, is_short, is_marked, has_area, has_feeds]


def main():
    program, schema = sys.argv[1:]
    if shutil.which('xmllint') is None:
        print('1..0 # SKIP there is no xmllint (libxml2-utils)')
        return 0
    failed = 0
    with tempfile.TemporaryDirectory(prefix='luchtwacht-test-') as folder:
        subprocess.run([program, str(SEED), str(LIVES), folder], check=True)
        lives = Lives(folder)
        print(f'1..{len(CHECKS)}')
        for number, check in enumerate(CHECKS, 1):
            try:
                check(lives, schema)
                print(f'ok {number} {check.__doc__}')
            except AssertionError as error:
                failed += 1
                print(f'not ok {number} {check.__doc__}\n# {error}')
    return failed > 0


if __name__ == '__main__':
    sys.exit(main())

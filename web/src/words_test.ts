// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import test from 'node:test';

import { LANGUAGES, pickLanguage, plural, setLanguage, t, tOr, words }
    from './words.ts';

const keys = Object.keys(words.en);

test('every language has every key, and none is empty', () => {
    for (const language of LANGUAGES) {
        assert.deepEqual(Object.keys(words[language]).sort(),
            [...keys].sort());
        for (const [key, text] of Object.entries(words[language]))
            assert(text.trim() !== '', `${language} ${key}`);
    }
});

test('every language fills in the same', () => {
    const holes = (text: string) => [...new Set(text.match(/\{\w+\}/g))]
        .sort();
    for (const language of LANGUAGES)
        for (const key of keys)
            assert.deepEqual(holes(words[language][key as 'map']),
                holes(words.en[key as 'map']), `${language} ${key}`);
});

test('no key is unused', () => {
    // Families are looked up by what the server says: `kind.${kind}`.
    const families = ['kind.', 'ident.', 'sensor.', 'state.', 'error.',
        'news.', 'end.', 'cover.', 'mode.', 'zone.', 'verb.', 'title.',
        'says.', 'asks.'];
    const sources = readdirSync('src')
        .filter((name) => !/^words|_test|\.css$/.test(name))
        .map((name) => readFileSync(`src/${name}`, 'utf8')).join('\n');
    for (const key of keys) {
        const family = families.find((f) => key.startsWith(f));
        const used = family !== undefined ? sources.includes('`' + family)
            : new RegExp(`['"]${key}['"]`).test(sources);
        assert(used, `${key} is not used`);
    }
});

test('the Ukrainian words are in Cyrillic, but for names', () => {
    const names = ['utc', 'ident.remote_id', 'sensor.remote-id',
        'sensor.ads-b'];
    const said = (text: string) => /\p{L}/u.test(text.replace(/\{\w+\}/g, ''));
    for (const key of keys)
        if (!names.includes(key) && said(words.uk[key as 'map']))
            assert(/[а-яіїєґ]/i.test(words.uk[key as 'map']), key);
});

test('a word that goes with a number has the forms of its language', () => {
    const forms = { en: 2, nl: 2, uk: 3 };
    for (const key of keys.filter((k) => words.en[k as 'map'].includes('|')))
        for (const language of LANGUAGES)
            assert.equal(words[language][key as 'map'].split('|').length,
                forms[language], `${language} ${key}`);
    setLanguage('uk');
    assert.deepEqual([1, 2, 5, 11, 22, 25, 101].map((n) =>
        plural('trackCount', n)), ['1 трек', '2 треки', '5 треків',
        '11 треків', '22 треки', '25 треків', '101 трек']);
    setLanguage('nl');
    assert.equal(plural('countWarnings', 1), '1 luchtalarm');
    assert.equal(plural('countWarnings', 0), '0 luchtalarmen');
    setLanguage('en');
});

test('holes are filled, and unknown words stay themselves', () => {
    setLanguage('nl');
    assert.equal(t('ago', { time: '3 s' }), '3 s geleden');
    assert.equal(tOr('kind.zeppelin', 'zeppelin'), 'zeppelin');
    assert.equal(tOr('kind.bird', 'bird'), 'vogel');
    setLanguage('en');
});

test('the address beats what was kept, that beats the browser', () => {
    assert.equal(pickLanguage('uk', 'nl', ['en-GB']), 'uk');
    assert.equal(pickLanguage('xx', 'nl', ['en-GB']), 'nl');
    assert.equal(pickLanguage(null, null, ['fr', 'uk-UA']), 'uk');
    assert.equal(pickLanguage(null, null, ['fr']), 'en');
});

// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import test from 'node:test';

import { decodeFrame, FrameError, KINDS, TRACK_BYTES, trackId, trackNumber }
    from './frame.ts';

/** One track as doc/formats/live.md lays it out, and a removal. */
function sample(): ArrayBuffer {
    const v = new DataView(new ArrayBuffer(24 + TRACK_BYTES + 4));
    v.setUint8(0, 2);
    v.setUint8(1, 1);
    v.setUint32(4, 1, true);
    v.setFloat64(8, 1790000012.5, true);
    v.setFloat32(16, 20, true);
    v.setUint32(20, 1, true);
    v.setUint32(24, 7, true);
    v.setInt32(28, 523000000, true);
    v.setInt32(32, -48000001, true);
    v.setInt16(36, -12, true);
    v.setUint8(38, 2);
    v.setUint8(39, 4);
    v.setInt16(40, -305, true);
    v.setInt16(42, 121, true);
    v.setInt16(44, -250, true);
    v.setUint8(46, 255);
    v.setUint8(47, 12);
    v.setUint16(48, 300, true);
    v.setUint16(50, 65535, true);
    v.setUint8(52, 64);
    v.setUint8(53, 3);
    v.setUint16(54, 17, true);
    v.setUint32(56, 9, true);
    return v.buffer;
}

test('every field of a track is read in its unit', () => {
    const frame = decodeFrame(sample());
    assert.equal(frame.snapshot, false);
    assert.equal(frame.time, 1790000012.5);
    assert.equal(frame.speed, 20);
    assert.deepEqual(frame.removed, [9]);
    const [t] = frame.tracks;
    assert.equal(t.number, 7);
    assert(Math.abs(t.lat - 52.3) < 1e-9);
    assert(Math.abs(t.lon + 4.8000001) < 1e-9);
    assert.equal(t.alt, -12);
    assert.equal(t.status, 'coasting');
    assert.equal(t.kind, 'helicopter');
    assert(Math.abs(t.east + 30.5) < 1e-9);
    assert(Math.abs(t.north - 12.1) < 1e-9);
    assert(Math.abs(t.up + 2.5) < 1e-9);
    assert.equal(t.existence, 1);
    assert.equal(t.age, 12);
    assert.equal(t.major, 300);
    assert.equal(t.minor, 65535);
    assert.equal(t.azimuth, 45);
    assert.equal(t.cooperative, true);
    assert.equal(t.altKnown, true);
    assert.equal(t.altSd, 17);
});

test('every prefix and every longer frame is refused', () => {
    const whole = sample();
    for (let n = 0; n < whole.byteLength; n++)
        assert.throws(() => decodeFrame(whole.slice(0, n)), FrameError);
    const longer = new Uint8Array(whole.byteLength + 1);
    longer.set(new Uint8Array(whole));
    assert.throws(() => decodeFrame(longer.buffer), FrameError);
});

test('a count beyond the limit does not make it read on', () => {
    const bytes = sample();
    new DataView(bytes).setUint32(4, 0xffffffff, true);
    assert.throws(() => decodeFrame(bytes), FrameError);
});

test('another type, version or time is refused', () => {
    for (const [at, value] of [[0, 0], [0, 3], [1, 2]]) {
        const bytes = sample();
        new DataView(bytes).setUint8(at, value);
        assert.throws(() => decodeFrame(bytes), FrameError);
    }
    const bytes = sample();
    new DataView(bytes).setFloat64(8, NaN, true);
    assert.throws(() => decodeFrame(bytes), FrameError);
});

test('a track in no place is left out, not drawn at 0,0', () => {
    const bytes = sample();
    new DataView(bytes).setInt32(28, 2000000000, true);
    assert.equal(decodeFrame(bytes).tracks.length, 0);
});

test('a kind of a newer server is shown as unknown', () => {
    const bytes = sample();
    new DataView(bytes).setUint8(39, KINDS.length);
    assert.equal(decodeFrame(bytes).tracks[0].kind, 'unknown');
});

test('ids and numbers go to and fro', () => {
    assert.equal(trackId(7), 'A0007');
    assert.equal(trackId(123456), 'A123456');
    assert.equal(trackNumber('A0007'), 7);
    assert.equal(trackNumber('B0007'), null);
    assert.equal(trackNumber(''), null);
});

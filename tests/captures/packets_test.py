# SPDX-License-Identifier: Apache-2.0
"""decode of captures, from outside: packets_test.py PROGRAM DATA SHARED."""
import gzip
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time

import packets as p

PROGRAM, DATA, RECORDINGS = sys.argv[1:4]
T0 = 1700000000
SBS = b"MSG,3,1,1,4840D6,1,2023/11/14,22:13:20.000,2023/11/14," \
      b"22:13:20.000,,%d,,,52.3,4.8,,,0,0,0,0\r\n"
AVR = b"*8D4840D6202CC371C32CE0576098;\n"
# CAT 034, a north marker of 25/10
NORTH = bytes.fromhex("22000ae0190a01940000")


def decode(data, *arguments, expect=0):
    run = subprocess.run([PROGRAM, "decode", *arguments, "-"], input=data,
                         capture_output=True, timeout=60)
    assert run.returncode == expect, (run.returncode, run.stderr)
    return [json.loads(line) for line in run.stdout.splitlines()], \
        run.stderr.decode()


def datagrams(contents, **keys):
    return p.pcap([(T0 + i, p.ethernet(p.ipv4(17, p.udp(c))))
                   for i, c in enumerate(contents)], **keys)


def formats_side_by_side_in_one_capture():
    capture = p.pcapng([p.ETHERNET, p.RAW], [
        (0, T0, p.ethernet(p.ipv4(17, p.udp(NORTH)), tags=(7, 8))),
        (1, T0 + 1, p.ipv6(17, p.udp(NORTH))),
        (0, T0 + 2, p.ethernet(p.ipv4(6, p.tcp(1, SBS % 35000)))),
        (0, T0 + 3, p.ethernet(p.ipv4(17, p.udp(b"\x00\x01 a question",
                                                5353, 5353)))),
        (0, T0 + 4, p.ethernet(bytes(28), kind=0x0806)),
    ])
    told, err = decode(capture)
    assert [m["format"] for m in told] == ["asterix", "asterix", "sbs"], told
    for m, start in zip(told, (NORTH, NORTH, SBS[:10])):
        assert capture[m["offset"]:].startswith(start), m
    assert "2 payloads of asterix" in err and "1 payloads of sbs" in err, err
    assert "1 payloads in no format" in err, err
    assert "1 packets that carry no messages" in err, err
    told, err = decode(gzip.compress(capture), "--format", "sbs", "--reports")
    assert [m["t"] for m in told if m["type"] == "position"], told


def the_time_is_the_packets():
    told, _ = decode(p.pcap([(T0 + 0.25, p.ethernet(p.ipv4(17, p.udp(AVR))))]),
                     "--reports", "--sensor", "roof")
    assert all(m["sensor"] == "roof" and m["rx"] == T0 + 0.25 for m in told)
    for magic in (0xA1B2C3D4, 0xA1B23C4D):
        for order in "<>":
            told, _ = decode(datagrams([NORTH], order=order, magic=magic))
            assert len(told) == 1 and told[0]["category"] == 34


def streams_are_framed_across_segments():
    stream = b"".join(SBS % (30000 + i) for i in range(200))
    rng = random.Random(4)
    cuts = sorted(rng.sample(range(1, len(stream)), 150))
    pieces = [(a, stream[a:b]) for a, b in
              zip([0, *cuts], [*cuts, len(stream)])]
    segments = [(0, b"", 2)] + [(1 + a, data, 16) for a, data in pieces]
    for at in range(5, 140, 7):  # out of order, and once more
        segments[at], segments[at + 2] = segments[at + 2], segments[at]
        segments.insert(at, segments[at - 3])
    capture = p.pcap([
        (T0 + i * 0.001,
         p.ethernet(p.ipv4(6, p.tcp(0xFFFFF000 + seq, data, flags))))
        for i, (seq, data, flags) in enumerate(segments)])
    told, err = decode(capture)
    assert [m["altitude_ft"] for m in told] == [30000 + i for i in range(200)]
    assert all(capture[m["offset"]:].startswith(b"M") for m in told)
    assert "came again" in err and "gaps" not in err, err
    # one segment is missing: its messages are, and the rest are not
    lost = segments[:40] + segments[60:]
    told, err = decode(p.pcap([
        (T0 + i, p.ethernet(p.ipv4(6, p.tcp(seq, data, flags))))
        for i, (seq, data, flags) in enumerate(lost)]))
    good = [m["altitude_ft"] for m in told if "altitude_ft" in m]
    assert good == sorted(set(good)) and 150 < len(good) < 200, len(good)
    assert good[-1] == 30199 and "gaps in streams" in err, err


def two_streams_do_not_mix():
    one, two = SBS % 1000, SBS % 2000
    told, _ = decode(p.pcap([
        (T0, p.ethernet(p.ipv4(6, p.tcp(1, one[:30], source=1000)))),
        (T0, p.ethernet(p.ipv4(6, p.tcp(1, two[:50], source=2000)))),
        (T0, p.ethernet(p.ipv4(6, p.tcp(31, one[30:], source=1000)))),
        (T0, p.ethernet(p.ipv4(6, p.tcp(51, two[50:], source=2000))))]))
    assert [m["altitude_ft"] for m in told] == [1000, 2000], told


def one_byte_is_not_enough_to_tell_a_format():
    line = b'{"device_id": "n1", "detected_at": 1700000000}\n' * 3
    told, _ = decode(p.pcap([
        (T0 + at, p.ethernet(p.ipv4(6, p.tcp(1 + at, line[at:at + 1]))))
        for at in range(len(line))]))
    assert [m["format"] for m in told] == ["presence"] * 3, told
    with subprocess.Popen([PROGRAM, "decode", "-"], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE) as run:
        for at in range(len(line)):
            run.stdin.write(line[at:at + 1])
            run.stdin.flush()
            if at < 60:  # while it looks
                time.sleep(0.001)
        out = run.communicate(timeout=60)[0]
    assert out.count(b'"presence"') == 3, out


def fragments_are_put_together():
    whole = p.udp(NORTH * 300)
    size = 1480
    pieces = [(at, whole[at:at + size]) for at in range(0, len(whole), size)]
    frames = [p.ethernet(p.ipv4(
        17, data, 77, at // 8 | (0x2000 if at + size < len(whole) else 0)))
        for at, data in pieces]
    told, err = decode(p.pcap([(T0, f) for f in reversed(frames)]))
    assert len(told) == 300 and not any("error" in m for m in told)
    told, err = decode(p.pcap([(T0, f) for f in frames[:-1]]))
    assert told == [] and "fragments" in err, err


def noise_is_of_no_format():
    rng = random.Random(6)
    told, err = decode(p.pcap([
        (T0 + i, p.ethernet(p.ipv4(17, p.udp(
            rng.randbytes(rng.randrange(1, 1400)), source=1024 + i))))
        for i in range(3000)]))
    assert len(told) < 30, told[:3]
    for data in (b"<34>Oct 11 22:14:15 host su: failed", b'{"a":1}\n',
                 b"M-SEARCH * HTTP/1.1\r\n\r\n", bytes(100),
                 bytes.fromhex("302902010004067075626c6963a01c") * 3):
        told, err = decode(datagrams([data]))
        assert told == [] and "1 payloads in no format" in err, (data, err)


def broken_messages_are_told_in_their_place():
    broken = NORTH[:2] + b"\xff" + NORTH[3:]
    told, _ = decode(datagrams([NORTH, broken, NORTH]))
    assert ["error" in m for m in told] == [False, True, False], told
    told, err = decode(datagrams([NORTH, NORTH * 30], snap=100))
    assert "error" in told[-1] and "cut" in err, (told[-1], err)


def a_broken_capture_is_read_as_far_as_it_goes():
    capture = datagrams([NORTH] * 9)
    told, _ = decode(capture[:-5])
    assert [m["format"] for m in told][-2:] == ["asterix", "pcap"]
    assert told[-1]["error"] == "truncated" and len(told) == 9
    size = (len(capture) - 24) // 9
    assert told[-1]["offset"] == 24 + 8 * size
    bad = bytearray(capture)
    bad[24 + 3 * size + 11] = 0x7F  # the length of the fourth
    told, _ = decode(bytes(bad))
    assert [m["format"] for m in told] == ["asterix"] * 3 + ["pcap"] \
        + ["asterix"] * 5, told
    ng = p.pcapng([1], [(0, T0, p.ethernet(p.ipv4(17, p.udp(NORTH))))] * 5)
    rng = random.Random(5)
    for _ in range(200):
        bad = bytearray(ng)
        for _ in range(3):
            bad[rng.randrange(28, len(bad))] = rng.randrange(256)
        decode(bytes(bad))
    for at in range(12, len(ng), 7):
        decode(ng[:at])


def an_empty_capture_is_no_error():
    assert decode(p.pcap([]))[0] == []
    told, err = decode(p.pcap([(T0, b"")] * 3, link=147))
    assert told == [] and "3 packets of a link type" in err, err
    told, err = decode(p.pcap([(T0, b"")]))
    assert told == [] and "1 damaged" in err, err


def real_recordings_are_counted_exactly():
    folder = os.path.join(RECORDINGS, "remoteid")
    with open(f"{folder}/parrot_anafi4_real_odid.pcapng", "rb") as file:
        told, err = decode(file.read())
    count = {}
    for m in told:
        count[m.get("message")] = count.get(m.get("message"), 0) + 1
    assert count == {"basic-id": 385, "location": 1140, "system": 385,
                     "operator-id": 385}, count
    assert "1140 payloads of remote-id" in err, err
    with open(f"{RECORDINGS}/asterix/synthetic_cat021_readsb_out.pcap",
              "rb") as file:
        told = decode(file.read())[0]
    with open(f"{RECORDINGS}/asterix/synthetic_cat021_readsb_out.raw",
              "rb") as file:
        raw = decode(file.read())[0]
    for m in told + raw:
        del m["offset"]
    assert told == raw and len(told) == 3840


def other_programs_write_them_too():
    source = os.path.join(RECORDINGS, "asterix",
                          "synthetic_cat021_readsb_out.pcap")
    if shutil.which("editcap") is None:
        return "editcap is not here"
    with open(source, "rb") as file:
        first = decode(file.read())[0]
    for m in first:
        del m["offset"]
    with tempfile.TemporaryDirectory() as folder:
        for kind in ("pcap", "nsecpcap", "modpcap", "pcapng"):
            path = os.path.join(folder, kind)
            made = subprocess.run(["editcap", "-F", kind, source, path],
                                  capture_output=True, check=False)
            if made.returncode != 0:
                continue  # not of this version
            with open(path, "rb") as file:
                data = file.read()
            told = decode(data)[0]
            for m in told:
                del m["offset"]
            assert told == first, kind


def the_time_is_that_of_tshark():
    source = os.path.join(RECORDINGS, "remoteid",
                          "parrot_anafi4_real_odid.pcapng")
    if shutil.which("tshark") is None:
        return "tshark is not here"
    run = subprocess.run(["tshark", "-r", source, "-T", "fields", "-e",
                          "frame.time_epoch", "-e", "wlan.ta"],
                         capture_output=True, check=True, text=True)
    frames = {}
    for line in run.stdout.splitlines():
        when, sender = line.split("\t")
        at_us = int(when.replace(".", "")[:16])
        frames[at_us] = sender.replace(":", "")
    told = [json.loads(line) for line in subprocess.run(
        [PROGRAM, "decode", "--reports", source], capture_output=True,
        check=True).stdout.splitlines()]
    assert len(told) > 100
    for report in told:
        at_us = round(report["rx"] * 10 ** 6)
        near = [frames[us] for us in (at_us - 1, at_us) if us in frames]
        assert near and near[-1] == report["object"], report


TESTS = [
    formats_side_by_side_in_one_capture,
    the_time_is_the_packets,
    streams_are_framed_across_segments,
    two_streams_do_not_mix,
    one_byte_is_not_enough_to_tell_a_format,
    fragments_are_put_together,
    noise_is_of_no_format,
    broken_messages_are_told_in_their_place,
    a_broken_capture_is_read_as_far_as_it_goes,
    an_empty_capture_is_no_error,
    real_recordings_are_counted_exactly,
    other_programs_write_them_too,
    the_time_is_that_of_tshark,
]

failed = 0
print(f"1..{len(TESTS)}")
for number, check in enumerate(TESTS, 1):
    name = check.__name__.replace("_", " ")
    try:
        skipped = check()
        print(f"ok {number} {name}" +
              (f" # SKIP {skipped}" if skipped else ""))
    except AssertionError as why:
        failed = 1
        print(f"not ok {number} {name}\n# {why}")
sys.exit(failed)

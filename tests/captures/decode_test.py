# SPDX-License-Identifier: Apache-2.0
"""The verb decode from outside: decode_test.py PROGRAM DATA_FOLDER."""
import gzip
import json
import math
import subprocess
import sys

PROGRAM, DATA = sys.argv[1], sys.argv[2]
PEERS = f"{DATA}/recordings/adsb/synthetic_60ac"
GOOD = ('{"type":"bearing","t":"1970-01-01T00:00:01Z","sensor":"s",'
        '"az":360,"zz":[1]}\n')


def decode(*arguments, data=None, expect=0):
    run = subprocess.run([PROGRAM, "decode", *arguments], input=data,
                         capture_output=True, timeout=60)
    assert run.returncode == expect, (run.returncode, run.stderr)
    return run.stdout.decode(), run.stderr.decode()


def lines(text):
    return [json.loads(line) for line in text.splitlines()]


def raw(capture):
    """The bytes of a capture, as they came over the wire."""
    with open(f"{DATA}/captures/{capture}.cap", encoding="utf-8") as file:
        return b"".join(bytes.fromhex(line.split()[2]) for line in file
                        if not line.startswith("#"))


def normalises_reports_and_tells_bad_lines():
    text = (GOOD + "{}\n\n" + "nonsense\n" + GOOD).encode()
    out, err = decode("-", data=text)
    assert out == 2 * '{"type":"bearing","t":1,"sensor":"s","az":0}\n', out
    assert err.splitlines() == [
        "luchtwacht: -:2: `type` is missing: expected position, polar, "
        "bearing, heard, look or heartbeat",
        "luchtwacht: -:4: not JSON: expected an object"], err


def takes_gzip_off():
    assert decode("-", data=gzip.compress(GOOD.encode() * 1000))[0] \
        == 1000 * '{"type":"bearing","t":1,"sensor":"s","az":0}\n'


def refuses_a_compressed_file_that_stops():
    packed = gzip.compress(GOOD.encode() * 1000)
    err = decode("-", data=packed[:-20], expect=1)[1]
    assert "ends too early" in err, err


def describes_every_frame_of_a_real_recording():
    data = raw("dump1090-modes1")
    told = lines(decode("-", data=data)[0])
    assert len(told) == 217, len(told)
    assert {m["format"] for m in told} == {"adsb"}
    assert all(m["icao"] == "4d2023" for m in told), "one aircraft"
    assert {m["df"] for m in told} == {0, 4, 5, 11, 17, 20, 21}
    assert {m.get("callsign") for m in told} == {None, "AMC421"}
    assert [m["offset"] for m in told] == [
        i for i in range(len(data)) if data[i:i + 1] == b"*"]
    placed = [m for m in told if "lat" in m]
    assert len(placed) > 50
    assert all(36.9 < m["lat"] < 37.2 and 13.7 < m["lon"] < 13.9
               for m in placed), "Sicily"


def tells_what_cannot_be_read_in_its_place():
    data = raw("dump1090-modes1").splitlines()
    broken = data[0][:10] + (b"1" if data[0][10:11] != b"1" else b"2") \
        + data[0][11:]
    told = lines(decode("-", data=b"\n".join([broken, data[1], b"*12"]))[0])
    assert [m.get("error") for m in told] == ["integrity", None, "truncated"]
    assert all(m["format"] == "adsb" and "offset" in m for m in told)
    assert "parity" in told[0]["item"]


def agrees_with_readsb():
    peer = subprocess.run(["zstd", "-dcq", f"{PEERS}_readsb.jsonl.zst"],
                          check=True, capture_output=True, text=True).stdout
    for form in ("beast", "sbs"):
        last = {}
        for report in lines(decode("--reports", "--sensor", "roof",
                                   f"{PEERS}.{form}.zst")[0]):
            last[report["object"]] = report
            assert report["sensor"] == "roof"
        assert len(last) == 60
        for other in lines(peer):
            ours = last[other["hex"]]
            speed = math.hypot(*ours["vel"][:2]) * 3600 / 1852
            assert abs(ours["lat"] - other["lat"]) < 6e-5
            assert abs(ours["lon"] - other["lon"]) < 9e-5
            assert abs(speed - other["gs"]) < (0.06 if form == "beast" else 0.6)
            assert abs(ours["alt"] / 0.3048 - other["alt_baro"]) < 0.01
            assert abs(ours["vel"][2] / 0.3048 * 60 - other["baro_rate"]) < 0.1
            assert ours["ident"]["callsign"] == other["flight"].strip()


def counts_time_from_the_start_that_is_told():
    reports = lines(decode("--reports", "--start", "2026-11-21T22:00:00Z",
                           f"{PEERS}.beast.zst")[0])
    assert reports[0]["t"] - 1795298400 < 10 and reports[0]["t"] > 1795298400
    assert all(a["t"] <= b["t"] for a, b in zip(reports, reports[1:]))


def a_format_may_be_told():
    assert len(lines(decode("--format", "avr", "-",
                            data=raw("dump1090-modes1"))[0])) == 217
    assert len(lines(decode("--format", "adsb", "-",
                            data=raw("synthetic-beast"))[0])) == 80


def wrong_calls_end_with_2_and_failures_with_1():
    decode("--format", "morse", "-", data=b"", expect=2)
    decode(expect=2)
    decode("--nonsense", "-", data=b"", expect=2)
    decode("--sensor", "x" * 64, "-", data=b"", expect=2)
    decode("--start", "soon", "-", data=b"", expect=2)
    decode("/nowhere/at/all", expect=1)
    assert "no format" in decode("-", data=b"PK\x03\x04", expect=1)[1]
    assert decode("-", data=b"") == ("", "")
    help_text = decode("--help")[0]
    assert "examples:" in help_text and "beast" in help_text


TESTS = (
    normalises_reports_and_tells_bad_lines,
    takes_gzip_off,
    refuses_a_compressed_file_that_stops,
    describes_every_frame_of_a_real_recording,
    tells_what_cannot_be_read_in_its_place,
    agrees_with_readsb,
    counts_time_from_the_start_that_is_told,
    a_format_may_be_told,
    wrong_calls_end_with_2_and_failures_with_1,
)


def main():
    bad = 0
    print(f"1..{len(TESTS)}")
    for number, test in enumerate(TESTS, 1):
        name = test.__name__.replace("_", " ")
        try:
            test()
            print(f"ok {number} - {name}")
        except (AssertionError, KeyError, subprocess.SubprocessError,
                ValueError) as error:
            bad += 1
            print(f"not ok {number} - {name}\n# {error!r}"[:2000])
    sys.exit(bad > 0)


main()

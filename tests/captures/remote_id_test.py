# SPDX-License-Identifier: Apache-2.0
"""Remote ID out of captures, against a decoder that shares no line with ours:
remote_id_test.py PROGRAM RECORDINGS. tshark finds the elements, what they say
is read here, by the table of ASTM F3411-22a alone."""
import json
import re
import shutil
import struct
import subprocess
import sys

PROGRAM, FOLDER = sys.argv[1], sys.argv[2]
PARROT = "parrot_anafi4_real_odid.pcapng"
TYPES = {0: "basic-id", 1: "location", 2: "auth", 3: "self-id", 4: "system",
         5: "operator-id"}
UA = ["none", "aeroplane", "helicopter-or-multirotor", "gyroplane",
      "hybrid-lift", "ornithopter", "glider", "kite", "free-balloon",
      "captive-balloon", "airship", "free-fall-or-parachute", "rocket",
      "tethered-powered-aircraft", "ground-obstacle", "other"]
IDS = ["none", "serial-number", "caa-registration", "utm-uuid",
       "specific-session-id"]
STATUS = ["undeclared", "ground", "airborne", "emergency",
          "remote-id-system-failure"]
HORIZONTAL = [None, 18520, 7408, 3704, 1852, 926, 555.6, 185.2, 92.6, 30, 10,
              3, 1]
VERTICAL = [None, 150, 45, 25, 10, 3, 1]
SPEED = [None, 10, 3, 1, 0.3]


def pick(table, code):
    return table[code] if code < len(table) else None


def word(table, code):
    return table[code] if code < len(table) else code


def height(code):
    return code / 2 - 1000 if code else None


def text(raw):
    return raw.split(b"\0")[0].decode("ascii", "replace").rstrip()


def basic_id(m):
    return {"id_type": word(IDS, m[1] >> 4), "ua_type": UA[m[1] & 15],
            "uas_id": text(m[2:22]) or None}


def location(m):
    direction = m[2] + (180 if m[1] & 2 else 0)
    fast = m[1] & 1
    lat, lon = struct.unpack_from("<ii", m, 5)
    pressure, geodetic, above = struct.unpack_from("<HHH", m, 13)
    up, = struct.unpack_from("b", m, 4)
    tenths, = struct.unpack_from("<H", m, 21)
    known = lat or lon
    return {
        "status": word(STATUS, m[1] >> 4),
        "height_type": "above-ground" if m[1] & 4 else "above-takeoff",
        "direction": direction % 360 if direction <= 360 else None,
        "speed": None if fast and m[3] == 255
        else m[3] * 0.75 + 63.75 if fast else m[3] * 0.25,
        "vertical_speed": up / 2 if abs(up) <= 124 else None,
        "latitude": lat / 1e7 if known else None,
        "longitude": lon / 1e7 if known else None,
        "pressure_altitude": height(pressure),
        "geodetic_altitude": height(geodetic), "height": height(above),
        "vertical_accuracy": pick(VERTICAL, m[19] >> 4),
        "horizontal_accuracy": pick(HORIZONTAL, m[19] & 15),
        "pressure_altitude_accuracy": pick(VERTICAL, m[20] >> 4),
        "speed_accuracy": pick(SPEED, m[20] & 15),
        "timestamp": tenths / 10 if tenths <= 36000 else None,
        "timestamp_accuracy": (m[23] & 15) / 10 or None,
    }


def system(m):
    lat, lon, count, radius, ceiling, floor = struct.unpack_from("<iiHBHH", m,
                                                                 2)
    altitude, seconds = struct.unpack_from("<HI", m, 18)
    union = m[1] >> 2 & 7 == 1
    return {
        "operator_location_type": word(["takeoff", "live", "fixed"], m[1] & 3),
        "operator_latitude": lat / 1e7 if lat or lon else None,
        "operator_longitude": lon / 1e7 if lat or lon else None,
        "operator_altitude": height(altitude),
        "area_count": count, "area_radius": radius * 10,
        "area_ceiling": height(ceiling), "area_floor": height(floor),
        "category": word(["undeclared", "open", "specific", "certified"],
                         m[17] >> 4) if union else None,
        "class": word(["undeclared"] + [f"C{i}" for i in range(7)],
                      m[17] & 15) if union else None,
        "timestamp": seconds + 1546300800 if seconds else None,
    }


READ = {0: basic_id, 1: location, 4: system,
        3: lambda m: {"description": text(m[2:25])},
        5: lambda m: {"operator_id": text(m[2:22])}}


def tshark(name, *fields, only=None):
    run = subprocess.run(
        ["tshark", "-r", f"{FOLDER}/{name}", "-T", "fields"]
        + (["-Y", only] if only else [])
        + [part for field in fields for part in ("-e", field)],
        capture_output=True, check=True, timeout=120)
    return [line.split("\t") for line in run.stdout.decode().splitlines()]


def packs(name):
    """(address, counter and pack) of every frame that has them."""
    if name.startswith("odid_bt5"):
        field = "btcommon.eir_ad.entry.service_data"
        for address, data in tshark(name, "btle.advertising_address", field,
                                    only=field + " && nordic_ble.crcok == 1"):
            if data.startswith("0d"): # else damaged
                yield address, bytes.fromhex(data)[1:]
        return
    for address, oui, data, info, service in tshark(
            name, "wlan.ta", "wlan.tag.oui", "wlan.tag.vendor.data",
            "nan.sda.service_info", "nan.service_id"):
        ouis = [int(o) for o in oui.split(",") if o]
        elements = [bytes.fromhex(d) for d in data.split(",") if d]
        if 0xFA0BBC in ouis:
            # tshark has no data for those that it knows itself
            yield address, [e for e in elements if e[0] == 0x0D][-1][1:]
        if re.sub("[-:]", "", service) == "8869199d9209" and info:
            yield address, bytes.fromhex(re.sub("[-:]", "", info))


def expected(name):
    for address, data in packs(name):
        pack = data[1:]
        good = pack[0] >> 4 == 15 and pack[1] == 25 and 1 <= pack[2] <= 10 \
            and pack[0] & 15 <= 2 and len(pack) >= 3 + 25 * pack[2]
        for i in range(pack[2] if good else 0):
            message = pack[3 + 25 * i:28 + 25 * i]
            if message[0] >> 4 in READ and message[0] & 15 <= 2:
                yield {"message": TYPES[message[0] >> 4],
                       "address": address.replace(":", ""),
                       "counter": data[0], "version": message[0] & 15,
                       **READ[message[0] >> 4](message)}


def decode(name, *options):
    run = subprocess.run([PROGRAM, "decode", *options, f"{FOLDER}/{name}"],
                         capture_output=True, timeout=120, check=True)
    return [json.loads(line) for line in run.stdout.splitlines()]


def same(want, got):
    for key, value in want.items():
        told = got.get(key)
        if isinstance(value, float) and told is not None:
            assert abs(value - told) < 1e-7 * max(1, abs(value)), (key, want,
                                                                   got)
        else:
            assert value == told, (key, want, got)
    others = {"format", "offset", "transport", "level", "description_type",
              "operator_id_type", "classification_type", "channel",
              "operator_withheld"}
    assert set(got) - set(want) <= others, set(got) - set(want)


def values_of(name):
    want, got = list(expected(name)), decode(name, "--operator")
    good = [m for m in got if "error" not in m]
    # a place that is none on Earth is an error of ours
    want = [m for m in want if abs(m.get("latitude") or 0) <= 90
            and abs(m.get("longitude") or 0) <= 180]
    assert len(want) == len(good) > 0, (len(want), len(good))
    for a, b in zip(want, good):
        same(a, b)
    return good


def the_real_drone_says_what_it_said():
    told = values_of(PARROT)
    count = {}
    for m in told:
        count[m["message"]] = count.get(m["message"], 0) + 1
    assert count == {"basic-id": 385, "location": 1140, "system": 385,
                     "operator-id": 385}, count
    assert {m["transport"] for m in told} == {"wifi-beacon"}


def beacons_of_a_simulated_drone():
    told = values_of("odid_wifi_bcn_sample.pcap")
    assert len(told) == 105, len(told)


def nan_frames_of_a_simulated_drone():
    told = values_of("odid_wifi_sample.pcap")
    assert len(told) == 42, len(told)
    assert sum(m["transport"] == "wifi-nan" for m in told) == 21


def bluetooth_5_long_range():
    told = values_of("odid_bt5_lr_sample.pcapng")
    assert len(told) > 1000, len(told)
    assert {m["transport"] for m in told} == {"bluetooth-5"}


def operators_are_told_only_where_asked_for():
    told = decode(PARROT)
    assert not any("operator_latitude" in m for m in told)
    assert sum(m.get("operator_withheld", False) for m in told) == 385
    reports = decode(PARROT, "--reports", "--sensor", "rid")
    assert len(reports) == 1140 and not any("operator" in r for r in reports)


def one_position_is_one_report():
    reports = decode(PARROT, "--reports", "--sensor", "rid")
    assert all(r["type"] == "position" and r["sensor"] == "rid"
               for r in reports)
    places = {(r["t"], r["lat"], r["lon"]) for r in reports}
    assert len({r["id"] for r in reports}) == len(places)
    assert 100 < len(places) < 200, len(places)
    assert all(-1 <= r["rx"] - r["t"] < 5 for r in reports)
    named = [r for r in reports if "ident" in r]
    assert {r["ident"]["remote_id"] for r in named} == {"1588E040445AC004418"}


def main():
    tests = [the_real_drone_says_what_it_said, beacons_of_a_simulated_drone,
             nan_frames_of_a_simulated_drone, bluetooth_5_long_range,
             operators_are_told_only_where_asked_for,
             one_position_is_one_report]
    if shutil.which("tshark") is None:
        print("1..0 # SKIP no tshark")
        return
    print(f"1..{len(tests)}")
    bad = 0
    for number, test in enumerate(tests, 1):
        name = test.__name__.replace("_", " ")
        try:
            test()
            print(f"ok {number} - {name}", flush=True)
        except Exception as error:  # a failure, and the next
            bad += 1
            print(f"not ok {number} - {name}\n# {error!r}"[:2000], flush=True)
    sys.exit(bad > 0)


main()

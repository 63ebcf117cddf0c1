# SPDX-License-Identifier: Apache-2.0
"""Records of ASTERIX with whatever can stand in them, told by tshark and by us:
every value of every item agrees. asterix_tshark_test.py PROGRAM ASTERIX_MAKE

Categories and editions are those that tshark 4.0 has in common with us. Left
out are fields for special purposes and expansions, and how an item is written
(FX, counters, spare bits). OTHERWISE says what tshark tells otherwise, and
why it is not compared.
"""
import json
import math
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile

PROGRAM, MAKE = sys.argv[1], sys.argv[2]
PORT, RECORDS = 8600, 150
# Category, what of it, why.
OTHERWISE = (
    ("001", "030|130|210", "of what is repeated tshark has the first"),
    ("002", "050|060", "the same"),
    ("008", "110", "the same"),
    ("015", "030", "the same"),
    ("020", "030", "the same"),
    ("048", "030", "the same"),
    ("004", "120_CC_CPC?", "tshark has a table's name for CPC"),
    ("019", "553_REFTR[34]", "tshark repeats the first extent"),
    ("020", "250", "a register: tshark divides it once more"),
    ("021", "150_AS", "by item 150/IM: tshark leaves it raw"),
    ("034", "120_HGT", "two's complement: tshark reads it unsigned"),
    ("048", "020_(ADSB|SCN|PAI)", "tshark has two bits as one"),
    ("048", "090_FL", "two's complement: tshark reads it unsigned"),
    ("062", "380_IAS_IAS", "by item 380/IAS/IM: tshark leaves it raw"),
)
# Of another length to tshark: what is behind them would be wrong as well.
WITHOUT = {"004": ("170", "171"), "062": ("510",)}
# Not at all.
LEFT_OUT = {
    "032": "tshark takes 050 for another length",
    "240": "tshark tells video as text",
}
PREFERENCE = re.compile(r"^#?asterix\.i(\d{3})_version: Version ([\d.]+)")
FIELD = re.compile(r"^asterix\.\d{3}_(?:V\d+_\d+_)?(.*?)(?:_VALUE)?$")


def tshark(*arguments):
    return subprocess.run(["tshark", *arguments], check=True,
                          capture_output=True, timeout=120).stdout.decode()


def capture(path, blocks):
    """A pcap of one UDP datagram a block."""
    with open(path, "wb") as file:
        file.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1))
        for i, block in enumerate(blocks):
            udp = struct.pack(">HHHH", PORT, PORT, 8 + len(block), 0)
            ip = struct.pack(">BBHHHBBHII", 0x45, 0, 28 + len(block), i, 0, 64,
                             17, 0, 0x7f000001, 0x7f000001)
            packet = bytes(12) + b"\x08\x00" + ip + udp + block
            file.write(struct.pack("<IIII", i, 0, len(packet), len(packet)))
            file.write(packet)


def blocks_of(data):
    at = 0
    while at < len(data):
        size = struct.unpack_from(">H", data, at + 1)[0]
        yield data[at:at + size]
        at += size


def ours(value, path, out):
    """`items` as path -> values, in the order that they come in."""
    if isinstance(value, dict):
        for key, below in value.items():
            ours(below, f"{path}_{key}" if path else key, out)
    elif isinstance(value, list):
        for below in value:
            ours(below, path, out)
    else:
        out.setdefault(path, []).append(value)


def theirs(value, key, out):
    if isinstance(value, dict):
        for name, below in value.items():
            theirs(below, name, out)
    elif isinstance(value, list):
        for below in value:
            theirs(below, key, out)
    elif FIELD.match(key):
        out.setdefault(FIELD.match(key).group(1), []).append(value)


def number(text):
    for read in (lambda t: int(t, 0), float):
        try:
            return read(text)
        except ValueError:
            pass
    return None


def is_garbage(text):
    """What a text is not: tshark tells such bytes one way or another."""
    return text == "" or " " in text or not text.isprintable() or (
        "\ufffd" in text)


def same(our, their):
    """A value as JSON has it, and as tshark tells it."""
    value = number(their)
    if isinstance(our, str):
        plain = their.replace(":", "").lower()
        if our.strip(" ") == their.strip(" ") or our == plain:
            return True
        if value is None:
            return is_garbage(their)
        return (re.fullmatch("[0-9a-f]+", our) and value == int(our, 16)
                or re.fullmatch("[0-7]+", our) and value == int(our, 8))
    if value is None:
        return is_garbage(their)
    if their.startswith("0x"):
        return our in (value, value - 2 ** (4 * (len(their) - 2)))
    decimals = len(repr(our).partition(".")[2])
    return math.isclose(our, value, rel_tol=1e-12,
                        abs_tol=0.6 * 10.0 ** -max(decimals, 4))


def agree(our, their):
    return len(our) == len(their) and all(map(same, our, their))


def is_otherwise(category, key):
    return any(category == of and re.fullmatch(f"({what})(_.*)?", key)
               for of, what, _ in OTHERWISE)


def differences(category, our, their):
    """How many values agree, and what does not, of one record."""
    a, b, values, wrong = {}, {}, 0, {}
    ours(our["items"], "", a)
    theirs(their["_source"]["layers"], "", b)
    for key in sorted(set(a) - set(b)):  # of one value tshark names its field
        named = [k for k in b if k.rpartition("_")[0] == key]
        if len(named) == 1:
            b[key] = b.pop(named[0])
    for key in sorted(set(a) | {k for k in b if any(b[k])}):
        x, y = a.get(key, []), b.get(key, [])
        if agree(x, y):
            values += len(x)
        elif not is_otherwise(category, key):
            wrong[key] = (x, y)
    return values, wrong


def compare(category, edition):
    with tempfile.TemporaryDirectory() as folder:
        data = subprocess.run(
            [MAKE, category, edition, str(RECORDS), "1",
             ",".join(("RE", "SP") + WITHOUT.get(category, ()))], check=True,
            capture_output=True).stdout
        path = os.path.join(folder, "records.pcap")
        blocks = list(blocks_of(data))
        capture(path, blocks)
        told = json.loads(tshark(
            "-r", path, "-d", f"udp.port=={PORT},asterix", "-T", "json",
            "-J", "asterix", "--no-duplicate-keys",
            "-o", f"asterix.i{category}_version:Version {edition}"))
    said = [json.loads(line) for line in subprocess.run(
        [PROGRAM, "decode", "--format", "asterix", "-o",
         f"edition.{category}={edition}", "-"], input=data,
        check=True, capture_output=True).stdout.decode().splitlines()]
    assert len(said) == len(told) == len(blocks), (len(said), len(told))
    values, wrong = 0, {}
    for our, their in zip(said, told):
        assert "error" not in our, our
        if category == "001" and our["items"].get("020", {}).get("TYP") == 1:
            continue  # tshark reads tracks by the items of plots
        agreed, differ = differences(category, our, their)
        values += agreed
        wrong.update(differ)
    return values, wrong


def main():
    if shutil.which("tshark") is None:
        print("1..0 # SKIP tshark is not here")
        return 0
    known = dict(PREFERENCE.match(line).groups()
                 for line in tshark("-G", "currentprefs").splitlines()
                 if PREFERENCE.match(line))
    bad = 0
    for n, (category, edition) in enumerate(sorted(known.items()), 1):
        name = f"{n} - category {category}, edition {edition}"
        if category in LEFT_OUT:
            print(f"ok {name} # SKIP {LEFT_OUT[category]}")
            continue
        values, wrong = compare(category, edition)
        bad += bool(wrong)
        print(f"{'not ' if wrong else ''}ok {name}: {values} values")
        for key, (x, y) in list(wrong.items())[:20]:
            print(f"# {key}: {x[:3]}, tshark {y[:3]}"[:150])
    print(f"1..{len(known)}")
    return 1 if bad else 0


sys.exit(main())

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`luchtwacht decode` of a file of plots of radars (ASTERIX, category 048) to
a file of reports and of complete JSON: records a second; and where tshark is,
how many times as fast as that is to its JSON.

decode_bench.py LUCHTWACHT ASTERIX_BENCH
"""
import os
import shutil
import struct
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "study")]
import runs  # noqa: E402

PORT, TIMES, PEER_BLOCKS = 8600, 20, 5000


def capture(path, data):
    """The first blocks as a pcap of datagrams; how many bytes they are."""
    at = 0
    with open(path, "wb") as file:
        file.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1))
        for i in range(PEER_BLOCKS):
            size = struct.unpack_from(">H", data, at + 1)[0]
            packet = bytes(12) + b"\x08\x00" + struct.pack(
                ">BBHHHBBHII", 0x45, 0, 28 + size, i, 0, 64, 17, 0,
                0x7f000001, 0x7f000001) + struct.pack(
                ">HHHH", PORT, PORT, 8 + size, 0) + data[at:at + size]
            file.write(struct.pack("<IIII", i, 0, len(packet), len(packet)))
            file.write(packet)
            at += size
    return at


def rate_of(program, folder, path, *options):
    """Lines a second of processor time, and how many lines."""
    out = os.path.join(folder, "out.ndjson")
    load = runs.measured([program, "decode", "--format", "asterix", *options,
                          path], out)
    with open(out, "rb") as file:
        lines = sum(1 for _ in file)
    os.remove(out)
    return lines / load["cpu_s"], lines


def tshark_rate(program, folder, data):
    path, part = (os.path.join(folder, name)
                  for name in ("peer.pcap", "part.ast"))
    used = capture(path, data)
    with open(part, "wb") as file:
        file.write(data[:used])
    records = rate_of(program, folder, part)[1]
    begun = os.times()
    subprocess.run(["tshark", "-r", path, "-d", f"udp.port=={PORT},asterix",
                    "-T", "json", "-J", "asterix"], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    ended = os.times()
    return records / (ended.children_user + ended.children_system
                      - begun.children_user - begun.children_system)


def main(program, writer):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "blocks.ast")
        subprocess.run([writer, "--write", path, str(TIMES)], check=True,
                       stdout=subprocess.DEVNULL)
        rate, _ = rate_of(program, folder, path, "--reports", "--sensor", "r",
                          "--start", "2026-01-01T00:00:00Z")
        print(f"CAT048 file to a file of reports: {rate:.0f} records/s")
        rate, _ = rate_of(program, folder, path)
        print(f"CAT048 file to a file of JSON: {rate:.0f} records/s")
        if shutil.which("tshark") is None:
            print("tshark is not here")
            return
        with open(path, "rb") as file:
            theirs = tshark_rate(program, folder, file.read())
        print(f"tshark to JSON: {theirs:.0f} records/s; "
              f"ours is {rate / theirs:.0f} times that")


if __name__ == "__main__":
    main(*sys.argv[1:])

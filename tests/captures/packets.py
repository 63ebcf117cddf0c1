# SPDX-License-Identifier: Apache-2.0
"""Captures put together byte by byte, for tests."""
import struct

ETHERNET, RADIOTAP, RAW = 1, 127, 101


def pcap(packets, link=ETHERNET, order="<", snap=262144, magic=0xA1B2C3D4):
    """A file of (time in s, bytes) pairs, cut to `snap`."""
    out = struct.pack(order + "IHHiIII", magic, 2, 4, 0, 0, snap, link)
    for when, data in packets:
        part = round(when % 1 * (10 ** 9 if magic == 0xA1B23C4D else 10 ** 6))
        out += struct.pack(order + "IIII", int(when), part,
                           len(data[:snap]), len(data)) + data[:snap]
    return out


def block(kind, body, order="<"):
    body += bytes(-len(body) % 4)
    size = struct.pack(order + "I", len(body) + 12)
    return struct.pack(order + "I", kind) + size + body + size


def pcapng(interfaces, packets, order="<"):
    """Interfaces are link types; packets (interface, time in s, bytes)."""
    out = block(0x0A0D0D0A, struct.pack(order + "IHHq", 0x1A2B3C4D, 1, 0, -1),
                order)
    for link in interfaces:
        out += block(1, struct.pack(order + "HHI", link, 0, 0), order)
    for interface, when, data in packets:
        ticks = round(when * 10 ** 6)
        out += block(6, struct.pack(order + "IIIII", interface, ticks >> 32,
                                    ticks & 0xFFFFFFFF, len(data),
                                    len(data)) + data, order)
    return out


def ethernet(inside, kind=0x0800, tags=()):
    head = bytes(12)
    for tag in tags:
        head += struct.pack(">HH", 0x8100, tag)
    return head + struct.pack(">H", kind) + inside


def ipv4(protocol, inside, ident=1, fragment=0, source=1):
    return struct.pack(">BBHHHBBHII", 0x45, 0, 20 + len(inside), ident,
                       fragment, 64, protocol, 0, source, 2) + inside


def ipv6(protocol, inside):
    return struct.pack(">IHBB", 6 << 28, len(inside), protocol, 64) \
        + bytes(15) + b"\x01" + bytes(15) + b"\x02" + inside


def udp(data, source=5000, to=8600):
    return struct.pack(">HHHH", source, to, 8 + len(data), 0) + data


def tcp(seq, data, flags=0x10, source=30003, to=50000):
    return struct.pack(">HHIIBBHHH", source, to, seq & 0xFFFFFFFF, 0, 0x50,
                       flags, 0, 0, 0) + data

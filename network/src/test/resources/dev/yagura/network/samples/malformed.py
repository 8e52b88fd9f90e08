#!/usr/bin/env python3
"""Makes malformed.pcap in this folder: frames of which no receiver takes any."""
import struct


def checksum(data):
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(">%dH" % (len(data) // 2), data))
    total = (total >> 16) + (total & 0xFFFF)
    return ~(total + (total >> 16)) & 0xFFFF


def ip(payload, protocol=17, start=0x45, length=None):
    header = struct.pack(">BBHHHBBH4s4s", start, 0, 20 + len(payload) if length is None else length, 1, 0, 64, protocol, 0,
                         bytes([192, 0, 2, 1]), bytes([192, 0, 2, 2]))
    return header[:10] + struct.pack(">H", checksum(header)) + header[12:] + payload


def ip6(payload, start=0x60, length=None):
    return struct.pack(">IHBB", start << 24, len(payload) if length is None else length, 17, 64) + b"\x20\x01\x0d\xb8" + bytes(11) + b"\1" \
        + b"\x20\x01\x0d\xb8" + bytes(11) + b"\2" + payload


def tcp(offset):
    return struct.pack(">HHIIBBHHH", 1000, 80, 1, 0, offset << 4, 2, 1000, 0, 0)


UDP = struct.pack(">HHHH", 1000, 9, 12, 0) + b"evil"
FRAMES = [
    (0x0800, ip(UDP)[:12]),
    (0x0800, ip(UDP, start=0x65)),
    (0x0800, ip(UDP, start=0x43)),
    (0x0800, ip(UDP, length=12)),
    (0x0800, ip(UDP, length=200)),
    (0x0800, ip(UDP[:5])),
    (0x0800, ip(struct.pack(">HHHH", 1000, 9, 6, 0) + b"evil")),
    (0x0800, ip(struct.pack(">HHHH", 1000, 9, 99, 0) + b"evil")),
    (0x0800, ip(tcp(5)[:15], 6)),
    (0x0800, ip(tcp(4), 6)),
    (0x0800, ip(tcp(9), 6)),
    (0x0800, ip(b"\x08\0\0", 1)),
    (0x86DD, ip6(UDP)[:30]),
    (0x86DD, ip6(UDP, start=0x50)),
    (0x86DD, ip6(UDP, length=200)),
]
with open("malformed.pcap", "wb") as f:
    f.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
    for second, (kind, packet) in enumerate(FRAMES):
        frame = bytes([2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1]) + struct.pack(">H", kind) + packet
        f.write(struct.pack("<IIII", 1_800_000_000 + second, 0, len(frame), len(frame)) + frame)

#!/usr/bin/env python3
"""Sends crafted fragments to a Linux kernel and notes which datagrams a UDP socket gets.

Run as root: linux-fragments.py DIRECTORY. Two network namespaces are joined by a veth pair; tcpdump
writes what the receiver's interface sees to fragments.pcap, the socket's answers go to
fragments.txt: source port (one for each case), length, CRC-32 of the payload.
"""
import ctypes
import os
import socket
import struct
import subprocess
import sys
import threading
import time
import zlib

LIBC = ctypes.CDLL(None, use_errno=True)
CLONE_NEWNET = 0x40000000
A, B = "ygfrag-a", "ygfrag-b"
MAC_A, MAC_B = bytes.fromhex("020000000001"), bytes.fromhex("020000000002")
V4 = (socket.inet_aton("192.0.2.1"), socket.inet_aton("192.0.2.2"))
V6 = tuple(socket.inet_pton(socket.AF_INET6, "2001:db8::%d" % i) for i in (1, 2))
PORT = 2000
UDP, FRAGMENT, OPTIONS = 17, 44, 60


def ip(*args):
    subprocess.run(["ip"] + list(args), check=True)


def set_up():
    for ns in A, B:
        ip("netns", "add", ns)
    ip("-n", A, "link", "add", "v", "address", MAC_A.hex(":"), "mtu", "65000", "type", "veth",
       "peer", "name", "v", "netns", B, "address", MAC_B.hex(":"), "mtu", "65000")
    for ns, end in (A, 1), (B, 2):
        ip("-n", ns, "addr", "add", "192.0.2.%d/24" % end, "dev", "v")
        ip("-n", ns, "addr", "add", "2001:db8::%d/64" % end, "dev", "v", "nodad")
        ip("-n", ns, "link", "set", "v", "up")
    time.sleep(2)


def enter(ns):
    fd = os.open("/run/netns/" + ns, os.O_RDONLY)
    if LIBC.setns(fd, CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "setns")
    os.close(fd)


def checksum(b):
    s = sum(struct.unpack(">%dH" % (len(b) // 2), b))
    while s >> 16:
        s = (s & 0xFFFF) + (s >> 16)
    return ~s & 0xFFFF


def v4(ident, off, more, data, proto=UDP, tos=0, flags=0, spoil=0, options=b""):
    n = 20 + len(options)
    h = struct.pack(">BBHHHBBH", 0x40 | n // 4, tos, n + len(data), ident,
                    (0x2000 if more else 0) | flags | off // 8, 64, proto, 0) + V4[0] + V4[1] + options
    c = checksum(h) ^ spoil
    return MAC_B + MAC_A + b"\x08\x00" + h[:10] + struct.pack(">H", c) + h[12:] + data


def v6(ident, off, more, data, proto=UDP, tos=0):
    f = struct.pack(">BBHI", proto, 0, off | (1 if more else 0), ident)
    h = struct.pack(">IHBB", 0x60000000 | tos << 20, 8 + len(data), FRAGMENT, 64) + V6[0] + V6[1]
    return MAC_B + MAC_A + b"\x86\xdd" + h + f + data


def datagram(port, length=56):
    return struct.pack(">HHHH", port, PORT, 8 + length, 0) + bytes(i & 0xFF for i in range(length))


def piece(d, a, b, fill=None):
    part = d[a:b] if fill is None else bytes([fill]) * (b - a)
    return a, b < len(d), part


def overlaps(d):
    """Cases of both versions: a name, and the places of fragments: from, to[, fill[, more]]."""
    return [
        ("in order", [(0, 24), (24, 48), (48, 64)]),
        ("backwards", [(48, 64), (24, 48), (0, 24)]),
        ("middle first", [(24, 48), (0, 24), (48, 64)]),
        ("the same again, other bytes", [(0, 24), (0, 24, 9), (24, 64)]),
        ("within a fragment", [(0, 24), (8, 16, 9), (24, 64)]),
        ("within a run of two", [(0, 24), (24, 48), (8, 40, 9), (48, 64)]),
        ("over the end of one", [(0, 24), (16, 40, 9), (24, 64)]),
        ("over the start of one", [(24, 48), (16, 32, 9), (0, 24), (48, 64)]),
        ("around one", [(24, 32), (16, 40, 9), (0, 16), (40, 64)]),
        ("over two that touch, backwards", [(24, 48), (0, 24), (16, 32, 9), (48, 64)]),
        ("over two that are apart", [(0, 16), (32, 48), (8, 40, 9), (16, 32), (48, 64)]),
        ("between two that touch at last", [(0, 16), (32, 48), (16, 32), (8, 24, 9), (48, 64)]),
        ("overlap, then whole", [(0, 24), (16, 40, 9), (0, 24), (24, 48), (48, 64)]),
        ("overlap of the last", [(48, 64), (40, 56, 9), (0, 48)]),
        ("end again", [(48, 64), (48, 64, 9), (0, 48)]),
        ("end within the end", [(48, 64), (56, 64, 9), (0, 48)]),
        ("beyond the end", [(48, 64), (64, 72, 9, True), (0, 48)]),
        ("an end before", [(24, 48), (16, 24, 9, False), (0, 24), (48, 64)]),
        ("another end", [(48, 64), (64, 72, 9, False), (0, 48)]),
        ("an empty end", [(0, 48), (64, 64, 9, False), (48, 64)]),
        ("nothing, and more", [(0, 48), (48, 48, 9, True), (48, 64)]),
        ("nothing, and more, alone", [(48, 48, 9, True), (0, 48), (48, 64)]),
        ("seven bytes and more", [(0, 24), (24, 31, 9, True), (24, 64)]),
        ("27 bytes of 24", [(0, 27, None, True), (24, 64)]),
        ("late duplicate", [(0, 24), (24, 64), (24, 64)]),
        ("eight bytes each", [(i, i + 8) for i in range(0, 64, 8)]),
        ("duplicate that says a longer end", [(0, 24), (64, 72, 9, True), (24, 64)]),
    ]


def cases():
    """Yields source port, name, frames."""
    for make, base in (v4, 10000), (v6, 20000):
        for i, (name, places) in enumerate(overlaps(datagram(0))):
            port = base + i
            d = datagram(port)
            frames = []
            for place in places:
                off, more, part = piece(d, place[0], place[1], place[2] if len(place) > 2 else None)
                if len(place) > 3:
                    more = place[3]
                frames.append(make(port, off, more, part))
            yield port, name, frames

    def long(port, make, payload):
        d = struct.pack(">HHHH", port, PORT, min(payload, 65535), 0) + bytes(payload - 8)
        return [make(port, 0, True, d[:40000]), make(port, 40000, False, d[40000:])]

    d = datagram(11000)
    yield 11000, "another protocol's", [v4(11000, 0, True, d[:24]), v4(11000, 24, False, d[24:], proto=6)]
    d = datagram(11001)
    yield 11001, "with DF", [v4(11001, 0, True, d[:24], flags=0x4000), v4(11001, 24, False, d[24:], flags=0x4000)]
    d = datagram(11002)
    yield 11002, "bad header checksum", [v4(11002, 0, True, d[:24]), v4(11002, 24, False, d[24:], spoil=1), v4(11002, 24, False, d[24:])]
    d = datagram(11003)
    yield 11003, "frames are padded", [v4(11003, 0, True, d[:24]) + bytes(20), v4(11003, 24, False, d[24:]) + bytes(20)]
    d = datagram(11004)
    yield 11004, "options", [v4(11004, 0, True, d[:24], options=b"\x01" * 4), v4(11004, 24, False, d[24:])]
    d = datagram(11005)
    yield 11005, "not ECN-capable and congestion experienced", [v4(11005, 0, True, d[:24]), v4(11005, 24, False, d[24:], tos=3)]
    d = datagram(11006)
    yield 11006, "ECN-capable and congestion experienced", [v4(11006, 0, True, d[:24], tos=2), v4(11006, 24, False, d[24:], tos=3)]
    yield 11007, "longest packet", long(11007, v4, 65515)
    yield 11008, "longer than a packet can be", long(11008, v4, 65516)
    d = datagram(11011)
    yield 11011, "beyond the longest, then whole", [v4(11011, 0, True, d[:24]), v4(11011, 65528, True, bytes(16)), v4(11011, 24, False, d[24:])]
    d = datagram(21014)
    yield 21014, "beyond the longest, then whole", [v6(21014, 0, True, d[:24]), v6(21014, 65528, True, bytes(16)), v6(21014, 24, False, d[24:])]
    d = datagram(11009)
    yield 11009, "64 fragments of others between", (
        [v4(11009, 0, True, d[:24])] + [v4(30000 + i, 8, True, bytes(8)) for i in range(63)]
        + [v4(11009, 24, False, d[24:])])
    d = datagram(11010)
    yield 11010, "100 fragments of others between", (
        [v4(11010, 0, True, d[:24])] + [v4(31000 + i, 8, True, bytes(8)) for i in range(100)]
        + [v4(11010, 24, False, d[24:])])

    d = datagram(21000)
    yield 21000, "whole by itself", [v6(21000, 0, False, d)]
    d = datagram(21001)
    yield 21001, "whole by itself among fragments", [v6(21001, 0, True, d[:24]), v6(21001, 0, False, d), v6(21001, 24, False, d[24:])]
    d = datagram(21002)
    yield 21002, "next headers differ", [v6(21002, 24, False, d[24:], proto=6), v6(21002, 0, True, d[:24])]
    d = bytes.fromhex("1100010400000000") + datagram(21003)
    yield 21003, "options behind the fragment header", [v6(21003, 0, True, d[:40], proto=OPTIONS), v6(21003, 40, False, d[40:], proto=OPTIONS)]
    d = bytes.fromhex("1100010400000000") + datagram(21004)
    yield 21004, "UDP header in the second", [v6(21004, 0, True, d[:8], proto=OPTIONS), v6(21004, 8, False, d[8:], proto=OPTIONS)]
    d = bytes.fromhex("1100000100000009") + datagram(21005)
    yield 21005, "fragments within fragments", [v6(21005, 0, True, d[:40], proto=FRAGMENT), v6(21005, 40, False, d[40:], proto=FRAGMENT)]
    d = bytes.fromhex("1100000000000009") + datagram(21006)
    yield 21006, "whole by itself within fragments", [v6(21006, 0, True, d[:40], proto=FRAGMENT), v6(21006, 40, False, d[40:], proto=FRAGMENT)]
    d = datagram(21007)
    yield 21007, "not ECN-capable and congestion experienced", [v6(21007, 0, True, d[:24]), v6(21007, 24, False, d[24:], tos=3)]
    yield 21008, "longest packet", long(21008, v6, 65535)
    yield 21009, "longer than a packet can be", long(21009, v6, 65536)
    d = datagram(21010)
    yield 21010, "100 fragments of others between", (
        [v6(21010, 0, True, d[:24])] + [v6(31000 + i, 8, True, bytes(8)) for i in range(100)]
        + [v6(21010, 24, False, d[24:])])
    d = bytes.fromhex("1100000000000009") + datagram(21011)
    yield 21011, "whole by itself, twice", [v6(21011, 0, False, d, proto=FRAGMENT)]
    d = bytes.fromhex("1101010c") + bytes(12) + datagram(21012)
    yield 21012, "options end in the second", [v6(21012, 0, True, d[:8], proto=OPTIONS), v6(21012, 8, False, d[8:], proto=OPTIONS)]
    d = datagram(21013)
    yield 21013, "half a UDP header, then whole", [v6(21013, 0, True, b""), v6(21013, 0, True, d[:24]), v6(21013, 24, False, d[24:])]


def receive(family, answers):
    enter(B)
    s = socket.socket(family, socket.SOCK_DGRAM)
    if family == socket.AF_INET6:
        s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        s.setsockopt(socket.IPPROTO_UDP, 102, 1)  # UDP_NO_CHECK6_RX: the checksum is left 0
    s.bind(("", PORT))
    s.settimeout(0.5)
    while not done.is_set():
        try:
            data, sender = s.recvfrom(70000)
            answers.append((sender[1], "%d %08x" % (len(data), zlib.crc32(data))))
        except socket.timeout:
            pass


done = threading.Event()


def main(directory):
    set_up()
    answers = []
    pcap = os.path.join(directory, "fragments.pcap")
    dump = subprocess.Popen(["ip", "netns", "exec", B, "tcpdump", "-i", "v", "-Q", "in", "-w", pcap,
                             "-s", "0", "-U", "-Z", "root", "ether src " + MAC_A.hex(":") + " and not icmp6"])
    threads = [threading.Thread(target=receive, args=(f, answers))
               for f in (socket.AF_INET, socket.AF_INET6)]
    for t in threads:
        t.start()
    time.sleep(2)
    enter(A)
    raw = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
    raw.bind(("v", 0))
    names = []
    for port, name, frames in cases():
        names.append((port, name))
        for frame in frames:
            raw.send(frame)
            time.sleep(0.002)
    timed = []  # second, frame
    for make, port, limit in (v4, 12000, 30), (v6, 22000, 60):
        for late, delta in (0, -3), (1, 3):
            d = datagram(port + late)
            raw.send(make(port + late, 0, True, d[:24]))
            timed.append((time.time() + limit + delta, make(port + late, 24, False, d[24:])))
    for when, frame in sorted(timed):
        time.sleep(max(0, when - time.time()))
        raw.send(frame)
    time.sleep(1)
    done.set()
    for t in threads:
        t.join()
    dump.terminate()
    dump.wait()
    got = {}
    for port, answer in answers:
        got.setdefault(port, []).append(answer)
    names += [(12000, "27 seconds"), (12001, "33 seconds"), (22000, "57 seconds"), (22001, "63 seconds")]
    with open(os.path.join(directory, "fragments.txt"), "w") as out:
        for port, name in sorted(names):
            for answer in got.pop(port, ["dropped"]):
                out.write("%d; %s; %s\n" % (port, name, answer))
        assert not got, got


try:
    main(sys.argv[1])
finally:
    for ns in A, B:
        subprocess.run(["ip", "netns", "del", ns])

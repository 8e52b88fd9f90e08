#!/usr/bin/env python3
"""Sends crafted TCP segments to a Linux kernel and notes what a socket reads.

Run as root: linux-segments.py DIRECTORY. Two network namespaces are joined by a veth pair; tcpdump
writes what the receiver's interface sees to segments.pcap, what sockets read goes to segments.txt:
source port (one for each case), name, the bytes read, how the stream ended. The bytes of the n-th
segment of a case are all the n-th letter, so the text tells which segments count.
"""
import ctypes
import os
import random
import socket
import string
import struct
import subprocess
import sys
import threading
import time

LIBC = ctypes.CDLL(None, use_errno=True)
CLONE_NEWNET = 0x40000000
A, B = "ygseg-a", "ygseg-b"
MAC_A, MAC_B = bytes.fromhex("020000000001"), bytes.fromhex("020000000002")
CLIENT, SERVER = socket.inet_aton("192.0.2.9"), socket.inet_aton("192.0.2.2")
PORT, NARROW_PORT = 2000, 2001  # the latter's sockets have the smallest buffer that there is
FIN, SYN, RST, PSH, ACK, URG = 1, 2, 4, 8, 16, 32
LETTERS = string.ascii_uppercase + string.ascii_lowercase + string.digits


def set_up():
    for ns in A, B:
        subprocess.run(["ip", "netns", "add", ns], check=True)
    for line in (
            "-n %s link add v address %s mtu 9000 type veth peer name v netns %s address %s mtu 9000"
            % (A, MAC_A.hex(":"), B, MAC_B.hex(":")),
            "-n %s addr add 192.0.2.2/24 dev v" % B,
            "-n %s link set v up" % A,
            "-n %s link set v up" % B,
            "-n %s neigh add 192.0.2.9 lladdr %s dev v" % (B, MAC_A.hex(":"))):
        subprocess.run(["ip"] + line.split(), check=True)
    time.sleep(2)


def enter(ns):
    fd = os.open("/run/netns/" + ns, os.O_RDONLY)
    if LIBC.setns(fd, CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "setns")
    os.close(fd)


def checksum(b):
    b += bytes(len(b) % 2)
    s = sum(struct.unpack(">%dH" % (len(b) // 2), b))
    while s >> 16:
        s = (s & 0xFFFF) + (s >> 16)
    return ~s & 0xFFFF


def frame(port, to, seq, ack, flags, data=b"", ts=None, spoil=0, urgent=0):
    options = b"" if ts is None else struct.pack(">BBBBII", 1, 1, 8, 10, ts & 0xFFFFFFFF, 0)
    if flags & SYN:
        options += bytes((2, 4, 5, 0xB4, 1, 3, 3, 7))
    tcp = struct.pack(">HHIIBBHHH", port, to, seq & 0xFFFFFFFF, ack & 0xFFFFFFFF, (20 + len(options)) // 4 << 4,
                      flags, 65535, 0, urgent) + options + data
    c = checksum(CLIENT + SERVER + struct.pack(">HH", 6, len(tcp)) + tcp) ^ spoil
    tcp = tcp[:16] + struct.pack(">H", c) + tcp[18:]
    ip = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(tcp), 1, 0, 64, 6, 0) + CLIENT + SERVER
    ip = ip[:10] + struct.pack(">H", checksum(ip)) + ip[12:]
    return MAC_B + MAC_A + b"\x08\x00" + ip + tcp


class Case:
    """Segments are (place, length) or (place, length, {what else}); a FIN follows behind the last byte."""

    def __init__(self, name, *segments, isn=1000, fin=True, ts=None, early=b"", narrow=False):
        self.name, self.segments, self.isn, self.fin = name, segments, isn, fin
        self.ts, self.early, self.port = ts, early, NARROW_PORT if narrow else PORT

    def frames(self, source, server_isn):
        ack = server_isn + 1
        yield frame(source, self.port, self.isn + 1, ack, ACK, ts=self.ts)
        last, ts = 0, self.ts
        for n, s in enumerate(self.segments):
            more = dict(s[2]) if len(s) > 2 else {}
            flags = more.pop("flags", ACK)
            delta = more.pop("ack", 0)
            more.setdefault("ts", self.ts)
            if not more.pop("aside", False):
                last = max(last, s[0] + s[1])
            data = LETTERS[n].encode() * s[1]
            yield frame(source, self.port, self.isn + 1 + s[0], ack + delta, flags, data, **more)
        if self.fin:
            yield frame(source, self.port, self.isn + 1 + last, ack, ACK | FIN, ts=self.ts and self.ts + 100)


def aside(**more):
    return dict(more, aside=True)


def cases():
    far = 1 << 20
    yield Case("in order", (0, 8), (8, 8))
    yield Case("backwards", (16, 8), (8, 8), (0, 8))
    yield Case("numbers wrap", (0, 8), (8, 8), (16, 8), isn=0xFFFFFFF4)
    yield Case("numbers wrap, backwards", (16, 8), (8, 8), (0, 8), isn=0xFFFFFFF4)
    yield Case("the same again", (0, 8), (0, 8), (8, 8))
    yield Case("over the end of what came", (0, 8), (4, 8), (12, 8))
    yield Case("within what came", (0, 16), (4, 8), (16, 8))
    yield Case("waiting, the same again", (8, 8), (8, 8), (0, 8))
    yield Case("waiting, longer", (8, 8), (8, 12), (0, 8))
    yield Case("waiting, shorter", (8, 8), (8, 4), (0, 8))
    yield Case("waiting, within", (8, 8), (10, 4), (0, 8))
    yield Case("waiting, starts before", (8, 8), (4, 8), (0, 4))
    yield Case("waiting, starts before and covers", (8, 4), (6, 10), (0, 6))
    yield Case("waiting, starts before, ends alike", (8, 8), (4, 12), (0, 4))
    yield Case("waiting, over the end", (8, 8), (12, 8), (0, 8))
    yield Case("waiting, covers two", (8, 4), (14, 4), (6, 14), (0, 6))
    yield Case("waiting, covers one and starts another's middle", (8, 4), (12, 8), (6, 8), (0, 6))
    yield Case("waiting, two that touch, then from the second's start", (8, 4), (12, 4), (12, 8), (0, 8))
    yield Case("waiting, two that touch, then from the first's start", (8, 4), (12, 4), (8, 12), (0, 8))
    yield Case("waiting, two that touch backwards, then from the second's start", (12, 4), (8, 4), (12, 8), (0, 8))
    yield Case("waiting, two that touch backwards, then from the first's start", (12, 4), (8, 4), (8, 6), (0, 8))
    yield Case("waiting, touching before another", (8, 4), (24, 4), (12, 4), (12, 8), (0, 8), (20, 4))
    yield Case("waiting, between two", (4, 4), (12, 4), (6, 8), (0, 4))
    yield Case("waiting, three in steps", (8, 8), (12, 8), (16, 8), (0, 8))
    yield Case("waiting, three in steps backwards", (16, 8), (12, 8), (8, 8), (0, 8))
    yield Case("over what waits", (8, 8), (0, 12))
    yield Case("over all that waits", (8, 4), (0, 16))
    yield Case("old, and over what waits", (0, 8), (16, 8), (4, 16), (24, 4))
    yield Case("a hole", (0, 8), (16, 8), fin=False)
    yield Case("end with data", (0, 8), (8, 8, {"flags": ACK | FIN}), fin=False)
    yield Case("data behind the end", (0, 8, {"flags": ACK | FIN}), (8, 8), fin=False)
    yield Case("waiting behind the end", (8, 8), (0, 8, {"flags": ACK | FIN}), fin=False)
    yield Case("end waits", (8, 8, {"flags": ACK | FIN}), (0, 8), fin=False)
    yield Case("end waits, then data from there", (8, 0, {"flags": ACK | FIN}), (8, 8), (0, 8), fin=False)
    yield Case("end waits, then longer", (8, 4, {"flags": ACK | FIN}), (8, 8), (0, 8), fin=False)
    yield Case("waiting, then end within", (8, 8), (8, 4, {"flags": ACK | FIN}), (0, 8), fin=False)
    yield Case("end without acknowledgment", (0, 8), (8, 0, {"flags": FIN}), (8, 8))
    yield Case("reset", (0, 8), (8, 0, {"flags": RST}), (8, 8), fin=False)
    yield Case("reset with acknowledgment", (0, 8), (8, 0, {"flags": RST | ACK}), (8, 8), fin=False)
    yield Case("reset one too far", (0, 8), (9, 0, aside(flags=RST)), (8, 8))
    yield Case("reset one before", (0, 8), (7, 0, aside(flags=RST)), (8, 8))
    yield Case("reset out of the window", (0, 8), (far, 0, aside(flags=RST)), (8, 8))
    yield Case("reset with old timestamp", (0, 8, {"ts": 1001}), (8, 0, {"flags": RST, "ts": 1}), (8, 8, {"ts": 1002}), ts=1000, fin=False)
    yield Case("reset behind the end", (0, 8, {"flags": ACK | FIN}), (9, 0, {"flags": RST}), fin=False)
    yield Case("asked for again", (0, 8), (8, 0, aside(flags=SYN)), (8, 8))
    yield Case("asked for again, elsewhere", (0, 8), (far, 0, aside(flags=SYN)), (8, 8))
    yield Case("asked for again with data", (0, 8), (8, 8, aside(flags=SYN | ACK)), (8, 8))
    yield Case("no acknowledgment", (0, 8), (8, 8, {"flags": PSH}), (8, 8))
    yield Case("no flags", (0, 8), (8, 8, {"flags": 0}), (8, 8))
    yield Case("acknowledges too much", (0, 8), (8, 8, {"ack": 1}), (8, 8))
    yield Case("acknowledges far too much", (0, 8), (8, 8, {"ack": far}), (8, 8))
    yield Case("acknowledges less", (0, 8), (8, 8, {"ack": -1}), (8, 8))
    yield Case("acknowledges what is long past", (0, 8), (8, 8, {"ack": -far}), (8, 8))
    yield Case("bad checksum", (0, 8), (8, 8, {"spoil": 1}), (8, 8))
    yield Case("out of the window", (0, 8), (far, 8, aside()), (8, 8))
    yield Case("partly out of the window", (0, 3000), narrow=True)
    yield Case("partly out of the window, and something waits", (2000, 8), (0, 3000), narrow=True, fin=False)
    yield Case("old timestamp", (0, 8, {"ts": 1001}), (8, 8, {"ts": 900}), (8, 8, {"ts": 1002}), ts=1000)
    yield Case("timestamp older by one", (0, 8, {"ts": 1001}), (8, 8, {"ts": 1000}), (8, 8, {"ts": 1002}), ts=1000)
    yield Case("timestamp older by two", (0, 8, {"ts": 1002}), (8, 8, {"ts": 1000}), (8, 8, {"ts": 1002}), ts=1000)
    yield Case("timestamp of what waits is not kept", (8, 8, {"ts": 5000}), (0, 8, {"ts": 1001}), ts=1000)
    yield Case("timestamp wraps", (0, 8, {"ts": 2}), (8, 8, {"ts": 0xFFFFFFF0}), (8, 8, {"ts": 3}), ts=0xFFFFFFFE)
    yield Case("no timestamp", (0, 8, {"ts": 1001}), (8, 8, {"ts": None}), ts=1000)
    yield Case("data in the SYN", (0, 8), (8, 8), early=b"........")
    yield Case("one old byte", (0, 8), (7, 1), (8, 8))
    yield Case("urgent", (0, 8, {"flags": ACK | URG, "urgent": 4}), (8, 8))
    rng = random.Random(7)
    for i in range(100):
        segments = []
        for _ in range(rng.randrange(3, 14)):
            start = rng.randrange(1, 36)
            segments.append((start, rng.randrange(1, 12)))
        yield Case("random %d" % i, *segments, (0, rng.randrange(1, 6)), (0, 48), isn=rng.getrandbits(32))


def read(connection, port, answers):
    text, ending = b"", "open"
    connection.settimeout(1.5)
    try:
        while True:
            data = connection.recv(65536)
            if not data:
                ending = "end"
                break
            text += data
    except socket.timeout:
        pass
    except ConnectionResetError:
        ending = "reset"
    answers[port] = (text, ending)
    connection.close()


def serve(port, answers, threads):
    enter(B)
    s = socket.socket()
    if port == NARROW_PORT:
        s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
    s.bind(("192.0.2.2", port))
    s.listen(100)
    s.settimeout(0.5)
    while not done.is_set():
        try:
            connection, peer = s.accept()
        except socket.timeout:
            continue
        t = threading.Thread(target=read, args=(connection, peer[1], answers))
        t.start()
        threads.append(t)


def server_isn(raw, source):
    while True:
        got = raw.recv(2000)
        tcp = got[34:]
        if got[12:14] == b"\x08\x00" and got[23] == 6 and got[:6] == MAC_A:
            if struct.unpack(">H", tcp[2:4])[0] == source and tcp[13] & SYN:
                return struct.unpack(">I", tcp[4:8])[0]


done = threading.Event()


def run_length(text):
    out = ""
    for letter in text.decode():
        if out and out[-1] == letter:
            continue
        out += letter
    return out if len(text) > 200 else text.decode()


def main(directory):
    set_up()
    answers, threads = {}, []
    pcap = os.path.join(directory, "segments.pcap")
    dump = subprocess.Popen(["ip", "netns", "exec", B, "tcpdump", "-i", "v", "-w", pcap, "-s", "0", "-U", "-Z", "root", "tcp"])
    servers = [threading.Thread(target=serve, args=(p, answers, threads)) for p in (PORT, NARROW_PORT)]
    for t in servers:
        t.start()
    time.sleep(2)
    enter(A)
    raw = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
    raw.bind(("v", 0))
    names = []
    for source, case in enumerate(cases(), 10000):
        names.append((source, case.name))
        raw.send(frame(source, case.port, case.isn, 0, SYN, case.early, ts=case.ts))
        isn = server_isn(raw, source)
        for f in case.frames(source, isn):
            time.sleep(0.002)
            raw.send(f)
    time.sleep(3)
    done.set()
    for t in servers + threads:
        t.join()
    dump.terminate()
    dump.wait()
    with open(os.path.join(directory, "segments.txt"), "w") as out:
        for source, name in names:
            text, ending = answers.get(source, (b"", "none"))
            out.write("%d; %s; %s; %d; %s\n" % (source, name, run_length(text), len(text), ending))


try:
    main(sys.argv[1])
finally:
    done.set()
    for ns in A, B:
        subprocess.run(["ip", "netns", "del", ns])

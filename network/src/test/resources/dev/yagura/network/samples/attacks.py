#!/usr/bin/env python3
"""Who attacks and who is attacked, for attacks.sh: `attacks.py server` or `attacks.py client`."""
import hashlib
import http.server
import random
import socket
import struct
import sys
import threading
import time

OTHER, FOREIGN = "192.168.0.1", "203.0.113.5"


def tcp_server(port, talk):
    s = socket.socket()
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.bind(("0.0.0.0", port))
    s.listen()
    while True:
        c = s.accept()[0]
        try:
            talk(c)
            c.close()
        except OSError:
            pass


def ftp(c):
    c.sendall(b"220 here\r\n")
    lines = c.makefile("rb")
    for answer in (b"331 password?\r\n", b"530 no\r\n"):
        lines.readline()
        c.sendall(answer)


def ssh(c):
    c.sendall(b"SSH-2.0-OpenSSH_9.2\r\n")
    c.recv(100)
    c.sendall(b"k" * 1000)
    c.recv(3000)


def dns_server():
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.bind((OTHER, 53))
    while True:
        query, peer = s.recvfrom(2000)
        code = 3 if b"\x03com\x00" in query else 0
        s.sendto(query[:2] + struct.pack(">H", 0x8180 | code) + query[4:], peer)


class Web(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(204)
        self.end_headers()

    def log_message(self, *args):
        pass


def serve():
    for port, talk in ((21, ftp), (22, ssh), (4444, lambda c: c.sendall(c.recv(100))), (3333, lambda c: c.recv(1000))):
        threading.Thread(target=tcp_server, args=(port, talk), daemon=True).start()
    threading.Thread(target=dns_server, daemon=True).start()
    http.server.HTTPServer((FOREIGN, 8080), Web).serve_forever()


def connect(host, port, *texts):
    with socket.socket() as s:
        s.settimeout(0.2)
        try:
            s.connect((host, port))
        except OSError:
            return
        s.settimeout(2)
        for text in texts:
            s.sendall(text)
            s.recv(1100)


def lookup(s, name):
    labels = b"".join(bytes([len(x)]) + x.encode() for x in name.split("."))
    s.sendto(struct.pack(">HHHHHH", 7, 0x0100, 1, 0, 0, 0) + labels + b"\0" + struct.pack(">HH", 1, 1), (OTHER, 53))
    s.recv(2000)


def arp(mac, address):
    """Says that an address has a MAC address."""
    s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
    s.bind(("v", 0))
    mac, address = bytes.fromhex(mac), socket.inet_aton(address)
    message = struct.pack(">HHBBH", 1, 0x0800, 6, 4, 2) + mac + address + b"\xff" * 6 + address
    s.send(b"\xff" * 6 + mac + b"\x08\x06" + message)


def attack():
    for port in range(1000, 1030):
        connect(OTHER, port)
    for host in range(10, 40):
        connect("198.51.100.%d" % host, 445)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        for i in range(70):
            text = hashlib.sha256(b"%d" % i).hexdigest()
            lookup(s, text[:60] + "." + text[:20] + ".t.example.org")
        letters = random.Random(7)
        for _ in range(40):
            lookup(s, "".join(letters.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(14)) + ".com")
    for mac in ("020000000002", "020000000066", "020000000002"):
        arp(mac, OTHER)
        time.sleep(0.1)
    for _ in range(12):
        connect(OTHER, 22, b"SSH-2.0-guess\r\n", b"g" * 2000)
    connect(FOREIGN, 3333, b'{"id":1,"method":"mining.subscribe","params":["miner/1.0"]}\n')
    for _ in range(13):
        connect(FOREIGN, 4444, b"anything?")
        time.sleep(1.2 + 0.3 * random.random())


serve() if sys.argv[1] == "server" else attack()

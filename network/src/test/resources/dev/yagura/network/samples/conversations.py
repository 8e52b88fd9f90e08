#!/usr/bin/env python3
"""Servers and clients for conversations.sh: `conversations.py server` or `conversations.py client`."""
import gzip
import http.client
import http.server
import socket
import socketserver
import ssl
import struct
import sys
import threading
import time
import zlib

SERVER = "192.0.2.2"
TEXT = b"".join(b"line %05d of what is said here\n" % i for i in range(3000))


class Web(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, body, *headers, status=200):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def do_GET(self):
        if self.path == "/gzip.txt":
            self.answer(gzip.compress(TEXT, 9, mtime=0), ("Content-Type", "text/plain"), ("Content-Encoding", "gzip"))
        elif self.path == "/deflate.txt":
            self.answer(zlib.compress(TEXT), ("Content-Type", "text/plain"), ("Content-Encoding", "deflate"))
        elif self.path == "/chunks.txt":
            self.send_response(200)
            self.send_header("Content-Type", "text/plain")
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for at in range(0, 20000, 7000):
                part = TEXT[at:at + 7000]
                self.wfile.write(b"%x;extension=1\r\n%s\r\n" % (len(part), part))
            self.wfile.write(b"0\r\nTrailer: yes\r\n\r\n")
        elif self.path == "/end.txt":
            self.send_response(200)
            self.send_header("Content-Type", "text/plain")
            self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(TEXT[:5000])
            self.close_connection = True
        elif self.path == "/nothing":
            self.answer(b"", status=404)
        else:
            self.answer(TEXT, ("Content-Type", "text/plain"))

    do_HEAD = do_GET

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.answer(b"%d bytes\n" % len(body), ("Content-Type", "text/plain"))

    def log_message(self, *args):
        pass


def name(text):
    return b"".join(bytes([len(x)]) + x.encode() for x in text.split(".")) + b"\0" if text else b"\0"


def record(owner, kind, data, ttl=300):
    return owner + struct.pack(">HHIH", kind, 1, ttl, len(data)) + data


def dns_answer(query):
    ident, = struct.unpack(">H", query[:2])
    end = query.index(b"\0", 12) + 5
    question = query[12:end]
    asked, = struct.unpack(">H", query[end - 4:end - 2])
    here = b"\xc0\x0c"
    answers, code = [], 0
    if asked == 1:
        answers = [record(here, 5, b"\x05alias\xc0\x10"), record(b"\xc0" + bytes([12 + len(question) + 12]), 1, bytes([198, 51, 100, 7]))]
    elif asked == 28:
        answers = [record(here, 28, bytes.fromhex("20010db8000000000000000000000007"))]
    elif asked == 15:
        answers = [record(here, 15, b"\x00\x0a" + name("mail.example.org"))]
    elif asked == 16:
        answers = [record(here, 16, b"\x05v=one\x03two")]
    elif asked == 33:
        answers = [record(here, 33, struct.pack(">HHH", 1, 2, 443) + name("host.example.org"))]
    elif asked == 12:
        answers = [record(here, 12, name("host.example.org"))]
    else:
        code = 3
    return struct.pack(">HHHHHH", ident, 0x8180 | code, 1, len(answers), 0, 0) + question + b"".join(answers)


def dns_query(ident, text, kind):
    return struct.pack(">HHHHHH", ident, 0x0100, 1, 0, 0, 0) + name(text) + struct.pack(">HH", kind, 1)


QUERIES = [("www.example.org", 1), ("www.example.org", 28), ("example.org", 15), ("example.org", 16), ("_https._tcp.example.org", 33),
           ("7.100.51.198.in-addr.arpa", 12), ("no-such-name.example.org", 48)]


def listen(port):
    s = socket.socket()
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.bind((SERVER, port))
    s.listen()
    return s


def dns_server():
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.bind((SERVER, 53))
    while True:
        query, peer = s.recvfrom(2000)
        s.sendto(dns_answer(query), peer)


def dns_tcp_server():
    s = listen(53)
    while True:
        c = s.accept()[0].makefile("rwb", buffering=0)
        while head := c.read(2):
            answer = dns_answer(c.read(struct.unpack(">H", head)[0]))
            c.write(struct.pack(">H", len(answer)) + answer)
        c.close()


def tls_server(port, version):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain("cert.pem", "key.pem")
    context.minimum_version = context.maximum_version = version
    context.set_alpn_protocols(["h2", "http/1.1"])
    s = listen(port)
    while True:
        try:
            c = context.wrap_socket(s.accept()[0], server_side=True)
            c.sendall(c.recv(100) + TEXT[:2000])
            c.unwrap()
            c.close()
        except (ssl.SSLError, OSError):
            pass


def text_server(port, greeting, answers):
    s = listen(port)
    while True:
        c = s.accept()[0].makefile("rwb", buffering=0)
        c.write(greeting)
        while line := c.readline():
            word = line.split()[0].upper() if line.split() else b""
            c.write(answers.get(word, b"250 ok\r\n"))
            if word == b"DATA":
                while c.readline() != b".\r\n":
                    pass
                c.write(b"250 taken\r\n")
            if word == b"QUIT":
                break
        c.close()


def ssh_server():
    s = listen(22)
    while True:
        c = s.accept()[0]
        c.sendall(b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n")
        c.recv(100)
        c.sendall(bytes(range(200)))
        c.close()


def serve():
    web = socketserver.ThreadingTCPServer((SERVER, 8080), Web)
    for target, args in ((web.serve_forever, ()), (dns_server, ()), (dns_tcp_server, ()), (tls_server, (4431, ssl.TLSVersion.TLSv1_2)),
                         (tls_server, (4432, ssl.TLSVersion.TLSv1_3)), (ssh_server, ()),
                         (text_server, (25, b"220 mail.example.org ESMTP\r\n", {b"DATA": b"354 go on\r\n", b"QUIT": b"221 bye\r\n"})),
                         (text_server, (21, b"220 files.example.org FTP\r\n", {b"USER": b"331 word\r\n", b"PASS": b"230 in\r\n", b"QUIT": b"221 bye\r\n"}))):
        threading.Thread(target=target, args=args, daemon=True).start()
    time.sleep(600)


def talk():
    c = http.client.HTTPConnection(SERVER, 8080)
    for path in "/plain.txt", "/gzip.txt", "/chunks.txt", "/nothing", "/deflate.txt":
        c.request("GET", path, headers={"User-Agent": "conversations/1"})
        c.getresponse().read()
    c.request("HEAD", "/plain.txt")
    c.getresponse().read()
    c.request("POST", "/form?a=b", b"x=" + b"y" * 3000, {"Content-Type": "application/x-www-form-urlencoded"})
    c.getresponse().read()
    c.request("GET", "/end.txt")
    c.getresponse().read()
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    for i, (text, kind) in enumerate(QUERIES):
        s.sendto(dns_query(1000 + i, text, kind), (SERVER, 53))
        s.recv(2000)
    s = socket.create_connection((SERVER, 53))
    for i, (text, kind) in enumerate(QUERIES[:3]):
        query = dns_query(2000 + i, text, kind)
        s.sendall(struct.pack(">H", len(query)) + query)
        s.recv(2000)
    s.close()
    for port in 4431, 4432:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        context.set_alpn_protocols(["http/1.1"])
        c = context.wrap_socket(socket.create_connection((SERVER, port)), server_hostname="secret.example.org")
        c.sendall(b"hello")
        while c.recv(4096):
            pass
        c.close()
    s = socket.create_connection((SERVER, 22))
    s.recv(100)
    s.sendall(b"SSH-2.0-conversations\r\n" + bytes(range(100)))
    s.recv(1000)
    s.close()
    for port, lines in ((25, (b"EHLO client.example.org", b"MAIL FROM:<a@example.org>", b"RCPT TO:<b@example.org>", b"QUIT")),
                        (21, (b"USER someone", b"PASS secret", b"SYST", b"QUIT"))):
        c = socket.create_connection((SERVER, port)).makefile("rwb", buffering=0)
        c.readline()
        for line in lines:
            c.write(line + b"\r\n")
            c.readline()
        c.close()


if sys.argv[1] == "server":
    serve()
else:
    talk()

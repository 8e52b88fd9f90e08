#!/usr/bin/env python3
"""Makes quic.pcap in this folder: first packets of clients of QUIC, with hellos of OpenSSL and that of RFC 9001."""
import ssl
import struct

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hmac import HMAC

SALTS = {1: bytes.fromhex("38762cf7f55934b34d179ae6a4c80cadccbb7f0a"), 0x6B3343CF: bytes.fromhex("0dede3def700a6db819381be6e269dcbf9bd2ed9")}
RFC_HELLO = bytes.fromhex(  # RFC 9001, "Client Initial"
    "010000ed0303ebf8fa56f12939b9584a3896472ec40bb863cfd3e86804fe3a47f06a2b69484c00000413011302010000c000000010000e00000b6578616d706c652e"
    "636f6dff01000100000a00080006001d0017001800100007000504616c706e000500050100000000003300260024001d00209370b2c9caa47fbabaf4559fedba753d"
    "e171fa71f50f1ce15d43e994ec74d748002b0003020304000d0010000e0403050306030203080408050806002d00020101001c00024001003900320408ffffffffff"
    "ffffff05048000ffff07048000ffff0801100104800075300901100f088394c8f03e51570806048000ffff")


def hmac(key, data):
    h = HMAC(key, hashes.SHA256())
    h.update(data)
    return h.finalize()


def expand(secret, label, length):
    label = b"tls13 " + label
    return hmac(secret, struct.pack(">HB", length, len(label)) + label + b"\0\1")[:length]


def varint(n):
    return bytes([n]) if n < 64 else struct.pack(">H", 0x4000 | n)


def crypto(offset, data):
    return b"\x06" + varint(offset) + varint(len(data)) + data


def initial(version, destination, number, frames, size=1200):
    name = b"quic" if version == 1 else b"quicv2"
    secret = expand(hmac(SALTS[version], destination), b"client in", 32)
    key, iv, hp = (expand(secret, name + b" " + x, n) for x, n in ((b"key", 16), (b"iv", 12), (b"hp", 16)))
    start = struct.pack(">BIB", 0xC3 if version == 1 else 0xD3, version, len(destination)) + destination + b"\0" + b"\0"
    frames += bytes(size - len(start) - 2 - 4 - 16 - len(frames))
    header = start + varint(4 + len(frames) + 16) + struct.pack(">I", number)
    nonce = iv[:8] + bytes(a ^ b for a, b in zip(iv[8:], struct.pack(">I", number)))
    sealed = AESGCM(key).encrypt(nonce, frames, header)
    cipher = Cipher(algorithms.AES(hp), modes.ECB()).encryptor()
    mask = cipher.update(sealed[:16])
    return bytes([header[0] ^ mask[0] & 15]) + header[1:-4] + bytes(a ^ b for a, b in zip(header[-4:], mask[1:])) + sealed


def hello(name):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.set_alpn_protocols(["h3"])
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    out = ssl.MemoryBIO()
    try:
        context.wrap_bio(ssl.MemoryBIO(), out, server_hostname=name).do_handshake()
    except ssl.SSLWantReadError:
        return out.read()[5:]


def frame(port, payload, server_port=443):
    udp = struct.pack(">HHHH", port, server_port, 8 + len(payload), 0) + payload
    header = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), 1, 0, 64, 17, 0, bytes([192, 0, 2, 1]), bytes([192, 0, 2, 2]))
    total = sum(struct.unpack(">10H", header))
    total = (total >> 16) + (total & 0xFFFF)
    return bytes([2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1]) + b"\x08\0" + header[:10] + struct.pack(">H", ~total & 0xFFFF) + header[12:] + udp


RFC = initial(1, bytes.fromhex("8394c8f03e515708"), 2, crypto(0, RFC_HELLO))
assert RFC.hex().startswith("c000000001088394c8f03e5157080000449e7b9aec34d1b1c98dd7689fb8ec11")
assert RFC.hex().endswith("e221af44860018ab0856972e194cd934")
one, two = hello("one.example.org"), hello("two.example.org")
FRAMES = [
    frame(4001, RFC),
    # In two datagrams, the second first, and in parts that overlap.
    frame(4002, initial(1, b"\1" * 8, 1, crypto(200, one[200:]) + b"\1")),
    frame(4002, initial(1, b"\1" * 8, 0, crypto(100, one[100:230]) + b"\x02\0\0\0\0" + crypto(0, one[:120]))),
    frame(4003, initial(0x6B3343CF, b"\2" * 20, 0, crypto(0, two))),
    frame(4004, initial(1, b"\3" * 8, 0, crypto(0, two))[:-1] + b"\0"),  # does not open
]
with open("quic.pcap", "wb") as f:
    f.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
    for second, data in enumerate(FRAMES):
        f.write(struct.pack("<IIII", 1_800_000_000 + second, 0, len(data), len(data)) + data)

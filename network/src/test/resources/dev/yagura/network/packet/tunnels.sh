#!/bin/sh
# Makes tunnels.pcapng and tunnels.txt in this folder, as root: two network namespaces talk through VXLAN over a veth pair;
# what this kernel has no devices for is made by hand.
set -eu
a=ygtunnel-a b=ygtunnel-b
trap 'ip netns del $a; ip netns del $b' EXIT
ip netns add $a
ip netns add $b
ip -n $a link add v address 02:00:00:00:00:01 type veth peer name v netns $b address 02:00:00:00:00:02
n=1
for ns in $a $b; do
    ip netns exec $ns sysctl -q -w net.ipv6.conf.all.accept_dad=0 net.ipv6.conf.default.accept_dad=0
    ip netns exec $ns ethtool -K v tx off > /dev/null
    ip -n $ns link set v up
    ip -n $ns addr add 192.0.2.$n/24 dev v
    ip -n $ns link add x address 02:00:00:00:01:0$n type vxlan id 42 dstport 4789 local 192.0.2.$n remote 192.0.2.$((3 - n)) dev v
    ip -n $ns link set x up
    ip -n $ns addr add 198.51.100.$n/24 dev x
    ip -n $ns addr add 2001:db8:1::$n/64 dev x nodad
    n=2
done
sleep 3
ip netns exec $a dumpcap -q -i v -w tunnels.pcapng &
dump=$!
sleep 2
for address in 198.51.100.2 2001:db8:1::2; do
    ip netns exec $a ping -q -c 1 $address > /dev/null
done
ip netns exec $a ping -q -c 1 -s 3000 198.51.100.2 > /dev/null
ip netns exec $a python3 -c '
import socket, struct

def checksum(b):
    b += bytes(len(b) % 2)
    s = sum(struct.unpack(">%dH" % (len(b) // 2), b))
    while s >> 16:
        s = (s & 0xFFFF) + (s >> 16)
    return ~s & 0xFFFF

def crc32c(b):
    c = 0xFFFFFFFF
    for x in b:
        c ^= x
        for _ in range(8):
            c = c >> 1 ^ (0x82F63B78 if c & 1 else 0)
    return c ^ 0xFFFFFFFF

# Nobody has these addresses, so nobody answers.
MACS = bytes.fromhex("020000000004020000000003")
V4 = bytes([192, 0, 2, 3, 192, 0, 2, 4])
INNER = bytes([10, 0, 0, 1, 10, 0, 0, 2])
V6 = bytes.fromhex("20010db8" + "00" * 11 + "0320010db8" + "00" * 11 + "04")

def v4(proto, data, addresses=V4):
    h = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(data), 1, 0, 64, proto, 0) + addresses
    return h[:10] + struct.pack(">H", checksum(h)) + h[12:] + data

def v6(proto, data):
    return struct.pack(">IHBB", 0x60000000, len(data), proto, 64) + V6 + data

def gre(proto, data, key=None, sequence=None, summed=False, version=0):
    flags = (0x8000 if summed else 0) | (0x2000 if key is not None else 0) | (0x1000 if sequence is not None else 0)
    h = struct.pack(">HH", flags | version, proto)
    h += bytes(4) if summed else b""
    h += struct.pack(">I", key) if key is not None else b""
    h += struct.pack(">I", sequence) if sequence is not None else b""
    if summed:
        h = h[:4] + struct.pack(">H", checksum(h + data)) + h[6:]
    return h + data

def sctp(data, spoil=0, unset=False):
    h = struct.pack(">HHI", 5000, 6000, 0xCAFE0001)
    c = 0 if unset else crc32c(h + bytes(4) + data) ^ spoil
    return h + struct.pack("<I", c) + data

def frame(kind, data, tags=b""):
    return MACS + tags + struct.pack(">H", kind) + data

udp = struct.pack(">HHHH", 1111, 2222, 12, 0) + b"data"
echo = struct.pack(">BBHHH", 8, 0, 0xFFFF - 0x0800 - 77 - 5, 77, 5)
chunk = struct.pack(">BBHIIHHI", 1, 0, 20, 1, 65536, 1, 1, 1)
arp = struct.pack(">HHBBH", 1, 0x0800, 6, 4, 1) + bytes.fromhex("0200000000030a0000010000000000000a000002")
inner = v4(17, udp, INNER)
vxlan = struct.pack(">HHHHII", 5555, 4789, 16 + 18 + len(inner), 0, 0x08000000, 0xFFFFFF00)
frames = [
    frame(0x0806, arp),
    frame(0x0806, arp, bytes.fromhex("81000003810000c8")),
    frame(0x0800, v4(4, inner)),
    frame(0x0800, v4(41, v6(17, udp))),
    frame(0x86DD, v6(4, inner)),
    frame(0x86DD, v6(41, v6(17, udp))),
    frame(0x0800, v4(17, vxlan + frame(0x0800, inner, bytes.fromhex("81000007")))),
    frame(0x0800, v4(47, gre(0x0800, inner))),
    frame(0x0800, v4(47, gre(0x0800, v4(1, echo, INNER), key=7))),
    frame(0x0800, v4(47, gre(0x86DD, v6(17, udp), key=0xFFFFFFFF, sequence=9, summed=True))),
    frame(0x86DD, v6(47, gre(0x6558, frame(0x0800, inner, bytes.fromhex("81000009")), sequence=1))),
    frame(0x0800, v4(47, gre(0x6558, frame(0x0806, arp)))),
    frame(0x0800, v4(47, gre(0x0800, v4(47, gre(0x0800, v4(4, inner, INNER)), INNER)))),
    frame(0x0800, v4(47, gre(0x0800, v4(132, sctp(chunk), INNER))), bytes.fromhex("81000064")),
    frame(0x0800, v4(132, sctp(chunk))),
    frame(0x0800, v4(132, sctp(chunk, spoil=1))),
    frame(0x86DD, v6(132, sctp(chunk))),
]
s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
s.bind(("v", 0))
for f in frames:
    s.send(f)
'
sleep 1
kill -INT $dump
wait $dump || true
tshark -r tunnels.pcapng -o sctp.checksum:crc-32c -T fields -E separator=';' -E occurrence=a -E aggregator=, \
    -e frame.number -e vlan.id -e arp.opcode -e arp.src.hw_mac -e arp.src.proto_ipv4 -e arp.dst.hw_mac -e arp.dst.proto_ipv4 \
    -e ip.src -e ip.dst -e ipv6.src -e ipv6.dst -e gre.proto -e gre.key -e gre.checksum.status -e vxlan.vni \
    -e udp.srcport -e udp.dstport -e icmp.type -e icmp.code -e icmp.ident -e icmp.seq \
    -e icmpv6.type -e icmpv6.code -e icmpv6.echo.identifier -e icmpv6.echo.sequence_number \
    -e sctp.srcport -e sctp.dstport -e sctp.verification_tag -e sctp.checksum.status > tunnels.txt

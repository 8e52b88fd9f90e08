#!/bin/sh
# Makes traffic.pcapng and traffic.txt in this folder, as root: two network namespaces talk over a veth pair.
set -eu
a=ygtraffic-a b=ygtraffic-b
trap 'ip netns del $a; ip netns del $b' EXIT
ip netns add $a
ip netns add $b
ip -n $a link add v address 02:00:00:00:00:01 type veth peer name v netns $b address 02:00:00:00:00:02
n=1
for ns in $a $b; do
    ip -n $ns link set v up
    ip -n $ns addr add 192.0.2.$n/24 dev v
    ip -n $ns addr add 2001:db8::$n/64 dev v nodad
    n=2
done
sleep 3
ip netns exec $a dumpcap -q -i v -w traffic.pcapng &
dump=$!
sleep 2
talk() {
    ip netns exec $b python3 -c '
import socket, sys
kind = socket.SOCK_STREAM if sys.argv[2] == "tcp" else socket.SOCK_DGRAM
s = socket.socket(socket.AF_INET6 if ":" in sys.argv[1] else socket.AF_INET, kind)
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind((sys.argv[1], 7000))
if sys.argv[2] == "tcp":
    s.listen()
    s = s.accept()[0]
    s.sendall(s.recv(100) * 3)
else:
    data, sender = s.recvfrom(100)
    s.sendto(data * 3, sender)
' "$2" "$1" &
    server=$!
    sleep 1
    ip netns exec $a python3 -c '
import socket, sys
kind = socket.SOCK_STREAM if sys.argv[2] == "tcp" else socket.SOCK_DGRAM
s = socket.socket(socket.AF_INET6 if ":" in sys.argv[1] else socket.AF_INET, kind)
s.connect((sys.argv[1], 7000))
s.sendall(b"hello")
s.recv(100)
' "$2" "$1"
    wait $server
}
for offload in on off; do
    ip netns exec $a ethtool -K v tx $offload > /dev/null
    ip netns exec $b ethtool -K v tx $offload > /dev/null
    for address in 192.0.2.2 2001:db8::2; do
        talk tcp $address
        talk udp $address
        ip netns exec $a ping -q -c 1 $address > /dev/null
    done
done
ip netns exec $a ping -q -c 1 -s 3000 192.0.2.2 > /dev/null
ip netns exec $a ping -q -c 1 -s 3000 2001:db8::2 > /dev/null
sleep 1
kill -INT $dump
wait $dump || true
tshark -r traffic.pcapng -o tcp.check_checksum:TRUE -o udp.check_checksum:TRUE -T fields -E separator=';' -E occurrence=l \
    -e frame.number -e frame.time_epoch -e frame.len -e eth.type -e ip.src -e ip.dst -e ipv6.src -e ipv6.dst \
    -e ip.ttl -e ipv6.hlim -e tcp.srcport -e tcp.dstport -e tcp.seq_raw -e tcp.ack_raw -e tcp.flags -e tcp.window_size_value \
    -e tcp.len -e tcp.checksum.status -e udp.srcport -e udp.dstport -e udp.length -e udp.checksum.status \
    -e icmp.type -e icmp.code -e icmp.checksum.status -e icmpv6.type -e icmpv6.code -e icmpv6.checksum.status > traffic.txt

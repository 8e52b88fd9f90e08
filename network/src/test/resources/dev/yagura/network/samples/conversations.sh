#!/bin/sh
# Makes conversations.pcap and what tshark reads in it (dns.txt, http.txt, tls.txt, lines.txt, objects.txt, streams.txt) in this
# folder, as root: a client and servers talk between two network namespaces.
set -eu
a=ygconv-a b=ygconv-b
trap 'kill $server 2> /dev/null; ip netns del $a; ip netns del $b; rm -rf cert.pem key.pem objects' EXIT
ip netns add $a
ip netns add $b
ip -n $a link add v address 02:00:00:00:00:01 type veth peer name v netns $b address 02:00:00:00:00:02
n=1
for ns in $a $b; do
    ip netns exec $ns sysctl -q -w net.ipv6.conf.all.disable_ipv6=1
    ip netns exec $ns ethtool -K v tx off tso off gso off gro off > /dev/null
    ip -n $ns link set lo up
    ip -n $ns link set v up
    ip -n $ns addr add 192.0.2.$n/24 dev v
    n=2
done
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout key.pem -out cert.pem -days 36500 \
    -subj '/O=Example/CN=secret.example.org' 2> /dev/null
ip netns exec $b python3 conversations.py server &
server=$!
sleep 2
ip netns exec $a tcpdump -i v -w conversations.pcap -s 0 -U -Z root ip 2> /dev/null &
dump=$!
sleep 2
ip netns exec $a python3 conversations.py client
sleep 1
kill -INT $dump
wait $dump || true
read() { tshark -r conversations.pcap -d tcp.port==8080,http -d tcp.port==4431,tls -d tcp.port==4432,tls "$@"; }
fields='-T fields -E separator=; -E occurrence=a -E aggregator=,'
read -Y dns $fields -e dns.id -e dns.flags.response -e dns.flags.rcode -e dns.qry.name -e dns.qry.type -e dns.resp.name -e dns.resp.type \
    -e dns.resp.ttl -e dns.a -e dns.aaaa -e dns.cname -e dns.mx.mail_exchange -e dns.txt -e dns.srv.target -e dns.ptr.domain_name > dns.txt
read -Y http.request $fields -e http.request.method -e http.request.uri -e http.request.version -e http.host -e http.user_agent > http.txt
read -Y http.response $fields -e http.response.code -e http.response.phrase -e http.content_type -e http.content_encoding -e http.transfer_encoding >> http.txt
read -Y 'tls.handshake.type == 1' $fields -e tls.handshake.version -e tls.handshake.extensions_server_name \
    -e tls.handshake.extensions_alpn_str -e tls.handshake.ciphersuite -e tls.handshake.ja3_full -e tls.handshake.ja3 > tls.txt
read -Y 'tls.handshake.type == 2' $fields -e tls.handshake.version -e tls.handshake.ciphersuite -e tls.handshake.extensions_alpn_str \
    -e tls.handshake.ja3s_full -e tls.handshake.ja3s -e tls.handshake.certificate >> tls.txt
read -Y ssh.protocol $fields -e ssh.protocol > lines.txt
read -Y smtp.req.command $fields -e smtp.req.command -e smtp.req.parameter >> lines.txt
read -Y ftp.request.command $fields -e ftp.request.command -e ftp.request.arg >> lines.txt
read -q --export-objects http,objects > /dev/null
(cd objects && sha256sum * | sort -k 2) > objects.txt
streams=$(read -T fields -e tcp.stream -Y tcp | sort -n | tail -1)
for i in $(seq 0 "$streams"); do
    read -q -z follow,tcp,raw,$i | python3 -c '
import re, sys, zlib
sides = {False: b"", True: b""}
for line in sys.stdin:
    if re.fullmatch("\t?([0-9a-f]{2})+\n", line):
        sides[line.startswith("\t")] += bytes.fromhex(line.strip())
for side, text in sides.items():
    print(sys.argv[1], "<" if side else ">", len(text), "%08x" % zlib.crc32(text))
' "$i"
done > streams.txt

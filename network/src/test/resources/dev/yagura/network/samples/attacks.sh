#!/bin/sh
# Makes attacks.pcap, and what tshark reads of DHCP in it (dhcp.txt), in this folder, as root: a host at home (192.168.0.10) attacks, the other namespace has the others.
set -eu
a=ygatt-a b=ygatt-b server= dhcp=
trap 'kill $server 2> /dev/null || true; ip netns del $a; ip netns del $b; rm -f udhcpd*.conf leases*' EXIT
ip netns add $a
ip netns add $b
ip -n $a link add v address 02:00:00:00:00:01 type veth peer name v netns $b address 02:00:00:00:00:02
for ns in $a $b; do
    ip netns exec $ns sysctl -q -w net.ipv6.conf.all.disable_ipv6=1
    ip netns exec $ns ethtool -K v tx off tso off gso off gro off > /dev/null
    ip -n $ns link set lo up
    ip -n $ns link set v up
done
ip -n $a addr add 192.168.0.10/24 dev v
ip -n $a route add default via 192.168.0.1
for address in 192.168.0.1/24 192.168.0.66/24 203.0.113.5/32; do ip -n $b addr add $address dev v; done
for server in 1 66; do
    cat > udhcpd$server.conf << CONF
start 192.168.0.100
end 192.168.0.120
interface v
lease_file leases$server
pidfile leases$server.pid
option subnet 255.255.255.0
option router 192.168.0.$server
option dns 192.168.0.$server
CONF
    touch leases$server
done
ip netns exec $b python3 attacks.py server &
server=$!
sleep 1
ip netns exec $a tcpdump -i v -w attacks.pcap -s 0 -U -Z root ip or arp 2> /dev/null &
dump=$!
sleep 1
for server_address in 1 66; do # one after the other: each is alone when it is asked
    ip netns exec $b busybox udhcpd -f -S -I 192.168.0.$server_address udhcpd$server_address.conf &
    dhcp=$!
    sleep 1
    ip netns exec $a busybox udhcpc -i v -s /bin/true -q -n -f -x hostname:attacker > /dev/null 2>&1
    kill $dhcp
    wait $dhcp || true
done
ip netns exec $a python3 attacks.py client
ip netns exec $a curl -s -o /dev/null -u dave:s3cret http://203.0.113.5:8080/
ip netns exec $a curl -s -o /dev/null ftp://bob:s3cret@203.0.113.5/ || true
sleep 1
kill -INT $dump
wait $dump || true
tshark -r attacks.pcap -Y dhcp -T fields -E separator=';' -E occurrence=a -E aggregator=, -e dhcp.option.dhcp -e dhcp.id -e dhcp.hw.mac_addr \
    -e dhcp.ip.client -e dhcp.ip.your -e dhcp.option.requested_ip_address -e dhcp.option.dhcp_server_id -e dhcp.option.router \
    -e dhcp.option.domain_name_server -e dhcp.option.hostname -e dhcp.option.vendor_class_id -e dhcp.option.ip_address_lease_time > dhcp.txt

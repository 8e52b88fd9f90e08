/**
 * What is in a frame: link layer, VLAN tags, ARP, IPv4 and IPv6, TCP, UDP, SCTP and ICMP, and
 * tunnels with the same in them.
 *
 * <p>Headers follow RFC 791 (IPv4), 8200 (IPv6), 4302 (authentication header), 9293 (TCP), 768
 * (UDP), 9260 (SCTP), 792 and 4443 (ICMP), 826 (ARP), 2784 and 2890 (GRE), 7348 (VXLAN), IEEE 802.3
 * and 802.1Q, and the tcpdump group's descriptions of link layers. A frame may come from an
 * attacker: whatever it holds, {@link dev.yagura.network.packet.PacketDecoder} answers with a
 * value, and says what is wrong with it.
 *
 * <p>Fragments are put together as Linux does; {@link dev.yagura.network.packet.FragmentTable} has
 * the policy. Not read: IPv6 jumbograms, SCTP's chunks, what is inside ESP and inside of tunnels of
 * other kinds; they are told by number.
 */
@NullMarked
package dev.yagura.network.packet;

import org.jspecify.annotations.NullMarked;

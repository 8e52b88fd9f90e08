/**
 * What is in a frame: link layer, VLAN tags, IPv4 and IPv6, TCP, UDP and ICMP.
 *
 * <p>Headers follow RFC 791 (IPv4), 8200 (IPv6), 4302 (authentication header), 9293 (TCP), 768
 * (UDP), 792 and 4443 (ICMP), IEEE 802.3 and 802.1Q, and the tcpdump group's descriptions of link
 * layers. A frame may come from an attacker: whatever it holds, {@link
 * dev.yagura.network.packet.PacketDecoder} answers with a value, and says what is wrong with it.
 *
 * <p>Fragments are put together as Linux does; {@link dev.yagura.network.packet.FragmentTable} has
 * the policy. Not read: IPv6 jumbograms, what is inside ESP, tunnels, SCTP and ARP; they are told
 * by number.
 */
@NullMarked
package dev.yagura.network.packet;

import org.jspecify.annotations.NullMarked;

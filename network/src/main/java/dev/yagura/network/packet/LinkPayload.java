package dev.yagura.network.packet;

import dev.yagura.bytes.Structure;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * What a frame carries.
 *
 * @param etherType what it is
 * @param vlans VLAN ids from the outermost on
 * @param bytes what comes after the link layer's headers, padding included
 */
record LinkPayload(int etherType, List<Integer> vlans, MemorySegment bytes) {
    static final int IPV4 = 0x0800;
    static final int ARP = 0x0806;
    static final int ETHERNET = 0x6558; // transparent Ethernet bridging
    static final int IPV6 = 0x86DD;

    /** Returns the bytes to be read as a structure. */
    Structure as(String name) {
        return new Structure(name, bytes);
    }
}

package dev.yagura.network.packet;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * What an IP packet carries, and the place of that in a fragmented packet.
 *
 * @param ip its header
 * @param fragment empty if it is no fragment
 * @param payload what comes after the headers, as far as it was captured
 * @param wireBytes length of the payload on the wire, at least that of {@code payload}
 */
record IpPart(
        IpHeader ip, Optional<FragmentPlace> fragment, MemorySegment payload, long wireBytes) {
    /**
     * Where a fragment belongs.
     *
     * @param id common to the fragments of a packet
     * @param offsetBytes place of its first byte, a multiple of 8
     * @param more whether others follow
     * @param headerBytes what stands before it and counts towards the packet's length: in IPv4 the
     *     header, in IPv6 the extension headers before the fragment's own
     */
    record FragmentPlace(long id, int offsetBytes, boolean more, int headerBytes) {}

    boolean isCut() {
        return payload.byteSize() < wireBytes;
    }
}

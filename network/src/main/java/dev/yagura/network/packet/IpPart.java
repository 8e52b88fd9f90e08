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
     */
    record FragmentPlace(long id, int offsetBytes, boolean more) {}

    boolean isCut() {
        return payload.byteSize() < wireBytes;
    }
}

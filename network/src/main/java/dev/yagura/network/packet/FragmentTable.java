package dev.yagura.network.packet;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.network.packet.IpPart.FragmentPlace;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Puts fragments of IP packets together.
 *
 * <p><b>Overlap policy</b>: that of Linux ({@code net/ipv4/inet_fragment.c}, after RFC 5722), as
 * measured with 6.18. A fragment that lies within what came in one run is a duplicate: it is
 * dropped, the first data count. One that overlaps in any other way drops the whole packet, and so
 * do one that contradicts where the packet ends, fragments of which some are ECN-capable and some
 * are not, and more bytes than a packet's length can say. A sender that relies on another policy
 * does not get its packet read here, nor by a Linux guest.
 *
 * <p>Packets of which fragments are missing are given up after Linux's times ({@code ipfrag_time}
 * and {@code ip6frag_time}).
 *
 * <p>Otherwise than Linux, nothing is given up because the sender's other fragments came between
 * ({@code ipfrag_max_dist}, 64 by default, IPv4 only): a packet may be read that a guest drops. And
 * where too much is held, the oldest packets are given up; Linux takes no new ones.
 */
public final class FragmentTable {
    /** Memory of all fragments that are held: Linux's {@code ipfrag_high_thresh}. */
    static final int MAX_HELD_BYTES = 4 << 20;

    /** Packets of which fragments are missing. */
    static final int MAX_PACKETS = 4096;

    private static final Duration TIME_OUT_V4 = Duration.ofSeconds(30);
    private static final Duration TIME_OUT_V6 = Duration.ofSeconds(60);

    private final Map<FragmentKey, FragmentedPacket> packets = new LinkedHashMap<>();
    private long heldBytes;
    private long givenUp;

    FragmentTable() {}

    /**
     * Takes a fragment.
     *
     * @return the whole packet, if this was the last fragment that was missing
     * @throws MalformedStructureException if the fragment, or with it the packet, is dropped
     */
    Optional<IpPart> add(Envelope envelope, IpPart part, FragmentPlace place, Instant now)
            throws MalformedStructureException {
        FragmentedPacket.check(part, place);
        FragmentKey key = FragmentKey.of(envelope, part.ip(), place.id());
        FragmentedPacket packet = packets.get(key);
        if (packet != null && isTooOld(packet, part.ip(), now)) {
            giveUp(key);
            packet = null;
        }
        if (packet == null) {
            packet = new FragmentedPacket(part.ip(), now);
            packets.put(key, packet);
        }
        try {
            int before = packet.costBytes();
            FragmentedPacket.Outcome outcome = packet.add(part, place);
            heldBytes += packet.costBytes() - before;
            if (outcome == FragmentedPacket.Outcome.COMPLETE) {
                remove(key);
                return Optional.of(whole(part.ip(), packet));
            }
        } catch (MalformedStructureException e) {
            remove(key);
            throw e;
        }
        while (packets.size() > MAX_PACKETS || heldBytes > MAX_HELD_BYTES) {
            giveUp(packets.keySet().iterator().next());
        }
        return Optional.empty();
    }

    /** Returns how many packets were given up because fragments did not come, or too many did. */
    public long givenUp() {
        return givenUp;
    }

    private static boolean isTooOld(FragmentedPacket packet, IpHeader ip, Instant now) {
        Duration age = Duration.between(packet.firstSeen(), now);
        return age.compareTo(ip.isV6() ? TIME_OUT_V6 : TIME_OUT_V4) > 0;
    }

    private static IpPart whole(IpHeader ip, FragmentedPacket packet) {
        MemorySegment payload = packet.payload();
        return new IpPart(
                ip.carrying(packet.protocol()), Optional.empty(), payload, payload.byteSize());
    }

    private void giveUp(FragmentKey key) {
        remove(key);
        givenUp++;
    }

    private void remove(FragmentKey key) {
        FragmentedPacket removed = packets.remove(key);
        if (removed != null) {
            heldBytes -= removed.costBytes();
        }
    }
}

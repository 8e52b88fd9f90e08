package dev.yagura.network.packet;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.network.capture.CapturedFrame;
import dev.yagura.network.packet.Tunnels.Opened;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.Optional;

/**
 * Says what is in frames, and in the tunnels in them.
 *
 * <p>Never throws for what a frame holds. Keeps fragments of packets that are not whole yet, within
 * the bounds of {@link FragmentTable}; all else of a frame is judged by itself. Not safe for use by
 * several threads.
 */
public final class PacketDecoder {
    private final FragmentTable fragments = new FragmentTable();
    private Instant now = Instant.EPOCH;

    /** Makes a decoder that has seen no frames. */
    public PacketDecoder() {}

    /**
     * Decodes a frame.
     *
     * @param frame the next frame; where it has no time, it is taken to be of the last one's
     */
    public DecodedFrame decode(CapturedFrame frame) {
        now = frame.time().orElse(now);
        try {
            LinkPayload link = LinkLayer.strip(frame.captureInterface().linkType(), frame.bytes());
            long missing = frame.originalLengthBytes() - frame.bytes().byteSize();
            return decode(link, Envelope.of(link.vlans()), missing);
        } catch (MalformedStructureException e) {
            return new DecodedFrame.Malformed(e);
        }
    }

    /** Returns what is known of packets in fragments. */
    public FragmentTable fragments() {
        return fragments;
    }

    private DecodedFrame decode(LinkPayload link, Envelope envelope, long missing)
            throws MalformedStructureException {
        MemorySegment bytes = link.bytes();
        return switch (link.etherType()) {
            case LinkPayload.IPV4 -> decode(envelope, Ipv4.parse(bytes, missing));
            case LinkPayload.IPV6 -> decode(envelope, Ipv6.parse(bytes, missing));
            case LinkPayload.ARP -> new DecodedFrame.Arp(ArpMessage.parse(bytes), envelope);
            default -> new DecodedFrame.NotIp(link.etherType(), envelope);
        };
    }

    private DecodedFrame decode(Envelope envelope, IpPart part) throws MalformedStructureException {
        if (part.fragment().isEmpty()) {
            return opened(TransportParser.parse(envelope, part));
        }
        Optional<IpPart> whole = fragments.add(envelope, part, part.fragment().get(), now);
        if (whole.isEmpty()) {
            return new DecodedFrame.Fragment(part.ip(), envelope);
        }
        return opened(TransportParser.parse(envelope, afterExtensions(whole.get())));
    }

    /** Looks into a tunnel; what is wrong in there does not spoil the packet around it. */
    private DecodedFrame opened(Packet packet) {
        try {
            Optional<Opened> inside = Tunnels.open(packet);
            if (inside.isEmpty()) {
                return new DecodedFrame.Whole(packet);
            }
            LinkPayload link = inside.get().link();
            Envelope envelope = packet.envelope().through(inside.get().tunnel(), link.vlans());
            DecodedFrame inner = decode(link, envelope, packet.missingBytes());
            return new DecodedFrame.Whole(packet.with(inner));
        } catch (MalformedStructureException e) {
            return new DecodedFrame.Whole(packet.with(new DecodedFrame.Malformed(e)));
        }
    }

    /** In IPv6, further extension headers may come after the fragments' own. */
    private static IpPart afterExtensions(IpPart whole) throws MalformedStructureException {
        if (!whole.ip().isV6()) {
            return whole;
        }
        Ipv6Extensions extensions =
                Ipv6Extensions.ofFragments(whole.ip().protocol(), whole.payload());
        return new IpPart(
                whole.ip().carrying(extensions.protocol()),
                Optional.empty(),
                extensions.payload(),
                extensions.payload().byteSize());
    }
}

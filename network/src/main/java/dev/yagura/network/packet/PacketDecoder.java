package dev.yagura.network.packet;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.network.capture.CapturedFrame;
import java.time.Instant;
import java.util.Optional;

/**
 * Says what is in frames.
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
            return switch (link.etherType()) {
                case LinkPayload.IPV4 -> decode(link, Ipv4.parse(link.bytes(), missing));
                case LinkPayload.IPV6 -> decode(link, Ipv6.parse(link.bytes(), missing));
                default -> new DecodedFrame.NotIp(link.etherType(), link.vlans());
            };
        } catch (MalformedStructureException e) {
            return new DecodedFrame.Malformed(e);
        }
    }

    /** Returns what is known of packets in fragments. */
    public FragmentTable fragments() {
        return fragments;
    }

    private DecodedFrame decode(LinkPayload link, IpPart part) throws MalformedStructureException {
        if (part.fragment().isEmpty()) {
            return new DecodedFrame.Whole(TransportParser.parse(link.vlans(), part));
        }
        Optional<IpPart> whole = fragments.add(link.vlans(), part, part.fragment().get(), now);
        if (whole.isEmpty()) {
            return new DecodedFrame.Fragment(part.ip());
        }
        return new DecodedFrame.Whole(
                TransportParser.parse(link.vlans(), afterExtensions(whole.get())));
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

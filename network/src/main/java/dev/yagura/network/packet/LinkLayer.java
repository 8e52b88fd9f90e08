package dev.yagura.network.packet;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** Takes the headers of the link layer off a frame. Numbers are the tcpdump group's. */
final class LinkLayer {
    private static final int NULL = 0;
    private static final int ETHERNET = 1;
    private static final int RAW_OF_SOME_BSDS = 12;
    private static final int RAW_OF_OPENBSD = 14;
    private static final int RAW = 101;
    private static final int LOOP = 108;
    private static final int LINUX_SLL = 113;
    private static final int IPV4 = 228;
    private static final int IPV6 = 229;
    private static final int LINUX_SLL2 = 276;

    private static final Field ETHER_TYPE = new Field("type", 12, 2);
    private static final int ETHERNET_BYTES = 14;
    private static final Field SLL_PROTOCOL = new Field("protocol type", 14, 2);
    private static final int SLL_BYTES = 16;
    private static final Field SLL2_PROTOCOL = new Field("protocol type", 0, 2);
    private static final int SLL2_BYTES = 20;
    private static final Field FAMILY = new Field("family", 0, 4);
    private static final int FAMILY_BYTES = 4;
    private static final Field VERSION = new Field("version", 0, 1);
    private static final Field LINK_TYPE = new Field("linktype", 0, 1);

    private static final Field TAG_CONTROL = new Field("tag control information", 0, 2);
    private static final Field TAG_TYPE = new Field("type", 2, 2);
    private static final int TAG_BYTES = 4;
    private static final int VLAN_ID_MASK = 0xFFF;

    /** A provider's tag and a customer's, and room for one more. */
    private static final int MAX_TAGS = 3;

    private LinkLayer() {}

    static LinkPayload strip(int linkType, MemorySegment frame) throws MalformedStructureException {
        return switch (linkType) {
            case ETHERNET -> {
                var header = new Structure("ethernet header", frame);
                yield untagged(header.u16be(ETHER_TYPE), frame.asSlice(ETHERNET_BYTES));
            }
            case LINUX_SLL -> {
                var header = new Structure("linux cooked header", frame);
                yield untagged(header.u16be(SLL_PROTOCOL), frame.asSlice(SLL_BYTES));
            }
            case LINUX_SLL2 -> {
                var header = new Structure("linux cooked header v2", frame);
                int type = header.u16be(SLL2_PROTOCOL);
                yield untagged(type, after(header, SLL2_PROTOCOL, SLL2_BYTES));
            }
            case NULL, LOOP -> {
                var header = new Structure("loopback header", frame);
                long family =
                        linkType == LOOP ? header.u32be(FAMILY) : anyOrder(header.u32(FAMILY));
                yield new LinkPayload(
                        etherTypeOf(header, family), List.of(), frame.asSlice(FAMILY_BYTES));
            }
            case RAW, RAW_OF_SOME_BSDS, RAW_OF_OPENBSD, IPV4, IPV6 -> {
                var header = new Structure("ip header", frame);
                boolean v6 = header.u8(VERSION) >>> 4 == 6;
                yield new LinkPayload(v6 ? LinkPayload.IPV6 : LinkPayload.IPV4, List.of(), frame);
            }
            default ->
                    throw new MalformedStructureException(
                            Reason.UNSUPPORTED,
                            "frame",
                            LINK_TYPE.name(),
                            LINK_TYPE.offset(),
                            "is %d, expected ethernet, linux cooked, loopback or raw ip"
                                    .formatted(linkType));
        };
    }

    private static LinkPayload untagged(int etherType, MemorySegment payload)
            throws MalformedStructureException {
        List<Integer> vlans = new ArrayList<>();
        int type = etherType;
        MemorySegment bytes = payload;
        while (isTag(type)) {
            var tag = new Structure("vlan tag", bytes);
            if (vlans.size() == MAX_TAGS) {
                throw tag.malformed(
                        Reason.OUT_OF_RANGE,
                        TAG_CONTROL,
                        "is tag %d of a frame, expected at most %d"
                                .formatted(MAX_TAGS + 1, MAX_TAGS));
            }
            vlans.add(tag.u16be(TAG_CONTROL) & VLAN_ID_MASK);
            type = tag.u16be(TAG_TYPE);
            bytes = bytes.asSlice(TAG_BYTES);
        }
        return new LinkPayload(type, vlans, bytes);
    }

    /** IEEE 802.1Q's customer and service tags, and the type used for the latter before it. */
    private static boolean isTag(int etherType) {
        return etherType == 0x8100 || etherType == 0x88A8 || etherType == 0x9100;
    }

    /** The family is in the byte order of the host that captured; families are small numbers. */
    private static long anyOrder(long littleEndian) {
        return littleEndian >>> 16 == 0
                ? littleEndian
                : Integer.toUnsignedLong(Integer.reverseBytes((int) littleEndian));
    }

    private static int etherTypeOf(Structure header, long family)
            throws MalformedStructureException {
        if (family == 2) {
            return LinkPayload.IPV4;
        }
        // AF_INET6 of Linux, NetBSD and OpenBSD, FreeBSD, Darwin.
        if (family == 10 || family == 24 || family == 28 || family == 30) {
            return LinkPayload.IPV6;
        }
        throw header.malformed(
                Reason.UNSUPPORTED, FAMILY, "is %d, expected that of IP".formatted(family));
    }

    private static MemorySegment after(Structure header, Field last, long headerBytes)
            throws MalformedStructureException {
        if (header.size() < headerBytes) {
            throw header.malformed(
                    Reason.TRUNCATED,
                    last,
                    "is of a header of %d bytes, expected %d"
                            .formatted(header.size(), headerBytes));
        }
        return header.bytes().asSlice(headerBytes);
    }
}

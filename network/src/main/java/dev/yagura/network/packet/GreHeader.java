package dev.yagura.network.packet;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import java.util.OptionalLong;

/** Reads the headers of generic routing encapsulation. */
final class GreHeader {
    private static final Field FLAGS_AND_VERSION = new Field("Flags, Ver", 0, 2);
    private static final Field PROTOCOL_TYPE = new Field("Protocol Type", 2, 2);
    private static final int MIN_BYTES = 4;

    private static final int HAS_CHECKSUM = 0x8000;
    private static final int HAS_ROUTING = 0x4000;
    private static final int HAS_KEY = 0x2000;
    private static final int HAS_SEQUENCE = 0x1000;
    private static final int HAS_ACKNOWLEDGMENT = 0x0080;
    private static final int VERSION_MASK = 7;

    private static final int WORD_BYTES = 4;

    private GreHeader() {}

    static Packet parse(Envelope envelope, IpPart part) throws MalformedStructureException {
        var header = new Structure("gre header", part.payload());
        int flags = header.u16be(FLAGS_AND_VERSION);
        int version = flags & VERSION_MASK;
        header.requireRange(FLAGS_AND_VERSION, version, 0, 1);
        if ((flags & HAS_ROUTING) != 0) {
            throw header.malformed(
                    Reason.UNSUPPORTED, FLAGS_AND_VERSION, "has a route, expected none (RFC 2784)");
        }
        int protocolType = header.u16be(PROTOCOL_TYPE);
        int at = MIN_BYTES;
        Checksum checksum = Checksum.ABSENT;
        if ((flags & HAS_CHECKSUM) != 0) {
            at = behind(header, "Checksum, Reserved1", at);
            checksum = judge(part);
        }
        OptionalLong key = OptionalLong.empty();
        if ((flags & HAS_KEY) != 0) {
            key = OptionalLong.of(header.u32be(new Field("Key", at, WORD_BYTES)));
            at += WORD_BYTES;
        }
        if ((flags & HAS_SEQUENCE) != 0) {
            at = behind(header, "Sequence Number", at);
        }
        if (version == 1 && (flags & HAS_ACKNOWLEDGMENT) != 0) {
            at = behind(header, "Acknowledgment Number", at);
        }
        var gre = new Transport.Gre(version, protocolType, key, checksum);
        return TransportParser.packet(envelope, part, gre, at);
    }

    /** Returns where what follows a word starts. */
    private static int behind(Structure header, String word, int at)
            throws MalformedStructureException {
        header.u32be(new Field(word, at, WORD_BYTES));
        return at + WORD_BYTES;
    }

    private static Checksum judge(IpPart part) {
        if (part.isCut()) {
            return Checksum.UNCHECKED;
        }
        return Checksums.isGood(part.payload()) ? Checksum.GOOD : Checksum.BAD;
    }
}

package dev.yagura.network.quic;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.network.tls.ClientHello;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;

/** What a client says in CRYPTO frames of its first packets, up to the end of its hello. */
final class CryptoStream {
    private static final int PADDING = 0x00;
    private static final int PING = 0x01;
    private static final int ACK = 0x02;
    private static final int ACK_ECN = 0x03;
    private static final int CRYPTO = 0x06;
    private static final int CONNECTION_CLOSE = 0x1C;

    private static final int MAX_BYTES = 16 * 1024;
    private static final int CLIENT_HELLO = 1;
    private static final int HEADER_BYTES = 4;
    private static final int MAX_ACK_RANGES = 1024;

    private byte[] held = {};
    private final BitSet there = new BitSet();

    /** Takes the frames of a packet; bytes that come twice count the first time. */
    void readFrames(byte[] payload) throws MalformedStructureException {
        var cursor = new QuicCursor("quic frame", payload);
        while (cursor.hasMore()) {
            int type = cursor.u8("Type");
            switch (type) {
                case PADDING, PING -> {}
                case ACK, ACK_ECN -> skipAcknowledgment(cursor, type == ACK_ECN);
                case CRYPTO -> {
                    long offset = cursor.number("Offset");
                    keep(offset, cursor.bytes("Crypto Data", cursor.number("Length")));
                }
                case CONNECTION_CLOSE -> {
                    return;
                }
                default ->
                        throw new MalformedStructureException(
                                Reason.OUT_OF_RANGE,
                                "quic frame",
                                "Type",
                                cursor.at() - 1,
                                "is 0x%x, which first packets do not have".formatted(type));
            }
        }
    }

    private static void skipAcknowledgment(QuicCursor cursor, boolean counts)
            throws MalformedStructureException {
        cursor.number("Largest Acknowledged");
        cursor.number("ACK Delay");
        long ranges = cursor.number("ACK Range Count");
        cursor.number("First ACK Range");
        for (long i = 0; i < Math.min(ranges, MAX_ACK_RANGES); i++) {
            cursor.number("Gap");
            cursor.number("ACK Range Length");
        }
        for (int i = 0; counts && i < 3; i++) {
            cursor.number("ECN Count");
        }
    }

    private void keep(long offset, byte[] bytes) {
        for (int i = 0; i < bytes.length && offset + i < MAX_BYTES; i++) {
            int at = (int) offset + i;
            if (at >= held.length) {
                held = Arrays.copyOf(held, Math.min(MAX_BYTES, Math.max(1024, 2 * (at + 1))));
            }
            if (!there.get(at)) {
                held[at] = bytes[i];
                there.set(at);
            }
        }
    }

    /** Returns the hello, if all of it is there. */
    Optional<ClientHello> hello() throws MalformedStructureException {
        int whole = there.nextClearBit(0);
        if (whole < HEADER_BYTES || held[0] != CLIENT_HELLO) {
            return Optional.empty();
        }
        int length =
                Byte.toUnsignedInt(held[1]) << 16
                        | Byte.toUnsignedInt(held[2]) << 8
                        | Byte.toUnsignedInt(held[3]);
        if (length > whole - HEADER_BYTES) {
            return Optional.empty();
        }
        return Optional.of(
                ClientHello.parse(MemorySegment.ofArray(held).asSlice(HEADER_BYTES, length)));
    }
}

package dev.yagura.network.quic;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.network.tls.ClientHello;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Optional;

/**
 * Takes the hello of TLS out of a client's first datagrams, in whatever order its parts come.
 *
 * <p>Holds at most a hello of 16 KiB. Not safe for use by several threads.
 */
public final class QuicHelloReader {
    private static final int LONG_HEADER = 0xC0; // with the fixed bit
    private static final int MAX_ID_BYTES = 20;
    private static final int MAX_DATAGRAMS = 16;

    private final CryptoStream stream = new CryptoStream();
    private Optional<InitialKeys> keys = Optional.empty();
    private int datagrams;
    private boolean done;

    /** Makes a reader that is at the flow's start. */
    public QuicHelloReader() {}

    /**
     * Returns whether a datagram may be the first of a client: long enough, with a long header of a
     * version that is read (RFC 9000, "Initial Datagram Size").
     */
    public static boolean isLike(MemorySegment datagram) {
        if (datagram.byteSize() < 1200
                || (datagram.get(JAVA_BYTE, 0) & LONG_HEADER) != LONG_HEADER) {
            return false;
        }
        var cursor = new QuicCursor("quic packet", datagram.asSlice(0, 5).toArray(JAVA_BYTE));
        try {
            cursor.u8("first byte");
            return QuicVersion.of(cursor.u32("Version")).isPresent();
        } catch (MalformedStructureException e) {
            throw new IllegalStateException("five bytes are there", e);
        }
    }

    /** Returns whether nothing more is looked at. */
    public boolean isDone() {
        return done;
    }

    /**
     * Takes a datagram of the client.
     *
     * @return the hello, once, if it is whole with it
     * @throws MalformedStructureException if a packet in it cannot be right; nothing more is to be
     *     given then
     */
    public Optional<ClientHello> read(MemorySegment datagram) throws MalformedStructureException {
        if (done) {
            return Optional.empty();
        }
        datagrams++;
        byte[] bytes = datagram.toArray(JAVA_BYTE);
        int at = 0;
        while (at < bytes.length && (bytes[at] & LONG_HEADER) == LONG_HEADER) {
            int length = readPacket(Arrays.copyOfRange(bytes, at, bytes.length));
            if (length == 0) {
                break;
            }
            at += length;
        }
        Optional<ClientHello> hello = stream.hello();
        done = hello.isPresent() || datagrams >= MAX_DATAGRAMS;
        return hello;
    }

    /** Returns how long the packet is that the bytes begin with; 0 if it is of no known kind. */
    private int readPacket(byte[] bytes) throws MalformedStructureException {
        var cursor = new QuicCursor("quic packet", bytes);
        int first = cursor.u8("first byte");
        Optional<QuicVersion> version = QuicVersion.of(cursor.u32("Version"));
        if (version.isEmpty() || (first >>> 4 & 3) != version.get().initialType()) {
            return 0; // what follows the first packets is encrypted
        }
        byte[] destination = id(cursor, "Destination Connection ID");
        id(cursor, "Source Connection ID");
        cursor.bytes("Token", cursor.number("Token Length"));
        long length = cursor.number("Length");
        int numberAt = cursor.at();
        cursor.bytes("Packet Payload", length);
        if (keys.isEmpty()) {
            keys = Optional.of(new InitialKeys(version.get(), destination));
        }
        Optional<byte[]> payload = open(bytes, numberAt, cursor.at());
        if (payload.isPresent()) {
            stream.readFrames(payload.get());
        }
        return cursor.at();
    }

    private static byte[] id(QuicCursor cursor, String name) throws MalformedStructureException {
        int length = cursor.u8(name + " Length");
        byte[] id = cursor.bytes(name, length);
        return length <= MAX_ID_BYTES ? id : Arrays.copyOf(id, MAX_ID_BYTES);
    }

    /** Takes protection off (RFC 9001, "Header Protection"). */
    private Optional<byte[]> open(byte[] bytes, int numberAt, int end) {
        int sampleAt = numberAt + 4;
        if (sampleAt + InitialKeys.SAMPLE_BYTES > end) {
            return Optional.empty();
        }
        byte[] mask =
                keys.orElseThrow()
                        .mask(
                                Arrays.copyOfRange(
                                        bytes, sampleAt, sampleAt + InitialKeys.SAMPLE_BYTES));
        byte[] open = Arrays.copyOf(bytes, end);
        open[0] ^= (byte) (mask[0] & 0x0F);
        int numberBytes = (open[0] & 3) + 1;
        long number = 0;
        for (int i = 0; i < numberBytes; i++) {
            open[numberAt + i] ^= mask[1 + i];
            number = number << 8 | Byte.toUnsignedLong(open[numberAt + i]);
        }
        int headerEnd = numberAt + numberBytes;
        return keys.get()
                .open(
                        number,
                        Arrays.copyOf(open, headerEnd),
                        Arrays.copyOfRange(open, headerEnd, end));
    }
}

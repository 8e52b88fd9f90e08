package dev.yagura.network.http;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Unpacks a body of {@code gzip} (RFC 1952) or {@code deflate} (RFC 1950, or 1951 as some servers
 * have it) as it comes, up to {@link HttpLimits#MAX_UNPACKED_BYTES}.
 */
final class BodyDecoder {
    /** Roughly what one takes, most of it zlib's window and outside of Java's memory. */
    static final int COST_BYTES = 48 * 1024;

    private static final int PIECE_BYTES = 16 * 1024;

    private final boolean gzip;
    private final HttpListener listener;
    private final ByteArrayOutputStream header = new ByteArrayOutputStream();
    private final Inflater inflater = new Inflater(true);
    private boolean started;
    private boolean done;
    private long unpackedBytes;

    private BodyDecoder(boolean gzip, HttpListener listener) {
        this.gzip = gzip;
        this.listener = listener;
    }

    static boolean knows(String encoding) {
        return encoding.equals("gzip") || encoding.equals("x-gzip") || encoding.equals("deflate");
    }

    static BodyDecoder of(String encoding, HttpListener listener) {
        return new BodyDecoder(!encoding.equals("deflate"), listener);
    }

    /** Unpacks what comes next, and tells the listener. */
    void add(MemorySegment bytes) {
        if (done) {
            return;
        }
        if (started) {
            inflate(bytes.toArray(JAVA_BYTE));
            return;
        }
        header.writeBytes(bytes.toArray(JAVA_BYTE));
        byte[] held = header.toByteArray();
        int length = gzip ? GzipHeader.length(held) : zlibHeaderLength(held);
        if (length == GzipHeader.INCOMPLETE) {
            if (held.length > HttpLimits.MAX_HEAD_BYTES) {
                fail(HttpOddity.MALFORMED_ENCODING);
            }
        } else if (length == GzipHeader.NONE) {
            fail(HttpOddity.MALFORMED_ENCODING);
        } else {
            started = true;
            header.reset();
            inflate(Arrays.copyOfRange(held, length, held.length));
        }
    }

    /** Frees what unpacking takes outside of Java's memory. */
    void close() {
        done = true;
        inflater.end();
    }

    /** Zlib's header of two bytes is a multiple of 31; without it the data start at once. */
    private static int zlibHeaderLength(byte[] held) {
        if (held.length < 2) {
            return GzipHeader.INCOMPLETE;
        }
        int word = Byte.toUnsignedInt(held[0]) << 8 | Byte.toUnsignedInt(held[1]);
        return (held[0] & 0xF) == 8 && word % 31 == 0 ? 2 : 0;
    }

    private void inflate(byte[] input) {
        inflater.setInput(input);
        byte[] piece = new byte[PIECE_BYTES];
        try {
            while (!done) {
                int length = inflater.inflate(piece);
                if (length > 0) {
                    unpackedBytes += length;
                    listener.body(MemorySegment.ofArray(piece).asSlice(0, length).asReadOnly());
                }
                if (unpackedBytes >= HttpLimits.MAX_UNPACKED_BYTES) {
                    fail(HttpOddity.TOO_MUCH_TO_UNPACK);
                } else if (inflater.finished()) {
                    close();
                } else if (inflater.needsDictionary()) {
                    fail(HttpOddity.MALFORMED_ENCODING);
                } else if (length == 0) {
                    return; // more input is needed
                }
            }
        } catch (DataFormatException e) {
            fail(HttpOddity.MALFORMED_ENCODING);
        }
    }

    private void fail(HttpOddity oddity) {
        close();
        listener.oddity(oddity);
    }
}

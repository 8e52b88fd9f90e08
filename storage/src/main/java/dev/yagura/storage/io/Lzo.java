package dev.yagura.storage.io;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;

/**
 * Decompression of LZO1X, after the kernel's {@code Documentation/staging/lzo.rst}, without the
 * runs of zeros of its bitstream version 1.
 */
public final class Lzo {
    private static final int FIRST_RUN = 17;
    private static final int AFTER_RUN = 4;
    private static final int FAR = 16384;
    private static final int MIDDLE = 2048;

    private final String name;
    private final byte[] in;
    private final byte[] out;
    private int at;
    private int written;

    private Lzo(String name, byte[] in, byte[] out) {
        this.name = name;
        this.in = in;
        this.out = out;
    }

    /**
     * Decompresses {@code in}, all of it, to the start of {@code out}.
     *
     * @param name how messages call it
     * @return how many bytes came out
     * @throws MalformedStructureException if {@code in} is no such stream, or holds more than fits
     */
    public static int decompress(String name, byte[] in, byte[] out)
            throws MalformedStructureException {
        Lzo lzo = new Lzo(name, in, out);
        lzo.run();
        return lzo.written;
    }

    private void run() throws MalformedStructureException {
        // How many literals came last, which tells what the next short instruction means.
        int state = 0;
        int instruction = next();
        if (instruction > FIRST_RUN) {
            int length = instruction - FIRST_RUN;
            literals(length);
            state = Math.min(length, AFTER_RUN);
            instruction = next();
        }
        while (true) {
            int length;
            int distance;
            int trailing;
            if (instruction >= 64) {
                length =
                        instruction >= 128
                                ? 5 + (instruction >> 5 & 3)
                                : 3 + (instruction >> 5 & 1);
                distance = (next() << 3) + (instruction >> 2 & 7) + 1;
                trailing = instruction & 3;
            } else if (instruction >= 16) {
                boolean far = instruction < 32;
                int bits = far ? 7 : 31;
                int stored = instruction & bits;
                length = 2 + (stored == 0 ? bits + more() : stored);
                int pair = next() | next() << 8;
                distance = pair >> 2;
                if (far) {
                    distance += FAR + ((instruction & 8) << 11);
                    if (distance == FAR) {
                        return;
                    }
                } else {
                    distance++;
                }
                trailing = pair & 3;
            } else if (state == 0) {
                literals(3 + (instruction == 0 ? 15 + more() : instruction));
                state = AFTER_RUN;
                instruction = next();
                continue;
            } else {
                length = state == AFTER_RUN ? 3 : 2;
                distance = (next() << 2) + (instruction >> 2) + 1;
                distance += state == AFTER_RUN ? MIDDLE : 0;
                trailing = instruction & 3;
            }
            copy(distance, length);
            literals(trailing);
            state = trailing;
            instruction = next();
        }
    }

    /** Reads a length that goes on: zeros for 255 each, and a last byte. */
    private int more() throws MalformedStructureException {
        int length = 0;
        int last = next();
        while (last == 0) {
            length += 255; // at most 255 for each byte of the input, which an int holds
            last = next();
        }
        return length + last;
    }

    private int next() throws MalformedStructureException {
        if (at >= in.length) {
            throw refused(Reason.TRUNCATED, "is the end, expected more");
        }
        return Byte.toUnsignedInt(in[at++]);
    }

    private void literals(int length) throws MalformedStructureException {
        if (length > in.length - at) {
            throw refused(Reason.TRUNCATED, "has %d literals behind it".formatted(length));
        }
        requireRoom(length);
        System.arraycopy(in, at, out, written, length);
        at += length;
        written += length;
    }

    private void copy(int distance, int length) throws MalformedStructureException {
        if (distance > written) {
            throw refused(
                    Reason.OUT_OF_RANGE,
                    "goes %d bytes back, of %d there are".formatted(distance, written));
        }
        requireRoom(length);
        for (int i = 0; i < length; i++, written++) {
            out[written] = out[written - distance];
        }
    }

    private void requireRoom(int length) throws MalformedStructureException {
        if (length > out.length - written) {
            throw refused(
                    Reason.OUT_OF_RANGE,
                    "makes %d bytes, expected at most %d".formatted(written + length, out.length));
        }
    }

    private MalformedStructureException refused(Reason reason, String detail) {
        return Structure.of(name, in).malformed(reason, new Field("instruction", at, 1), detail);
    }
}

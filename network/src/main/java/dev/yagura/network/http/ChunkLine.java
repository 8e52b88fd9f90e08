package dev.yagura.network.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import java.io.ByteArrayOutputStream;

/** The line in front of a chunk: its size in hexadecimal, and what extends it, which is left. */
final class ChunkLine {
    /** Up to 2^60 - 1, which a long can hold. */
    private static final String SIZE = "[0-9A-Fa-f]{1,15}";

    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    int costBytes() {
        return line.size();
    }

    /** Takes a byte; returns whether the line is whole with it. */
    boolean add(byte next) throws MalformedStructureException {
        if (next == '\n') {
            return true;
        }
        line.write(next);
        if (line.size() > HttpLimits.MAX_CHUNK_LINE_BYTES) {
            throw malformed("is of more than %d bytes".formatted(HttpLimits.MAX_CHUNK_LINE_BYTES));
        }
        return false;
    }

    /** Returns the size that the line says, and starts another. */
    long size() throws MalformedStructureException {
        String text = line.toString(ISO_8859_1);
        line.reset();
        int extension = text.indexOf(';');
        String digits = (extension < 0 ? text : text.substring(0, extension)).strip();
        if (!digits.matches(SIZE)) {
            throw malformed("is no size, expected up to 15 hexadecimal digits");
        }
        return Long.parseLong(digits, 16);
    }

    private static MalformedStructureException malformed(String detail) {
        return new MalformedStructureException(
                Reason.OUT_OF_RANGE, "http chunk", "chunk-size", 0, detail);
    }
}

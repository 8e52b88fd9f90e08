package dev.yagura.network.capture;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** Takes structures off a stream; what ends in the middle of one is cut off. */
final class CaptureInput {
    private final InputStream in;

    CaptureInput(InputStream in) {
        this.in = in;
    }

    /**
     * Reads a structure.
     *
     * @param lengthBytes from 0 to {@link CaptureLimits#MAX_BLOCK_BYTES}. Memory is taken as bytes
     *     come, so that a length alone costs nothing.
     */
    Structure read(String name, int lengthBytes) throws IOException {
        byte[] bytes = in.readNBytes(lengthBytes);
        if (bytes.length < lengthBytes) {
            throw cutOff(name, bytes.length, lengthBytes);
        }
        return Structure.of(name, bytes);
    }

    /** Reads a structure, or nothing at all where the stream ends before it: then it is empty. */
    Structure readOrEnd(String name, int lengthBytes) throws IOException {
        byte[] bytes = in.readNBytes(lengthBytes);
        if (bytes.length > 0 && bytes.length < lengthBytes) {
            throw cutOff(name, bytes.length, lengthBytes);
        }
        return Structure.of(name, bytes);
    }

    /** Passes over the rest of a structure. */
    void skip(String name, long lengthBytes) throws IOException {
        try {
            in.skipNBytes(lengthBytes);
        } catch (EOFException e) {
            var cut = cutOff(name, 0, lengthBytes);
            cut.initCause(e);
            throw cut;
        }
    }

    private static MalformedStructureException cutOff(String name, long found, long expected) {
        return new MalformedStructureException(
                Reason.TRUNCATED,
                name,
                "end of stream",
                found,
                "comes before %d bytes".formatted(expected));
    }
}

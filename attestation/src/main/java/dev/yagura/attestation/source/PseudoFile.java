package dev.yagura.attestation.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Files whose size says nothing about their content, and that take one write and no truncation. */
final class PseudoFile {
    private PseudoFile() {}

    /**
     * Reads to the end.
     *
     * @throws IOException also if there is nothing, or more than {@code most} bytes
     */
    static byte[] read(Path file, int most) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(most + 1);
            if (content.length == 0 || content.length > most) {
                throw new IOException(
                        "%s: holds %s bytes, expected 1..%d"
                                .formatted(
                                        file,
                                        content.length == 0 ? "0" : "more than " + most,
                                        most));
            }
            return content;
        }
    }

    /** Writes all at once. */
    static void write(Path file, byte[] content) throws IOException {
        try (SeekableByteChannel out = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
            int written = out.write(ByteBuffer.wrap(content));
            if (written != content.length) {
                throw new IOException(
                        "%s: took %d bytes, expected %d".formatted(file, written, content.length));
            }
        }
    }
}

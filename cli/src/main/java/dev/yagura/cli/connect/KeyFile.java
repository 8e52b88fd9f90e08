package dev.yagura.cli.connect;

import dev.yagura.storage.block.crypt.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * A file with a key, as the user names it.
 *
 * @param volume what the key is for: a disk, a volume, a uuid; empty to try it on all
 * @param file all of its bytes are the key, a line break at the end included
 */
public record KeyFile(Optional<String> volume, Path file) {
    /** As much as cryptsetup takes from a key file. */
    private static final int MAX_BYTES = 8 << 20;

    /**
     * Parses {@code [NAME=]FILE}. Where a file has the whole text for its name, that one is meant.
     */
    public static KeyFile parse(String text) {
        int equals = text.indexOf('=');
        if (equals < 1 || Files.exists(Path.of(text))) {
            return new KeyFile(Optional.empty(), Path.of(text));
        }
        return new KeyFile(
                Optional.of(text.substring(0, equals)), Path.of(text.substring(equals + 1)));
    }

    /**
     * Reads the key; the caller wipes it.
     *
     * @throws IOException if the file cannot be read, or has more than 8 MiB
     */
    public Secret read() throws IOException {
        byte[] buffer = new byte[MAX_BYTES + 1];
        try (InputStream in = Files.newInputStream(file)) {
            int length = in.readNBytes(buffer, 0, buffer.length);
            if (length > MAX_BYTES) {
                throw new IOException(
                        "%s: has more than %d bytes, expected a key".formatted(file, MAX_BYTES));
            }
            return Secret.owning(Arrays.copyOf(buffer, length));
        } finally {
            Arrays.fill(buffer, (byte) 0);
        }
    }
}

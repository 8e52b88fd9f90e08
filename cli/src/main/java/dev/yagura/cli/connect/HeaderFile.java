package dev.yagura.cli.connect;

import dev.yagura.storage.disk.DiskLimits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file with the header of an encrypted volume that is kept apart from it, as the user names it.
 *
 * @param volume the disk, partition or volume with the ciphertext
 * @param file the header with its keyslots, as {@code cryptsetup --header} has it
 */
public record HeaderFile(String volume, Path file) {
    /**
     * Parses {@code NAME=FILE}.
     *
     * @throws IllegalArgumentException if one of the two is missing
     */
    public static HeaderFile parse(String text) {
        int equals = text.indexOf('=');
        if (equals < 1 || equals == text.length() - 1) {
            throw new IllegalArgumentException(
                    "--luks-header is \"%s\", expected NAME=FILE".formatted(text));
        }
        return new HeaderFile(text.substring(0, equals), Path.of(text.substring(equals + 1)));
    }

    /**
     * Reads the header.
     *
     * @throws IOException if the file cannot be read, or is longer than headers are
     */
    public byte[] read() throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] header = in.readNBytes(DiskLimits.MAX_HEADER_BYTES);
            if (in.read() >= 0) {
                throw new IOException(
                        "%s: has more than %d bytes, expected a LUKS header"
                                .formatted(file, DiskLimits.MAX_HEADER_BYTES));
            }
            return header;
        }
    }
}

package dev.yagura.cli.connect;

import dev.yagura.enclave.watch.Watch.SourceKind;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.tukaani.xz.XZIOException;
import org.tukaani.xz.XZInputStream;

/** Reads a System.map or an ISF file; decompresses here, so that the enclave need not. */
public final class KernelSourceFiles {
    /** The largest ISF files of distribution kernels are about 70 MB as JSON. */
    private static final int MAX_BYTES = 256 << 20;

    /** XZ presets up to -9 need 65 MiB to decompress. */
    private static final int MAX_XZ_MEMORY_KIB = 128 << 10;

    private KernelSourceFiles() {}

    /**
     * Reads a file.
     *
     * @throws IOException if it cannot be read, is no XZ although it ends in {@code .xz}, or holds
     *     more than 256 MiB
     */
    public static byte[] read(SourceKind kind, Path file) throws IOException {
        return read(kind, file, MAX_BYTES);
    }

    static byte[] read(SourceKind kind, Path file, int maxBytes) throws IOException {
        try (InputStream raw = Files.newInputStream(file);
                InputStream in =
                        file.toString().endsWith(".xz")
                                ? new XZInputStream(raw, MAX_XZ_MEMORY_KIB)
                                : raw) {
            byte[] bytes = in.readNBytes(maxBytes);
            if (in.read() >= 0) {
                throw new IOException(
                        "%s: %s holds more than %d bytes, expected a symbol file"
                                .formatted(file, kind, maxBytes));
            }
            return bytes;
        } catch (XZIOException | EOFException e) {
            throw new IOException(
                    "%s: does not decompress (%s), expected a whole XZ file that needs at most %d MiB"
                            .formatted(file, e.getMessage(), MAX_XZ_MEMORY_KIB >> 10),
                    e);
        }
    }
}

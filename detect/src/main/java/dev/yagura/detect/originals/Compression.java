package dev.yagura.detect.originals;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.storage.io.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.tukaani.xz.SingleXZInputStream;

/** How a kernel or a module is compressed, told by its first bytes. */
public enum Compression {
    /** RFC 1952. */
    GZIP("gzip", "1f8b"),
    /** The .xz file format, with the filter for x86 code. */
    XZ("XZ", "fd377a585a"),
    /** RFC 8878. */
    ZSTD("Zstandard", "28b52ffd"),
    /** The legacy frames of LZ4. */
    LZ4("LZ4", "02214c18"),
    /** Not read. */
    LZMA("LZMA", "5d0000"),
    /** Not read. */
    LZO("LZO", "894c5a4f"),
    /** Not read. */
    BZIP2("bzip2", "425a68");

    /** Kernels are built with dictionaries of 128 MiB at most: xz_wrap.sh takes 32 MiB. */
    public static final int MAX_XZ_MEMORY_KIB = 160 << 10;

    private final String label;
    private final String magic;

    /**
     * Describes one.
     *
     * @param magic first bytes, in hex
     */
    Compression(String label, String magic) {
        this.label = label;
        this.magic = magic;
    }

    /**
     * Decompresses what a file or payload begins with; what follows that is left out.
     *
     * @param name how messages call it
     * @param maxBytes as much is decompressed at most
     * @throws MalformedStructureException if it is damaged, holds more, or is compressed otherwise
     */
    public static byte[] decompress(String name, byte[] bytes, int maxBytes)
            throws MalformedStructureException {
        Optional<Compression> compression = of(bytes);
        if (compression.isEmpty()) {
            throw refused(Reason.UNSUPPORTED, name, "begins as no compression that is known does");
        }
        return compression.get().read(name, bytes, maxBytes);
    }

    /** Returns how bytes are compressed, if they begin as such. */
    public static Optional<Compression> of(byte[] start) {
        return Arrays.stream(values()).filter(compression -> compression.isOf(start)).findFirst();
    }

    /** Returns the name, for people. */
    public String label() {
        return label;
    }

    private boolean isOf(byte[] bytes) {
        int length = magic.length() / 2;
        return bytes.length >= length && HexFormat.of().formatHex(bytes, 0, length).equals(magic);
    }

    private byte[] read(String name, byte[] bytes, int maxBytes)
            throws MalformedStructureException {
        return switch (this) {
            case GZIP, XZ -> stream(name, bytes, maxBytes);
            case ZSTD -> zstd(bytes, maxBytes);
            case LZ4 -> Lz4.decompress(name, bytes, maxBytes);
            case LZMA, LZO, BZIP2 ->
                    throw refused(
                            Reason.UNSUPPORTED, name, "is %s, which is not read".formatted(label));
        };
    }

    private byte[] stream(String name, byte[] bytes, int maxBytes)
            throws MalformedStructureException {
        try (InputStream in = open(new ByteArrayInputStream(bytes))) {
            byte[] all = in.readNBytes(maxBytes);
            if (in.read() >= 0) {
                throw refused(
                        Reason.OUT_OF_RANGE,
                        name,
                        "holds more than %d bytes of %s".formatted(maxBytes, label));
            }
            return all;
        } catch (MalformedStructureException e) {
            throw e;
        } catch (IOException e) {
            throw refused(
                    Reason.OUT_OF_RANGE,
                    name,
                    "does not decompress as %s: %s".formatted(label, e.getMessage()));
        }
    }

    private InputStream open(InputStream raw) throws IOException {
        return this == XZ
                ? new SingleXZInputStream(raw, MAX_XZ_MEMORY_KIB)
                : new GZIPInputStream(raw);
    }

    /** Room is made for as much as is plausible: no kernel and no module shrinks to a 32nd. */
    private static byte[] zstd(byte[] bytes, int maxBytes) throws MalformedStructureException {
        byte[] into = new byte[(int) Math.min(maxBytes, (64L << 10) + 32L * bytes.length)];
        return Arrays.copyOf(into, Zstd.decompress(bytes, into));
    }

    private static MalformedStructureException refused(Reason reason, String name, String detail) {
        return new MalformedStructureException(reason, name, "compression", 0, detail);
    }
}

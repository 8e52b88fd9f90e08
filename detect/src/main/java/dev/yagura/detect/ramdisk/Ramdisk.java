package dev.yagura.detect.ramdisk;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.detect.files.ByteSource;
import dev.yagura.detect.originals.Compression;
import dev.yagura.storage.io.zstd.ZstdInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.Optional;
import org.tukaani.xz.SingleXZInputStream;
import org.tukaani.xz.XZIOException;

/** Reads an initial ramdisk from its first archive to its last. */
public final class Ramdisk {
    private static final String NAME = "initial ramdisk";

    /** Archives of one ramdisk: microcode, modules and the rest are three. */
    private static final int MAX_PARTS = 256;

    /** Bytes of all archives of one ramdisk; the largest that distributions make have 500 MiB. */
    private static final long MAX_UNPACKED_BYTES = 4L << 30;

    private static final int MAGIC_BYTES = 6;

    private final RamdiskBytes in;
    private final Taker taker;
    private final Budget budget = new Budget();

    private Ramdisk(RamdiskBytes in, Taker taker) {
        this.in = in;
        this.taker = taker;
    }

    /** Takes members in their order. */
    @FunctionalInterface
    public interface Taker {
        /** Takes a regular file that is not empty. */
        void take(RamdiskMember member) throws IOException;
    }

    /** What may still be unpacked. */
    static final class Budget {
        private long left = MAX_UNPACKED_BYTES;

        void take(long count) throws MalformedStructureException {
            left -= count;
            if (left < 0) {
                throw new MalformedStructureException(
                        Reason.OUT_OF_RANGE,
                        NAME,
                        "unpacked size",
                        0,
                        "is more than %d bytes".formatted(MAX_UNPACKED_BYTES));
            }
        }
    }

    /**
     * Hands out the files of every archive.
     *
     * @throws MalformedStructureException if an archive is damaged or of a form that is not read;
     *     what comes before was handed out, nothing behind it is
     * @throws IOException if the source or the taker fails
     */
    public static void read(ByteSource source, Taker taker) throws IOException {
        new Ramdisk(new RamdiskBytes(source), taker).parts();
    }

    private void parts() throws IOException {
        in.skipZeros();
        byte[] start = in.ahead(MAGIC_BYTES);
        for (int parts = 0; start.length > 0; parts++) {
            if (parts >= MAX_PARTS) {
                throw malformed(
                        Reason.OUT_OF_RANGE, "archives", "are more than %d".formatted(MAX_PARTS));
            }
            part(start);
            in.skipZeros();
            start = in.ahead(MAGIC_BYTES);
        }
    }

    private void part(byte[] start) throws IOException {
        long offset = in.position();
        Optional<Compression> compression = Compression.of(start);
        if (start[0] == '0') {
            new CpioArchive(in, offset, budget).read(in.read(), taker);
        } else if (compression.isPresent()) {
            try (InputStream part = open(compression.get())) {
                compressed(part, offset);
            } catch (XZIOException | EOFException e) {
                throw malformed(
                        Reason.OUT_OF_RANGE,
                        "XZ stream",
                        "does not decompress: %s".formatted(e.getMessage()));
            }
        } else {
            throw malformed(
                    Reason.UNSUPPORTED,
                    "archive",
                    "begins with 0x%s, expected an archive of cpio, or one that is compressed"
                            .formatted(HexFormat.of().formatHex(start)));
        }
    }

    /** Reads archives and zeros up to the end of a compressed part. */
    private void compressed(InputStream part, long offset) throws IOException {
        CpioArchive archive = new CpioArchive(part, offset, budget);
        for (int next = part.read(); next >= 0; next = part.read()) {
            budget.take(1);
            if (next != 0) {
                archive.read(next, taker);
            }
        }
    }

    private InputStream open(Compression compression) throws IOException {
        return switch (compression) {
            case GZIP -> new GzipPart(in);
            case XZ -> new SingleXZInputStream(in, Compression.MAX_XZ_MEMORY_KIB);
            case ZSTD -> new ZstdInputStream(in);
            case LZ4 -> new Lz4Part(in);
            case LZMA, LZO, BZIP2 ->
                    throw malformed(
                            Reason.UNSUPPORTED,
                            "archive",
                            "is compressed by %s, which is not read"
                                    .formatted(compression.label()));
        };
    }

    private MalformedStructureException malformed(Reason reason, String field, String detail) {
        return new MalformedStructureException(reason, NAME, field, in.position(), detail);
    }
}

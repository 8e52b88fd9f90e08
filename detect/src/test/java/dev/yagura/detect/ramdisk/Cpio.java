package dev.yagura.detect.ramdisk;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.detect.originals.Lz4;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** An archive of cpio, form "newc", written member by member, for tests. */
public final class Cpio {
    /** Permissions of a program. */
    public static final int PROGRAM = 0755;

    /** Permissions of data. */
    public static final int DATA = 0644;

    private static final int ZSTD_BLOCK_BYTES = 100_000;
    private static final int REGULAR = 0100000;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** Adds a regular file. */
    public Cpio file(String path, int permissions, byte[] content) {
        return file(path, permissions, 1, content);
    }

    /** Adds a regular file with text. */
    public Cpio file(String path, int permissions, String content) {
        return file(path, permissions, content.getBytes(UTF_8));
    }

    /** Adds a regular file that has so many names. */
    public Cpio file(String path, int permissions, int links, byte[] content) {
        member(path, REGULAR | permissions, links, content);
        return this;
    }

    /** Adds a symbolic link. */
    public Cpio link(String path, String target) {
        member(path, 0120777, 1, target.getBytes(UTF_8));
        return this;
    }

    /** Returns the archive with its trailer. */
    public byte[] bytes() {
        member("TRAILER!!!", 0, 1, new byte[0]);
        return out.toByteArray();
    }

    /** Returns the archive without a trailer. */
    public byte[] withoutTrailer() {
        return out.toByteArray();
    }

    /** Returns a header with values as they are given, without a name. */
    public static byte[] header(String magic, String size, String nameSize) {
        String zero = "00000000";
        return (magic
                        + zero
                        + "000081ED"
                        + zero
                        + zero
                        + "00000001"
                        + zero
                        + size
                        + zero
                        + zero
                        + zero
                        + zero
                        + nameSize
                        + zero)
                .getBytes(US_ASCII);
    }

    /** Joins archives. */
    public static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    /** Compresses an archive. */
    public static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (OutputStream to = new GZIPOutputStream(compressed)) {
            to.write(plain);
        }
        return compressed.toByteArray();
    }

    /** Compresses an archive. */
    public static byte[] xz(byte[] plain) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (OutputStream to = new XZOutputStream(compressed, new LZMA2Options(1))) {
            to.write(plain);
        }
        return compressed.toByteArray();
    }

    /**
     * Writes an archive as a legacy frame of LZ4: one block of literals, which {@code lz4} reads.
     */
    public static byte[] lz4(byte[] plain) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        int more = plain.length - 15;
        block.write(Math.min(plain.length, 15) << 4);
        for (; more >= 255; more -= 255) {
            block.write(255);
        }
        if (more >= 0) {
            block.write(more);
        }
        block.writeBytes(plain);
        ByteBuffer frame = ByteBuffer.allocate(8 + block.size()).order(LITTLE_ENDIAN);
        return frame.putInt(Lz4.MAGIC).putInt(block.size()).put(block.toByteArray()).array();
    }

    /**
     * Writes an archive as a frame of Zstandard: blocks of plain bytes, which {@code zstd} reads.
     */
    public static byte[] zstd(byte[] plain) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.writeBytes(HexFormat.of().parseHex("28b52ffd0058")); // no size, a window of 2 MiB
        for (int at = 0; at < plain.length; at += ZSTD_BLOCK_BYTES) {
            int size = Math.min(ZSTD_BLOCK_BYTES, plain.length - at);
            int last = at + size == plain.length ? 1 : 0;
            int header = size << 3 | last;
            frame.write(header);
            frame.write(header >> 8);
            frame.write(header >> 16);
            frame.write(plain, at, size);
        }
        return frame.toByteArray();
    }

    private void member(String path, int mode, int links, byte[] content) {
        byte[] name = (path + "\0").getBytes(UTF_8);
        out.writeBytes(
                ("070701" + "00000001%08X%016X%08X%08X%08X%032X%08X%08X")
                        .formatted(mode, 0, links, 0, content.length, 0, name.length, 0)
                        .getBytes(US_ASCII));
        out.writeBytes(name);
        pad();
        out.writeBytes(content);
        pad();
    }

    private void pad() {
        out.writeBytes(new byte[-out.size() & 3]);
    }
}

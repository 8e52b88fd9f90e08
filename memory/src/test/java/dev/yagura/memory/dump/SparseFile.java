package dev.yagura.memory.dump;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/** Files and bytes that dump tests read. */
final class SparseFile {
    private SparseFile() {}

    /** Reads a resource beside this class; one that ends in {@code .gz} is unpacked. */
    static byte[] resource(String name) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(SparseFile.class.getResourceAsStream(name), name)) {
            return name.endsWith(".gz")
                    ? new GZIPInputStream(in).readAllBytes()
                    : in.readAllBytes();
        }
    }

    /** Writes a file that begins with {@code head} and goes on with a hole up to {@code size}. */
    static Path write(Path file, byte[] head, long size) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(head));
            if (size > head.length) {
                channel.write(ByteBuffer.allocate(1), size - 1);
            }
        }
        return file;
    }

    /** Maps a file so that a test may change the bytes without changing the file. */
    static MemorySegment mapPrivate(Path file, Arena arena) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return channel.map(MapMode.PRIVATE, 0, channel.size(), arena);
        }
    }

    /** Returns little-endian 64-bit words, one after the other. */
    static byte[] words(long... values) {
        ByteBuffer bytes =
                ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (long value : values) {
            bytes.putLong(value);
        }
        return bytes.array();
    }

    /** Returns arrays one after the other. */
    static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}

package dev.yagura.sandbox.fuse;

import dev.yagura.storage.file.FileAttributes;
import dev.yagura.storage.posix.Errno;
import dev.yagura.storage.posix.FileMode;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;

/** Puts an answer to the kernel together, in memory that one thread uses again and again. */
final class FuseReply {
    /** {@code struct fuse_out_header}: length, error, which question. */
    private static final int HEADER_BYTES = 16;

    /** What the kernel was told it may keep for this long: the files are of one moment. */
    private static final long VALID_SECONDS = 1L << 30;

    private static final int BLOCK_BYTES = 4096;
    private static final int SECTOR_BYTES = 512;

    private final MemorySegment memory;
    private final ByteBuffer out;

    /**
     * Prepares memory for answers.
     *
     * @param memory native
     */
    FuseReply(MemorySegment memory) {
        this.memory = memory;
        this.out = memory.asByteBuffer().order(ByteOrder.nativeOrder());
    }

    /** Begins an answer anew. */
    void begin(long unique) {
        out.clear();
        out.putInt(0).putInt(0).putLong(unique);
    }

    /** Makes it an answer that says what is wrong, and nothing else. */
    void fail(int error) {
        out.position(HEADER_BYTES);
        out.putInt(Integer.BYTES, -error);
    }

    void fail(Errno errno) {
        fail(errno.number());
    }

    /** Returns the whole answer. */
    MemorySegment done() {
        out.putInt(0, out.position());
        return memory.asSlice(0, out.position());
    }

    FuseReply u16(int value) {
        out.putShort((short) value);
        return this;
    }

    FuseReply u32(int value) {
        out.putInt(value);
        return this;
    }

    FuseReply u64(long value) {
        out.putLong(value);
        return this;
    }

    FuseReply bytes(byte[] bytes) {
        out.put(bytes);
        return this;
    }

    /** Puts zeros. */
    FuseReply zeros(int count) {
        for (int i = 0; i < count; i++) {
            out.put((byte) 0);
        }
        return this;
    }

    /** Returns room for content behind what was put, to be followed by {@link #filled}. */
    MemorySegment room(int bytes) {
        return memory.asSlice(out.position(), Math.min(bytes, out.remaining()));
    }

    /** Says how much of the room was filled. */
    void filled(int bytes) {
        out.position(out.position() + bytes);
    }

    /** Returns how much can still be put. */
    int left() {
        return out.remaining();
    }

    /** Returns how much was put behind the header. */
    int length() {
        return out.position() - HEADER_BYTES;
    }

    /** Puts a {@code struct fuse_entry_out}: a file that was found. */
    void entry(long node, FileAttributes attributes, long number) {
        u64(node).u64(0).u64(VALID_SECONDS).u64(VALID_SECONDS).u32(0).u32(0);
        put(attributes, number);
    }

    /** Puts one that says that there is no such file, and that this will not change. */
    void noEntry() {
        u64(0).u64(0).u64(VALID_SECONDS).u64(0).u32(0).u32(0).zeros(88);
    }

    /** Puts a {@code struct fuse_attr_out}. */
    void attributes(FileAttributes attributes, long number) {
        u64(VALID_SECONDS).u32(0).u32(0);
        put(attributes, number);
    }

    private void put(FileAttributes file, long number) {
        long size = Math.max(file.sizeBytes(), 0);
        u64(number).u64(size).u64(Math.ceilDiv(size, SECTOR_BYTES));
        Instant[] times = {file.accessed(), file.modified(), file.changed()};
        int[] nanos = new int[times.length];
        for (int i = 0; i < times.length; i++) {
            Instant time = times[i];
            u64(time.getEpochSecond());
            nanos[i] = time.getNano();
        }
        for (int nano : nanos) {
            u32(nano);
        }
        u32(FileMode.of(file)).u32((int) Math.min(file.links(), Integer.MAX_VALUE));
        u32(file.uid()).u32(file.gid()).u32((int) file.device()).u32(BLOCK_BYTES).u32(0);
    }
}

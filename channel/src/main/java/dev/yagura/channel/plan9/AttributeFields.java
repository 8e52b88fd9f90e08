package dev.yagura.channel.plan9;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.storage.file.FileAttributes;
import dev.yagura.storage.file.FileType;
import dev.yagura.storage.posix.FileMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/** Attributes of a file in {@code Rgetattr}. */
final class AttributeFields {
    /** Length of all fields. */
    static final int BYTES = 8 + Qid.BYTES + 3 * 4 + 15 * 8;

    /** All that {@code stat(2)} gives. */
    static final long BASIC = 0x7FF;

    /** When the file was made. */
    static final long CREATED = 0x800;

    private static final int BLOCK_BYTES = 4096;
    private static final int SECTOR_BYTES = 512;

    private AttributeFields() {}

    /**
     * Puts the fields.
     *
     * @param number the file's among all files of the server
     */
    static void put(MessageWriter to, FileAttributes file, long number) {
        to.u64(BASIC | (file.created().isPresent() ? CREATED : 0));
        to.qid(Qid.of(Optional.of(file.type()), number));
        to.u32(FileMode.of(file)).u32(file.uid()).u32(file.gid());
        to.u64(file.links()).u64(file.device()).u64(file.sizeBytes());
        to.u64(BLOCK_BYTES).u64(Math.ceilDiv(Math.max(file.sizeBytes(), 0), SECTOR_BYTES));
        time(to, file.accessed());
        time(to, file.modified());
        time(to, file.changed());
        time(to, file.created().orElse(Instant.EPOCH));
        to.u64(0).u64(0); // generation, version of the data
    }

    private static void time(MessageWriter to, Instant time) {
        to.u64(time.getEpochSecond()).u64(time.getNano());
    }

    /**
     * Reads the fields.
     *
     * @throws MalformedStructureException if no file can be so
     */
    static FileAttributes read(MessageReader from) throws MalformedStructureException {
        long valid = from.u64("valid");
        if ((valid & BASIC) != BASIC) {
            throw from.malformed(
                    Reason.OUT_OF_RANGE, "valid", 8, "is 0x%x, expected 0x7ff".formatted(valid));
        }
        Qid qid = from.qid("qid");
        int mode = from.u32("mode");
        Optional<FileType> type = FileMode.type(mode);
        if (type.isEmpty()) {
            throw from.malformed(
                    Reason.OUT_OF_RANGE, "mode", 4, "is 0%o, of no type".formatted(mode));
        }
        int uid = from.u32("uid");
        int gid = from.u32("gid");
        long links = from.u64("nlink");
        long device = from.u64("rdev");
        long size = from.u64("size");
        if (size < 0) {
            throw from.malformed(
                    Reason.OUT_OF_RANGE, "size", 8, "is " + Long.toUnsignedString(size));
        }
        from.u64("blksize");
        from.u64("blocks");
        Instant accessed = time(from, "atime");
        Instant modified = time(from, "mtime");
        Instant changed = time(from, "ctime");
        Instant created = time(from, "btime");
        from.u64("gen");
        from.u64("data_version");
        return new FileAttributes(
                qid.path(),
                type.get(),
                mode & FileMode.PERMISSIONS,
                uid,
                gid,
                size,
                links,
                device,
                modified,
                changed,
                accessed,
                (valid & CREATED) != 0 ? Optional.of(created) : Optional.empty());
    }

    private static Instant time(MessageReader from, String field)
            throws MalformedStructureException {
        long seconds = from.u64(field + "_sec");
        long nanos = from.u64(field + "_nsec");
        try {
            return Instant.ofEpochSecond(seconds, nanos);
        } catch (DateTimeException | ArithmeticException e) {
            throw from.malformed(
                    Reason.OUT_OF_RANGE, field, 16, "is %d s, %d ns".formatted(seconds, nanos));
        }
    }
}

package dev.yagura.memory.dump;

/**
 * Where one run of a raw file belongs in guest-physical memory.
 *
 * @param gpa where the run starts in the guest, in bytes, at least 0
 * @param fileOffset where it starts in the file, in bytes, at least 0
 * @param lengthBytes at least 1
 */
public record RawExtent(long gpa, long fileOffset, long lengthBytes) {
    /** Refuses runs that no guest can have. */
    public RawExtent {
        if (gpa < 0
                || fileOffset < 0
                || lengthBytes < 1
                || lengthBytes > DumpLimits.MAX_GPA - gpa
                || lengthBytes > Long.MAX_VALUE - fileOffset) {
            throw new IllegalArgumentException(
                    "gpa = 0x%x, fileOffset = 0x%x, lengthBytes = %d"
                            .formatted(gpa, fileOffset, lengthBytes));
        }
    }
}

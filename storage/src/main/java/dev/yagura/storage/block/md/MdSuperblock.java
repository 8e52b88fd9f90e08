package dev.yagura.storage.block.md;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.storage.block.BlockDevice;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a member's superblock says of the array and of its own part in it.
 *
 * @param version {@code 0.90}, {@code 1.0}, {@code 1.1} or {@code 1.2}
 * @param array identity of the array
 * @param name of the array; empty in version 0.90, which has no names
 * @param level of RAID; 1 for mirrors
 * @param raidDevices how many members the array is made for
 * @param role what this member is
 * @param events counts changes of the array: the member with most of them is the newest
 * @param dataOffset first byte of the array on the member
 * @param sizeBytes size of the array
 * @param refusal what makes this array unreadable, for people; empty for nothing
 */
record MdSuperblock(
        String version,
        UUID array,
        String name,
        int level,
        long raidDevices,
        Role role,
        long events,
        long dataOffset,
        long sizeBytes,
        String refusal) {
    static final String NAME = "MD superblock";
    static final long MAGIC = 0xA92B4EFCL;

    /** What a member is. */
    enum Role {
        /** Has all data, as of its count of events. */
        ACTIVE,
        /** Is being filled, so that a part of its data is old. */
        RECOVERING,
        /** Has no data, or was found to fail. */
        SPARE
    }

    /**
     * Finds the superblock of a device at one of its four places.
     *
     * @return the superblock; empty if there is none
     * @throws MalformedStructureException if there is a damaged one and no other
     */
    static Optional<MdSuperblock> find(BlockDevice device) throws IOException {
        @Nullable MalformedStructureException damage = null;
        for (VersionOnePlace place : VersionOnePlace.values()) {
            try {
                Optional<MdSuperblock> found = VersionOne.read(device, place);
                if (found.isPresent()) {
                    return found;
                }
            } catch (MalformedStructureException e) {
                damage = e;
            }
        }
        Optional<MdSuperblock> old = VersionZero.read(device);
        if (old.isEmpty() && damage != null) {
            throw damage;
        }
        return old;
    }

    /** As {@link #find}, where one must be. */
    static MdSuperblock require(BlockDevice device) throws IOException {
        return find(device)
                .orElseThrow(() ->
                        new MalformedStructureException(
                                Reason.BAD_MAGIC,
                                NAME,
                                "magic",
                                0,
                                "is not there, expected 0xa92b4efc"));
    }

    /** Refuses arrays that are not read, by name. */
    void requireReadable() throws MalformedStructureException {
        if (level != 1) {
            throw unsupported("level", "is %s, expected raid1".formatted(levelName()));
        }
        if (!refusal.isEmpty()) {
            throw unsupported("feature_map", refusal);
        }
    }

    String levelName() {
        return switch (level) {
            case -1 -> "linear";
            case -4 -> "multipath";
            case -5 -> "faulty";
            case -2, -3 -> "a container of other metadata";
            default -> "raid" + level;
        };
    }

    private static MalformedStructureException unsupported(String field, String detail) {
        return new MalformedStructureException(Reason.UNSUPPORTED, NAME, field, 0, detail);
    }
}

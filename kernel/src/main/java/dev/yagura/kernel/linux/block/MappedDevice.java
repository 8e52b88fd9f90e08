package dev.yagura.kernel.linux.block;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A disk that the device mapper makes of others.
 *
 * @param device the disk
 * @param name as in {@code /dev/mapper}
 * @param uuid of whoever made it, such as {@code "CRYPT-LUKS2-…"}; empty for none
 * @param targets what its sectors are, in their order
 */
public record MappedDevice(BlockDevice device, String name, String uuid, List<Target> targets) {
    /** Copies the list. */
    public MappedDevice {
        requireNonNull(device, "device");
        requireNonNull(name, "name");
        requireNonNull(uuid, "uuid");
        targets = List.copyOf(targets);
    }

    /**
     * Sectors that are made in one way.
     *
     * @param type such as {@code "linear"}, {@code "crypt"}
     * @param begin the first, of 512 bytes
     * @param sectors how many
     * @param gva address of its {@code dm_target}
     * @param privateGva address of what the target's own code keeps
     */
    public record Target(String type, long begin, long sectors, long gva, long privateGva) {
        /** Requires the type. */
        public Target {
            requireNonNull(type, "type");
        }
    }
}

package dev.yagura.kernel.linux.system;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A key that the kernel keeps: of a program, a user, a file system, or for itself, such as those
 * that modules and firmware are signed with.
 *
 * @param gva address of its {@code struct key}
 * @param serial its number
 * @param type such as {@code "keyring"}, {@code "asymmetric"}, {@code "user"}
 * @param description what it is called
 * @param uid owner
 * @param gid owner's group
 * @param permissions {@code KEY_*} bits
 * @param flags {@code KEY_FLAG_*} bits
 * @param usage how many use it
 * @param expiry seconds since 1970 after which it is no longer good; the largest number for never
 * @param keyrings descriptions of the key rings that hold it
 */
public record KernelKey(
        long gva,
        int serial,
        String type,
        String description,
        long uid,
        long gid,
        int permissions,
        long flags,
        int usage,
        long expiry,
        List<String> keyrings) {
    /** Requires the texts, copies the list. */
    public KernelKey {
        requireNonNull(type, "type");
        requireNonNull(description, "description");
        keyrings = List.copyOf(keyrings);
    }
}

package dev.yagura.kernel.linux;

import static java.util.Objects.requireNonNull;

/**
 * A path of the guest's.
 *
 * @param name without escapes: {@code "/etc/passwd"}, {@code "socket:[4711]"}
 * @param deleted whether the name is no longer in its directory, or never was
 */
public record GuestPath(String name, boolean deleted) {
    /** Requires the name. */
    public GuestPath {
        requireNonNull(name, "name");
    }

    /** Returns the name, with {@code " (deleted)"} behind it where the kernel shows it so. */
    @Override
    public String toString() {
        return deleted ? name + " (deleted)" : name;
    }
}

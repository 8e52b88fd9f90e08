package dev.yagura.kernel.linux.system;

import static java.util.Objects.requireNonNull;

/**
 * A range of the machine's physical addresses, and what lies there.
 *
 * @param gva address of its {@code struct resource}
 * @param depth how many other ranges it is in
 * @param start first physical address
 * @param end last physical address
 * @param name for people, as the driver that has it calls it
 * @param flags {@code IORESOURCE_*}
 */
public record Resource(long gva, int depth, long start, long end, String name, long flags) {
    /** Requires the name. */
    public Resource {
        requireNonNull(name, "name");
    }
}

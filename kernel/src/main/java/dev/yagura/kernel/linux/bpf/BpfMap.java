package dev.yagura.kernel.linux.bpf;

import static java.util.Objects.requireNonNull;

/**
 * A BPF map.
 *
 * @param gva address of its {@code bpf_map}
 * @param id its number, as bpftool has it
 * @param type {@code "hash"}, {@code "array"} …; {@code BPF_MAP_TYPE_*} in lower case
 * @param name its name, at most 15 bytes; may be empty
 * @param keyBytes size of a key
 * @param valueBytes size of a value
 * @param maxEntries how many entries it may hold
 * @param flags its {@code BPF_F_*} bits
 * @param frozen whether user space may write to it no more
 * @param operations address of its {@code bpf_map_ops}
 */
public record BpfMap(
        long gva,
        int id,
        String type,
        String name,
        long keyBytes,
        long valueBytes,
        long maxEntries,
        long flags,
        boolean frozen,
        long operations) {
    /** Checks for nulls. */
    public BpfMap {
        requireNonNull(type, "type");
        requireNonNull(name, "name");
    }
}

package dev.yagura.kernel.linux.content;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What is about to be taken out.
 *
 * @param name for people: a path, {@code "module tun"}
 * @param lengthBytes how long the whole is, gaps included; at most {@link #MAX_BYTES}
 * @param parts where it lies in the guest, in the order of their offsets
 */
public record Content(String name, long lengthBytes, List<Part> parts) {
    /** The longest file of ext4 with 4 KiB blocks, 16 TiB. */
    public static final long MAX_BYTES = 1L << 44;

    /**
     * A piece that lies together.
     *
     * @param name for people: {@code "text"}, a mapping's name
     * @param offset in the whole, in bytes
     * @param lengthBytes in bytes
     * @param gva address of its first byte; 0 for a file, whose pages lie anywhere
     */
    public record Part(String name, long offset, long lengthBytes, long gva) {
        /** Requires the name. */
        public Part {
            requireNonNull(name, "name");
        }
    }

    /** Copies the parts. */
    public Content {
        requireNonNull(name, "name");
        if (lengthBytes < 0 || lengthBytes > MAX_BYTES) {
            throw new IllegalArgumentException("lengthBytes = " + lengthBytes);
        }
        parts = List.copyOf(parts);
    }
}

package dev.yagura.network.capture;

/** What a capture may have at most; one that has more is refused. */
public final class CaptureLimits {
    /** Bytes of one frame: the longest that libpcap gives ({@code MAXIMUM_SNAPLEN}). */
    public static final int MAX_FRAME_BYTES = 256 * 1024;

    /** Bytes of a pcapng block that is read; those that are passed over may be longer. */
    static final int MAX_BLOCK_BYTES = 1 << 20;

    /**
     * Interfaces in all sections together: some for each NIC of a host, in each of its captures.
     */
    static final int MAX_INTERFACES = 4096;

    /** Characters of an interface's name; the rest is left out. */
    static final int MAX_NAME_CHARACTERS = 256;

    private CaptureLimits() {}
}

package dev.yagura.channel.agent;

import static java.util.Objects.requireNonNull;

/**
 * What is known about one drive of a guest.
 *
 * @param number names the disk of its guest, 0 to {@value #MAX_DISKS} − 1: fixed drives first, in
 *     the hypervisor's order, then those with removable media; the same as long as the guest is
 *     open
 * @param device what the guest's hypervisor calls the device, at most {@value #MAX_TEXT_CHARS}
 *     characters; may be empty
 * @param node what the hypervisor calls the bytes that are served, at most {@value #MAX_NODE_CHARS}
 *     characters; may be empty
 * @param format the hypervisor's layers from the guest's view down to where the bytes are kept, for
 *     people, for example {@code "luks over qcow2 over file"}; at most {@value #MAX_TEXT_CHARS}
 *     characters
 * @param sizeBytes size of what is served when the guest was described; an image that grows may be
 *     larger once it is opened
 * @param guestBytes size of the disk as the guest sees it; 0 if unknown
 * @param encrypted whether what is served is ciphertext of the hypervisor's own encryption; else it
 *     is what the guest wrote, unprotected unless the guest itself encrypts
 * @param readOnly whether the guest cannot write to it
 * @param state whether it can be read
 * @param reason why it cannot, for people; empty if it can; at most {@value #MAX_REASON_CHARS}
 *     characters
 */
public record DiskDescription(
        int number,
        String device,
        String node,
        String format,
        long sizeBytes,
        long guestBytes,
        boolean encrypted,
        boolean readOnly,
        State state,
        String reason) {

    /** Format of an image file whose own format nobody has looked at. */
    public static final String IMAGE = "image file";

    /**
     * Format of what an NBD server serves that was named by hand: perhaps an image file's bytes.
     */
    public static final String SERVED = "nbd server";

    /** Drives of one guest that are listed. */
    public static final int MAX_DISKS = 64;

    /** Longest device and format in characters. */
    public static final int MAX_TEXT_CHARS = 128;

    /** Longest node name in characters; QEMU allows 31. */
    public static final int MAX_NODE_CHARS = 64;

    /** Longest reason in characters. */
    public static final int MAX_REASON_CHARS = 256;

    /** Whether a drive can be read. */
    public enum State {
        /** It can be opened. */
        READABLE,
        /** A drive for removable media without any: there is nothing to read. */
        EMPTY,
        /** There is a disk, and this agent cannot serve it. */
        UNREADABLE
    }

    /** Refuses what the protocol could not carry. */
    public DiskDescription {
        require(number >= 0 && number < MAX_DISKS, "number", number, "0 to 63");
        require(device.length() <= MAX_TEXT_CHARS, "device", device, "at most 128 characters");
        require(node.length() <= MAX_NODE_CHARS, "node", node, "at most 64 characters");
        require(format.length() <= MAX_TEXT_CHARS, "format", format, "at most 128 characters");
        require(sizeBytes >= 0, "sizeBytes", sizeBytes, "at least 0");
        require(guestBytes >= 0, "guestBytes", guestBytes, "at least 0");
        requireNonNull(state, "state");
        require(reason.length() <= MAX_REASON_CHARS, "reason", reason, "at most 256 characters");
    }

    /** Returns whether what is served may be an image file, in whatever format its bytes tell. */
    public boolean isImage() {
        return format.equals(IMAGE) || format.equals(SERVED);
    }

    private static void require(boolean holds, String field, Object found, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(
                    "disk description: %s is %s, expected %s".formatted(field, found, expected));
        }
    }
}

package dev.yagura.bpf.run;

/**
 * The variables and constants of a program, as they are when a run begins.
 *
 * <p>The first byte is at {@link Memory#BASE}. Immutable.
 */
public final class Image {
    /** A program without any. */
    public static final Image EMPTY = new Image(new byte[0], 0);

    /** Variables and constants together; a detector has some kilobytes. */
    public static final int MAX_BYTES = 16 << 20;

    private final byte[] bytes;
    private final int constantBytes;

    /**
     * Copies the bytes.
     *
     * @param bytes constants, then variables
     * @param constantBytes how many of them are constants
     */
    public Image(byte[] bytes, int constantBytes) {
        if (constantBytes < 0 || constantBytes > bytes.length || bytes.length > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "constantBytes = " + constantBytes + " of " + bytes.length);
        }
        this.bytes = bytes.clone();
        this.constantBytes = constantBytes;
    }

    /** Returns its length in bytes. */
    public int size() {
        return bytes.length;
    }

    /** Returns how many bytes at its start may not be stored to. */
    int constantBytes() {
        return constantBytes;
    }

    void copyTo(byte[] arena) {
        System.arraycopy(bytes, 0, arena, 0, bytes.length);
    }
}

package dev.yagura.storage.disk;

/** Whether a layer can be read, and why not. */
public enum LayerState {
    /** It is read. */
    OPEN(false),
    /** It is encrypted, and no key that was given opens it. */
    LOCKED(true),
    /** It is well known, but not read here. */
    REFUSED(true),
    /** What is on the disk is damaged or forged. */
    DAMAGED(true),
    /** The disk's source failed. */
    FAILED(true),
    /** It is known to hold no files of its own: swap space, a part of something else. */
    NO_FILES(false),
    /** Nothing known was found: it may be empty, a boot loader, or encrypted without a header. */
    UNKNOWN(false);

    private final boolean gap;

    LayerState(boolean gap) {
        this.gap = gap;
    }

    /** Returns whether there may be files that cannot be read for this reason. */
    public boolean isGap() {
        return gap;
    }
}

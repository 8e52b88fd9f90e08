package dev.yagura.storage.filesystem;

import dev.yagura.bytes.MalformedStructureException;

/**
 * Decides what becomes of a structure whose checksum does not match, or of one that this reader
 * cannot apply but could do without.
 *
 * <p>A single flipped bit must not hide a file from a scan, and must not pass unseen either. So a
 * reader asks, at each such place, whether to go on with the bytes as they are; every other check
 * still stands.
 */
@FunctionalInterface
public interface ChecksumPolicy {
    /** Lets nothing pass. */
    ChecksumPolicy REFUSE =
            damage -> {
                throw damage;
            };

    /**
     * Called with what a reader would throw.
     *
     * @throws MalformedStructureException {@code damage} itself, to refuse; to return is to read on
     */
    void found(MalformedStructureException damage) throws MalformedStructureException;
}

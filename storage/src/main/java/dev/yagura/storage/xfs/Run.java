package dev.yagura.storage.xfs;

/**
 * Neighbouring blocks of a file that are neighbours on the volume too, or that are not there.
 *
 * @param physical first block of the volume, or {@link #HOLE}
 * @param count how many, at least 1
 */
record Run(long physical, long count) {
    /** No block: what is read is zeros. */
    static final long HOLE = -1;

    boolean isHole() {
        return physical == HOLE;
    }
}

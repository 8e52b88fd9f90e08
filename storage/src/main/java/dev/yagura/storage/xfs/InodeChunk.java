package dev.yagura.storage.xfs;

/**
 * Up to 64 neighbouring inodes; {@code struct xfs_inobt_rec}.
 *
 * @param first number of the first, in its group
 * @param holes one bit for each four inodes that are not there, as there was no room
 * @param free one bit for each inode that is free
 */
record InodeChunk(long first, int holes, long free) {
    static final int INODES = 64;
    private static final int INODES_A_HOLE = 4;

    /** Returns whether there is such an inode, in use or free. */
    boolean exists(int index) {
        return ((holes >>> (index / INODES_A_HOLE)) & 1) == 0;
    }

    boolean isFree(int index) {
        return ((free >>> index) & 1) != 0;
    }
}

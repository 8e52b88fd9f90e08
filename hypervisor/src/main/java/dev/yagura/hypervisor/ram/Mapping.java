package dev.yagura.hypervisor.ram;

/**
 * One line of {@code /proc/PID/maps}; see proc_pid_maps(5).
 *
 * @param start first address (HVA)
 * @param end one past the last address (HVA)
 * @param shared whether writes reach the mapped file
 * @param writable whether the process may write
 * @param offset of the first byte in the mapped file, in bytes
 * @param inode of the mapped file; 0 if anonymous
 * @param path of the mapped file as the kernel shows it, perhaps with {@code (deleted)}
 */
record Mapping(
        long start,
        long end,
        boolean shared,
        boolean writable,
        long offset,
        long inode,
        String path) {

    /** Returns whether the bytes of this mapping are also to be had from its file. */
    boolean isSharedFile() {
        return shared && inode != 0;
    }

    /** Returns whether {@code next} continues this mapping, in memory and in the file. */
    boolean isContinuedBy(Mapping next) {
        return next.start == end
                && next.shared == shared
                && next.writable == writable
                && next.inode == inode
                && (inode == 0 || next.offset == offset + (end - start));
    }
}

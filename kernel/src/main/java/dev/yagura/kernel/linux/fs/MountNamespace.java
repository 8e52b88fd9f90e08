package dev.yagura.kernel.linux.fs;

import java.util.List;

/**
 * What a group of processes sees mounted.
 *
 * @param gva address of its {@code mnt_namespace}
 * @param number the inode of {@code /proc/PID/ns/mnt}
 * @param rootGva address of the {@code struct mount} that the first process's root is on; 0 if none
 * @param pids processes in it, in the order of the task list
 */
public record MountNamespace(long gva, long number, long rootGva, List<Integer> pids) {
    /** Copies the list. */
    public MountNamespace {
        pids = List.copyOf(pids);
    }
}

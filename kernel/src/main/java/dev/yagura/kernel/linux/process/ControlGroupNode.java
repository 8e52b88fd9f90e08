package dev.yagura.kernel.linux.process;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A control group, of any hierarchy.
 *
 * @param gva address of its {@code struct cgroup}
 * @param hierarchy number of the hierarchy, as in {@code /proc/PID/cgroup}: 0 for version 2
 * @param name of a hierarchy of version 1 that was given one; empty for others
 * @param path from the hierarchy's root
 * @param id as the inode of its directory has it
 * @param level how many groups it is in
 * @param descendants how many groups are in it, and in these
 * @param pids processes in it, in the order of the task list
 */
public record ControlGroupNode(
        long gva,
        int hierarchy,
        String name,
        String path,
        long id,
        int level,
        int descendants,
        List<Integer> pids) {
    /** Requires the texts, copies the list. */
    public ControlGroupNode {
        requireNonNull(name, "name");
        requireNonNull(path, "path");
        pids = List.copyOf(pids);
    }
}

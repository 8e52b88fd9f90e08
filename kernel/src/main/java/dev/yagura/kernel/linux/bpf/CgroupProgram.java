package dev.yagura.kernel.linux.bpf;

import static java.util.Objects.requireNonNull;

import dev.yagura.kernel.linux.process.ControlGroupNode;

/**
 * A BPF program attached to a control group.
 *
 * @param gva address of its {@code bpf_prog_list}
 * @param group what it is attached to
 * @param attachType where in the group: {@code "cgroup_inet_ingress"}, {@code "cgroup_device"} …
 * @param programId number of the program
 * @param programName its name, at most 15 bytes; may be empty
 * @param programGva address of its {@code bpf_prog}
 * @param linkGva address of the {@code bpf_cgroup_link} that holds it; 0 where it was attached
 *     without one
 */
public record CgroupProgram(
        long gva,
        ControlGroupNode group,
        String attachType,
        int programId,
        String programName,
        long programGva,
        long linkGva) {
    /** Requires the objects. */
    public CgroupProgram {
        requireNonNull(group, "group");
        requireNonNull(attachType, "attachType");
        requireNonNull(programName, "programName");
    }
}

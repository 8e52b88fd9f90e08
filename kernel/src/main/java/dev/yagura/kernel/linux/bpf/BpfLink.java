package dev.yagura.kernel.linux.bpf;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What holds a BPF program at the place it is attached to.
 *
 * @param gva address of its {@code bpf_link}
 * @param id its number, as bpftool has it
 * @param type {@code "tracing"}, {@code "cgroup"} …; {@code BPF_LINK_TYPE_*} in lower case
 * @param programGva address of the {@code bpf_prog}, 0 for none
 * @param programId number of that program, if it can be read
 * @param programName name of that program, if it can be read
 * @param operations address of its {@code bpf_link_ops}
 */
public record BpfLink(
        long gva,
        int id,
        String type,
        long programGva,
        OptionalInt programId,
        Optional<String> programName,
        long operations) {
    /** Checks for nulls. */
    public BpfLink {
        requireNonNull(type, "type");
        requireNonNull(programId, "programId");
        requireNonNull(programName, "programName");
    }
}

package dev.yagura.kernel.linux.bpf;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A loaded BPF program.
 *
 * @param gva address of its {@code bpf_prog}
 * @param id its number, as bpftool has it
 * @param type {@code "kprobe"}, {@code "cgroup_device"} …; {@code BPF_PROG_TYPE_*} in lower case
 * @param name its name, at most 15 bytes; may be empty
 * @param tag hash of its instructions, 16 hexadecimal digits
 * @param loadedNs when it was loaded, in nanoseconds since boot
 * @param uid of who loaded it; empty where the kernel does not know
 * @param attachTo name of the kernel function it is attached to, for tracing and LSM programs
 * @param expectedAttachType {@code BPF_*} as the kernel names it
 * @param jited whether it was compiled
 * @param code where it is entered
 * @param codeBytes length of the compiled program, 0 for one that is interpreted
 * @param instructions BPF instructions, 8 bytes each
 * @param maps numbers of the maps it uses
 * @param references how many references to it the kernel counts; empty where it cannot be told
 * @param extendedGva address of the {@code bpf_prog} that it extends or traces
 * @param helpers addresses of the kernel's functions that it calls, ascending
 */
public record BpfProgram(
        long gva,
        int id,
        String type,
        String name,
        String tag,
        long loadedNs,
        OptionalInt uid,
        Optional<String> attachTo,
        String expectedAttachType,
        boolean jited,
        long code,
        long codeBytes,
        long instructions,
        List<Integer> maps,
        OptionalLong references,
        OptionalLong extendedGva,
        List<Long> helpers) {
    /** Copies the lists. */
    public BpfProgram {
        requireNonNull(type, "type");
        requireNonNull(name, "name");
        requireNonNull(tag, "tag");
        requireNonNull(uid, "uid");
        requireNonNull(attachTo, "attachTo");
        requireNonNull(expectedAttachType, "expectedAttachType");
        requireNonNull(references, "references");
        requireNonNull(extendedGva, "extendedGva");
        maps = List.copyOf(maps);
        helpers = List.copyOf(helpers);
    }
}

package dev.yagura.kernel.linux.bpf;

import static java.util.Objects.requireNonNull;

/**
 * Something by which a BPF program or link stays loaded.
 *
 * @param kind what it is
 * @param name which one: {@code "process 612 (agent)"}, {@code "/sys/fs/bpf/x"}, {@code "link 7"}
 * @param gva address of its structure
 */
public record BpfHolder(Kind kind, String name, long gva) {
    /** Kinds of holders. */
    public enum Kind {
        /** A process that has it open. */
        PROCESS("open files of processes"),
        /** A name in a filesystem of type {@code bpf}. */
        FILE("files of bpf filesystems"),
        /** A link, which itself needs a holder. */
        LINK("links that somebody holds"),
        /** A map of programs. */
        MAP("maps of programs"),
        /** A control group that it was attached to without a link. */
        CONTROL_GROUP("control groups"),
        /** An interface whose frames it sees first. */
        INTERFACE("interfaces"),
        /** An event of {@code perf_event_open}, which kprobes and tracepoints are too. */
        PERF_EVENT("perf events"),
        /** Another program that extends or traces it. */
        PROGRAM("programs that extend it");

        private final String place;

        Kind(String place) {
            this.place = place;
        }

        /** Returns where such holders are, in words. */
        public String place() {
            return place;
        }
    }

    /** Requires the objects. */
    public BpfHolder {
        requireNonNull(kind, "kind");
        requireNonNull(name, "name");
    }
}

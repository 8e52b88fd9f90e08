package dev.yagura.kernel.linux.code;

import static java.util.Objects.requireNonNull;

import dev.yagura.kernel.linux.GvaRange;

/**
 * A range in which the kernel keeps code.
 *
 * @param range where it lies
 * @param kind why there is code
 * @param name whose it is: the module, the program, the tracer's address
 */
public record CodeRegion(GvaRange range, Kind kind, String name) {
    /** Why there is code at a place. */
    public enum Kind {
        /** The kernel image's text. */
        KERNEL("kernel"),
        /** The text of a module that the kernel lists. */
        MODULE("module"),
        /** A compiled BPF program, or a page for such. */
        BPF("BPF program"),
        /** What the function tracer made for one tracer. */
        TRAMPOLINE("ftrace trampoline"),
        /** Copies of probed instructions. */
        PROBE("kprobe slots"),
        /** What other CPUs start from; arch/x86/realmode. */
        REAL_MODE("real-mode trampoline"),
        /** Branch thunks, and pages that the kernel keeps for modules to come. */
        RESERVE("reserved for code"),
        /** The way into the hypervisor. */
        HYPERCALL("hypercall page");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        /** Returns the kind for people. */
        public String label() {
            return label;
        }
    }

    /** Checks for nulls. */
    public CodeRegion {
        requireNonNull(range, "range");
        requireNonNull(kind, "kind");
        requireNonNull(name, "name");
    }
}

package dev.yagura.kernel.linux;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A module of the guest's kernel, as {@code /proc/modules} and {@code lsmod} show it.
 *
 * @param gva address of its {@code struct module}
 * @param name its name
 * @param size of all its parts, in bytes
 * @param refcount how many use it, modules and others; -1 while it is being removed
 * @param users names of the modules that use it, in the kernel's order
 * @param permanent whether it can never be removed
 * @param state whether it is in use already
 * @param base where its text starts
 * @param taints why the kernel counts as tainted by it, as letters such as {@code "OE"}; empty if
 *     it does not
 * @param ranges the memory it lies in, not empty parts only
 */
public record KernelModule(
        long gva,
        String name,
        long size,
        int refcount,
        List<String> users,
        boolean permanent,
        State state,
        long base,
        String taints,
        List<GvaRange> ranges) {

    /** How far a module is; {@code enum module_state}. */
    public enum State {
        /** In use. */
        LIVE("Live"),
        /** Its init function runs. */
        COMING("Loading"),
        /** Being removed. */
        GOING("Unloading"),
        /** Being set up; {@code /proc/modules} does not show it yet. */
        UNFORMED("Unformed");

        private final String label;

        State(String label) {
            this.label = label;
        }

        /** Returns the word that {@code /proc/modules} prints. */
        public String label() {
            return label;
        }
    }

    /** Copies the lists. */
    public KernelModule {
        requireNonNull(name, "name");
        users = List.copyOf(users);
        requireNonNull(state, "state");
        requireNonNull(taints, "taints");
        ranges = List.copyOf(ranges);
    }

    /** Returns whether an address lies in one of the module's parts. */
    public boolean contains(long address) {
        return ranges.stream().anyMatch(range -> range.contains(address));
    }

    /** Returns the line of {@code /proc/modules}, as root sees it, without the line's end. */
    public String procLine() {
        StringBuilder by = new StringBuilder();
        users.forEach(user -> by.append(user).append(','));
        if (permanent) {
            by.append("[permanent],");
        }
        String flags = taints.isEmpty() ? "" : " (" + taints + ")";
        return "%s %d %d %s %s 0x%016x%s"
                .formatted(
                        name, size, refcount, by.isEmpty() ? "-" : by, state.label(), base, flags);
    }
}

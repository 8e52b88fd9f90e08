package dev.yagura.enclave.watch;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The views of a VM that {@code yagura show} knows. */
public enum View {
    /** The kernel itself: banner, addresses, where symbols and types came from. One row. */
    KERNEL,
    /** Processes, one row each, kernel threads included. */
    PROCESSES,
    /** Loaded modules. */
    MODULES;

    /** Returns the name used on the command line and in URLs. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Finds a view by its word; empty if there is none. */
    public static Optional<View> of(String word) {
        return Arrays.stream(values()).filter(view -> view.word().equals(word)).findFirst();
    }
}

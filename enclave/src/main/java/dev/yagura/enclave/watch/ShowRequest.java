package dev.yagura.enclave.watch;

import static java.util.Objects.requireNonNull;

import java.util.OptionalInt;

/**
 * Which view of a VM is asked for.
 *
 * @param view name of the view, as in {@code yagura list views}
 * @param pid the process that is asked about; empty for all
 * @param brief whether only the columns of the table for people are wanted
 * @param live whether to look without pausing the VM
 */
public record ShowRequest(String view, OptionalInt pid, boolean brief, boolean live) {
    /** Checks for nulls. */
    public ShowRequest {
        requireNonNull(view, "view");
        requireNonNull(pid, "pid");
    }

    /** Returns a request for all of a view of a VM that may be paused. */
    public static ShowRequest of(String view) {
        return new ShowRequest(view, OptionalInt.empty(), false, false);
    }
}

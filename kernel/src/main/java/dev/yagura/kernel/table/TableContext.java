package dev.yagura.kernel.table;

import static java.util.Objects.requireNonNull;

import dev.yagura.kernel.KernelIdentity;
import dev.yagura.kernel.linux.Linux;
import java.util.OptionalInt;

/**
 * What a table is read from, and which part of it is wanted.
 *
 * @param linux the guest through one look
 * @param identity how its kernel was found
 * @param pid the process that is asked about, by thread group id; empty for all
 * @param brief whether only brief columns are wanted, so that the others need not be read
 */
public record TableContext(Linux linux, KernelIdentity identity, OptionalInt pid, boolean brief) {
    /** Checks for nulls. */
    public TableContext {
        requireNonNull(linux, "linux");
        requireNonNull(identity, "identity");
        requireNonNull(pid, "pid");
    }

    /** Returns whether rows of this process are wanted. */
    public boolean wants(int tgid) {
        return pid.isEmpty() || pid.getAsInt() == tgid;
    }
}

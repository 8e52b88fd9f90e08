package dev.yagura.kernel.linux.process;

import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Who a process acts for, and what it may.
 *
 * @param gva address of its {@code struct cred}; 0 if it has none
 * @param uids real, effective, saved and filesystem user, in the initial name space; empty where a
 *     kernel's types do not tell
 * @param gids the same of groups
 * @param groups groups beyond these
 * @param inheritable capabilities, a bit each; as {@code CapInh} in {@code /proc/PID/status}
 * @param permitted as {@code CapPrm}
 * @param effective as {@code CapEff}
 * @param bounding as {@code CapBnd}
 * @param ambient as {@code CapAmb}
 * @param seccomp 0 for none, 1 for strict, 2 for a filter
 * @param noNewPrivileges whether programs it starts gain nothing from set-user-id bits
 * @param loginUid user who logged in; 4294967295 for none
 */
public record Credentials(
        long gva,
        List<Long> uids,
        List<Long> gids,
        List<Long> groups,
        OptionalLong inheritable,
        OptionalLong permitted,
        OptionalLong effective,
        OptionalLong bounding,
        OptionalLong ambient,
        OptionalInt seccomp,
        boolean noNewPrivileges,
        OptionalLong loginUid) {
    /** Copies the lists. */
    public Credentials {
        uids = List.copyOf(uids);
        gids = List.copyOf(gids);
        groups = List.copyOf(groups);
    }
}

package dev.yagura.kernel.linux.process;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The program that a process executes, as {@code execve} has left it.
 *
 * @param mmGva address of its {@code mm_struct}
 * @param fileGva address of the {@code struct file} that is executed, 0 if there is none
 * @param codeStart where its code starts, in the process's own memory; of a program that an
 *     interpreter loads, the interpreter's
 * @param codeEnd one past its end
 * @param auxiliary what the kernel told it at its start: {@code AT_*} type to value
 */
public record Program(
        long mmGva, long fileGva, long codeStart, long codeEnd, Map<Long, Long> auxiliary) {
    private static final long AT_UID = 11;
    private static final long AT_EUID = 12;
    private static final long AT_SECURE = 23;

    /** Copies the map. */
    public Program {
        auxiliary = Map.copyOf(new LinkedHashMap<>(auxiliary));
    }

    /** Returns the real user with whom it was started, as its user name space counts. */
    public OptionalLong startedBy() {
        return value(AT_UID);
    }

    /** Returns the effective user with whom it was started, set-user-id applied. */
    public OptionalLong startedAs() {
        return value(AT_EUID);
    }

    /**
     * Returns whether it was given more than who started it had: by set-user-id, set-group-id or
     * capabilities of its file.
     */
    public boolean startedWithMore() {
        return value(AT_SECURE).orElse(0) != 0;
    }

    private OptionalLong value(long type) {
        Long value = auxiliary.get(type);
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }
}

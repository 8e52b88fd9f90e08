package dev.yagura.kernel.linux.shell;

import static java.util.Objects.requireNonNull;

import dev.yagura.kernel.linux.Task;
import java.time.Instant;

/**
 * A command in the memory of a shell.
 *
 * @param shell the process
 * @param time when it was given; of what was read from a file without times, when the shell began
 * @param command as it was typed
 * @param gva address of its {@code HIST_ENTRY} in the process's own memory
 * @param slotGva where the history points to the entry, which tells the order of commands that were
 *     given in one second; 0 for one that it has no longer
 */
public record ShellCommand(Task shell, Instant time, String command, long gva, long slotGva) {
    /** Requires all parts. */
    public ShellCommand {
        requireNonNull(shell, "shell");
        requireNonNull(time, "time");
        requireNonNull(command, "command");
    }
}

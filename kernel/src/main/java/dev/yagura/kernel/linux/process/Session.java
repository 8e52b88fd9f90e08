package dev.yagura.kernel.linux.process;

import static java.util.Objects.requireNonNull;

import dev.yagura.kernel.linux.GuestPath;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a process belongs to.
 *
 * @param group number of its process group
 * @param session number of its session
 * @param threads how many it has
 * @param terminal name of its terminal, such as {@code "ttyS0"}, {@code "pts0"}
 * @param terminalDevice major number times 2 to the 20th, plus minor: as the kernel keeps it
 * @param nice from -20 to 19
 * @param tracer the process that debugs it
 * @param cwd its working directory
 */
public record Session(
        OptionalInt group,
        OptionalInt session,
        OptionalInt threads,
        Optional<String> terminal,
        OptionalInt terminalDevice,
        OptionalInt nice,
        OptionalInt tracer,
        Optional<GuestPath> cwd) {
    /** Requires the objects. */
    public Session {
        requireNonNull(terminal, "terminal");
        requireNonNull(cwd, "cwd");
    }
}

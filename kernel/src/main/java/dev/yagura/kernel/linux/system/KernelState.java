package dev.yagura.kernel.linux.system;

import static java.util.Objects.requireNonNull;

import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Taints;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the kernel says of its own state. What this kernel lacks is empty; what the guest does not
 * give is empty too, and listed in {@code missing}.
 *
 * @param taints bits of {@code tainted_mask}
 * @param commandLine what the kernel was started with
 * @param bootTime when it was started, by the guest's clock
 * @param lockdown {@code "none"}, {@code "integrity"} or {@code "confidentiality"}
 * @param selinux {@code "off"}, {@code "permissive"} or {@code "enforcing"}
 * @param missing what could not be read, and why
 */
public record KernelState(
        OptionalLong taints,
        Optional<String> commandLine,
        Optional<Instant> bootTime,
        Optional<String> lockdown,
        Optional<String> selinux,
        Map<String, String> missing) {
    /** Copies the map. */
    public KernelState {
        requireNonNull(taints, "taints");
        requireNonNull(commandLine, "commandLine");
        requireNonNull(bootTime, "bootTime");
        requireNonNull(lockdown, "lockdown");
        requireNonNull(selinux, "selinux");
        missing = Map.copyOf(missing);
    }

    /** Returns the taints as letters, such as {@code "OE"}; empty if there are none. */
    public Optional<String> taintLetters() {
        return taints.isEmpty()
                ? Optional.empty()
                : Optional.of(Taints.letters(taints.getAsLong()));
    }

    /**
     * Reads the state of a guest's kernel.
     *
     * @throws IOException if the memory source fails
     */
    public static KernelState of(Linux linux) throws IOException {
        return new KernelStateReader(linux).read();
    }
}

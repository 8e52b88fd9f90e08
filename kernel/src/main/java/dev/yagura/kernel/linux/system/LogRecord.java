package dev.yagura.kernel.linux.system;

import static java.util.Objects.requireNonNull;

/**
 * A record of the kernel's log.
 *
 * @param sequence its number since boot, from 0
 * @param nanoseconds on the kernel's own clock, which starts at boot
 * @param level syslog's severity, 0 (emergency) to 7 (debug)
 * @param facility syslog's, 0 for the kernel
 * @param caller {@code "T12"} for a thread, {@code "C0"} for a CPU in an interrupt; empty if not
 *     kept
 * @param subsystem of the device it is about; mostly empty
 * @param device that it is about, such as {@code "+pci:0000:00:03.0"}; mostly empty
 * @param text what was logged, without prefix; may have several lines
 */
public record LogRecord(
        long sequence,
        long nanoseconds,
        int level,
        int facility,
        String caller,
        String subsystem,
        String device,
        String text) {
    /** Checks for nulls. */
    public LogRecord {
        requireNonNull(caller, "caller");
        requireNonNull(subsystem, "subsystem");
        requireNonNull(device, "device");
        requireNonNull(text, "text");
    }

    @Override
    public String toString() {
        return "log record " + sequence;
    }
}

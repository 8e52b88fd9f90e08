package dev.yagura.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a network device has sent, as {@code /proc/PID/net/dev} shows it for the namespace of a
 * process.
 *
 * @param pid a process in that namespace
 * @param device name of the device there
 */
record Traffic(long pid, String device) {
    /** Of the sixteen counters, eight for each direction, the first that counts what was sent. */
    private static final int SENT_BYTES = 8;

    long sentBytes() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "net/dev"))) {
            String text = line.strip();
            if (text.startsWith(device + ":")) {
                String[] counters = text.substring(device.length() + 1).strip().split("\\s+", -1);
                return Long.parseLong(counters[SENT_BYTES]);
            }
        }
        throw new IOException("/proc/%d/net/dev: found no device %s".formatted(pid, device));
    }

    /** Waits until so many bytes were sent, as long as a command runs. */
    void await(long bytes, Yagura.Run run) throws IOException {
        while (sentBytes() < bytes) {
            assertThat(run.process().isAlive())
                    .as("the command runs when %d of %d bytes are sent", sentBytes(), bytes)
                    .isTrue();
            Thread.onSpinWait();
        }
    }
}

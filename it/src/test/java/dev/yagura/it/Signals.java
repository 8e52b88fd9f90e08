package dev.yagura.it;

import dev.yagura.testkit.host.HostTool;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Signals to processes that a test started. */
final class Signals {
    private Signals() {}

    static void send(String name, long pid) throws IOException {
        HostTool.text(
                Duration.ofSeconds(10),
                List.of("/bin/sh", "-c", "kill -%s %d".formatted(name, pid)));
    }
}

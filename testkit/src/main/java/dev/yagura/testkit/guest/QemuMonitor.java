package dev.yagura.testkit.guest;

import dev.yagura.testkit.host.Deadline;
import dev.yagura.testkit.host.Json;
import dev.yagura.testkit.host.TimedChannel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * The tests' own connection to QEMU's machine protocol (QMP). The program under test has another
 * one, since a QMP socket serves a single client. Safe for concurrent use.
 */
public final class QemuMonitor implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String RETURN = "{\"return\": ";
    private static final String ERROR = "{\"error\": ";

    private final TimedChannel channel;

    private QemuMonitor(TimedChannel channel) {
        this.channel = channel;
    }

    /** Reads the greeting and leaves negotiation mode. */
    static QemuMonitor negotiate(TimedChannel channel) throws IOException {
        String greeting = channel.receiveLine(Deadline.in(LIMIT));
        if (!greeting.startsWith("{\"QMP\": ")) {
            throw new IOException("QMP: greeting is %s, expected {\"QMP\": …".formatted(greeting));
        }
        QemuMonitor monitor = new QemuMonitor(channel);
        monitor.execute("qmp_capabilities", "{}");
        return monitor;
    }

    /**
     * Executes a command.
     *
     * @param argumentsJson the arguments as a JSON object, see {@link Json#quote}
     * @return the value returned, as JSON
     * @throws IOException if QEMU refuses the command (the message holds its answer) or is gone
     */
    public synchronized String execute(String command, String argumentsJson) throws IOException {
        String request =
                "{\"execute\": %s, \"arguments\": %s}\n"
                        .formatted(Json.quote(command), argumentsJson);
        Deadline deadline = Deadline.in(LIMIT);
        channel.send(request.getBytes(StandardCharsets.UTF_8), deadline);
        while (true) {
            String line = channel.receiveLine(deadline).strip();
            if (line.startsWith(RETURN)) {
                return line.substring(RETURN.length(), line.length() - 1);
            }
            if (line.startsWith(ERROR)) {
                throw new IOException("QMP: %s: %s".formatted(command, line));
            }
            // All else is an event.
        }
    }

    /** Runs a command of the human monitor and returns what it printed. */
    public String human(String commandLine) throws IOException {
        return Json.unquote(
                execute(
                        "human-monitor-command",
                        "{\"command-line\": %s}".formatted(Json.quote(commandLine))));
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

package dev.yagura.testkit.guest;

import dev.yagura.testkit.host.Deadline;
import dev.yagura.testkit.host.TimedChannel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * The shell inside the guest that runs commands for the tests, on a serial port of its own.
 *
 * <p>Each command has a number; the shell frames its output by two lines that carry a token of this
 * guest and that number, so neither kernel messages nor output of an earlier command that ran out
 * of time can pass for it. A line that reaches the shell without the token is sent again. Safe for
 * concurrent use.
 */
final class GuestShell implements AutoCloseable {
    /** The guest's line discipline holds 4095 bytes. */
    private static final int MAX_COMMAND_BYTES = 3500;

    private static final int MAX_OUTPUT_CHARACTERS = 1 << 26;

    private final TimedChannel channel;
    private final String token;
    private int number;
    private int lines;

    /**
     * Takes over the serial port.
     *
     * @param token what the guest's shell was told to mark its frames with
     */
    GuestShell(TimedChannel channel, String token) {
        this.channel = channel;
        this.token = token;
    }

    /** Waits until the guest's shell says that it is there. */
    void awaitReady(Deadline deadline) throws IOException {
        String ready = "@@%s READY".formatted(token);
        while (!channel.receiveLine(deadline).equals(ready)) {}
    }

    /** Runs a command. Returns its output, standard error included. */
    synchronized String run(String command, Duration limit) throws IOException {
        if (command.indexOf('\n') >= 0 || command.length() > MAX_COMMAND_BYTES) {
            throw new IllegalArgumentException(
                    "command of %d characters: expected one line of at most %d"
                            .formatted(command.length(), MAX_COMMAND_BYTES));
        }
        number++;
        Deadline deadline = Deadline.in(limit);
        send(command, deadline);
        String begin = "@@%s B %d".formatted(token, number);
        String end = "@@%s E %d ".formatted(token, number);
        StringBuilder output = new StringBuilder();
        for (String line = ""; !line.equals(begin); ) {
            line = receive(command, output, deadline);
            output.append(line).append('\n');
            if (line.equals("@@%s AGAIN %d".formatted(token, lines))) {
                send(command, deadline);
            }
        }
        output.setLength(0);
        while (true) {
            String line = receive(command, output, deadline);
            if (line.startsWith(end)) {
                // The frame's end starts with a newline of its own.
                output.setLength(Math.max(0, output.length() - 1));
                int status = Integer.parseInt(line.substring(end.length()));
                if (status != 0) {
                    throw new GuestCommandException(command, status, output.toString());
                }
                return output.toString();
            }
            output.append(line).append('\n');
            if (output.length() > MAX_OUTPUT_CHARACTERS) {
                throw new IOException(
                        "guest: \"%s\" wrote more than %d characters"
                                .formatted(command, MAX_OUTPUT_CHARACTERS));
            }
        }
    }

    private void send(String command, Deadline deadline) throws IOException {
        lines++;
        channel.send(
                "%s %d %s\n".formatted(token, number, command).getBytes(StandardCharsets.UTF_8),
                deadline);
    }

    private String receive(String command, CharSequence before, Deadline deadline)
            throws IOException {
        try {
            return channel.receiveLine(deadline);
        } catch (IOException e) {
            throw new IOException(
                    "%s to \"%s\", behind \"%s\"".formatted(e.getMessage(), command, before), e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

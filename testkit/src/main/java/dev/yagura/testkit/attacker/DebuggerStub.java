package dev.yagura.testkit.attacker;

import dev.yagura.testkit.host.Deadline;
import dev.yagura.testkit.host.TimedChannel;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;

/**
 * QEMU's debugger stub, of which only writing memory is used.
 *
 * <p>It writes through the page tables of the first vCPU and past read-only mappings, and, unlike a
 * write to the RAM file, makes QEMU forget the translation of changed code, so that the change
 * takes effect. The guest stops on connection and stays so. Source: GDB manual, "The GDB Remote
 * Serial Protocol".
 */
final class DebuggerStub implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final TimedChannel channel;

    private DebuggerStub(TimedChannel channel) {
        this.channel = channel;
    }

    static DebuggerStub connect(Path socket) throws IOException {
        return new DebuggerStub(
                new TimedChannel(
                        "debugger stub", SocketChannel.open(UnixDomainSocketAddress.of(socket))));
    }

    /** Writes bytes at a guest-virtual address. */
    void write(long gva, byte[] bytes) throws IOException {
        String reply =
                command("M%x,%x:%s".formatted(gva, bytes.length, HexFormat.of().formatHex(bytes)));
        if (!reply.equals("OK")) {
            throw new IOException(
                    "debugger stub: write of %d bytes at 0x%x answered \"%s\", expected \"OK\""
                            .formatted(bytes.length, gva, reply));
        }
    }

    private String command(String command) throws IOException {
        Deadline deadline = Deadline.in(LIMIT);
        int sum = command.chars().sum() & 0xFF;
        channel.send(
                "$%s#%02x".formatted(command, sum).getBytes(StandardCharsets.US_ASCII), deadline);
        while (true) {
            String reply = packet(deadline);
            // On connection the stub reports, unasked, that the guest stopped.
            if (!reply.startsWith("T") && !reply.startsWith("S")) {
                return reply;
            }
        }
    }

    private String packet(Deadline deadline) throws IOException {
        while (channel.receive(deadline) != '$') {
            // Acknowledgements of what was sent.
        }
        StringBuilder packet = new StringBuilder();
        for (int c = channel.receive(deadline); c != '#'; c = channel.receive(deadline)) {
            packet.append((char) c);
        }
        channel.receive(deadline); // two digits of checksum; the socket is reliable
        channel.receive(deadline);
        channel.send(new byte[] {'+'}, deadline);
        return packet.toString();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

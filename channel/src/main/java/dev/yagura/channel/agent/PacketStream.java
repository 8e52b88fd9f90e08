package dev.yagura.channel.agent;

import dev.yagura.channel.ChannelException;
import dev.yagura.channel.ChannelException.Reason;
import dev.yagura.channel.transport.Deadline;
import dev.yagura.channel.transport.TlsChannel;
import dev.yagura.network.capture.CaptureEvent;
import dev.yagura.network.capture.CaptureSource;
import dev.yagura.network.capture.PcapngWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/**
 * Sends a capture to a peer as pcapng. Written are whole blocks, which leave when no further one is
 * waiting. The peer says nothing more; it leaves by closing the connection.
 */
final class PacketStream extends OutputStream {
    private final TlsChannel channel;
    private final Duration patience;

    private PacketStream(TlsChannel channel, Duration patience) {
        this.channel = channel;
        this.patience = patience;
    }

    /**
     * Sends until the capture ends or the peer leaves. The caller closes both.
     *
     * @param patience how long the peer may take nothing
     * @throws ChannelException if the peer takes nothing in time, or the capture breaks off: then
     *     the connection is cut, so that the peer does not take it for the end
     */
    static void send(CaptureSource capture, TlsChannel channel, Duration patience)
            throws ChannelException {
        try (var out = new PacketStream(channel, patience)) {
            PcapngWriter writer = PcapngWriter.begin(out, "yagura agent");
            Optional<CaptureEvent> event = capture.next();
            while (event.isPresent()) {
                writer.write(event.get());
                if (!capture.isReady()) {
                    out.flush();
                }
                event = capture.next();
            }
            channel.closeAfterPeer();
        } catch (ChannelException e) {
            if (e.reason() != Reason.TRUNCATED && e.reason() != Reason.CLOSED) {
                throw e;
            }
        } catch (IOException e) {
            channel.abort();
            throw new ChannelException(
                    Reason.REMOTE_FAILURE,
                    "%s: capture broke off: %s".formatted(channel.peer(), e.getMessage()),
                    e);
        }
    }

    @Override
    public void write(int oneByte) throws IOException {
        write(new byte[] {(byte) oneByte}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        channel.write(ByteBuffer.wrap(bytes, offset, length), Deadline.after(patience));
    }

    @Override
    public void flush() throws IOException {
        channel.flush(Deadline.after(patience));
    }
}

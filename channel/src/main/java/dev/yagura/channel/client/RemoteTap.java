package dev.yagura.channel.client;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.channel.ChannelException;
import dev.yagura.channel.ChannelException.Reason;
import dev.yagura.channel.control.ControlRequest;
import dev.yagura.channel.control.ControlResponse;
import dev.yagura.channel.transport.Deadline;
import dev.yagura.channel.transport.TlsChannel;
import dev.yagura.network.capture.CaptureEvent;
import dev.yagura.network.capture.CaptureSource;
import dev.yagura.network.capture.CaptureStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The packets of a guest, captured by an agent and read over a connection of their own. The agent
 * counts every second, so an agent that says nothing for longer is lost.
 */
final class RemoteTap implements CaptureSource {
    private static final int BUFFER_BYTES = 1 << 16;

    private final TlsChannel channel;
    private final CaptureStream capture;

    private RemoteTap(TlsChannel channel, Duration longestSilence) {
        this.channel = channel;
        this.capture =
                new CaptureStream(
                        new BufferedInputStream(new Bytes(channel, longestSilence), BUFFER_BYTES));
    }

    /**
     * Asks for a capture.
     *
     * @param dialer to the agent
     * @param channel a new connection for control, owned by the result; closed on failure
     * @param same the guest, as the agent told it over another connection
     */
    static RemoteTap open(
            Dialer dialer,
            TlsChannel channel,
            String instance,
            ControlResponse.Opened same,
            List<String> interfaces)
            throws ChannelException {
        Duration answerTime = dialer.config().answerTime();
        ControlClient control = new ControlClient(channel, answerTime);
        boolean opened = false;
        try {
            ControlResponse.Welcome welcome = dialer.greet(channel, control);
            String guest = same.guest().id();
            ControlResponse.Opened again =
                    control.ask(
                            id -> new ControlRequest.Open(id, guest), ControlResponse.Opened.class);
            if (!welcome.instance().equals(instance) || again.incarnation() != same.incarnation()) {
                throw new ChannelException(
                        Reason.GUEST_CHANGED,
                        "%s: instance is %s, incarnation %d, expected %s, %d"
                                .formatted(
                                        channel.peer(),
                                        welcome.instance(),
                                        again.incarnation(),
                                        instance,
                                        same.incarnation()));
            }
            control.ask(
                    id -> new ControlRequest.Capture(id, guest, interfaces),
                    ControlResponse.Capturing.class);
            opened = true;
            return new RemoteTap(channel, answerTime);
        } finally {
            if (!opened) {
                control.close();
            }
        }
    }

    @Override
    public Optional<CaptureEvent> next() throws IOException {
        try {
            return capture.next();
        } catch (MalformedStructureException e) {
            channel.close();
            throw new ChannelException(
                    Reason.PROTOCOL, "%s: %s".formatted(channel.peer(), e.getMessage()), e);
        }
    }

    @Override
    public boolean isReady() {
        return capture.isReady();
    }

    @Override
    public void close() throws IOException {
        capture.close();
    }

    /** Closes the connection; the next event is the end of it. */
    void end() {
        channel.close();
    }

    /** What comes over the channel. */
    private static final class Bytes extends InputStream {
        private final TlsChannel channel;
        private final Duration longestSilence;

        Bytes(TlsChannel channel, Duration longestSilence) {
            this.channel = channel;
            this.longestSilence = longestSilence;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return length == 0
                    ? 0
                    : channel.read(
                            ByteBuffer.wrap(bytes, offset, length), Deadline.after(longestSilence));
        }

        @Override
        public int available() {
            return channel.hasInput() ? 1 : 0;
        }

        @Override
        public void close() {
            channel.close();
        }
    }
}

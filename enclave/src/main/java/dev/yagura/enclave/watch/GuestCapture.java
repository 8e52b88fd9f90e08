package dev.yagura.enclave.watch;

import dev.yagura.channel.agent.GuestSource;
import dev.yagura.kernel.table.Row;
import dev.yagura.network.capture.CaptureEvent;
import dev.yagura.network.capture.CaptureSource;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A capture, with the VM that it is of, which is closed behind it.
 *
 * @param source the VM
 * @param tap its packets
 * @param facts as {@link OpenCapture#facts}
 */
record GuestCapture(GuestSource source, CaptureSource tap, Row facts) implements OpenCapture {
    /** Opens a capture; on failure the VM is closed. */
    static GuestCapture open(GuestSource source, List<String> interfaces, Row facts)
            throws IOException {
        try {
            return new GuestCapture(source, source.openTap(interfaces), facts);
        } catch (IOException e) {
            source.close();
            throw e;
        }
    }

    @Override
    public Optional<CaptureEvent> next() throws IOException {
        return tap.next();
    }

    @Override
    public boolean isReady() {
        return tap.isReady();
    }

    @Override
    public void close() throws IOException {
        try (source) {
            tap.close();
        }
    }
}

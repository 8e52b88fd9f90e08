package dev.yagura.enclave.api;

import dev.yagura.enclave.watch.OpenCapture;
import dev.yagura.enclave.watch.WatchException;
import dev.yagura.enclave.watch.WatchException.Reason;
import dev.yagura.kernel.table.Row;
import dev.yagura.network.capture.CaptureEvent;
import dev.yagura.network.capture.CaptureStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A capture by an enclave, read by the tenant.
 *
 * @param capture the answer's body
 * @param facts as {@link OpenCapture#facts}
 */
record RemotePackets(CaptureStream capture, Row facts) implements OpenCapture {
    /**
     * Takes an answer.
     *
     * @param status of HTTP
     * @param facts what its header says of the capture
     * @param labelled what is made of that
     * @throws WatchException if it has no packets
     */
    static RemotePackets of(
            int status, Optional<String> facts, UnaryOperator<Row> labelled, InputStream body)
            throws IOException {
        if (status != 200 || facts.isEmpty()) {
            RowReader.only(status, body);
            throw new WatchException(Reason.INCOMPLETE, "enclave: answered without packets");
        }
        return new RemotePackets(
                new CaptureStream(new BufferedInputStream(body)),
                labelled.apply(Json.read(facts.get())));
    }

    @Override
    public Optional<CaptureEvent> next() throws IOException {
        try {
            return capture.next();
        } catch (IOException e) {
            throw new WatchException(
                    Reason.INCOMPLETE, "enclave: the capture broke off: " + e.getMessage(), e);
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
}

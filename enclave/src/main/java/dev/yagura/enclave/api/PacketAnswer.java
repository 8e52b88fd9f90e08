package dev.yagura.enclave.api;

import com.sun.net.httpserver.HttpExchange;
import dev.yagura.enclave.watch.OpenCapture;
import dev.yagura.network.capture.CaptureEvent;
import dev.yagura.network.capture.PcapngWriter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/**
 * An answer of packets: pcapng, for as long as the tenant reads. Frames that follow each other at
 * once share TLS records. A capture that breaks off ends within a block, so that whoever reads it
 * does not take that for its end.
 */
final class PacketAnswer {
    private static final int BUFFER_BYTES = 32 << 10;

    /** The type of an enhanced packet block, and nothing behind it. */
    private static final byte[] BEGUN_BLOCK = {6, 0, 0, 0};

    private PacketAnswer() {}

    static void send(OpenCapture capture, HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", Paths.PCAPNG_TYPE);
        exchange.getResponseHeaders().set(Paths.FACTS_HEADER, Json.write(capture.facts()));
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = new BufferedOutputStream(exchange.getResponseBody(), BUFFER_BYTES);
        PcapngWriter writer = PcapngWriter.begin(out, "yagura enclave");
        for (Optional<CaptureEvent> event = next(capture, out);
                event.isPresent();
                event = next(capture, out)) {
            writer.write(event.get());
            if (!capture.isReady()) {
                out.flush();
            }
        }
        out.flush();
    }

    private static Optional<CaptureEvent> next(OpenCapture capture, OutputStream out)
            throws IOException {
        try {
            return capture.next();
        } catch (IOException e) {
            out.write(BEGUN_BLOCK);
            out.flush();
            throw e;
        }
    }
}

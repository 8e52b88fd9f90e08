package dev.yagura.enclave.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import dev.yagura.enclave.watch.WatchException;
import dev.yagura.kernel.table.Row;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/**
 * An answer of many rows, sent as they become known; closes with an end, summary or error line.
 *
 * <p>The status line goes out with the first row, so an answer that fails before it can still say
 * so by its status.
 */
final class RowStream {
    private final HttpExchange exchange;

    RowStream(HttpExchange exchange) {
        this.exchange = exchange;
    }

    static Row error(WatchException e) {
        return Row.of(
                Paths.KIND, Paths.ERROR, "reason", e.reason().name(), "message", e.getMessage());
    }

    /** Sends a row; for use as a consumer inside a scan. */
    void sendUnchecked(Row row) {
        try {
            send(row);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void send(Row row) throws IOException {
        OutputStream out = open();
        out.write((Json.write(row) + "\n").getBytes(UTF_8));
        out.flush();
    }

    /** Sends the failure of an answer that has begun; throws it on if none has. */
    void fail(WatchException e) throws IOException {
        if (exchange.getResponseCode() == -1) {
            throw e;
        }
        send(error(e));
    }

    private OutputStream open() throws IOException {
        if (exchange.getResponseCode() == -1) {
            exchange.getResponseHeaders().set("Content-Type", Paths.ROWS_TYPE);
            exchange.sendResponseHeaders(200, 0);
        }
        return exchange.getResponseBody();
    }
}

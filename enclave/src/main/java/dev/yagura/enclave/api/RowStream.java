package dev.yagura.enclave.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import dev.yagura.enclave.watch.WatchException;
import dev.yagura.kernel.table.Row;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An answer of many rows, sent as they become known; closes with an end, summary or error line.
 *
 * <p>The status line goes out with the first row, so an answer that fails before it can still say
 * so by its status. Rows that follow each other within {@link #MAX_DELAY_MILLIS} share TLS records:
 * one each costs more than a file's row does. Safe for concurrent use.
 */
final class RowStream implements AutoCloseable {
    private static final int MAX_WAITING_BYTES = 32 << 10;
    private static final int MAX_DELAY_MILLIS = 20;

    private final HttpExchange exchange;
    private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();
    private boolean flushComes;
    private boolean closed;
    private @Nullable IOException failure;

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

    synchronized void send(Row row) throws IOException {
        if (failure != null) {
            throw new IOException("the answer broke off", failure);
        }
        open();
        waiting.writeBytes((Json.write(row) + "\n").getBytes(UTF_8));
        if (waiting.size() >= MAX_WAITING_BYTES) {
            flush();
        } else if (!flushComes) {
            flushComes = true;
            CompletableFuture.delayedExecutor(MAX_DELAY_MILLIS, TimeUnit.MILLISECONDS)
                    .execute(this::flushLate);
        }
    }

    /** Sends the failure of an answer that has begun; throws it on if none has. */
    synchronized void fail(WatchException e) throws IOException {
        if (exchange.getResponseCode() == -1) {
            throw e;
        }
        send(error(e));
    }

    /** Sends what waits; the exchange stays the caller's. */
    @Override
    public synchronized void close() throws IOException {
        closed = true;
        if (waiting.size() > 0 && failure == null) {
            flush();
        }
    }

    private synchronized void flushLate() {
        flushComes = false;
        if (closed || failure != null) {
            return;
        }
        try {
            flush();
        } catch (IOException e) {
            failure = e; // the next row meets it
        }
    }

    private void flush() throws IOException {
        OutputStream out = exchange.getResponseBody();
        waiting.writeTo(out);
        waiting.reset();
        out.flush();
    }

    private void open() throws IOException {
        if (exchange.getResponseCode() == -1) {
            exchange.getResponseHeaders().set("Content-Type", Paths.ROWS_TYPE);
            exchange.sendResponseHeaders(200, 0);
        }
    }
}

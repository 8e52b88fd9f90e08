package dev.yagura.enclave.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.yagura.attestation.ratls.MutualTls;
import dev.yagura.attestation.record.Recorder;
import dev.yagura.enclave.watch.Watch;
import dev.yagura.enclave.watch.WatchException;
import dev.yagura.kernel.table.Row;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Serves a {@link Watch} to tenants over HTTPS.
 *
 * <p>TLS 1.3 with a certificate on both ends; who is not accepted by the policy gets no byte of an
 * answer. Requests run in parallel, at most {@value #MAX_REQUESTS} at a time.
 */
public final class ApiServer implements AutoCloseable {
    private static final int MAX_REQUESTS = 16;
    private static final int BACKLOG = 64;

    private final HttpsServer server;
    private final FileService files;
    private final ExecutorService workers;

    private ApiServer(HttpsServer server, FileService files, ExecutorService workers) {
        this.server = server;
        this.files = files;
        this.workers = workers;
    }

    /**
     * Starts to serve.
     *
     * @param listen where; port 0 takes a free one
     * @param fileListen where files that were opened are read; port 0 takes a free one
     * @param tls this enclave's key and certificate, and whom it trusts
     * @param watch what is served; stays open when the server closes
     * @param identity answers questions about the enclave itself
     * @param recorder signs what scans find; stays open when the server closes
     * @throws IOException if the address cannot be bound
     */
    public static ApiServer start(
            InetSocketAddress listen,
            InetSocketAddress fileListen,
            MutualTls tls,
            Watch watch,
            EnclaveStatus identity,
            Recorder recorder)
            throws IOException {
        FileService files = FileService.start(fileListen, tls);
        HttpsServer server;
        try {
            server = HttpsServer.create(listen, BACKLOG);
        } catch (IOException e) {
            files.close();
            throw e;
        }
        server.setHttpsConfigurator(
                new HttpsConfigurator(tls.context()) {
                    @Override
                    public void configure(HttpsParameters parameters) {
                        parameters.setSSLParameters(tls.serverParameters());
                    }
                });
        ExecutorService workers = Executors.newFixedThreadPool(MAX_REQUESTS);
        server.setExecutor(workers);
        GuestRequests guests = new GuestRequests(watch, files, recorder);
        server.createContext(Paths.GUESTS, exchange -> handle(exchange, guests::answer));
        server.createContext(
                Paths.STATUS, exchange -> handle(exchange, e -> object(e, identity.status())));
        server.createContext(
                Paths.EVIDENCE,
                exchange ->
                        handle(exchange, e -> object(e, identity.evidence(Query.of(e, "nonce")))));
        server.start();
        return new ApiServer(server, files, workers);
    }

    /** Returns where the server listens, with the port that was taken. */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    /**
     * Stops to listen, ends the requests under way and closes the files that are read.
     *
     * @throws IOException if the listener of files cannot be closed
     */
    @Override
    public void close() throws IOException {
        files.close();
        server.stop(0);
        workers.shutdownNow();
        try {
            boolean ended = workers.awaitTermination(5, TimeUnit.SECONDS);
            if (!ended) {
                System.err.println("enclave: a request was still running when the server closed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Answers one request. */
    @FunctionalInterface
    interface Answerer {
        void answer(HttpExchange exchange) throws IOException;
    }

    static void object(HttpExchange exchange, Row row) throws IOException {
        send(exchange, 200, row);
    }

    private static void handle(HttpExchange exchange, Answerer answerer) throws IOException {
        try (exchange) {
            try {
                answerer.answer(exchange);
            } catch (WatchException e) {
                // Rows under way close with an error line of their own; this is for what came
                // before.
                if (exchange.getResponseCode() == -1) {
                    send(exchange, statusOf(e.reason()), RowStream.error(e));
                }
            } catch (JsonFormatException e) {
                if (exchange.getResponseCode() == -1) {
                    WatchException reason =
                            new WatchException(
                                    WatchException.Reason.BAD_REQUEST,
                                    String.valueOf(e.getMessage()),
                                    e);
                    send(exchange, 400, RowStream.error(reason));
                }
            }
        }
    }

    private static void send(HttpExchange exchange, int status, Row row) throws IOException {
        byte[] body = (Json.write(row) + "\n").getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", Paths.OBJECT_TYPE);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    private static int statusOf(WatchException.Reason reason) {
        return switch (reason) {
            case NO_SUCH_GUEST -> 404;
            case BAD_REQUEST -> 400;
            case REFUSED -> 403;
            case UNREACHABLE -> 502;
            case NO_KERNEL, NO_FILES, INCOMPLETE -> 500;
        };
    }
}

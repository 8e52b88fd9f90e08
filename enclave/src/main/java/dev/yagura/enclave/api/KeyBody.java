package dev.yagura.enclave.api;

import com.sun.net.httpserver.HttpExchange;
import dev.yagura.enclave.watch.WatchException;
import dev.yagura.enclave.watch.WatchException.Reason;
import dev.yagura.storage.block.crypt.Secret;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads a key out of a request, into one array that is wiped with the secret, or if there is none.
 *
 * <p>What Java does not let us wipe: the buffers of the JDK's TLS engine and of its HTTP server, in
 * which the bytes were before. They are in the enclave's memory, and are overwritten by later
 * requests.
 */
final class KeyBody {
    /** As much as cryptsetup takes from a key file. */
    static final int MAX_BYTES = 8 << 20;

    private KeyBody() {}

    /**
     * Reads the body.
     *
     * @throws WatchException if its length is not announced, or too long, or not what was announced
     */
    static Secret read(HttpExchange exchange) throws IOException {
        byte[] bytes = new byte[length(exchange)];
        Secret secret = Secret.owning(bytes);
        boolean whole = false;
        try (InputStream in = exchange.getRequestBody()) {
            whole = in.readNBytes(bytes, 0, bytes.length) == bytes.length && in.read() < 0;
            if (!whole) {
                throw refused("is not of the length that was announced");
            }
            return secret;
        } finally {
            if (!whole) {
                secret.close();
            }
        }
    }

    private static int length(HttpExchange exchange) throws WatchException {
        String text = String.valueOf(exchange.getRequestHeaders().getFirst("Content-Length"));
        if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) > MAX_BYTES) {
            throw refused("has length %s, expected 0 to %d".formatted(text, MAX_BYTES));
        }
        return Integer.parseInt(text);
    }

    private static WatchException refused(String what) {
        return new WatchException(Reason.BAD_REQUEST, "disk key: request body " + what);
    }
}

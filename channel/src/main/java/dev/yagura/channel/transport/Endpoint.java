package dev.yagura.channel.transport;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Where an agent listens. Written {@code HOST:PORT}, {@code [IPV6]:PORT} or {@code unix:PATH}. */
public sealed interface Endpoint {
    /** Longest path of a Unix socket in bytes: {@code sun_path} of Linux holds 108 with its NUL. */
    int MAX_UNIX_PATH_BYTES = 107;

    /**
     * A TCP port.
     *
     * @param host name or address, without brackets; not empty
     * @param port 0 to 65535; 0 lets the system choose, for listeners only
     */
    record Tcp(String host, int port) implements Endpoint {
        /** Refuses an empty host and ports that do not exist. */
        public Tcp {
            if (host.isEmpty()) {
                throw new IllegalArgumentException("endpoint: host is empty, expected a name");
            }
            if (port < 0 || port > 0xFFFF) {
                throw new IllegalArgumentException(
                        "endpoint: port is " + port + ", expected 0..65535");
            }
        }

        @Override
        public String toString() {
            return host.indexOf(':') < 0 ? host + ":" + port : "[" + host + "]:" + port;
        }
    }

    /**
     * A Unix stream socket.
     *
     * @param path of the socket in the file system
     */
    record Unix(Path path) implements Endpoint {
        /** Refuses paths that no Unix socket can have. */
        public Unix {
            requireNonNull(path, "path");
            int length = path.toString().getBytes(StandardCharsets.UTF_8).length;
            if (length == 0 || length > MAX_UNIX_PATH_BYTES) {
                throw new IllegalArgumentException(
                        "endpoint: path of Unix socket is %d bytes long, expected 1..%d"
                                .formatted(length, MAX_UNIX_PATH_BYTES));
            }
        }

        @Override
        public String toString() {
            return "unix:" + path;
        }
    }

    /**
     * Reads an endpoint as people write it.
     *
     * @param text {@code HOST:PORT}, {@code [IPV6]:PORT} or {@code unix:PATH}
     * @throws IllegalArgumentException if it is none of these; the message says what is wrong
     */
    static Endpoint parse(String text) {
        if (text.startsWith("unix:")) {
            try {
                return new Unix(Path.of(text.substring("unix:".length())));
            } catch (InvalidPathException e) {
                throw new IllegalArgumentException(
                        "endpoint: path of Unix socket %s".formatted(e.getMessage()), e);
            }
        }
        if (text.startsWith("vsock:")) {
            throw new IllegalArgumentException(
                    "endpoint: vsock is not supported, expected HOST:PORT or unix:PATH");
        }
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            throw refused(text);
        }
        try {
            return new Tcp(host, Integer.parseInt(text.substring(colon + 1)));
        } catch (NumberFormatException e) {
            throw refused(text);
        }
    }

    private static IllegalArgumentException refused(String text) {
        return new IllegalArgumentException(
                "endpoint: is \"%s\", expected HOST:PORT, [IPV6]:PORT or unix:PATH"
                        .formatted(text));
    }
}

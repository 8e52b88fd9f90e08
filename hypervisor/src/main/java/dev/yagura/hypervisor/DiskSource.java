package dev.yagura.hypervisor;

import static java.util.Objects.requireNonNull;

import dev.yagura.channel.agent.DiskDescription;
import dev.yagura.channel.nbd.NbdConnector;
import dev.yagura.channel.nbd.PlainStart;
import dev.yagura.channel.nbd.RemoteDisk;
import dev.yagura.channel.nbd.RemoteReadConfig;
import dev.yagura.channel.transport.Deadline;
import dev.yagura.channel.transport.Endpoint;
import dev.yagura.channel.transport.PlainChannel;
import dev.yagura.storage.block.BlockDevice;
import dev.yagura.storage.block.image.ImageFile;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where a disk's bytes are that no hypervisor was asked for. Relayed as they are. */
public sealed interface DiskSource {
    /** A server that is not ours need not take several connections. */
    RemoteReadConfig ONE_CONNECTION =
            new RemoteReadConfig(1, RemoteReadConfig.DEFAULT.answerTime());

    /** A server that is slower must not hold up the inventory of all guests. */
    Duration CONNECT_TIME = Duration.ofSeconds(2);

    /** Port that is registered for NBD. */
    int DEFAULT_PORT = 10809;

    /**
     * An image file or a block device of this host.
     *
     * @param path of the file
     */
    record Image(Path path) implements DiskSource {
        /** Requires the path. */
        public Image {
            requireNonNull(path, "path");
        }

        @Override
        public BlockDevice open(boolean live) throws IOException {
            return ImageFile.open(path, live);
        }

        @Override
        public String name() {
            return String.valueOf(path.getFileName());
        }

        @Override
        public String format() {
            return DiskDescription.IMAGE;
        }

        @Override
        public String toString() {
            return path.toString();
        }
    }

    /**
     * An export of an NBD server, without TLS. It has to be read-only.
     *
     * @param endpoint where the server listens
     * @param export name of the export; empty for the default one
     */
    record Server(Endpoint endpoint, String export) implements DiskSource {
        /** Requires both. */
        public Server {
            requireNonNull(endpoint, "endpoint");
            requireNonNull(export, "export");
        }

        @Override
        public BlockDevice open(boolean live) throws IOException {
            NbdConnector connector =
                    () -> {
                        Deadline deadline = Deadline.after(CONNECT_TIME);
                        return PlainStart.connect(
                                PlainChannel.connect(endpoint, deadline), deadline);
                    };
            return RemoteDisk.open(connector, export, Optional.empty(), ONE_CONNECTION);
        }

        @Override
        public String name() {
            return export.isEmpty() ? "nbd" : export;
        }

        @Override
        public String format() {
            return DiskDescription.SERVED;
        }

        @Override
        public String toString() {
            return "nbd %s export \"%s\"".formatted(endpoint, export);
        }
    }

    /**
     * Reads a source as people write it.
     *
     * @param text {@code nbd://HOST[:PORT]/EXPORT}, {@code nbd+unix:///EXPORT?socket=PATH}, or the
     *     path of a file
     * @throws IllegalArgumentException if it begins like the first two and is neither
     */
    static DiskSource parse(String text) {
        if (!text.startsWith("nbd:") && !text.startsWith("nbd+") && !text.startsWith("nbds")) {
            return new Image(Path.of(text));
        }
        try {
            return server(text, new URI(text));
        } catch (URISyntaxException e) {
            throw refused(text, e);
        }
    }

    private static Server server(String text, URI uri) {
        String path = uri.getPath() == null ? "" : uri.getPath();
        String export = path.startsWith("/") ? path.substring(1) : path;
        String query = uri.getQuery() == null ? "" : uri.getQuery();
        if (uri.getScheme().equals("nbd") && uri.getHost() != null && query.isEmpty()) {
            int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
            return new Server(Endpoint.parse(uri.getHost() + ":" + port), export);
        }
        if (uri.getScheme().equals("nbd+unix") && query.startsWith("socket=")) {
            Path socket = Path.of(query.substring("socket=".length()));
            return new Server(new Endpoint.Unix(socket), export);
        }
        throw refused(text, null);
    }

    private static IllegalArgumentException refused(String text, @Nullable Throwable cause) {
        return new IllegalArgumentException(
                "disk: is \"%s\", expected nbd://HOST[:PORT]/EXPORT, nbd+unix:///EXPORT?socket=PATH"
                                .formatted(text)
                        + " or a file",
                cause);
    }

    /**
     * Opens it for reading.
     *
     * @param live whether it may be written meanwhile
     */
    BlockDevice open(boolean live) throws IOException;

    /** Returns what it is called, without where it is. */
    String name();

    /** Returns what it is, for people. */
    String format();
}

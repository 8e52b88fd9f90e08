package dev.yagura.enclave.api;

import dev.yagura.attestation.ratls.MutualTls;
import dev.yagura.channel.AuditLog;
import dev.yagura.channel.plan9.Plan9Limits;
import dev.yagura.channel.plan9.Plan9Server;
import dev.yagura.channel.transport.Endpoint;
import dev.yagura.enclave.watch.OpenFiles;
import dev.yagura.kernel.table.Row;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/** Serves files that tenants have opened over the API, by 9P over TLS at a port of its own. */
final class FileService implements AutoCloseable {
    /** The row's field with the name that the files are attached by. */
    static final String TREE = "tree";

    /** The row's field with the port, on the host of the API. */
    static final String PORT = "port";

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final OpenTrees trees;
    private final Plan9Server server;

    private FileService(OpenTrees trees, Plan9Server server) {
        this.trees = trees;
        this.server = server;
    }

    /**
     * Starts to serve; who may, decides the same policy as for the API.
     *
     * @param listen where; port 0 takes a free one
     * @throws IOException if the address cannot be bound
     */
    static FileService start(InetSocketAddress listen, MutualTls tls) throws IOException {
        OpenTrees trees = new OpenTrees(PATIENCE);
        Endpoint endpoint =
                new Endpoint.Tcp(listen.getAddress().getHostAddress(), listen.getPort());
        return new FileService(
                trees,
                Plan9Server.start(
                        endpoint,
                        Optional.of(tls.context()),
                        trees,
                        Plan9Limits.ALIVE,
                        AuditLog.toSystemLogger("dev.yagura.enclave.files")));
    }

    /** Takes files over, and returns where they can be read, with what is to be said of them. */
    Row offer(OpenFiles files) throws IOException {
        Row facts = files.facts();
        Endpoint.Tcp endpoint = (Endpoint.Tcp) server.endpoint();
        return Row.of(TREE, trees.add(files), PORT, endpoint.port()).with(facts.fields());
    }

    @Override
    public void close() throws IOException {
        try (trees) {
            server.close();
        }
    }
}

package dev.yagura.channel.plan9;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.channel.transport.ByteStream;
import dev.yagura.channel.transport.Deadline;
import dev.yagura.channel.transport.Endpoint;
import dev.yagura.channel.transport.PlainChannel;
import dev.yagura.channel.transport.TlsChannel;
import dev.yagura.storage.file.FileTree;
import dev.yagura.storage.file.StoredFile;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;

/**
 * A tree of files that a server at the other end of a connection has.
 *
 * <p>Its files have the attributes, names, contents and extended attributes of the server's; what
 * else is known of them is not sent: flags, where they were found, times of before. They are of one
 * filesystem; the server numbers them so that no two have one number. Names that a directory holds
 * twice mean the same file. Safe for concurrent use. When the connection has ended, every question
 * fails.
 */
public final class RemoteFileTree implements FileTree, AutoCloseable {
    private static final int MAX_MESSAGE_BYTES = 1 << 20;
    private static final Duration CONNECT_TIME = Duration.ofSeconds(30);
    private static final Duration LIFE_SIGN = Duration.ofSeconds(30);

    private final Plan9Client client;
    private final RemoteFile root;
    private final String description;
    private final Thread heart;
    private volatile boolean closed;

    private RemoteFileTree(Plan9Client client, RemoteFile root, String description) {
        this.client = client;
        this.root = root;
        this.description = description;
        this.heart = Thread.ofPlatform().daemon().name("yagura-9p-heart").unstarted(this::beat);
    }

    /**
     * Connects to a server.
     *
     * @param tls key of this end, and the trust manager that appraises the server; empty for a Unix
     *     socket without
     * @param name which of the server's trees
     * @throws IOException if there is no connection, the server cannot be trusted, or has no such
     *     tree
     */
    public static RemoteFileTree connect(Endpoint endpoint, Optional<SSLContext> tls, String name)
            throws IOException {
        Deadline deadline = Deadline.after(CONNECT_TIME);
        PlainChannel plain = PlainChannel.connect(endpoint, deadline);
        return over(
                tls.isEmpty() ? plain : TlsChannel.client(plain, tls.get(), Plan9.ALPN, deadline),
                name);
    }

    /**
     * Reads the files of a server.
     *
     * @param stream connected; the tree's from here on
     * @param name which of the server's trees
     * @throws IOException if the server has no such tree, or the connection ends
     */
    public static RemoteFileTree over(ByteStream stream, String name) throws IOException {
        Plan9Client client = Plan9Client.open(stream, MAX_MESSAGE_BYTES);
        try {
            byte[] export = name.getBytes(UTF_8);
            client.ask(
                    MessageType.TATTACH,
                    3 * Integer.BYTES + 2 * Short.BYTES + export.length,
                    message ->
                            message.u32(RemoteFids.ROOT)
                                    .u32(Plan9.NO_FID)
                                    .string("")
                                    .string(export)
                                    .u32(-1),
                    MessageType.RATTACH);
            RemoteFids fids = new RemoteFids(client);
            RemoteFileTree tree =
                    new RemoteFileTree(client, RemoteFile.root(fids), "files of " + stream.peer());
            tree.heart.start();
            return tree;
        } catch (IOException e) {
            client.close();
            throw e;
        }
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public StoredFile root() {
        return root;
    }

    /**
     * Returns what completes, with the reason, when the connection ends before {@link #close}: then
     * nothing of the tree can be read any more.
     */
    public CompletableFuture<IOException> lost() {
        return client.lost();
    }

    /** Says from time to time that this end is there. */
    private void beat() {
        while (!closed) {
            LockSupport.parkNanos(this, TimeUnit.SECONDS.toNanos(LIFE_SIGN.toSeconds()));
            try {
                if (!closed) {
                    root.refresh();
                }
            } catch (IOException e) {
                return; // the connection has ended: whoever asks next is told
            }
        }
    }

    /** Ends the connection. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(heart);
        client.close();
    }
}

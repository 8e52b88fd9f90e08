package dev.yagura.channel.nbd;

import dev.yagura.channel.ChannelException;
import dev.yagura.channel.transport.ByteStream;

/** Opens connections to one server, up to where exports are negotiated. */
@FunctionalInterface
public interface NbdConnector {
    /**
     * Connects: greeted, and protected by TLS where that is wanted.
     *
     * @throws ChannelException if the server is not reached or not trusted, or is not the one that
     *     this connector stands for
     */
    ByteStream connect() throws ChannelException;
}

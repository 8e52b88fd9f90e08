package dev.yagura.channel.nbd;

import dev.yagura.channel.ChannelException;
import dev.yagura.channel.transport.TlsChannel;

/** Opens protected connections to one agent. */
@FunctionalInterface
public interface TlsConnector {
    /**
     * Connects and performs the TLS handshake.
     *
     * @throws ChannelException if the agent is not reached or not trusted, or is not the one that
     *     this connector stands for
     */
    TlsChannel connect() throws ChannelException;
}

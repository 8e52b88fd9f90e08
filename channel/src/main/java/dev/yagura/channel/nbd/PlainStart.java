package dev.yagura.channel.nbd;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.channel.ChannelException;
import dev.yagura.channel.ChannelException.Reason;
import dev.yagura.channel.transport.Deadline;
import dev.yagura.channel.transport.PlainChannel;
import java.nio.ByteBuffer;

/**
 * The start of a connection to an NBD server without TLS, for the one hop from an agent to what it
 * relays: a hypervisor on the same host, or a server that its operator named. Between agent and
 * enclave there is {@link StartTls} only.
 */
public final class PlainStart {
    private PlainStart() {}

    /**
     * Greets a server. On failure the connection is closed.
     *
     * @param plain connected socket, owned by the result from here on
     * @return the same socket, ready to negotiate an export
     * @throws ChannelException if it is no fixed newstyle NBD server
     */
    public static PlainChannel connect(PlainChannel plain, Deadline deadline)
            throws ChannelException {
        try {
            ByteBuffer greeting = ByteBuffer.allocate(StartTls.GREETING_BYTES);
            plain.readFully(greeting, deadline);
            int flags = StartTls.serverFlags(greeting.array());
            plain.write(StartTls.answer(flags, Integer.BYTES).flip(), deadline);
            return plain;
        } catch (MalformedStructureException e) {
            plain.close();
            throw new ChannelException(Reason.PROTOCOL, plain.peer() + ": " + e.getMessage(), e);
        } catch (ChannelException e) {
            plain.close();
            throw e;
        }
    }
}

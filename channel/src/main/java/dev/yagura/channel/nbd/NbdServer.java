package dev.yagura.channel.nbd;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.channel.ChannelException;
import dev.yagura.channel.ChannelException.Reason;
import dev.yagura.channel.transport.Deadline;
import dev.yagura.channel.transport.TlsChannel;
import java.io.IOException;
import java.util.Optional;

/** Serves NBD to one client whose TLS handshake is done. */
public final class NbdServer {
    private NbdServer() {}

    /**
     * Negotiates with a client and answers its requests until it leaves. Leaves the channel closed.
     *
     * @param accepted the client
     * @param exports what it may see
     * @throws ChannelException if the client broke the protocol, fell silent or was cut off
     */
    public static void serve(StartTls.Accepted accepted, NbdExports exports, NbdServerConfig config)
            throws ChannelException {
        TlsChannel channel = accepted.channel();
        try (channel) {
            Deadline deadline = Deadline.after(config.negotiationTime());
            Optional<OptionPhase.Chosen> chosen =
                    new OptionPhase(channel, exports, accepted.zeroes(), deadline).negotiate();
            if (chosen.isPresent()) {
                try (NbdExport export = chosen.get().export()) {
                    new ReadOnlySession(channel, export.content(), chosen.get(), config).serve();
                }
            }
        } catch (MalformedStructureException e) {
            throw new ChannelException(Reason.PROTOCOL, channel.peer() + ": " + e.getMessage(), e);
        } catch (ChannelException e) {
            throw e;
        } catch (IOException e) {
            throw new ChannelException(
                    Reason.REMOTE_FAILURE,
                    "%s: export was not closed: %s".formatted(channel.peer(), e.getMessage()),
                    e);
        }
    }
}

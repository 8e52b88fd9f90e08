package dev.yagura.channel.client;

import dev.yagura.channel.ChannelException;
import dev.yagura.channel.ChannelException.Reason;
import dev.yagura.channel.control.ControlRequest;
import dev.yagura.channel.control.ControlResponse;
import dev.yagura.channel.nbd.StartTls;
import dev.yagura.channel.transport.Deadline;
import dev.yagura.channel.transport.Endpoint;
import dev.yagura.channel.transport.PlainChannel;
import dev.yagura.channel.transport.TlsChannel;
import dev.yagura.channel.transport.TlsEnd;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * Connects to one agent.
 *
 * @param endpoint where it listens
 * @param tls keys of this end, and what appraises the agent
 * @param config how long that may take
 */
record Dialer(Endpoint endpoint, TlsEnd tls, AgentConnectionConfig config) {
    /**
     * Connects.
     *
     * @param protocol to be spoken under TLS
     */
    TlsChannel connect(String protocol) throws ChannelException {
        Deadline deadline = Deadline.after(config.connectTime());
        PlainChannel plain = PlainChannel.connect(endpoint, deadline);
        return StartTls.connect(plain, tls.context(), protocol, deadline);
    }

    /** Connects to the agent that has shown a certificate before. */
    TlsChannel connect(String protocol, X509Certificate certificate) throws ChannelException {
        TlsChannel channel = connect(protocol);
        if (!certificateOf(channel).equals(certificate)) {
            channel.close();
            throw new ChannelException(
                    Reason.PEER_REFUSED,
                    "%s: certificate is %s, expected that of the control connection, %s"
                            .formatted(
                                    channel.peer(),
                                    certificateOf(channel).getSubjectX500Principal(),
                                    certificate.getSubjectX500Principal()));
        }
        return channel;
    }

    /**
     * Begins the control protocol, and shows what evidence this end has.
     *
     * @param channel connected to speak it
     * @param control which asks over that channel
     */
    ControlResponse.Welcome greet(TlsChannel channel, ControlClient control)
            throws ChannelException {
        Optional<byte[]> evidence;
        try {
            evidence = tls.evidence(channel.session());
        } catch (IOException e) {
            throw new ChannelException(
                    Reason.REFUSED_BY_PEER,
                    "%s: this end's evidence cannot be made: %s"
                            .formatted(channel.peer(), e.getMessage()),
                    e);
        }
        return control.ask(
                id -> ControlRequest.Hello.of(id, config.clientName(), evidence),
                ControlResponse.Welcome.class);
    }

    /** Returns the certificate that the agent has shown. */
    static X509Certificate certificateOf(TlsChannel channel) {
        try {
            return (X509Certificate) channel.session().getPeerCertificates()[0];
        } catch (SSLPeerUnverifiedException e) {
            throw new IllegalStateException("TLS accepted an agent without a certificate", e);
        }
    }
}

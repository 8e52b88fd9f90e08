package dev.yagura.channel.transport;

import dev.yagura.attestation.appraisal.Appraisal.Refused;
import dev.yagura.attestation.ratls.MutualTls;
import java.io.IOException;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;

/**
 * One end of TLS connections: its keys, whom it lets in, and what is shown beyond certificates once
 * a connection stands. Safe for concurrent use.
 */
public final class TlsEnd {
    private final SSLContext context;
    private final Optional<MutualTls> attesting;

    private TlsEnd(SSLContext context, Optional<MutualTls> attesting) {
        this.context = context;
        this.attesting = attesting;
    }

    /**
     * Returns an end that shows fresh evidence if it has any, and asks for fresh evidence of every
     * peer whose key is not pinned.
     */
    public static TlsEnd attesting(MutualTls tls) {
        return new TlsEnd(tls.context(), Optional.of(tls));
    }

    /** Returns an end for which certificates say it all: it neither shows nor asks evidence. */
    public static TlsEnd ofCertificates(SSLContext context) {
        return new TlsEnd(context, Optional.empty());
    }

    /** Returns what handshakes are made with. */
    public SSLContext context() {
        return context;
    }

    /**
     * Returns evidence about this end that was made for a session; empty if it has none to show.
     *
     * @throws IOException if it cannot be made
     */
    public Optional<byte[]> evidence(SSLSession session) throws IOException {
        return attesting.isPresent() ? attesting.get().freshEvidence(session) : Optional.empty();
    }

    /** Returns whether the peer of a session has to show evidence made for one. */
    public boolean asksEvidence(SSLSession session) throws IOException {
        return attesting.isPresent() && !attesting.get().pinsPeerOf(session);
    }

    /**
     * Judges the evidence that a session's peer has shown.
     *
     * @return why it is refused, or empty if it is accepted or not asked for
     * @throws IOException if the session has ended
     */
    public Optional<String> refusal(SSLSession session, Optional<byte[]> evidence)
            throws IOException {
        if (attesting.isPresent()
                && attesting.get().appraiseFresh(session, evidence) instanceof Refused refused) {
            return Optional.of(refused.message());
        }
        return Optional.empty();
    }
}

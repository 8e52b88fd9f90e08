package dev.yagura.attestation.ratls;

import dev.yagura.attestation.Rule;
import dev.yagura.attestation.appraisal.Appraisal;
import dev.yagura.attestation.appraisal.Appraisal.Accepted;
import dev.yagura.attestation.appraisal.Appraisal.Refused;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;

/**
 * TLS 1.3 between two ends that both show an identity and both appraise the other's.
 *
 * <p>Nothing older than TLS 1.3 is offered, a client without a certificate is refused, and no
 * session is resumed: every connection appraises anew. Safe for concurrent use.
 *
 * <pre>{@code
 * var tls = new MutualTls(identity, new PeerVerifier(policy));
 * SSLEngine server = tls.serverEngine("yagura-control/1");
 * // after the handshake
 * Appraisal.Accepted peer = tls.peer(server.getSession());
 * }</pre>
 *
 * <p>The handshake appraises certificates, whose evidence may be as old as they are. That the
 * attester is there now, evidence shows that is made for the session: one end sends {@link
 * #freshEvidence}, the other asks {@link #appraiseFresh}.
 */
public final class MutualTls {

    private static final String[] PROTOCOLS = {"TLSv1.3"};
    private static final String[] CIPHER_SUITES = {
        "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_GCM_SHA256"
    };

    /**
     * The JDK's server issues no TLS 1.3 ticket when its session timeout exceeds the seven days
     * that RFC 8446 ("New Session Ticket Message") allows a ticket to live.
     */
    private static final Duration BEYOND_TICKETS = Duration.ofDays(8);

    private final SSLContext context;
    private final Identity own;
    private final PeerVerifier peers;
    private final RaTlsTrust trust;

    /** Returns the settings for one end. */
    public MutualTls(Identity own, PeerVerifier peers) {
        this.own = own;
        this.peers = peers;
        this.trust = new RaTlsTrust(peers);
        try {
            context = SSLContext.getInstance("TLSv1.3");
            context.init(
                    new KeyManager[] {new SingleIdentity(own)}, new TrustManager[] {trust}, null);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java platform has no TLS 1.3", e);
        }
        context.getServerSessionContext().setSessionTimeout((int) BEYOND_TICKETS.toSeconds());
        context.getClientSessionContext().setSessionTimeout(1);
    }

    /**
     * Returns the context, for APIs that make engines or sockets themselves; they must also be
     * given {@link #serverParameters} or {@link #clientParameters}.
     */
    public SSLContext context() {
        return context;
    }

    /**
     * Returns a new engine for the accepting end.
     *
     * @param protocols ALPN names this end speaks; none to leave ALPN out
     */
    public SSLEngine serverEngine(String... protocols) {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        engine.setSSLParameters(serverParameters(protocols));
        return engine;
    }

    /**
     * Returns a new engine for the connecting end.
     *
     * @param protocols ALPN names this end speaks, best first; none to leave ALPN out
     */
    public SSLEngine clientEngine(String... protocols) {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(true);
        engine.setSSLParameters(clientParameters(protocols));
        return engine;
    }

    /** Returns the settings of the accepting end. */
    public SSLParameters serverParameters(String... protocols) {
        SSLParameters parameters = clientParameters(protocols);
        parameters.setNeedClientAuth(true);
        return parameters;
    }

    /** Returns the settings of the connecting end. */
    public SSLParameters clientParameters(String... protocols) {
        SSLParameters parameters = new SSLParameters(CIPHER_SUITES.clone(), PROTOCOLS.clone());
        parameters.setUseCipherSuitesOrder(true);
        parameters.setApplicationProtocols(protocols);
        return parameters;
    }

    /**
     * Returns why the peer of an established session is accepted.
     *
     * @throws SSLPeerUnverifiedException if it is not, see {@link RaTlsTrust#peer}
     */
    public Accepted peer(SSLSession session) throws SSLPeerUnverifiedException {
        return trust.peer(session);
    }

    /**
     * Returns the settings for the same end with one peer: the one that holds {@code certificate}'s
     * key, which has been appraised.
     */
    public MutualTls withOnly(X509Certificate certificate) {
        return new MutualTls(own, peers.only(certificate));
    }

    /**
     * Returns evidence about this end, made now, for its key and for this session; empty if it has
     * no attester.
     *
     * @throws IOException if the attester fails, or the session is not established
     */
    public Optional<byte[]> freshEvidence(SSLSession session) throws IOException {
        return own.canAnswer()
                ? Optional.of(own.answer(SessionBinding.of(session)))
                : Optional.empty();
    }

    /**
     * Returns whether the policy pins the key of a session's peer: such a peer needs no evidence.
     */
    public boolean pinsPeerOf(SSLSession session) throws SSLPeerUnverifiedException {
        return peers.pins(RaTlsTrust.certificate(session));
    }

    /**
     * Appraises what the peer's {@link #freshEvidence} gave.
     *
     * @param evidence as it was sent over the session; empty if nothing was
     * @return the verdict, also of hostile bytes; a pinned key is accepted without evidence
     * @throws IOException if the peer has shown no certificate, or the session is not established
     */
    public Appraisal appraiseFresh(SSLSession session, Optional<byte[]> evidence)
            throws IOException {
        X509Certificate peer = RaTlsTrust.certificate(session);
        if (peers.pins(peer)) {
            return peers.appraise(peer);
        }
        Nonce nonce = SessionBinding.of(session);
        if (evidence.isEmpty()) {
            return new Refused(Rule.NONCE, "no evidence", "evidence made for this session");
        }
        return peers.appraiseAnswer(evidence.get(), nonce, peer);
    }

    /**
     * Appraises the answer to a challenge that went over a session.
     *
     * @param challenge the nonce that was sent, fresh for this one question
     */
    public Appraisal appraiseAnswer(SSLSession session, byte[] answer, Nonce challenge)
            throws SSLPeerUnverifiedException {
        return peers.appraiseAnswer(answer, challenge, RaTlsTrust.certificate(session));
    }
}

package dev.yagura.attestation.ratls;

import static java.util.Objects.requireNonNull;

import dev.yagura.attestation.Rule;
import dev.yagura.attestation.appraisal.Appraisal;
import dev.yagura.attestation.appraisal.Appraisal.Accepted;
import dev.yagura.attestation.appraisal.Appraisal.Refused;
import dev.yagura.attestation.appraisal.AppraisalException;
import java.net.Socket;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Lets a TLS handshake continue only if the policy accepts the peer's certificate.
 *
 * <p>The same for both roles. There are no certificate authorities, and host names are not checked:
 * the policy names programs and keys, which say more. Safe for concurrent use.
 */
public final class RaTlsTrust extends X509ExtendedTrustManager {

    private static final String SERVER = "tls server";
    private static final String CLIENT = "tls client";

    private final PeerVerifier verifier;

    /** Returns a trust manager that asks {@code verifier}. */
    public RaTlsTrust(PeerVerifier verifier) {
        this.verifier = requireNonNull(verifier, "verifier");
    }

    /**
     * Returns why the peer of an established session is accepted.
     *
     * <p>Appraises its certificate again, now; so a certificate that has run out since the
     * handshake is refused.
     *
     * @throws SSLPeerUnverifiedException if the peer sent no certificate or is not accepted; in the
     *     latter case the cause is an {@link AppraisalException}
     */
    public Accepted peer(SSLSession session) throws SSLPeerUnverifiedException {
        X509Certificate certificate = certificate(session);
        return switch (verifier.appraise(certificate)) {
            case Accepted accepted -> accepted;
            case Refused refused -> {
                var e = new SSLPeerUnverifiedException("tls peer: " + refused.message());
                e.initCause(new AppraisalException("tls peer", refused, Optional.of(certificate)));
                throw e;
            }
        };
    }

    /** Returns the certificate that the peer has shown. */
    static X509Certificate certificate(SSLSession session) throws SSLPeerUnverifiedException {
        Certificate[] chain = session.getPeerCertificates();
        if (!(chain[0] instanceof X509Certificate certificate)) {
            throw new SSLPeerUnverifiedException(
                    "tls peer: certificate is %s, expected X.509".formatted(chain[0].getType()));
        }
        return certificate;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType)
            throws AppraisalException {
        check(CLIENT, chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws AppraisalException {
        check(CLIENT, chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws AppraisalException {
        check(CLIENT, chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType)
            throws AppraisalException {
        check(SERVER, chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws AppraisalException {
        check(SERVER, chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws AppraisalException {
        check(SERVER, chain);
    }

    /** Returns no issuers: a peer may offer any certificate. */
    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }

    private void check(String peer, X509Certificate @Nullable [] chain) throws AppraisalException {
        int length = chain == null ? 0 : chain.length;
        if (chain == null || length != 1) {
            throw new AppraisalException(
                    peer,
                    new Refused(
                            Rule.CERTIFICATE,
                            "a chain of %d certificates".formatted(length),
                            "exactly one"),
                    Optional.empty());
        }
        Appraisal appraisal = verifier.appraise(chain[0]);
        if (appraisal instanceof Refused refused) {
            throw new AppraisalException(peer, refused, Optional.of(chain[0]));
        }
    }
}

package dev.yagura.attestation.ratls;

import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLKeyException;
import javax.net.ssl.SSLSession;

/**
 * Binds evidence to one TLS session: the nonce is a value that only the two ends of the session can
 * compute, and that no other session has (RFC 8446, "Exporters"). Nobody has to send it, and
 * evidence relayed from another session has another.
 */
final class SessionBinding {
    /** RFC 5705, "Exporter Interface", leaves labels that begin so to private use. */
    private static final String LABEL = "EXPERIMENTAL-yagura-evidence";

    private static final int BYTES = 32;

    private SessionBinding() {}

    /**
     * Returns the nonce of an established session.
     *
     * @throws SSLKeyException if the session has no exporter: it is not established, or not by TLS
     */
    static Nonce of(SSLSession session) throws SSLKeyException {
        if (!(session instanceof ExtendedSSLSession extended)) {
            throw new SSLKeyException("tls session: has no exporter");
        }
        return Nonce.fromBytes(extended.exportKeyingMaterialData(LABEL, null, BYTES));
    }
}

package dev.yagura.network.match.buffer;

import dev.yagura.network.rules.Buffer;
import dev.yagura.network.tls.CertificateChain;
import dev.yagura.network.tls.ClientHello;
import dev.yagura.network.tls.Fingerprints;
import dev.yagura.network.tls.ServerHello;
import java.security.cert.X509Certificate;
import java.util.List;

/** The buffers of TLS. */
public final class TlsBuffers {
    private TlsBuffers() {}

    /** Adds those of a client's hello. */
    public static void add(Transaction to, ClientHello hello) {
        hello.serverName().ifPresent(name -> to.add(Buffer.TLS_SNI, name));
        to.add(Buffer.JA3_HASH, Fingerprints.ja3(hello));
        to.add(Buffer.JA3_STRING, Fingerprints.ja3Text(hello));
    }

    /** Adds those of a server's hello. */
    public static void add(Transaction to, ServerHello hello) {
        to.add(Buffer.JA3S_HASH, Fingerprints.ja3s(hello));
        to.add(Buffer.JA3S_STRING, Fingerprints.ja3sText(hello));
    }

    /** Adds those of a chain; all but the certificates themselves are of the first. */
    public static void add(Transaction to, CertificateChain chain) {
        List<X509Certificate> certificates = chain.certificates();
        for (X509Certificate certificate : certificates) {
            to.add(Buffer.TLS_CERTIFICATES, CertificateText.encoded(certificate));
        }
        if (!certificates.isEmpty()) {
            X509Certificate own = certificates.getFirst();
            to.add(Buffer.TLS_CERT_SUBJECT, CertificateText.subject(own));
            to.add(Buffer.TLS_CERT_ISSUER, CertificateText.issuer(own));
            to.add(Buffer.TLS_CERT_SERIAL, CertificateText.serial(own));
            to.add(Buffer.TLS_CERT_FINGERPRINT, CertificateText.fingerprint(own));
        }
    }
}

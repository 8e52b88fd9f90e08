package dev.yagura.network.tls;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import java.io.ByteArrayInputStream;
import java.lang.foreign.MemorySegment;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * The certificates of a server or a client, its own first; nothing says that any is valid.
 *
 * @param certificates as they were sent
 */
public record CertificateChain(List<X509Certificate> certificates) {
    /** OpenSSL follows at most 100. */
    private static final int MAX_CERTIFICATES = 100;

    /** Copies the list. */
    public CertificateChain {
        certificates = List.copyOf(certificates);
    }

    /**
     * Reads a message of TLS 1.2 or before.
     *
     * @throws MalformedStructureException if it cannot be right, or the JDK cannot read a
     *     certificate
     */
    static CertificateChain parse(MemorySegment body) throws MalformedStructureException {
        ByteCursor list = new ByteCursor("tls certificates", body).vector24("certificate_list");
        List<X509Certificate> certificates = new ArrayList<>();
        while (list.hasMore()) {
            byte[] encoded = list.vector24("ASN.1Cert").rest();
            if (certificates.size() == MAX_CERTIFICATES) {
                throw malformed(Reason.OUT_OF_RANGE, "has more than " + MAX_CERTIFICATES);
            }
            certificates.add(certificate(encoded));
        }
        return new CertificateChain(certificates);
    }

    private static X509Certificate certificate(byte[] encoded) throws MalformedStructureException {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(encoded));
        } catch (CertificateException e) {
            throw malformed(Reason.UNSUPPORTED, "has one that is no X.509 certificate");
        }
    }

    private static MalformedStructureException malformed(Reason reason, String detail) {
        return new MalformedStructureException(
                reason, "tls certificates", "certificate_list", 0, detail);
    }
}

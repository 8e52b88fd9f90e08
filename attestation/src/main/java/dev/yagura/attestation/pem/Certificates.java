package dev.yagura.attestation.pem;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** Reads X.509 certificates by the JDK's own parser. */
public final class Certificates {

    /** The label of a certificate in PEM. */
    public static final String LABEL = "CERTIFICATE";

    private Certificates() {}

    /**
     * Reads one certificate.
     *
     * @param name how error messages call the input
     * @throws MalformedStructureException if it is none
     */
    public static X509Certificate parse(String name, byte[] der)
            throws MalformedStructureException {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw new MalformedStructureException(
                    Reason.OUT_OF_RANGE, name, "certificate", 0, "is refused: " + e.getMessage());
        }
    }

    /**
     * Reads the first certificates of a text, at least one; what is around them is ignored.
     *
     * @param name how error messages call the input
     * @param max most certificates
     * @throws MalformedStructureException if there is none, or one cannot be read
     */
    public static List<X509Certificate> parsePem(String name, byte[] text, int max)
            throws MalformedStructureException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (byte[] der : Pem.decode(name, LABEL, text, max)) {
            certificates.add(parse(name, der));
        }
        return certificates;
    }
}

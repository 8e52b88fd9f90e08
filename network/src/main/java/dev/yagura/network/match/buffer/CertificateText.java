package dev.yagura.network.match.buffer;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;

/** Writes what is in a certificate as Suricata does. */
public final class CertificateText {
    private static final HexFormat COLONS = HexFormat.ofDelimiter(":");

    private CertificateText() {}

    /** Returns whose it is, from the name's first part on: {@code O=Example, CN=example.com}. */
    public static String subject(X509Certificate certificate) {
        return DistinguishedName.of(certificate.getSubjectX500Principal());
    }

    /** Returns who issued it, in the same form. */
    public static String issuer(X509Certificate certificate) {
        return DistinguishedName.of(certificate.getIssuerX500Principal());
    }

    /** Returns its number: bytes in capital hexadecimal digits with colons between. */
    public static String serial(X509Certificate certificate) {
        return COLONS.withUpperCase().formatHex(certificate.getSerialNumber().toByteArray());
    }

    /** Returns its SHA-1: bytes in small hexadecimal digits with colons between. */
    public static String fingerprint(X509Certificate certificate) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(encoded(certificate));
            return COLONS.formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }

    static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was read has its bytes", e);
        }
    }
}

package dev.yagura.cli.connect;

import dev.yagura.attestation.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Locale;

/** Reads {@code --peer-key}: a hash in hex, or the file of a certificate. */
public final class PeerKeys {
    private static final String HASH = "[0-9a-fA-F]{64}";

    private PeerKeys() {}

    /**
     * Returns the SHA-256 of the public key that the user means.
     *
     * @param text 64 hex digits, or the path of a certificate in PEM or DER
     * @throws IOException if there is no such file, or it holds no certificate
     */
    public static Sha256 read(String text) throws IOException {
        if (text.matches(HASH)) {
            return new Sha256(text.toLowerCase(Locale.ROOT));
        }
        try (InputStream in = Files.newInputStream(Path.of(text))) {
            return Sha256.hash(
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(in)
                            .getPublicKey()
                            .getEncoded());
        } catch (CertificateException e) {
            throw new IOException(
                    "--peer-key: %s holds no certificate: %s".formatted(text, e.getMessage()), e);
        }
    }
}

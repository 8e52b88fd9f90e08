package dev.yagura.attestation.ratls;

import dev.yagura.attestation.ec.P256;
import dev.yagura.attestation.pem.Certificates;
import dev.yagura.attestation.pem.Pem;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Identities and certificates as PEM files, for operators and for tools that speak TLS. */
public final class IdentityFiles {

    private static final int MAX_FILE_BYTES = 64 * 1024;
    private static final String PRIVATE_KEY = "PRIVATE KEY";
    private static final Set<PosixFilePermission> OWNER_ONLY =
            PosixFilePermissions.fromString("rw-------");

    private IdentityFiles() {}

    /** Returns a certificate as PEM text. */
    public static String pem(X509Certificate certificate) {
        try {
            return Pem.encode(Certificates.LABEL, certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException("certificate: cannot be encoded", e);
        }
    }

    /** Writes a certificate, replacing what was there; the file is public. */
    public static void writeCertificate(X509Certificate certificate, Path file) throws IOException {
        Files.writeString(file, pem(certificate));
    }

    /**
     * Writes an identity, replacing what was there.
     *
     * @param certificateFile is public
     * @param keyFile PKCS#8, not encrypted; readable and writable for its owner only, from its
     *     first byte on
     * @throws IOException if a file cannot be written; the key file is then the old one or absent
     */
    public static void write(Identity identity, Path certificateFile, Path keyFile)
            throws IOException {
        byte[] pkcs8 =
                KeyEncoding.pkcs8(identity.privateKey(), identity.certificate().getPublicKey());
        Path directory = keyFile.toAbsolutePath().getParent();
        FileAttribute<?> ownerOnly = PosixFilePermissions.asFileAttribute(OWNER_ONLY);
        Path temporary = Files.createTempFile(directory, "identity", ".pem", ownerOnly);
        try {
            Files.writeString(temporary, Pem.encode(PRIVATE_KEY, pkcs8));
            Files.move(temporary, keyFile, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
        writeCertificate(identity.certificate(), certificateFile);
    }

    /**
     * Reads an identity; it has no attester and so cannot answer challenges.
     *
     * @throws MalformedStructureException if a file does not hold what it should, or the key is not
     *     the certificate's
     * @throws IOException if a file cannot be read, or others than its owner may read the key
     */
    public static Identity read(Path certificateFile, Path keyFile) throws IOException {
        requirePrivate(keyFile);
        X509Certificate certificate = readCertificate(certificateFile);
        String name = keyFile.toString();
        PrivateKey key =
                KeyEncoding.privateKey(name, Pem.decode(name, PRIVATE_KEY, readAll(keyFile)));
        if (!P256.isP256(certificate.getPublicKey())) {
            throw new MalformedStructureException(
                    Reason.UNSUPPORTED,
                    certificateFile.toString(),
                    "public key",
                    0,
                    "is %s, expected EC on P-256"
                            .formatted(certificate.getPublicKey().getAlgorithm()));
        }
        if (!P256.matches(key, certificate.getPublicKey())) {
            throw new MalformedStructureException(
                    Reason.OUT_OF_RANGE,
                    name,
                    "private key",
                    0,
                    "belongs to another certificate than " + certificateFile);
        }
        return new Identity(key, certificate, Optional.empty());
    }

    /**
     * Reads one certificate.
     *
     * @throws MalformedStructureException if the file does not hold one
     */
    public static X509Certificate readCertificate(Path file) throws IOException {
        String name = file.toString();
        return Certificates.parse(name, Pem.decode(name, Certificates.LABEL, readAll(file)));
    }

    private static void requirePrivate(Path keyFile) throws IOException {
        Set<PosixFilePermission> found = Files.getPosixFilePermissions(keyFile);
        Set<PosixFilePermission> tooMany = EnumSet.noneOf(PosixFilePermission.class);
        tooMany.addAll(found);
        tooMany.removeAll(OWNER_ONLY);
        tooMany.remove(PosixFilePermission.OWNER_EXECUTE);
        if (!tooMany.isEmpty()) {
            throw new IOException(
                    "%s: mode is %s, expected %s: it holds a private key"
                            .formatted(
                                    keyFile,
                                    PosixFilePermissions.toString(found),
                                    PosixFilePermissions.toString(OWNER_ONLY)));
        }
    }

    private static byte[] readAll(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
            if (bytes.length > MAX_FILE_BYTES) {
                throw new MalformedStructureException(
                        Reason.OUT_OF_RANGE,
                        file.toString(),
                        "length",
                        0,
                        "is over %d bytes, expected at most that".formatted(MAX_FILE_BYTES));
            }
            return bytes;
        }
    }
}

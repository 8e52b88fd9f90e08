package dev.yagura.cli.connect;

import dev.yagura.attestation.ratls.Identity;
import dev.yagura.attestation.ratls.IdentityFiles;
import dev.yagura.attestation.ratls.IdentityOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** Who we are towards agents and enclaves: a key kept in a folder, or one for this run only. */
public final class OwnIdentity {
    private static final String CERTIFICATE = "cert.pem";
    private static final String KEY = "key.pem";

    private OwnIdentity() {}

    /**
     * Returns the identity kept in a folder; makes folder and identity the first time.
     *
     * @param folder holds {@code cert.pem} and {@code key.pem}; empty for a key of this run only
     * @param options for a new certificate
     * @throws IOException if the files cannot be read or written, or others may read the key
     */
    public static Identity in(Optional<Path> folder, IdentityOptions options) throws IOException {
        if (folder.isEmpty()) {
            return Identity.withoutEvidence(options);
        }
        Path certificate = folder.get().resolve(CERTIFICATE);
        Path key = folder.get().resolve(KEY);
        if (Files.exists(key)) {
            return IdentityFiles.read(certificate, key);
        }
        Files.createDirectories(
                folder.get(),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Identity fresh = Identity.withoutEvidence(options);
        IdentityFiles.write(fresh, certificate, key);
        return fresh;
    }
}

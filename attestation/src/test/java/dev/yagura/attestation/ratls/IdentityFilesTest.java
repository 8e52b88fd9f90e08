package dev.yagura.attestation.ratls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yagura.attestation.policy.AppraisalPolicy;
import dev.yagura.bytes.MalformedStructureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdentityFilesTest {

    @TempDir private Path directory;
    private Path certificateFile;
    private Path keyFile;

    private final Identity identity =
            Identity.withoutEvidence(
                    IdentityOptions.named("agent")
                            .reachableAs(List.of("agent.example"), List.of("192.0.2.1")));

    @BeforeEach
    void names() {
        certificateFile = directory.resolve("server-cert.pem");
        keyFile = directory.resolve("server-key.pem");
    }

    @Test
    void identityReadBackServesTls() throws IOException {
        IdentityFiles.write(identity, certificateFile, keyFile);
        Identity read = IdentityFiles.read(certificateFile, keyFile);
        var pinsIt = new PeerVerifier(AppraisalPolicy.pinning(identity.keyHash()));
        SSLEngine server = new MutualTls(read, pinsIt).serverEngine();
        MutualTls peer = new MutualTls(identity, pinsIt);
        SSLEngine client = peer.clientEngine();

        new Handshake(client, server).run();

        assertThat(peer.peer(client.getSession()).found()).isEqualTo(identity.keyHash().hex());
        assertThat(read.certificate()).isEqualTo(identity.certificate());
        assertThat(read.canAnswer()).isFalse();
    }

    @Test
    void keyFileIsForItsOwnerOnlyAndReplacesAnOlderOne() throws IOException {
        Files.writeString(keyFile, "older, and readable by everybody");
        Files.setPosixFilePermissions(keyFile, PosixFilePermissions.fromString("rw-rw-rw-"));

        IdentityFiles.write(identity, certificateFile, keyFile);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keyFile)))
                .isEqualTo("rw-------");
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactlyInAnyOrder(certificateFile, keyFile);
        }
    }

    @Test
    void refusesKeyThatOthersMayRead() throws IOException {
        IdentityFiles.write(identity, certificateFile, keyFile);
        Files.setPosixFilePermissions(keyFile, PosixFilePermissions.fromString("rw-r-----"));

        assertThatThrownBy(() -> IdentityFiles.read(certificateFile, keyFile))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("mode is rw-r-----, expected rw-------");
    }

    @Test
    void refusesKeyOfAnotherCertificate() throws IOException {
        IdentityFiles.write(identity, certificateFile, keyFile);
        Identity other = Identity.withoutEvidence(IdentityOptions.named("other"));
        IdentityFiles.writeCertificate(other.certificate(), certificateFile);

        assertThatThrownBy(() -> IdentityFiles.read(certificateFile, keyFile))
                .isInstanceOf(MalformedStructureException.class)
                .hasMessageContaining("belongs to another certificate");
    }

    @Test
    void refusesEveryTruncation() throws IOException {
        IdentityFiles.write(identity, certificateFile, keyFile);
        byte[] key = Files.readAllBytes(keyFile);
        byte[] certificate = Files.readAllBytes(certificateFile);
        for (int length = 0; length < key.length - 1; length++) {
            Files.write(keyFile, Arrays.copyOf(key, length));
            assertThatThrownBy(() -> IdentityFiles.read(certificateFile, keyFile))
                    .isInstanceOf(MalformedStructureException.class);
        }
        for (int length = 0; length < certificate.length - 1; length++) {
            Files.write(certificateFile, Arrays.copyOf(certificate, length));
            assertThatThrownBy(() -> IdentityFiles.readCertificate(certificateFile))
                    .isInstanceOf(MalformedStructureException.class);
        }
    }

    @Test
    void errorNeverQuotesTheKey() throws IOException {
        IdentityFiles.write(identity, certificateFile, keyFile);
        String text = Files.readString(keyFile);
        String body = text.lines().skip(1).findFirst().orElseThrow();
        Files.writeString(keyFile, text.replace(body, body.substring(4)));

        assertThatThrownBy(() -> IdentityFiles.read(certificateFile, keyFile))
                .hasMessageContaining("is not an EC key in PKCS#8")
                .hasNoCause();
        assertThat(identity.toString()).doesNotContain("BEGIN").contains(identity.keyHash().hex());
    }

    @Test
    void refusesHugeFile() throws IOException {
        Files.write(certificateFile, new byte[70_000]);

        assertThatThrownBy(() -> IdentityFiles.readCertificate(certificateFile))
                .hasMessageContaining("expected at most that");
    }
}

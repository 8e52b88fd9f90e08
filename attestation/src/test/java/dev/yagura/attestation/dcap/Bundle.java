package dev.yagura.attestation.dcap;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.attestation.RefusedException;
import dev.yagura.attestation.dcap.collateral.Collateral;
import dev.yagura.attestation.dcap.collateral.SignedText;
import dev.yagura.attestation.dcap.pki.TrustedRoot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;

/** A quote with its collateral, out of a folder of the vectors, for a test to alter. */
final class Bundle {
    byte[] quote;
    byte[] tcbInfo;
    byte[] tcbInfoSignature;
    byte[] qeIdentity;
    byte[] qeIdentitySignature;
    byte[] signingChain;
    Optional<byte[]> rootCrl;
    Optional<byte[]> pckCrl;

    private Bundle(Path folder) {
        quote = Vectors.read(folder.resolve("quote.bin"));
        tcbInfo = Vectors.read(folder.resolve("tcb_info.json"));
        tcbInfoSignature = hex(folder.resolve("tcb_info.sig.hex"));
        qeIdentity = Vectors.read(folder.resolve("qe_identity.json"));
        qeIdentitySignature = hex(folder.resolve("qe_identity.sig.hex"));
        signingChain = Vectors.read(folder.resolve("tcb_signing_chain.pem"));
        rootCrl = readIfThere(folder.resolve("root_ca_crl.der"));
        pckCrl = readIfThere(folder.resolve("pck_crl.der"));
    }

    static Bundle read(Path folder) {
        return new Bundle(folder);
    }

    private static byte[] hex(Path file) {
        return HexFormat.of().parseHex(Vectors.text(file).strip());
    }

    private static Optional<byte[]> readIfThere(Path file) {
        return Files.exists(file) ? Optional.of(Vectors.read(file)) : Optional.empty();
    }

    void editTcbInfo(String from, String to) {
        tcbInfo = new String(tcbInfo, UTF_8).replace(from, to).getBytes(UTF_8);
    }

    void editQeIdentity(String from, String to) {
        qeIdentity = new String(qeIdentity, UTF_8).replace(from, to).getBytes(UTF_8);
    }

    Collateral collateral() {
        return new Collateral(
                new SignedText(tcbInfo, tcbInfoSignature, signingChain),
                new SignedText(qeIdentity, qeIdentitySignature, signingChain),
                rootCrl,
                pckCrl);
    }

    VerifiedQuote verify(Instant at) throws RefusedException {
        return new QuoteVerifier(
                        TrustedRoot.INTEL,
                        request -> Optional.of(collateral()),
                        InstantSource.fixed(at))
                .verify(quote);
    }
}

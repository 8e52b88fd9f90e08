package dev.yagura.attestation.dcap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.yagura.attestation.RefusedException;
import dev.yagura.attestation.Rule;
import dev.yagura.attestation.dcap.collateral.Collateral;
import dev.yagura.attestation.dcap.collateral.SignedText;
import dev.yagura.attestation.dcap.json.JsonObject;
import dev.yagura.attestation.dcap.pki.TrustedRoot;
import dev.yagura.attestation.dcap.tcb.TcbStatus;
import dev.yagura.attestation.pem.Certificates;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * The sample data of Intel's own quote verification library, under a root key of its own with the
 * name of Intel's root.
 *
 * <p>Its quotes bring no chain in PEM along; the files beside them do, and what certifies a quote
 * is not signed with it. So the chain is put where the platforms of the genuine quotes put theirs.
 */
class SyntheticRootTest {

    private static final int V3_CERTIFICATION_DATA = 48 + 384 + 4 + 64 + 64 + 384 + 64 + 2;
    private static final int V4_OUTER_SIZE = 48 + 584 + 4 + 64 + 64 + 2;
    private static final int V4_CERTIFICATION_DATA = V4_OUTER_SIZE + 4 + 384 + 64 + 2;
    private static final int PCK_CHAIN = 5;

    @Test
    void acceptsTheSgxSampleUnderItsRoot() throws Exception {
        Path folder = folder();
        byte[] quote = withChain(folder, V3_CERTIFICATION_DATA, -1);

        VerifiedQuote verified = verifier(folder, rootOf(folder)).verify(quote);

        assertThat(verified.tcb().status()).isEqualTo(TcbStatus.UP_TO_DATE);
        assertThat(verified.notChecked()).isEmpty();
    }

    @Test
    void refusesTheSgxSampleUnderIntelsRoot() throws Exception {
        Path folder = folder();
        byte[] quote = withChain(folder, V3_CERTIFICATION_DATA, -1);

        RefusedException e = refusal(verifier(folder, TrustedRoot.INTEL), quote);

        assertThat(e.rule()).isEqualTo(Rule.PCK_CHAIN);
        assertThat(e).hasMessageContaining("pinned root key");
    }

    /** Its TCB info has security versions above 255, which no component can have. */
    @Test
    void refusesTheTdxSampleForItsTcbInfoAlone() throws Exception {
        Path folder = folder().resolve("tdx");
        byte[] quote = withChain(folder, V4_CERTIFICATION_DATA, V4_OUTER_SIZE);

        RefusedException e = refusal(verifier(folder, rootOf(folder)), quote);

        assertThat(e.rule()).isEqualTo(Rule.TCB_INFO);
        assertThat(e).hasMessageContaining("svn").hasMessageContaining("0..255");
        assertThat(refusal(verifier(folder, TrustedRoot.INTEL), quote).rule())
                .isEqualTo(Rule.PCK_CHAIN);
    }

    private static Path folder() {
        return Vectors.folder().resolve("intel-qvl-synthetic-sampleData");
    }

    private static RefusedException refusal(QuoteVerifier verifier, byte[] quote) {
        RefusedException e =
                catchThrowableOfType(RefusedException.class, () -> verifier.verify(quote));
        assertThat(e).isNotNull();
        return e;
    }

    private static TrustedRoot rootOf(Path folder) throws Exception {
        byte[] pem = Vectors.read(folder.resolve("trustedRootCaCert.pem"));
        return new TrustedRoot(
                TrustedRoot.hashOf(
                        Certificates.parsePem("root", pem, 1).getFirst().getPublicKey()));
    }

    private static QuoteVerifier verifier(Path folder, TrustedRoot root) throws Exception {
        byte[] chain = Vectors.read(folder.resolve("tcbSignChain.pem"));
        Collateral collateral =
                new Collateral(
                        signed(folder.resolve("tcbInfo.json"), "tcbInfo", chain),
                        signed(folder.resolve("qeIdentity.json"), "enclaveIdentity", chain),
                        Optional.of(Vectors.read(folder.resolve("rootCaCrl.der"))),
                        Optional.of(Vectors.read(folder.resolve("intermediateCaCrl.der"))));
        Instant at =
                Vectors.json(folder.resolve("tcbInfo.json"))
                        .object("tcbInfo")
                        .instant("issueDate")
                        .plus(Duration.ofDays(1));
        return new QuoteVerifier(root, request -> Optional.of(collateral), InstantSource.fixed(at));
    }

    private static SignedText signed(Path file, String member, byte[] chain) throws Exception {
        JsonObject response = Vectors.json(file);
        return new SignedText(
                response.source(member),
                HexFormat.of().parseHex(response.hex("signature", 64)),
                chain);
    }

    /** Returns the folder's quote with the chain of the files beside it. */
    private static byte[] withChain(Path folder, int dataOffset, int outerSizeOffset) {
        byte[] quote = Vectors.read(folder.resolve("quote.dat"));
        byte[] chain =
                (Vectors.text(folder.resolve("pckCert.pem"))
                                + Vectors.text(folder.resolve("pckSignChain.pem")))
                        .getBytes(UTF_8);
        int authData = Short.BYTES; // neither sample has any
        ByteBuffer out =
                ByteBuffer.wrap(Arrays.copyOf(quote, dataOffset + 6 + chain.length))
                        .order(ByteOrder.LITTLE_ENDIAN);
        assertThat(out.getShort(dataOffset - authData)).isZero();
        out.putShort(dataOffset, (short) PCK_CHAIN);
        out.putInt(dataOffset + 2, chain.length);
        out.put(dataOffset + 6, chain);
        if (outerSizeOffset >= 0) {
            out.putInt(outerSizeOffset, out.capacity() - outerSizeOffset - 4);
        }
        int signatureSizeOffset = dataOffset == V3_CERTIFICATION_DATA ? 48 + 384 : 48 + 584;
        out.putInt(signatureSizeOffset, out.capacity() - signatureSizeOffset - 4);
        return out.array();
    }
}

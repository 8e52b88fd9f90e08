package dev.yagura.attestation.dcap;

import static java.util.Objects.requireNonNull;

import dev.yagura.attestation.RefusedException;
import dev.yagura.attestation.ReportData;
import dev.yagura.attestation.Rule;
import dev.yagura.attestation.Sha256;
import dev.yagura.attestation.dcap.collateral.Collateral;
import dev.yagura.attestation.dcap.collateral.CollateralRequest;
import dev.yagura.attestation.dcap.collateral.CollateralSource;
import dev.yagura.attestation.dcap.pki.CertificateChain;
import dev.yagura.attestation.dcap.pki.CertificateRole;
import dev.yagura.attestation.dcap.pki.Platform;
import dev.yagura.attestation.dcap.pki.TrustedRoot;
import dev.yagura.attestation.dcap.quote.Quote;
import dev.yagura.attestation.dcap.quote.QuoteSignature;
import dev.yagura.attestation.dcap.statement.PlatformRating;
import dev.yagura.attestation.dcap.tcb.TcbVerdict;
import dev.yagura.attestation.ec.P256;
import dev.yagura.bytes.MalformedStructureException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Verifies quotes. Immutable and safe for concurrent use.
 *
 * <p>The time is the verifier's own; a quote has none, and the host's would not count.
 */
public final class QuoteVerifier {

    /** Has no collateral, and so refuses every quote. */
    public static final QuoteVerifier WITHOUT_COLLATERAL =
            new QuoteVerifier(TrustedRoot.INTEL, CollateralSource.NONE, InstantSource.system());

    private final TrustedRoot root;
    private final CollateralSource source;
    private final InstantSource clock;

    /**
     * Returns a verifier.
     *
     * @param root the key that all chains must end at; {@link TrustedRoot#INTEL} but for tests
     * @param source what quotes are judged with
     * @param clock the time at which they are judged
     */
    public QuoteVerifier(TrustedRoot root, CollateralSource source, InstantSource clock) {
        this.root = requireNonNull(root, "root");
        this.source = requireNonNull(source, "source");
        this.clock = requireNonNull(clock, "clock");
    }

    /**
     * Verifies a quote.
     *
     * @throws RefusedException if it is not genuine, or cannot be shown to be; nothing else is
     *     thrown, whatever the quote and the collateral contain
     */
    public VerifiedQuote verify(byte[] encoded) throws RefusedException {
        Instant at = clock.instant();
        Quote quote;
        try {
            quote = Quote.parse(encoded);
        } catch (MalformedStructureException e) {
            throw new RefusedException(
                    Rule.EVIDENCE, String.valueOf(e.getMessage()), "a quote that can be read");
        }
        CertificateChain pck =
                CertificateChain.verify(
                        Rule.PCK_CHAIN,
                        CertificateRole.PCK,
                        quote.signature().pckChain(),
                        root,
                        at);
        Platform platform = Platform.of(pck.leaf());
        verifySignatures(quote, pck.leaf().getPublicKey());

        CollateralRequest request =
                new CollateralRequest(quote.body().claims().tee(), platform.fmspc(), pck.pckCa());
        CollateralCheck collateral = CollateralCheck.of(collateral(request), pck, root, at);
        TcbVerdict tcb =
                PlatformRating.rate(
                        collateral.tcbInfo(),
                        collateral.qeIdentity(),
                        platform,
                        quote.signature().qeReport(),
                        quote.body());
        return new VerifiedQuote(
                quote.body().claims(),
                platform.fmspc(),
                tcb,
                collateral.notChecked(),
                collateral.goodUntil());
    }

    /** The platform vouches for its quoting enclave, that for its key, and that for the quote. */
    private static void verifySignatures(Quote quote, PublicKey pck) throws RefusedException {
        QuoteSignature signature = quote.signature();
        if (!P256.verify(pck, signature.qeReportBytes(), signature.qeReportSignature())) {
            throw new RefusedException(
                    Rule.QE_REPORT, "not signed by the platform", "its signature");
        }
        MessageDigest digest = Sha256.newDigest();
        digest.update(signature.attestationKey());
        digest.update(signature.qeAuthData());
        ReportData named = ReportData.of(Sha256.fromBytes(digest.digest()));
        ReportData expected = signature.qeReport().reportData();
        if (!named.equals(expected)) {
            throw new RefusedException(
                    Rule.ATTESTATION_KEY,
                    "one with hash " + named,
                    "the one that the quoting enclave's report names, " + expected);
        }
        Optional<PublicKey> key = P256.decode(signature.attestationKey());
        if (key.isEmpty()) {
            throw new RefusedException(Rule.ATTESTATION_KEY, "no point of P-256", "one");
        }
        if (!P256.verify(key.get(), quote.signed(), signature.signature())) {
            throw new RefusedException(
                    Rule.SIGNATURE, "wrong", "one by the attestation key over the quote");
        }
    }

    private Collateral collateral(CollateralRequest request) throws RefusedException {
        String expected =
                "that of %s platforms of fmspc %s"
                        .formatted(request.tee().label(), request.fmspc());
        try {
            return source.find(request)
                    .orElseThrow(() -> new RefusedException(Rule.COLLATERAL, "absent", expected));
        } catch (MalformedStructureException e) {
            throw new RefusedException(Rule.COLLATERAL, String.valueOf(e.getMessage()), expected);
        }
    }
}

package dev.yagura.fuzz;

import dev.yagura.attestation.Sha256;
import dev.yagura.attestation.appraisal.Appraisal;
import dev.yagura.attestation.appraisal.Claims;
import dev.yagura.attestation.appraisal.Verifier;
import dev.yagura.attestation.dcap.QuoteVerifier;
import dev.yagura.attestation.dcap.collateral.CollateralSource;
import dev.yagura.attestation.dcap.collateral.QuoteFile;
import dev.yagura.attestation.dcap.pki.TrustedRoot;
import dev.yagura.bytes.MalformedStructureException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Appraises the input as a file with a quote, and with the collateral that it carries, if any. */
public final class DcapTarget {
    /** The root under which {@code FuzzSeeds} of the attestation tests made the seeds. */
    private static final TrustedRoot ROOT =
            new TrustedRoot(
                    new Sha256("50e302782ebec77064b7bb250b8afdd5f961fb80e5a0a4ce03c49beb87627dc1"));

    private static final InstantSource CLOCK =
            InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z"));

    private DcapTarget() {}

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(byte[] input) {
        QuoteFile file;
        try {
            file = QuoteFile.parse("input", input);
        } catch (MalformedStructureException e) {
            return; // What a reader is to say of such bytes.
        }
        CollateralSource source = request -> file.carried();
        Appraisal appraisal =
                Verifier.withoutPolicy(new QuoteVerifier(ROOT, source, CLOCK))
                        .appraiseUnbound(file.evidence());
        Invariant.check(!appraisal.message().isBlank(), "no reason");
        Optional<Claims> claims =
                switch (appraisal) {
                    case Appraisal.Accepted accepted -> accepted.claims();
                    case Appraisal.Refused refused -> refused.genuine();
                };
        Invariant.check(
                appraisal instanceof Appraisal.Refused || claims.isPresent(),
                "accepted without claims");
        try {
            var said = Verifier.inspect(file.evidence());
            Invariant.check(
                    claims.isEmpty() || claims.get().reportData().equals(said.reportData()),
                    "other claims than the quote has");
        } catch (MalformedStructureException e) {
            Invariant.check(claims.isEmpty(), "claims of a quote that cannot be read");
        }
    }
}

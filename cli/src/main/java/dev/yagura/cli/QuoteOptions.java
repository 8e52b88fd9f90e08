package dev.yagura.cli;

import dev.yagura.attestation.appraisal.Verifier;
import dev.yagura.attestation.dcap.QuoteVerifier;
import dev.yagura.attestation.dcap.collateral.CollateralFiles;
import dev.yagura.attestation.dcap.collateral.CollateralSource;
import dev.yagura.attestation.dcap.pki.TrustedRoot;
import dev.yagura.attestation.policy.AppraisalPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What quotes are judged with, and when: the same for every command that appraises evidence. */
final class QuoteOptions {
    @Option(
            names = "--collateral",
            paramLabel = "PLACE",
            description =
                    "what quotes are judged with, in place of what came with them: a folder of"
                            + " files, a cache of Intel's or a PCCS's responses, or a JSON file;"
                            + " see docs/attestation.md")
    private @Nullable Path collateral;

    @Option(
            names = "--at",
            paramLabel = "TIME",
            description =
                    "judge a file at this time, as 2025-06-20T00:00:00Z; now, if it is left out")
    private @Nullable Instant at;

    /** Returns whether a time was given. */
    boolean isOfATime() {
        return at != null;
    }

    InstantSource clock() {
        return at == null ? InstantSource.system() : InstantSource.fixed(at);
    }

    /**
     * Returns what makes a verifier of the collateral that came with evidence; what the user names
     * wins over it.
     *
     * @param policy what is demanded; empty to tell genuine quotes only
     * @throws IOException if the collateral that the user names cannot be read
     */
    Function<CollateralSource, Verifier> verifiers(Optional<AppraisalPolicy> policy)
            throws IOException {
        Optional<CollateralSource> named =
                collateral == null
                        ? Optional.empty()
                        : Optional.of(CollateralFiles.open(collateral));
        return carried -> {
            QuoteVerifier quotes =
                    new QuoteVerifier(TrustedRoot.INTEL, named.orElse(carried), clock());
            return policy.map(rules -> new Verifier(rules, quotes))
                    .orElseGet(() -> Verifier.withoutPolicy(quotes));
        };
    }
}

package dev.yagura.attestation.appraisal;

import static java.util.Objects.requireNonNull;

import dev.yagura.attestation.Rule;
import java.util.Optional;

/**
 * The verifier's verdict on one peer or one piece of evidence.
 *
 * <pre>{@code
 * switch (appraisal) {
 *     case Appraisal.Accepted accepted -> use(accepted.claims());
 *     case Appraisal.Refused refused -> report(refused.message());
 * }
 * }</pre>
 */
public sealed interface Appraisal {

    /** Returns the rule that decided. */
    Rule rule();

    /** Returns the verdict in one line, with rule and values. */
    String message();

    /**
     * The policy accepts the peer. Only this package makes one.
     *
     * <p>By evidence: {@link #claims()} is present. By a pinned key: it is empty, because nothing
     * was said about the program behind the key.
     */
    final class Accepted implements Appraisal {
        private final Rule rule;
        private final Optional<Claims> claims;
        private final String found;

        Accepted(Rule rule, Optional<Claims> claims, String found) {
            this.rule = requireNonNull(rule, "rule");
            this.claims = requireNonNull(claims, "claims");
            this.found = requireNonNull(found, "found");
        }

        @Override
        public Rule rule() {
            return rule;
        }

        /** Returns what the evidence says, or empty if a pinned key was accepted. */
        public Optional<Claims> claims() {
            return claims;
        }

        /** Returns whether the verdict rests on simulated evidence. */
        public boolean simulated() {
            return claims.isPresent() && claims.get().simulated();
        }

        /** Returns the value that the rule matched. */
        public String found() {
            return found;
        }

        @Override
        public String message() {
            return "accepted%s: %s is %s"
                    .formatted(simulated() ? " (simulated)" : "", rule.label(), found);
        }

        @Override
        public String toString() {
            return message();
        }
    }

    /**
     * The policy refuses the peer, or the evidence is not what it says.
     *
     * @param rule what decided
     * @param found the value found, shortened if the peer may have chosen its length
     * @param expected what would have been accepted
     * @param genuine what the evidence says, if it is a genuine quote that the policy refuses
     */
    record Refused(Rule rule, String found, String expected, Optional<Claims> genuine)
            implements Appraisal {
        private static final int MAX_FOUND = 200;

        /** Returns the refusal of evidence that is not known to be genuine. */
        public Refused(Rule rule, String found, String expected) {
            this(rule, found, expected, Optional.empty());
        }

        /** Shortens {@code found}. */
        public Refused {
            requireNonNull(rule, "rule");
            requireNonNull(expected, "expected");
            requireNonNull(genuine, "genuine");
            if (found.length() > MAX_FOUND) {
                found = found.substring(0, MAX_FOUND) + "...";
            }
        }

        @Override
        public String message() {
            return "refused: %s is %s, expected %s".formatted(rule.label(), found, expected);
        }
    }
}

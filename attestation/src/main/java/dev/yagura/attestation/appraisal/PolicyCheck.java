package dev.yagura.attestation.appraisal;

import dev.yagura.attestation.RefusedException;
import dev.yagura.attestation.Rule;
import dev.yagura.attestation.Sha384;
import dev.yagura.attestation.TrustDomain;
import dev.yagura.attestation.dcap.VerifiedQuote;
import dev.yagura.attestation.dcap.tcb.TcbStatus;
import dev.yagura.attestation.dcap.tcb.TcbVerdict;
import dev.yagura.attestation.policy.AppraisalPolicy;
import dev.yagura.attestation.policy.QuoteDemands;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Holds claims against a policy.
 *
 * @param policy which says what is accepted
 */
record PolicyCheck(AppraisalPolicy policy) {

    private static final List<Rule> RTMR_RULES =
            List.of(Rule.RTMR0, Rule.RTMR1, Rule.RTMR2, Rule.RTMR3);

    /** Returns the verdict on claims that every condition accepts. */
    Appraisal.Accepted accept(Claims claims) throws RefusedException {
        refuseDebug(policy.allowDebug(), claims);
        if (claims.quote().isPresent()) {
            platform(claims.quote().get());
            reportData(claims);
        }
        return claims.trustDomain().isPresent()
                ? trustDomain(claims, claims.trustDomain().get())
                : enclave(claims);
    }

    /** Refuses what its host can look into. */
    static void refuseDebug(boolean allowed, Claims claims) throws RefusedException {
        if (claims.debug() && !allowed) {
            throw new RefusedException(
                    Rule.ALLOW_DEBUG,
                    claims.trustDomain().isPresent() ? "a debug trust domain" : "a debug enclave",
                    "one that is not");
        }
    }

    private void platform(VerifiedQuote quote) throws RefusedException {
        QuoteDemands demands = policy.quotes();
        TcbVerdict tcb = quote.tcb();
        if (!demands.tcbStatus().contains(tcb.status())) {
            throw new RefusedException(
                    Rule.TCB_STATUS,
                    tcb.status().label(),
                    oneOf(demands.tcbStatus().stream().map(TcbStatus::label).toList()));
        }
        for (String advisory : tcb.advisories()) {
            if (!demands.advisories().contains(advisory)) {
                throw new RefusedException(
                        Rule.ADVISORIES, advisory, oneOf(List.copyOf(demands.advisories())));
            }
        }
        if (tcb.evaluationDataNumber() < demands.minTcbEvaluationNumber()) {
            throw new RefusedException(
                    Rule.MIN_TCB_EVALUATION_NUMBER,
                    Integer.toString(tcb.evaluationDataNumber()),
                    "at least " + demands.minTcbEvaluationNumber());
        }
        if (!quote.notChecked().isEmpty() && !demands.allowMissingCrls()) {
            throw new RefusedException(
                    Rule.ALLOW_MISSING_CRLS,
                    "a quote judged without " + String.join(", ", quote.notChecked()),
                    "one judged with all revocation lists");
        }
    }

    private void reportData(Claims claims) throws RefusedException {
        Set<?> accepted = policy.quotes().reportData();
        if (!accepted.isEmpty()) {
            require(Rule.REPORT_DATA, claims.reportData(), accepted);
        }
    }

    private Appraisal.Accepted trustDomain(Claims claims, TrustDomain domain)
            throws RefusedException {
        refuseMigration(domain);
        require(Rule.MRTD, domain.mrtd(), policy.quotes().mrtd());
        for (int i = 0; i < TrustDomain.RTMR_COUNT; i++) {
            Set<?> accepted = policy.quotes().rtmrs().get(i);
            if (!accepted.isEmpty()) {
                require(RTMR_RULES.get(i), domain.rtmrs().get(i), accepted);
            }
        }
        return new Appraisal.Accepted(Rule.MRTD, Optional.of(claims), domain.mrtd().hex());
    }

    /** No policy names the domain that would move it, and that one is as good as its host. */
    private static void refuseMigration(TrustDomain domain) throws RefusedException {
        if (domain.migratable() || !domain.mrServiceTd().equals(Sha384.ZERO)) {
            throw new RefusedException(
                    Rule.MIGRATION,
                    domain.migratable()
                            ? "possible by ATTRIBUTES.MIGRATABLE"
                            : "possible by service domains " + domain.mrServiceTd(),
                    "a trust domain that no other one can move");
        }
    }

    private Appraisal.Accepted enclave(Claims claims) throws RefusedException {
        boolean byMeasurement = !policy.mrenclave().isEmpty();
        boolean bySigner = !policy.mrsigner().isEmpty();
        if (byMeasurement || !bySigner) {
            require(Rule.MRENCLAVE, claims.mrenclave(), policy.mrenclave());
        }
        if (bySigner) {
            require(Rule.MRSIGNER, claims.mrsigner(), policy.mrsigner());
        }
        if (policy.prodId().isPresent() && policy.prodId().getAsInt() != claims.prodId()) {
            throw new RefusedException(
                    Rule.PROD_ID,
                    Integer.toString(claims.prodId()),
                    Integer.toString(policy.prodId().getAsInt()));
        }
        if (claims.svn() < policy.minSvn()) {
            throw new RefusedException(
                    Rule.MIN_SVN, Integer.toString(claims.svn()), "at least " + policy.minSvn());
        }
        return byMeasurement
                ? new Appraisal.Accepted(
                        Rule.MRENCLAVE, Optional.of(claims), claims.mrenclave().hex())
                : new Appraisal.Accepted(
                        Rule.MRSIGNER, Optional.of(claims), claims.mrsigner().hex());
    }

    private static void require(Rule rule, Object found, Set<?> accepted) throws RefusedException {
        if (!accepted.contains(found)) {
            throw new RefusedException(rule, found.toString(), oneOf(List.copyOf(accepted)));
        }
    }

    /** Returns what is accepted, in few words. */
    static String oneOf(List<?> values) {
        if (values.isEmpty()) {
            return "nothing: the policy lists none";
        }
        String first = values.getFirst().toString();
        return values.size() == 1 ? first : "%s or %d others".formatted(first, values.size() - 1);
    }
}

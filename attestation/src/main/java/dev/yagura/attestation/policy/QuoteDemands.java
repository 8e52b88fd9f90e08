package dev.yagura.attestation.policy;

import dev.yagura.attestation.ReportData;
import dev.yagura.attestation.Sha384;
import dev.yagura.attestation.TrustDomain;
import dev.yagura.attestation.dcap.tcb.TcbStatus;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * What a relying party demands of SGX and TDX quotes, beside what it demands of the program in an
 * enclave.
 *
 * @param tcbStatus accepted ratings of the platform, at least one; never {@link TcbStatus#REVOKED}
 * @param advisories Intel's security advisories that may concern the platform, such as {@code
 *     INTEL-SA-00615}; any other refuses it
 * @param minTcbEvaluationNumber lowest accepted {@code tcbEvaluationDataNumber} of the collateral;
 *     an older one does not know the newest weaknesses
 * @param allowMissingCrls whether a quote may be judged without revocation lists
 * @param reportData accepted report data; empty for any
 * @param mrtd accepted measurements of trust domains; empty accepts none
 * @param rtmrs accepted values of each run-time register of a trust domain, from RTMR0 on; an empty
 *     set is any
 */
public record QuoteDemands(
        Set<TcbStatus> tcbStatus,
        Set<String> advisories,
        int minTcbEvaluationNumber,
        boolean allowMissingCrls,
        Set<ReportData> reportData,
        Set<Sha384> mrtd,
        List<Set<Sha384>> rtmrs) {

    /** Platforms that are up to date and of which no advisory is known; no trust domains. */
    public static final QuoteDemands STRICT =
            new QuoteDemands(
                    Set.of(TcbStatus.UP_TO_DATE),
                    Set.of(),
                    0,
                    false,
                    Set.of(),
                    Set.of(),
                    Collections.nCopies(TrustDomain.RTMR_COUNT, Set.of()));

    /** Checks ranges, copies and sorts the sets. */
    public QuoteDemands {
        tcbStatus = PolicyValues.sorted("tcbStatus", tcbStatus);
        advisories = PolicyValues.sorted("advisories", advisories);
        reportData = PolicyValues.sorted("reportData", reportData);
        mrtd = PolicyValues.sorted("mrtd", mrtd);
        rtmrs = rtmrs.stream().map(values -> copyOfRtmr(values)).toList();
        PolicyValues.requireU16("minTcbEvaluationNumber", minTcbEvaluationNumber);
        if (rtmrs.size() != TrustDomain.RTMR_COUNT) {
            throw new IllegalArgumentException(
                    "appraisal policy: has %d rtmrs, expected %d"
                            .formatted(rtmrs.size(), TrustDomain.RTMR_COUNT));
        }
        if (tcbStatus.isEmpty() || tcbStatus.contains(TcbStatus.REVOKED)) {
            throw new IllegalArgumentException(
                    "appraisal policy: tcbStatus is %s, expected at least one and not %s"
                            .formatted(
                                    tcbStatus.stream().map(TcbStatus::label).toList(),
                                    TcbStatus.REVOKED.label()));
        }
    }

    private static Set<Sha384> copyOfRtmr(Set<Sha384> values) {
        return PolicyValues.sorted("rtmr", values);
    }
}

package dev.yagura.attestation.policy;

import java.util.List;

/** Names of a policy's fields, in the order in which they are written. */
final class PolicyFields {

    static final String ALLOW_SIMULATED = "allowSimulated";
    static final String SIMULATION_KEYS = "simulationKeys";
    static final String MRENCLAVE = "mrenclave";
    static final String MRSIGNER = "mrsigner";
    static final String PROD_ID = "prodId";
    static final String MIN_SVN = "minSvn";
    static final String ALLOW_DEBUG = "allowDebug";
    static final String PINNED_KEYS = "pinnedKeys";
    static final String TCB_STATUS = "tcbStatus";
    static final String ADVISORIES = "advisories";
    static final String MIN_TCB_EVALUATION_NUMBER = "minTcbEvaluationNumber";
    static final String ALLOW_MISSING_CRLS = "allowMissingCrls";
    static final String REPORT_DATA = "reportData";
    static final String MRTD = "mrtd";

    /** From RTMR0 on. */
    static final List<String> RTMRS = List.of("rtmr0", "rtmr1", "rtmr2", "rtmr3");

    static final List<String> ALL =
            List.of(
                    ALLOW_SIMULATED,
                    SIMULATION_KEYS,
                    MRENCLAVE,
                    MRSIGNER,
                    PROD_ID,
                    MIN_SVN,
                    ALLOW_DEBUG,
                    PINNED_KEYS,
                    TCB_STATUS,
                    ADVISORIES,
                    MIN_TCB_EVALUATION_NUMBER,
                    ALLOW_MISSING_CRLS,
                    REPORT_DATA,
                    MRTD,
                    RTMRS.get(0),
                    RTMRS.get(1),
                    RTMRS.get(2),
                    RTMRS.get(3));

    private PolicyFields() {}
}

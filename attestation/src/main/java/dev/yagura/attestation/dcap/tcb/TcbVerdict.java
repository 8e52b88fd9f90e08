package dev.yagura.attestation.dcap.tcb;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How Intel rates the platform behind a quote.
 *
 * @param status of everything together
 * @param platformStatus of the platform alone
 * @param qeStatus of the quoting enclave
 * @param moduleStatus of the TDX module; empty for SGX, and for modules rated with the platform
 * @param advisories numbers of Intel's advisories that concern any of them, in Intel's order
 * @param tcbDate the day of the weaknesses up to which the platform is rated
 * @param evaluationDataNumber the lower of those of TCB info and QE identity
 */
public record TcbVerdict(
        TcbStatus status,
        TcbStatus platformStatus,
        TcbStatus qeStatus,
        Optional<TcbStatus> moduleStatus,
        List<String> advisories,
        Instant tcbDate,
        int evaluationDataNumber) {

    /** Copies the list. */
    public TcbVerdict {
        requireNonNull(status, "status");
        requireNonNull(platformStatus, "platformStatus");
        requireNonNull(qeStatus, "qeStatus");
        requireNonNull(tcbDate, "tcbDate");
        advisories = List.copyOf(advisories);
    }
}

package dev.yagura.attestation.dcap.quote;

import dev.yagura.attestation.UnverifiedClaims;

/** What a quote vouches for: the report of an enclave or of a trust domain. */
public sealed interface QuoteBody permits EnclaveReport, TdReport {

    /** Returns what the report says about the program. */
    UnverifiedClaims claims();
}

package dev.yagura.attestation.dcap;

import dev.yagura.attestation.UnverifiedClaims;
import dev.yagura.attestation.dcap.tcb.TcbVerdict;
import java.time.Instant;
import java.util.List;

/**
 * What a genuine quote says, and about which platform. Only a {@link QuoteVerifier} makes one.
 *
 * <p>Genuine means signed by a platform that Intel certified; whether it is a debug enclave, an old
 * platform, or another program than expected is for the policy to say.
 */
public final class VerifiedQuote {

    private final UnverifiedClaims claims;
    private final String fmspc;
    private final TcbVerdict tcb;
    private final List<String> notChecked;
    private final Instant goodUntil;

    VerifiedQuote(
            UnverifiedClaims claims,
            String fmspc,
            TcbVerdict tcb,
            List<String> notChecked,
            Instant goodUntil) {
        this.claims = claims;
        this.fmspc = fmspc;
        this.tcb = tcb;
        this.notChecked = List.copyOf(notChecked);
        this.goodUntil = goodUntil;
    }

    /** Returns what the quote says about the program. */
    public UnverifiedClaims claims() {
        return claims;
    }

    /** Returns the kind of platform, 12 lower-case hexadecimal digits. */
    public String fmspc() {
        return fmspc;
    }

    /** Returns how Intel rates the platform. */
    public TcbVerdict tcb() {
        return tcb;
    }

    /** Returns the revocation lists that were missing, so that nothing could be checked by them. */
    public List<String> notChecked() {
        return notChecked;
    }

    /** Returns when the first of what it was judged with runs out. */
    public Instant goodUntil() {
        return goodUntil;
    }
}

package dev.yagura.cli;

import dev.yagura.attestation.ReportData;
import dev.yagura.attestation.Sha256;
import dev.yagura.attestation.Sha384;
import dev.yagura.attestation.Tee;
import dev.yagura.attestation.appraisal.Appraisal;
import dev.yagura.attestation.appraisal.Claims;
import dev.yagura.attestation.dcap.VerifiedQuote;
import dev.yagura.attestation.dcap.tcb.TcbVerdict;
import dev.yagura.kernel.table.Row;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What {@code yagura attest} prints of a verdict.
 *
 * <p>What evidence says is shown only once it is known to be genuine; a field that does not apply,
 * or of which nothing is known, is null.
 */
final class AttestationRow {

    private AttestationRow() {}

    /**
     * Returns the fields of a verdict.
     *
     * @param byPolicy whether a policy accepted it, or it was only found genuine
     */
    static Row of(Appraisal verdict, boolean byPolicy) {
        Optional<Claims> claims =
                switch (verdict) {
                    case Appraisal.Accepted accepted -> accepted.claims();
                    case Appraisal.Refused refused -> refused.genuine();
                };
        Optional<Claims> enclave = claims.filter(c -> c.tee() != Tee.TDX);
        Optional<VerifiedQuote> quote = claims.flatMap(Claims::quote);
        Optional<TcbVerdict> tcb = quote.map(VerifiedQuote::tcb);
        return Row.of(
                        "verdict",
                        verdict instanceof Appraisal.Refused
                                ? "refused"
                                : byPolicy ? "accepted" : "verified",
                        "tcbStatus",
                        orNull(tcb, t -> t.status().label()),
                        "advisories",
                        tcb.map(TcbVerdict::advisories).orElse(List.of()),
                        "mrenclave",
                        orNull(enclave.map(Claims::mrenclave), Sha256::hex),
                        "mrsigner",
                        orNull(enclave.map(Claims::mrsigner), Sha256::hex),
                        "reason",
                        byPolicy || verdict instanceof Appraisal.Refused
                                ? verdict.message()
                                : "genuine; no policy was given, so any program would be",
                        "simulated",
                        orNull(claims, Claims::simulated),
                        "rule",
                        verdict.rule().label(),
                        "tee",
                        orNull(claims.map(Claims::tee), Tee::label),
                        "prodId",
                        orNull(enclave, Claims::prodId),
                        "svn",
                        orNull(enclave, Claims::svn),
                        "debug",
                        orNull(claims, Claims::debug),
                        "reportData",
                        orNull(claims.map(Claims::reportData), ReportData::hex))
                .with(trustDomain(claims).fields())
                .with(platform(quote).fields());
    }

    private static Row trustDomain(Optional<Claims> claims) {
        var domain = claims.flatMap(Claims::trustDomain);
        return Row.of(
                "mrtd",
                orNull(domain, d -> d.mrtd().hex()),
                "rtmrs",
                orNull(domain, d -> d.rtmrs().stream().map(Sha384::hex).toList()));
    }

    private static Row platform(Optional<VerifiedQuote> quote) {
        Optional<TcbVerdict> tcb = quote.map(VerifiedQuote::tcb);
        return Row.of(
                "fmspc",
                orNull(quote, VerifiedQuote::fmspc),
                "platformTcbStatus",
                orNull(tcb, t -> t.platformStatus().label()),
                "qeTcbStatus",
                orNull(tcb, t -> t.qeStatus().label()),
                "tdxModuleStatus",
                orNull(tcb.flatMap(TcbVerdict::moduleStatus), status -> status.label()),
                "tcbDate",
                orNull(tcb, t -> t.tcbDate().toString()),
                "tcbEvaluationDataNumber",
                orNull(tcb, TcbVerdict::evaluationDataNumber),
                "goodUntil",
                orNull(quote, q -> q.goodUntil().toString()),
                "notChecked",
                quote.map(VerifiedQuote::notChecked).orElse(List.of()));
    }

    private static <T> @Nullable Object orNull(Optional<T> value, Function<T, Object> field) {
        return value.map(field).orElse(null);
    }
}

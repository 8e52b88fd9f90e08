package dev.yagura.attestation.dcap.statement;

import dev.yagura.attestation.RefusedException;
import dev.yagura.attestation.Rule;
import dev.yagura.attestation.Tee;
import dev.yagura.attestation.dcap.pki.Platform;
import dev.yagura.attestation.dcap.quote.EnclaveReport;
import dev.yagura.attestation.dcap.quote.QuoteBody;
import dev.yagura.attestation.dcap.quote.TdReport;
import dev.yagura.attestation.dcap.tcb.TcbStatus;
import dev.yagura.attestation.dcap.tcb.TcbVerdict;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;

/** Rates a platform by what Intel states about its kind. */
public final class PlatformRating {

    private PlatformRating() {}

    /**
     * Rates a platform.
     *
     * @param info about this kind of platform
     * @param identity of the quoting enclave
     * @param platform what its certificate says
     * @param qeReport of the quoting enclave, verified
     * @param body what was quoted, verified
     * @throws RefusedException if Intel knows no such level, quoting enclave or TDX module
     */
    public static TcbVerdict rate(
            TcbInfo info,
            QeIdentity identity,
            Platform platform,
            EnclaveReport qeReport,
            QuoteBody body)
            throws RefusedException {
        Tee tee = body.claims().tee();
        info.require(tee, platform);
        TcbRating qe = identity.rating(tee, qeReport);
        Optional<TcbRating> module = Optional.empty();
        TcbLevel level;
        TcbStatus status;
        if (body instanceof TdReport report) {
            module = info.moduleRating(report);
            TdxLevels levels = TdxLevels.match(info, platform, report.teeTcbSvn());
            level = levels.tdx();
            status = levels.status(info, report, module, qe);
        } else {
            level = match(info, platform);
            status = level.rating().status();
        }
        SequencedSet<String> advisories = new LinkedHashSet<>(level.rating().advisories());
        module.ifPresent(rating -> advisories.addAll(rating.advisories()));
        advisories.addAll(qe.advisories());
        return new TcbVerdict(
                status.with(qe.status()),
                level.rating().status(),
                qe.status(),
                module.map(TcbRating::status),
                List.copyOf(advisories),
                level.rating().date(),
                Math.min(
                        info.validity().evaluationDataNumber(),
                        identity.validity().evaluationDataNumber()));
    }

    /** Returns the first level that the platform reaches in everything that concerns SGX. */
    static TcbLevel match(TcbInfo info, Platform platform) throws RefusedException {
        return info.levels().stream()
                .filter(level -> level.isReachedBy(platform))
                .findFirst()
                .orElseThrow(() -> noLevel("", platform));
    }

    static RefusedException noLevel(String alsoFound, Platform platform) {
        return new RefusedException(
                Rule.TCB_LEVEL,
                "below every level of the tcb info: components %s, pcesvn %d%s"
                        .formatted(platform.sgxComponents(), platform.pceSvn(), alsoFound),
                "one of its levels");
    }
}

package dev.yagura.attestation.dcap.statement;

import dev.yagura.attestation.RefusedException;
import dev.yagura.attestation.dcap.pki.Platform;
import dev.yagura.attestation.dcap.quote.TdReport;
import dev.yagura.attestation.dcap.quote.TeeTcbSvn;
import dev.yagura.attestation.dcap.tcb.TcbStatus;
import java.util.Optional;

/**
 * The levels that a platform with a trust domain is on.
 *
 * @param sgx by what stands below an enclave alone
 * @param tdx by everything
 */
record TdxLevels(TcbLevel sgx, TcbLevel tdx) {

    private static final int MODULE = 0;
    private static final int MICROCODE = 2;

    static TdxLevels match(TcbInfo info, Platform platform, TeeTcbSvn svn) throws RefusedException {
        TcbLevel tdx =
                info.levels().stream()
                        .filter(level -> level.isReachedBy(platform) && level.isReachedBy(svn))
                        .findFirst()
                        .orElseThrow(
                                () -> PlatformRating.noLevel(", tee tcb svn " + svn, platform));
        return new TdxLevels(PlatformRating.match(info, platform), tdx);
    }

    /** Returns the status of platform and module, before the quoting enclave is looked at. */
    TcbStatus status(
            TcbInfo info, TdReport report, Optional<TcbRating> module, TcbRating quotingEnclave)
            throws RefusedException {
        TcbStatus status = tdx.rating().status();
        if (module.isPresent()) {
            status = status.with(module.get().status());
        }
        boolean onlyTheModuleIsOld =
                status.isOutOfDate()
                        && module.isPresent()
                        && module.get().status() == TcbStatus.OUT_OF_DATE
                        && isGood(sgx.rating().status())
                        && quotingEnclave.status() == TcbStatus.UP_TO_DATE;
        if (!onlyTheModuleIsOld
                || report.teeTcbSvn2().isEmpty()
                || !isNewest(info, report.teeTcbSvn2().get())) {
            return status;
        }
        return status.isConfigurationNeeded() || sgx.rating().status().isConfigurationNeeded()
                ? TcbStatus.TD_RELAUNCH_ADVISED_CONFIGURATION_NEEDED
                : TcbStatus.TD_RELAUNCH_ADVISED;
    }

    private static boolean isGood(TcbStatus status) {
        return !status.isOutOfDate() && status != TcbStatus.REVOKED;
    }

    /** Returns whether what runs now is as new as Intel knows. */
    private static boolean isNewest(TcbInfo info, TeeTcbSvn now) throws RefusedException {
        TcbLevel newest = info.levels().getFirst();
        if (now.microcodeSvn() < newest.tdxComponents().get(MICROCODE)) {
            return false;
        }
        if (now.moduleVersion() == 0) {
            return now.moduleSvn() >= newest.tdxComponents().get(MODULE);
        }
        TdxModule module = info.moduleOfVersion(now.moduleVersion());
        return !module.levels().isEmpty() && now.moduleSvn() >= module.levels().getFirst().svn();
    }
}

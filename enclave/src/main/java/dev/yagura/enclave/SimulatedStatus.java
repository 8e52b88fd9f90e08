package dev.yagura.enclave;

import dev.yagura.attestation.EvidenceFormat;
import dev.yagura.attestation.Sha256;
import dev.yagura.attestation.ratls.Identity;
import dev.yagura.attestation.ratls.Nonce;
import dev.yagura.enclave.api.EnclaveStatus;
import dev.yagura.enclave.watch.WatchException;
import dev.yagura.enclave.watch.WatchException.Reason;
import dev.yagura.kernel.table.Row;
import java.io.IOException;
import java.util.Base64;
import java.util.HexFormat;

/** What a simulated enclave says about itself. */
final class SimulatedStatus implements EnclaveStatus {
    private static final String MODE = "simulated";

    private final Identity identity;
    private final Sha256 measurement;

    SimulatedStatus(Identity identity, Sha256 measurement) {
        this.identity = identity;
        this.measurement = measurement;
    }

    @Override
    public Row status() {
        return Row.of(
                "mode",
                MODE,
                "simulated",
                true,
                "mrenclave",
                measurement.hex(),
                "prodId",
                Enclave.PROD_ID,
                "svn",
                Enclave.SVN,
                "keyHash",
                identity.keyHash().hex());
    }

    @Override
    public Row evidence(String nonceHex) throws WatchException {
        try {
            Nonce nonce = Nonce.fromBytes(HexFormat.of().parseHex(nonceHex));
            return Row.of(
                    "format", EvidenceFormat.SIMULATED.label(),
                    "evidence", Base64.getEncoder().encodeToString(identity.answer(nonce)),
                    "nonce", nonceHex);
        } catch (IllegalArgumentException e) {
            throw new WatchException(
                    Reason.BAD_REQUEST, "evidence: nonce: %s".formatted(e.getMessage()), e);
        } catch (IOException e) {
            throw new WatchException(Reason.INCOMPLETE, "evidence: " + e.getMessage(), e);
        }
    }
}

package dev.yagura.enclave;

import dev.yagura.attestation.UnverifiedClaims;
import dev.yagura.attestation.ratls.Identity;
import dev.yagura.attestation.ratls.Nonce;
import dev.yagura.enclave.api.EnclaveStatus;
import dev.yagura.enclave.watch.WatchException;
import dev.yagura.enclave.watch.WatchException.Reason;
import dev.yagura.kernel.table.Row;
import java.io.IOException;
import java.util.Base64;
import java.util.HexFormat;

/** What an enclave says about itself, by what its own evidence claims. */
final class OwnStatus implements EnclaveStatus {
    private final Identity identity;
    private final UnverifiedClaims claims;
    private final String mode;

    /**
     * Prepares the answers.
     *
     * @param claims of the identity's evidence
     * @param mode what every row calls the enclave
     */
    OwnStatus(Identity identity, UnverifiedClaims claims, String mode) {
        this.identity = identity;
        this.claims = claims;
        this.mode = mode;
    }

    @Override
    public Row status() {
        return Row.of(
                "mode",
                mode,
                "simulated",
                claims.simulated(),
                "mrenclave",
                claims.mrenclave().hex(),
                "prodId",
                claims.prodId(),
                "svn",
                claims.svn(),
                "keyHash",
                identity.keyHash().hex());
    }

    @Override
    public Row evidence(String nonceHex) throws WatchException {
        try {
            Nonce nonce = Nonce.fromBytes(HexFormat.of().parseHex(nonceHex));
            return Row.of(
                    "format", identity.answerFormat().label(),
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

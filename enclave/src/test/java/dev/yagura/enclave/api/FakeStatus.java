package dev.yagura.enclave.api;

import dev.yagura.attestation.ratls.Identity;
import dev.yagura.attestation.ratls.Nonce;
import dev.yagura.enclave.watch.WatchException;
import dev.yagura.enclave.watch.WatchException.Reason;
import dev.yagura.kernel.table.Row;
import java.io.IOException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.function.Function;

/** What an enclave says of itself, with evidence about some identity. */
final class FakeStatus {
    private FakeStatus() {}

    /** Answers challenges as {@code identity} does. */
    static EnclaveStatus of(Identity identity) {
        return of(identity, nonce -> nonce);
    }

    /** Answers challenges as {@code identity} does to another nonce. */
    static EnclaveStatus of(Identity identity, Function<Nonce, Nonce> answered) {
        return new EnclaveStatus() {
            @Override
            public Row status() {
                return Row.of("mode", "simulated");
            }

            @Override
            public Row evidence(String nonceHex) throws WatchException {
                Nonce nonce = Nonce.fromBytes(HexFormat.of().parseHex(nonceHex));
                try {
                    byte[] answer = identity.answer(answered.apply(nonce));
                    return Row.of("evidence", Base64.getEncoder().encodeToString(answer));
                } catch (IOException e) {
                    throw new WatchException(Reason.INCOMPLETE, "no evidence", e);
                }
            }
        };
    }
}

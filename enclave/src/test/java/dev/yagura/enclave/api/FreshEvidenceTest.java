package dev.yagura.enclave.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.yagura.attestation.appraisal.Appraisal;
import dev.yagura.attestation.ratls.Identity;
import dev.yagura.attestation.ratls.IdentityOptions;
import dev.yagura.attestation.ratls.Nonce;
import dev.yagura.attestation.simulation.SimulatedAttester;
import dev.yagura.attestation.simulation.SimulatedEnclave;
import dev.yagura.enclave.watch.WatchException;
import dev.yagura.enclave.watch.WatchException.Reason;
import dev.yagura.storage.block.crypt.Secret;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a tenant asks of an enclave beyond its certificate, before anything else is sent. */
class FreshEvidenceTest {
    /** Another enclave that runs the same code. */
    private static Identity another() throws IOException {
        return Identity.attested(
                IdentityOptions.named("another"),
                SimulatedAttester.withFreshKey(SimulatedEnclave.of(ServedApi.CODE, 1, 1)));
    }

    private static void assertGetsNoKey(ServedApi api, String why) {
        try (ApiClient client = api.client();
                Secret key = Secret.copyOf(new byte[] {1, 2, 3})) {
            assertThatExceptionOfType(WatchException.class)
                    .isThrownBy(() -> client.unlock(Optional.empty(), Optional.empty(), key))
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.REFUSED))
                    .withMessageContaining(why);
        }
        assertThat(api.watch().questions).isEmpty();
    }

    @Test
    void anEnclaveThatAnswersForItselfIsAsked() throws IOException {
        try (ServedApi api = new ServedApi();
                ApiClient client = api.client()) {
            assertThat(client.status().text("mode")).isEqualTo("simulated");
            assertThat(client.challenge()).isInstanceOf(Appraisal.Accepted.class);
        }
    }

    @Test
    void anAnswerToAnotherChallengeIsRefusedBeforeAKeyIsSent() throws IOException {
        try (ServedApi api =
                new ServedApi(enclave -> FakeStatus.of(enclave, _ -> Nonce.random()))) {
            assertGetsNoKey(api, "nonce is");
        }
    }

    @Test
    void anAnswerOfAnotherEnclaveOfTheSameCodeIsRefusedBeforeAKeyIsSent() throws IOException {
        Identity another = another();
        try (ServedApi api = new ServedApi(_ -> FakeStatus.of(another))) {
            assertGetsNoKey(api, "publicKey is");
        }
    }

    @Test
    void anEnclaveWhoseKeyIsPinnedNeedsNone() throws IOException {
        Identity another = another();
        try (ServedApi api = new ServedApi(_ -> FakeStatus.of(another));
                ApiClient client = api.pinningClient()) {
            assertThat(client.status().text("mode")).isEqualTo("simulated");
        }
    }
}

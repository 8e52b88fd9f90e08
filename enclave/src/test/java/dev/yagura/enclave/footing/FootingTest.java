package dev.yagura.enclave.footing;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class FootingTest {
    @Test
    void anOrdinaryMachineIsSoundGround() {
        assertThatNoException().isThrownBy(Footing::check);
    }

    @Test
    void aCheckThatDoesNotEndIsGivenUp() {
        CountDownLatch never = new CountDownLatch(1);

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() ->
                        Footing.within(
                                Duration.ofMillis(1), "waiting", () -> awaitUninterrupted(never)))
                .withMessageStartingWith("page protection does not work here: waiting did not end");
    }

    private static void awaitUninterrupted(CountDownLatch never) {
        try {
            never.await();
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts this", e);
        }
    }

    @Test
    void aCheckThatFailsSaysHow() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() ->
                        Footing.within(
                                Duration.ofSeconds(30),
                                "failing",
                                () -> {
                                    throw new IllegalStateException("depth 1");
                                }))
                .withMessageContaining("failing ended by", "depth 1");
    }
}

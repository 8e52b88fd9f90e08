package dev.yagura.enclave.footing;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The checks, each with a time limit: a JVM without page protection waits for ever. */
public final class Footing {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private Footing() {}

    /**
     * Checks that a thread in compiled code can be stopped, and that an endless recursion ends in
     * an error. Takes a fraction of a second.
     *
     * @throws IOException if either does not, with what to do
     */
    public static void check() throws IOException {
        within(
                LIMIT,
                "a garbage collection beside a busy thread",
                Footing::collectBesideBusyThread);
        within(LIMIT, "an endless recursion", Footing::overflow);
    }

    /**
     * Runs a check on a thread of its own.
     *
     * @throws IOException if it fails, or takes longer
     */
    static void within(Duration limit, String what, Runnable check) throws IOException {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread.ofPlatform()
                .daemon()
                .name("yagura-footing")
                .start(() -> {
                    try {
                        check.run();
                        done.complete(null);
                    } catch (Throwable e) {
                        done.completeExceptionally(e);
                    }
                });
        try {
            done.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw unsound(what, "did not end within " + limit.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw unsound(what, "ended by " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unsound(what, "was interrupted", e);
        }
    }

    private static IOException unsound(String what, String how, Exception cause) {
        return new IOException(
                ("page protection does not work here: %s %s; on SGX it needs SGX2 and Linux 6.0, and"
                                + " of Gramine sgx.edmm_enable and sgx.use_exinfo")
                        .formatted(what, how),
                cause);
    }

    /** Collects while another thread runs a compiled loop, which only a protected page can stop. */
    private static void collectBesideBusyThread() {
        Busy busy = new Busy();
        Thread thread = Thread.ofPlatform().daemon().name("yagura-footing-busy").start(busy);
        busy.awaitCompiled();
        System.gc();
        busy.stop = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Runs a loop without calls until it is told to stop. */
    private static final class Busy implements Runnable {
        /** By then the loop runs compiled: it is, from some tens of thousands of rounds on. */
        private static final long COMPILED = 2_000_000;

        private volatile boolean stop;
        private volatile long rounds;

        @Override
        public void run() {
            long round = 0;
            while (!stop) {
                rounds = ++round;
            }
        }

        void awaitCompiled() {
            while (rounds < COMPILED) {
                Thread.onSpinWait();
            }
        }
    }

    private static void overflow() {
        try {
            long depth = descend(0);
            throw new IllegalStateException("no error at depth " + depth);
        } catch (StackOverflowError expected) {
            return;
        }
    }

    /** Deeper than any stack: each call takes some tens of bytes at least. */
    private static final long BOTTOM = Long.MAX_VALUE;

    private static long descend(long depth) {
        return depth == BOTTOM ? depth : descend(depth + 1) + 1;
    }
}

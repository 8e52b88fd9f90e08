package dev.yagura.enclave.watch;

import dev.yagura.channel.agent.GuestSource;
import dev.yagura.kernel.KernelIdentity;
import dev.yagura.kernel.KernelSources;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.memory.Look;
import java.io.IOException;
import java.time.Duration;

/**
 * One look at a VM: finding its kernel while it runs, then reading it while it stands still.
 *
 * <p>What is found first (symbols, types, page-table root) does not change while a kernel runs, so
 * the VM is paused only for what follows. The second part starts with an empty page cache: nothing
 * read before the pause is believed after it.
 */
final class LookAt {
    /** Something read from a guest. */
    @FunctionalInterface
    interface Reader<T> {
        T read(Linux linux) throws IOException;
    }

    private final GuestSource guest;
    private final OpenedKernel opened;
    private final Linux linux;
    private final boolean pause;
    private final Duration openTime;
    private final long openPages;
    private Duration lookTime = Duration.ZERO;
    private Duration pauseTime = Duration.ZERO;
    private long lookPages;

    private LookAt(GuestSource guest, OpenedKernel opened, boolean pause, Duration openTime) {
        this.guest = guest;
        this.opened = opened;
        this.linux = Linux.of(opened.kernel());
        this.pause = pause;
        this.openTime = openTime;
        this.openPages = opened.look().fetchedPages();
    }

    /** Finds the VM's kernel. */
    static LookAt open(GuestSource guest, KernelSources sources, boolean live) throws IOException {
        long start = System.nanoTime();
        OpenedKernel opened = OpenedKernel.open(guest, sources);
        return new LookAt(
                guest,
                opened,
                !live && guest.memory().isLive() && guest.description().pausable(),
                since(start));
    }

    /** Reads the kernel at one moment, if the VM can be paused and the asker did not forbid it. */
    <T> T read(Reader<T> reader) throws IOException {
        long start = System.nanoTime();
        if (pause) {
            guest.pause();
        }
        long paused = System.nanoTime();
        Linux now = linux.again();
        try {
            return reader.read(now);
        } finally {
            if (now.kernel().memory().physical() instanceof Look look) {
                lookPages = look.fetchedPages();
            }
            if (pause) {
                guest.resume();
                pauseTime = since(paused);
            }
            lookTime = since(start);
        }
    }

    /** Returns the kernel while it runs, for what need not be of the moment that is read. */
    Linux beforePause() {
        return linux;
    }

    /** Returns what was found out about the kernel itself. */
    KernelIdentity identity() {
        return opened.kernel().identity();
    }

    /** Returns whether the VM runs on while it is read, so that what is read may disagree. */
    boolean isLive() {
        return guest.memory().isLive() && !pause;
    }

    LookFacts facts() {
        return new LookFacts(
                !isLive(), openTime, lookTime, pauseTime, openPages + lookPages, opened.layout());
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }
}

package dev.yagura.enclave.watch;

import dev.yagura.channel.agent.GuestSource;
import dev.yagura.kernel.KernelIdentity;
import dev.yagura.kernel.KernelSources;
import dev.yagura.kernel.LinuxKernel;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.memory.Look;
import dev.yagura.memory.PhysicalMemory;
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
    private final LinuxKernel kernel;
    private final Linux linux;
    private final boolean pause;
    private final Duration openTime;
    private final long openPages;
    private Duration lookTime = Duration.ZERO;
    private Duration pauseTime = Duration.ZERO;
    private long lookPages;

    private LookAt(
            GuestSource guest,
            LinuxKernel kernel,
            boolean pause,
            Duration openTime,
            long openPages) {
        this.guest = guest;
        this.kernel = kernel;
        this.linux = Linux.of(kernel);
        this.pause = pause;
        this.openTime = openTime;
        this.openPages = openPages;
    }

    /** Finds the VM's kernel. */
    static LookAt open(GuestSource guest, KernelSources sources, boolean live) throws IOException {
        long start = System.nanoTime();
        PhysicalMemory memory = guest.memory();
        Look look = new Look(memory);
        LinuxKernel kernel = LinuxKernel.open(look, guest.registers(), sources);
        return new LookAt(
                guest,
                kernel,
                !live && memory.isLive() && guest.description().pausable(),
                since(start),
                look.fetchedPages());
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

    /** Returns what was found out about the kernel itself. */
    KernelIdentity identity() {
        return kernel.identity();
    }

    /** Returns whether the VM runs on while it is read, so that what is read may disagree. */
    boolean isLive() {
        return guest.memory().isLive() && !pause;
    }

    LookFacts facts() {
        return new LookFacts(!isLive(), openTime, lookTime, pauseTime, openPages + lookPages);
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }
}

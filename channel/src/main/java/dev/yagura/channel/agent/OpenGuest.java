package dev.yagura.channel.agent;

import dev.yagura.memory.PhysicalMemory;
import dev.yagura.memory.VcpuRegisters;
import dev.yagura.network.capture.CaptureSource;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A guest that at least one peer uses. All peers share it, so that the guest stands still as long
 * as anybody's lease lasts.
 */
final class OpenGuest {
    private final GuestSource source;
    private final SharedDisks disks;
    private final long incarnation;
    private final ReentrantLock calls = new ReentrantLock();
    private int users;
    private int pauses;
    private long pausedSince;

    OpenGuest(GuestSource source, long incarnation) {
        this.source = source;
        this.disks = new SharedDisks(source);
        this.incarnation = incarnation;
    }

    GuestDescription description() {
        return source.description();
    }

    /** Returns a number that no other guest of this agent has. */
    long incarnation() {
        return incarnation;
    }

    PhysicalMemory memory() {
        return source.memory();
    }

    SharedDisks disks() {
        return disks;
    }

    CaptureSource openTap(List<String> interfaces) throws IOException {
        return source.openTap(interfaces);
    }

    List<VcpuRegisters> registers() throws IOException {
        calls.lock();
        try {
            return source.registers();
        } finally {
            calls.unlock();
        }
    }

    /** Pauses the guest, or counts one more who wants it paused. Returns since when it is. */
    long pause() throws IOException {
        calls.lock();
        try {
            if (pauses == 0) {
                source.pause();
                pausedSince = System.nanoTime();
            }
            pauses++;
            return pausedSince;
        } finally {
            calls.unlock();
        }
    }

    /** Counts one less who wants the guest paused; lets it run if that was the last one. */
    void unpause() throws IOException {
        calls.lock();
        try {
            pauses--;
            if (pauses == 0) {
                source.resume();
            }
        } finally {
            calls.unlock();
        }
    }

    /** Lets the guest run, if nobody wants it paused meanwhile; after {@link #unpause} failed. */
    void resumeAgain() throws IOException {
        calls.lock();
        try {
            if (pauses == 0) {
                source.resume();
            }
        } finally {
            calls.unlock();
        }
    }

    void close() throws IOException {
        calls.lock();
        try (source) {
            disks.close();
        } finally {
            calls.unlock();
        }
    }

    /** Counts users; guarded by the pool. */
    int addUsers(int count) {
        users += count;
        return users;
    }
}

package dev.yagura.channel.nbd;

import dev.yagura.channel.ChannelException;
import dev.yagura.channel.transport.Deadline;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** One read on its way: asked for, perhaps partly answered. */
final class PendingRead {
    /** A thread that never runs: what it may use, any thread may. */
    private static final Thread ANY = Thread.ofPlatform().unstarted(() -> {});

    private final long offset;
    private final MemorySegment destination;
    private final ByteBuffer into;
    private final @Nullable MemorySegment bounce;
    private volatile @Nullable Deadline due;
    private volatile boolean done;
    private volatile @Nullable ChannelException failure;

    /**
     * Prepares a read.
     *
     * @param offset first byte
     * @param destination writable, 1 byte to {@link NbdLimits#MAX_READ_BYTES} long. The thread that
     *     happens to read from the socket fills it; one that only its owner may use is filled by
     *     way of a copy
     */
    PendingRead(long offset, MemorySegment destination) {
        if (destination.isReadOnly()) {
            throw new IllegalArgumentException("destination is read-only");
        }
        this.offset = offset;
        this.destination = destination;
        if (destination.isAccessibleBy(ANY)) {
            this.bounce = null;
            this.into = destination.asByteBuffer();
        } else {
            MemorySegment copy = MemorySegment.ofArray(new byte[(int) destination.byteSize()]);
            this.bounce = copy;
            this.into = copy.asByteBuffer();
        }
    }

    long offset() {
        return offset;
    }

    int length() {
        return (int) destination.byteSize();
    }

    /** Returns what is still to come: position and limit say where it goes. */
    ByteBuffer rest() {
        return into;
    }

    /** Notes that the read is being asked for, and by when all of it has to be here. */
    void ask(Deadline deadline) {
        due = deadline;
    }

    /** Returns the deadline if it has passed, else null. */
    @Nullable Deadline missed() {
        Deadline deadline = due;
        return deadline != null && deadline.hasPassed() ? deadline : null;
    }

    boolean isDone() {
        return done;
    }

    void complete(@Nullable ChannelException why) {
        failure = why;
        done = true;
    }

    /** Returns why the read failed, or null. */
    @Nullable ChannelException failure() {
        return failure;
    }

    /** Called by the thread that asked, once the read is done and has not failed. */
    void finish() {
        if (bounce != null) {
            destination.copyFrom(bounce);
        }
    }
}

package dev.yagura.network.app;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import java.lang.foreign.MemorySegment;

/** Reads what one side of a TCP connection says in one protocol. */
interface StreamParser {
    /**
     * Takes what comes next.
     *
     * @throws MalformedStructureException if it does not follow the protocol; nothing more is to be
     *     given then
     */
    void read(MemorySegment bytes) throws MalformedStructureException;

    /**
     * Passes over bytes that are missing.
     *
     * @throws MalformedStructureException if nobody can know how what follows is to be read
     */
    default void skip(long bytes) throws MalformedStructureException {
        throw new MalformedStructureException(
                Reason.TRUNCATED, "stream", "bytes", 0, "are missing, %d of them".formatted(bytes));
    }

    /** Says that nothing more comes, or that nothing more is to be read. */
    default void end() {}

    /** Returns what it holds, in bytes. */
    int costBytes();
}

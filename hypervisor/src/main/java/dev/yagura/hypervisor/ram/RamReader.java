package dev.yagura.hypervisor.ram;

import dev.yagura.memory.PhysicalMemory.Read;
import java.io.IOException;
import java.util.List;

/** A way to a guest's bytes. Safe for concurrent reads; {@link #close} is not safe against them. */
sealed interface RamReader extends AutoCloseable permits FileReader, ProcessReader {
    /**
     * Reads all of {@code reads}, whose addresses are this reader's own positions.
     *
     * @throws IOException if one of them cannot be read in full
     */
    void read(List<Read> reads) throws IOException;

    /** Returns how bytes are reached, for people. */
    String description();

    @Override
    void close();
}

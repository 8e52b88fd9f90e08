package dev.yagura.channel.nbd;

import dev.yagura.memory.PhysicalMemory;
import java.io.IOException;

/** A guest's memory as a read-only block device: byte n of it is guest-physical address n. */
public interface NbdExport extends AutoCloseable {
    /** Returns what the export is, for people and for comparison; at most 4096 bytes of UTF-8. */
    String description();

    /** Returns the bytes; what lies in no range is a hole and reads as zeroes. */
    PhysicalMemory memory();

    /** Lets go of the export. */
    @Override
    void close() throws IOException;
}

package dev.yagura.channel.nbd;

import java.io.IOException;

/** Something of a guest as a read-only block device. */
public interface NbdExport extends AutoCloseable {
    /** Returns what the export is, for people and for comparison; at most 4096 bytes of UTF-8. */
    String description();

    /** Returns the bytes. */
    NbdContent content();

    /** Lets go of the export. */
    @Override
    void close() throws IOException;
}

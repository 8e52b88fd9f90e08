package dev.yagura.detect.packages.sqlite;

import dev.yagura.detect.files.ByteSource;
import java.io.IOException;

/**
 * A file of a database.
 *
 * @param bytes its content
 * @param sizeBytes how long it says it is
 */
public record SqliteFile(ByteSource bytes, long sizeBytes) {
    /** A file that is not there. */
    public static final SqliteFile NONE = new SqliteFile((_, _, _, _) -> 0, 0);

    /** Reads so many bytes, or as many as there are; returns how many there were. */
    int read(long offset, byte[] to) throws IOException {
        int got = 0;
        while (got < to.length) {
            int more = bytes.read(offset + got, to, got, to.length - got);
            if (more <= 0) {
                break;
            }
            got += more;
        }
        return got;
    }
}

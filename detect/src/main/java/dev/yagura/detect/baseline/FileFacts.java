package dev.yagura.detect.baseline;

import dev.yagura.storage.file.FileAttributes;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * A file as whoever records it can read it. What is empty could not be read, and has been told by
 * then; a failure of the disk's source is thrown.
 */
public interface FileFacts {
    /** Returns what its inode says. */
    FileAttributes attributes();

    /** Returns the SHA-256 of a regular file's content, 64 hex digits. */
    Optional<String> sha256() throws IOException;

    /** Returns where a symbolic link leads, as {@code PathText} writes it. */
    Optional<String> target() throws IOException;

    /** Returns the extended attributes by full name. */
    Optional<Map<String, byte[]>> extendedAttributes() throws IOException;
}
